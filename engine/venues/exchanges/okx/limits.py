"""OKX's limits, what each call costs, and what its answers say about both.

Numbers: OKX API guide, "Rate Limit" of each call (so many in two seconds, of the account where it is signed,
else of the address). Those for orders are of account and instrument: here all instruments share them.
"""

import re

from engine.venues.exchanges.answers import Reply, retry_after_s
from engine.venues.exchanges.limiter import Endpoint, Lane, Route, Rule, documented
from engine.venues.exchanges.spec import RateAnswers, Rest

_TWO_S = 2
_OF_ACCOUNT = {
    "create": 60,
    "cancel": 60,
    "order": 60,
    "pending": 60,
    "fills": 60,
    "old fills": 10,
    "balance": 10,
    "positions": 10,
    "config": 5,
    "fees": 5,
    "bills": 10,
    "old bills": 5,
    "leverage": 20,
    "set leverage": 20,
    "position mode": 5,
}
_OF_ADDRESS = {"time": 10, "instruments": 20, "ticker": 20, "candles": 40, "old candles": 20, "trades": 100}
LIMITS: tuple[Rule, ...] = (
    *(documented(name, most, _TWO_S) for name, most in _OF_ADDRESS.items()),
    *(documented(name, most, _TWO_S, per_account=True) for name, most in _OF_ACCOUNT.items()),
)

TOO_MANY, FORBIDDEN = 429, frozenset({403, 418})
TOO_MANY_S = 5.0
"""Two windows and a little: what is counted there is not told."""
FORBIDDEN_S = 120.0
_OF_US = re.compile(r'"code"\s*:\s*"50061"')
_TOO_MANY = re.compile(r'"s?[cC]ode"\s*:\s*"(50011|50061)"')


def request(method: str, lane: Lane, rule: str, route: Route | None = None) -> Endpoint:
    """Return an endpoint, which costs one of its rule."""
    return Endpoint(method, lane, {rule: 1}, route)


def _rest(reply: Reply, _now_ms: int) -> Rest | None:
    if reply.status == TOO_MANY or _TOO_MANY.search(reply.body):
        account_only = _OF_US.search(reply.body) is not None
        return Rest(retry_after_s(reply) or TOO_MANY_S, account_only=account_only)
    return Rest(retry_after_s(reply) or FORBIDDEN_S) if reply.status in FORBIDDEN else None


RATES = RateAnswers(rest=_rest)
