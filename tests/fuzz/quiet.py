"""A program in this process that is known to be at rest: nothing is going on until the clock moves.

Every task of the loop is looked at. One that can run now, or waits for something that a thread or a socket is
about to bring, is at work; one that waits for the clock, for a signal, for another task or for the next
update is not.
"""

import asyncio
import gc
from collections.abc import Iterator
from datetime import datetime
from types import AsyncGeneratorType, CodeType
from typing import Any

from tests.support.clock import ManualClock

WAITS = ("asyncio/locks.py", "asyncio/queues.py", "asyncio/tasks.py", "support/clock.py", "fuzz/clock.py")
"""Where a task waits that nobody hurries to wake."""
SERVES = ("aiohttp/web_protocol.py", "bot/serving.py")
"""Where a connection waits for its next request, and the program for the end of its polling."""
POLLS = "_listen_updates"
ROUNDS = 3
"""So often in a row nothing may be found at work: what a thread has brought is handed on in steps."""
GIVES_UP_AFTER_S = 60.0


class BusyForEver(AssertionError):
    """Something goes on and on, though the clock stands still."""


async def rest() -> None:
    """Return when nothing goes on any more. Raises BusyForEver, with what does."""
    loop = asyncio.get_running_loop()
    gives_up_at = loop.time() + GIVES_UP_AFTER_S
    found_none = 0
    while found_none < ROUNDS:
        await asyncio.sleep(0)
        busy = next(at_work(loop), None)
        found_none = 0 if busy else found_none + 1
        if busy:
            if loop.time() > gives_up_at:
                raise BusyForEver(busy)
            await asyncio.sleep(0.0002)


def at_work(loop: asyncio.AbstractEventLoop) -> Iterator[str]:
    """Yield, in words for a complaint, who is at work besides the caller."""
    if getattr(loop, "_ready", ()):
        yield "a callback"
    me = asyncio.current_task(loop)
    for task in asyncio.all_tasks(loop):
        if task is not me and _is_at_work(task):
            yield f"{task.get_name()}: {[code.co_qualname for code in _chain(task)]}"


def _is_at_work(task: asyncio.Task[Any]) -> bool:
    waiter: asyncio.Future[Any] | None = getattr(task, "_fut_waiter", None)
    if waiter is None or waiter.done():
        return True
    if isinstance(waiter, asyncio.Task):
        return False
    chain = list(_chain(task))
    if not chain or any(code.co_name == POLLS for code in chain):
        return False
    leaf = chain[-1].co_filename
    return not leaf.endswith((*WAITS, *SERVES)) and not _waits_for_tasks(waiter)


def _waits_for_tasks(waiter: asyncio.Future[Any]) -> bool:
    """Tell a gathering, or a shield around a task, from what somebody outside completes."""
    return any(isinstance(part, asyncio.Task) for part in getattr(waiter, "_children", ()))


def _chain(task: asyncio.Task[Any]) -> Iterator[CodeType]:
    """Yield what the task is in, from the outermost to where it waits."""
    at: Any = task.get_coro()
    while at is not None:
        for kind in ("cr", "gi", "ag"):
            if (code := getattr(at, f"{kind}_code", None)) is not None:
                yield code
                at = getattr(at, "gi_yieldfrom" if kind == "gi" else f"{kind}_await")
                break
        else:
            at = _stepped(at)


def _stepped(step: object) -> object:
    """Return what the step of an asynchronous generator is a step of: it shows that only to the collector."""
    if not type(step).__name__.startswith(("async_generator_", "anext_")):
        return None
    parts = gc.get_referents(step)
    return next((one for one in parts if isinstance(one, AsyncGeneratorType)), None) or next(
        (found for one in parts if (found := _stepped(one)) is not None), None
    )


class RestingClock(ManualClock):
    """Stands still until it is moved; whoever it wakes comes to rest before it goes on."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)

    async def settle(self) -> None:
        await rest()
