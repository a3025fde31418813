"""What is moved to PostgreSQL is all there and the same, and the file it came from is used no more."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url

from db.base import Base
from db.lease import DatabaseLease
from db.migrate import newest_revision, upgrade, writable_connection
from db.models import Installation as InstallationRow
from db.models import LeaseRow, StateOfBot
from db.move import Moved, move
from db.store import Store, open_store
from engine.errors import SettingsError, StorageUnavailable
from engine.tasks import Nursery
from tests.db.trading import NOW, make_trader
from tests.kills.books import rows
from tests.support.clock import ManualClock
from tests.support.installation import Installation, described, install
from tests.support.words import line_text

CHANGED = {LeaseRow.__tablename__, StateOfBot.__tablename__, InstallationRow.__tablename__}
"""Who owns it, and under which names orders are sent, is new."""


@pytest.fixture
async def old(sqlite_url: str) -> Installation:
    """An installation of 0.1.0 that had traded in all modes, on SQLite."""
    return await install(sqlite_url)


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


async def moved(source: str, target: str, *, ended: bool = False) -> Moved:
    return await move(file_of(source), target, at=NOW, word_line=line_text, has_ended=lambda _: ended)


async def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, as the program reads it, but for when a bot was changed last."""

    def read(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
        return {
            table.name: sorted(
                map(tuple, connection.execute(select(*(c for c in table.c if c.name != "updated_at")))),
                key=repr,
            )
            for table in Base.metadata.sorted_tables
        }

    async with writable_connection(url) as connection:
        return await connection.run_sync(read)


async def as_stored(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the file, as SQLite has it."""
    with closing(sqlite3.connect(file)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608


@pytest.fixture
async def store(old: Installation, postgresql_url: str) -> AsyncIterator[Store]:
    """The new database, after the move."""
    await moved(old.url, postgresql_url)
    nursery = Nursery(ManualClock())
    async with open_store(postgresql_url, nursery, line_text) as store:
        yield store
    await nursery.close()


async def test_every_row_is_there_and_the_same(
    old: Installation, postgresql_url: str, tmp_path: Path
) -> None:
    beside = f"sqlite:///{tmp_path / 'beside.db'}"
    await install(beside)
    found = await moved(old.url, postgresql_url)
    await upgrade(beside)
    wanted, there = await contents(beside), await contents(postgresql_url)
    assert {name: there[name] for name in there.keys() - CHANGED} == {
        name: wanted[name] for name in wanted.keys() - CHANGED
    }
    assert found.rows == {name: len(held) for name, held in wanted.items()}
    assert found.rows["trades"] > 20
    assert await rows(postgresql_url, "SELECT version_num FROM alembic_version") == [(newest_revision(),)]


async def test_every_bot_goes_on_as_it_was_with_new_names_for_its_orders(
    store: Store, old: Installation
) -> None:
    found = await store.ledger.load_all()
    assert {str(bot.state.naming.serial): described(bot) for bot in found} == old.was["bots"]
    before = (await rows(old.url, "SELECT epoch FROM installation"))[0][0]
    assert all(bot.state.naming.epoch != before for bot in found)
    assert all(before in bot.state.naming.former for bot in found)
    serials = {bot.state.naming.serial for bot in found}
    trader = await make_trader(store)
    assert trader.state.naming.serial not in serials
    await trader.start()
    await trader.fill()


async def test_the_file_is_closed_and_else_as_it_was(old: Installation, postgresql_url: str) -> None:
    file = file_of(old.url)
    before = await as_stored(file)
    await moved(old.url, postgresql_url)
    ((revision,),) = before.pop("alembic_version")
    after = await as_stored(file)
    assert after.pop("alembic_version") == [(f"moved-{revision}",)]
    assert after == before
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(SettingsError, match=r"was moved to PostgreSQL\. Name that database"):
        await upgrade(old.url)


async def test_the_file_is_behind_where_its_mark_is_taken_off(old: Installation, postgresql_url: str) -> None:
    found = await moved(old.url, postgresql_url)
    [(there, _)] = await rows(postgresql_url, "SELECT stamp, installation FROM lease")
    [(here, installation)] = await rows(old.url, "SELECT stamp, installation FROM lease")
    assert (found.installation, found.stamp) == (installation, there)
    assert int(str(there)) > int(str(here))


async def test_a_move_that_was_interrupted_is_made_again(old: Installation, postgresql_url: str) -> None:
    """Between the two commits the file is closed, and the new database is empty."""
    with closing(sqlite3.connect(file_of(old.url))) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = 'moved-' || version_num")
    assert (await moved(old.url, postgresql_url)).rows["trades"] > 20


async def test_a_database_in_use_is_not_moved(sqlite_url: str, postgresql_url: str) -> None:
    await upgrade(sqlite_url)
    nursery = Nursery(ManualClock())
    async with open_store(sqlite_url, nursery, line_text) as store:
        await DatabaseLease(store.database, "elsewhere, process 7 (00000000)", line_text).take(600)
        with pytest.raises(SettingsError, match=r"elsewhere, process 7 .* is using it"):
            await moved(sqlite_url, postgresql_url)
        assert await rows(postgresql_url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
    await nursery.close()
    await moved(sqlite_url, postgresql_url, ended=True)
    [(holder,)] = await rows(postgresql_url, "SELECT holder FROM lease")
    assert holder is None


async def test_a_target_with_anything_in_it_is_refused(old: Installation, postgresql_url: str) -> None:
    async with writable_connection(postgresql_url) as connection:
        await connection.execute(text("CREATE TABLE recipes (title TEXT)"))
    await refused(old, postgresql_url, "has tables already")


async def test_json_that_somebody_has_broken_is_named_and_nothing_is_moved(
    old: Installation, postgresql_url: str
) -> None:
    """SQLite does not look at it, and PostgreSQL takes none."""
    with closing(sqlite3.connect(file_of(old.url))) as opened:
        opened.execute("UPDATE bots SET config = '{' WHERE number = 1")
        opened.commit()
    with pytest.raises(
        SettingsError, match=r"bots, row \S+: what stands in config is no JSON; nothing was moved"
    ):
        await moved(old.url, postgresql_url)
    assert await rows(postgresql_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("RETURN NULL", "trades is not the same"),
        ("NEW.price = NEW.price * 1.000001; RETURN NEW", "trades is not the same"),
    ],
)
async def test_a_target_that_does_not_keep_what_it_is_given_is_found(
    old: Installation, postgresql_url: str, does: str, said: str
) -> None:
    """One row of a table is lost, or another number stands in it."""
    async with writable_connection(postgresql_url) as connection:
        await connection.execute(text(SABOTAGE.format(does=does)))
        await connection.execute(
            text("CREATE EVENT TRIGGER sabotage ON ddl_command_end EXECUTE FUNCTION sabotage()")
        )
    await refused(old, postgresql_url, said)
    assert await rows(postgresql_url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []


SABOTAGE = """
CREATE FUNCTION sabotage() RETURNS event_trigger LANGUAGE plpgsql AS $outer$
BEGIN
  IF to_regclass('trades') IS NULL OR to_regproc('worse') IS NOT NULL THEN RETURN; END IF;
  EXECUTE $made$
    CREATE FUNCTION worse() RETURNS trigger LANGUAGE plpgsql AS $inner$ BEGIN {does}; END $inner$ $made$;
  CREATE TRIGGER worse BEFORE INSERT ON trades FOR EACH ROW WHEN (NEW.id = 7) EXECUTE FUNCTION worse();
END $outer$
"""


async def refused(old: Installation, target: str, said: str) -> None:
    before = await as_stored(file_of(old.url))
    with pytest.raises(SettingsError, match=said):
        await moved(old.url, target)
    assert await as_stored(file_of(old.url)) == before


async def test_what_is_no_database_of_ours_is_not_moved(
    old: Installation, postgresql_url: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="is not there"):
        await moved(f"sqlite:///{tmp_path / 'none.db'}", postgresql_url)
    assert not (tmp_path / "none.db").exists()
    with closing(sqlite3.connect(tmp_path / "other.db")) as made:
        made.execute("CREATE TABLE recipes (title TEXT)")
    with pytest.raises(SettingsError, match="another program's"):
        await moved(f"sqlite:///{tmp_path / 'other.db'}", postgresql_url)
    await refused(replace(old), f"sqlite:///{tmp_path / 'new.db'}", "must name the new database")
    before = await as_stored(file_of(old.url))
    with pytest.raises(StorageUnavailable):
        await moved(old.url, "postgresql://somebody:word@127.0.0.1:1/scalper")
    assert await as_stored(file_of(old.url)) == before
