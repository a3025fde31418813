"""Engines: how a connection is made, tuned and begun on each database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, StaticPool, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.address import read_address
from db.transactors import BEGIN_WRITING
from db.types import ADD_AMOUNTS, add_amounts, lenient_json
from engine.errors import SettingsError

BUSY_TIMEOUT_MS = 10_000
RECYCLE_S = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How many connections PostgreSQL is asked for at most: `size` kept, `overflow` more for a while."""

    size: int = 10
    overflow: int = 20
    idle_timeout_ms: int = 10_000
    """How long PostgreSQL lets an open transaction of the writer rest."""
    ping_after_s: float = 5.0
    """How long the writing connection may rest before it is tried."""


def parse_url(url: str) -> URL:
    """Return the address with its asynchronous driver. Raises SettingsError for what is not offered."""
    try:
        return read_address(url)
    except ValueError as e:
        raise SettingsError((f"DATABASE_URL {e}",)) from None


def reading_engine(address: URL, pool: PoolSettings) -> AsyncEngine:
    """Return the engine of all reads. On SQLite its connections cannot write at all."""
    if address.get_backend_name() == "sqlite":
        engine = create_async_engine(address, json_deserializer=lenient_json)
        tune_sqlite(engine.sync_engine, begin="BEGIN", query_only=True)
        return engine
    return create_async_engine(
        address,
        isolation_level="REPEATABLE READ",  # all questions of one answer see the same moment
        json_deserializer=lenient_json,
        pool_pre_ping=True,
        pool_recycle=RECYCLE_S,
        pool_size=pool.size,
        max_overflow=pool.overflow,
    )


_BY_KEY = {
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
"""What is written is found by its key, planned once. A plan that reads the whole of a table may look cheap
while that is small; but each step leaves a dead row there, and the plan stays."""


def postgresql_writing_engine(address: URL, pool: PoolSettings) -> AsyncEngine:
    """Return the engine of the one connection that writes: however busy the readers, it is there."""
    settings = {
        # The server ends a transaction that nobody goes on with: a stopped process keeps no locks.
        "idle_in_transaction_session_timeout": str(pool.idle_timeout_ms),
        **_BY_KEY,
    }
    return create_async_engine(
        address,
        json_deserializer=lenient_json,
        pool_pre_ping=True,
        pool_recycle=RECYCLE_S,
        pool_size=1,
        max_overflow=0,
        connect_args={"server_settings": settings},
    )


def sqlite_writing_engine(address: URL) -> Engine:
    """Return the engine of the one connection that writes. `db.transactors` begins its transactions."""
    engine = create_engine(
        address.set(drivername="sqlite+pysqlite"), poolclass=StaticPool, json_deserializer=lenient_json
    )
    tune_sqlite(engine, begin=None, query_only=False)

    @event.listens_for(engine, "connect")
    def leave_log(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # `db.checkpoints` does that

    return engine


def sqlite_asking_engine(address: URL) -> Engine:
    """Return the engine of reads that are done in threads. Its connections cannot write at all."""
    engine = create_engine(address.set(drivername="sqlite+pysqlite"), json_deserializer=lenient_json)
    tune_sqlite(engine, begin="BEGIN", query_only=True)
    return engine


def migrating_engine(address: URL) -> AsyncEngine:
    """Return an engine for one connection that may change the tables."""
    engine = create_async_engine(address, poolclass=NullPool)
    if address.get_backend_name() == "sqlite":
        tune_sqlite(engine.sync_engine, begin=BEGIN_WRITING, query_only=False)
    return engine


def tune_sqlite(engine: Engine, *, begin: str | None, query_only: bool) -> None:
    """Have the connections of SQLite set up as this program counts on.

    `begin`: what each transaction begins with; None where who uses the engine begins them.
    """
    pragmas = [
        f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
    ]
    if query_only:
        pragmas.append("PRAGMA query_only = ON")

    @event.listens_for(engine, "connect")
    def tune(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's
        connection.isolation_level = None  # the driver begins nothing by itself: `begin` below does
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
        if not query_only:
            connection.create_function(ADD_AMOUNTS, 2, add_amounts, deterministic=True)

    if begin is not None:

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)
