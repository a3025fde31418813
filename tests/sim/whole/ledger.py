"""The product's ledger on SQL, with the one in memory beside it: what one stores the other must store."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from db.ledger import DatabaseLedger
from db.outbox import DatabaseOutbox
from db.session import Database
from db.store import Store, store_in
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import AccountId, BotId, ClientOrderId, Fill, Side, TradeId, VenueOrderId
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated
from engine.memory_ledger import KeptOrder, MemoryBooks
from engine.ports import StoredBot
from tests.sim.faults import Faults
from tests.sim.ledger import SimLedger
from tests.sim.virtual_time import VirtualClock
from tests.sim.whole.line import TO_NOTE
from tests.support.words import line_text

REFUSALS = (BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated)
Note = Callable[[Outcome, int | None], None]


class NotedLedger(DatabaseLedger):
    """The product's, which has each step noted at the moment at which it is stored."""

    note: Note

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        token = TO_NOTE.set(lambda: self.note(outcome, feed_offset))
        try:
            await super().commit(outcome, feed_offset, at)
        finally:
            TO_NOTE.reset(token)


def noted_store(database: Database) -> Store:
    """Return the product's store with such a ledger."""
    signal = asyncio.Event()
    signal.set()
    ledger = NotedLedger(database, signal, line_text)
    return replace(store_in(database, line_text), ledger=ledger, outbox=DatabaseOutbox(database, signal))


class SqlLedger(SimLedger):
    """One incarnation's ledger. Each step that SQL stores is kept in memory at the same moment."""

    def __init__(
        self,
        books: MemoryBooks,
        clock: VirtualClock,
        faults: Faults,
        still_alive: Callable[[], None],
        store: Store,
    ) -> None:
        super().__init__(books, clock, faults, still_alive)
        self._sql = store.ledger
        self._history = store.fill_history
        self.complaints: list[str] = []
        assert isinstance(store.ledger, NotedLedger)
        store.ledger.note = self._note

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        try:
            await self._sql.commit(outcome, feed_offset, at)
        except FillAlreadyBooked:
            trades = {(booked.fill.trade_id, booked.fill.side) for booked in outcome.fills}
            if trades and not any(key[2:] in trades for key in self.books.fills):
                self.complaints.append(f"[stored] one of the fills {trades} is refused, and all are new")
            raise

    def _note(self, outcome: Outcome, feed_offset: int | None) -> None:
        try:
            self._store(outcome, feed_offset, self.books.versions[outcome.state.bot_id])
        except REFUSALS as e:
            self.complaints.append(f"[stored] SQL has stored what must be refused: {e!r}")

    def _kept(self, state: BotState, order: Order) -> KeptOrder:
        """Keep a person's word for an order: SQL has it as long as the order is the newest of its bot."""
        before = self.books.orders.get(order.client_order_id)
        kept = super()._kept(state, order)
        if before is None or order.live:
            return kept
        accepted = before.order.accepted_as_is or order.accepted_as_is
        return kept._replace(order=replace(order, accepted_as_is=accepted))

    async def load(self, bot_id: BotId) -> StoredBot | None:
        return await self._sql.load(bot_id)

    async def load_deleted(self, bot_id: BotId) -> StoredBot | None:
        return await self._sql.load_deleted(bot_id)

    async def load_all(self) -> Sequence[StoredBot]:
        return await self._sql.load_all()

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        return await self._sql.find_order(bot_id, client_order_id)

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return await self._history.newest_fill_at(account_id, symbol)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        return await self._history.is_booked(account_id, symbol, trade_id, side)

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        return await self._history.trades_read_since(account_id, symbol)

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        self._history.note_trades_read(account_id, symbol, began_at)

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        return await self._history.booked_fill(account_id, symbol, trade_id, side)

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        return await self._history.owner_of(account_id, symbol, client_order_id, venue_order_id)
