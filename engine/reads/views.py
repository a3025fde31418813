"""What people look at: lists of bots, their cards, what a stop did, accounts. Plain values, never tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from engine.core.feed_end import FeedEnd
from engine.core.notices import bot_label
from engine.core.orders import Order
from engine.core.reasons.reason import Reason
from engine.core.state import BotState, Refusal
from engine.core.types import AccountId, BotId, Market, Side, Status
from engine.errors import ScalperError


class BotFilter(StrEnum):
    """Which bots a list shows."""

    ALL = "all"
    ACTIVE = "active"
    STOPPED = "stopped"
    ERROR = "error"


class PriceSource(StrEnum):
    """Whose prices they are."""

    EXCHANGE = "exchange"
    TEST_VENUE = "test_venue"
    MADE_UP = "made_up"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class PriceAt:
    """A trade price, in quote, and when it was made."""

    price: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRow:
    bot_id: BotId
    number: int
    """The bot's number in this installation, shown as #7: two bots may trade the same ticker."""
    ticker: str
    quote: str
    account_id: AccountId
    status: Status
    paused: bool
    pnl: Decimal
    """Sum of closed cycles, in quote."""
    trades: int
    name: str = ""
    """What its owner calls it: foreign text."""

    @property
    def label(self) -> str:
        """How people are shown it, as plain text."""
        return bot_label(self.number, self.ticker, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotPage:
    rows: tuple[BotRow, ...]
    page: int
    """From 0."""
    pages: int
    """At least 1."""
    counts: Mapping[BotFilter, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFill:
    side: Side
    quantity: Decimal
    price: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeLine:
    """One fill with everything that a tax return asks for."""

    row: int
    """Its place among the trades of its bot."""
    at: datetime
    """When it was, by its market."""
    account_id: AccountId
    symbol: str
    quote: str
    side: Side
    quantity: Decimal
    """In base."""
    price: Decimal
    """In quote."""
    fee: Decimal
    """As the exchange took it, in `fee_coin`; negative is a rebate."""
    fee_coin: str
    result: Decimal | None
    """Of the cycle that it closed, in quote, after fees."""
    cycle: int | None
    """Which cycle of its bot it belongs to; None where its order is not known any more."""
    bot_number: int
    bot_name: str
    trade_id: str
    venue_order_id: str | None
    client_order_id: str


CYCLE_FILLS = 5
"""How many fills of the cycle under way a card has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStanding:
    """How a real account stands, as far as is known without asking."""

    blocked: Reason | None = None
    """Why no new entry is sent there; None when they are."""
    trouble: Reason | None = None
    """What the last look at the exchange failed with; None when it went well."""
    trouble_since: datetime | None = None
    """When that began."""
    next_try_at: datetime | None = None
    """When it is tried again."""
    foreign_orders: int = 0
    """Open orders on our symbols that are not ours, as of the last look."""
    no_prices_since: datetime | None = None
    """Since when the stream of the symbol's prices is silent; None: it is not, or nobody waits for prices."""
    no_orders_since: datetime | None = None
    """Since when the account's own stream tells no fills, though there are some; None: it does."""
    switched_off: bool = False
    """The owner's switch for money is off: no order is sent there but a close."""
    clock_ahead: timedelta | None = None
    """By how much this machine's clock is ahead of the exchange's; None while that is not known."""
    seen_at: datetime | None = None
    """When the exchange was last asked how our orders stand, and answered."""
    first_look: tuple[int, int] | None = None
    """How many symbols of how many have been read, while the bot's own has not been for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCard:
    """Everything a bot's card shows."""

    number: int
    state: BotState
    alerts: bool
    """Whether its notices go to the alert chat."""
    last_price: Decimal | None
    unrealised: Decimal | None
    """In quote, before fees; None without a price or with nothing held."""
    last_fill: LastFill | None
    cycle_fills: tuple[LastFill, ...] = ()
    """The newest fills of the cycle under way, at most CYCLE_FILLS, oldest first; of one card only."""
    alert_chat: bool = True
    """Whether there is an alert chat at all."""
    masked: bool = False
    """Whether the alert chat is shown it in percent only."""
    feed_end: FeedEnd | None = None
    """Where and why the replay it trades on has come to its end; None while prices come."""
    standing: AccountStanding | None = None
    """How its account stands; None on paper."""
    priced_at: datetime | None = None
    """When the newest price was made, where that is known."""
    prices: PriceSource = PriceSource.EXCHANGE
    read_only: bool = False
    """Whether it is only shared with whoever looks: they command nothing of it."""
    shareable: bool = False
    """Whether there is somebody whom whoever looks could share it with."""

    def time_there(self, now: datetime) -> datetime:
        """Return `now` of our clock by the one that dates the bot's orders and fills."""
        ahead = self.standing.clock_ahead if self.standing is not None else None
        return now if ahead is None else now - ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketView:
    """A symbol and its newest price, if there is one."""

    market: Market
    last_price: Decimal | None
    priced_at: datetime | None = None
    """When that was made, where it is known."""
    prices: PriceSource = PriceSource.EXCHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBot:
    """A bot as a person saw it before they chose to end it. Part fills of the same order change nothing."""

    bot_id: BotId
    revision: int
    order: str | None
    """Our name for the order that was out."""

    @classmethod
    def of(cls, state: BotState) -> "SeenBot":
        order = state.order.client_order_id if state.order and state.order_pending else None
        return cls(bot_id=state.bot_id, revision=state.revision, order=order)


AsSeen = int | SeenBot
"""What of a bot a person had seen before they decided: its revision, or also the order that was out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCheck:
    """What the exchange itself said, after a stop, of the orders that it was about."""

    at: datetime
    """When it was asked, by our clock."""
    answered: bool
    """False: of one of them at least it said nothing."""
    open: Order | None = None
    """One that was open there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReport:
    """What a stop did, and what is still there."""

    card: BotCard
    before: BotState
    """The bot as it was when the stop came."""
    cancelled: Order | None = None
    """The order that was cancelled, with what it had filled."""
    still_open: Order | None = None
    """The order whose end is not known yet, or that the exchange shows as open against our books."""
    closing: Order | None = None
    """The order that closed, or tried to."""
    refused: Refusal | None = None
    """Why nothing was done."""
    check: StopCheck | None = None
    """None where there was no order to ask about."""

    @property
    def stopped(self) -> bool:
        """Whether the command has brought the bot to its stop by now."""
        return self.refused is None and self.card.state.status is Status.STOPPED

    @property
    def fills_meanwhile(self) -> int:
        """How many fills came before the bot stood, those of the close itself apart."""
        of_the_close = len(self.closing.trade_ids) if self.closing else 0
        return self.card.state.trades - self.before.trades - of_the_close


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFailed:
    """A bot among several of which it is not known that it has stopped."""

    card: BotCard
    """As it was before."""
    error: ScalperError | None
    """What came between; None for an error that nobody foresaw, which is in the program's log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What a real account can do, as its exchange says at this moment."""

    account_id: AccountId
    balances: Mapping[str, Decimal]
    """Coin -> free and locked together; coins of which there is nothing are left out."""
    may_trade: bool | None
    """None where the exchange does not say."""
    may_withdraw: bool | None
    clock_drift_s: float
    """How far our clock is ahead of the exchange's."""
    foreign_orders: int
    """Open orders on our symbols that are not ours."""
    blocked: Reason | None
    """Why no new entry is sent there; None when they are."""
    trouble: Reason | None
    """What the last look at the account failed with."""
    problems: tuple[Reason, ...] = ()
    """What keeps new orders from being sent on some symbols."""
    switched_off: bool = False
    """The owner's switch for money is off: no order is sent there but a close."""
    stream_missed: int = 0
    """Fills that the account's own stream has not told, and questions have found, since the start."""
    stream_silent_since: datetime | None = None
    """Since when it tells none at all; None: it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSilent:
    """A real account that could not be asked."""

    account_id: AccountId
    reason: Reason
