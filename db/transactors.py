"""Where transactions run: away from the loop that trades, one thread and one connection for each database."""

import asyncio
import logging
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.checkpoints import Checkpoints, raw_sqlite
from db.errors import translate_db_errors

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Unit = Callable[[Connection], Answer]

THREAD = "database writer"
BEGIN_WRITING = "BEGIN IMMEDIATE"
"""Takes the write lock at once: who reads first and writes later could lose it in between, and fail."""

TURN_WITHIN_S = 30.0
RENEWED_S = 60.0
"""So long a connection of PostgreSQL is in use before its pool sees it again, which replaces an old one."""

_REFUSALS = ("21", "22", "23")
"""Classes of PostgreSQL's errors that are about what a statement says, not about the server."""


class Preparing(ABC):
    """A unit with work of its own that its transaction need not wait for, nor others for its lock.

    No protocol: each unit is asked whether it is one, and a protocol's answer costs as much as a row.
    """

    @abstractmethod
    def prepare(self) -> object:
        """Do that. What it raises, the unit raises as well."""


class Hearing(ABC):
    """A unit that can be told its answer on the loop, a turn of that before whoever runs it goes on."""

    @abstractmethod
    def committed(self, answer: Any) -> None:  # noqa: ANN401 - that of whatever unit it is
        """Take it: it is committed."""


class Joining(Preparing):
    """A unit that may cost less together with others of its kind."""

    joins: bool
    """Whether it is one of those."""

    @abstractmethod
    def joined(self, units: Sequence[Any]) -> Unit[list[Any]]:
        """Return one unit for units of its kind, itself among them, that answers for each of them.

        When it raises, nothing is said of which of them it was.
        """


class Transactor(Protocol):
    """Runs work in one transaction."""

    async def run(self, work: Unit[Answer]) -> Answer:
        """Prepare, begin, work, commit; roll back if the work raises. Raises StorageUnavailable."""

    async def close(self) -> None:
        """Give the connection back."""


def prepare(unit: object) -> None:
    if isinstance(unit, Preparing):
        unit.prepare()


@dataclass(frozen=True, slots=True)
class Shortcut(Generic[Answer]):
    """A unit as a single statement, which is a transaction by itself."""

    text: str
    arguments: Sequence[Any]
    answer: Answer


Shortcuts = Callable[[Unit[Any]], Shortcut[Any] | None]
"""Gives the shortcut for a unit that has one. Whatever keeps it from being taken, the unit shows as well."""


class SqliteTransactor:
    """The one writing connection of SQLite, in a thread of its own: the disk never stalls the loop."""

    def __init__(self, engine: Engine, checkpoints: Checkpoints) -> None:
        self._engine = engine
        self._checkpoints = checkpoints
        self._connection: Connection | None = None
        """The thread's own, kept open: taking it anew costs a fill as much as its statements."""
        self._raw: sqlite3.Connection | None = None
        # Half of what an executor takes of the loop's time, and of the way there and back.
        self._asked: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=THREAD, daemon=True)
        self._thread.start()

    async def run(self, work: Unit[Answer]) -> Answer:
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def asked() -> None:
            try:
                answer = self._run(work)
            except BaseException as e:  # noqa: BLE001 - handed to the caller, whatever it is
                _tell(done, partial(_fail, done, e))
            else:
                _tell(done, partial(_committed, work, done, answer))
            if self._raw is not None:
                try:
                    self._checkpoints.after_commit(self._raw)
                except Exception:  # it is committed and told; the thread has to live for the next
                    log.exception("no checkpoint was made")

        self._asked.put(asked)
        return await done

    async def close(self) -> None:
        self._asked.put(self._disconnect)
        self._asked.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._checkpoints.close)

    def _serve(self) -> None:
        while (asked := self._asked.get()) is not None:
            asked()

    def _run(self, work: Unit[Answer]) -> Answer:
        prepare(work)
        with translate_db_errors():
            connection = self._connection = self._connection or self._connect()
            raw = raw_sqlite(connection)
            raw.execute(BEGIN_WRITING)
            try:
                answer = work(connection)
                raw.commit()
            except BaseException:
                connection.rollback()
                raw.rollback()
                raise
            connection.commit()  # what SQLAlchemy takes for a transaction of its own is through
            return answer

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        self._raw = raw_sqlite(connection)
        self._checkpoints.make_room(self._raw)
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()


def _tell(done: "asyncio.Future[Any]", tell: Callable[[], None]) -> None:
    """Have that done on the loop where it is waited for, from another thread."""
    with suppress(RuntimeError):  # it was closed meanwhile
        done.get_loop().call_soon_threadsafe(tell)


def _committed(work: object, done: "asyncio.Future[Answer]", answer: Answer) -> None:
    if isinstance(work, Hearing):
        work.committed(answer)
    if not done.done():
        done.set_result(answer)


def _fail(done: "asyncio.Future[Any]", error: BaseException) -> None:
    if not done.done():
        done.set_exception(error)


@dataclass(slots=True)
class _Kept:
    """The connection of PostgreSQL, in use since it was taken from its pool."""

    connection: AsyncConnection
    raw: Any
    """The driver's."""
    since: float
    used_at: float


class PostgresTransactor:
    """The one writing connection of PostgreSQL, on a loop of its own in a thread of its own.

    A fill is a dozen statements; on the loop that trades they would cost milliseconds of its time.
    """

    def __init__(self, engine: AsyncEngine, shortcuts: Shortcuts, ping_after_s: float) -> None:
        """`engine`: tries a connection that is taken from its pool, as is done after so long a rest."""
        self._engine = engine
        self._shortcuts = shortcuts
        self._ping_after_s = ping_after_s
        self._kept: _Kept | None = None
        """Kept out of its pool: to take it and to give it back costs more than a statement."""
        self._turn = asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=THREAD, daemon=True)
        self._thread.start()

    async def run(self, work: Unit[Answer]) -> Answer:
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        asked = asyncio.run_coroutine_threadsafe(self._answer(work, done), self._loop)
        try:
            return await done
        except asyncio.CancelledError:
            asked.cancel()
            raise

    async def close(self) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._dispose(), self._loop))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def _answer(self, work: Unit[Answer], done: "asyncio.Future[Answer]") -> None:
        try:
            answer = await self._run(work)
        except BaseException as e:  # noqa: BLE001 - handed to the caller, whatever it is
            _tell(done, partial(_fail, done, e))
        else:
            _tell(done, partial(_committed, work, done, answer))

    async def _run(self, work: Unit[Answer]) -> Answer:
        prepare(work)
        shortcut = self._shortcuts(work)
        with translate_db_errors():
            await self._have_turn()
            try:
                return await self._run_on(await self._taken(), work, shortcut)
            except BaseException:
                await self._give_back()  # whatever it was: its pool sees what is still good
                raise
            finally:
                self._turn.release()

    async def _run_on(self, kept: _Kept, work: Unit[Answer], shortcut: Shortcut[Answer] | None) -> Answer:
        if shortcut is not None and await self._has_taken(kept, shortcut):
            answer = shortcut.answer
        else:
            async with kept.connection.begin():
                answer = await kept.connection.run_sync(work)
        kept.used_at = time.monotonic()
        return answer

    async def _have_turn(self) -> None:
        """Wait until nobody else is at work: the lease is written past the queue. Raises TimeoutError."""
        if self._turn.locked():
            async with asyncio.timeout(TURN_WITHIN_S):
                await self._turn.acquire()
        else:
            await self._turn.acquire()

    async def _taken(self) -> _Kept:
        """Return the connection, from its pool anew if it has rested, or is old."""
        kept, now = self._kept, time.monotonic()
        if kept is not None and now - kept.used_at < self._ping_after_s and now - kept.since < RENEWED_S:
            return kept
        await self._give_back()
        connection = await self._engine.connect()
        raw: Any = (await connection.get_raw_connection()).driver_connection
        kept = self._kept = _Kept(connection, raw, now, now)
        return kept

    async def _give_back(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            await kept.connection.close()

    async def _dispose(self) -> None:
        await self._give_back()
        await self._engine.dispose()

    async def _has_taken(self, kept: _Kept, shortcut: Shortcut[Any]) -> bool:
        """Say whether it is stored; if not, nothing of it is. Raises what comes of a lost connection."""
        try:
            await kept.raw.fetchval(shortcut.text, *shortcut.arguments)
        except Exception as e:
            if kept.raw.is_closed():
                await kept.connection.invalidate()
                raise
            refused: str | None = getattr(e, "sqlstate", None)
            if refused is None or refused[:2] in _REFUSALS:
                return False
            raise
        return True
