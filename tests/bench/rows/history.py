"""What people look at, after years of trading."""

import asyncio
import atexit
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from db.backup import back_up
from db.migrate import upgrade
from db.store import Store, open_store
from engine.clock import SystemClock
from engine.loop_gauge import WatchedLoop
from engine.reads.logs import LogLevel, LogQuery
from engine.reads.views import BotFilter
from engine.tasks import Nursery
from tests.bench.contenders import DISK
from tests.bench.row import OURS, Figures, Goal, Row, Scale
from tests.support.long_history import OWNER, TODAY, History, make_history
from tests.support.postgres_server import running_server
from tests.support.words import line_text

ON_POSTGRESQL = "on PostgreSQL"
MONTH = (TODAY.replace(day=1) - timedelta(hours=5.5), TODAY + timedelta(hours=18.5))
"""In India: whole UTC days, and parts of two."""
HELD = "loop held at the worst, ms"
AT_ONCE_MS = 20
OPENED, BACKED_UP = "opened, s", "backed up, s"
MIB = 1024 * 1024
_life = ExitStack()
atexit.register(_life.close)


@cache
def _made(history: History, *, postgresql: bool) -> str:
    """Return the address of a database with that history; it is made once."""
    if postgresql:
        url = _life.enter_context(running_server())
    else:
        url = f"sqlite:///{_life.enter_context(tempfile.TemporaryDirectory())}/history.db"
    asyncio.run(_make(url, history))
    return url


async def _make(url: str, history: History) -> None:
    await upgrade(url)
    nursery = Nursery(SystemClock())
    async with open_store(url, nursery, line_text) as store:
        await make_history(store, history)
    await nursery.close()


def _reads(store: Store) -> Mapping[str, Callable[[], Awaitable[object]]]:
    of_level = LogQuery(owner_id=OWNER, level=LogLevel.WARNING)
    return {
        "/stats, ms": lambda: store.reads.stats(OWNER, TODAY),
        "/stats of a month, ms": lambda: store.reads.figures_between(OWNER, *MONTH),
        "/logs, ms": lambda: store.journal.logs(LogQuery(owner_id=OWNER)),
        "/logs WARNING, ms": lambda: store.journal.logs(of_level),
        "/bots, ms": lambda: store.reads.bot_page(OWNER, BotFilter.ALL, 0, 6),
    }


async def _look(url: str) -> Figures:
    """Ask everything twice, as the first question of a process prepares the statements; count the second."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    nursery = Nursery(SystemClock())
    figures: dict[str, float] = {}
    async with open_store(url, nursery, line_text) as store:
        for _ in range(2):
            loop.gauge.forget()
            for name, read in _reads(store).items():
                begun = time.perf_counter()
                await read()
                figures[name] = (time.perf_counter() - begun) * 1000
        figures[HELD] = loop.gauge.longest_s(time.monotonic()) * 1000
    await nursery.close()
    return figures


def _in_a_watched_loop(history: History, *, postgresql: bool) -> Figures:
    url = _made(history, postgresql=postgresql)
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        return runner.run(_look(url))


async def _measure(history: History, number: int, *, postgresql: bool) -> Figures:
    del number
    return await asyncio.to_thread(_in_a_watched_loop, history, postgresql=postgresql)


async def _open_and_look(history: History, number: int, *, postgresql: bool) -> Figures:
    """Open it as a start does, look, and make a backup; say how large both are."""
    looked = await _measure(history, number, postgresql=postgresql)
    url = _made(history, postgresql=postgresql)
    begun = time.perf_counter()
    await upgrade(url)
    opened = time.perf_counter() - begun
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        target = Path(folder) / "backup"
        begun = time.perf_counter()
        await asyncio.to_thread(back_up, url, target)
        took = time.perf_counter() - begun
        size = os.stat(target).st_size  # noqa: PTH116 - a look, not a read
    figures = {OPENED: opened, BACKED_UP: took, "backup, MiB": size / MIB}
    if not postgresql:
        figures["bytes a fill"] = os.stat(url.removeprefix("sqlite:///")).st_size / history.trades  # noqa: PTH116
    return {**looked, **figures}


def rows(scale: Scale) -> list[Row]:
    year = History(
        bots=scale.of(10, 2),
        days=scale.of(365, 2),
        trades=scale.of(1_000_000, 10),
        logs=scale.of(100_000, 50),
    )
    history = History(
        bots=scale.of(100, 2),
        days=scale.of(365, 2),
        trades=scale.of(100_000, 10),
        logs=scale.of(1_000_000, 50),
    )
    took = ("/stats, ms", "/stats of a month, ms", "/logs, ms", "/logs WARNING, ms", "/bots, ms")
    return [
        Row(
            name="looking back on years",
            what="What the answers ask of the database with 100 bots, 365 days of results of each, 100,000 "
            "trades and 1,000,000 log lines, and for how long the loop that trades is held meanwhile. The "
            "second time of a process: the first prepares statements.",
            columns={
                OURS: partial(_measure, history, postgresql=False),
                ON_POSTGRESQL: partial(_measure, history, postgresql=True),
            },
            goals=tuple(Goal(metric=metric, at_most=AT_ONCE_MS) for metric in (*took, HELD)),
        ),
        Row(
            name="a year of ten busy bots",
            what="1,000,000 fills of ten bots, with 365 days of results and the log lines of a month: "
            "opened, looked at and backed up. A fill is its row in the trades alone: the rest goes in time.",
            columns={
                OURS: partial(_open_and_look, year, postgresql=False),
                ON_POSTGRESQL: partial(_open_and_look, year, postgresql=True),
            },
            goals=(
                *(Goal(metric=metric, at_most=AT_ONCE_MS) for metric in (*took, HELD)),
                Goal(metric=OPENED, at_most=2),
                Goal(metric=BACKED_UP, at_most=60),
            ),
        ),
    ]
