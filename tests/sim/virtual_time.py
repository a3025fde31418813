"""An event loop whose time jumps: hours pass as fast as the work in them allows.

The loop never waits. When nothing is ready it moves its clock to the next timer; when there is no
timer either, everything is waiting for something that cannot come, and `Stuck` is raised.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

START = datetime(2026, 3, 1, tzinfo=UTC)

T = TypeVar("T")


class Stuck(Exception):
    """Nothing is ready and no timer is set."""


class _JumpingSelector(selectors.BaseSelector):
    """Looks at no file: it answers at once and moves the loop's time by what it was asked to wait."""

    def __init__(self) -> None:
        self._real = selectors.DefaultSelector()
        self.passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck
        self.passed_s += max(timeout, 0.0)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:  # noqa: ANN401
        return self._real.unregister(fileobj)

    def get_map(self) -> Any:  # noqa: ANN401
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop on virtual time, from `START`."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed_s


class VirtualClock:
    """Meets `engine.clock.Clock` on the running virtual loop. `skew` is what our clock is wrong by."""

    def __init__(self) -> None:
        self.skew = timedelta()

    def true_now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())

    def now(self) -> datetime:
        return self.true_now() + self.skew

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0))


def run_virtually(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a virtual loop of its own, and end what it left running."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
