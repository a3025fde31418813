"""What bots have earned: results and fees, by mode, quote coin and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from engine.core.money import ZERO, exact
from engine.core.types import BotId, Mode
from engine.reads.periods import Period, Span
from engine.reads.views import BotFilter, PriceSource


@dataclass(frozen=True, slots=True)
class Figures:
    """Results and fees in one quote coin, and what they came of."""

    result: Decimal = ZERO
    fees: Decimal = ZERO
    trades: int = 0
    cycles: int = 0

    def __add__(self, more: "Figures") -> "Figures":
        with exact():
            return Figures(
                self.result + more.result,
                self.fees + more.fees,
                self.trades + more.trades,
                self.cycles + more.cycles,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFigures:
    """Figures in one quote coin. Coins are never added up."""

    quote: str
    today: Figures
    total: Figures
    first_day: date | None = None
    """The person's first day with results; those of a replay have the file's days."""
    newest_day: date | None = None
    newest: Figures = Figures()
    """Those of the newest day with results."""
    deleted: Figures = Figures()
    """What of the total was made by bots that are deleted."""
    deleted_today: Figures = Figures()
    """Likewise, of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The figures of /stats. A day is one of the person's. Modes are kept apart: paper is not money."""

    bots: Mapping[BotFilter, int]
    figures: Mapping[Mode, Sequence[QuoteFigures]]
    day: datetime
    """The midnight that began today, in the person's time zone."""
    paper: PriceSource = PriceSource.EXCHANGE
    """What PAPER trades on now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFigures:
    """What one bot did, or all of a person's deleted ones, in one mode and quote coin."""

    mode: Mode
    quote: str
    bot_id: BotId | None
    """None: the deleted ones."""
    label: str
    """How people are shown the bot, as plain text; "" for deleted ones."""
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStats:
    """What a person's bots did in a day, a week, a month or ever since."""

    period: Period
    span: Span | None
    """Which days; None: all that there are."""
    bots: Sequence[BotFigures]
    today: date
    """Which day it is where the person lives."""
    replayed: Span | None = None
    """Which days on PAPER, where that trades on a file: its times are of another year."""
