"""Binance's limits, what each call costs, and what its answers say about both.

Numbers: binance-spot-api-docs/rest-api.md (6,000 weight a minute and address, 100 orders in 10 s and
account); USDS-margined futures, general info (2,400 weight a minute and address, 300 orders in 10 s and
1,200 a minute and account).
"""

import re

from engine.venues.exchanges.answers import Reply, retry_after_s
from engine.venues.exchanges.limiter import Endpoint, Lane, Route, documented
from engine.venues.exchanges.spec import RateAnswers, Rest

WEIGHT = "weight"
ORDERS_10S = "orders_10s"
ORDERS_1M = "orders_1m"
SPOT = (documented(WEIGHT, 6000, 60), documented(ORDERS_10S, 100, 10, per_account=True))
FUTURES = (
    documented(WEIGHT, 2400, 60),
    documented(ORDERS_10S, 300, 10, per_account=True),
    documented(ORDERS_1M, 1200, 60, per_account=True),
)

TOO_MANY, BANNED, FORBIDDEN = 429, 418, 403
REST_S = {TOO_MANY: 30.0, BANNED: 120.0, FORBIDDEN: 120.0}
"""How long to rest where it does not say. 403 is for an address that asks too much."""
_BANNED_UNTIL = re.compile(r"banned until (\d{13})")
_TOO_MANY = re.compile(r'"code"\s*:\s*-1003\b')
_TOO_MANY_ORDERS = re.compile(r'"code"\s*:\s*-1015\b')
"""Of the account: others at the address may go on."""


def weigh(method: str, lane: Lane, weight: float, route: Route | None = None, **orders: float) -> Endpoint:
    """Return an endpoint. `orders`: `ten_s` and `minute`, what it counts as orders."""
    named = {"ten_s": ORDERS_10S, "minute": ORDERS_1M}
    costs = {WEIGHT: weight} | {named[name]: cost for name, cost in orders.items()}
    return Endpoint(method, lane, costs, route)


def _rest(reply: Reply, now_ms: int) -> Rest | None:
    status = reply.status
    if status not in {BANNED, FORBIDDEN} and _TOO_MANY.search(reply.body):
        status = TOO_MANY
    if status not in REST_S:
        return None
    stated = _BANNED_UNTIL.search(reply.body)
    until_s = max((int(stated[1]) - now_ms) / 1000, 0.0) if stated else None  # by a clock that may be wrong
    of_account = status == TOO_MANY and _TOO_MANY_ORDERS.search(reply.body) is not None
    return Rest(retry_after_s(reply) or until_s or REST_S[status], account_only=of_account)


RATES = RateAnswers(
    rest=_rest,
    used_headers={
        "x-mbx-used-weight-1m": WEIGHT,
        "x-mbx-order-count-10s": ORDERS_10S,
        "x-mbx-order-count-1m": ORDERS_1M,
    },
)
