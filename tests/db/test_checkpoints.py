"""What is committed gets into the database file, whoever writes on, and no commit waits for it."""

import itertools
import sqlite3
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from db import checkpoints
from db.checkpoints import Checkpoints
from db.store import Store, open_store
from engine.tasks import Nursery
from tests.db.trading import make_trader
from tests.support.words import line_text


@pytest.fixture
def migrated_url(migrated_sqlite_url: str) -> str:
    return migrated_sqlite_url


def file_of(url: str) -> str:
    file = make_url(url).database
    assert file is not None
    return file


def log_of(url: str) -> Path:
    return Path(f"{file_of(url)}-wal")


async def test_the_log_stays_short_however_much_is_written(
    store: Store, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "CHANGES", 50)
    monkeypatch.setattr(checkpoints, "LONGEST_LOG", 200)
    monkeypatch.setattr(checkpoints, "ROOM", 0)
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(10)
    soon = log_of(migrated_url).stat().st_size
    await trader.cycles(100)
    assert log_of(migrated_url).stat().st_size < 5 * soon


async def test_a_commit_does_not_wait_for_a_checkpoint(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go = threading.Event()
    real = Checkpoints._checkpoint  # noqa: SLF001 - held up

    def held_up(self: Checkpoints, raw: sqlite3.Connection | None = None) -> int:
        may_go.wait(10)
        return real(self, raw)

    monkeypatch.setattr(Checkpoints, "_checkpoint", held_up)
    monkeypatch.setattr(checkpoints, "CHANGES", 10)
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(5)
    assert not may_go.is_set()
    may_go.set()


async def test_a_checkpoint_that_fails_is_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checkpoints, "CHANGES", 10)
    monkeypatch.setattr(checkpoints, "CHECKPOINT", "PRAGMA nonsense(")
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(5)
    assert "a checkpoint of" in caplog.text


class Log:
    """A database that one connection writes, and what its log has come to."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "new.db"
        self.raw = self.connect()
        self.raw.execute("PRAGMA wal_autocheckpoint = 0")
        self.raw.execute("CREATE TABLE written (text)")
        self._written = Path(f"{self.file}-wal")

    def connect(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        raw.execute("PRAGMA journal_mode = WAL")
        return raw

    def commit(self, times: int = 1) -> None:
        for _ in range(times):
            self.raw.execute("INSERT INTO written VALUES (?)", ("x" * 3000,))

    def checkpoint(self) -> None:
        """Have one made, and return once it is through."""
        made = Checkpoints(str(self.file))
        made.after_commit(self.raw)
        made.close()

    @property
    def length(self) -> int:
        return self._written.stat().st_size

    @property
    def beginnings(self) -> int:
        """How often it has begun anew: SQLite counts that in the head of the file."""
        return int.from_bytes(self._written.read_bytes()[12:16])


def interrupted(log: Log, passes: int) -> Callable[[str], sqlite3.Connection]:
    """Return what opens a connection by whose first passes something more is committed each time."""
    left = itertools.count(passes, -1)

    class Interrupted(sqlite3.Connection):
        def execute(self, *said: Any) -> sqlite3.Cursor:  # noqa: ANN401 - whatever there may be said
            answer = super().execute(*said)
            if said == (checkpoints.CHECKPOINT,) and next(left) > 0:
                log.commit(10)
            return answer

    return partial(sqlite3.connect, factory=Interrupted)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    monkeypatch.setattr(checkpoints, "CHANGES", 1)
    made = Log(tmp_path)
    yield made
    made.raw.close()


def test_what_is_written_after_a_checkpoint_is_written_over_what_was_there(log: Log) -> None:
    log.commit(100)
    length = log.length
    for beginnings in range(1, 6):
        log.checkpoint()
        log.commit(90)
        assert (log.length, log.beginnings) == (length, beginnings)


def test_the_log_begins_anew_once_nobody_reads_what_was_before(log: Log) -> None:
    log.commit(50)
    reader = log.connect()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM written").fetchall()
    log.commit(50)
    log.checkpoint()
    log.commit()
    assert log.beginnings == 0
    reader.execute("COMMIT")
    reader.close()
    log.checkpoint()
    log.commit()
    assert log.beginnings == 1


def test_a_commit_during_a_checkpoint_is_brought_into_the_file_as_well(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.commit(100)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", interrupted(log, passes=1))
        log.checkpoint()
    beginnings = log.beginnings
    log.commit()
    assert log.beginnings == beginnings + 1


def test_a_log_that_has_become_too_long_begins_anew_whatever_comes(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "LONGEST_LOG", 5)
    log.commit(100)
    made = Checkpoints(str(log.file))
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", interrupted(log, passes=checkpoints.PASSES))
        made.after_commit(log.raw)
        made.close()
    log.commit()
    monkeypatch.setattr(checkpoints, "CHANGES", 10_000)
    made.after_commit(log.raw)
    beginnings = log.beginnings
    log.commit()
    assert log.beginnings == beginnings + 1


def test_a_new_log_has_room(log: Log) -> None:
    log.commit()
    Checkpoints(str(log.file)).make_room(log.raw)
    room = log.length
    log.commit(600)
    assert log.length == room
    assert log.raw.execute("SELECT name FROM sqlite_master").fetchall() == [("written",)]
    assert log.raw.execute("SELECT count(*) FROM written").fetchone() == (601,)


def test_a_long_log_gets_no_more_room(log: Log) -> None:
    log.commit()
    Checkpoints(str(log.file)).make_room(log.raw)
    room = log.length
    log.commit(10)
    Checkpoints(str(log.file)).make_room(log.raw)
    assert log.length == room


def test_where_there_is_no_room_all_goes_on_without(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    pages = log.raw.execute("PRAGMA page_count").fetchone()[0]
    log.raw.execute(f"PRAGMA max_page_count = {pages + 10}")
    Checkpoints(str(log.file)).make_room(log.raw)
    assert "has no room" in caplog.text
    log.commit()
    assert log.raw.execute("SELECT count(*) FROM written").fetchone() == (1,)


async def test_a_store_has_room_in_its_log_from_the_beginning(store: Store, migrated_url: str) -> None:
    trader = await make_trader(store)
    room = log_of(migrated_url).stat().st_size
    await trader.start()
    await trader.cycles(10)
    assert log_of(migrated_url).stat().st_size == room


async def test_all_is_in_the_file_when_it_is_closed(migrated_url: str, nursery: Nursery) -> None:
    async with open_store(migrated_url, nursery, line_text) as store:
        trader = await make_trader(store)
        await trader.start()
        await trader.cycles(5)
    assert not log_of(migrated_url).exists()
    raw = sqlite3.connect(file_of(migrated_url))
    assert raw.execute("SELECT count(*) FROM trades").fetchone() == (10,)
    raw.close()


async def test_a_checkpoint_that_cannot_be_begun_stops_no_commit(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object) -> int:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(checkpoints, "CHANGES", 10)
    monkeypatch.setattr(Checkpoints, "after_commit", fall)
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(3)
