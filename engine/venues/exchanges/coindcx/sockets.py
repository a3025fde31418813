"""One line of socket.io, over a websocket alone. What its events carry is JSON as a text within JSON."""

import json
import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from engine.venues.exchanges.transport import certificates

log = logging.getLogger(__name__)

Hear = Callable[[str, object], None]
"""The name of an event, and what it carries. Quick, and waits for nothing."""


class Line:
    """Opened once. `over` is called when it breaks, whoever broke it, and never before it was open."""

    def __init__(self, address: str, hear: Hear, over: Callable[[], None]) -> None:
        self._address, self._hear, self._over = address, hear, over
        self._session: aiohttp.ClientSession | None = None
        self._client: Any = None
        self.is_open = False

    async def open(self, within_s: float) -> None:
        """Connect. Raises OSError when there is nobody."""
        encrypted = self._address.startswith("wss:")
        connector = aiohttp.TCPConnector(ssl=certificates() if encrypted else True)
        self._session = aiohttp.ClientSession(connector=connector)
        self._client = socketio.AsyncClient(
            reconnection=False, handle_sigint=False, http_session=self._session, logger=False
        )
        self._client.on("*", self._heard)
        self._client.on("disconnect", self._ended)
        try:
            await self._client.connect(self._address, transports=["websocket"], wait_timeout=within_s)
        except (SocketIOError, aiohttp.ClientError, TimeoutError) as e:
            await self.close()
            raise OSError(type(e).__name__) from None  # its text may hold an address
        self.is_open = True

    async def say(self, event: str, content: dict[str, str]) -> None:
        """Send an event; on a line that is broken it is lost."""
        try:
            await self._client.emit(event, content)
        except SocketIOError as e:
            log.info("%s could not be sent: %s", event, type(e).__name__)

    async def close(self) -> None:
        """Close it, whatever state it is in. It is not told to anybody."""
        self._over = _nobody
        self.is_open = False
        client, session = self._client, self._session
        if client is not None:
            await client.disconnect()
        if session is not None:
            await session.close()

    async def _heard(self, event: str, content: object = None) -> None:
        try:
            data = content.get("data", content) if isinstance(content, dict) else content
            carried = json.loads(data, parse_float=Decimal) if isinstance(data, str) else data
        except ValueError:
            log.info("an event %s cannot be read", event)
            carried = None
        self._hear(event, carried)

    async def _ended(self, *_why: object) -> None:
        if self.is_open:
            self.is_open = False
            self._over()


def _nobody() -> None:
    """Tell nobody."""
