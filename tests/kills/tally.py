"""What all kill tests share: what they count, and fresh databases of both kinds."""

import os
import statistics
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from db.address import read_address
from tests.support.postgres_server import running_server

NewDatabase = Callable[[int, Path], Awaitable[str]]
OWED = (
    "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL"
    " AND (kept_for IS NULL OR kept_for NOT IN ('history', 'repeat'))"
)
"""How many notices are still to be sent.

What its reader has muted stands in the history, and is told; what comes again is counted minutes later.
"""
LEASE_S = 3.0
"""How long the killed process keeps the next one waiting, at most; in service it is 15 s."""


@dataclass
class Tally:
    """What came of all rounds."""

    kills: Counter[str] = field(default_factory=Counter)
    """By the point that was struck."""
    places: Counter[str] = field(default_factory=Counter)
    """By market and kind of database."""
    rounds: int = 0
    repeats: int = 0
    struck: int = 0
    fills: int = 0
    orders: int = 0
    asked: int = 0
    """Orders of which a person had to say that they are the bot's."""
    back_after_s: list[float] = field(default_factory=list)
    """From the start of a process until its first order stood at the exchange."""
    all_back_after_s: list[float] = field(default_factory=list)
    """From the start of a process until each of its bots had sent an order."""
    complaints: list[str] = field(default_factory=list)

    def report(self) -> str:
        """Return all of it as lines."""
        lines = [f"  {number:4} {point}" for point, number in sorted(self.kills.items())]
        lines += [f"  {number:4} kills with {place}" for place, number in sorted(self.places.items())]
        lines.append(f"  {self.repeats} messages marked as a possible repeat, {self.fills} fills in all")
        if self.asked:
            lines.append(f"  {self.asked} orders that a person was asked about")
        for what, seconds in (
            ("first order", self.back_after_s),
            ("each bot's first order", self.all_back_after_s),
        ):
            if seconds:
                lines.append(
                    f"  {what} after a start: median {statistics.median(seconds):.1f} s, "
                    f"worst {max(seconds):.1f} s ({len(seconds)} starts, a lease of {LEASE_S:.0f} s)"
                )
        lines += [f"WRONG: {complaint}" for complaint in self.complaints]
        return "\n".join(lines)


async def rows(database_url: str, question: str) -> list[tuple[str, ...]]:
    """Return the answer to a question in SQL."""
    engine = create_async_engine(read_address(database_url))
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(question))]
    finally:
        await engine.dispose()


@contextmanager
def databases() -> Iterator[NewDatabase]:
    """Give fresh databases: even numbers on PostgreSQL, odd ones on SQLite."""
    with ExitStack() as stack:
        server = os.environ.get("TEST_POSTGRES_DSN") or stack.enter_context(running_server())

        async def new_database(number: int, folder: Path) -> str:
            if number % 2:
                return f"sqlite:///{folder}/scalper.db"
            name = f"kill_test_{os.getpid()}_{folder.name.replace('-', '_')}"
            connection = await asyncpg.connect(server)
            try:
                await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            finally:
                await connection.close()
            address = make_url(server).set(drivername="postgresql", database=name)
            return address.render_as_string(hide_password=False)

        yield new_database
