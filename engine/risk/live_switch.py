"""The owner's switch for money: what a start with LIVE_TRADING off makes of the bots that trade with it.

They are paused before anything trades, each with its open order left where it is. What that order
still trades is booked and told; no other order is sent, neither entry nor exit, but for a close that
a person asks for. With the switch on again a person has each go on, with the order that is there.
"""

import logging
from collections.abc import Iterable

from engine.clock import Clock
from engine.core.events import Pause
from engine.core.machine import step
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import CommandRefused
from engine.core.types import Mode
from engine.ports import Ledger, StoredBot

log = logging.getLogger(__name__)

WAS_OFF = Plain(Cause.LIVE_WAS_OFF)
"""The reason of the pause, which outlives the restart that switches it on again."""


async def pause_live(ledger: Ledger, clock: Clock, stored: Iterable[StoredBot]) -> int:
    """Pause every LIVE bot at work of these, before anything trades, and return how many that were.

    They have just been read. Raises StorageUnavailable; bots that are paused by then stay so.
    """
    paused = 0
    for bot in stored:
        if bot.state.config.mode is not Mode.LIVE or not bot.at_work:
            continue
        now = clock.now()
        try:
            outcome = step(bot.state, Pause(at=now, reason=WAS_OFF, keep_order=True))
        except CommandRefused:
            continue  # it is paused already
        if outcome.durable:
            await ledger.commit(outcome, bot.feed_offset, now)
            paused += 1
    if paused:
        log.warning("LIVE trading is switched off: %d bots are paused, their orders stay", paused)
    return paused
