"""What Binance's websockets say, and what keeps the private one alive."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from engine.clock import Clock
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.venues.exchanges.answers import ExchangeRefusal, Json, NoReply, Unreadable
from engine.venues.exchanges.binance.answers import read
from engine.venues.exchanges.binance.limits import weigh
from engine.venues.exchanges.limiter import Lane, TurnMissed
from engine.venues.exchanges.spec import Call, CcxtClient, RawNews, RawPrint, StreamRules

log = logging.getLogger(__name__)

PATHS = {"ws.spot": "/stream/ws", "ws.margin": "/stream/ws", "ws.linear": "/futures/ws"}
"""Where one host serves both markets. ccxt knows a spot stream by "/stream" in its address."""
_ENDS = frozenset({"listenKeyExpired", "eventStreamTerminated", "serverShutdown"})
_LISTEN_KEY = "listenKey="
_SILENT = frozenset({"outboundAccountPosition", "ACCOUNT_UPDATE", "TRADE_LITE"})
"""What comes beside every news of an order and says less."""
FORCED = ("autoclose-", "adl_autoclose", "settlement_autoclose-")
"""How the names of the exchange's own orders begin."""
_EVENTS = "ORDER_TRADE_UPDATE/ACCOUNT_UPDATE/listenKeyExpired"
"""Of futures, and their names in the address of the stream: none is told that is not named there."""
RENEW = weigh("fapiprivate_put_listenkey", Lane.QUERY, 1)
RENEW_EVERY_S = 1200.0
TRY_AGAIN_AFTER_S = 60.0
MOST_TRIES = 10
"""Within the hour that a key lasts, with room."""
NO_SUCH_KEY = "-1125"


def _prints(message: object) -> Iterator[RawPrint]:
    if not isinstance(message, Mapping):
        return
    event = message.get("data") if "stream" in message else message
    if not isinstance(event, Mapping) or event.get("e") not in {"trade", "aggTrade"}:
        return
    if event.get("X", "MARKET") == "MARKET":  # futures: not those of the insurance fund
        yield str(event["s"]), str(event["p"]), int(event["T"])


def _spot_news(message: object) -> Iterator[RawNews | None]:
    event = message.get("event", message) if isinstance(message, Mapping) else {}
    if event.get("e") == "executionReport":
        yield _news(event)
    elif event.get("e") not in _SILENT:
        yield None


def _futures_news(message: object) -> Iterator[RawNews | None]:
    event = message if isinstance(message, Mapping) else {}
    if event.get("e") == "ORDER_TRADE_UPDATE":
        yield _news(event["o"])
    elif event.get("e") not in _SILENT:
        yield None


def _news(told: Mapping[str, Json]) -> RawNews | None:
    """Return what is told of one order; None where the exchange has made it, to close a position by force.

    After a cancel or a change `c` is the name of that, and `C` the order's own.
    """
    name = str(told.get("C") or told["c"])
    if name.startswith(FORCED):
        return None
    order = {
        "orderId": told["i"],
        "clientOrderId": name,
        "side": told["S"],
        "price": told["p"],
        "origQty": told["q"],
        "executedQty": told["z"],
        "status": told["X"],
        "time": told["O"] if "O" in told else told["T"],  # futures do not say when it was created
    }
    if told["x"] != "TRADE":
        return RawNews(str(told["s"]), order)
    trade = {
        "id": told["t"],
        "orderId": told["i"],
        "price": told["L"],
        "qty": told["l"],
        "commission": told.get("n") or "0",
        "commissionAsset": told.get("N"),
        "time": told["T"],
        "isBuyer": told["S"] == "BUY",
        "isMaker": told["m"],
    }
    return RawNews(str(told["s"]), order, trade if int(str(told["t"])) > 0 else None)


def _is_idle(message: object) -> bool:
    """Say whether it comes beside news of an order. ccxt keeps balances by it, while that order waits."""
    event = message.get("event", message) if isinstance(message, Mapping) else {}
    return isinstance(event, Mapping) and event.get("e") in _SILENT


def _says_over(message: object) -> bool:
    if not isinstance(message, Mapping):
        return False
    event = message.get("event") if isinstance(message.get("event"), Mapping) else message
    return isinstance(event, Mapping) and event.get("e") in _ENDS


def _forget_session(client: CcxtClient) -> None:
    """Have ccxt fetch a new key: a stream on an expired one opens and stays silent."""
    linear = client.options.get("linear")
    if isinstance(linear, dict):
        linear["lastAuthenticatedTime"] = 0


async def _keep_alive(call: Call, clock: Clock, end: Callable[[Plain], None]) -> None:
    """Renew the key of the private futures stream every 20 minutes. Calls `end` once it cannot be kept.

    It lasts an hour. ccxt renews it once and then no more (4.5.90), and a stream on an expired key stays
    open and silent.
    """
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


SPOT = StreamRules(
    prints=_prints,
    news=_spot_news,
    is_idle=_is_idle,
    is_private=lambda url: "/ws-api/" in url or _LISTEN_KEY in url,
    greets=lambda url: _LISTEN_KEY not in url,
    says_over=_says_over,
    forget_session=_forget_session,
)
FUTURES = replace(SPOT, news=_futures_news, keep_alive=_keep_alive, private_query=f"&events={_EVENTS}")
