"""Who may use the page: whoever knows the key, from a page of this very server."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(key: str) -> Middleware:
    """Return the middleware that refuses page and person calls with 403 unless key, Host and Origin fit."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.match_info.get("key")
        if given is None:
            return await handler(request)
        if not hmac.compare_digest(given.encode(), key.encode()):
            raise web.HTTPForbidden(
                text="Wrong key. Use the address that the local chat printed at its start."
            )
        if not is_own_host(request):
            raise web.HTTPForbidden(text="This page answers only at 127.0.0.1 or localhost.")
        if not is_own_page(request):
            raise web.HTTPForbidden(text="This page answers only itself.")
        return await handler(request)

    return check


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Give every answer the headers that keep strangers out of the page (an on_response_prepare hook)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def is_own_page(request: web.Request) -> bool:
    """Say whether no page of another server has sent it."""
    return request.headers.get("Origin", f"http://{request.host}") == f"http://{request.host}"


def is_own_host(request: web.Request) -> bool:
    """Say whether it was sent to this server by a name of loopback: no name of somebody else leads here."""
    name, _, port = request.host.partition(":")
    bound = request.transport.get_extra_info("sockname") if request.transport else None
    return name in LOOPBACK_NAMES and bound is not None and port == str(bound[1])
