"""Moves a SQLite database into an empty PostgreSQL one: every row, compared on both sides, or nothing.

The file stays as it is, but for a mark by which this program and each before it refuse to use it: what trades
in two databases with the same keys has every order twice.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    create_engine,
    insert,
    select,
    text,
    update,
)

from db.backup import check_backup, copy_file, go_on_counting, refuse_full
from db.backup_restore import rename_orders
from db.base import Base
from db.engines import parse_url, tune_sqlite
from db.errors import translate_db_errors
from db.migrate import upgrade, upgrade_to, writable_connection
from db.models import LeaseRow
from db.sqlite_file import MOVED, check_file, is_moved
from engine.errors import SettingsError
from engine.reads.journal import WordLine

CHUNK = 1000
_TABLES = Base.metadata.sorted_tables
_WRITERS_WAIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Moved:
    """What is in the new database."""

    rows: dict[str, int]
    """Table -> how many; each table was found to be the same on both sides."""
    installation: str | None
    stamp: int
    """How far it has come: further than the file, which is behind from now on."""


async def move(
    file: Path, url: str, *, at: datetime, word_line: WordLine, has_ended: Callable[[str], bool]
) -> Moved:
    """Copy all there is in the file to the database of the address, prove it, and close the file.

    What was interrupted may be done again: the file is closed before the new database can be seen. Orders
    get names of a new epoch, as after a restored backup; nothing is lost, so bots go on. `has_ended` tells
    of a process by its name. Raises SettingsError and StorageUnavailable; nothing has changed then.
    """
    if parse_url(url).get_backend_name() != "postgresql":
        raise SettingsError(
            ("DATABASE_URL must name the new database: postgresql://user:password@host/name.",)
        )
    _check_source(file)
    with translate_db_errors(), TemporaryDirectory(dir=file.parent, prefix=".move-") as folder:
        copy = Path(folder) / file.name
        async with writable_connection(url) as target:
            await target.run_sync(refuse_full)
            with _alone(file) as opened:
                _refuse_held(opened, file, has_ended)
                copy_file(file, copy)
                revision = _unmarked(copy)
                found = check_backup(copy)
                await upgrade(f"sqlite:///{copy}")
                await target.run_sync(upgrade_to, "head")
                rows = await target.run_sync(_fill, copy)
                stamp = found.stamp + 1
                await target.run_sync(_begin, stamp, at, word_line)
                opened.execute("UPDATE alembic_version SET version_num = ?", (f"{MOVED}{revision}",))
    return Moved(rows, found.installation, stamp)


def _check_source(file: Path) -> None:
    if not file.is_file():
        raise SettingsError((f"{file} is not there.",))
    if not is_moved(file):  # one that is may be so by a move that was interrupted
        check_file(file)


@contextmanager
def _alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection beside which nobody writes; what it has changed is kept if all goes well."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=_WRITERS_WAIT_S)) as opened:
        opened.execute("BEGIN IMMEDIATE")
        yield opened
        opened.execute("COMMIT")


def _refuse_held(opened: sqlite3.Connection, file: Path, has_ended: Callable[[str], bool]) -> None:
    if not opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'lease'").fetchone():
        return
    question = "SELECT holder FROM lease WHERE expires_at > strftime('%Y-%m-%d %H:%M:%f', 'now')"
    for (holder,) in opened.execute(question):
        if holder is not None and not has_ended(holder):
            raise SettingsError((f"{file}: {holder} is using it. Stop that process first.",))


def _unmarked(copy: Path) -> str:
    """Take the mark of a move that was interrupted off the copy. Return the revision of its tables."""
    with closing(sqlite3.connect(copy)) as opened, opened:
        try:
            ((revision,),) = opened.execute("SELECT version_num FROM alembic_version").fetchall()
        except (sqlite3.Error, ValueError):
            return ""  # what is wrong with it is said when it is checked
        bare = str(revision).removeprefix(MOVED)
        opened.execute("UPDATE alembic_version SET version_num = ?", (bare,))
        return bare


def _fill(target: Connection, copy: Path) -> dict[str, int]:
    """Copy each table, those first that others refer to, and compare it. Return how many rows each has."""
    engine = create_engine(f"sqlite:///{copy}")
    tune_sqlite(engine, begin="BEGIN", query_only=True)
    names = ", ".join(f'"{table.name}"' for table in _TABLES)
    target.execute(text(f"TRUNCATE {names} CASCADE"))  # what the migrations have put there
    try:
        with engine.connect() as source:
            counts = {table.name: _copy_table(source, target, table) for table in _TABLES}
            for table in _TABLES:
                if _content(source, table) != _content(target, table):
                    complaint = f"{table.name} is not the same in the new database; nothing was moved."
                    raise SettingsError((complaint,))
    finally:
        engine.dispose()
    go_on_counting(target, {table.name: [column.name for column in table.columns] for table in _TABLES})
    return counts


def _copy_table(source: Connection, target: Connection, table: Table) -> int:
    values = {
        column.name: cast(bindparam(f"v_{column.name}", type_=Text()), JSON)
        if isinstance(column.type, JSON)
        else bindparam(f"v_{column.name}", type_=column.type)
        for column in table.columns
    }
    in_json = [column.name for column in table.columns if isinstance(column.type, JSON)]
    statement, count = insert(table).values(values), 0
    for part in _all(source, table).partitions(CHUNK):
        for name in in_json:
            _check_json(table, name, map(_named, part))
        target.execute(statement, [{f"v_{name}": row[name] for name in values} for row in map(_named, part)])
        count += len(part)
    return count


def _check_json(table: Table, name: str, rows: Iterable[Any]) -> None:
    """Raise SettingsError where a column holds what PostgreSQL would not take: SQLite does not look at it."""
    for row in rows:
        try:
            json.loads(row[name] or "null")
        except ValueError:
            key = ", ".join(str(row[column.name]) for column in table.primary_key.columns)
            complaint = f"{table.name}, row {key}: what stands in {name} is no JSON; nothing was moved."
            raise SettingsError((f"{complaint} Put it right, or write {{}} there.",)) from None


def _named(row: Any) -> Any:  # noqa: ANN401 - of any table
    return row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it


def _all(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - rows of any table
    return connection.execute(_as_stored(table), execution_options={"yield_per": CHUNK})


def _as_stored(table: Table) -> Select[Any]:
    """Ask for all of a table; JSON as the text that it is, for the database must not read it."""
    return select(
        *(
            cast(column, Text()).label(column.name) if isinstance(column.type, JSON) else column
            for column in table.columns
        )
    )


def _content(connection: Connection, table: Table) -> tuple[int, int]:
    """Return how many rows a table has, and a sum over all that stands in them, in whichever order."""
    count, total = 0, 0
    for row in _all(connection, table):
        count += 1
        total += int.from_bytes(sha256(repr(tuple(row)).encode()).digest())
    return count, total


def _begin(target: Connection, stamp: int, at: datetime, word_line: WordLine) -> None:
    """Let a first process have it, to which the file it came from is an older backup."""
    target.execute(update(LeaseRow).values(holder=None, acquired_at=None, expires_at=None, stamp=stamp))
    rename_orders(target, at, word_line)
