"""What is done every day is done once a day: also after a night in which nothing ran."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.process.jobs import DailyJobs, Job, JobFile, NotDone
from engine.clock import SystemClock
from engine.errors import StorageUnavailable
from tests.support.clock import ManualClock

AT = time(3, 30)
EVENING = datetime(2026, 1, 2, 22, tzinfo=UTC)
HOUR = 3600


class Diary:
    """Jobs that note that they were done, on one machine with one clock."""

    def __init__(self, folder: Path, clock: ManualClock | None = None) -> None:
        self.clock = clock or ManualClock(EVENING)
        self.file = JobFile(folder / "jobs.json")
        self.done: list[datetime] = []
        self.trouble: Exception | None = None

    async def _do(self) -> str:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        self.done.append(self.clock.now())
        return "well"

    def start(self, names: Sequence[str] = ("backup",), at: time | timedelta = AT) -> DailyJobs:
        """Begin as a new process does."""
        jobs = DailyJobs([Job(name=name, at=at, run=self._do) for name in names], self.file, self.clock)
        with jobs.by_the_clock():
            return jobs


@pytest.fixture
async def diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path)


async def test_a_first_start_has_missed_nothing(diary: Diary) -> None:
    jobs = diary.start()
    assert not jobs.is_missed("backup")
    await jobs.run("backup")
    assert diary.done == []
    [health] = jobs.health()
    assert (health.done_at, health.failed_at) == (None, None)
    assert health.next_at == datetime(2026, 1, 3, 3, 30, tzinfo=UTC)


async def test_it_is_done_when_it_is_due_and_not_again_before_the_next_day(diary: Diary) -> None:
    jobs = diary.start()
    await diary.clock.advance(6 * HOUR)
    for _ in range(3):
        await jobs.run("backup")
    assert diary.done == [EVENING + timedelta(hours=6)]
    await diary.clock.advance(24 * HOUR)
    await jobs.run("backup")
    assert len(diary.done) == 2
    assert jobs.health()[0].done_at == EVENING + timedelta(hours=30)


async def test_days_in_which_nothing_ran_are_caught_up_once(diary: Diary) -> None:
    diary.start()
    await diary.clock.advance(5 * 24 * HOUR)
    jobs = diary.start()
    assert jobs.is_missed("backup")
    await jobs.run("backup")
    again = diary.start()
    assert not again.is_missed("backup")
    await again.run("backup")
    assert len(diary.done) == 1


@pytest.mark.parametrize(
    "trouble", [StorageUnavailable("away"), NotDone("no answer"), ZeroDivisionError("a mistake")]
)
async def test_a_run_that_fails_is_told_and_tried_again_the_next_day(
    diary: Diary, trouble: Exception
) -> None:
    jobs = diary.start()
    await diary.clock.advance(6 * HOUR)
    diary.trouble = trouble
    await jobs.run("backup")
    failed = EVENING + timedelta(hours=6)
    assert (jobs.health()[0].done_at, jobs.health()[0].failed_at) == (None, failed)
    assert diary.start().health()[0].failed_at == failed
    diary.trouble = None
    await diary.clock.advance(24 * HOUR)
    await jobs.run("backup")
    assert (len(diary.done), jobs.health()[0].failed_at) == (1, None)


async def test_every_so_often_is_once_in_each_span_and_what_was_missed_once(diary: Diary) -> None:
    jobs = diary.start(at=timedelta(minutes=5))
    assert jobs.health()[0].next_at == EVENING + timedelta(minutes=5)
    for _ in range(4):
        await diary.clock.advance(150)
        await jobs.run("backup")
    assert [at - EVENING for at in diary.done] == [timedelta(minutes=5), timedelta(minutes=10)]
    await diary.clock.advance(24 * HOUR)
    again = diary.start(at=timedelta(minutes=5))
    assert again.is_missed("backup")
    await again.run("backup")
    await again.run("backup")
    assert len(diary.done) == 3


async def test_each_job_is_remembered_by_itself_and_a_new_one_begins_now(diary: Diary) -> None:
    jobs = diary.start()
    await diary.clock.advance(6 * HOUR)
    await jobs.run("backup")
    both = diary.start(("backup", "cleanup"))
    assert not both.is_missed("cleanup")
    assert both.health()[0].done_at is not None
    assert both.health()[1].done_at is None


async def test_a_job_behind_another_waits_for_its_run_of_that_time(diary: Diary) -> None:
    done: list[str] = []

    def jobs() -> DailyJobs:
        async def make() -> None:
            await asyncio.sleep(0)
            done.append("make")

        async def send() -> None:
            await asyncio.sleep(0)
            done.append("send")

        wanted = [Job(name="send", at=AT, run=send, after="make"), Job(name="make", at=AT, run=make)]
        return DailyJobs(wanted, diary.file, diary.clock)

    both = jobs()
    await both.run("send")
    assert done == []
    await diary.clock.advance(6 * HOUR)
    await asyncio.gather(both.run("send"), both.run("make"), both.run("send"))
    assert done == ["make", "send"]
    await diary.clock.advance(24 * HOUR)
    await both.run("make")
    await jobs().run("send")
    assert done == ["make", "send"] * 2


@pytest.mark.parametrize(
    "stored", ["", "{", '{"jobs": 5}', '{"jobs": {"backup": ["yesterday", null, null]}}']
)
async def test_a_file_that_cannot_be_read_is_begun_anew(diary: Diary, tmp_path: Path, stored: str) -> None:
    (tmp_path / "jobs.json").write_text(stored)
    assert not diary.start().is_missed("backup")


async def test_the_scheduler_catches_up_what_was_missed_and_nothing_else(tmp_path: Path) -> None:
    """By the machine's own clock: a run was missed yesterday, and another job is new."""
    now = SystemClock().now()
    before = Diary(tmp_path, ManualClock(now - timedelta(days=2)))
    before.start(("missed",))
    done = {name: asyncio.Event() for name in ("missed", "new")}
    counts = dict.fromkeys(done, 0)

    def job(name: str) -> Job:
        async def run() -> None:
            await asyncio.sleep(0)
            counts[name] += 1
            done[name].set()

        far = (now + timedelta(hours=12)).time().replace(second=0, microsecond=0)
        return Job(name=name, at=far, run=run)

    for _ in range(2):
        jobs = DailyJobs([job("missed"), job("new")], before.file, SystemClock())
        with jobs.by_the_clock(catch_up_after=timedelta(0)):
            async with asyncio.timeout(30):
                await done["missed"].wait()
            await asyncio.sleep(0.2)
    assert counts == {"missed": 1, "new": 0}


@pytest.mark.parametrize("at", [AT, timedelta(minutes=5)])
async def test_what_a_clock_far_ahead_has_done_holds_nothing_up_once_it_is_set_right(
    diary: Diary, at: time | timedelta
) -> None:
    """Else nothing would be done again until that time has come."""
    ahead_s = 400 * 24 * HOUR
    diary.clock.set_ahead(ahead_s)
    jobs = diary.start(at=at)
    await diary.clock.advance(24 * HOUR)
    await jobs.run("backup")
    diary.clock.set_ahead(-ahead_s)
    for later in (jobs, diary.start(at=at)):
        await diary.clock.advance(24 * HOUR)
        await later.run("backup")
        await later.run("backup")
    assert len(diary.done) == 3


async def test_a_clock_that_is_set_back_a_little_doubles_nothing(diary: Diary) -> None:
    jobs = diary.start()
    await diary.clock.advance(5.5 * HOUR)
    await jobs.run("backup")
    for _ in range(3):
        diary.clock.set_ahead(-HOUR)
        await jobs.run("backup")
        await diary.clock.advance(HOUR)
        await jobs.run("backup")
        assert not diary.start().is_missed("backup")
    assert len(diary.done) == 1
