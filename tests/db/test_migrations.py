"""Migrations and models tell the same tables, there and back again, on both databases."""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, insert, inspect, select, text

from db import chat_models, models
from db.base import Base
from db.chat_models import OutboxRow
from db.migrate import MIGRATIONS, upgrade, writable_connection
from db.models import BookedFillRow
from db.store import open_store
from db.types import UtcDateTime
from engine.core.types import Side
from engine.errors import FillAlreadyBooked
from engine.outbox import KeptFor
from engine.risk.paper_wallets import moved_by
from engine.tasks import Nursery
from tests.db.trading import NOW, make_trader
from tests.support.clock import ManualClock
from tests.support.words import line_text

ROOT = Path(__file__).parents[2]
LATER = NOW + timedelta(hours=1)
BOOKED = bindparam("at", LATER, UtcDateTime())
STARTS = """
import asyncio, sys
import alembic.command, asyncpg
from db.migrate import upgrade
print("ready", flush=True)
input()
asyncio.run(upgrade(sys.argv[1]))
"""
assert models.Bot.metadata is chat_models.OutboxRow.metadata is Base.metadata


async def downgrade(url: str, revision: str = "base") -> None:
    """Bring the database back to an older form; "base" drops every table."""
    config = Config(ROOT / "alembic.ini")

    def work(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with writable_connection(url) as connection:
        await connection.run_sync(work)


async def test_the_models_have_nothing_to_add_to_the_migrations(database_url: str) -> None:
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        differences = await connection.run_sync(
            lambda c: compare_metadata(MigrationContext.configure(c), Base.metadata)
        )
    assert differences == []


async def test_migrated_tables_equal_those_made_from_the_models(database_url: str) -> None:
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        migrated = await connection.run_sync(_described)
    await downgrade(database_url)
    async with writable_connection(database_url) as connection:
        await connection.run_sync(Base.metadata.create_all)
        modelled = await connection.run_sync(_described)
    for name, table in modelled.items():
        assert migrated[name] == table, name
    assert migrated["bots"]["checks"]


def _described(connection: Connection) -> dict[str, Any]:
    """Tell what autogenerate does not compare, too: checks, names, ON DELETE."""
    tables = inspect(connection)
    return {
        name: {
            "columns": {column["name"]: repr(column) for column in tables.get_columns(name)},
            "checks": sorted(
                (str(check["name"]), check["sqltext"]) for check in tables.get_check_constraints(name)
            ),
            "unique": sorted(
                (str(unique["name"]), unique["column_names"])
                for unique in tables.get_unique_constraints(name)
            ),
            "primary": tables.get_pk_constraint(name)["constrained_columns"],
            "foreign": repr(tables.get_foreign_keys(name)),
            "indexes": sorted(_index_described(index) for index in tables.get_indexes(name)),
        }
        for name in tables.get_table_names()
        if name != "alembic_version"
    }


def _index_described(index: Mapping[str, Any]) -> str:
    options = {option: str(value) for option, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


async def has_bots(database_url: str) -> bool:
    async with writable_connection(database_url) as connection:
        return await connection.run_sync(lambda c: inspect(c).has_table("bots"))


async def test_down_to_nothing_and_up_again(database_url: str) -> None:
    await upgrade(database_url)
    await downgrade(database_url)
    async with writable_connection(database_url) as connection:
        left = await connection.run_sync(lambda c: set(inspect(c).get_table_names()))
    assert left <= {"alembic_version"}
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        tables = await connection.run_sync(lambda c: set(inspect(c).get_table_names()))
    assert {"bots", "trades", "activity_logs", "outbox"} <= tables


async def test_a_second_upgrade_migrates_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await upgrade(database_url)

    def refuse(*_: object) -> None:
        raise AssertionError("migrated again")

    monkeypatch.setattr("alembic.command.upgrade", refuse)
    await upgrade(database_url)


async def test_two_programs_that_start_at_once_both_find_the_tables(database_url: str) -> None:
    pipe = asyncio.subprocess.PIPE
    programs = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", STARTS, database_url), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe
        )
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        await program.stdout.readline()  # all that it needs is imported
    ended = await asyncio.gather(*(program.communicate(b"go\n") for program in programs))
    assert [program.returncode for program in programs] == [0, 0], ended
    assert await has_bots(database_url)


async def test_two_databases_of_one_process_are_upgraded_side_by_side(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}" for name in ("one.db", "other.db")]
    async with asyncio.TaskGroup() as group:
        for url in urls:
            group.create_task(upgrade(url))
    assert [await has_bots(url) for url in urls] == [True, True]


async def test_upgrade_works_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await upgrade("sqlite:///deeper/than/this/scalper.db")
    assert (tmp_path / "deeper/than/this/scalper.db").exists()


async def test_alembic_itself_finds_the_migrations(sqlite_url: str, tmp_path: Path) -> None:
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), "upgrade", "head"),
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": sqlite_url},
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await run.communicate()
    assert run.returncode == 0, complaints.decode()
    assert await has_bots(sqlite_url)


async def test_fills_booked_before_get_the_time_of_their_trades(database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader = await make_trader(store)
        await trader.start()
        await trader.fill("kept")
        trader.later(minutes=7)
        await trader.fill("forgotten")
    await nursery.close()
    await downgrade(database_url, "0001")
    async with writable_connection(database_url) as connection:
        await connection.execute(text("DELETE FROM trades WHERE trade_id = 'forgotten'"))
        await connection.execute(text("UPDATE booked_fills SET booked_at = :at").bindparams(BOOKED))
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        found = await connection.execute(select(BookedFillRow.trade_id, BookedFillRow.executed_at))
        assert {row.trade_id: row.executed_at for row in found} == {"kept": NOW, "forgotten": LATER}


async def test_results_of_days_are_kept_both_ways_and_get_their_owner(database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader, gone = await make_trader(store), await make_trader(store)
        for each in (trader, gone):
            await each.start()
            await each.cycles(2)
        earned = await store.ledger.results_of(NOW.date())
        await store.bot_book.delete(gone.bot_id, NOW, by=trader.state.owner_id)
        assert await store.ledger.results_of(NOW.date()) == earned
    await nursery.close()
    await downgrade(database_url, "0002")
    async with writable_connection(database_url) as connection:
        assert len((await connection.execute(text("SELECT * FROM day_results"))).all()) == 1
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        half = {key: amount / 2 for key, amount in earned.items()}
        assert await store.ledger.results_of(NOW.date()) == half, "the bot that is there keeps its own"
        stats = await store.reads.stats(trader.state.owner_id, NOW)
        assert stats.figures
        stored = await store.ledger.load(trader.bot_id)
        assert stored is not None
        assert stored.state == trader.state
    await nursery.close()


async def test_totals_are_those_of_the_days_that_were_stored_before_there_were_any(database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader, gone, idle = [await make_trader(store) for _ in range(3)]
        for each in (trader, gone):
            await each.start()
            await each.cycles(2)
            each.later(days=1)
            await each.fill()
        owner = trader.state.owner_id
        await store.bot_book.delete(gone.bot_id, NOW, by=owner)
        before = await store.reads.stats(owner, NOW)
    await nursery.close()
    await downgrade(database_url, "0004")
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        assert await store.reads.stats(owner, NOW) == before
        await store.bot_book.delete(idle.bot_id, NOW, by=owner)
        trader.ledger = store.ledger
        await trader.fill()
        [after] = (await store.reads.stats(owner, NOW)).figures[trader.state.config.mode]
        assert after.deleted.trades == 5
        assert after.total.trades == 11
        assert after.total.fees == after.deleted.fees + trader.state.fees
        assert after.total.result == after.deleted.result + trader.state.pnl
    await nursery.close()


async def test_fills_booked_before_get_the_side_of_their_orders_and_trades_keep_their_numbers(
    database_url: str,
) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader, gone = await make_trader(store), await make_trader(store)
        for each, names in ((trader, ("a", "b")), (gone, ("c", "d"))):
            await each.start()
            for name in names:
                await each.fill(name)
        await store.bot_book.delete(gone.bot_id, NOW, by=trader.state.owner_id)
    await nursery.close()
    before = await numbers(database_url)
    await downgrade(database_url, "0007")
    async with writable_connection(database_url) as connection:
        await connection.execute(text("DELETE FROM trades WHERE trade_id = 'b'"))
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        found = await connection.execute(select(BookedFillRow.trade_id, BookedFillRow.side))
        sides = {row.trade_id: row.side for row in found}
    assert sides == {"a": Side.BUY, "b": Side.SELL, "c": Side.BUY, "d": Side.SELL}
    assert (await numbers(database_url))["a"] == before["a"]
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        trader.ledger, other = store.ledger, await make_trader(store)
        await other.start()
        for name in ("a", "c"):
            with pytest.raises(FillAlreadyBooked):
                await other.fill(name)
        await trader.fill("e")
        with pytest.raises(FillAlreadyBooked):
            await trader.fill("b")
        await trader.fill("a")  # its other side
    await nursery.close()
    assert (await numbers(database_url))["e"] > 4, "no number is given twice"


async def test_what_was_muted_is_not_sent_by_the_version_before_there_was_that(database_url: str) -> None:
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        of_me = {"audience": "person:1", "kind": "fill", "created_at": LATER}
        kept = [{"kept_for": what_for, "payload": what_for or "none"} for what_for in (None, *KeptFor)]
        await connection.execute(insert(OutboxRow), [of_me | one for one in kept])
    await downgrade(database_url, "0010")
    waiting = "SELECT payload FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL ORDER BY id"
    async with writable_connection(database_url) as connection:
        assert (await connection.scalars(text(waiting))).all() == ["none", "cycle", "digest", "repeat"]
    await upgrade(database_url)
    async with writable_connection(database_url) as connection:
        found = await connection.execute(select(OutboxRow.payload, OutboxRow.dead_at, OutboxRow.kept_for))
        assert [tuple(row) for row in found if row.dead_at is not None] == [("history", LATER, None)]


async def test_wallets_of_before_cover_what_their_bots_hold(database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        holder, seller = await make_trader(store), await make_trader(store)
        for each in (holder, seller):
            await each.start()
        await holder.cycles(1)
        await holder.fill()
        await seller.cycles(1)
    await nursery.close()
    await downgrade(database_url, "0016")
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        spent = -moved_by(holder.state)["USDT"]
        assert spent > 0
        owned = (holder.state.owner_id, "Binance")
        assert await store.paper_wallets.all() == {owned: {"USDT": spent}}
    await nursery.close()


def test_the_files_bear_the_names_of_their_revisions() -> None:
    scripts = list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())
    assert [Path(script.path).name[:5] for script in scripts] == [f"{script.revision}_" for script in scripts]
    assert max(script.revision for script in scripts) == ScriptDirectory(str(MIGRATIONS)).get_current_head()


async def test_a_start_after_no_update_needs_no_alembic(migrated_sqlite_url: str) -> None:
    code = (
        "import asyncio, sys; from db.migrate import upgrade; "
        f"asyncio.run(upgrade({migrated_sqlite_url!r})); print('alembic' in sys.modules)"
    )
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=MIGRATIONS.parents[1], stdout=asyncio.subprocess.PIPE
    )
    written, _ = await run.communicate()
    assert written == b"False\n"


async def numbers(database_url: str) -> dict[str, int]:
    """Return the number of each trade's row; of two sides, that of the newest."""
    async with writable_connection(database_url) as connection:
        found = await connection.execute(text("SELECT trade_id, id FROM trades ORDER BY id"))
        return {row.trade_id: row.id for row in found}
