"""Databases for tests: one fresh, empty database for each test, on SQLite and on PostgreSQL.

A test that asks for `database_url` runs twice, once on each. PostgreSQL is the server named by
TEST_POSTGRES_DSN (a user who may create databases), else a throw-away server, else the test is skipped.
"""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from tests.support.postgres_server import PostgresUnavailableError, running_server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Asynchronous SQLAlchemy address of a fresh, empty database; the test runs once on each kind."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Asynchronous SQLAlchemy address of a fresh SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'scalper.sqlite3'}"


@pytest.fixture
async def postgresql_url(postgresql_server: URL) -> AsyncIterator[str]:
    """Asynchronous SQLAlchemy address of a fresh, empty PostgreSQL database, dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    async with _administration(postgresql_server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    address = postgresql_server.set(drivername="postgresql+asyncpg", database=name)
    yield address.render_as_string(hide_password=False)
    async with _administration(postgresql_server) as connection:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """Address of a PostgreSQL server on which this test run may create databases."""
    if address := os.environ.get("TEST_POSTGRES_DSN"):
        yield make_url(address).set(drivername="postgresql")
        return
    try:
        with running_server() as address:
            yield make_url(address)
    except PostgresUnavailableError as error:
        pytest.skip(f"no PostgreSQL, set TEST_POSTGRES_DSN: {error}")


@asynccontextmanager
async def _administration(server: URL) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        yield connection
    finally:
        await connection.close()
