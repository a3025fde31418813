"""Looks at a database and changes nothing: for whoever wants to know before the program is started."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from db.codec import state_from_text
from db.engines import PoolSettings, parse_url, reading_engine
from db.errors import translate_db_errors
from db.lease import holder_in_use
from db.migrate import newest_revision, refuse_anothers
from db.models import Bot, LeaseRow, StateOfBot
from db.sqlite_file import NotADatabase, check_file, is_open, is_there
from engine.core.notices import bot_label
from engine.errors import BotUnreadable, StorageDamaged


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """How a database was found."""

    kind: str
    """sqlite or postgresql."""
    revision: str | None
    """Of its tables; None: it has none yet."""
    newest: str
    """Which this version of the program makes of it at its start."""
    holder: str | None
    """Which process owns it now, in words for people."""
    installation: str | None = None
    """Which database it is; None: no process has ever owned it."""
    refuses: str | None = None
    """Why it takes nothing now, though it can be read; None where it takes what is written."""


async def holder_of(url: str) -> str | None:
    """Return which process owns a database, also one that is damaged: then by what it has open alone.

    Raises as `inspect_database`.
    """
    try:
        return (await inspect_database(url)).holder
    except (StorageDamaged, NotADatabase):
        return "a process" if is_open(Path(parse_url(url).database or "")) else None


async def inspect_database(url: str) -> DatabaseState:
    """Return how it is. A SQLite file that is missing stays so.

    Raises SettingsError, also for another program's tables, StorageUnavailable and StorageDamaged.
    """
    address = parse_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite" and not _is_there(Path(address.database or "")):
        return DatabaseState(kind=kind, revision=None, newest=newest_revision(), holder=None)
    engine = reading_engine(address, PoolSettings(size=1, overflow=0))
    try:
        with translate_db_errors():
            async with engine.connect() as connection:
                return await connection.run_sync(_look, kind)
    finally:
        await engine.dispose()


async def unreadable_bots(url: str) -> Sequence[str]:
    """Return what people call the bots of which what is stored cannot be read, oldest first.

    The tables must be those of this version. Raises as `inspect_database`, and StoredByNewerVersion.
    """
    engine = reading_engine(parse_url(url), PoolSettings(size=1, overflow=0))
    try:
        with translate_db_errors():
            async with engine.connect() as connection:
                return await connection.run_sync(_unreadable)
    finally:
        await engine.dispose()


def _unreadable(connection: Connection) -> Sequence[str]:
    columns = select(Bot.id, Bot.number, Bot.ticker, Bot.name, StateOfBot.state)
    found = []
    for row in connection.execute(columns.join(StateOfBot, StateOfBot.bot_id == Bot.id).order_by(Bot.number)):
        try:
            state_from_text(row.id, row.state)
        except BotUnreadable:
            found.append(bot_label(row.number, row.ticker, row.name))
    return found


def _is_there(file: Path) -> bool:
    """Say whether there is a file, and that it can be used. Raises SettingsError."""
    if not is_there(file):
        return False
    check_file(file)
    return True


def _look(connection: Connection, kind: str) -> DatabaseState:
    tables = inspect(connection)
    revision = None
    if tables.has_table("alembic_version"):
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    refuse_anothers(connection, revision)
    holder = installation = None
    if tables.has_table(LeaseRow.__tablename__):
        holder = holder_in_use(connection)
        installation = connection.scalar(select(LeaseRow.installation))
    return DatabaseState(
        kind=kind,
        revision=revision,
        newest=newest_revision(),
        holder=holder,
        installation=installation,
        refuses=_why_it_refuses(connection, has_tables=revision is not None)
        if kind == "postgresql"
        else None,
    )


def _why_it_refuses(connection: Connection, *, has_tables: bool) -> str | None:
    if connection.scalar(text("SHOW transaction_read_only")) == "on":
        return "it only reads: it is a replica, or default_transaction_read_only is on"
    if not connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")):
        return "its user may make no tables there"
    if has_tables and not connection.scalar(text("SELECT has_table_privilege('bots', 'INSERT, UPDATE')")):
        return "its user may not write to the tables there"
    return None
