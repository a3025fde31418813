"""Commits that wait together share a transaction."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count

from sqlalchemy import Connection, insert

from db.chat_models import Stranger
from db.migrate import upgrade
from db.session import Database, open_database
from engine.clock import SystemClock
from engine.tasks import Nursery
from tests.bench.contenders import DISK
from tests.bench.row import OURS, Figures, Goal, Row, Scale

RATE = "commits/s"
ALONE = "one after the other"
_numbers = count(1)


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        url = f"sqlite:///{folder}/bench.db"
        await upgrade(url)
        nursery = Nursery(SystemClock())
        async with open_database(url, nursery) as database:
            yield database
        await nursery.close()


def _one_row(connection: Connection) -> None:
    values = {"user_id": next(_numbers), "first_seen_at": datetime(2026, 1, 1, tzinfo=UTC)}
    connection.execute(insert(Stranger), values)


async def _together(commits: int, _: int) -> Figures:
    async with _database() as database:
        begun = time.perf_counter()
        await asyncio.gather(*(database.write(_one_row) for _ in range(commits)))
        return {RATE: commits / (time.perf_counter() - begun)}


async def _alone(commits: int, _: int) -> Figures:
    async with _database() as database:
        begun = time.perf_counter()
        for _number in range(commits):
            await database.write(_one_row)
        return {RATE: commits / (time.perf_counter() - begun)}


def rows(scale: Scale) -> list[Row]:
    commits = scale.of(200, 5)
    return [
        Row(
            name="commits at once",
            what="200 small writes to SQLite (synchronous FULL) at once, against one after the other.",
            columns={OURS: partial(_together, commits), ALONE: partial(_alone, commits)},
            goals=(Goal(metric=RATE, against=ALONE, at_least=3),),
        )
    ]
