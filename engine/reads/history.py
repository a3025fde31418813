"""How bots came to stand where they do: what prices did, when bots traded, and what they earned when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from engine.core.types import BotId, Mode
from engine.reads.figures import PeriodStats
from engine.reads.views import BotCard, LastFill


class Stretch(StrEnum):
    """How much of the past is looked at."""

    MINUTES = "minutes"
    """Ten of them."""
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def length(self) -> timedelta:
        return _LENGTHS[self]


_LENGTHS = {
    Stretch.MINUTES: timedelta(minutes=10),
    Stretch.HOUR: timedelta(hours=1),
    Stretch.DAY: timedelta(days=1),
    Stretch.WEEK: timedelta(days=7),
    Stretch.MONTH: timedelta(days=30),
}
MOST_FILLS = 1_000
"""How many fills are looked at: the newest ones."""
MOST_RESULTS = 5_000
"""Likewise results."""
PRICES = 300
"""About so many prices stand for a stretch where they can be had in any number."""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """From the lowest trade price to the highest in a short time that began then, and the last one in it."""

    at: datetime
    low: Decimal
    high: Decimal
    last: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BotHistory:
    """A stretch of a bot's life, up to its present."""

    card: BotCard
    stretch: Stretch
    begins: datetime
    ends: datetime
    prices: Sequence[PriceRange]
    """Oldest first; none where nobody can tell them."""
    fills: Sequence[LastFill]
    """The newest of them, oldest first."""
    has_more_fills: bool
    """Whether there were more than are looked at."""


@dataclass(frozen=True, slots=True)
class ResultAt:
    """What one step of a bot brought."""

    at: datetime
    mode: Mode
    quote: str
    bot_id: BotId
    """It may be deleted."""
    result: Decimal
    cycles: int
    """How many it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodHistory:
    """What a person's bots did in a period, and when."""

    stats: PeriodStats
    results: Sequence[ResultAt]
    """The newest of them, oldest first."""
    between: tuple[datetime, datetime] | None = None
    """From when to when, where these are no days of a period."""


class HistoryReads(Protocol):
    """What is stored of the past."""

    async def fills_since(self, bot_id: BotId, begins: datetime | None, most: int) -> Sequence[LastFill]:
        """Return the bot's newest fills at that moment or later, at most so many, oldest first."""

    async def results_between(
        self, owner_id: int, begins: datetime | None, ends: datetime | None, most: int
    ) -> Sequence[ResultAt]:
        """Return the newest results of the person's bots, deleted ones too, at most so many, oldest first."""
