"""What Bybit's websockets say."""

from collections.abc import Iterator, Mapping

from engine.venues.exchanges.spec import RawPrint, StreamRules


def _prints(message: object) -> Iterator[RawPrint]:
    if not isinstance(message, Mapping) or not str(message.get("topic", "")).startswith("publicTrade."):
        return
    for trade in message["data"]:
        if not trade.get("BT"):  # block trades are agreed on elsewhere, at any price
            yield str(trade["s"]), str(trade["p"]), int(trade["T"])


def _is_pong(message: object) -> bool:
    return isinstance(message, Mapping) and "pong" in {message.get("op"), message.get("ret_msg")}


STREAMS = StreamRules(
    prints=_prints,
    is_private=lambda url: url.endswith("/v5/private"),
    is_noise=_is_pong,
    watches_trades=True,
)
