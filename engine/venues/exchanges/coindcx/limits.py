"""How much we ask of CoinDCX. Its documents contradict each other, and no answer tells: these are our own.

Whether limits are a key's or an address's is not known either: they are taken for the address's.
"""

from engine.venues.exchanges.answers import Reply, retry_after_s
from engine.venues.exchanges.limiter import Endpoint, Lane, Route, Rule
from engine.venues.exchanges.spec import RateAnswers, Rest

FUTURES = "/exchange/v1/derivatives/futures"
A_SECOND = Rule("signed/s", 8, 1)
A_MINUTE = Rule("signed/min", 400, 60)
PUBLIC = Rule("public", 1000, 60)
RULES = (A_SECOND, A_MINUTE, PUBLIC)
TOO_MANY, TOO_MANY_S = 429, 15.0


def signed(path: str, lane: Lane, *, method: str = "POST") -> Endpoint:
    """Return an endpoint below that of the futures."""
    route = Route(method, "private", f"{FUTURES}/{path}")
    return Endpoint(path, lane, {A_SECOND.name: 1, A_MINUTE.name: 1}, route)


def public(path: str, lane: Lane, *, address: str = "private") -> Endpoint:
    """Return an endpoint that anybody may ask; some are at the address of the signed ones."""
    return Endpoint(path, lane, {PUBLIC.name: 1}, Route("GET", address, path, signed=False))


def _rest(reply: Reply, now_ms: int) -> Rest | None:
    del now_ms
    return Rest(retry_after_s(reply) or TOO_MANY_S) if reply.status == TOO_MANY else None


RATES = RateAnswers(rest=_rest)
