"""What people are told. Facts in the past tense, with numbers and no wording.

A notice is stored in the transaction of the thing it tells about and worded when it is sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from engine.core.feed_end import FeedEnd
from engine.core.money import ZERO, exact
from engine.core.reasons.reason import Reason
from engine.core.types import (
    AccountId,
    BotId,
    ClientOrderId,
    CoinAmount,
    Fee,
    FundingId,
    Leg,
    Margin,
    Mode,
    Side,
    TradeId,
    account_named,
)

TOLD_LATE_AFTER = timedelta(minutes=2)
"""A fill that is reported later than this is told with the time of its trade."""


def bot_label(number: int, ticker: str, name: str) -> str:
    """Return how people are shown a bot, as plain text: #3 BTC/USDT, and its name where it has one."""
    return f"#{number} {ticker} “{name}”" if name else f"#{number} {ticker}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRef:
    """Which bot a notice is about, as it was then."""

    bot_id: BotId
    number: int
    """Its number in this installation, shown as #7."""
    ticker: str
    base: str
    quote: str
    exchange: str
    mode: Mode
    account: str = ""
    """The label of its account there, as in `AccountId`."""
    name: str = ""
    """What its owner calls it: foreign text."""

    @property
    def label(self) -> str:
        """How people are shown it, as plain text."""
        return bot_label(self.number, self.ticker, self.name)

    @property
    def account_id(self) -> AccountId:
        return account_named(self.exchange, self.mode, self.account)

    @property
    def money(self) -> tuple[Mode, str]:
        """What its figures are in. Those of different money are never added up."""
        return self.mode, self.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class FillBooked:
    """One fill. It stands exactly once in a chat."""

    kind: Literal["fill"] = "fill"
    bot: BotRef
    at: datetime
    side: Side
    leg: Leg
    quantity: Decimal
    price: Decimal
    fee: Decimal
    fee_coin: str
    trade_id: str
    late: bool = False
    """It came after its order had ended."""
    learned_at: datetime | None = None
    """When the exchange's report came, if that was more than two minutes after the trade."""
    replayed: bool = False
    """It traded in a replay: its time is the market's of then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleClosed:
    kind: Literal["cycle"] = "cycle"
    bot: BotRef
    at: datetime
    cycle: int
    result: Decimal
    """In quote, after fees and funding."""
    fees: Decimal
    """In quote, base fees valued at the fill's price."""
    total: Decimal
    """Sum of the bot's closed cycles, in quote."""
    funding: Decimal = ZERO
    """In quote: positive was received, negative was paid."""
    unvalued: tuple[CoinAmount, ...] = ()
    """Fees whose value is not known yet, and which are not in the result."""
    replayed: bool = False
    """As in `FillBooked`."""
    margin: Margin | None = None
    """What it is settled in, where that is not quote, and at which rate by what was known then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingBooked:
    """The holder of a position was paid, or has paid."""

    kind: Literal["funding"] = "funding"
    bot: BotRef
    at: datetime
    """When it was charged."""
    funding_id: FundingId
    amount: Decimal
    """In quote: positive was received, negative was paid."""
    total: Decimal | None
    """Sum of the bot's closed cycles, where its cycle was closed before; None: told with its cycle."""
    of_deleted: bool = False
    """Its bot was deleted before it became known."""

    @property
    def name(self) -> str:
        """What tells it from others of its bot."""
        return self.funding_id

    @property
    def change(self) -> Decimal:
        """What it does to results, in quote."""
        return self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeValued:
    """A fee of a coin without a price has one now."""

    kind: Literal["fee valued"] = "fee valued"
    bot: BotRef
    at: datetime
    cycle: int
    """The newest cycle that it was taken in."""
    fee: CoinAmount
    value: Decimal
    """In quote."""
    total: Decimal | None
    """As in `FundingBooked`."""
    of_deleted: bool = False
    """Likewise."""

    @property
    def name(self) -> str:
        """What tells it from others of its bot."""
        return f"{self.fee.coin} {self.cycle} {self.at}"

    @property
    def change(self) -> Decimal:
        """What it does to results, in quote."""
        return -self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCorrected:
    """The exchange has taken another fee for a fill than it was booked with."""

    kind: Literal["fee corrected"] = "fee corrected"
    bot: BotRef
    at: datetime
    client_order_id: ClientOrderId
    trade_id: TradeId
    side: Side
    was: Fee
    fee: Fee
    total: Decimal | None
    """As in `FundingBooked`."""

    @property
    def name(self) -> str:
        """What tells it from others of its bot."""
        return f"{self.client_order_id} {self.trade_id} {self.fee.amount} {self.fee.coin}"

    @property
    def change(self) -> Decimal:
        """What it does to results, in quote."""
        with exact():
            return self.was.value - self.fee.value


Charge = FundingBooked | FeeValued | FeeCorrected
"""What changes a result without a trade."""


class StopCause(StrEnum):
    """What has brought a bot to its stop: a form of stopping, its loop being off, or its contract's end."""

    STOP = "stop"
    FINISH = "finish"
    CLOSE = "close"
    LOOP_OFF = "loop off"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotStopped:
    """The bot has stopped, and this is what is left."""

    kind: Literal["stopped"] = "stopped"
    bot: BotRef
    at: datetime
    why: StopCause
    held: Decimal
    """In base, signed."""
    dust: bool = False
    """What is held is too little to trade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """An order as notices tell of it, with what is known of it then."""

    side: Side
    quantity: Decimal
    price: Decimal
    filled: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BotPaused:
    """No order is placed until a person decides."""

    kind: Literal["paused"] = "paused"
    bot: BotRef
    at: datetime
    reason: Reason
    revision: int | None = None
    """The bot's revision since then: a decision on this notice is about that. None: not known."""
    kept: OrderSummary | None = None
    """The order that was left where it is."""
    out_of_reach: bool = False
    """Its order is not final and cannot be cancelled: a person has to look at the exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFailed:
    kind: Literal["failed"] = "failed"
    bot: BotRef
    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStreamSilent:
    """The exchange's stream of prices is silent although there are trades, or is so no more."""

    kind: Literal["price stream"] = "price stream"
    bot: BotRef
    at: datetime
    since: datetime
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayEnded:
    """The bot's prices have come to their end, with what it has done by then in all."""

    kind: Literal["replay ended"] = "replay ended"
    bot: BotRef
    at: datetime
    end: FeedEnd
    fills: int
    cycles: int
    result: Decimal
    """Sum of its closed cycles, in quote, after fees."""
    fees: Decimal
    """In quote."""
    held: Decimal
    """In base, signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged:
    """The exchange shows the bot's order with other figures than it had. The bot goes on with it."""

    kind: Literal["order changed"] = "order changed"
    bot: BotRef
    at: datetime
    before: OrderSummary
    now: OrderSummary


BotNotice = (
    FillBooked
    | CycleClosed
    | Charge
    | BotStopped
    | BotPaused
    | BotFailed
    | OrderChanged
    | PriceStreamSilent
    | ReplayEnded
)
