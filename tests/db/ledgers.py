"""The ledgers of the product, each with what a test does to it: they all have to keep the same promises."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from db.ledger import DatabaseLedger
from db.store import Store
from engine.core.ids import OrderNaming
from engine.core.state import BotState
from engine.core.types import BotId
from engine.errors import StorageUnavailable
from engine.memory_ledger import MemoryBooks, MemoryLedger
from engine.ports import FillHistory, Ledger
from tests.db.trading import NOW, OWNER, Trader, make_trader, new_bot
from tests.support.words import line_text


class Books(ABC):
    """A ledger, and what stands behind it."""

    ledger: Ledger
    history: FillHistory

    @abstractmethod
    async def make(self, **changed: Any) -> Trader:  # noqa: ANN401 - the fields of NewBot, checked by it
        """Return a trader with a new bot."""

    @abstractmethod
    async def delete(self, bot_id: BotId, at: datetime = NOW) -> None: ...

    @abstractmethod
    def elsewhere(self) -> Ledger:
        """Return another ledger over the same books."""

    @abstractmethod
    def fail_next(self, *, after: bool) -> None:
        """Let the next commit get no answer: `after` it is stored, or without storing anything."""


class DatabaseBooks(Books):
    def __init__(self, store: Store) -> None:
        self.ledger, self.history = store.ledger, store.fill_history
        self._store = store

    async def make(self, **changed: Any) -> Trader:  # noqa: ANN401 - likewise
        return await make_trader(self._store, **changed)

    async def delete(self, bot_id: BotId, at: datetime = NOW) -> None:
        await self._store.bot_book.delete(bot_id, NOW, by=OWNER, until=at)

    def elsewhere(self) -> Ledger:
        return DatabaseLedger(self._store.database, asyncio.Event(), line_text)

    def fail_next(self, *, after: bool) -> None:
        database = self._store.database
        real = database.write

        async def write(unit: object) -> None:
            database.write = real  # type: ignore[method-assign]
            if after:
                await real(unit)  # type: ignore[arg-type] # any unit
            raise StorageUnavailable("the connection was lost")

        database.write = write  # type: ignore[method-assign,assignment]


class FarLedger(MemoryLedger):
    """One whose answers can be lost."""

    fails: bool | None = None
    """None: not; else whether only after it is stored."""

    async def _write(self, unit: Callable[[], None]) -> None:
        fails, self.fails = self.fails, None
        if fails is not False:
            await super()._write(unit)
        if fails is not None:
            raise StorageUnavailable("the connection was lost")


class InMemory(Books):
    def __init__(self) -> None:
        self._books = MemoryBooks()
        self._serials = count(1)
        self.ledger = self.history = self._far = FarLedger(self._books)

    async def make(self, **changed: Any) -> Trader:  # noqa: ANN401 - likewise
        new, serial = new_bot(**changed), next(self._serials)
        state = BotState(
            bot_id=BotId(UUID(int=serial)),
            owner_id=new.owner_id,
            naming=OrderNaming(epoch=1, serial=serial),
            config=new.config,
            market=new.market,
        )
        self._books.add(state)
        return Trader(self.ledger, state)

    async def delete(self, bot_id: BotId, at: datetime = NOW) -> None:
        self._books.delete(bot_id, at)

    def elsewhere(self) -> Ledger:
        return MemoryLedger(self._books)

    def fail_next(self, *, after: bool) -> None:
        self._far.fails = after
