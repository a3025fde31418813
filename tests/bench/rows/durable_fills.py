"""What it costs to store a fill with all that belongs to it."""

import asyncio
import gc
import statistics
import tempfile
import time
from atexit import register
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from functools import cache, partial
from typing import Protocol

import asyncpg

from db.lease import DatabaseLease
from db.migrate import upgrade
from db.store import Store, open_store
from engine.clock import SystemClock
from engine.core.state import Outcome
from engine.tasks import Nursery
from tests.bench.disk import DISK, sync_ms
from tests.bench.orm_ledger import OrmLedger
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms
from tests.db.trading import NOW, Trader, make_trader
from tests.support.postgres_server import running_server
from tests.support.words import line_text

RATE, P99, CPU = "fills/s", "p99, ms", "CPU of the process a fill, ms"
LOOP = "time of the loop's thread a fill, ms"
ORM = "the ORM"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
DURABLE = {
    SQLITE: "synchronous FULL",
    POSTGRES: "fsync and synchronous_commit on, on this machine, its log as long as it gets",
}
FOLDER = "/var/tmp"  # noqa: S108 - the usual temporary folder may be in memory
FIRST = 3
"""Fills of each bot that are not counted: with them everything is done for the first time."""
LOG_FILES = 5
"""More than a round fills, and as many as the server keeps: `min_wal_size`."""
FILL_LOG_FILE = "SELECT pg_logical_emit_message(false, 'room', 'room'), pg_switch_wal()"
WHAT = (
    "{bots}: a step that books a fill, moves the leg and writes the next intent (about a dozen rows in nine "
    "tables), from `commit` to its return; the next one of a bot follows at once. {database}, the fence in "
    "each transaction. Beside it the same step stored by SQLAlchemy's ORM (tests/bench/orm_ledger.py), and "
    "the disk alone, which syncs 64 KiB for all of them: nothing durable can be faster than that here."
)


class Ledger(Protocol):
    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None: ...


class _Recorder:
    """A ledger that keeps the steps to be committed later: deciding them is measured elsewhere."""

    def __init__(self) -> None:
        self.steps: list[Outcome] = []

    async def commit(self, outcome: Outcome, _feed_offset: int | None, _at: datetime) -> None:
        self.steps.append(outcome)


@cache
def _server() -> str:
    life = ExitStack()
    register(life.close)
    return life.enter_context(running_server(durable=True))


async def _server_with_room() -> str:
    """Return the address once the server's log has the length that it gets where the server runs for long.

    A log that grows takes 10 to 30 ms for each new file, all of which one commit waits for.
    """
    connection = await asyncpg.connect(_server())
    for _ in range(LOG_FILES):
        await connection.execute(FILL_LOG_FILE)
    await connection.execute("CHECKPOINT")  # with it the files are there to be written over
    await connection.close()
    return _server()


@asynccontextmanager
async def _store(database: str) -> AsyncIterator[tuple[Store, str]]:
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        url = f"sqlite:///{folder}/bench.db" if database == SQLITE else await _server_with_room()
        await upgrade(url)
        nursery = Nursery(SystemClock())
        async with open_store(url, nursery, line_text) as store:
            await DatabaseLease(store.database, "bench", line_text).take(3600)
            yield store, url
        await nursery.close()


async def _steps(trader: Trader, number: int) -> list[Outcome]:
    recorder = _Recorder()
    trader.ledger = recorder  # type: ignore[assignment] # all that is used of one
    await trader.start()
    for _ in range(number - 1):
        await trader.fill()
    return recorder.steps


async def _commit_all(ledger: Ledger, bots: Sequence[Sequence[Outcome]]) -> Figures:
    """Commit the steps, those of all bots at once and those of each bot one after the other."""
    took: list[float] = []

    async def one(steps: Sequence[Outcome]) -> None:
        for outcome in steps:
            begun = time.perf_counter()
            await ledger.commit(outcome, None, NOW)
            took.append((time.perf_counter() - begun) * 1000)

    begun, cpu, loop = time.perf_counter(), time.process_time(), time.thread_time()
    async with asyncio.TaskGroup() as group:
        for steps in bots:
            group.create_task(one(steps))
    fills = len(took)
    return {
        RATE: fills / (time.perf_counter() - begun),
        **quantiles_ms(took),
        CPU: (time.process_time() - cpu) / fills * 1000,
        LOOP: (time.thread_time() - loop) / fills * 1000,
    }


async def _commits(database: str, bots: int, fills: int, ledger: str, _: int) -> Figures:
    async with _store(database) as (store, url):
        traders = [await make_trader(store) for _ in range(bots)]
        orm = OrmLedger(url, {trader.bot_id: trader.state for trader in traders})
        steps = [await _steps(trader, FIRST + fills) for trader in traders]
        chosen: Ledger = orm if ledger == ORM else store.ledger
        await _commit_all(chosen, [of_bot[:FIRST] for of_bot in steps])
        gc.freeze()  # as the program does: a look through the steps that wait here takes 100 ms
        figures = await _commit_all(chosen, [of_bot[FIRST:] for of_bot in steps])
        gc.unfreeze()
        await orm.engine.dispose()
        return figures


async def _syncs(bots: int, times: int, _: int) -> Figures:
    took = await asyncio.to_thread(sync_ms, times)
    return {RATE: bots * 1000 / statistics.median(took), **quantiles_ms(took)}


def _row(scale: Scale, database: str, bots: int, *goals: Goal) -> Row:
    of_ours, of_orm = (scale.of(number, 3) for number in ((400, 40) if bots == 1 else (120, 5)))
    name = "1 bot" if bots == 1 else f"{bots} bots at once"
    return Row(
        name=f"durable fills, {database}, {name}",
        what=WHAT.format(bots=name, database=f"{database} ({DURABLE[database]})"),
        columns={
            OURS: partial(_commits, database, bots, of_ours, OURS),
            ORM: partial(_commits, database, bots, of_orm, ORM),
            DISK: partial(_syncs, bots, scale.of(100, 3)),
        },
        goals=goals,
    )


def rows(scale: Scale) -> list[Row]:
    def faster(times: int) -> Goal:
        return Goal(metric=RATE, against=ORM, at_least=times)

    soon = Goal(metric=P99, at_most=15)
    return [
        _row(scale, SQLITE, 1, faster(25), soon),
        _row(scale, SQLITE, 32, faster(50), soon),
        _row(scale, POSTGRES, 1, faster(8), soon),
        _row(scale, POSTGRES, 32, faster(40), soon),
    ]
