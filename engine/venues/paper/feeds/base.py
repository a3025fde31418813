"""Market data as ticks: one trade price after the other."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One trade of a symbol."""

    index: int
    """Its place in the feed: 0, 1, 2, ... in one that can be replayed, only growing in a live one."""
    at: datetime
    """The feed's own time: aware, UTC."""
    price: Decimal
    """In quote, above zero."""


class Ticks(Protocol):
    """An open reading of a feed."""

    async def next(self) -> Tick | None:
        """Return the next tick, or None after the last. Raises FeedError."""
        ...

    async def close(self) -> None:
        """Let go of files and connections. Safe to call twice."""
        ...


class Feed(Protocol):
    """The prices of one symbol."""

    @property
    def replayable(self) -> bool:
        """Whether tick n is the same tick whenever and from wherever the feed is read."""
        ...

    @property
    def happens_now(self) -> bool:
        """Whether its times only say how fast it goes, and a tick happens when it is shown."""
        ...

    async def open(self, begin: int) -> Ticks:
        """Start reading; tick `begin` is the first to come. A live feed begins now instead.

        Raises FeedError.
        """
        ...


class NoPrices:
    """The feed of a market that has none: it is over at once."""

    replayable = False
    happens_now = True

    async def open(self, begin: int) -> "NoTicks":  # noqa: ARG002 - the protocol's shape
        """Return no ticks."""
        return NoTicks()


class NoTicks:
    """A reading without ticks."""

    async def next(self) -> Tick | None:
        """Return None."""
        return None

    async def close(self) -> None:
        """Do nothing."""
