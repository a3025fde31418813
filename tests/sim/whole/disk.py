"""One SQLite in memory for each process of tests; each run begins with its tables as they are when new.

All that is done to it is done at once, in the thread of the loop, for virtual time waits for no other
thread. That a database takes its time is `tests.sim.whole.line`'s part.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosqlite
from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.engines import tune_sqlite
from db.migrate import upgrade
from tests.sim.virtual_time import START

Task = tuple["asyncio.Future[Any] | None", Callable[[], Any]]


class Disk:
    """What survives the program's crashes."""

    def __init__(self) -> None:
        self._new = _migrated()
        self._shared = f"file:sim{os.getpid()}?mode=memory&cache=shared"
        self._raw = self._connect()
        self.now: Callable[[], datetime] = lambda: START
        """The database's own clock."""
        # As strftime('%Y-%m-%d %H:%M:%f', 'now'), which is all that is asked of it.
        self._raw.create_function("strftime", 2, lambda *_: f"{self.now():%Y-%m-%d %H:%M:%S.%f}"[:-3])
        self.writing: Engine = create_engine(
            "sqlite+pysqlite://", creator=lambda: self._raw, poolclass=StaticPool
        )
        tune_sqlite(self.writing, begin="BEGIN IMMEDIATE", query_only=False)
        self.reading: AsyncEngine = create_async_engine(
            "sqlite+aiosqlite://", async_creator=self._reader, poolclass=StaticPool
        )
        tune_sqlite(self.reading.sync_engine, begin="BEGIN", query_only=True)
        asked = self._connect()
        self.asking: Engine = create_engine("sqlite+pysqlite://", creator=lambda: asked, poolclass=StaticPool)
        """For questions, which the product asks in threads."""
        tune_sqlite(self.asking, begin="BEGIN", query_only=True)

    def begin(self, now: Callable[[], datetime]) -> None:
        """Be as new, with that clock."""
        self.now = now
        self._new.backup(self._raw)

    def save(self) -> sqlite3.Connection:
        """Return a backup of what is stored now."""
        backup = sqlite3.connect(":memory:")
        self._raw.backup(backup)
        return backup

    def put_back(self, backup: sqlite3.Connection) -> None:
        """Be as that backup was."""
        backup.backup(self._raw)

    def changes(self) -> int:
        """Return how many rows were ever changed."""
        return self._raw.total_changes

    async def _reader(self) -> aiosqlite.Connection:
        return await _AtOnce(self._connect)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._shared, uri=True, check_same_thread=False)


class _AtOnce(aiosqlite.Connection):
    """Does what it is given at once, where others have a thread for it."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._tx = _NoQueue()  # type: ignore[assignment]  # all that is used of a queue

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    def __del__(self) -> None:
        """Say nothing: it is open as long as the process lives."""

    async def _execute(self, fn: Callable[..., object], *args: object, **kwargs: object) -> object:
        return fn(*args, **kwargs)


class _NoQueue:
    def put_nowait(self, task: Task) -> None:
        future, function = task
        try:
            result = function()
        except Exception as e:
            if future is None:
                raise
            future.set_exception(e)
        else:
            if future is not None:
                future.set_result(result)


@cache
def the_disk() -> Disk:
    """Return the one of this process. The first call takes its time: it migrates."""
    return Disk()


def _migrated() -> sqlite3.Connection:
    """Return a database in memory with the tables of now, and nothing in them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        with ThreadPoolExecutor(1) as thread:  # another loop may run in this one
            thread.submit(asyncio.run, upgrade(f"sqlite:///{path}")).result()
        with closing(sqlite3.connect(path)) as stored:
            stored.execute("PRAGMA journal_mode = DELETE")  # there is no WAL in memory
            in_memory = sqlite3.connect(":memory:")
            stored.backup(in_memory)
    return in_memory
