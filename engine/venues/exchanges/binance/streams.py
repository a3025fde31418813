"""What Binance's websockets say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.venues.exchanges.binance.listen_key import keep_alive
from engine.venues.exchanges.spec import CcxtClient, RawPrint, StreamRules

PATHS = {"ws.spot": "/stream/ws", "ws.margin": "/stream/ws", "ws.linear": "/futures/ws"}
"""Where one host serves both markets. ccxt knows a spot stream by "/stream" in its address."""
_ENDS = frozenset({"listenKeyExpired", "eventStreamTerminated", "serverShutdown"})
_LISTEN_KEY = "listenKey="


def _prints(message: object) -> Iterator[RawPrint]:
    if not isinstance(message, Mapping):
        return
    event = message.get("data") if "stream" in message else message
    if not isinstance(event, Mapping) or event.get("e") not in {"trade", "aggTrade"}:
        return
    if event.get("X", "MARKET") == "MARKET":  # futures: not those of the insurance fund
        yield str(event["s"]), str(event["p"]), int(event["T"])


def _is_private(url: str) -> bool:
    return "/ws-api/" in url or _LISTEN_KEY in url


def _greets(url: str) -> bool:
    return _LISTEN_KEY not in url


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


SPOT = StreamRules(
    prints=_prints,
    is_private=_is_private,
    greets=_greets,
    says_over=_says_over,
    forget_session=_forget_session,
)
FUTURES = replace(SPOT, keep_alive=keep_alive)
