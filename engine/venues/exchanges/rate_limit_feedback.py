"""What an exchange says about our pace, brought to the limiter."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.timings import ConnectionTimings
from engine.venues.exchanges.answers import Reply
from engine.venues.exchanges.limiter import Endpoint, Limiter
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import RateAnswers


@dataclass(frozen=True, slots=True)
class RateLimitFeedback:
    """Reads answers for what they say about limits and bans."""

    rates: RateAnswers
    limiter: Limiter
    time: ExchangeTime
    longest_ban_s: float = ConnectionTimings().longest_ban_s

    @property
    def banned_for_s(self) -> float:
        return self.limiter.banned_for_s

    def heard(self, reply: Reply) -> None:
        """Take note of an answer, also one to a call of ccxt's own."""
        for header, rule in self.rates.used_headers.items():
            used = reply.headers.get(header, "")
            if used.isdecimal():
                self.limiter.heard(rule, float(used))
        rest = self.rates.rest(reply, self.time.now_ms())
        if rest is not None:
            self.limiter.ban(min(rest.seconds, self.longest_ban_s), account_only=rest.account_only)

    def heard_of(self, endpoint: Endpoint, reply: Reply) -> None:
        """Take note of what an answer says about the account's limit of that endpoint."""
        used_up_s = self.rates.used_up_s(reply, self.time.now_ms())
        if used_up_s is not None:
            self.limiter.hold(endpoint.costs, used_up_s)


def retry_after_s(reply: Reply) -> float | None:
    """Return for how long the answer's Retry-After asks to wait; None: it does not."""
    text = reply.headers.get("retry-after", "")
    return float(text) if text.isdecimal() and int(text) > 0 else None


def headers_of(raw: Mapping[str, str]) -> dict[str, str]:
    """Return headers with their names in lower case."""
    return {name.lower(): value for name, value in raw.items()}
