"""The product's ledger in memory, with the faults of a database that is far away."""

from collections.abc import Callable, Sequence
from datetime import datetime

from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import AccountId, BotId, ClientOrderId, Fill, Side, TradeId, VenueOrderId
from engine.errors import StorageUnavailable
from engine.memory_ledger import KeptOrder, MemoryBooks, MemoryLedger
from engine.ports import StoredBot
from tests.sim.faults import Fault, Faults
from tests.sim.virtual_time import VirtualClock

FENCED = True
"""Whether a commit is refused when its process does not hold the lease, or the bot has moved on."""

ANSWERS_LATE = 0.1
"""So often other tasks come in between a commit and its answer."""


class SimLedger(MemoryLedger):
    """One incarnation's connection to the books, which survive a crash."""

    def __init__(
        self, books: MemoryBooks, clock: VirtualClock, faults: Faults, still_alive: Callable[[], None]
    ) -> None:
        super().__init__(books)
        self._clock = clock
        self._faults = faults
        self._still_alive = still_alive
        self._chronicle = faults.chronicle
        self._run = self._chronicle.runs[-1].number

    async def _write(self, unit: Callable[[], None]) -> None:
        self._still_alive()
        if self._faults.happens(Fault.STORAGE_DOWN, self._faults.odds.storage):
            await self._clock.sleep(self._faults.random.uniform(0.01, 3))
            raise StorageUnavailable("down")
        await self._clock.sleep(self._faults.random.uniform(0.0005, 0.01))
        self._still_alive()
        unit()
        if self._faults.happens(Fault.STORAGE_DOUBT, self._faults.odds.storage):
            raise StorageUnavailable("lost the connection during the commit")
        if self._faults.random.random() < ANSWERS_LATE:
            await self._clock.sleep(0.0005)

    def _store(self, outcome: Outcome, feed_offset: int | None, known: int) -> None:
        before = self.books.versions[outcome.state.bot_id]
        super()._store(outcome, feed_offset, known)
        if not FENCED or self.books.versions[outcome.state.bot_id] > before:
            self._chronicle.keeps(self._run, outcome)

    def _has_landed(self, outcome: Outcome, known: int) -> bool:
        return FENCED and super()._has_landed(outcome, known)

    def _check_version(self, bot_id: BotId, known: int) -> None:
        if FENCED:
            super()._check_version(bot_id, known)

    def _kept(self, state: BotState, order: Order) -> KeptOrder:
        if FENCED:
            return super()._kept(state, order)
        return KeptOrder(state.bot_id, order, state.config.account_id, state.config.ticker)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        self._still_alive()
        return await super().load(bot_id)

    async def load_deleted(self, bot_id: BotId) -> StoredBot | None:
        self._still_alive()
        return await super().load_deleted(bot_id)

    async def load_all(self) -> Sequence[StoredBot]:
        self._still_alive()
        return await super().load_all()

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        self._still_alive()
        return await super().find_order(bot_id, client_order_id)

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        self._still_alive()
        return await super().newest_fill_at(account_id, symbol)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        self._still_alive()
        return await super().is_booked(account_id, symbol, trade_id, side)

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        self._still_alive()
        return await super().trades_read_since(account_id, symbol)

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        self._still_alive()
        super().note_trades_read(account_id, symbol, began_at)

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        self._still_alive()
        return await super().booked_fill(account_id, symbol, trade_id, side)

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        self._still_alive()
        return await super().owner_of(account_id, symbol, client_order_id, venue_order_id)

    async def given_up_by(
        self, account_id: AccountId, symbol: str, client_order_id: ClientOrderId
    ) -> BotId | None:
        self._still_alive()
        return await super().given_up_by(account_id, symbol, client_order_id)

    async def replaced_by(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId,
        venue_order_id: VenueOrderId,
    ) -> BotId | None:
        self._still_alive()
        return await super().replaced_by(account_id, symbol, client_order_id, venue_order_id)
