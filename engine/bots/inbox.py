"""A driver's queue: what is to be done, in its order, and who waits for the answer."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from engine.core.events import (
    CoinPriced,
    Event,
    FeeDiffers,
    ForceClosed,
    FundingCharged,
    OrderAmended,
    OrderFilled,
    Pause,
)
from engine.core.state import BotState
from engine.core.types import Fill
from engine.correlation import correlation_id
from engine.errors import StorageUnavailable
from engine.ports import Command
from engine.reads.views import AsSeen, SeenBot

log = logging.getLogger(__name__)

TOLD_ONCE = OrderFilled | OrderAmended | ForceClosed | FundingCharged | CoinPriced | FeeDiffers | Pause
"""Facts that may not come again. Prices do, and so does how an order stands; but figures of one that was made
larger must come before the fills behind them, which would end it."""
MOST_FALLS = 10
"""So many drivers may fall over one fact: a person's commands come behind it."""


class Task(Enum):
    """What a driver does besides handling events."""

    RECOVER = 1
    LOOK = 2
    """Find out what became of the open order."""
    STORE_FEED_OFFSET = 3


@dataclass(slots=True)
class Item:
    todo: Event | Task
    feed_offset: int | None = None
    """In a replayable feed, stored with the effects of the event."""
    answer: asyncio.Future[BotState] | None = None
    """For a command: the state after it."""
    seen: AsSeen | None = None
    """For a command: what the person had seen; None: it does not matter."""
    command: Command | None = None
    """Whose it is."""
    falls: int = 0
    """How many drivers have fallen over it."""
    correlation: str = field(default_factory=correlation_id)
    """Of what it came of: a tap; "" where it is the first to be told."""

    def fits(self, state: BotState) -> bool:
        """Say whether the bot is as the person had seen it."""
        match self.seen:
            case None:
                return True
            case SeenBot():
                return SeenBot.of(state) == self.seen
            case revision:
                return state.revision == revision

    def refuse(self, error: Exception) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error)

    def fulfil(self, state: BotState) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(state)


class Untaken(NamedTuple):
    """A fact that was put in and not handled."""

    fact: Event
    item: Item


class Inbox:
    """Whatever is put in is handled or, once it is closed, refused: nobody waits in vain."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Item] = asyncio.Queue()
        self.is_closed = False
        self.untaken: list[Untaken] = []
        """Facts whose handling has failed, or had not begun when it was closed."""

    def put(self, item: Item) -> None:
        if self.is_closed:
            _interrupt(item)
        else:
            self._queue.put_nowait(item)

    async def get(self) -> Item:
        """Return the next, as soon as there is one. `done` is due for each."""
        return await self._queue.get()

    def done(self, item: Item, *, handled: bool = True) -> None:
        """Note that it has been handled, or that handling it failed."""
        if not handled:
            item.falls += 1
            self._keep(item)
        self._queue.task_done()
        _interrupt(item)

    async def emptied(self) -> None:
        """Return once all that was put in is done."""
        await self._queue.join()

    def close(self) -> None:
        """Take nothing more, and refuse what waits."""
        self.is_closed = True
        while not self._queue.empty():
            item = self._queue.get_nowait()
            self._keep(item)
            self.done(item)

    @contextmanager
    def keeping(self, known: deque[Event]) -> Iterator[None]:
        """Keep what is left of these facts, should the block fail: they come before what waits here."""
        try:
            yield
        except BaseException:
            for fact in known:
                self._keep(Item(fact, falls=1))
            raise

    def take_over(self, untaken: Sequence[Untaken]) -> None:
        """Put in what another one, closed by now, has not handled and nobody may tell again.

        A fill that it was told twice is put in once, where it was told first.
        """
        fills = list[Fill]()
        for fact, item in untaken:
            is_again = isinstance(fact, OrderFilled) and fact.fill in fills
            if item.feed_offset is not None or not isinstance(fact, TOLD_ONCE) or is_again:
                continue
            if item.falls >= MOST_FALLS:
                log.error("given up, it fells every driver: %s", fact)
                continue
            if isinstance(fact, OrderFilled):
                fills.append(fact.fill)
            self.put(item)

    def _keep(self, item: Item) -> None:
        if item.answer is None and isinstance(item.todo, Event):
            self.untaken.append(Untaken(item.todo, item))


def _interrupt(item: Item) -> None:
    item.refuse(StorageUnavailable("the bot was interrupted"))
