"""HTTP and websockets by hand, and the line before them.

A line of a given round trip holds everything for half of it, both ways. All moments are taken at the
socket and carried to the exchange's end of the line, so that the loop's own lateness is not in them.
"""

import asyncio
import base64
import hashlib
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
SHORT, MEDIUM = 126, 127
LONGEST_MEDIUM = 65_536
BYTES_AHEAD = 200_000
Sent = Callable[[float], None]
"""Called with the moment in which something went out, at the exchange's end of the line."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    query: str
    body: str
    at: float
    """When it arrived at the exchange."""

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(f"{self.query}&{self.body}" if self.body else self.query))


class Exchange(Protocol):
    """What answers."""

    line_s: float
    """Round trip of the line."""

    def answer(self, request: Request) -> tuple[bytes, str]:
        """Return JSON, and further headers."""
        ...

    def opened(self, socket: "Connection", path: str, query: str) -> None: ...
    def heard(self, socket: "Connection", text: bytes) -> None: ...
    def closed(self, socket: "Connection") -> None: ...


class Connection(asyncio.Protocol):
    """One connection: HTTP, until it becomes a websocket."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._is_socket = False
        self._transport: asyncio.Transport | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=BYTES_AHEAD)

    def pause_writing(self) -> None:
        self._has_room.clear()

    def resume_writing(self) -> None:
        self._has_room.set()

    async def has_room(self) -> None:
        """Wait until the other side has taken most of what was sent."""
        await self._has_room.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._has_room.set()
        if self._is_socket:
            self._exchange.closed(self)

    def data_received(self, data: bytes) -> None:
        at, half = time.perf_counter(), self._exchange.line_s / 2
        if half:
            self._loop.call_later(half, self._take, data, at + half)
        else:
            self._take(data, at)

    def tell(self, text: bytes, sent: Sent | None = None) -> None:
        """Send a text over the websocket."""
        self._send(frame(TEXT, text), sent)

    def tell_raw(self, frames: bytes, sent: Sent | None = None) -> None:
        """Send frames that are ready."""
        self._send(frames, sent)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _send(self, data: bytes, sent: Sent | None = None) -> None:
        half = self._exchange.line_s / 2
        if half:
            self._loop.call_later(half, self._write, data, half, sent)
        else:
            self._write(data, 0.0, sent)

    def _write(self, data: bytes, half: float, sent: Sent | None) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if sent is not None:
            sent(time.perf_counter() - half)
        self._transport.write(data)

    def _take(self, data: bytes, at: float) -> None:
        self._buffer += data
        while self._buffer and (self._take_frame() if self._is_socket else self._take_request(at)):
            pass

    def _take_request(self, at: float) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return False
        self._buffer = rest[length:]
        method, target, _ = first.split(" ", 2)
        path, _, query = target.partition("?")
        if "sec-websocket-key" in headers:
            self._is_socket = True
            self._send(_welcome(headers["sec-websocket-key"]))
            self._exchange.opened(self, path, query)
        else:
            body, more = self._exchange.answer(Request(method, path, query, rest[:length].decode(), at))
            head_out = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            self._send(f"{head_out}{more}\r\n".encode() + body)
        return True

    def _take_frame(self) -> bool:
        found = _read_frame(self._buffer)
        if found is None:
            return False
        kind, payload, self._buffer = found
        if kind == PING:
            self._send(frame(PONG, payload))
        elif kind == CLOSE:
            self._send(frame(CLOSE, payload))
            self.close()
        elif kind == TEXT:
            self._exchange.heard(self, payload)
        return True


def frame(kind: int, payload: bytes) -> bytes:
    """Return a websocket frame as a server sends it."""
    size = len(payload)
    if size < SHORT:
        head = struct.pack("!BB", 0x80 | kind, size)
    elif size < LONGEST_MEDIUM:
        head = struct.pack("!BBH", 0x80 | kind, SHORT, size)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, MEDIUM, size)
    return head + payload


def _read_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Return kind, payload and what follows, of a frame as a client sends it: masked, and whole."""
    if len(data) < 2:
        return None
    kind, size, at = data[0] & 0x0F, data[1] & 0x7F, 2
    if size == SHORT:
        size, at = int.from_bytes(data[2:4], "big"), 4
    elif size == MEDIUM:
        size, at = int.from_bytes(data[2:10], "big"), 10
    end = at + 4 + size
    if len(data) < end:
        return None
    mask = (data[at : at + 4] * (size // 4 + 1))[:size]
    payload = int.from_bytes(data[at + 4 : end], "big") ^ int.from_bytes(mask, "big")
    return kind, payload.to_bytes(size, "big"), data[end:]


def _welcome(key: str) -> bytes:
    token = base64.b64encode(hashlib.sha1(key.encode() + GUID, usedforsecurity=False).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {token}\r\n\r\n"
    ).encode()
