"""What an account needs from an exchange's wire, and in which values it comes back.

The gateway over ccxt keeps this promise for real exchanges, the simulator's venue for simulated
ones. It translates and nothing else: what an answer means for an order is decided by
`engine.venues.live.account`.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from engine.core.orders import Order, OrderEnd, OrderIdentity
from engine.core.reasons.causes import Force
from engine.core.reasons.reason import Reason
from engine.core.types import ClientOrderId, Fee, Fill, FundingId, Market, Side, TradeId, VenueOrderId
from engine.reads.history import PriceRange
from engine.venue_answers import PlaceAnswer
from engine.venues.level_index import Band, no_band


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReport:
    """An order as the exchange tells it."""

    venue_order_id: VenueOrderId
    client_order_id: ClientOrderId | None
    """None for an order that was placed by somebody else without one."""
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    filled: Decimal
    """Cumulative, in base."""
    ended: OrderEnd | None
    """None while it is open."""
    created_at: datetime
    reason: Reason | None = None
    """Why it was rejected or expired, where the exchange says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeReport:
    """One fill of the account as the exchange tells it."""

    trade_id: TradeId
    venue_order_id: VenueOrderId
    client_order_id: ClientOrderId | None
    """Where the exchange's trade names it; Binance's does not."""
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Fee
    executed_at: datetime
    taker: bool

    def as_fill(self, client_order_id: ClientOrderId) -> Fill:
        """Return it as a fill of our order."""
        return Fill(
            trade_id=self.trade_id,
            client_order_id=client_order_id,
            side=self.side,
            price=self.price,
            quantity=self.quantity,
            fee=self.fee,
            executed_at=self.executed_at,
            taker=self.taker,
            venue_order_id=self.venue_order_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """A fill as the account's own stream tells it, and what the same message says of its order."""

    trade: TradeReport
    """By the same key as REST tells it. It names the order where the exchange's message does."""
    quantity: Decimal
    """What the order is for, in base."""
    filled: Decimal
    """Cumulative, in base, this fill included."""
    ended: bool
    """Whether the order is whole with it."""


AccountEvent = Execution | OrderReport | None
"""A report tells that something else has become of an order; None, that anything may have happened."""
MarketOf = Callable[[str], Market | None]
"""A symbol -> its rules, where bots have orders or follow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One public trade."""

    price: Decimal
    at: datetime
    """When the exchange executed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """The exchange said, in so many words, that it does not know the order. Never a network error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The exchange knows no name of ours. All orders, ended ones too, that could be the one meant.

    At least one. Whose they are is not asked here: bots have orders of equal shape as well.
    """

    orders: tuple[OrderReport, ...]
    """Those that have its shape."""
    changed: tuple[OrderReport, ...] = ()
    """Those of its side and time that have other figures: a hand may have changed it before it was seen."""


class CancelAnswer(StrEnum):
    """What came of asking for a cancel."""

    TAKEN = "taken"
    NO_SUCH_ORDER = "no_such_order"
    """It has ended already, or was never there."""
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A perpetual position of a bot's kind: linear, without an end, margined in its quote coin."""

    symbol: str
    quantity: Decimal | None
    """In base, signed; None where what the exchange says of it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginSettings:
    """How the account keeps its positions on one perpetual."""

    one_way: bool
    """False: hedge mode, where a symbol has a long and a short position side by side."""
    isolated: bool
    leverage: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcedTrade:
    """One trade by which the exchange has closed a position, or part of one."""

    force: Force
    trade: TradeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReport:
    """One payment for holding a perpetual position, as the exchange tells it."""

    funding_id: FundingId
    symbol: str
    amount: Decimal
    """In `coin`. Positive was received, negative was paid."""
    coin: str
    charged_at: datetime
    position: Decimal | None = None
    """For how large a position, in base, without its sign; None where the exchange does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRights:
    """What the API key may do, as far as the exchange says."""

    trade: bool
    withdraw: bool


class Gateway(Protocol):
    """One account at one exchange.

    New orders, prices and `market` are about symbols that are traded. What there is and was (orders,
    trades, cancels) is asked about whether they are or not; UnknownTicker is raised when the exchange
    does not know the symbol any more.

    Methods that read raise `engine.errors.TryLater` (VenueUnavailable, with `retry_after_s` where the
    exchange gave it) when the answer is not known, and never take that for "no". They take their
    turn at the account's rate limiter: cancels before queries before creates before market data.
    """

    @property
    def knows_our_names(self) -> bool:
        """Whether the exchange shows an order by the name that we gave it."""

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        """Send the create once, signed with the order's own time. Never raises for the exchange's sake.

        NeverSent when its turn comes after the deadline, or when the transport proves that nothing
        left. Accepted only with a venue order id; Rejected only by an allow-listed proof; else Unknown,
        the cancellation of our own task included (then it raises CancelledError after noting nothing).
        """

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        """Ask for the cancel of an order. Never raises for the exchange's sake."""

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        """Ask for one order, by whatever of its identity the exchange can be asked by: best its own number.

        Candidates only where it knows no name of ours, and none of its own is in the identity.
        """

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        """Return the orders, ended ones too, that may be this one under a name that a hand has given to it.

        Whose they are is not asked here. None where an order keeps its name, or never had one.
        """

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        """Ask for the order that a trade belongs to, to learn whose it is."""

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal] | None:
        """Return lowest and highest trade price since then, from candles; None where there is none."""

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        """Return what trade prices did, oldest first, from candles."""

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        """Return all open orders of the account on these symbols, foreign ones included."""

    async def all_open_orders(self) -> Sequence[OrderReport]:
        """Return all open orders of the account on whatever symbol, foreign ones included."""

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        """Return the account's trades on the symbol executed at or after `since`, oldest first, all pages."""

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        """Return the trades of one order, oldest first."""

    async def market(self, symbol: str) -> Market:
        """Return the present rules and fees of a symbol that is traded, at most half an hour old.

        It may be written as people type it: "btcusdt" for BTC/USDT.

        Raises NotTraded for one that is halted, UnknownTicker for one that is not listed.
        """

    async def quote(self, market: Market) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask. Raises NoPrice when one side of the book is empty."""

    async def last_price(self, market: Market) -> Decimal:
        """Return the newest trade price. Raises NoPrice when there is none."""

    async def balances(self) -> Mapping[str, Decimal | None]:
        """Return the wallet: coin -> free and locked together, None where that cannot be read."""

    async def positions(self) -> Sequence[Position]:
        """Return the open perpetual positions; empty on spot.

        What the account holds of other instruments (dated, inverse, options, with margin in another
        coin) is none of them, whatever it is called.
        """

    async def margin_settings(self, market: Market) -> MarginSettings:
        """Return how positions on a perpetual are kept now."""

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        """Return the trades by which the exchange closed positions on a perpetual, oldest first.

        `since`: at most seven days ago; earlier ones are not told.
        """

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        """Return what was paid for the account's perpetual positions since then, all pages; none on spot."""

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        """Return what one of a coin is worth in the market's quote now; None where no market says."""

    async def rights(self) -> KeyRights | None:
        """Return what the key may do; None where the exchange does not say."""

    async def prepare(self, market: Market, leverage: int) -> None:
        """Make one-way mode, isolated margin and the leverage so, or raise MarginUnfit with what differs."""

    async def clock_drift_s(self) -> float:
        """Return how far our clock is ahead of the exchange's, in seconds, measured now."""

    def now(self) -> datetime | None:
        """Return the exchange's time, carried on from the last measurement; None before the first."""

    @property
    def time_error(self) -> timedelta:
        """By how much that may be wrong: half of what the answer took that it was taken from."""

    def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        """Yield what the account's own stream tells of orders on the symbols that `market_of` knows.

        What it says of a fill is as true as what REST says. Its silence proves nothing, nor does the
        order in which things come, nor a report. Yields None first, once it is subscribed. A fee in a
        coin whose price is not known soon is not valued. Raises VenueUnavailable when the stream breaks.
        """

    def prints(self, market: Market, band: Callable[[], Band] = no_band) -> AsyncGenerator[Print | None]:
        """Yield the public trades of a symbol, and None every second or so while there is none.

        When they come faster than they are taken, those in the band, as it is then, may be left out but for
        the newest; and of all that wait, once they are very many, all but the extremes and the newest.
        Raises VenueUnavailable when the stream breaks.
        """

    async def drop_prints(self, market: Market) -> None:
        """Have the next stream of the symbol's prints be a new one. Never raises for the exchange's sake.

        Where its line tells nothing of other symbols either, the line is closed.
        """

    async def last_prints(self, market: Market) -> Sequence[Print]:
        """Return the newest public trades of a symbol, some dozens, oldest first: those a stream tells."""

    async def close(self) -> None:
        """Close all connections."""
