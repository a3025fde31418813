"""What pictures show, as plain values: amounts and moments, and words that are said already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from bot.pictures.theme import Theme, Tone
from engine.core.money import ZERO, exact
from engine.core.types import Mode, Side
from engine.reads.history import PriceRange

MOST_PANELS = 4
"""How many modes and coins a picture of results has at most."""
MOST_ROWS = 12
"""How many bots a picture compares at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above a drawing, as plain text."""

    title: str
    below: str
    """When it was, in whose time zone."""
    mode: Mode | None
    """None: the parts of the picture have modes of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one person wants pictures."""

    theme: Theme
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class FillMark:
    """One fill."""

    at: datetime
    side: Side
    price: Decimal


@dataclass(frozen=True, slots=True)
class Level:
    """A price that matters, what it is called, and how it is written."""

    tone: Tone
    price: Decimal
    label: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePicture:
    """Everything that the picture shows."""

    head: Head
    look: Look
    begins: datetime
    ends: datetime
    prices: tuple[PriceRange, ...]
    """By time. There may be none."""
    fills: tuple[FillMark, ...]
    levels: tuple[Level, ...]
    """At least one."""
    buys: str
    """What the marks of fills are called."""
    sells: str
    note: str
    """Why there are no prices; "" where there are."""


@dataclass(frozen=True, slots=True)
class ResultPoint:
    """What had been earned in all, up to then and with it."""

    at: datetime
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPanel:
    """The results in one mode and coin."""

    mode: Mode
    total: Decimal
    """What they add up to: where the line ends."""
    written: str
    """The same as it is read: +1.25 USDT."""
    below: str
    """What it came of: cycles, how many of them won, fees."""
    begins: datetime
    ends: datetime
    points: tuple[ResultPoint, ...]
    """By time."""
    start: Decimal = ZERO
    """Where the line begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPicture:
    """Everything that the picture shows."""

    head: Head
    look: Look
    panels: tuple[ResultPanel, ...]
    """At most MOST_PANELS."""
    note: str
    """What is said where there are no panels, or of those that are not drawn; else ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotResult:
    """What one bot did."""

    label: str
    result: Decimal
    written: str
    """The result as it is read."""
    counts: str
    """Cycles, how many of them won, fees."""
    hours: str
    """Its best hour and its worst; "" where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotGroup:
    """Bots of one mode and quote coin: their results can be compared."""

    mode: Mode
    quote: str
    bots: tuple[BotResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPicture:
    """Everything that the picture shows."""

    head: Head
    look: Look
    groups: tuple[BotGroup, ...]
    """With MOST_ROWS bots at most in all."""
    note: str
    """What is said where there are no groups, or of bots that are not shown; else ""."""


Picture = PricePicture | ResultsPicture | ComparisonPicture


def added_up(
    results: Sequence[tuple[datetime, Decimal]], total: Decimal
) -> tuple[Decimal, tuple[ResultPoint, ...]]:
    """Return where a line begins that ends at the total with these results, and its points."""
    with exact():
        start = total - sum((result for _, result in results), ZERO)
        points, so_far = [], start
        for at, result in results:
            so_far += result
            points.append(ResultPoint(at, so_far))
    return start, tuple(points)
