"""One call to an exchange: its turn, its signature, its answer or the fact that there was none.

What an answer says about our pace is brought to the limiter.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ccxt.base.errors import BaseError

from engine.clock import Clock
from engine.core.reasons.calls import CallFailed
from engine.timings import ConnectionTimings
from engine.venues.exchanges.answers import NoReply, Reply, failed
from engine.venues.exchanges.limiter import Endpoint, Lane, Limiter
from engine.venues.exchanges.order_line import OrderLine
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import CcxtClient, RateAnswers
from engine.venues.exchanges.transport import ATTEMPT, Attempt

log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RestClient:
    """The way of every call of one account."""

    client: CcxtClient
    limiter: Limiter
    pace: RateLimitFeedback
    clock: Clock
    turn_within: timedelta
    pass_turn_within: timedelta
    orders: OrderLine | None
    """None: everything goes through ccxt."""

    async def call(
        self,
        endpoint: Endpoint,
        params: Mapping[str, object] | None = None,
        *,
        signed_at_ms: int | None = None,
        within: timedelta | None = None,
    ) -> Reply:
        """Return whatever the exchange answered, refusals and rubbish included. Sent once at most.

        Raises TurnMissed when its turn cannot come `within` that time (where none is given: within
        `turn_within`, and for a pass, unless there is a ban, `pass_turn_within`), and NoReply when no answer
        came.
        """
        until = self.clock.monotonic() + (self._patience(endpoint) if within is None else within)
        await self.limiter.turn(endpoint.lane, endpoint.costs, until)
        attempt = Attempt(signed_at_ms=signed_at_ms)
        if within is not None:
            attempt.connect_within_s = (until - self.clock.monotonic()).total_seconds()
        if self.orders is not None and endpoint.route is not None:
            reply = await self.orders.send(endpoint.route, params or {}, attempt)
            self.pace.heard(reply)
        else:
            reply = await self._send(endpoint, dict(params or {}), attempt)
        self.pace.heard_of(endpoint, reply)
        return reply

    def _patience(self, endpoint: Endpoint) -> timedelta:
        is_paced = endpoint.lane is Lane.PASS and not self.limiter.banned_for_s
        return self.pass_turn_within if is_paced else self.turn_within

    async def close(self) -> None:
        if self.orders is not None:
            await self.orders.close()

    async def _send(self, endpoint: Endpoint, params: dict[str, object], attempt: Attempt) -> Reply:
        token = ATTEMPT.set(attempt)
        try:
            await getattr(self.client, endpoint.method)(params)
        except Exception as e:
            if not isinstance(e, BaseError):
                log.exception("%s failed in an unexpected way", endpoint.method)
            # Not "from e": ccxt's texts hold signed addresses.
            raise NoReply(failed(e), sent=attempt.connected) from None
        finally:
            ATTEMPT.reset(token)
        if attempt.reply is None:
            raise NoReply(CallFailed(error="NoReply"), sent=attempt.connected)
        return attempt.reply
