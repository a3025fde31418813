"""A ledger in memory with the promises of `engine.ports.Ledger`: all or nothing, each fill once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from engine.core.notices import BotNotice
from engine.core.orders import Order
from engine.core.state import BookedFill, BotState, Outcome
from engine.core.types import AccountId, BotId, ClientOrderId, Status, TradeId, VenueOrderId
from engine.errors import FillAlreadyBooked, StateOutdated, StorageUnavailable
from engine.ports import StoredBot
from tests.sim.faults import Fault, Faults
from tests.sim.virtual_time import VirtualClock

FENCED = True
"""Whether a commit is refused when its process does not hold the lease, or the bot has moved on."""


class Disk:
    """What survives a crash."""

    def __init__(self) -> None:
        self.bots: dict[BotId, BotState] = {}
        self.feed_offsets: dict[BotId, int | None] = {}
        self.orders: dict[ClientOrderId, tuple[BotId, Order]] = {}
        self.fills: dict[tuple[str, str], tuple[BotId, BookedFill]] = {}
        self.notices: list[BotNotice] = []
        self.versions: defaultdict[BotId, int] = defaultdict(int)


class MemoryLedger:
    """One incarnation's connection to the disk."""

    def __init__(
        self, disk: Disk, clock: VirtualClock, faults: Faults, still_alive: Callable[[], None]
    ) -> None:
        self.disk = disk
        self._clock = clock
        self._faults = faults
        self._still_alive = still_alive
        self._known: dict[BotId, int] = {}
        self._in_doubt: dict[BotId, Outcome] = {}

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        self._still_alive()
        if self._faults.happens(Fault.STORAGE_DOWN, self._faults.odds.storage):
            await self._clock.sleep(self._faults.random.uniform(0.01, 3))
            raise StorageUnavailable("down")
        await self._clock.sleep(self._faults.random.uniform(0.0005, 0.01))
        self._still_alive()
        bot_id = outcome.state.bot_id
        in_doubt = self._in_doubt.pop(bot_id, None)
        known = self._known.setdefault(bot_id, self.disk.versions[bot_id])
        if self.disk.versions[bot_id] == known or not FENCED:
            self._store(outcome, feed_offset)
            self.disk.versions[bot_id] = known + 1
        elif outcome != in_doubt:
            del self._known[bot_id]
            raise StateOutdated(str(bot_id))
        if self._faults.happens(Fault.STORAGE_DOUBT, self._faults.odds.storage):
            self._in_doubt[bot_id] = outcome
            raise StorageUnavailable("lost the connection during the commit")
        self._known[bot_id] = known + 1
        await self._clock.sleep(0.0005)

    def _store(self, outcome: Outcome, feed_offset: int | None) -> None:
        bot_id = outcome.state.bot_id
        symbol = outcome.state.market.symbol
        for booked in outcome.fills:
            if self.has(symbol, booked):
                raise FillAlreadyBooked(booked.fill.trade_id)
        for booked in outcome.fills:
            self.disk.fills[symbol, booked.fill.trade_id] = (bot_id, booked)
        for order in outcome.orders:
            self.disk.orders[order.client_order_id] = (bot_id, order)
        self.disk.bots[bot_id] = outcome.state
        self.disk.feed_offsets[bot_id] = feed_offset
        self.disk.notices.extend(outcome.notices)

    def has(self, symbol: str, booked: BookedFill) -> bool:
        return (symbol, booked.fill.trade_id) in self.disk.fills

    async def load(self, bot_id: BotId) -> StoredBot | None:
        self._still_alive()
        self._in_doubt.pop(bot_id, None)
        self._known[bot_id] = self.disk.versions[bot_id]
        state = self.disk.bots.get(bot_id)
        return StoredBot(state=state, feed_offset=self.disk.feed_offsets.get(bot_id)) if state else None

    async def load_active(self) -> Sequence[StoredBot]:
        self._still_alive()
        return [
            StoredBot(state=state, feed_offset=self.disk.feed_offsets.get(bot_id))
            for bot_id, state in self.disk.bots.items()
            if state.status is Status.ACTIVE or state.order_pending
        ]

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        self._still_alive()
        found = self.disk.orders.get(client_order_id)
        return found[1] if found and found[0] == bot_id else None

    # --- engine.ports.FillHistory -----------------------------------------------------------------------

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        self._still_alive()
        times = [booked.fill.executed_at for _, booked in self.disk.fills.values()]
        return max(times, default=None)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId) -> bool:
        self._still_alive()
        return (symbol, trade_id) in self.disk.fills

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        self._still_alive()
        for name, (bot_id, order) in self.disk.orders.items():
            if name == client_order_id or order.venue_order_id == venue_order_id:
                return bot_id, name
        return None
