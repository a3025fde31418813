"""An event loop whose time jumps: hours pass as fast as the work in them allows.

The loop never waits. When nothing is ready it moves its clock to the next timer; when there is no
timer either, everything is waiting for something that cannot come, and `Stuck` is raised.

Most of what a simulated program does is to wait, so this is where its time goes: handles and timers
here are the lightest that asyncio's tasks and futures can do with.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeVar

START = datetime(2026, 3, 1, tzinfo=UTC)

T = TypeVar("T")

_Waiting = tuple[float, int, "asyncio.Future[None] | _Due"]
"""When, in which order of those of one moment, and what is to be done then."""


class Stuck(Exception):
    """Nothing is ready and no timer is set."""


class _Due(asyncio.TimerHandle):
    """A callback that is to be run, now or at its time."""

    __slots__ = ()

    def __init__(
        self, callback: Callable[..., object], args: tuple[object, ...], context: Context | None, when: float
    ) -> None:
        self._callback = callback
        self._args = args
        self._context = context or copy_context()
        self._when = when
        self._cancelled = False

    def cancel(self) -> None:
        self._cancelled = True

    def __repr__(self) -> str:
        return f"<{self._callback} at {self._when}>"


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop on virtual time, from `START`. It looks at no file and at no socket."""

    def __init__(self, begin_s: float = 0.0) -> None:
        super().__init__()
        self.now_s = begin_s
        self._stopping = False
        self._due: deque[_Due] = deque()
        self._timers: list[_Waiting] = []
        self._numbers = count()

    get_debug = staticmethod(bool)
    """Says False, and at once: each new future asks for it."""

    def time(self) -> float:
        return self.now_s

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        handle = _Due(callback, args, context, self.now_s)
        self._due.append(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        return self.call_soon(callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = _Due(callback, args, context, when)
        heappush(self._timers, (when, next(self._numbers), handle))
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.now_s + delay, callback, *args, context=context)

    def wake_in(self, seconds: float) -> "asyncio.Future[None]":
        """Return what is done after so many seconds."""
        waiter: asyncio.Future[None] = asyncio.Future(loop=self)
        heappush(self._timers, (self.now_s + seconds, next(self._numbers), waiter))
        return waiter

    def _run_once(self) -> None:
        """Run what is ready, moment after moment. asyncio calls this until the loop is stopped."""
        due = self._due
        while True:
            self._go_on()
            for _ in range(len(due)):
                handle = due.popleft()
                if not handle._cancelled:  # noqa: SLF001 - this loop's own handle
                    try:
                        handle._context.run(handle._callback, *handle._args)  # noqa: SLF001 - likewise
                    except Exception as e:  # noqa: BLE001 - as any loop: it goes to the handler
                        self._report(handle, e)
            if self._stopping:
                return

    def _go_on(self) -> None:
        """Move to the next timer when nothing is ready, and make ready what is due."""
        due, timers = self._due, self._timers
        if not due:
            if not timers:
                raise Stuck
            self.now_s = max(self.now_s, timers[0][0])
        while timers and timers[0][0] <= self.now_s:
            what = heappop(timers)[2]
            if isinstance(what, _Due):
                due.append(what)
            elif not what.done():
                what.set_result(None)

    def _report(self, handle: _Due, error: Exception) -> None:
        self.call_exception_handler({"message": f"in {handle}", "exception": error, "handle": handle})


class VirtualClock:
    """Meets `engine.clock.Clock` on the running virtual loop. `skew` is what its time of day is wrong by."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self._loop = loop
        self.skew = timedelta()
        self._passed_s = 0.0
        self._true_now = START

    def true_now(self) -> datetime:
        passed_s = self._loop.now_s
        if passed_s != self._passed_s:
            self._passed_s, self._true_now = passed_s, START + timedelta(seconds=passed_s)
        return self._true_now

    def now(self) -> datetime:
        now = self.true_now()
        return now + self.skew if self.skew else now

    def monotonic(self) -> timedelta:
        return timedelta(seconds=self._loop.now_s)

    async def sleep(self, seconds: float) -> None:
        await self._loop.wake_in(seconds)


def run_virtually(main: Coroutine[Any, Any, T], begin_s: float = 0.0) -> T:
    """Run a coroutine on a virtual loop of its own from that moment, and end what it left running."""
    loop = VirtualLoop(begin_s)
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
