"""One market as it runs: ticks come, bots decide, and only then comes the next tick.

Theory. A decision takes no time in a replay: after each tick the run waits until every bot that it
concerned is through with it, and whoever still wants that price is asked again. So what happens depends on
the ticks alone, and a bot that is taken up again at its stored offset does what it would have done:

- Offset p is stored together with an effect of tick p, or once tick p has nothing more for the bot.
- On return tick p is the price just seen. An order placed at p, or never answered for, is judged at p
  as at its placement (its fill has the same name, so it counts once); a bot that waits for that price
  is shown it again, which changes nothing if it had been taken in. Then comes tick p + 1.

Bots on one run may stand at different ticks after a restart. The run goes back to the hindmost, and
those who are further take no notice until it has come to where they are.
"""

import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import BotId, Market
from engine.errors import FeedError
from engine.ports import ReplayListener
from engine.tasks import Nursery
from engine.venues.paper.executions import placed_at
from engine.venues.paper.feeds.base import Feed, Tick
from engine.venues.paper.feeds.replay_speed import ReplaySpeed
from engine.venues.paper.matching import PaperMatchingEngine, Participant

log = logging.getLogger(__name__)

_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayConfig:
    """What every run needs."""

    clock: Clock
    nursery: Nursery
    speed: float = 1.0
    """Times faster than the feed's own time; 0 without waiting. A live feed sets its own pace."""
    max_fill: Decimal | None = None
    """The most that one tick fills of an order, in base; None: all of it."""


class MarketRun:
    """A feed, the matching engine, and the task that shows the one to the other while somebody takes part."""

    def __init__(self, market: Market, name: str, feed: Feed, config: ReplayConfig) -> None:
        """`name` is what the log calls it."""
        self.symbol = market.symbol
        self.matching = PaperMatchingEngine(market.tick, replayable=feed.replayable, max_fill=config.max_fill)
        self.replayable = feed.replayable
        """Whether bots have offsets here."""
        self.ended = False
        """Whether the feed is over, or cannot be read any further."""
        self._name = name
        self._feed = feed
        self._nursery = config.nursery
        self._clock = config.clock
        self._pace = ReplaySpeed(config.clock, config.speed if feed.replayable else 0)
        self.front: Tick | None = None
        """The newest tick that anybody here has seen."""
        self._ticks: AsyncGenerator[Tick] | None = None
        self._next_index = 0
        self._feed_time: datetime | None = None
        """The feed's own time of the matching's tick."""
        self._task: str | None = None

    async def join(self, listener: ReplayListener, open_order: Order | None) -> None:
        """Subscribe the bot and run. Raises FeedError when there is no tick where it stands."""
        if self.replayable:
            participant = await self._seat_at_its_tick(listener, open_order)
        else:
            participant = self.matching.reattach(listener) or self.matching.subscribe(
                listener, self.matching.tick
            )
        if open_order is not None and open_order.client_order_id not in participant.orders:
            self.matching.put_back(participant, open_order)
        self.matching.judge(participant)
        if self._task is None:
            self._task = f"market {self._name} {next(_numbers)}"
            self._nursery.start(self._task, self._run)

    async def leave(self, bot_id: BotId) -> None:
        """Unsubscribe the bot. With nobody left the ticks wait."""
        if self.replayable:
            self.matching.unsubscribe(bot_id)
        else:
            self.matching.detach(bot_id)
        if not len(self.matching) and self._task is not None:
            task, self._task = self._task, None
            await self._nursery.stop(task)
            if self._task is None:
                await self._close()  # the task may not have come to its first tick

    async def _seat_at_its_tick(self, listener: ReplayListener, open_order: Order | None) -> Participant:
        begin = listener.feed_offset
        if begin is None and self.front is not None:
            return self.matching.subscribe(listener, self.front)
        begin = max(begin or 0, (placed_at(open_order) or 0) if open_order is not None else 0)
        read = await self._read(begin)
        matching, tick = self.matching, self._dated(read)
        if matching.tick is None or tick.index < matching.tick.index:
            matching.go_back(tick)
            self._feed_time = read.at
        if self._is_ahead(tick):
            self.front = tick
        return matching.subscribe(listener, tick)

    async def _read(self, index: int) -> Tick:
        ticks = self._feed.read(index)
        tick = await anext(ticks, None)
        if tick is None:
            raise FeedError(
                f"{self._name}: there is no row {index}, where the bot stands; was the data changed?"
            )
        if self._ticks is None:
            self._ticks, self._next_index = ticks, index + 1
        else:
            await ticks.aclose()
        return tick

    async def _run(self) -> None:
        if self._feed_time is not None:
            self._pace.begin(self._feed_time)
        try:
            while (read := await self._next()) is not None:
                tick, self._feed_time = self._dated(read), read.at
                self.matching.show(tick)
                if self._is_ahead(tick):
                    self.front = tick
                await self._calm()
                self.matching.tell_passed()
        except FeedError as e:
            log.error("%s stops: %s", self._name, e)  # noqa: TRY400 - the file is wrong, not the program
        else:
            log.info("%s: the market data has ended; open orders stay open", self._name)
        finally:
            await self._close()
        self.ended = True

    async def _next(self) -> Tick | None:
        """Return the next tick, in its time, when nobody is at work on the last any more."""
        while True:
            tick = await anext(await self._reading(), None)
            if tick is None:
                return None
            self._next_index = tick.index + 1
            if self._is_ahead(tick):
                await self._pace.until(tick.at)
            else:
                await self._pace.breathe()
            await self._calm()
            if not self.replayable or (self.matching.tick and tick.index == self.matching.tick.index + 1):
                return tick

    def _is_ahead(self, tick: Tick) -> bool:
        return self.front is None or tick.index > self.front.index

    def _dated(self, tick: Tick) -> Tick:
        """Return the tick at its time: what a made-up market shows happens now."""
        return replace(tick, at=self._clock.now()) if self._feed.happens_now else tick

    async def _reading(self) -> AsyncGenerator[Tick]:
        """Return the open reading. It is opened anew when the run has gone back, or was interrupted."""
        begin = self.matching.tick.index + 1 if self.matching.tick is not None else 0
        if self._ticks is not None and self.replayable and self._next_index != begin:
            await self._close()
        if self._ticks is None:
            self._ticks = self._feed.read(begin)
            self._next_index = begin
        return self._ticks

    async def _close(self) -> None:
        ticks, self._ticks = self._ticks, None
        if ticks is not None:
            await ticks.aclose()

    async def _calm(self) -> None:
        """Return when nobody wants anything of the present tick any more."""
        while participants := self.matching.stirred():
            for participant in participants:
                await participant.listener.drained()
            for participant in participants:
                if self.matching.participant(participant.listener.bot_id) is participant:
                    self.matching.judge(participant)
