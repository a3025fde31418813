"""The one owner of background tasks.

Every long-lived task is started here and nowhere else. The nursery keeps it, notices when it
falls, starts it again after a pause that grows, and ends it when the program stops.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from engine.clock import Clock
from engine.correlation import stand_alone
from engine.errors import LeaseLost, StorageUnavailable

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
HEALTHY_AFTER_S = 60.0

Job = Callable[[], Awaitable[None]]
"""Started anew after a fall, so it must begin by finding out where things stand."""


class NotYet(Exception):
    """Raised by a job that something outside hinders. Its text says what, and what to do about it."""


class TaskFalls:
    """How often tasks fell, of one nursery or of several."""

    def __init__(self) -> None:
        self.count = 0
        self.last: str | None = None
        """The name of the task that fell last."""
        self.last_at: datetime | None = None

    def note(self, name: str, at: datetime) -> None:
        self.count, self.last, self.last_at = self.count + 1, name, at


class Nursery:
    """Keeps tasks by name."""

    def __init__(self, clock: Clock, falls: TaskFalls | None = None) -> None:
        """`falls`: where it is noted that a task fell, shared with other nurseries if they have the same."""
        self._clock = clock
        self.falls = falls or TaskFalls()
        self._kept: dict[str, asyncio.Task[None]] = {}
        self._is_closed = False

    def start(self, name: str, job: Job, *, restart: bool = True) -> None:
        """Run the job in a task of its own. A second job of the same name replaces nothing: ValueError.

        A job that returns is done. One that raises is logged and, with `restart`, begun again after
        0.2 s, then twice that, up to 10 s; a minute of health resets the pause. What NotYet says is
        logged without a traceback, and once as long as it stays the same; so is a database that does not
        answer. Begun again is also one that ends because
        what it waited for was cancelled, by a library say, and not itself. One that finds the lease lost is
        not begun again: the program is about to end. Once `close` has been called nothing is begun any
        more: nobody would end it.
        """
        if self._is_closed:
            log.info("task %s is not begun: the program ends", name)
            return
        if name in self._kept:
            raise ValueError(f"a task called {name} runs already")
        run = self._run(name, job, restart=restart)
        task = asyncio.get_running_loop().create_task(run, name=name)
        self._kept[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def runs(self, name: str) -> bool:
        """Say whether a task of that name is kept."""
        return name in self._kept

    async def stop(self, name: str) -> None:
        """Cancel the task and return when it has ended. Unknown names are fine."""
        task = self._kept.get(name)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.wait({task})

    async def close(self, *, first: Sequence[str] = ()) -> None:
        """End all tasks, the youngest first. Cancelled itself, it has told them all to end.

        `first` names those that end what they have begun themselves, in an order of their own: they are ended
        before the others.
        """
        self._is_closed = True
        try:
            for name in (*first, *reversed(list(self._kept))):
                await self.stop(name)
        except asyncio.CancelledError:
            for task in self._kept.values():
                task.cancel()
            raise

    def _forget(self, name: str, done: asyncio.Task[None]) -> None:
        if self._kept.get(name) is done:
            del self._kept[name]

    async def _run(self, name: str, job: Job, *, restart: bool) -> None:
        if restart:
            stand_alone()
        pause, hindered = FIRST_PAUSE_S, ""
        while True:
            began = self._clock.monotonic()
            try:
                await job()
            except LeaseLost as e:
                log.warning("task %s ends: %s", name, e)
                return
            except (Exception, asyncio.CancelledError) as e:
                if isinstance(e, asyncio.CancelledError) and _is_told_to_end():
                    raise
                self.falls.note(name, self._clock.now())
                hindered = _tell_of(e, name, hindered, pause if restart else None)
                if not restart:
                    return
            else:
                return
            if (self._clock.monotonic() - began).total_seconds() > HEALTHY_AFTER_S:
                pause = FIRST_PAUSE_S
            await self._clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)


def _tell_of(error: BaseException, name: str, hindered: str, pause: float | None) -> str:
    """Log a fall, and return what hinders the task where something outside does.

    `hindered`: what did so before; `pause`: after which it is begun again, if it is.
    """
    is_away = isinstance(error, StorageUnavailable)
    why = f"the database does not answer ({error})" if is_away else str(error)
    if pause is None and is_away:
        log.warning("task %s ends: %s", name, why)
    elif pause is None:
        log.error("task %s fell", name, exc_info=error)
    elif is_away or isinstance(error, NotYet):
        level = logging.DEBUG if why == hindered else logging.WARNING
        log.log(level, "task %s is tried again until it works: %s", name, why)
        return why
    else:
        log.error("task %s fell; it starts again in %.1f s", name, pause, exc_info=error)
    return hindered


def _is_told_to_end() -> bool:
    this = asyncio.current_task()
    return this is not None and this.cancelling() > 0
