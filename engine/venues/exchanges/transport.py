"""The session that ccxt sends through: it knows whether a request can have left us.

A request whose connection never came about was not sent; of any other nobody can say. Requests go
to the hosts that were configured and to no other, and are never repeated by a redirect.
"""

import ssl
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partialmethod
from types import SimpleNamespace
from typing import Any

import aiohttp
import certifi
from yarl import URL

from engine.venues.exchanges.answers import Reply
from engine.venues.exchanges.urls import origin


@dataclass(slots=True)
class Attempt:
    """One REST call on its way."""

    signed_at_ms: int | None = None
    """The exchange's time to sign with; None: that of the moment of sending."""
    connect_within_s: float | None = None
    connected: bool = False
    """A connection was there, so the request may have left."""
    reply: Reply | None = None


ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""The call that the running code belongs to; None within ccxt's own calls."""


class ForeignHost(Exception):
    """A request to a host that was not configured. Nothing was sent."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is none of the configured addresses")


class GuardedSession:
    """What ccxt takes for its aiohttp session. Opens on first use; once closed it stays closed.

    A request after that raises aiohttp's ClientConnectionError.
    """

    closed = False

    def __init__(self, addresses: Collection[str], *, keep_idle_s: float = 15.0) -> None:
        """`keep_idle_s`: so long a connection is kept that nothing is sent on."""
        self._keep_idle_s = keep_idle_s
        self._origins = frozenset(origin(address) for address in addresses)
        self._encrypted = any(address.startswith(("https:", "wss:")) for address in addresses)
        self._session: aiohttp.ClientSession | None = None
        self.headers: Mapping[str, str] = {}
        """What every request bears besides its own; ccxt reads it."""

    def ws_connect(self, url: str, **how: Any) -> Any:  # noqa: ANN401 - passes on what ccxt gives to aiohttp
        self._check(str(url))
        return self._opened().ws_connect(url, **how)

    async def close(self) -> None:
        self.closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    def request(self, method: str, url: URL, attempt: Attempt | None, **how: Any) -> Any:  # noqa: ANN401 - passes on what ccxt gives to aiohttp
        """Send a request; `attempt` learns whether it can have left. Raises ForeignHost."""
        self._check(str(url))
        if attempt is not None and attempt.connect_within_s is not None:
            within = max(attempt.connect_within_s, 0.001)
            given: aiohttp.ClientTimeout = how["timeout"]
            how["timeout"] = aiohttp.ClientTimeout(
                total=given.total, connect=within, sock_connect=within, sock_read=given.sock_read
            )
        return self._opened().request(method, url, allow_redirects=False, trace_request_ctx=attempt, **how)

    def _request(self, method: str, url: URL, **how: Any) -> Any:  # noqa: ANN401 - likewise
        return self.request(method, url, ATTEMPT.get(), **how)

    get = partialmethod(_request, "GET")
    post = partialmethod(_request, "POST")
    put = partialmethod(_request, "PUT")
    delete = partialmethod(_request, "DELETE")

    def _check(self, url: str) -> None:
        if origin(url) not in self._origins:
            raise ForeignHost(origin(url)[0])

    def _opened(self) -> aiohttp.ClientSession:
        if self.closed:
            raise aiohttp.ClientConnectionError("the session is closed")
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_connection_create_end.append(_note_connection)
            trace.on_connection_reuseconn.append(_note_connection)
            connector = aiohttp.TCPConnector(
                ssl=certificates() if self._encrypted else True, keepalive_timeout=self._keep_idle_s
            )
            self._session = aiohttp.ClientSession(connector=connector, trace_configs=[trace])
        return self._session


@cache
def certificates() -> ssl.SSLContext:
    """Return the bundled certificates: a slim machine may have none of its own."""
    return ssl.create_default_context(cafile=certifi.where())


async def _note_connection(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceConnectionCreateEndParams | aiohttp.TraceConnectionReuseconnParams,
) -> None:
    del session, params
    attempt = context.trace_request_ctx
    if isinstance(attempt, Attempt):
        attempt.connected = True
