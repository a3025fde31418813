"""What is open at the exchanges, and what a person can do about orders that nobody works."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.core.orders import Order
from engine.core.state import Refusal
from engine.core.types import AccountId, OrderCandidate, Side, VenueOrderId
from engine.reads.views import BotCard


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanOrder:
    """An open order that bears our tag and belongs to no bot."""

    account_id: AccountId
    client_order_id: str
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    filled: Decimal
    created_at: datetime
    as_of: datetime | None = None
    """The exchange's time when it was looked for, to tell its age by; None: ours is as good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanName:
    """Which order that no bot owns: enough to ask the exchange for it."""

    account_id: AccountId
    symbol: str
    side: Side
    client_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanView:
    """An order that no bot owns, and what the person's bots can do about it."""

    order: OrphanOrder
    fit: tuple[BotCard, ...] = ()
    """Those that can adopt it, the likeliest first."""
    unfit: tuple[tuple[BotCard, Refusal], ...] = ()
    """Those of its account and symbol that cannot, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFigures:
    """What a person was shown of an order that does not settle by itself."""

    client_order_id: str
    booked: Decimal
    """In base."""
    reported: Decimal | None
    """What the exchange says was filled in all, in base; None when it does not know the order."""
    candidates: tuple[VenueOrderId, ...] = ()
    """Which orders there could be it, where the exchange knows no name of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckOrder:
    """An order that a bot cannot settle by itself, as the exchange tells it at this moment."""

    card: BotCard
    order: Order
    reported: Decimal | None
    """As in `OrderFigures`."""
    venue_order_id: VenueOrderId | None = None
    """What the exchange calls it, where it knows it."""
    candidates: tuple[OrderCandidate, ...] = ()
    """What could be it there, where the exchange knows no name of it."""

    @property
    def figures(self) -> OrderFigures:
        """What a decision about it is bound to."""
        return OrderFigures(
            client_order_id=self.order.client_order_id,
            booked=self.order.filled,
            reported=self.reported,
            candidates=tuple(one.venue_order_id for one in self.candidates),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrders:
    """Everything that is out."""

    orders: tuple[tuple[BotCard, Order], ...]
    """Those of bots that are out, or whose fate is not known yet."""
    orphans: tuple[OrphanView, ...]
    foreign: int = 0
    """How many orders of others are open on our symbols. They are never touched."""
