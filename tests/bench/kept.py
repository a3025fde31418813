"""What is kept from one round of a row to the next: with a hundred symbols a start alone takes a minute."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from engine.clock import SystemClock
from engine.tasks import Nursery


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one row. What it holds ends with the row."""

    nursery: Nursery = field(default_factory=lambda: Nursery(SystemClock()))
    by_key: dict[object, object] = field(default_factory=dict)


KEPT: ContextVar[Kept] = ContextVar("kept")


@asynccontextmanager
async def keeping() -> AsyncIterator[None]:
    """Keep what is kept while the block runs."""
    kept = Kept()
    token = KEPT.set(kept)
    try:
        yield
    finally:
        await kept.nursery.close()
        KEPT.reset(token)
