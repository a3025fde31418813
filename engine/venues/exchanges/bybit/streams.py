"""What Bybit's websockets say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from engine.venues.exchanges.bybit.values import A_FILL
from engine.venues.exchanges.spec import RawNews, RawPrint, StreamRules


def _prints(message: object) -> Iterator[RawPrint]:
    if not isinstance(message, Mapping) or not str(message.get("topic", "")).startswith("publicTrade."):
        return
    for trade in message["data"]:
        if not trade.get("BT"):  # block trades are agreed on elsewhere, at any price
            yield str(trade["s"]), str(trade["p"]), int(trade["T"])


def _is_noise(message: object) -> bool:
    """Say whether it tells nothing: a pong, or that we are let in, which is before we are subscribed."""
    said = {message.get("op"), message.get("ret_msg")} if isinstance(message, Mapping) else set()
    return not said.isdisjoint({"pong", "auth"})


def _news(category: str, message: object) -> Iterator[RawNews | None]:
    """Yield what is told of orders of a category: one stream carries those of both, of equal symbols."""
    if _is_noise(message):
        return
    topic = str(message.get("topic", "")) if isinstance(message, Mapping) else ""
    if topic not in {"order", "execution"}:
        yield None
        return
    for row in message["data"]:  # type: ignore[index]  # who has a topic is a mapping
        if row["category"] != category:
            continue
        if topic == "order":
            yield RawNews(str(row["symbol"]), row)
        elif row["execType"] == A_FILL:
            yield RawNews(str(row["symbol"]), None, row)
        else:
            yield None


SPOT = StreamRules(
    prints=_prints,
    is_private=lambda url: url.endswith("/v5/private"),
    news=partial(_news, "spot"),
    watches_trades=True,
)
LINEAR = replace(SPOT, news=partial(_news, "linear"))
