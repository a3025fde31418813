"""What OKX's websockets say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from engine.venues.exchanges.okx.values import streamed_fill
from engine.venues.exchanges.spec import RawNews, RawPrint, StreamRules

CLOSES_SOON = "64008"
"""The code of the notice that a line will be closed."""
_OVER = frozenset({"channel-conn-count-error"})
"""Too many lines have the channel: this one is told nothing, though its subscription was confirmed."""
_SILENT = frozenset({"login", "channel-conn-count", "unsubscribe", "error"})
"""What comes before the subscription, beside it, or for ccxt to judge."""
BY_TRADERS = frozenset({"normal", "twap"})
"""The categories of orders that somebody has made; all others the exchange makes by itself."""


def _prints(message: object) -> Iterator[RawPrint]:
    if _channel(message) != "trades":
        return
    for trade in message["data"]:  # type: ignore[index]  # who has a channel is a mapping
        yield str(trade["instId"]), str(trade["px"]), int(trade["ts"])


def _news(kind: str, message: object) -> Iterator[RawNews | None]:
    """Yield what is told of orders of a type of instrument."""
    if not isinstance(message, Mapping) or message.get("event") in _SILENT:
        return  # also a pong, which is a word
    if _channel(message) != "orders":
        yield None
        return
    for row in message["data"]:
        if row["instType"] != kind:
            continue
        if row["category"] not in BY_TRADERS:
            yield None
        else:
            yield RawNews(str(row["instId"]), row, streamed_fill(row))


def _channel(message: object) -> str:
    """Return the channel of a message with data; empty for any other."""
    topic = message.get("arg") if isinstance(message, Mapping) and "data" in message else None
    return str(topic.get("channel", "")) if isinstance(topic, Mapping) else ""


def _says_over(message: object) -> bool:
    if not isinstance(message, Mapping):
        return False
    return message.get("event") in _OVER or (
        message.get("event") == "notice" and message.get("code") == CLOSES_SOON
    )


SPOT = StreamRules(
    prints=_prints,
    is_private=lambda url: url.partition("?")[0].endswith("/private"),
    news=partial(_news, "SPOT"),
    says_over=_says_over,
)
SWAP = replace(SPOT, news=partial(_news, "SWAP"))
