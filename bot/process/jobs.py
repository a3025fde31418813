"""What is done every day at its hour, or every so often. A missed run is caught up once, none is doubled."""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from engine.clock import Clock
from engine.errors import StorageUnavailable
from engine.reads.health import JobHealth

log = logging.getLogger(__name__)

JOBS = "jobs.json"
CATCH_UP_AFTER = timedelta(minutes=2)
"""After a start: bots, the chat and the exchanges come first."""
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""From then on what is done every so often is counted: 06:00, 06:05, 06:10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do again and again."""

    name: str
    at: time | timedelta
    """The hour of the day, in UTC; or every so often."""
    run: Callable[[], Awaitable[object]]
    """What it returns is logged. It may raise StorageUnavailable and NotDone."""
    after: str = ""
    """The name of a job whose run that is due at that time is made first; "": of none."""


class NotDone(Exception):
    """It could not be done now; the text says why, without any secret."""


@dataclass(slots=True)
class _Record:
    """What is remembered of a job over starts."""

    due_since: datetime
    """Runs that were due before are done, or of before there was the job."""
    done_at: datetime | None = None
    failed_at: datetime | None = None


class JobFile:
    """Remembers beside the database when each job ran: backups are this machine's matter."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, _Record]:
        """Return what is known; a file that cannot be read is as good as none."""
        try:
            stored = json.loads(self._path.read_text())["jobs"]
            return {
                str(name): _Record(*(datetime.fromisoformat(at) if at else None for at in times))  # type: ignore[arg-type]
                for name, times in stored.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as e:
            log.warning("%s cannot be read and is started afresh: %s", self._path, e)
            return {}

    def write(self, records: dict[str, _Record]) -> None:
        """Never raises: what cannot be remembered is logged, and a run may be made once more then."""
        draft = self._path.with_suffix(f".{os.getpid()}")
        times = {
            name: [at.isoformat() if at else None for at in (one.due_since, one.done_at, one.failed_at)]
            for name, one in records.items()
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"jobs": times}))
            draft.replace(self._path)
        except OSError as e:
            log.warning("%s cannot be written: %s", self._path, e)


class DailyJobs:
    """All jobs of the program."""

    def __init__(self, jobs: Sequence[Job], file: JobFile, clock: Clock) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._file = file
        self._clock = clock
        now, known = clock.now(), file.read()
        self._records = {name: known.get(name, _Record(now)) for name in self._jobs}
        self._one_at_a_time = {name: asyncio.Lock() for name in self._jobs}

    def is_missed(self, name: str) -> bool:
        """Say whether a run was due, and nobody made it.

        What is to have been made long after now was made by a clock that has been set right since.
        """
        now, made = self._clock.now(), self._records[name].due_since
        return made < self._last_due(name, now) or made > now + _every(self._jobs[name])

    async def run(self, name: str) -> None:
        """Do the job, unless the run that is due is done already. Never raises for the sake of storage.

        Where one is under way its end is waited for.
        """
        async with self._one_at_a_time[name]:
            if self._jobs[name].after and self.is_missed(name):
                await self.run(self._jobs[name].after)
            await self._run(name)

    async def _run(self, name: str) -> None:
        record, now = self._records[name], self._clock.now()
        if not self.is_missed(name):
            return
        try:
            outcome = await self._jobs[name].run()
        except (StorageUnavailable, NotDone) as e:
            record.failed_at = now
            log.warning("%s could not be done this time: %s", name, e)
        except Exception:
            record.failed_at = now
            log.exception("%s could not be done this time", name)
        else:
            record.done_at, record.failed_at = now, None
            log.log(_level(self._jobs[name]), "%s is done: %s", name, outcome)
        record.due_since = now
        self._file.write(self._records)

    def health(self) -> tuple[JobHealth, ...]:
        now = self._clock.now()
        return tuple(
            JobHealth(
                name=name,
                done_at=self._records[name].done_at,
                failed_at=self._records[name].failed_at,
                next_at=self._last_due(name, now) + _every(self._jobs[name]),
            )
            for name in self._jobs
        )

    def _last_due(self, name: str, now: datetime) -> datetime:
        at = self._jobs[name].at
        if isinstance(at, timedelta):
            return now - (now - EPOCH) % at
        today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
        return today if today <= now else today - DAY

    @contextmanager
    def by_the_clock(self, catch_up_after: timedelta = CATCH_UP_AFTER) -> Iterator[None]:
        """Run each at its hour while in the block, and soon after its begin what was missed before."""
        self._file.write(self._records)
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name, job in self._jobs.items():
            first = {"next_run_time": self._clock.now() + catch_up_after} if self.is_missed(name) else {}
            scheduler.add_job(
                self.run,
                _trigger(job),
                args=(name,),
                misfire_grace_time=None,  # a machine that slept does it when it wakes, once
                coalesce=True,
                **first,
            )
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)


def _every(job: Job) -> timedelta:
    return job.at if isinstance(job.at, timedelta) else DAY


def _level(job: Job) -> int:
    return logging.DEBUG if _every(job) < DAY else logging.INFO


def _trigger(job: Job) -> CronTrigger | IntervalTrigger:
    if isinstance(job.at, timedelta):
        return IntervalTrigger(seconds=int(job.at.total_seconds()), start_date=EPOCH, timezone="UTC")
    return CronTrigger(hour=job.at.hour, minute=job.at.minute, timezone="UTC")
