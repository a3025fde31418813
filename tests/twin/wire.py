"""What every wire over HTTP needs: answers that arrive, arrive cut, or never arrive."""

import json
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. `lost`: close the connection instead; `cut`: close it in the middle."""

    status: int
    body: str
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False
    cut: bool = False

    @property
    def shown_status(self) -> int:
        """Return the status that the client sees; 0 when it sees none."""
        return 0 if self.lost else self.status


def compact(value: object) -> str:
    """Write JSON as exchanges do, without spaces."""
    return json.dumps(value, separators=(",", ":"))


async def send(request: web.Request, reply: Reply) -> web.StreamResponse:
    """Answer a request."""
    if reply.lost:
        hang_up(request)
        return web.Response()
    if reply.cut:
        return await _send_half(request, reply)
    return web.Response(
        status=reply.status, text=reply.body, content_type=reply.content_type, headers=reply.headers
    )


def hang_up(request: web.Request) -> None:
    """Close the connection of a request at once."""
    if request.transport is not None:
        request.transport.abort()


async def _send_half(request: web.Request, reply: Reply) -> web.StreamResponse:
    body = reply.body.encode()
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()  # what is written still leaves
    return response
