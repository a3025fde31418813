"""A ledger in memory, for runs whose past is kept nowhere else: it refuses what a database refuses."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from engine.core.money import ZERO
from engine.core.notices import BotNotice, FeeCorrected, FundingBooked
from engine.core.orders import Order, OrderState
from engine.core.results import holders
from engine.core.state import BookedFill, BotState, Outcome
from engine.core.types import (
    REST,
    AccountId,
    BotId,
    ClientOrderId,
    Fill,
    FundingId,
    Side,
    TradeId,
    VenueOrderId,
)
from engine.errors import BotNotFound, FillAlreadyBooked, OrderTaken, StateOutdated, StorageUnavailable
from engine.ports import StoredBot, TakenStep


class FillKey(NamedTuple):
    """What a fill is booked once by."""

    account_id: AccountId
    symbol: str
    trade_id: TradeId
    side: Side


class FundingKey(NamedTuple):
    """What a payment of funding is booked once by."""

    account_id: AccountId
    symbol: str
    funding_id: FundingId


class KeptOrder(NamedTuple):
    """An order in the books, with where it was placed."""

    bot_id: BotId
    order: Order
    account_id: AccountId
    symbol: str


class KeptFill(NamedTuple):
    """A fill in the books."""

    bot_id: BotId
    booked: BookedFill


class MemoryBooks:
    """What is kept. Ledgers over the same books stand to each other as processes over one database."""

    def __init__(self) -> None:
        self.bots: dict[BotId, BotState] = {}
        self.feed_offsets: dict[BotId, int | None] = {}
        self.versions: defaultdict[BotId, int] = defaultdict(int)
        """How many steps of each bot are stored."""
        self.orders: dict[ClientOrderId, KeptOrder] = {}
        self.fills: dict[FillKey, KeptFill] = {}
        self.fundings: dict[FundingKey, FundingBooked] = {}
        self.notices: list[BotNotice] = []
        self.cursors: dict[tuple[AccountId, str], datetime] = {}
        """Account and symbol -> from when on trades may be missing."""
        self.deleted: dict[BotId, BotState] = {}
        self.deleted_at: dict[BotId, datetime] = {}

    def add(self, state: BotState, feed_offset: int | None = None) -> None:
        """Keep a bot that is new here."""
        self.bots[state.bot_id] = state
        self.feed_offsets[state.bot_id] = feed_offset

    def delete(self, bot_id: BotId, at: datetime) -> None:
        """Keep the bot no more, but for what becomes known later. Its orders and fills stay.

        `at`: by the exchange's clock. Raises BotNotFound.
        """
        if (state := self.bots.pop(bot_id, None)) is None:
            raise BotNotFound(bot_id)
        self.deleted[bot_id], self.deleted_at[bot_id] = replace(state, deleted=True), at

    def keep(self, state: BotState) -> None:
        """Keep the state of a bot that is here. Raises BotNotFound."""
        kept = self.deleted if state.deleted else self.bots
        if state.bot_id not in kept:
            raise BotNotFound(state.bot_id)
        kept[state.bot_id] = state

    def stored(self, bot_id: BotId) -> StoredBot:
        """Return a bot that is kept here."""
        return StoredBot(state=self.bots[bot_id], feed_offset=self.feed_offsets.get(bot_id))


class MemoryLedger:
    """Meets `engine.ports.Ledger` and `engine.ports.FillHistory`."""

    def __init__(self, books: MemoryBooks | None = None) -> None:
        self.books = books or MemoryBooks()
        self._known: dict[BotId, int] = {}
        """The version of each bot that this ledger's callers have seen."""
        self._in_doubt: dict[BotId, Outcome] = {}
        """Outcomes whose commit got no answer."""

    # --- engine.ports.Ledger ----------------------------------------------------------------------------

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        del at  # the time of a fill or a notice is its own
        bot_id = outcome.state.bot_id
        if bot_id not in self._known:
            self._known[bot_id] = self._version(bot_id)
        known = self._known[bot_id]
        try:
            await self._write(lambda: self._store(outcome, feed_offset, known))
        except StorageUnavailable:
            self._in_doubt[bot_id] = outcome
            raise
        except (StateOutdated, BotNotFound):
            self._known.pop(bot_id, None)
            self._in_doubt.pop(bot_id, None)
            raise
        self._known[bot_id] = known + 1
        self._in_doubt.pop(bot_id, None)

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        for step in steps:
            await self.commit(step.outcome, step.feed_offset, step.at)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        self._in_doubt.pop(bot_id, None)  # the caller goes on from what is stored
        return self._read(bot_id) if bot_id in self.books.bots else None

    async def load_deleted(self, bot_id: BotId) -> StoredBot | None:
        self._in_doubt.pop(bot_id, None)
        state = self.books.deleted.get(bot_id)
        return None if state is None else StoredBot(state=state, feed_offset=None)

    async def load_all(self) -> Sequence[StoredBot]:
        return [self._read(bot_id) for bot_id in list(self.books.bots)]

    async def find_order(self, bot_id: BotId, client_order_id: ClientOrderId) -> Order | None:
        kept = self.books.orders.get(client_order_id)
        return kept.order if kept is not None and kept.bot_id == bot_id else None

    # --- engine.ports.FillHistory -----------------------------------------------------------------------

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        here = [kept for key, kept in self.books.fills.items() if key[:2] == (account_id, symbol)]
        return max((kept.booked.fill.executed_at for kept in here), default=None)

    async def is_booked(self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side) -> bool:
        return FillKey(account_id, symbol, trade_id, side) in self.books.fills

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        kept = self.books.fills.get(FillKey(account_id, symbol, trade_id, side))
        if kept is None or kept.bot_id not in self.books.bots:
            return None
        return kept.bot_id, kept.booked.fill

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        return self.books.cursors.get((account_id, symbol))

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        self.books.cursors[account_id, symbol] = began_at

    async def newest_funding_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        here = [paid.at for key, paid in self.books.fundings.items() if key[:2] == (account_id, symbol)]
        return max(here, default=None)

    async def funding_booked(
        self, account_id: AccountId, symbol: str, funding_id: FundingId
    ) -> Decimal | None:
        here = {key[2]: paid for key, paid in self.books.fundings.items() if key[:2] == (account_id, symbol)}
        parts = [one.amount for name, one in here.items() if name.partition(REST)[0] == funding_id]
        return sum(parts, ZERO) if parts else None

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        """Return the bot whose position was open there then, and how much it held; or None."""
        held = await self.held_at(account_id, symbol, at)
        return next(iter(held.items()), None)

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> Mapping[BotId, Decimal]:
        """Return what bots held there then, who traded last first."""
        here = [kept for key, kept in self.books.fills.items() if key[:2] == (account_id, symbol)]
        gone = {bot_id for bot_id, deleted_at in self.books.deleted_at.items() if deleted_at < at}
        fills = [
            (kept.bot_id, kept.booked)
            for kept in here
            if kept.booked.fill.executed_at < at and kept.bot_id not in gone
        ]
        fills.sort(key=lambda kept: kept[1].fill.executed_at)  # of one moment: as they were booked
        return holders((bot_id, booked.fill.side, booked.fill.quantity) for bot_id, booked in reversed(fills))

    async def owner_of(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId | None,
        venue_order_id: VenueOrderId,
    ) -> tuple[BotId, ClientOrderId] | None:
        """Return whose order that is, by either name, or None. Our own name counts first."""
        place = account_id, symbol
        there = {name: kept for name, kept in self.books.orders.items() if kept[2:] == place}
        if client_order_id is not None and client_order_id in there:
            return there[client_order_id].bot_id, client_order_id
        for name, kept in there.items():
            if kept.order.venue_order_id == venue_order_id:
                return kept.bot_id, name
        return None

    async def given_up_by(
        self, account_id: AccountId, symbol: str, client_order_id: ClientOrderId
    ) -> BotId | None:
        """Return the bot that went on without that order, because it was proven absent; else None."""
        kept = self.books.orders.get(client_order_id)
        absent = kept is not None and kept.order.state is OrderState.ABSENT
        return kept.bot_id if kept is not None and absent and kept[2:] == (account_id, symbol) else None

    async def replaced_by(
        self,
        account_id: AccountId,
        symbol: str,
        client_order_id: ClientOrderId,
        venue_order_id: VenueOrderId,
    ) -> BotId | None:
        """Return the bot whose order of that name is known by another number there; else None."""
        kept = self.books.orders.get(client_order_id)
        if kept is None or kept[2:] != (account_id, symbol):
            return None
        return kept.bot_id if kept.order.venue_order_id not in {None, venue_order_id} else None

    # --- one step ---------------------------------------------------------------------------------------

    async def _write(self, unit: Callable[[], None]) -> None:
        unit()

    def _store(self, outcome: Outcome, feed_offset: int | None, known: int) -> None:
        books, state = self.books, outcome.state
        if self._has_landed(outcome, known):
            return
        fills, fundings = self._new_fills(outcome) | self._corrected(outcome), self._new_fundings(outcome)
        self._check_version(state.bot_id, known)
        orders = {order.client_order_id: self._kept(state, order) for order in outcome.orders}
        books.keep(state)
        books.fills |= fills
        books.fundings |= fundings
        books.orders |= orders
        books.feed_offsets[state.bot_id] = feed_offset
        books.notices += outcome.told
        books.versions[state.bot_id] = known + 1

    def _has_landed(self, outcome: Outcome, known: int) -> bool:
        """Say whether the outcome in doubt is stored; another one that comes then is outdated."""
        bot_id = outcome.state.bot_id
        if (in_doubt := self._in_doubt.get(bot_id)) is None:
            return False
        landed = in_doubt == outcome and self._version(bot_id) == known + 1
        if not landed:
            self._check_version(bot_id, known)
        return landed

    def _check_version(self, bot_id: BotId, known: int) -> None:
        version = self._version(bot_id)
        if version != known:
            raise StateOutdated(f"bot {bot_id} is at version {version}, not {known}")

    def _new_fills(self, outcome: Outcome) -> dict[FillKey, KeptFill]:
        """Return the fills of a step by their keys. Raises FillAlreadyBooked."""
        fills: dict[FillKey, KeptFill] = {}
        for booked, notice in outcome.told_fills:
            fill = booked.fill
            key = FillKey(notice.bot.account_id, notice.bot.ticker, fill.trade_id, fill.side)
            if key in fills or not self._is_new(key, fill):
                raise FillAlreadyBooked(fill.trade_id)
            fills[key] = KeptFill(outcome.state.bot_id, booked)
        return fills

    def _corrected(self, outcome: Outcome) -> dict[FillKey, KeptFill]:
        """Return the fills whose fee a step corrects. Raises FillAlreadyBooked for one that has another."""
        fills: dict[FillKey, KeptFill] = {}
        for charge in outcome.charges:
            if not isinstance(charge, FeeCorrected):
                continue
            key = FillKey(charge.bot.account_id, charge.bot.ticker, charge.trade_id, charge.side)
            kept = self.books.fills.get(key)
            known = (charge.client_order_id, charge.was)
            if kept is None or (kept.booked.fill.client_order_id, kept.booked.fill.fee) != known:
                raise FillAlreadyBooked(charge.trade_id)
            fill = replace(kept.booked.fill, fee=charge.fee)
            fills[key] = kept._replace(booked=replace(kept.booked, fill=fill))
        return fills

    def _new_fundings(self, outcome: Outcome) -> dict[FundingKey, FundingBooked]:
        """Return the payments of funding of a step by their keys. Raises FillAlreadyBooked."""
        paid = [charge for charge in outcome.charges if isinstance(charge, FundingBooked)]
        fundings = {FundingKey(one.bot.account_id, one.bot.ticker, one.funding_id): one for one in paid}
        if known := fundings.keys() & self.books.fundings.keys():
            raise FillAlreadyBooked(", ".join(key.funding_id for key in known))
        return fundings

    def _is_new(self, key: FillKey, fill: Fill) -> bool:  # noqa: ARG002 - the simulator plants bugs here
        return key not in self.books.fills

    def _kept(self, state: BotState, order: Order) -> KeptOrder:
        """Return what is to be kept of an order. Raises OrderTaken, and StateOutdated for another order."""
        kept = self.books.orders.get(order.client_order_id)
        if kept is None:
            where = state.ref_of(order)
            return KeptOrder(state.bot_id, order, where.account_id, where.ticker)
        if kept.bot_id != state.bot_id:
            raise OrderTaken(order.client_order_id)
        stored = kept.order
        if stored.side is not order.side:
            raise StateOutdated(f"order {order.client_order_id} is another one on disk")
        return kept._replace(order=order)

    def _version(self, bot_id: BotId) -> int:
        if bot_id not in self.books.bots and bot_id not in self.books.deleted:
            raise BotNotFound(bot_id)
        return self.books.versions[bot_id]

    def _read(self, bot_id: BotId) -> StoredBot:
        self._known[bot_id] = self.books.versions[bot_id]
        return self.books.stored(bot_id)
