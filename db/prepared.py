"""Statements as the drivers take them: compiled once from the models, run without SQLAlchemy in between.

A statement keeps its columns' types: what becomes of a value is what SQLAlchemy would make of it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import Boolean, ClauseElement, Connection, Dialect, Enum, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from db.checkpoints import raw_sqlite
from db.types import Amount, JsonText, UtcDateTime, to_json

Row = Mapping[str, Any]
Parameters = Any
"""A row as a runner takes it: a tuple for the driver, or the row itself for SQLAlchemy."""
Process = Callable[[Any], Any]

_SQLITE = sqlite.dialect(paramstyle="qmark", json_serializer=to_json)
_REMEMBERED = 2048
"""Of each kind of value: those of a hundred steps, which may share a commit."""
_remembering: dict[tuple[object, ...], Process] = {}


class Statement:
    """One statement of a commit, in both dialects."""

    def __init__(
        self, core: Executable | Mapping[str, Executable], names: Sequence[str] | None = None
    ) -> None:
        """`names` are the columns that its rows give; None where it names its parameters itself."""
        self.names = names
        self._core = core if isinstance(core, Mapping) else dict.fromkeys(("sqlite", "postgresql"), core)
        compiled = compile_for(_SQLITE, self._core["sqlite"], names)
        self.sqlite = str(compiled)
        self._columns = [
            (name, process_of(compiled.binds[name].type, _SQLITE)) for name in compiled.positiontup or ()
        ]
        self._bind = _binder(self._columns)

    def core(self, dialect: str) -> Executable:
        return self._core[dialect]

    def bind(self, row: Row) -> tuple[Any, ...]:
        """Return the row as the driver of SQLite takes it. Raises ValueRefused.

        Raises KeyError for a row that has not just the columns of the statement.
        """
        if len(row) != len(self._columns):
            raise KeyError(*({name for name, _ in self._columns} ^ row.keys()))
        return self._bind(row)


def _binder(columns: Sequence[tuple[str, Process | None]]) -> Callable[[Row], tuple[Any, ...]]:
    """Return what makes a tuple of a row: written out, for a loop over the columns takes twice as long."""
    processes = {f"made_{at}": process for at, (_, process) in enumerate(columns) if process is not None}
    values = [
        f"row[{name!r}]" if process is None else f"made_{at}(row[{name!r}])"
        for at, (name, process) in enumerate(columns)
    ]
    binder: Callable[[Row], tuple[Any, ...]] = eval(f"lambda row: ({', '.join(values)},)", processes)  # noqa: S307 - of our own columns
    return binder


def compile_for(dialect: Dialect, statement: Executable, names: Sequence[str] | None) -> SQLCompiler:
    return cast(SQLCompiler, cast(ClauseElement, statement).compile(dialect=dialect, column_keys=names))


def process_of(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """Return what the type makes of a value before the driver gets it; None: nothing."""
    process: Process | None = kind.dialect_impl(dialect).bind_processor(dialect)
    if isinstance(kind, UtcDateTime) and dialect.name == "sqlite":
        process = kind.to_text
    return None if process is None else remembering(kind, process, dialect.name)


def remembering(kind: TypeEngine[Any], process: Process, which: str) -> Process:
    """Return the process of a kind of values as one that remembers what it made of them. `which` names it.

    A step has the same few values in many columns, which remember them together: each by itself would
    keep thousands of moments that never come again.
    """
    if (alike := _alike(kind)) is None:
        return process
    return _remembering.setdefault(
        (which, *alike),
        lru_cache(_REMEMBERED, typed=True)(process),  # a float equals a Decimal, and one equals True
    )


def _alike(kind: TypeEngine[Any]) -> tuple[object, ...] | None:
    """Return what types have in common that make the same of a value; None: theirs are not remembered."""
    match kind:
        case Amount():
            return Amount, kind.integer_digits, kind.places
        case UtcDateTime():
            return (UtcDateTime,)
        case Enum():
            return Enum, kind.enum_class, *kind.enums
        case Boolean():
            return (Boolean,)
        case _:
            return None


class Runner(Protocol):
    """Runs statements inside a transaction that is open."""

    @staticmethod
    def bind(statement: Statement, row: Row) -> Parameters:
        """Return the row as this runner takes it. Raises ValueRefused."""

    def run(self, statement: Statement, rows: Sequence[Parameters]) -> None:
        """Run it once for each row."""

    def changed(self, statement: Statement, rows: Sequence[Parameters]) -> int:
        """Run it once for each row and return how many rows it concerned in all."""

    def ask(self, statement: Statement, row: Parameters) -> Sequence[Sequence[Any]]:
        """Run it and return its answer."""


class SqliteRunner:
    """On the driver itself, below SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = raw_sqlite(connection).cursor()

    @staticmethod
    def bind(statement: Statement, row: Row) -> Parameters:
        return statement.bind(row)

    def run(self, statement: Statement, rows: Sequence[Parameters]) -> None:
        if rows:
            self._cursor.executemany(statement.sqlite, rows)

    def changed(self, statement: Statement, rows: Sequence[Parameters]) -> int:
        return self._cursor.executemany(statement.sqlite, rows).rowcount if rows else 0

    def ask(self, statement: Statement, row: Parameters) -> Sequence[Sequence[Any]]:
        return self._cursor.execute(statement.sqlite, row).fetchall()


class CoreRunner:
    """On SQLAlchemy's own connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    @staticmethod
    def bind(_statement: Statement, row: Row) -> Parameters:
        return row

    def run(self, statement: Statement, rows: Sequence[Parameters]) -> None:
        if rows:
            self._connection.execute(statement.core(self._dialect), [_read(row) for row in rows])

    def changed(self, statement: Statement, rows: Sequence[Parameters]) -> int:
        core = statement.core(self._dialect)
        return sum(self._connection.execute(core, _read(row)).rowcount for row in rows)

    def ask(self, statement: Statement, row: Parameters) -> Sequence[Sequence[Any]]:
        return self._connection.execute(statement.core(self._dialect), row).all()


def _read(row: Row) -> dict[str, Any]:
    """Return the row as SQLAlchemy takes it, which writes all JSON itself."""
    return {name: json.loads(of) if isinstance(of, JsonText) else of for name, of in row.items()}


RUNNERS: Mapping[str, type[SqliteRunner | CoreRunner]] = {"sqlite": SqliteRunner, "postgresql": CoreRunner}
