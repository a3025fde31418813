"""The documented limits of each exchange, and what each call costs.

Numbers: binance-spot-api-docs/rest-api.md (6,000 weight a minute and address, 100 orders in 10 s);
USDS-margined futures, general info (2,400 weight a minute, 300 orders in 10 s, 1,200 a minute);
bybit-exchange/docs, v5/rate-limit (600 requests in 5 s and address, per second and account below).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.venues.exchanges.limiter import Lane, Rule

PRUDENCE = 0.9
"""Share of a limit that we use: a request does not arrive in the instant in which it is sent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: ccxt's name of it, whose turn it takes, what it costs."""

    method: str
    lane: Lane
    costs: Mapping[str, float]


def _rule(name: str, most: float, within_s: float) -> Rule:
    return Rule(name, most * PRUDENCE, within_s)


WEIGHT = "weight"
ORDERS_10S = "orders in 10 s"
ORDERS_1M = "orders a minute"

RULES: dict[str, tuple[Rule, ...]] = {
    "Binance": (_rule(WEIGHT, 6000, 60), _rule(ORDERS_10S, 100, 10)),
    "Binance F": (_rule(WEIGHT, 2400, 60), _rule(ORDERS_10S, 300, 10), _rule(ORDERS_1M, 1200, 60)),
    "Bybit": (
        _rule("requests", 600, 5),
        _rule("create", 20, 1),
        _rule("cancel", 20, 1),
        _rule("orders", 50, 1),
        _rule("trades", 50, 1),
        _rule("account", 50, 1),
        _rule("settings", 10, 1),
        _rule("fees", 5, 1),
    ),
    "Bybit F": (
        _rule("requests", 600, 5),
        _rule("create", 10, 1),
        _rule("cancel", 10, 1),
        _rule("orders", 50, 1),
        _rule("trades", 50, 1),
        _rule("account", 50, 1),
        _rule("settings", 10, 1),
        _rule("fees", 10, 1),
    ),
}

USED_HEADERS = {
    "x-mbx-used-weight-1m": WEIGHT,
    "x-mbx-order-count-10s": ORDERS_10S,
    "x-mbx-order-count-1m": ORDERS_1M,
}
"""Binance's own counts, by the header that tells them."""


def weigh(method: str, lane: Lane, weight: float, **orders: float) -> Endpoint:
    """Return an endpoint of Binance. `orders`: `ten_s` and `minute`, what it counts as orders."""
    named = {"ten_s": ORDERS_10S, "minute": ORDERS_1M}
    return Endpoint(method, lane, {WEIGHT: weight} | {named[name]: cost for name, cost in orders.items()})


def request(method: str, lane: Lane, rule: str | None = None) -> Endpoint:
    """Return an endpoint of Bybit: one request of the address, and one of the account's rule."""
    return Endpoint(method, lane, {"requests": 1} | ({rule: 1} if rule else {}))
