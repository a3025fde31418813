"""Measures rows, column after column, round after round."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.bench.contenders import ContenderEnded
from tests.bench.kept import keeping
from tests.bench.row import OURS, Figures, Goal, Row, Spread


@dataclass(slots=True)
class Result:
    """What the rounds of one row brought. A column that failed in a round has fewer of them."""

    row: Row
    rounds: dict[str, list[Figures | None]] = field(default_factory=dict)

    def metrics(self) -> list[str]:
        found: dict[str, None] = {}
        for figures in (one for rounds in self.rounds.values() for one in rounds if one is not None):
            found |= dict.fromkeys(figures)
        return list(found)

    def spread(self, column: str, metric: str) -> Spread | None:
        rounds = self.rounds.get(column, [])
        values = [one[metric] for one in rounds if one is not None and metric in one]
        return Spread.of(values) if values else None

    def ratio(self, metric: str, against: str) -> Spread | None:
        """Return ours over the other's, each pair from one round."""
        pairs = zip(self.rounds.get(OURS, []), self.rounds.get(against, []), strict=False)
        values = [a[metric] / b[metric] for a, b in pairs if a and b and a.get(metric) and b.get(metric)]
        return Spread.of(values) if values else None

    def judged(self, goal: Goal) -> Spread | None:
        """Return what a goal is about; None where it could not be measured."""
        if goal.against is None:
            return self.spread(OURS, goal.metric)
        return self.ratio(goal.metric, goal.against)


async def measure(row: Row, rounds: int, columns: Iterable[str] | None = None) -> Result:
    """Measure every column of a row, or those named, in turn."""
    names = [name for name in row.columns if columns is None or name in columns]
    result = Result(row, {name: [] for name in names})
    async with keeping():
        for number in range(rounds):
            for name in names:
                figures: Figures | None = None
                try:
                    figures = await row.columns[name](number)
                except* (TimeoutError, ContenderEnded) as e:  # the others are measured all the same
                    _say(f"  {row.name}: {e.exceptions}")
                result.rounds[name].append(figures)
                _say(f"  {row.name}, round {number + 1}, {name}: {_short(figures)}")
    return result


def _short(figures: Figures | None) -> str:
    if figures is None:
        return "did not finish"
    return ", ".join(f"{metric} {value:.4g}" for metric, value in figures.items())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
