"""How much we ask of CoinDCX. Its documents contradict each other, and no answer tells: these are our own.

Whether limits are a key's or an address's is not known either: they are taken for the address's.
"""

import re

from engine.venues.exchanges.answers import Reply, retry_after_s
from engine.venues.exchanges.limiter import Endpoint, Lane, Route, Rule
from engine.venues.exchanges.spec import RateAnswers, Rest

FUTURES = "/exchange/v1/derivatives/futures"
A_SECOND = Rule("signed/s", 8, 1)
A_MINUTE = Rule("signed/min", 400, 60)
PUBLIC = Rule("public", 1000, 60)
RULES = (A_SECOND, A_MINUTE, PUBLIC)
REST_S = {429: 15.0, 418: 120.0, 403: 120.0}
"""How long to rest where it does not say. 403 is for an address that asks too much."""
FORBIDDEN = 403
_OF_THE_KEY = re.compile(r'"status"\s*:\s*"error"')
"""Where CoinDCX says it itself, a key may not do that: no rest would help, and people have to see it."""


def signed(path: str, lane: Lane, *, method: str = "POST") -> Endpoint:
    """Return an endpoint below that of the futures."""
    route = Route(method, "private", f"{FUTURES}/{path}")
    return Endpoint(path, lane, {A_SECOND.name: 1, A_MINUTE.name: 1}, route)


def public(path: str, lane: Lane, *, address: str = "private") -> Endpoint:
    """Return an endpoint that anybody may ask; some are at the address of the signed ones."""
    return Endpoint(path, lane, {PUBLIC.name: 1}, Route("GET", address, path, signed=False))


def _rest(reply: Reply, now_ms: int) -> Rest | None:
    del now_ms
    usual_s = REST_S.get(reply.status)
    if usual_s is None or (reply.status == FORBIDDEN and _OF_THE_KEY.search(reply.body)):
        return None
    return Rest(retry_after_s(reply) or usual_s)


RATES = RateAnswers(rest=_rest)
