"""Brings the tables of a database to what this version of the program expects."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.base import Base
from db.engines import migrating_engine, parse_url
from db.errors import translate_db_errors
from db.lease import holder_in_use
from db.models import LeaseRow
from db.sqlite_file import OUR_REVISION, check_file
from engine.errors import SettingsError, StoredByNewerVersion

MIGRATIONS = Path(__file__).parent / "migrations"
_one_at_a_time = Lock()
"""alembic's operations go to one connection per process: two upgrades side by side would mix them up."""
WAIT_S = 0.02


async def upgrade(url: str) -> None:
    """Bring the database to the newest form, in one transaction. Quick when it is there already.

    A SQLite file, and its folder, are made when missing. Raises SettingsError, also when the form
    would change under a process at work, StoredByNewerVersion and StorageUnavailable.
    """
    with translate_db_errors():
        address = parse_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            check_file(Path(address.database))
        async with _alone(), writable_connection(url) as connection:
            await connection.run_sync(_upgrade)


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Wait until nobody else in this process changes tables, whatever loop they are on."""
    while not _one_at_a_time.acquire(blocking=False):  # noqa: ASYNC110 - an event belongs to one loop
        await asyncio.sleep(WAIT_S)
    try:
        yield
    finally:
        _one_at_a_time.release()


@asynccontextmanager
async def writable_connection(url: str) -> AsyncIterator[AsyncConnection]:
    """Give a connection in a transaction that is committed in the end."""
    engine = migrating_engine(parse_url(url))
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # A second program that starts at the same moment waits here until this one is through.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('scalper migrations'))"))
    is_new = not inspect(connection).has_table("alembic_version")
    revision = None if is_new else connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision == newest_revision():
        return
    refuse_anothers(connection, revision)
    if revision is not None and revision not in known_revisions():
        raise StoredByNewerVersion(revision, max(known_revisions()))
    _refuse_under_work(connection)
    upgrade_to(connection, "head")


def upgrade_to(connection: Connection, revision: str) -> None:
    """Bring the tables to that revision, in the transaction of the connection."""
    # A start after no update has no use for it: it takes a fifth of a second, and 8 MB for good.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def refuse_anothers(connection: Connection, revision: str | None) -> None:
    """Raise SettingsError where another program keeps its tables there."""
    if _is_anothers(connection, revision):
        complaint = "DATABASE_URL: another program keeps its tables there. Name a database of its own."
        raise SettingsError((complaint,))


def _is_anothers(connection: Connection, revision: str | None) -> bool:
    """Say whether others made what is there. A PostgreSQL database may be shared, but for our names."""
    if revision is not None:
        return not OUR_REVISION.fullmatch(revision)
    return not set(Base.metadata.tables).isdisjoint(inspect(connection).get_table_names())


def _refuse_under_work(connection: Connection) -> None:
    """Raise SettingsError while another process, of an older version, owns the database."""
    holder = holder_in_use(connection) if inspect(connection).has_table(LeaseRow.__tablename__) else None
    if holder is not None:
        complaint = (
            f"DATABASE_URL: this version has to change the tables, but {holder} is using them. "
            "Stop that process first; if it has crashed, try again in 15 s."
        )
        raise SettingsError((complaint,))


def newest_revision() -> str:
    """Return the one that this version makes of a database."""
    return max(known_revisions())


def known_revisions() -> set[str]:
    """Return those that this version knows: the files bear their names."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}
