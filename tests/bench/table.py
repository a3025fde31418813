"""docs/performance.md: one section a row, replaced when that row is measured again."""

import os
import platform
import re
from datetime import date
from pathlib import Path

from tests.bench.row import OURS, Goal, Spread
from tests.bench.runner import Result

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = """# Performance

Written by `make bench`. All columns of a row are measured in turn on one machine (A B A B); a figure is the
median over the rounds, with the least and the most of them. A ratio is ours over the other's, each pair
from the same round. Ratios are judged: they hold from machine to machine, absolute figures do not.
"""
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def write(results: list[Result], load: float, page: Path = PAGE) -> None:
    """Write the sections of these rows; those of others stay as they are."""
    sections = _known(page.read_text()) if page.exists() else {}
    sections |= {result.row.name: section(result, load) for result in results}
    page.write_text("\n".join([HEAD, *sections.values()]))


def _known(text: str) -> dict[str, str]:
    parts = SECTION.split(text)[1:]
    return {name: f"## {name}{body.rstrip()}\n" for name, body in zip(parts[::2], parts[1::2], strict=True)}


def section(result: Result, load: float) -> str:
    """Return the section of a row."""
    row = result.row
    others = [name for name in row.columns if name != OURS]
    header = ["", OURS, *(column for other in others for column in (other, "ratio")), "goal", "reached"]
    lines = [f"## {row.name}", "", row.what, "", _line(header), _line(["---"] * len(header))]
    for metric in result.metrics():
        cells = [metric, _cell(result.spread(OURS, metric))]
        for other in others:
            cells += [_cell(result.spread(other, metric)), _cell(result.ratio(metric, other), "x")]
        goals = [goal for goal in row.goals if goal.metric == metric]
        cells += ["; ".join(map(str, goals)), "; ".join(_verdict(result, goal) for goal in goals)]
        lines.append(_line(cells))
    rounds = len(next(iter(result.rounds.values())))
    missing = [name for name, found in result.rounds.items() if None in found]
    lines += ["", _machine(rounds, load)]
    lines += [f"Some rounds came to nothing: {', '.join(missing)}."] if missing else []
    absent = [name for name in row.columns if name not in result.rounds]
    lines += [f"Not measured: {', '.join(absent)}."] if absent else []
    return "\n".join(lines) + "\n"


def _machine(rounds: int, load: float) -> str:
    what = f"{os.cpu_count()} cores, {platform.system()}, {platform.python_implementation()} "
    # The page says when it was true, as a person reads it: the machine's own day.
    return f"{date.today()}, {rounds} rounds, {what}{platform.python_version()}, load before {load:.1f}."  # noqa: DTZ011


def _verdict(result: Result, goal: Goal) -> str:
    judged = result.judged(goal)
    if judged is None:
        return "not measured"
    return "yes" if goal.is_reached(judged.median) else "**no**"


def _cell(spread: Spread | None, unit: str = "") -> str:
    if spread is None:
        return "–"
    return f"{_text(spread.median)}{unit} ({_text(spread.least)} – {_text(spread.most)})"


def _text(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
