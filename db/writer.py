"""One writer per database: what is waiting is committed together, as one transaction.

A unit of work is a function of a connection. All its rows come into the same transaction; units
that wait at the same moment share one, because it is the commit that costs (a sync to the disk).
When a transaction fails, its units are run again, each in one of its own, so that a unit that
raises spoils nobody else's. Hence a unit must be safe to run again after a rollback. No write passes
once the database belongs to another process: that is the fence.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Generic

from sqlalchemy import Connection

from db.checkpoints import raw_sqlite
from db.transactors import Answer, Hearing, Joining, Preparing, Transactor, Unit, prepare
from engine.errors import LeaseLost, StorageUnavailable

MOST_UNITS = 100
"""Units in one transaction at most, so that the first of them does not wait long for the last."""


# FOR SHARE makes a new owner wait until this transaction has ended. SQLite has one writer anyway.
_OWNER = "SELECT holder, fencing FROM lease WHERE id = 1"
QUESTION = {"sqlite": _OWNER, "postgresql": f"{_OWNER} FOR SHARE"}


@dataclass(frozen=True, slots=True)
class Ownership:
    """What stands in the lease while this process owns the database."""

    holder: str
    fencing: int


class Fence:
    """Asked first in every transaction. It lets everything pass until there is an ownership to keep."""

    def __init__(self) -> None:
        self.ownership: Ownership | None = None
        self.when_refused: Callable[[LeaseLost], None] = lambda _: None
        """Called on the loop whenever a write was refused."""

    def check(self, connection: Connection) -> None:
        """Raise LeaseLost unless the lease is still ours, and keep it so until the transaction ends."""
        mine = self.ownership
        if mine is None:
            return
        holder, fencing = _stored_owner(connection)
        if (holder, fencing) != (mine.holder, mine.fencing):
            raise LeaseLost(holder)


def _stored_owner(connection: Connection) -> tuple[str | None, int | None]:
    question = QUESTION[connection.dialect.name]
    if connection.dialect.name == "sqlite":
        found = raw_sqlite(connection).execute(question).fetchone()
    else:
        found = connection.exec_driver_sql(question).one_or_none()
    return (None, None) if found is None else (found[0], found[1])


@dataclass(frozen=True, slots=True)
class Batch(Preparing, Hearing):
    """Units that share a transaction."""

    units: Sequence[Unit[Any]]
    fence: Fence
    heard: Callable[[Sequence[Any]], None] = lambda _: None
    """Told the answers as soon as they are there."""
    parts: Sequence[Unit[list[Any]]] = field(init=False)
    """What is run for them, in their order: those that join and follow one another are one."""

    def __post_init__(self) -> None:
        parts = [part for joins, units in groupby(self.units, _joins) for part in _parts(joins, list(units))]
        object.__setattr__(self, "parts", parts)

    def prepare(self) -> None:
        for part in self.parts:
            prepare(part)

    def committed(self, answer: Sequence[Any]) -> None:
        self.heard(answer)

    def __call__(self, connection: Connection) -> list[Any]:
        """Return the answers of the units."""
        self.fence.check(connection)
        return [answer for part in self.parts for answer in part(connection)]


@dataclass(frozen=True, slots=True)
class _Single(Preparing):
    """A unit that is run for itself."""

    unit: Unit[Any]

    def prepare(self) -> None:
        prepare(self.unit)

    def __call__(self, connection: Connection) -> list[Any]:
        return [self.unit(connection)]


def _joins(unit: object) -> bool:
    return isinstance(unit, Joining) and unit.joins


def _parts(joins: bool, units: list[Any]) -> list[Unit[list[Any]]]:  # noqa: FBT001 - a key of groups
    return [units[0].joined(units)] if joins else [_Single(unit) for unit in units]


@dataclass(slots=True)
class _Waiting(Generic[Answer]):
    unit: Unit[Answer]
    done: asyncio.Future[Answer]


class Writer:
    """Takes units of work and commits them in batches. `run` is its task."""

    def __init__(
        self, transactor: Transactor, fence: Fence, apart: Callable[[Unit[Any]], bool] = lambda _: False
    ) -> None:
        """`fence` is asked in each transaction. Units that are `apart` share theirs with their like alone."""
        self._apart = apart
        self._transactor = transactor
        self._fence = fence
        self._queue: asyncio.Queue[_Waiting[Any]] = asyncio.Queue()
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._took_s = 0.0
        self._begun: float | None = None
        """When the commit under way began."""

    @property
    def took_s(self) -> float:
        """How long the last commit took, or the one under way takes already, in seconds."""
        under_way = 0.0 if self._begun is None else time.monotonic() - self._begun
        return max(self._took_s, under_way)

    @property
    def waiting(self) -> int:
        """How many units wait behind the commit under way."""
        return self._queue.qsize()

    async def write(self, unit: Unit[Answer]) -> Answer:
        """Return what the unit returns, once it is committed.

        Raises what the unit raises, and then nothing of it is stored. StorageUnavailable means that
        it may be stored or not when the connection was lost during the commit. When the caller is
        cancelled meanwhile, the same holds.
        """
        return await self.put(unit)

    def put(self, unit: Unit[Answer]) -> asyncio.Future[Answer]:
        """Queue the unit and return what `write` waits for. Raises StorageUnavailable when it is closed."""
        if self._closed:
            raise StorageUnavailable("the database is closed")
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._idle.clear()
        self._queue.put_nowait(_Waiting(unit, done))
        return done

    async def run(self) -> None:
        """Commit what is waiting, until cancelled. What waits then fails with StorageUnavailable."""
        batch: list[_Waiting[Any]] = []
        try:
            while True:
                batch = [await self._queue.get()]
                batch.extend(self._take(MOST_UNITS - 1))
                for part in self._parts(batch):
                    if wanted := [waiting for waiting in part if not waiting.done.done()]:
                        self._begun = time.monotonic()
                        await self._commit(wanted)
                        self._took_s, self._begun = time.monotonic() - self._begun, None
                if self._queue.empty():
                    self._idle.set()
        except asyncio.CancelledError:
            self._closed = True
            for waiting in [*batch, *self._take(self._queue.qsize())]:
                _fail(waiting, StorageUnavailable("the database was closed"))
            self._idle.set()
            raise

    async def close(self) -> None:
        """Take nothing more, and return once all that was taken is done."""
        self._closed = True
        await self._idle.wait()

    def _take(self, most: int) -> list[_Waiting[Any]]:
        return [self._queue.get_nowait() for _ in range(min(most, self._queue.qsize()))]

    def _parts(self, batch: Sequence[_Waiting[Any]]) -> list[list[_Waiting[Any]]]:
        """Return what goes together in parts: what came later is never stored before what came first."""
        return [list(part) for _, part in groupby(batch, lambda waiting: self._apart(waiting.unit))]

    async def _commit(self, batch: Sequence[_Waiting[Any]]) -> None:
        if len(batch) == 1:
            await self._commit_alone(batch[0])
            return
        try:
            work = Batch([waiting.unit for waiting in batch], self._fence, partial(_answer_all, batch))
            answers = await self._transactor.run(work)
        except StorageUnavailable as e:
            for waiting in batch:
                _fail(waiting, StorageUnavailable(str(e)))
        except LeaseLost as e:
            for waiting in batch:
                _fail(waiting, LeaseLost(e.by))
        except Exception:  # noqa: BLE001 - one of them raised it: alone, each gets its own answer
            for waiting in batch:
                await self._commit_alone(waiting)
        else:
            _answer_all(batch, answers)

    async def _commit_alone(self, waiting: _Waiting[Answer]) -> None:
        try:
            work = Batch([waiting.unit], self._fence, partial(_answer_all, [waiting]))
            answers = await self._transactor.run(work)
        except Exception as e:  # noqa: BLE001 - handed to the caller, whatever it is
            _fail(waiting, e)
        else:
            _answer_all([waiting], answers)


def _answer_all(batch: Sequence[_Waiting[Any]], answers: Sequence[Any]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if not waiting.done.done():
            waiting.done.set_result(answer)


def _fail(waiting: _Waiting[Any], error: Exception) -> None:
    if not waiting.done.done():
        waiting.done.set_exception(error)
