"""The door of the database: what its libraries raise leaves here as an error of the engine."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolExhausted

from db.types import ValueRefused
from engine.errors import StorageDamaged, StorageUnavailable

_OUR_MISTAKES = (
    *(IntegrityError, DataError, ProgrammingError, NotSupportedError),
    *(sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.NotSupportedError),
)
"""Statements that no waiting would help. They pass unchanged."""


NOT_PERMITTED = "42501"
"""PostgreSQL's code of a user who lacks a right, as in another's database since version 15."""


@contextmanager
def translate_db_errors() -> Iterator[None]:
    """Turn failures of connection and operation into StorageUnavailable, and nothing else.

    Where a SQLite file is damaged it is StorageDamaged. A value that its column refuses comes out as the
    plain ValueRefused.
    """
    try:
        yield
    except _OUR_MISTAKES as e:
        if _may_not(e):
            raise _unavailable(e.orig) from e  # type: ignore[union-attr] # SQLAlchemy's have one
        raise
    except sqlite3.Error as e:  # of a statement that went past SQLAlchemy
        raise _unavailable(e) from e
    except DBAPIError as e:
        raise _unavailable(e.orig) from e
    except StatementError as e:
        if isinstance(e.orig, ValueRefused):
            raise e.orig from e
        raise
    except (PoolExhausted, OSError) as e:
        raise StorageUnavailable(_first_line(e)) from e
    except Exception as e:
        if _from_connecting(e):
            raise StorageUnavailable(_first_line(e)) from e
        raise


def is_damage(error: BaseException | None) -> bool:
    """Say whether SQLite means that its file cannot be read, now or later."""
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _unavailable(error: BaseException | None) -> StorageUnavailable:
    return (StorageDamaged if is_damage(error) else StorageUnavailable)(_first_line(error))


def _may_not(error: Exception) -> bool:
    """Say whether PostgreSQL lets its user not do that."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == NOT_PERMITTED


def _from_connecting(error: Exception) -> bool:
    """Say whether asyncpg raised it while connecting: SQLAlchemy lets those pass as they are.

    So it does what asyncpg says of a connection that was ended under a statement.
    """
    asyncpg = sys.modules.get("asyncpg")
    return asyncpg is not None and isinstance(
        error, asyncpg.PostgresError | asyncpg.InterfaceError | asyncpg.InternalClientError
    )


def _first_line(error: BaseException | None) -> str:
    """Return the error's kind and first line: statements and their values stay out of messages."""
    said = f"{type(error).__name__}: {error}".splitlines()[0]
    if getattr(error, "sqlstate", None) == NOT_PERMITTED:
        return f"{said}; make the user its owner: ALTER DATABASE name OWNER TO user"
    return said
