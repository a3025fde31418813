"""Keeps the key of the private futures stream alive.

It lasts an hour. ccxt renews it once and then no more (4.5.90), and a stream on an expired key stays
open and silent.
"""

import logging
from collections.abc import Callable

from engine.clock import Clock
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.venues.exchanges.answers import ExchangeRefusal, NoReply, Unreadable
from engine.venues.exchanges.binance.answers import read
from engine.venues.exchanges.binance.limits import weigh
from engine.venues.exchanges.limiter import Lane, TurnMissed
from engine.venues.exchanges.spec import Call

log = logging.getLogger(__name__)

RENEW = weigh("fapiprivate_put_listenkey", Lane.QUERY, 1)
RENEW_EVERY_S = 1200.0
TRY_AGAIN_AFTER_S = 60.0
MOST_TRIES = 10
"""Within the hour that a key lasts, with room."""
NO_SUCH_KEY = "-1125"


async def keep_alive(call: Call, clock: Clock, end: Callable[[Plain], None]) -> None:
    """Renew the key every 20 minutes. Calls `end` and returns once it cannot be kept."""
    tries = 0
    while tries < MOST_TRIES:
        await clock.sleep(TRY_AGAIN_AFTER_S if tries else RENEW_EVERY_S)
        try:
            read(await call(RENEW))
        except ExchangeRefusal as e:
            if e.code == NO_SUCH_KEY:
                break
            tries += 1
            log.info("the key of the private stream was not renewed: %s", e.code)
        except (NoReply, TurnMissed, Unreadable) as e:
            tries += 1
            log.info("the key of the private stream was not renewed: %s", type(e).__name__)
        else:
            tries = 0
    end(Plain(Cause.STREAM_KEY_LOST))
