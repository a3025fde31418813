"""One market as it runs: ticks come, bots decide, and only then comes the next tick.

Theory. A live or made-up market is shared and has a present: a bot joins it where it is. A replay belongs to
one bot, and a decision takes no time in it: after each tick the run waits until the bot is through with it,
and where it still wants that price it is asked again. So what happens depends on the ticks alone, and a bot
that is taken up again at its stored offset does what it would have done:

- Offset p is stored together with an effect of tick p, or once tick p has nothing more for the bot.
- On return tick p is the price just seen. An order placed at p, or never answered for, is judged at p
  as at its placement (its fill has the same name, so it counts once); a bot that waits for that price
  is shown it again, which changes nothing if it had been taken in. Then comes tick p + 1.
"""

import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count

from engine.clock import Clock
from engine.core.events import PricesBegun, PricesEnded
from engine.core.feed_end import FeedEnd
from engine.core.orders import Order
from engine.core.reasons.causes import FeedProblem
from engine.core.reasons.markets import FeedBroken, OtherFile
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, BotId, Market, Mode
from engine.errors import FeedError
from engine.ports import ReplayListener
from engine.reads.health import StreamState, SymbolHealth
from engine.tasks import Nursery
from engine.venues.paper.executions import placed_at
from engine.venues.paper.feeds.base import Feed, Replay, Stream, Tick
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
    """Times faster than a replay's own time; 0 without waiting. A market sets its own pace."""
    max_fill: Decimal | None = None
    """The most that one tick fills of an order, in base; None: all of it."""


class MarketRun:
    """A feed, the matching engine, and the task that shows the one to the other while somebody takes part."""

    def __init__(self, market: Market, name: str, feed: Feed, config: ReplayConfig) -> None:
        """`name` is what the log calls it."""
        self.symbol = market.symbol
        self.exchange = market.venue
        self.matching = PaperMatchingEngine(market.tick, replayable=feed.replayable, max_fill=config.max_fill)
        self.end: FeedEnd | None = None
        """Where and why no price will come any more; None while they come."""
        self._name = name
        self._feed = feed
        self._stream = feed if isinstance(feed, Stream) else None
        self._nursery = config.nursery
        self._clock = config.clock
        self._pace = ReplaySpeed(config.clock, config.speed if feed.replayable else 0)
        self._read = feed.read
        if isinstance(feed, Replay) and not config.speed:  # nobody can see what concerns nobody
            self._read = partial(feed.read_outside, band=self.matching.band)
        self._ticks: AsyncGenerator[Tick] | None = None
        self._task: str | None = None

    @property
    def newest(self) -> Tick | None:
        """The present tick. None before the first, and for a market that nobody follows any more."""
        return self.matching.tick

    @property
    def silent_since(self) -> datetime | None:
        """Since when its prices do not come by their stream; None: they do, or come from nowhere else."""
        return self._stream.silent_since if self._stream is not None else None

    @property
    def is_followed(self) -> bool:
        """Whether somebody takes part."""
        return len(self.matching) > 0

    def health(self) -> SymbolHealth:
        """Return how its prices are doing; of a market, which has a present."""
        tick, stream = self.matching.tick, StreamState.OPEN
        if self.end is not None:
            stream = StreamState.CLOSED
        elif tick is None:
            stream = StreamState.STARTING
        elif self.silent_since is not None:
            stream = StreamState.SILENT
        return SymbolHealth(
            account_id=AccountId(self.exchange, Mode.PAPER),
            symbol=self.symbol,
            age=max(self._clock.now() - tick.at, timedelta(0)) if tick is not None else None,
            stream=stream,
        )

    async def join(self, listener: ReplayListener, open_order: Order | None) -> None:
        """Subscribe the bot and run. Raises FeedError when there is no tick where it stands."""
        if self._feed.replayable:
            participant = await self._subscribe_at_its_tick(listener, open_order)
        else:
            participant = self.matching.reattach(listener) or self.matching.subscribe(listener)
        if open_order is not None and open_order.client_order_id not in participant.orders:
            self.matching.put_back(participant, open_order)
        self.matching.judge(participant)
        if self._task is None:
            self._task = f"market {self._name} {next(_numbers)}"
            self._nursery.start(self._task, self._run)

    async def leave(self, bot_id: BotId) -> None:
        """Unsubscribe the bot. With nobody left a replay waits, and a market goes on unseen."""
        if self._feed.replayable:
            self.matching.unsubscribe(bot_id)
        else:
            self.matching.detach(bot_id)
        if not len(self.matching) and self._task is not None:
            task, self._task = self._task, None
            await self._nursery.stop(task)
            if self._task is None:
                await self._close()  # the task may not have come to its first tick
                if not self._feed.replayable:
                    self.matching.tick = None

    async def _subscribe_at_its_tick(self, listener: ReplayListener, open_order: Order | None) -> Participant:
        file, known = self._feed.begin, listener.feed_begin
        if file is not None and known != file:
            if known is not None and listener.feed_offset is not None:
                raise FeedError(OtherFile(file=file.file, replayed=known))
            listener.post(PricesBegun(at=self._clock.now(), begin=file))
        placed = placed_at(open_order) if open_order is not None else None
        begin = max(listener.feed_offset or 0, placed or 0)
        self._ticks = self._read(begin)
        self.matching.tick = await anext(self._ticks, None)
        if self.matching.tick is None:
            gone = FeedProblem.ROW_GONE
            raise FeedError(FeedBroken(file=self.symbol, row=None, problem=gone, found=str(begin)))
        return self.matching.subscribe(listener)

    async def _run(self) -> None:
        if self.matching.tick is not None:
            self._pace.begin(self.matching.tick.at)
        try:
            while (tick := await self._next()) is not None:
                if self._stream is not None:
                    self.matching.tell_of_margin(self._stream.margin, self._clock.now())
                self.matching.show(tick)
                self._tell_of_silence()
                await self._calm()
                self.matching.tell_passed()
        except FeedError as e:
            log.error("%s stops: %s", self._name, e)  # noqa: TRY400 - the file is wrong, not the program
            self._tell_end(e.reason)
        else:
            log.info("%s: the market data has ended; open orders stay open", self._name)
            self._tell_end(None)
        finally:
            await self._close()

    def _tell_of_silence(self) -> None:
        news = self._stream.silence_news() if self._stream is not None else None
        if news is not None:
            self.matching.tell(news)

    def _tell_end(self, reason: Reason | None) -> None:
        last = self.matching.tick
        self.end = FeedEnd(since=self._feed.begins_at, at=last.at if last else None, reason=reason)
        self.matching.tell(PricesEnded(at=self.end.at or self._clock.now(), end=self.end))

    async def _next(self) -> Tick | None:
        """Return the next tick, in its time, when nobody is at work on the last any more."""
        if self._ticks is None:
            self._ticks = self._read(self.matching.tick.index + 1 if self.matching.tick else 0)
        tick = await anext(self._ticks, None)
        if tick is not None:
            await self._pace.until(tick)
            await self._calm()
        return tick

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
