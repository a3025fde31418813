"""The table of a soak, and what is wrong with its figures."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from tests.soak.gauge import Sample

MOST_SLOPE_MIB_H = 6.0
"""Of memory after the first minutes. Trades are kept in the database alone."""
MOST_GROWTH, GROWTH_BESIDE = 1.1, 3
"""Of what is counted; a few come and go with a fill."""
FEWEST = 5
"""Of fewer looks a median says nothing."""
LONG_ENOUGH_S = 30 * 60.0
"""A slope of fewer minutes says nothing."""


def table(samples: Iterable[Sample], notes: Sequence[tuple[float, str]]) -> str:
    """Return one line a look, with what had gone wrong since the one before."""
    lines = ["  min    RSS MiB  files  threads  tasks  falls  loop ms  owed  CPU %"]
    told = 0
    for one in samples:
        new = [what for at_s, what in notes[told:] if at_s <= one.at_s]
        told += len(new)
        lines.append(
            f"{one.at_s / 60:5.1f} {one.rss_mib:10.1f} {one.open_files:6} {one.threads:8}"
            f" {_whole(one.tasks):>6} {_whole(one.falls):>6} {_ms(one.held_s):>8} {_whole(one.owed):>5}"
            f" {one.cpu_percent:6.1f}  {_counted(new)}".rstrip()
        )
    return "\n".join(lines)


def slope_mib_h(samples: Sequence[Sample], after_s: float) -> float | None:
    """Return by how much memory grows after that moment: the least squares, in the newest process."""
    warm = [one for one in samples if one.at_s >= after_s and one.pid == samples[-1].pid]
    if len(warm) < 3:
        return None
    line = statistics.linear_regression([one.at_s / 3600 for one in warm], [one.rss_mib for one in warm])
    return line.slope


def leaks(samples: Sequence[Sample], after_s: float) -> list[str]:
    """Return what there is more and more of: medians of the first and the last third, once it is warm."""
    warm = [one for one in samples if one.at_s >= after_s and one.pid == samples[-1].pid]
    third = len(warm) // 3
    if third < FEWEST:
        return []
    early, late = warm[:third], warm[-third:]
    figures: dict[str, Callable[[Sample], float]] = {
        "open files": lambda one: one.open_files,
        "threads": lambda one: one.threads,
        "tasks": lambda one: one.tasks or 0,
    }
    found = []
    for name, figure in figures.items():
        before, after = (statistics.median(map(figure, some)) for some in (early, late))
        if after > before * MOST_GROWTH + GROWTH_BESIDE:
            found.append(f"more and more {name}: {before:.0f} early, {after:.0f} late")
    return found


def _counted(what: Iterable[str]) -> str:
    return ", ".join(name if times == 1 else f"{name} ({times})" for name, times in Counter(what).items())


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _ms(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.0f}"
