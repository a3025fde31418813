"""The line that orders and cancels go over: signed and sent without ccxt, on connections of their own.

What is asked elsewhere takes none of its connections, and the questions for the exchange's time keep
them open. What an answer means is read as any other; one that does not come is NoReply.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from engine.core.reasons.calls import CallFailed
from engine.timings import ConnectionTimings
from engine.venues.exchanges.answers import NoReply, Reply, failed, headers_of
from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import Credentials, Sign, Signed
from engine.venues.exchanges.transport import Attempt, GuardedSession

log = logging.getLogger(__name__)

KEY_FILE = "PRIVATE KEY"
"""Stands in a secret that is no password but a key: ccxt signs with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One account's."""

    session: GuardedSession
    addresses: Mapping[str, str]
    """By ccxt's name."""
    sign: Sign
    credentials: Credentials
    time: ExchangeTime
    timeout: aiohttp.ClientTimeout
    headers: Mapping[str, str] = field(default_factory=dict)
    """What every request bears besides its own."""

    async def send(self, route: Route, params: Mapping[str, object], attempt: Attempt) -> Reply:
        """Send it once and return the answer, whatever it is. Raises NoReply."""
        url, headers, body = self._ready_to_go(route, params, attempt)
        try:
            async with self.session.request(
                route.method,
                URL(url, encoded=True),
                attempt,
                data=body,
                headers={**self.headers, **headers},
                timeout=self.timeout,
            ) as response:
                text = await response.text(errors="replace")
                return Reply(response.status, headers_of(response.headers), text)
        except Exception as e:  # noqa: BLE001 - whatever kept the answer away: nobody knows what became of it
            # Not "from e": its text may hold a signed address.
            raise NoReply(_why(e), sent=attempt.connected) from None

    async def close(self) -> None:
        await self.session.close()

    def _ready_to_go(self, route: Route, params: Mapping[str, object], attempt: Attempt) -> Signed:
        url = self.addresses[route.address] + route.path
        if not route.signed:
            return Signed(f"{url}?{urlencode(params)}" if params else url, {}, None)
        at_ms = self.time.now_ms() if attempt.signed_at_ms is None else attempt.signed_at_ms
        return self.sign(self.credentials, route, url, params, at_ms)


def order_line(
    sign: Sign,
    credentials: Credentials | None,
    addresses: Mapping[str, str],
    time: ExchangeTime,
    timings: ConnectionTimings,
    headers: Mapping[str, str] = {},
) -> OrderLine | None:
    """Return the line of an account; None where ccxt has to sign, or nothing can be."""
    if credentials is None or KEY_FILE in credentials.secret:
        return None
    within_s = timings.call_timeout_s
    return OrderLine(
        session=GuardedSession(addresses.values(), keep_idle_s=timings.line_kept_s),
        addresses=addresses,
        sign=sign,
        credentials=credentials,
        time=time,
        headers=headers,
        timeout=aiohttp.ClientTimeout(total=within_s, sock_connect=within_s, sock_read=within_s),
    )


def _why(error: Exception) -> CallFailed:
    """Return what kept the answer away, by the names that ccxt has for it."""
    beneath = type(error).__name__
    match error:
        case TimeoutError():
            return CallFailed(error="RequestTimeout", cause=beneath)
        case aiohttp.ClientConnectionError() | OSError():
            return CallFailed(error="ExchangeNotAvailable", cause=beneath)
        case aiohttp.ClientError():
            return CallFailed(error="NetworkError", cause=beneath)
        case _:
            log.error("an order could not be sent, or its answer not taken: %s", failed(error))
            return failed(error)
