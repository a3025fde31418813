"""A reconciler on its own, without an account around it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from engine.clock import Clock
from engine.core.events import Event, FeeDiffers, OrderEvent, Pause
from engine.core.types import AccountId, BotId, Fill, FundingId, Market, Side, TradeId
from engine.ports import FillHistory
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import Gateway
from engine.venues.live.net_finds import NetFinds
from engine.venues.live.orphan_orders import OrphanOrders
from engine.venues.live.reconciler import Reconciler
from engine.venues.live.stream_facts import StreamFacts

Told = OrderEvent | Pause | FeeDiffers


def make_reconciler(
    account_id: AccountId, gateway: Gateway, books: FillHistory, told: list[Told], clock: Clock
) -> Reconciler:
    """Return one that writes down in `told` what it tells. Names that begin with an s are ours."""
    return make_stream_facts(account_id, gateway, books, told, clock, lambda: None)[0]


def make_stream_facts(
    account_id: AccountId,
    gateway: Gateway,
    books: FillHistory,
    told: list[Told],
    clock: Clock,
    wake: Callable[[], None],
) -> tuple[Reconciler, StreamFacts]:
    """Return one, and what brings it the news of the account's own stream. `wake`: for a pass."""

    def tell(_: BotId, event: Event) -> None:
        assert isinstance(event, Told)
        told.append(event)

    def is_ours(name: str) -> bool:
        return name.startswith("s")

    async def market_of(symbol: str) -> Market:
        return await gateway.market(symbol)

    deps = AccountDeps(
        account_id=account_id,
        gateway=gateway,
        fill_history=books,
        is_ours=is_ours,
        tell=tell,
        clock=clock,
        net_finds=NetFinds(clock),
    )
    reconciler = Reconciler(deps, OrphanOrders(deps, listeners={}, market_of=market_of))
    return reconciler, StreamFacts(deps, reconciler, wake, lambda _: None)


class NoFundings:
    """The part of `engine.ports.FillHistory` that a reconciler does not ask."""

    def __init__(self) -> None:
        self.cursors: dict[str, datetime] = {}

    async def trades_read_since(self, account_id: AccountId, symbol: str) -> datetime | None:
        return self.cursors.get(symbol)

    def note_trades_read(self, account_id: AccountId, symbol: str, began_at: datetime) -> None:
        self.cursors[symbol] = began_at

    async def booked_fill(
        self, account_id: AccountId, symbol: str, trade_id: TradeId, side: Side
    ) -> tuple[BotId, Fill] | None:
        return None

    async def newest_funding_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return None

    async def funding_booked(
        self, account_id: AccountId, symbol: str, funding_id: FundingId
    ) -> Decimal | None:
        return None

    async def holder_at(
        self, account_id: AccountId, symbol: str, at: datetime
    ) -> tuple[BotId, Decimal] | None:
        return None

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> Mapping[BotId, Decimal]:
        return {}
