"""A store on an empty database of each kind, migrated once for all tests."""

from collections.abc import AsyncIterator

import pytest

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
