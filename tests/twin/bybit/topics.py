"""Which topics there are."""

import re

from tests.twin.bybit.candles import is_interval
from tests.twin.bybit.text import CATEGORIES
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue

DEPTHS = {Kind.SPOT: {1, 50, 200, 1000}, Kind.PERPETUAL: {1, 50, 200, 500, 1000}}
MOST_SPOT_ARGUMENTS = 10
_PRIVATE = re.compile(
    r"(order|execution|position)(\.(?P<category>spot|linear|inverse|option))?|wallet|greeks"
)


def is_public(topic: str, venue: Venue) -> bool:
    """Tell whether a venue has a topic, with its symbol."""
    head, _, symbol = topic.rpartition(".")
    name, _, detail = head.partition(".")
    if symbol not in venue.symbols:
        return False
    match name:
        case "orderbook":
            return detail.isdigit() and int(detail) in DEPTHS[venue.kind]
        case "kline":
            return is_interval(detail)
        case _:
            return head in {"publicTrade", "tickers"}


def is_private(topic: str) -> bool:
    return _PRIVATE.fullmatch(topic) is not None


def heard_by(topics: set[str], name: str, kind: Kind) -> list[str]:
    """Return which of an account's topics carry news of a kind from a category."""
    return [topic for topic in (name, f"{name}.{CATEGORIES[kind]}") if topic in topics]
