"""What every websocket of the twin needs: a reader, a writer behind the faults, an orderly end."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable

from aiohttp import WSCloseCode, WSMsgType, web

from tests.twin.core.faults import FaultKind, Operation
from tests.twin.core.frames import FrameFaultKind
from tests.twin.core.outlet import Outlet
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.wire import hang_up

OPEN = web.AppKey("open_sockets", set[web.WebSocketResponse])
PING_S = 20.0
STREAM_CLOSED = "The connection is refused."

Reader = Callable[[str], Coroutine[None, None, None]]


def prepare(app: web.Application) -> None:
    """Let an application end its websockets when it stops."""
    app[OPEN] = set()
    app.on_shutdown.append(_close_all)


async def serve(request: web.Request, outlet: Outlet, read: Reader) -> web.StreamResponse:
    """Serve a connection until either side closes it; each text is read in a task of its own."""
    if outlet.struck(FrameFaultKind.REFUSE):
        return web.Response(status=503, text=STREAM_CLOSED)
    socket = web.WebSocketResponse(heartbeat=PING_S)
    await socket.prepare(request)
    request.app[OPEN].add(socket)
    try:
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(_write(request, socket, outlet))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    tasks.create_task(read(message.data))
            writer.cancel()
    finally:
        request.app[OPEN].discard(socket)
    return socket


def close_all(outlets: Iterable[Outlet], code: int, venue: str, stream: str, account: str) -> int:
    """Close those that carry the venue, of a kind and an account (empty: any); return how many."""
    closed = [
        outlet
        for outlet in outlets
        if venue in outlet.venues and stream in {"", outlet.stream} and account in {"", outlet.account}
    ]
    for outlet in closed:
        outlet.close(code)
    return len(closed)


async def is_struck(
    world: World, venues: Iterable[Venue], request: web.Request, outlet: Outlet, account: str
) -> bool:
    """Let a login meet a fault of `Operation.STREAM`; return whether that was all."""
    for venue in venues:
        fault = world.faults.meet(Operation.STREAM, venue.name, account)
        if fault is None:
            continue
        await world.clock.sleep(fault.before_s + fault.after_s)
        if fault.kind is FaultKind.ANSWER:
            outlet.answer(fault.answer.body)
        elif fault.kind is not FaultKind.DELAY:
            hang_up(request)
        return fault.kind is not FaultKind.DELAY
    return False


async def _write(request: web.Request, socket: web.WebSocketResponse, outlet: Outlet) -> None:
    async def close(code: int) -> None:
        if code == WSCloseCode.ABNORMAL_CLOSURE:
            hang_up(request)
        else:
            await socket.close(code=code)

    try:
        await outlet.run(socket.send_str, close)
    except ConnectionError:
        return  # the reader sees the end as well


async def _close_all(app: web.Application) -> None:
    for socket in [*app[OPEN]]:
        await socket.close(code=WSCloseCode.GOING_AWAY)
