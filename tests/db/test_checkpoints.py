"""What is committed gets into the database file, whoever writes on, and no commit waits for it."""

import sqlite3
import threading
from pathlib import Path

import pytest

from db import checkpoints
from db.checkpoints import Checkpoints
from db.store import Store, open_store
from engine.tasks import Nursery
from tests.db.trading import make_trader
from tests.support.words import line_text


@pytest.fixture
def migrated_url(migrated_sqlite_url: str) -> str:
    return migrated_sqlite_url


def log_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///") + "-wal")


async def test_the_log_stays_short_however_much_is_written(
    store: Store, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "CHANGES", 50)
    monkeypatch.setattr(checkpoints, "LONGEST_LOG", 200)
    trader = await make_trader(store)
    await trader.start()
    await trader.cycles(10)
    soon = log_of(migrated_url).stat().st_size
    await trader.cycles(100)
    assert log_of(migrated_url).stat().st_size < 5 * soon


async def test_a_commit_does_not_wait_for_a_checkpoint(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go = threading.Event()
    real = Checkpoints._checkpoint  # noqa: SLF001 - held up

    def held_up(self: Checkpoints) -> int:
        may_go.wait(10)
        return real(self)

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


async def test_all_is_in_the_file_when_it_is_closed(migrated_url: str, nursery: Nursery) -> None:
    async with open_store(migrated_url, nursery, line_text) as store:
        trader = await make_trader(store)
        await trader.start()
        await trader.cycles(5)
    assert not log_of(migrated_url).exists()
    raw = sqlite3.connect(migrated_url.removeprefix("sqlite:///"))
    assert raw.execute("SELECT count(*) FROM trades").fetchone() == (10,)
    raw.close()
