"""What stands in the database, read without the program's own code."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

Row = tuple[object, ...]


async def rows(database_url: str, question: str) -> list[Row]:
    """Return the answer to a question in SQL."""
    engine = create_async_engine(database_url)
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(question))]
    finally:
        await engine.dispose()


async def booked_fills(database_url: str) -> list[tuple[str, Decimal, Decimal, int]]:
    """Return side, quantity, price and time (unix milliseconds) of each fill, as booked."""
    found = await rows(database_url, "SELECT side, quantity, price, executed_at FROM trades ORDER BY id")
    return [
        (str(side), Decimal(str(quantity)), Decimal(str(price)), _milliseconds(at))
        for side, quantity, price, at in found
    ]


async def result_of_all_bots(database_url: str) -> Decimal:
    """Return the sum of what the bots have earned, in quote."""
    found = await rows(database_url, "SELECT pnl FROM bots")
    return sum((Decimal(str(pnl)) for (pnl,) in found), Decimal(0))


def _milliseconds(at: object) -> int:
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at).replace(" ", "T") + "+00:00")
    return round(moment.timestamp() * 1000)
