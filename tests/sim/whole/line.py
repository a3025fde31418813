"""One incarnation's line to the database: slow, now and then broken, and cut when the process is shut off."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from db.errors import translate_db_errors
from db.session import Database, Question, answer_to
from db.transactors import Answer, Unit
from db.writer import Fence, Writer
from engine.errors import StorageUnavailable
from tests.sim.faults import Fault, Faults
from tests.sim.ledger import ANSWERS_LATE
from tests.sim.virtual_time import VirtualClock
from tests.sim.whole.disk import Disk

TO_NOTE: ContextVar[Callable[[], None] | None] = ContextVar("TO_NOTE", default=None)
"""What a task wants to be done at the moment at which what it writes is stored."""


class Line:
    """Meets `db.transactors.Transactor`, and lets reads through."""

    def __init__(
        self, disk: Disk, clock: VirtualClock, faults: Faults, still_alive: Callable[[], None]
    ) -> None:
        self.disk = disk
        self._clock = clock
        self._faults = faults
        self._still_alive = still_alive
        self.cut = False
        """Nothing passes, in either direction."""
        self.noted: list[Callable[[], None]] = []
        """What the transaction at work wants to be done once it is committed."""

    async def run(self, work: Unit[Answer]) -> Answer:
        """Begin, work, commit; roll back if the work raises. Raises StorageUnavailable."""
        await self._go(Fault.STORAGE_DOWN, self._faults.odds.storage)
        self.noted = []
        with translate_db_errors(), self.disk.writing.begin() as connection:
            answer = work(connection)
        for note in self.noted:
            note()
        await self._come_back()
        return answer

    async def close(self) -> None:
        """Leave the database open: others use it."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Take the time that a question takes; what is read is how things stood in between."""
        # A pass asks several times: one that fails is a pass that fails.
        await self._go(Fault.STORAGE_UNREAD, self._faults.odds.storage / 5)
        yield
        if self._faults.random.random() < ANSWERS_LATE:
            await self._clock.sleep(self._faults.random.uniform(0.0005, 0.005))
        self._still_alive()

    async def _go(self, fault: Fault, chance: float) -> None:
        self._still_alive()
        if self._faults.happens(fault, chance):
            await self._clock.sleep(self._faults.random.uniform(0.01, 3))
            raise StorageUnavailable("down")
        await self._clock.sleep(self._faults.random.uniform(0.0005, 0.01))
        self._still_alive()
        await self._pass()

    async def _come_back(self) -> None:
        if self._faults.happens(Fault.STORAGE_DOUBT, self._faults.odds.storage):
            raise StorageUnavailable("lost the connection during the commit")
        if self._faults.random.random() < ANSWERS_LATE:
            await self._clock.sleep(0.0005)
        await self._pass()

    async def _pass(self) -> None:
        if self.cut:
            await self._clock.sleep(self._faults.random.uniform(0.1, 2))
            raise StorageUnavailable("no way to the database")


class SimDatabase(Database):
    """The product's, over such a line."""

    def __init__(self, line: Line, fence: Fence) -> None:
        self._line = line
        self.writer = Writer(line, fence)
        super().__init__(line.disk.reading, self.writer, line, fence)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session for questions, as the product does."""
        async with self._line.reading(), super().read() as session:
            yield session

    async def ask(self, question: Question[Answer]) -> Answer:
        """Return what the question finds, asked at once: virtual time waits for no thread."""
        async with self._line.reading():
            return answer_to(question, self._line.disk.asking)

    async def write(self, unit: Unit[Answer]) -> Answer:
        """Write as the product does; what `TO_NOTE` holds is done with the commit, if anything was stored."""
        note = TO_NOTE.get()
        if note is None:
            return await super().write(unit)

        def noted(connection: Connection) -> Answer:
            before = self._line.disk.changes()
            answer = unit(connection)
            if self._line.disk.changes() != before:
                self._line.noted.append(note)
            return answer

        return await super().write(noted)
