"""Market data as ticks: one trade price after the other."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from engine.core.events import PricesBack, PricesSilent
from engine.core.reasons.reason import Reason
from engine.core.types import FeedBegin, Margin
from engine.errors import FeedError
from engine.venues.level_index import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One trade of a symbol."""

    index: int
    """Its place in the feed: 0, 1, 2, ... in one that can be replayed, only growing in a live one."""
    at: datetime
    """The feed's own time: aware, UTC."""
    price: Decimal
    """In quote, above zero."""


class Feed(Protocol):
    """The prices of one symbol."""

    @property
    def replayable(self) -> bool:
        """Whether every bot reads it for itself, at an offset of its own. Else it has a present."""

    @property
    def begins_at(self) -> datetime | None:
        """When the first tick of a replay was; None for a market."""

    @property
    def begin(self) -> FeedBegin | None:
        """By what a file is known again; None for a market."""

    def read(self, begin: int) -> AsyncGenerator[Tick]:
        """Yield the ticks, `begin` first; those of a market from now on instead. Raises FeedError."""


@runtime_checkable
class Replay(Protocol):
    """A feed of the past: ticks that concern nobody need not be shown."""

    def read_outside(self, begin: int, band: Callable[[], Band]) -> AsyncGenerator[Tick]:
        """Yield the ticks, `begin` first, and after it only some of those in the band, as it is then.

        Raises FeedError as `Feed.read` does: also what is left out is looked at.
        """


@runtime_checkable
class Stream(Protocol):
    """A feed of an exchange's stream, which can fall silent: then its ticks come by other ways, and late."""

    @property
    def silent_since(self) -> datetime | None:
        """When the last price came by the stream, while it is silent; None: it is not, as is known."""

    @property
    def margin(self) -> Margin | None:
        """What its perpetual is settled in, as known now; None: in quote."""

    def silence_news(self) -> PricesSilent | PricesBack | None:
        """Return what those who wait for prices are to be told of it now."""


class NoPrices:
    """The feed of a market that has none, for that reason: it is over at once."""

    replayable = False
    begins_at = None
    begin = None

    def __init__(self, why: Reason) -> None:
        self._why = why

    async def read(self, begin: int) -> AsyncGenerator[Tick]:  # noqa: ARG002 - the protocol's shape
        for tick in list[Tick]():
            yield tick
        raise FeedError(self._why)
