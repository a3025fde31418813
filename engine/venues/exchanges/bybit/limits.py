"""Bybit's limits, what each call costs, and what its answers say about both.

Numbers: bybit-exchange/docs, v5/rate-limit (600 requests in 5 s and address, the others per second and
account).
"""

import re

from engine.venues.exchanges.answers import Reply, retry_after_s
from engine.venues.exchanges.limiter import Endpoint, Lane, Route, Rule, documented
from engine.venues.exchanges.spec import RateAnswers, Rest

_REQUESTS = documented("requests", 600, 5)


def _rules(*, orders: int) -> tuple[Rule, ...]:
    usual = {"orders": 50, "trades": 50, "account": 50, "settings": 10, "margin mode": 5, "fees": 5}
    each_s = {"create": orders, "cancel": orders} | usual
    of_account = (documented(name, most, 1, per_account=True) for name, most in each_s.items())
    return (_REQUESTS, *of_account)


SPOT = _rules(orders=20)
LINEAR = _rules(orders=10)

FORBIDDEN = 403
FORBIDDEN_S = 600.0
"""An address that asks too much is answered with 403, and asked for ten minutes of silence."""
REST_S = {429: 30.0, 418: 120.0}
_ACCOUNTS_OWN = frozenset({"10006"})
"""The limit is the account's; the other codes speak of the address."""
_TOO_MANY = re.compile(r'"retCode"\s*:\s*(10006|10018|10429|429)\b')
_LONGEST_RESET_S = 10.0


def request(method: str, lane: Lane, rule: str | None = None, route: Route | None = None) -> Endpoint:
    """Return an endpoint: one request of the address, and one of the account's rule."""
    return Endpoint(method, lane, {_REQUESTS.name: 1} | ({rule: 1} if rule else {}), route)


def _rest(reply: Reply, now_ms: int) -> Rest | None:
    too_many = _TOO_MANY.search(reply.body)
    if too_many:
        seconds = retry_after_s(reply) or _until_reset_s(reply, now_ms)
        return Rest(seconds, account_only=too_many[1] in _ACCOUNTS_OWN)
    usual_s = FORBIDDEN_S if reply.status == FORBIDDEN else REST_S.get(reply.status)
    return Rest(retry_after_s(reply) or usual_s) if usual_s is not None else None


def _used_up_s(reply: Reply, now_ms: int) -> float | None:
    return _until_reset_s(reply, now_ms) if reply.headers.get("x-bapi-limit-status") == "0" else None


def _until_reset_s(reply: Reply, now_ms: int) -> float:
    reset = reply.headers.get("x-bapi-limit-reset-timestamp", "")
    wait_s = (int(reset) - now_ms) / 1000 if reset.isdecimal() else 1.0
    return min(max(wait_s, 0.1), _LONGEST_RESET_S)


RATES = RateAnswers(rest=_rest, used_up_s=_used_up_s)
