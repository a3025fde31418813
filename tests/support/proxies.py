"""Little proxies on loopback, of both kinds, that ask for a password and lead everything to one port."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

USER, PASSWORD = "ann", "hush-hush-42"
_SOCKS5, _BY_PASSWORD, _REFUSED = 5, 2, 255


class Proxy:
    """`led` lists which host and port was asked for, each time."""

    def __init__(self, kind: str, port: int) -> None:
        self._kind = kind
        self._port = port
        self.led: list[tuple[str, int]] = []
        self.refused = 0
        self.address = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await (self._socks5 if self._kind == "socks5" else self._http)(reader, writer)
            if asked is None:
                self.refused += 1
                return
            self.led.append(asked)
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, back))
                both.create_task(_pump(there, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def _http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(" ", 2)
        known = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if method != "CONNECT" or known not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return None
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        host, _, port = target.rpartition(":")
        return host, int(port)

    @staticmethod
    async def _socks5(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int] | None:
        version, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        if version != _SOCKS5 or _BY_PASSWORD not in methods:
            writer.write(bytes([_SOCKS5, _REFUSED]))
            return None
        writer.write(bytes([_SOCKS5, _BY_PASSWORD]))
        await reader.readexactly(1)
        user, password = [await reader.readexactly(*await reader.readexactly(1)) for _ in range(2)]
        is_known = (user.decode(), password.decode()) == (USER, PASSWORD)
        writer.write(bytes([1, not is_known]))
        if not is_known:
            return None
        _, _, _, _, length = await reader.readexactly(5)  # a name, for the proxy resolves it
        host = await reader.readexactly(length)
        port = int.from_bytes(await reader.readexactly(2))
        writer.write(bytes([_SOCKS5, 0, 0, 1, *socket.inet_aton("127.0.0.1"), 0, 0]))
        return host.decode(), port


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def proxy_to(kind: str, port: int) -> AsyncIterator[Proxy]:
    """Serve while in the block. `address` has the right password in it."""
    made = Proxy(kind, port)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.address = f"{kind}://{USER}:{PASSWORD}@127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        if hasattr(server, "close_clients"):  # Python 3.13 and newer
            server.close_clients()
