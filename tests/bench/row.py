"""A row of the bench: what is measured, beside what, and which ratio is the goal.

To add one, put a module into `tests/bench/rows` with a function `rows(scale: Scale) -> list[Row]`; it is
found by itself. All columns of a row are measured in turn, round by round, the first one (`OURS`) first.
"""

import math
import statistics
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

OURS = "scalper"
Figures = Mapping[str, float]
"""What one round of one column brought, by metric: {"p50, ms": 1.9, "fills/s": 812.0}."""
Measure = Callable[[int], Awaitable[Figures]]
"""Measures one round; it is given the number of the round, to be used as a seed."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: all of it, or the least that shows that a row works."""

    is_tiny: bool = False

    def of(self, full: int, tiny: int) -> int:
        return tiny if self.is_tiny else full


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A bound for a metric of ours: of its ratio to another column's, or without one of itself."""

    metric: str
    against: str | None = None
    at_most: float | None = None
    at_least: float | None = None

    def is_reached(self, value: float) -> bool:
        above = self.at_most is not None and value > self.at_most
        below = self.at_least is not None and value < self.at_least
        return not above and not below

    def __str__(self) -> str:
        if self.at_least == self.at_most:
            bound = f"= {self.at_least:.3g}"
        else:
            bound = f"≤ {self.at_most:.3g}" if self.at_most is not None else f"≥ {self.at_least:.3g}"
        return f"{bound}x {self.against}" if self.against else bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    """Short; `--only` takes its beginning."""
    what: str
    """A sentence or two: what is measured, from when to when."""
    columns: Mapping[str, Measure]
    """Ours, and peers or floors."""
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """The median over rounds, and the extremes."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


def quantiles_ms(ms: list[float]) -> dict[str, float]:
    """Return the median and the 99th percentile (the next higher value: none is invented)."""
    ordered = sorted(ms)
    return {"p50, ms": statistics.median(ordered), "p99, ms": ordered[math.ceil(0.99 * len(ordered)) - 1]}
