"""What enters the machine. Commands ask for something, facts say what happened.

Every event carries the moment it happened (`at`, aware UTC): the core has no clock of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.core.feed_end import FeedEnd
from engine.core.orders import Order
from engine.core.reasons.causes import Force
from engine.core.reasons.reason import Reason
from engine.core.types import (
    AccountId,
    BotConfig,
    ClientOrderId,
    Fee,
    FeedBegin,
    Fill,
    Funding,
    Market,
    StopForm,
    VenueOrderId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: datetime


# --- commands of a person -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Event):
    """Work the leg where the bot stands. Also the way out of an error, and of a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Event):
    """End the work in one of the three forms."""

    form: StopForm
    close_slippage_percent: Decimal = Decimal("0.5")
    """For CLOSE: how far beyond the best bid or ask its limit may lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Event):
    """Trade by another configuration from now on. What is held and done stays."""

    config: BotConfig
    market: Market


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename(Event):
    """Be called so from now on; "" takes the name away."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Event):
    """Place no order until a person says so. An open order is cancelled, and final, first."""

    reason: Reason
    keep_order: bool = False
    """Leave an open order where it is: what it trades is booked, and a start goes on with it."""
    lost: ClientOrderId | None = None
    """An order of which nobody can say any more what became of it: its end is not waited for."""
    holding: Decimal | None = None
    """What the bot held when that was found, signed: with another holding it is over. None: never over so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt(Event):
    """Make an order that lives at the venue, and that no bot works, the bot's present one.

    `order` says how the venue shows it (`reported` only if it has ended there meanwhile) and what our
    books know of it; without a row of ours it is ABSENT in them. Its place in the cycle is the bot's.
    """

    order: Order
    stands: Reason | None = None
    """Why the bot is paused with it: its fills are booked, and nothing follows on them. A close goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAsIs(Event):
    """End an order that is out of our reach with what is booked of it: a person has looked.

    Whoever sends it has asked the venue: the order is not open there.
    """

    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId | None = None
    """What the venue calls it, where it knows it: a fill may be shown later, under that name alone."""


# --- facts ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted(Event):
    """The program started again: what was asked for and may be lost is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketChanged(Event):
    """The exchange has other rules or fees for the symbol from now on."""

    market: Market


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSeen(Event):
    """A trade printed at this price."""

    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesBegun(Event):
    """The bot replays a file from now on."""

    begin: FeedBegin


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesEnded(Event):
    """No price will come any more: the bot's replay is over, or cannot be read any further."""

    end: FeedEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeSeen(Event):
    """Prices of a time we were away. It arms a trail and moves its extreme; it never fires."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesSilent(Event):
    """The stream of prices has been silent for a while, and the market trades."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesBack(Event):
    """The stream of prices tells again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen(Event):
    """The answer to `FetchQuote`."""

    bid: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMissing(Event):
    """There is no price to close at."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    client_order_id: ClientOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAccepted(OrderEvent):
    """The venue has it, under this id."""

    venue_order_id: VenueOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRejected(OrderEvent):
    """The venue refused it, by proof."""

    reason: Reason | None
    """Why, where the venue says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNeverSent(OrderEvent):
    """It is proven never to have left us."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUnknown(OrderEvent):
    """Nobody can say yet whether the venue has it."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAbsent(OrderEvent):
    """The venue does not have it and never will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilled(OrderEvent):
    """One execution. Seen twice, it counts once."""

    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(OrderEvent):
    """It ended by a cancel, after `reported` in base had been filled in all."""

    reported: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderExpired(OrderEvent):
    """The venue ended it by itself, after `reported` in base had been filled in all."""

    reported: Decimal
    reason: Reason | None = None
    """Why, where the venue says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmended(OrderEvent):
    """The venue shows it with these figures: somebody changed it there, or the venue has moved its price.

    It comes before the fills that are booked on it, or one that was made larger would be filled too early.
    """

    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceClosed(Event):
    """The exchange has closed the bot's position, or part of it, by an order of its own."""

    fill: Fill
    """One trade of that order, under a name that stands for the trade: the order has none of ours."""
    why: Force


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingCharged(Event):
    """The exchange has paid, or charged, for the bot's position."""

    funding: Funding
    held_at: datetime | None = None
    """A moment at which the position was open, where that of the charge is some seconds beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinPriced(Event):
    """A coin that fees were taken in has a price."""

    coin: str
    price: Decimal
    """In quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDiffers(Event):
    """The exchange shows another fee of a fill than the one it is booked with."""

    fill: Fill
    """As it is booked."""
    fee: Fee
    account_id: AccountId
    """Where it was traded."""
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFilled(Event):
    """A fill of an earlier order than the one the bot works on."""

    order: Order
    fill: Fill
