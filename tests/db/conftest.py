"""A store on an empty database of each kind, migrated once for all tests."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL

from db.base import Base
from db.migrate import newest_revision, upgrade
from db.store import Store, open_store
from engine.tasks import Nursery
from tests.db.ledgers import Books, DatabaseBooks, InMemory
from tests.support.clock import ManualClock
from tests.support.words import line_text


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    nursery = Nursery(ManualClock())
    yield nursery
    await nursery.close()


@pytest.fixture
async def store(migrated_url: str, nursery: Nursery) -> AsyncIterator[Store]:
    async with open_store(migrated_url, nursery, line_text) as store:
        yield store


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def books_url(request: pytest.FixtureRequest) -> str | None:
    """Address of an empty database; None for memory."""
    if request.param == "memory":
        return None
    address: str = request.getfixturevalue(f"migrated_{request.param}_url")
    return address


@pytest.fixture
async def books(books_url: str | None, nursery: Nursery) -> AsyncIterator[Books]:
    """Each of the ledgers in turn."""
    if books_url is None:
        yield InMemory()
        return
    async with open_store(books_url, nursery, line_text) as store:
        yield DatabaseBooks(store)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Address of a database with all tables and no rows; the test runs once on each kind."""
    address: str = request.getfixturevalue(f"migrated_{request.param}_url")
    return address


@pytest.fixture
def migrated_sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'migrated.db')}"


@pytest.fixture
async def migrated_postgresql_url(postgresql_server: URL, migrated_database: str) -> str:
    """Address of the one migrated database, emptied: making one for each test would cost ten times that."""
    async with _administration(postgresql_server.set(database=migrated_database)) as connection:
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
