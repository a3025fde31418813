"""The database fixtures give each test an empty database of its own."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


@pytest.mark.parametrize("attempt", [1, 2])
async def test_each_test_gets_an_empty_database(database_url: str, attempt: int) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        # Fails with "already exists" if the database outlived the other attempt.
        await connection.execute(text("CREATE TABLE notes (attempt INTEGER)"))
        await connection.execute(text("INSERT INTO notes VALUES (:attempt)"), {"attempt": attempt})
        rows = (await connection.execute(text("SELECT attempt FROM notes"))).scalars().all()
    await engine.dispose()
    assert rows == [attempt]
