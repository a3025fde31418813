"""A PostgreSQL that can be read and takes nothing, an empty one, and one whose connection is cut."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection

from bot.config.settings import Settings
from bot.doctor.database import look_at_database
from bot.doctor.finding import Verdict
from db.errors import translate_db_errors
from db.migrate import upgrade, writable_connection
from db.store import Store
from engine.errors import StorageUnavailable
from tests.whole.test_command_line import run

REFUSALS = {
    "default_transaction_read_only = on": "it only reads",
    "role = 'pg_monitor'": "its user may",  # nobody else's tables and schemas: as since PostgreSQL 15
}


@pytest.mark.parametrize("setting", REFUSALS)
@pytest.mark.parametrize("is_empty", [True, False])
async def test_one_that_takes_nothing_is_said_with_the_way_out(
    setting: str, postgresql_url: str, tmp_path: Path, *, is_empty: bool
) -> None:
    if not is_empty:
        await upgrade(postgresql_url)
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    async with writable_connection(postgresql_url) as connection:
        await connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET {setting}')
    settings = Settings(_env_file=None, scalper_data_dir=tmp_path, database_url=postgresql_url)
    [found, *_], _ = await look_at_database(settings)
    assert found.verdict is Verdict.BAD
    assert any(why in found.what for why in (REFUSALS[setting], "permission denied"))
    assert "OWNER TO" in str(found)
    status, said = await run(SCALPER_DATA_DIR=str(tmp_path), DATABASE_URL=postgresql_url)
    assert (status, "Traceback" in said, "python -m bot doctor" in said) == (2, False, True)


async def test_of_an_empty_one_no_backup_is_made(empty_database_url: str, tmp_path: Path) -> None:
    status, said = await run("backup", SCALPER_DATA_DIR=str(tmp_path), DATABASE_URL=empty_database_url)
    assert (status, said) == (1, "No backup was made: the database is empty.\n")


async def test_while_nothing_can_be_stored_the_database_counts_as_away(store: Store) -> None:
    """It may be read all the same: /readyz and the alerts go by this."""

    def refused(_: Connection) -> None:
        raise StorageUnavailable("cannot execute UPDATE in a read-only transaction")

    def taken(_: Connection) -> None:
        """Store nothing."""

    await store.probe.look()
    with pytest.raises(StorageUnavailable):
        await store.database.write_beside(refused)
    with pytest.raises(StorageUnavailable, match="read-only"):
        await store.probe.look()
    await store.database.write_beside(taken)
    await store.probe.look()


@pytest.mark.parametrize("made", [asyncpg.InternalClientError, asyncpg.InterfaceError, asyncio.TimeoutError])
def test_a_connection_that_is_cut_under_a_statement_is_no_fault_of_ours(
    made: Callable[[str], Exception],
) -> None:
    with pytest.raises(StorageUnavailable), translate_db_errors():
        raise made("cannot switch to state 12; another operation (2) is in progress")
