"""Thirty days of jobs under the real scheduler, in virtual time: none is doubled, and none is missed."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

import apscheduler.schedulers.base
import pytest

from bot.process.jobs import CATCH_UP_AFTER, DailyJobs, Job, JobFile
from tests.sim.virtual_time import START, VirtualClock, run_virtually

DAYS = 30
BACKUP, CLEANUP, BEAT = time(3, 30), time(3, 17), timedelta(hours=1)
DAY_S = 24 * 3600
OVER_THE_HOUR_S = 25 * 3600


@pytest.fixture
def scheduler_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[VirtualClock], None]:
    """Have the library read its time of day from a clock, as it reads the machine's."""

    def use(clock: VirtualClock) -> None:
        class Shown(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # a plain one
                return clock.now().astimezone(tz or UTC)

        monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Shown)

    return use


async def _lives(clock: VirtualClock, file: Path, lasting_s: Sequence[float], away_s: float) -> Counter[str]:
    """Have one process after the other do what is due; return what was done, by job and day."""
    done: Counter[str] = Counter()

    def job(name: str, at: time | timedelta) -> Job:
        async def run() -> None:
            await clock.sleep(7)
            done[f"{name} {clock.now():%m-%d}"] += 1

        return Job(name=name, at=at, run=run)

    wanted = (job("backup", BACKUP), job("cleanup", CLEANUP), job("beat", BEAT))
    for seconds in lasting_s:
        with DailyJobs(wanted, JobFile(file), clock).by_the_clock():
            await clock.sleep(seconds)
        await clock.sleep(away_s)
    return done


def _days() -> list[str]:
    return [f"{START + timedelta(days=ago):%m-%d}" for ago in range(DAYS)]


def test_each_is_done_once_a_day_in_one_life(
    tmp_path: Path, scheduler_on: Callable[[VirtualClock], None]
) -> None:
    async def main() -> Counter[str]:
        clock = VirtualClock()
        scheduler_on(clock)
        return await _lives(clock, tmp_path / "jobs.json", [DAYS * DAY_S], 0)

    done = run_virtually(main())
    for name in ("backup", "cleanup"):
        assert {day: done[f"{name} {day}"] for day in _days()} == dict.fromkeys(_days(), 1)
    assert {day: done[f"beat {day}"] for day in _days()[1:]} == dict.fromkeys(_days()[1:], 24)


def test_processes_that_come_and_go_and_sleep_over_the_hour_double_and_miss_none(
    tmp_path: Path, scheduler_on: Callable[[VirtualClock], None]
) -> None:
    """Each lives for an odd time, and the next begins an hour later: some hours fall in between."""

    async def main() -> Counter[str]:
        clock = VirtualClock()
        scheduler_on(clock)
        lasting = [3600.0 * hours for hours in (5, 11, 17, 23, 1.1, 2.3)] * 12
        return await _lives(clock, tmp_path / "jobs.json", lasting, 3600)

    done = run_virtually(main())
    for name in ("backup", "cleanup"):
        assert {day: done[f"{name} {day}"] for day in _days()[:-1]} == dict.fromkeys(_days()[:-1], 1)


def test_days_away_are_caught_up_once_each_time(
    tmp_path: Path, scheduler_on: Callable[[VirtualClock], None]
) -> None:
    async def main() -> Counter[str]:
        clock = VirtualClock()
        scheduler_on(clock)
        catching_up = CATCH_UP_AFTER.total_seconds() + 60
        return await _lives(clock, tmp_path / "jobs.json", [60, *[catching_up] * 5], 3 * OVER_THE_HOUR_S)

    done = run_virtually(main())
    assert {name: times for name, times in done.items() if name.startswith("backup")} == {
        name: 1 for name in done if name.startswith("backup")
    }
    assert sum(times for name, times in done.items() if name.startswith("backup")) == 5


def test_an_hour_that_comes_twice_is_made_once(
    tmp_path: Path, scheduler_on: Callable[[VirtualClock], None]
) -> None:
    """The clock is set back behind the hour, and the program started again."""

    async def main() -> Counter[str]:
        clock = VirtualClock()
        scheduler_on(clock)
        first = await _lives(clock, tmp_path / "jobs.json", [4 * 3600], 0)
        clock.skew = timedelta(hours=-1)
        return first + await _lives(clock, tmp_path / "jobs.json", [DAY_S], 0)

    done = run_virtually(main())
    assert {name: done[name] for name in ("backup 03-01", "cleanup 03-01")} == {
        "backup 03-01": 1,
        "cleanup 03-01": 1,
    }
