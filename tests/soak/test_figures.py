"""What a soak says of its figures."""

from dataclasses import replace

import pytest

from tests.soak.gauge import Sample
from tests.soak.log_lines import complaints_of
from tests.soak.report import leaks, slope_mib_h, table
from tests.soak.troubles import Plan

FIRST = Sample(at_s=0, pid=1, rss_mib=300, open_files=40, threads=3, cpu_percent=0)


def grown(mib_h: float) -> list[Sample]:
    """A look each minute for 90: ten minutes in which it takes what it needs, then that much an hour."""
    warm = [replace(FIRST, at_s=60.0 * minute, rss_mib=280 + minute) for minute in range(10)]
    return warm + [
        replace(FIRST, at_s=60.0 * minute, rss_mib=290 + mib_h * minute / 60) for minute in range(10, 90)
    ]


@pytest.mark.parametrize("mib_h", [0.0, 12.0, -3.0])
def test_memory_is_looked_at_once_it_is_warm(mib_h: float) -> None:
    assert slope_mib_h(grown(mib_h), 600) == pytest.approx(mib_h)


def test_a_process_that_began_anew_is_looked_at_by_itself() -> None:
    before, after = grown(0), [replace(one, pid=2, at_s=one.at_s + 5400) for one in grown(0)[10:]]
    assert slope_mib_h([*before, *after], 600) == pytest.approx(0)
    assert slope_mib_h([*before, after[0]], 600) is None


@pytest.mark.parametrize("name", ["open_files", "threads", "tasks"])
def test_what_there_is_more_and_more_of_is_named(name: str) -> None:
    steady = [replace(one, tasks=80.0) for one in grown(0)]
    assert leaks(steady, 600) == []
    counted = [replace(one, **{name: 40 + number}) for number, one in enumerate(steady)]
    [complaint] = leaks(counted, 600)
    assert name.replace("_", " ") in complaint


def test_a_line_names_what_went_wrong_before_it() -> None:
    lines = table(
        [FIRST, replace(FIRST, at_s=60, tasks=80, held_s=0.012, owed=3)],
        [(20, "3 streams cut"), (40, "3 streams cut"), (50, "quiet"), (70, "later")],
    ).splitlines()
    assert " ".join(lines[2].split()) == "1.0 300.0 40 3 80 - 12 3 0.0 3 streams cut (2), quiet"
    assert "later" not in lines[-1]


def test_ninety_minutes_are_those_that_are_asked_for() -> None:
    plan = Plan(90 * 60)
    assert (plan.cut_every_s, plan.telegram_away[1], plan.warm_after_s) == (60, 600, 600)
    assert plan.database_away[0] == 45 * 60
    assert plan.look_every_s == 60


def test_what_the_log_warns_of_is_counted_without_its_figures() -> None:
    found = complaints_of(
        [
            "2026-11-30 09:08:20 WARNING db.writer: the disk is full, 3 steps wait\n",
            "2026-11-30 09:08:21 WARNING db.writer [6c49-1]: the disk is full, 14 steps wait\n",
            "2026-11-30 09:08:21 INFO    db.writer: well\n",
            "Traceback (most recent call last):\n",
        ]
    )
    assert found == {"WARNING db.writer: the disk is full, # steps wait": 2}
