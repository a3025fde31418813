"""A backup holds all of one moment, and what is restored from it is the same and goes on counting."""

import asyncio
import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, select, text
from sqlalchemy.engine import make_url

from db.backup import back_up, restore, suffix_of
from db.migrate import upgrade, writable_connection
from db.models import LeaseRow
from db.store import Store, open_store
from engine.errors import SettingsError, StorageUnavailable
from engine.tasks import Nursery
from tests.db.trading import make_trader
from tests.support.clock import ManualClock
from tests.support.words import line_text

Rows = dict[str, list[tuple[object, ...]]]


def all_rows(connection: Connection) -> Rows:
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
        for table in found.sorted_tables
    }


async def rows(url: str) -> Rows:
    async with writable_connection(url) as connection:
        return await connection.run_sync(all_rows)


async def lived(store: Store) -> None:
    """Have bots trade, be told of it, and one be deleted."""
    for _ in range(3):
        trader = await make_trader(store)
        await trader.start()
        await trader.fill()
    await store.people.admit(77, "Анна 안나 <b>", 77, ManualClock().now())


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, migrated_url: str, tmp_path: Path) -> str:
    """Address of an empty database of the same kind."""
    if make_url(migrated_url).get_backend_name() == "sqlite":
        return f"sqlite:///{tmp_path / 'restored' / 'scalper.db'}"
    address: str = request.getfixturevalue("postgresql_url")
    return address


async def test_what_is_restored_is_what_there_was(
    store: Store, migrated_url: str, empty_url: str, tmp_path: Path
) -> None:
    await lived(store)
    backup = tmp_path / "backups" / f"one{suffix_of(migrated_url)}"
    await asyncio.to_thread(back_up, migrated_url, backup)
    before = await rows(migrated_url)
    assert len(before["trades"]) == 3
    await make_trader(store)  # of later: it is not in the backup
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]

    restored = await restore(empty_url, backup)
    assert await rows(empty_url) == before
    (lease,) = before[LeaseRow.__tablename__] or [(None,) * 9]
    assert restored.stamp in {*lease, 0}
    await upgrade(empty_url)  # which has nothing to do
    nursery = Nursery(ManualClock())
    async with open_store(empty_url, nursery, line_text) as again:
        trader = await make_trader(again)
        await trader.start()
        await trader.fill()
        assert sum(bot.at_work for bot in await again.ledger.load_all()) == 4
    await nursery.close()
    ids = [row[0] for row in (await rows(empty_url))["trades"]]
    assert len(ids) == len(set(ids)) == 4


async def test_a_backup_is_made_while_bots_store(store: Store, migrated_url: str, tmp_path: Path) -> None:
    """Each backup holds whole steps: a fill never without its bot's state."""
    trader = await make_trader(store)
    await trader.start()
    stop = asyncio.Event()

    async def store_on() -> None:
        while not stop.is_set():
            other = await make_trader(store)
            await other.start()
            await other.fill()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(store_on())
        for number in range(3):
            backup = tmp_path / f"{number}{suffix_of(migrated_url)}"
            await asyncio.to_thread(back_up, migrated_url, backup)
            assert trades_are_booked(backup)
        stop.set()


def trades_are_booked(backup: Path) -> bool:
    """Say whether each bot with a trade in the backup has been counted up for it."""
    if backup.suffix == ".db":
        with closing(sqlite3.connect(backup)) as read:
            question = "SELECT sum(total_trades), (SELECT count(*) FROM trades) FROM bots"
            in_bots, in_trades = read.execute(question).fetchone()
            return bool(in_bots == in_trades)
    with zipfile.ZipFile(backup) as opened:
        tables = json.loads(opened.read("manifest.json"))["tables"]
        trades, bots = (opened.read(name).decode().splitlines() for name in ("trades", "bots"))
    counted = sum(int(line.split(",")[tables["bots"].index("total_trades")]) for line in bots)
    return counted == len(trades)


async def test_a_database_that_is_in_the_way_is_kept_or_refused(
    store: Store, migrated_url: str, tmp_path: Path
) -> None:
    await lived(store)
    backup = tmp_path / f"one{suffix_of(migrated_url)}"
    await asyncio.to_thread(back_up, migrated_url, backup)
    before = await rows(migrated_url)
    if backup.suffix != ".db":
        with pytest.raises(SettingsError, match="goes into an empty database"):
            await restore(migrated_url, backup)
        assert await rows(migrated_url) == before
        return
    target = f"sqlite:///{tmp_path / 'other.db'}"
    await upgrade(target)
    async with writable_connection(target) as connection:
        await connection.execute(
            text("INSERT INTO strangers (user_id, first_seen_at) VALUES (5, '2026-01-01')")
        )
    there = await rows(target)
    await restore(target, backup)
    assert await rows(target) == before
    assert await rows(f"sqlite:///{tmp_path / 'other.db.before-restore'}") == there


@pytest.mark.parametrize("wrong", ["text", "cut off", "newer", "of the other kind", "missing"])
async def test_what_is_no_backup_is_refused_and_changes_nothing(
    store: Store, migrated_url: str, empty_url: str, tmp_path: Path, wrong: str
) -> None:
    await lived(store)
    suffix = suffix_of(migrated_url)
    backup = tmp_path / f"one{suffix}"
    if wrong == "newer":
        async with writable_connection(migrated_url) as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    if wrong == "text":
        backup.write_text("no backup at all" * 100)
    elif wrong == "of the other kind":
        other = f"sqlite:///{tmp_path / 'o.db'}"
        await upgrade(other)
        await asyncio.to_thread(back_up, other, backup)
        if suffix == ".db":
            with zipfile.ZipFile(backup, "w") as made:
                made.writestr("manifest.json", "{}")
    elif wrong != "missing":
        await asyncio.to_thread(back_up, migrated_url, backup)
    if wrong == "cut off":
        backup.write_bytes(backup.read_bytes()[: backup.stat().st_size * 2 // 3])
    with pytest.raises(SettingsError):
        await restore(empty_url, backup)
    assert is_empty_file(empty_url) or await rows(empty_url) == {}


def is_empty_file(url: str) -> bool:
    address = make_url(url)
    file = Path(address.database or "")
    return address.get_backend_name() == "sqlite" and not (file.exists() and file.stat().st_size)


async def test_a_place_that_cannot_be_written_leaves_nothing_half_done(
    migrated_url: str, tmp_path: Path
) -> None:
    taken = tmp_path / "folder"
    taken.write_text("mine")
    with pytest.raises(StorageUnavailable, match="exists"):
        await asyncio.to_thread(back_up, migrated_url, taken / "one.db")
    assert taken.read_text() == "mine"


async def test_a_database_that_does_not_answer_makes_no_backup(tmp_path: Path) -> None:
    target = tmp_path / "one.pg.zip"
    with pytest.raises(StorageUnavailable):
        await asyncio.to_thread(back_up, "postgresql://somebody:word@127.0.0.1:1/scalper", target)
    assert not target.exists()
    assert not target.with_name("one.pg.zip.part").exists()
