"""Databases for tests: one fresh, empty database for each test, on SQLite and on PostgreSQL.

A test that asks for `database_url` runs twice, once on each. A folder whose tests are about a program at work
gives `sqlite_url` and `postgresql_url` with all tables in them: they are the same, a start sooner. PostgreSQL
is the server named by TEST_POSTGRES_DSN (a user who may create databases), else a throw-away server, else the
test is skipped.
Workers that share a test run (pytest-xdist) share its server: the process that hands out the tests starts it,
tells each worker where it is, and ends it after the last worker, however that one ended.
"""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from db.base import Base
from db.migrate import newest_revision, upgrade
from tests.support.postgres_server import PostgresUnavailableError, running_server

_LIFE = pytest.StashKey[ExitStack]()
"""Of the server that the workers share."""
_SHARED = pytest.StashKey[dict[str, str]]()
"""What is told to the workers: `address`, or why there is none as `missing`."""


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist ships no types
    """Tell a worker where PostgreSQL is; the first one waits until it has been started."""
    config: pytest.Config = node.config
    if _SHARED not in config.stash:
        config.stash[_SHARED] = _start_server(config.stash.setdefault(_LIFE, ExitStack()))
    node.workerinput["postgresql"] = config.stash[_SHARED]


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash.setdefault(_LIFE, ExitStack()).close()


def _start_server(life: ExitStack) -> dict[str, str]:
    if address := os.environ.get("TEST_POSTGRES_DSN"):
        return {"address": address}
    try:
        return {"address": life.enter_context(running_server())}
    except PostgresUnavailableError as error:
        return {"missing": str(error)}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Asynchronous SQLAlchemy address of a fresh, empty database; the test runs once on each kind."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """Address of a database without any table, in whatever folder; the test runs once on each kind."""
    address: str = request.getfixturevalue(f"empty_{request.param}_url")
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Address of a database with all tables and no rows; the test runs once on each kind."""
    address: str = request.getfixturevalue(f"migrated_{request.param}_url")
    return address


@pytest.fixture
def sqlite_url(empty_sqlite_url: str) -> str:
    """Address of a database on SQLite."""
    return empty_sqlite_url


@pytest.fixture
def postgresql_url(empty_postgresql_url: str) -> str:
    """Address of a database on PostgreSQL."""
    return empty_postgresql_url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Asynchronous SQLAlchemy address of a fresh SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'scalper.sqlite3'}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without a write-ahead log beside it: copy it."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def migrated_sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Asynchronous SQLAlchemy address of a SQLite file of its own with all tables and no rows."""
    return f"sqlite+aiosqlite:///{shutil.copy(migrated_file, tmp_path / 'migrated.db')}"


@pytest.fixture
async def empty_postgresql_url(postgresql_server: URL) -> AsyncIterator[str]:
    """Asynchronous SQLAlchemy address of a fresh, empty PostgreSQL database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    async with _administration(postgresql_server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield _address(postgresql_server, name)
    async with _administration(postgresql_server) as connection:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def migrated_postgresql_url(postgresql_server: URL, migrated_database: str) -> str:
    """Address of the one migrated database, emptied: making one for each test would cost ten times that."""
    async with _administration(postgresql_server.set(database=migrated_database)) as connection:
        # A program that was killed may not have left yet.
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        await connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - constants
        await connection.execute(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY CASCADE")
        await connection.execute("UPDATE alembic_version SET version_num = $1", newest_revision())
    return _address(postgresql_server, migrated_database)


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: URL) -> Iterator[str]:
    """Name of a migrated PostgreSQL database."""
    name = f"migrated_{uuid.uuid4().hex}"
    asyncio.run(_administer(postgresql_server, f'CREATE DATABASE "{name}" TEMPLATE template0'))
    asyncio.run(upgrade(_address(postgresql_server, name)))
    yield name
    asyncio.run(_administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def postgresql_server(request: pytest.FixtureRequest) -> Iterator[URL]:
    """Address of a PostgreSQL server on which this test run may create databases."""
    with ExitStack() as life:
        told = getattr(request.config, "workerinput", {}).get("postgresql") or _start_server(life)
        if "missing" in told:
            pytest.skip(f"no PostgreSQL, set TEST_POSTGRES_DSN: {told['missing']}")
        yield make_url(told["address"]).set(drivername="postgresql")


def _address(server: URL, name: str) -> str:
    address = server.set(drivername="postgresql+asyncpg", database=name)
    return address.render_as_string(hide_password=False)


async def _administer(server: URL, statement: str) -> None:
    async with _administration(server) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def _administration(server: URL) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()
