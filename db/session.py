"""An open database: one way to read, one way to write."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Executable
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from db.checkpoints import Checkpoints
from db.engines import (
    PoolSettings,
    parse_url,
    postgresql_writing_engine,
    reading_engine,
    sqlite_asking_engine,
    sqlite_writing_engine,
)
from db.errors import translate_db_errors
from db.one_statement import OneStatement
from db.transactors import Answer, PostgresTransactor, SqliteTransactor, Transactor, Unit
from db.writer import Fence, Writer
from engine.errors import LeaseLost, StorageUnavailable
from engine.reads.health import WriterHealth
from engine.tasks import Nursery

log = logging.getLogger(__name__)

WRITER = "database writer"
Question = Callable[[Session], Answer]
"""Reads with a session of its own, maybe in another thread: it uses and returns plain values alone."""


@dataclass(slots=True)
class Beside:
    """A row that is written together with something else."""

    statement: Executable
    row: dict[str, Any]
    is_written: bool = False


_BESIDE: ContextVar[Beside | None] = ContextVar("beside", default=None)


def _write_both(unit: Unit[Answer], beside: Beside, connection: Connection) -> Answer:
    answer = unit(connection)
    connection.execute(beside.statement, beside.row)
    return answer


class Database:
    """One database. Made by `open_database`."""

    def __init__(
        self,
        engine: AsyncEngine,
        writer: Writer,
        transactor: Transactor,
        fence: Fence,
        asking: Engine | None = None,
    ) -> None:
        """`asking`: how threads may read; None where reading is done on the loop alone."""
        self._engine = engine
        self._asking = asking
        self._writer = writer
        self._transactor = transactor
        self.dialect = engine.dialect.name
        self.fence = fence
        """What a write must pass once this process has taken the lease."""
        self.cannot_store: str | None = None
        """Why nothing can be written, though it may be read: the lease is, every few seconds."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session for questions: it sees one moment, and its changes go nowhere.

        Raises StorageUnavailable.
        """
        with translate_db_errors():
            async with AsyncSession(self._engine, autoflush=False) as session:
                yield session

    async def ask(self, question: Question[Answer]) -> Answer:
        """Return what the question finds: as `read`, all at one moment.

        SQLite's driver goes to its thread and back a dozen times a statement, a question does so once.
        Raises StorageUnavailable.
        """
        if self._asking is None:
            async with self.read() as session:
                return await session.run_sync(question)
        return await asyncio.to_thread(answer_to, question, self._asking)

    @contextmanager
    def beside(self, statement: Executable, row: dict[str, Any]) -> Iterator[Beside]:
        """Have a row written in the transaction of what this task writes first in the block."""
        waiting = Beside(statement, row)
        before = _BESIDE.set(waiting)
        try:
            yield waiting
        finally:
            _BESIDE.reset(before)

    async def write(self, unit: Unit[Answer]) -> Answer:
        """Run the unit in a transaction and return its answer once that is committed.

        All writes come here, see `Writer.write`. Raises LeaseLost when the database belongs to another
        process: nothing of the unit is stored then.
        """
        waiting = _BESIDE.get()
        try:
            if waiting is None or waiting.is_written:
                return await self._writer.write(unit)
            answer = await self._writer.write(partial(_write_both, unit, waiting))
        except LeaseLost as e:
            self.fence.when_refused(e)
            raise
        waiting.is_written = True
        return answer

    async def execute(self, statement: Executable, row: dict[str, Any] | None = None) -> int:
        """Write with one statement, as `write`; return how many rows it concerned."""
        return await self.write(lambda connection: connection.execute(statement, row).rowcount)

    def write_behind(self, statement: Executable, row: dict[str, Any]) -> None:
        """Write with one statement before what is queued later. Nobody waits: a failure is logged."""
        done = self._writer.put(lambda connection: connection.execute(statement, row).rowcount)
        done.add_done_callback(self._look_at)

    def _look_at(self, done: asyncio.Future[int]) -> None:
        error = None if done.cancelled() else done.exception()
        if isinstance(error, LeaseLost):
            self.fence.when_refused(error)
        elif error is not None:
            log.warning("something that nobody waited for was not stored: %s", error)

    def writer_health(self) -> WriterHealth:
        return WriterHealth(took_s=self._writer.took_s, waiting=self._writer.waiting)

    async def write_beside(self, unit: Unit[Answer]) -> Answer:
        """Run the unit past the queue and the fence. Only the lease itself is written so."""
        try:
            answer = await self._transactor.run(unit)
        except StorageUnavailable as e:
            self.cannot_store = str(e)
            raise
        self.cannot_store = None
        return answer


def answer_to(question: Question[Answer], engine: Engine) -> Answer:
    """Ask in this thread. Raises StorageUnavailable."""
    with translate_db_errors(), Session(engine, autoflush=False) as session:
        return question(session)


@asynccontextmanager
async def open_database(
    url: str, nursery: Nursery, pool: PoolSettings | None = None
) -> AsyncIterator[Database]:
    """Open the database and start its writer in the nursery; close both in the end.

    `url` is like postgresql://user:password@host/name or sqlite:///data/scalper.db. The tables must
    be there, see `db.migrate`. Raises SettingsError.
    """
    pool = pool or PoolSettings()
    address = parse_url(url)
    engine = reading_engine(address, pool)
    fence = Fence()
    asking: Engine | None = None
    transactor: Transactor
    if address.get_backend_name() == "sqlite":
        transactor = SqliteTransactor(sqlite_writing_engine(address), Checkpoints(address.database or ""))
        writer = Writer(transactor, fence)
        asking = sqlite_asking_engine(address)
    else:
        steps = OneStatement()
        engine_of_writes = postgresql_writing_engine(address, pool)
        transactor = PostgresTransactor(engine_of_writes, steps, pool.ping_after_s)
        writer = Writer(transactor, fence, steps.takes)
    nursery.start(WRITER, writer.run)
    try:
        yield Database(engine, writer, transactor, fence, asking)
    finally:
        await writer.close()
        await nursery.stop(WRITER)
        await transactor.close()
        await engine.dispose()
        if asking is not None:
            asking.dispose()
