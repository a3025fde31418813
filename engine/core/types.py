"""The values of trading. Frozen, exact, and valid once they exist.

Base is the coin bought and sold, quote the coin paid (BTC/USDT: base BTC, quote USDT).
Quantities are in base, prices and results in quote, unless a name says otherwise.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NewType
from uuid import UUID

from engine.core.money import EXACT, ZERO

BotId = NewType("BotId", UUID)
ClientOrderId = NewType("ClientOrderId", str)
"""Our name for an order, chosen before it is sent."""
VenueOrderId = NewType("VenueOrderId", str)
"""The exchange's name for an order."""
TradeId = NewType("TradeId", str)
"""The exchange's name for one fill, unique per account, symbol and side: orders may trade with each other."""
FundingId = NewType("FundingId", str)
"""The exchange's name for one payment of funding, likewise."""


class Side(StrEnum):
    """Which way an order trades the base coin."""

    BUY = "BUY"
    SELL = "SELL"

    @property
    def sign(self) -> int:
        """What it does to the base held: 1 adds, -1 takes away."""
        return 1 if self is Side.BUY else -1

    @property
    def other(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY


class Mode(StrEnum):
    """What a fill is worth: simulated, the exchange's test venue, or money."""

    PAPER = "PAPER"
    TESTNET = "TESTNET"
    LIVE = "LIVE"


_REMEMBERED = 1024
NAME_LENGTH = 32
"""A bot's name has at most so many characters."""
_LABEL = re.compile(r"[a-z0-9_-]{0,16}")


@dataclass(frozen=True, slots=True, order=True)
class AccountId:
    """One account of this installation: where it is, what its money is worth, and which of several.

    Raises ValueError for a label of other than small letters, digits, - and _, or of more than 16.
    """

    venue: str
    """As people know it: "Binance", "Bybit F"."""
    mode: Mode
    label: str = ""
    """Tells several accounts at one venue apart. "" is the default one, and for most the only one."""

    def __post_init__(self) -> None:
        if self.label and not _LABEL.fullmatch(self.label):
            raise ValueError(f"an account's label has small letters, digits, - and _, not {self.label!r}")

    def __str__(self) -> str:
        return f"{self.venue} {self.mode} {self.label}".rstrip()


@lru_cache(_REMEMBERED)
def account_named(venue: str, mode: Mode, label: str) -> AccountId:
    """Return the account of that name: a step asks for it a dozen times."""
    return AccountId(venue, mode, label)


class Status(StrEnum):
    """What a list shows of a bot. A paused bot is ACTIVE with a pause reason."""

    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"
    ERROR = "ERROR"


class Leg(StrEnum):
    """Where a bot stands in its cycle. The bot's `first_order` says which side the entry is."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


class StopForm(StrEnum):
    """The three ways to stop.

    STOP cancels the open order and keeps what is held. FINISH completes the cycle first.
    CLOSE ends the open order and trades what is held back at once, within a slippage limit.
    """

    STOP = "STOP"
    FINISH = "FINISH"
    CLOSE = "CLOSE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The coin in which an exchange settles what has its price in quote."""

    coin: str
    rate: Decimal | None
    """How many of it the exchange takes for one of quote; None while that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The rules of one symbol at one venue, as they stand when an order is decided."""

    venue: str
    symbol: str
    base: str
    quote: str
    tick: Decimal
    """Smallest step of a price."""
    step: Decimal
    """Smallest step of a quantity."""
    min_quantity: Decimal = ZERO
    min_notional: Decimal = ZERO
    """Smallest price x quantity of an order, in quote."""
    maker_fee: Decimal = Decimal("0.001")
    """Fee of a resting order, as a fraction: 0.001 is 0.1 %."""
    taker_fee: Decimal = Decimal("0.001")
    derivative: bool = False
    """A perpetual: fees are taken in quote, and a first SELL opens a short."""
    reducing_exempt: bool = False
    """What only reduces a position may be worth less than `min_notional`, says the exchange."""
    margin: Margin | None = None
    """What a perpetual is settled in, where that is not quote."""

    @property
    def pair(self) -> tuple[str, str, str, str, bool]:
        """Whose rules they are: what stays when the exchange changes them."""
        return self.venue, self.symbol, self.base, self.quote, self.derivative


@dataclass(frozen=True, slots=True, kw_only=True)
class BotConfig:
    """What a person asks of a bot. Checked by `engine.core.checks`, already on tick and step."""

    ticker: str
    exchange: str
    mode: Mode
    first_order: Side
    quantity: Decimal
    buy_price: Decimal
    sell_price: Decimal
    trailing_percent: Decimal | None = None
    infinite_loop: bool = False
    leverage: int = 1
    """On a perpetual: a position's value divided by its own margin. 1 everywhere else."""
    account: str = ""
    """The label of its account at `exchange`, as in `AccountId`."""

    @property
    def account_id(self) -> AccountId:
        return account_named(self.exchange, self.mode, self.account)

    def side(self, leg: Leg) -> Side:
        return self.first_order if leg is Leg.ENTRY else self.first_order.other

    def price(self, side: Side) -> Decimal:
        """Return the price of the leg on that side: BUY at `buy_price`, SELL at `sell_price`."""
        return self.buy_price if side is Side.BUY else self.sell_price


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinAmount:
    """So much of one coin."""

    amount: Decimal
    coin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What one fill cost. Negative is a rebate."""

    amount: Decimal
    """In `coin`."""
    coin: str
    value: Decimal
    """In quote: a base fee valued at the fill's price, another coin at its price then."""
    unvalued: tuple[CoinAmount, ...] = ()
    """What of it is in coins that have no price in quote now. It is not in `value`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """What the holder of a perpetual position was paid, or has paid, at one moment."""

    funding_id: FundingId
    amount: Decimal
    """In quote. Positive was received, negative was paid."""
    charged_at: datetime
    unvalued: tuple[CoinAmount, ...] = ()
    """What was paid in coins that have no price in quote now. It is not in `amount`."""


REST = " rest "
"""In the id of what is booked later of a payment, because more was held than was known at first."""


def rest_of(funding_id: FundingId, held: Decimal) -> FundingId:
    """Return the id of the rest of a payment, once it is known that so much was held."""
    return FundingId(f"{funding_id}{REST}{held:f}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCandidate:
    """An order at a venue that could be one of ours, by its shape."""

    venue_order_id: VenueOrderId
    side: Side
    price: Decimal
    quantity: Decimal
    filled: Decimal
    is_open: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One execution as the exchange reported it."""

    trade_id: TradeId
    client_order_id: ClientOrderId
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Fee
    executed_at: datetime
    taker: bool = False
    venue_order_id: VenueOrderId | None = None
    """The exchange's name for the order, where the report has it: later fills may come under it alone."""
    replayed: bool = False
    """Whether it traded in a replay: its time is the market's of then."""

    @property
    def value(self) -> Decimal:
        """Price x quantity, in quote, before fees."""
        return EXACT.multiply(self.price, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBegin:
    """How a file of prices begins: by that it is known again, whatever it is called and however long."""

    file: str = field(compare=False)
    at: datetime
    price: Decimal
    candles: bool
    """Whether its rows are candles; else trades."""
