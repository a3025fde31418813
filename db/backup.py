"""Backups: one file that holds the whole of a database at one moment, and the way back.

SQLite is copied by its own online backup, beside a program at work. Of PostgreSQL every table is copied as
the server writes it, all at one moment, into a zip with a manifest: no other program is needed, and what it
holds is that of its revision, whichever version of this program reads it.
"""

import asyncio
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import Connection, MetaData, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from db.engines import parse_url
from db.errors import is_damage, translate_db_errors
from db.migrate import known_revisions, upgrade_to, writable_connection
from db.sqlite_file import MOVED, NotADatabase, check_file
from engine.errors import SettingsError

MANIFEST = "manifest.json"
PRIVATE = 0o600
DRAFT = ".part"
"""How the name of one ends that is being written."""
SUFFIXES = {"sqlite": ".db", "postgresql": ".pg.zip"}
_NOT_COPIED = "alembic_version"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup."""

    installation: str | None
    """Which database it was; None for one of before there were leases."""
    stamp: int
    """How far it had come."""


def suffix_of(url: str) -> str:
    """Return how the name of a backup of that database ends."""
    return SUFFIXES[parse_url(url).get_backend_name()]


def back_up(url: str, target: Path) -> None:
    """Write a backup of the database to a new file, which is there whole or not at all.

    It takes its time: call it in a thread without a loop. Raises StorageUnavailable, also where the file
    cannot be written.
    """
    address = parse_url(url)
    with translate_db_errors(), whole(target) as draft:
        if address.get_backend_name() == "sqlite":
            copy_file(Path(address.database or ""), draft)
        else:
            asyncio.run(_dump(url, draft))


async def restore(url: str, backup: Path) -> Restored:
    """Put a backup in the place of the database; PostgreSQL has to be an empty one.

    A SQLite database that is there is kept beside, as NAME.before-restore, damaged or not. The caller sees
    to it that nobody uses it. Raises SettingsError where the file is no backup for that database, or the
    database is not empty, and StorageUnavailable.
    """
    address = parse_url(url)
    with translate_db_errors():
        if address.get_backend_name() == "sqlite":
            return await asyncio.to_thread(_restore_file, Path(address.database or ""), backup)
        return await _load(url, backup)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a draft that nobody else may read, and that takes the name of the target in the end."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}{DRAFT}")
    os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE))
    try:
        yield draft
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


# --- SQLite --------------------------------------------------------------------------------------------


def copy_file(source: Path, target: Path) -> None:
    """Copy all pages at one moment: who writes meanwhile is not held up, and is not in the copy."""
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def _restore_file(file: Path, backup: Path) -> Restored:
    if not backup.is_file():
        raise SettingsError((f"{backup} is not there.",))
    if zipfile.is_zipfile(backup):
        raise SettingsError((f"{backup} is a backup of PostgreSQL: name such a database in DATABASE_URL.",))
    found = check_backup(backup)
    with suppress(NotADatabase):  # what is left of one gives way, too
        check_file(file)
    if file.stat().st_size:
        _keep(file, file.with_name(f"{file.name}.before-restore"))
    with whole(file) as draft:
        copy_file(backup, draft)
        for leftover in ("-wal", "-shm"):  # of the database before: they would be read as the new one's
            file.with_name(f"{file.name}{leftover}").unlink(missing_ok=True)
    return found


def _keep(file: Path, kept: Path) -> None:
    """Copy a database as it is; one that SQLite cannot read byte by byte, with what was written last."""
    log = "-wal"
    for leftover in (log, "-shm"):  # of one that was kept before: they would be read as this one's
        kept.with_name(f"{kept.name}{leftover}").unlink(missing_ok=True)
    try:
        with whole(kept) as draft:
            copy_file(file, draft)
    except sqlite3.Error as e:
        if not is_damage(e):
            raise
        for part in (log, ""):
            with suppress(FileNotFoundError), whole(kept.with_name(f"{kept.name}{part}")) as draft:
                shutil.copyfile(file.with_name(f"{file.name}{part}"), draft)


def check_backup(backup: Path) -> Restored:
    """Return what it holds. Raises SettingsError for a file that is none of ours, newer, or damaged."""
    address = f"file:{quote(str(backup.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as read:
        try:
            ((state,),) = read.execute("PRAGMA quick_check(1)").fetchall()
            ((revision,),) = read.execute("SELECT version_num FROM alembic_version").fetchall()
        except (sqlite3.Error, ValueError):
            state, revision = "it cannot be read", ""
        if state != "ok":
            raise SettingsError((f"{backup} is damaged, or no backup: {state}.",))
        if revision.startswith(MOVED):
            raise SettingsError((f"{backup}: what was in it was moved to PostgreSQL.",))
        _refuse_newer(backup, revision)
        has_lease = read.execute("SELECT 1 FROM sqlite_master WHERE name = 'lease'").fetchone()
        row = read.execute("SELECT installation, stamp FROM lease").fetchone() if has_lease else None
    return Restored(*row) if row else Restored(None, 0)


def _refuse_newer(backup: Path, revision: str) -> None:
    if revision not in known_revisions():
        raise SettingsError(
            (f"{backup} is of a newer version of Scalper ({revision}): restore it with that.",)
        )


# --- PostgreSQL ----------------------------------------------------------------------------------------


async def _dump(url: str, target: Path) -> None:
    engine = create_async_engine(parse_url(url), poolclass=NullPool, isolation_level="REPEATABLE READ")
    try:
        async with engine.connect() as connection:
            revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            tables = await connection.run_sync(_tables)
            driver = await _driver(connection)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
                manifest = {"format": 1, "revision": revision, "tables": tables}
                made.writestr(MANIFEST, json.dumps(manifest))
                for name, columns in tables.items():
                    with made.open(name, "w", force_zip64=True) as member:
                        await driver.copy_from_table(
                            name, columns=columns, output=_into(member), format="csv"
                        )
    finally:
        await engine.dispose()


def _tables(connection: Connection) -> dict[str, list[str]]:
    """Return the tables with their columns, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return {
        table.name: [column.name for column in table.columns]
        for table in found.sorted_tables
        if table.name != _NOT_COPIED
    }


def _into(member: IO[bytes]) -> Any:  # noqa: ANN401 - what asyncpg takes
    async def write(part: bytes) -> None:
        member.write(part)

    return write


async def _driver(connection: AsyncConnection) -> Any:  # noqa: ANN401 - asyncpg ships no types
    """Return the driver's own connection, in the transaction that has begun on this one."""
    return (await connection.get_raw_connection()).driver_connection


async def _load(url: str, backup: Path) -> Restored:
    try:
        opened = zipfile.ZipFile(backup)
        manifest = json.loads(opened.read(MANIFEST))
        revision, tables = str(manifest["revision"]), dict(manifest["tables"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError):
        raise SettingsError((f"{backup} is no backup of PostgreSQL.",)) from None
    with opened:
        if (damaged := opened.testzip()) is not None:
            raise SettingsError((f"{backup} is damaged: {damaged} cannot be read.",))
        _refuse_newer(backup, revision)
        async with writable_connection(url) as connection:
            await connection.run_sync(refuse_full)
            await connection.run_sync(upgrade_to, revision)
            if not tables.keys() <= (await connection.run_sync(_tables)).keys():
                raise SettingsError((f"{backup} is damaged: it names tables that there are not.",))
            names = ", ".join(f'"{name}"' for name in tables)
            await connection.execute(text(f"TRUNCATE {names} CASCADE"))
            driver = await _driver(connection)
            for name, columns in tables.items():
                with opened.open(name) as member:
                    await driver.copy_to_table(name, columns=columns, source=member, format="csv")
            await connection.run_sync(go_on_counting, tables)
            lease = "lease" in tables
            row = (
                (await connection.execute(text("SELECT installation, stamp FROM lease"))).one_or_none()
                if lease
                else None
            )
    return Restored(row[0], row[1]) if row else Restored(None, 0)


def refuse_full(connection: Connection) -> None:
    if _tables(connection):
        complaint = "DATABASE_URL: it has tables already; a backup goes into an empty database. Name one."
        raise SettingsError((complaint,))


def go_on_counting(connection: Connection, tables: dict[str, list[str]]) -> None:
    """Have ids go on after the greatest that was copied."""
    for table, columns in tables.items():
        for column in columns:
            asked = {"of": f'"{table}"', "column": column}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:of, :column)"), asked)
            if sequence is not None:
                newest = f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"'  # noqa: S608 - our own names
                connection.execute(
                    text(f"SELECT setval(:sequence, ({newest}), false)"), {"sequence": sequence}
                )
