"""What an exchange says about our pace, brought to the limiter."""

import re
from collections.abc import Mapping

from engine.venues.exchanges.limiter import Limiter
from engine.venues.exchanges.limits import USED_HEADERS, Endpoint
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.transport import Reply

TOO_MANY, BANNED, FORBIDDEN = 429, 418, 403
REST_S = {TOO_MANY: 30.0, BANNED: 120.0}
"""How long to rest where the exchange does not say."""
FORBIDDEN_S = {"Binance": 120.0, "Bybit": 600.0}
"""Both answer 403 to an address that asks too much; Bybit asks for ten minutes of silence."""
LONGEST_BAN_S = 3 * 24 * 3600.0
BANNED_UNTIL = re.compile(r"banned until (\d{13})")
_BYBIT_TOO_MANY = re.compile(r'"retCode"\s*:\s*(10006|10018|10429|429)\b')
_BINANCE_TOO_MANY = re.compile(r'"code"\s*:\s*-1003\b')
_SECOND = 1.0


class RateFeedback:
    """Reads answers for what they say about limits and bans."""

    def __init__(self, exchange: str, limiter: Limiter, time: ExchangeTime) -> None:
        self._family = exchange.partition(" ")[0]
        self._limiter = limiter
        self._time = time

    @property
    def banned_for_s(self) -> float:
        """Seconds until calls are allowed again; 0 when they are."""
        return self._limiter.banned_for_s

    def heard(self, reply: Reply) -> None:
        """Take note of an answer, also one to a call of ccxt's own."""
        for header, rule in USED_HEADERS.items():
            used = reply.headers.get(header, "")
            if used.isdecimal():
                self._limiter.heard(rule, float(used))
        rest = self._rest_s(reply)
        if rest is not None:
            self._limiter.ban(min(rest, LONGEST_BAN_S))

    def heard_of(self, endpoint: Endpoint, reply: Reply) -> None:
        """Take note of what Bybit says about the limit of that endpoint."""
        if reply.headers.get("x-bapi-limit-status") == "0":
            for rule in endpoint.costs.keys() - {"requests"}:
                self._limiter.hold(rule, self._until_reset_s(reply))

    def _rest_s(self, reply: Reply) -> float | None:
        """Return for how long the answer asks us to be silent; None: it does not."""
        if self._family == "Bybit" and _BYBIT_TOO_MANY.search(reply.body):
            return _retry_after_s(reply) or self._until_reset_s(reply)
        too_many = reply.status == TOO_MANY or (
            self._family == "Binance" and _BINANCE_TOO_MANY.search(reply.body) is not None
        )
        if reply.status == FORBIDDEN:
            return _retry_after_s(reply) or FORBIDDEN_S[self._family]
        if reply.status != BANNED and not too_many:
            return None
        stated = _retry_after_s(reply) or self._until_stated_s(reply)
        return stated or REST_S[BANNED if reply.status == BANNED else TOO_MANY]

    def _until_stated_s(self, reply: Reply) -> float | None:
        found = BANNED_UNTIL.search(reply.body)
        return (int(found[1]) - self._time.now_ms()) / 1000 if found else None

    def _until_reset_s(self, reply: Reply) -> float:
        reset = reply.headers.get("x-bapi-limit-reset-timestamp", "")
        wait = (int(reset) - self._time.now_ms()) / 1000 if reset.isdecimal() else _SECOND
        return min(max(wait, 0.1), 10 * _SECOND)


def _retry_after_s(reply: Reply) -> float | None:
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isdecimal() and int(text) > 0 else None


def headers_of(raw: Mapping[str, str]) -> dict[str, str]:
    """Return headers with their names in lower case."""
    return {name.lower(): value for name, value in raw.items()}
