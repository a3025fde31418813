"""What is on record of a run, in plain values: what was asked, what was kept, what the exchange saw.

Times are seconds since the run began, by the true clock. Prices are in quote, quantities in base.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from engine.core.types import BotId, ClientOrderId, FundingId, Leg, Side, Status, TradeId, VenueOrderId

# --- what people asked ----------------------------------------------------------------------------


THIRD_COIN, ITS_PRICE = "BNB", Decimal(600)
"""In which some accounts pay their fees, and what one of it is worth in any quote."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a bot is to trade."""

    account: str
    symbol: str
    first: Side
    quantity: Decimal
    buy_price: Decimal
    sell_price: Decimal
    trailing_percent: Decimal | None
    loops: bool
    leverage: int


class Wish(StrEnum):
    """What a person can ask of a bot."""

    START = "start"
    STOP = "stop"
    FINISH = "finish"
    CLOSE = "close"
    EDIT = "edit"
    ADOPT = "adopt"
    ACCEPT = "accept as it is"
    OTHER = "something else"


@dataclass(slots=True)
class Asked:
    """One command of a person."""

    at: float
    bot: BotId
    wish: Wish
    plan: Plan | None = None
    """Of an edit."""
    granted_at: float | None = None
    """When the bot said yes; None: it did not, or nobody heard it."""
    denied_at: float | None = None
    """When it said no."""

    @property
    def denied(self) -> bool:
        """Whether the bot said no."""
        return self.denied_at is not None


# --- the rules of a market ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rules:
    """What an exchange takes on a symbol."""

    symbol: str
    base: str
    quote: str
    tick: Decimal
    step: Decimal
    min_quantity: Decimal
    min_notional: Decimal
    dearest_fee: Decimal
    """The larger of maker and taker fee, as a fraction."""
    derivative: bool


# --- what the exchange saw ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """How an exchange keeps the position of a perpetual."""

    one_way: bool
    isolated: bool
    leverage: Decimal


@dataclass(slots=True)
class Placed:
    """An order that the exchange took, and what became of it there."""

    at: float
    number: VenueOrderId
    name: ClientOrderId
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    best: Decimal
    """The last price at that moment."""
    reduce_only: bool
    terms: Terms
    """Of the symbol's position, if it is a perpetual."""
    figures: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    """Price and quantity that a hand has given it since, one after the other."""
    amended_at: list[float] = field(default_factory=list)
    """When."""
    traded: Decimal = Decimal(0)
    ended_at: float | None = None
    how: str = ""
    by_hand: bool = False
    """A person ended it at the exchange."""

    @property
    def is_for(self) -> Decimal:
        """How much it is for by now."""
        return self.figures[-1][1] if self.figures else self.quantity

    def figures_at(self, moment: float) -> tuple[Decimal, Decimal]:
        """Return price and quantity as they were then."""
        amended = bisect_right(self.amended_at, moment)
        return self.figures[amended - 1] if amended else (self.price, self.quantity)


@dataclass(frozen=True, slots=True)
class Traded:
    """One execution."""

    at: float
    trade_id: TradeId
    number: VenueOrderId
    name: ClientOrderId
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_coin: str
    fee_value: Decimal
    """In quote."""
    shown_at: float
    """From then on the exchange shows it."""

    @property
    def taken(self) -> "Taken":
        return self.fee, self.fee_coin, self.fee_value

    def costing(self, taken: "Taken") -> "Traded":
        """Return it with another fee."""
        fee, coin, value = taken
        return replace(self, fee=fee, fee_coin=coin, fee_value=value)


@dataclass(frozen=True, slots=True)
class Funded:
    """One payment for holding a position: positive was received."""

    at: float
    symbol: str
    funding_id: FundingId
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """The price that a symbol traded at from then on."""

    at: float
    price: Decimal


# --- what passed the wire -------------------------------------------------------------------------


class Foreseen(NamedTuple):
    """An order that is in the books before it is decided."""

    name: ClientOrderId
    side: Side
    price: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Sent:
    """A create or a cancel that left us."""

    at: float
    run: int
    """Which incarnation of the program sent it."""
    name: ClientOrderId
    symbol: str


@dataclass(frozen=True, slots=True)
class Created(Sent):
    """A create that left us, and what it was for."""

    dated: float
    """When it was decided, by the clock of the program."""
    order: Foreseen


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that the exchange answered: "open orders" and "trades" make a pass. And "wallet"."""

    at: float
    run: int
    question: str
    symbol: str
    since: float | None = None
    """Trades: from when on they were asked for."""


@dataclass(frozen=True, slots=True)
class TooDear:
    """How an order fell short that the exchange did not take, because the wallet had not enough."""

    lacks: Fraction
    others_have: Fraction
    """What orders and positions that are no bot's take of the wallet."""


# --- what was kept --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """A new order in the books."""

    at: float
    """By the clock of the program."""
    name: ClientOrderId
    side: Side
    leg: Leg
    price: Decimal
    quantity: Decimal
    immediate: bool
    reduce_only: bool
    asked_first: bool = False
    """It was foreseen, and may have been sent by whoever was there before: it is asked for, and not sent."""


@dataclass(frozen=True, slots=True)
class Known:
    """How an order stands in the books."""

    name: ClientOrderId
    state: str
    live: bool
    final: bool
    price: Decimal
    quantity: Decimal
    filled: Decimal
    accepted_as_is: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """A fill in the books."""

    trade_id: TradeId
    name: ClientOrderId
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_coin: str
    fee_value: Decimal
    at: float
    """When it was executed, by the books."""
    result: Decimal | None
    """Of the cycle that it closed."""

    @property
    def taken(self) -> "Taken":
        return self.fee, self.fee_coin, self.fee_value


@dataclass(frozen=True, slots=True)
class Charged:
    """A payment of funding in the books."""

    at: float
    funding_id: FundingId
    amount: Decimal
    total: Decimal | None
    """Of all cycles with it, where its cycle was closed before."""


@dataclass(frozen=True, slots=True)
class Valued:
    """Fees of a coin that had no price, in the books."""

    at: float
    """When it was decided."""
    coin: str
    amount: Decimal
    value: Decimal
    total: Decimal | None
    """As in `Charged`."""


Taken = tuple[Decimal, str, Decimal]
"""A fee: its amount, its coin, and what that is worth in quote."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A fee that was booked wrongly, in the books."""

    at: float
    """When it was decided."""
    trade_id: TradeId
    name: ClientOrderId
    was: Taken
    fee: Taken
    total: Decimal | None
    """As in `Charged`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A bot in the books."""

    status: Status
    phase: str
    goal: str
    finishing: bool
    leg: Leg
    cycle: int
    held: Decimal
    pnl: Decimal
    fees: Decimal
    funding: Decimal
    trades: int
    cycles: int
    order: Known | None
    """The newest one."""
    extreme: Decimal | None
    """Of an armed trail."""
    revision: int
    last_fill_at: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction."""

    at: float
    run: int
    bot: BotId
    plan: Plan
    rules: Rules
    after: Standing
    foreseen: Foreseen | None
    """The order that may be sent next, though it is not decided."""
    decided: tuple[Decided, ...]
    changed: tuple[Known, ...]
    booked: tuple[Booked, ...]
    charged: tuple[Charged, ...]
    valued: tuple[Valued, ...]
    corrected: tuple[Corrected, ...]
    cancels: tuple[ClientOrderId, ...]
    """Orders that a cancel is asked for."""
    notices: tuple[object, ...]


# --- what was done to the program -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that was really injected."""

    at: float
    until: float
    fault: str
    name: ClientOrderId | None = None
    """The order that it struck, where it was one."""


@dataclass(slots=True)
class Run:
    """One incarnation of the program."""

    number: int
    begun_at: float
    ended_at: float | None = None
