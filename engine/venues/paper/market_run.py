"""One market as it runs: rows come, bots decide, and only then comes the next row.

Theory. A decision takes no time in a replay: after each row the run waits until every bot that it
concerned has settled, and whoever still wants that price is asked again. So what happens depends on
the rows alone, and a bot that is taken up again at its stored position does what it would have done:

- Position p is stored together with an effect of row p, or once row p has nothing more for the bot.
- On return row p is the price just seen. An order placed at p, or never answered for, is judged at p
  as at its placement (its fill has the same name, so it counts once); a bot that waits for that price
  is shown it again, which changes nothing if it had been taken in. Then comes row p + 1.

Bots on one run may stand at different rows after a restart. The run goes back to the hindmost, and
those who are further take no notice until it has come to where they are.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import count

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import BotId
from engine.errors import FeedError
from engine.ports import Seat
from engine.tasks import Nursery
from engine.venues.paper.executions import placed_at
from engine.venues.paper.feeds.base import Feed, Row, Rows
from engine.venues.paper.feeds.replay_speed import Pace
from engine.venues.paper.matching import Chair, Floor

log = logging.getLogger(__name__)

_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workings:
    """What every run needs."""

    clock: Clock
    nursery: Nursery
    speed: float = 1.0
    """Times faster than the feed's own time; 0 without waiting. A live feed sets its own pace."""
    max_fill: Decimal | None = None
    """The most that one row fills of an order, in base; None: all of it."""


class MarketRun:
    """A feed, the floor, and the task that shows the one to the other while somebody sits there."""

    def __init__(self, symbol: str, name: str, feed: Feed, tick: Decimal, workings: Workings) -> None:
        """`name` is what the log calls it."""
        self.symbol = symbol
        self.floor = Floor(tick, replayable=feed.replayable, max_fill=workings.max_fill)
        self.ended = False
        """Whether the feed is over, or cannot be read any further."""
        self._name = name
        self._feed = feed
        self._nursery = workings.nursery
        self._clock = workings.clock
        self._pace = Pace(workings.clock, workings.speed if feed.replayable else 0)
        self._front: Row | None = None
        self._rows: Rows | None = None
        self._next_index = 0
        self._feed_time: datetime | None = None
        """The feed's own time of the floor's row."""
        self._task: str | None = None

    @property
    def replayable(self) -> bool:
        """Whether bots have positions here."""
        return self._feed.replayable

    @property
    def front(self) -> Row | None:
        """The newest row that anybody here has seen."""
        return self._front

    async def join(self, seat: Seat, open_order: Order | None) -> None:
        """Seat the bot and run. Raises FeedError when there is no row where it stands."""
        if self._feed.replayable:
            chair = await self._seat_at_its_row(seat, open_order)
        else:
            chair = self.floor.come_back(seat) or self.floor.sit(seat, self.floor.row)
        if open_order is not None and open_order.client_order_id not in chair.orders:
            self.floor.put_back(chair, open_order)
        self.floor.judge(chair)
        if self._task is None:
            self._task = f"market {self._name} {next(_numbers)}"
            self._nursery.start(self._task, self._run)

    async def leave(self, bot_id: BotId) -> None:
        """Unseat the bot. With nobody left the rows wait."""
        if self._feed.replayable:
            self.floor.stand(bot_id)
        else:
            self.floor.hold(bot_id)
        if not len(self.floor) and self._task is not None:
            task, self._task = self._task, None
            await self._nursery.stop(task)
            if self._task is None:
                await self._close()  # the task may not have come to its first row

    # --- where a bot stands -----------------------------------------------------------------------------

    async def _seat_at_its_row(self, seat: Seat, open_order: Order | None) -> Chair:
        begin = seat.position
        if begin is None and self._front is not None:
            return self.floor.sit(seat, self._front)
        begin = max(begin or 0, (placed_at(open_order) or 0) if open_order is not None else 0)
        read = await self._read(begin)
        floor, row = self.floor, self._dated(read)
        if floor.row is None or row.index < floor.row.index:
            floor.go_back(row)
            self._feed_time = read.at
        if self._front is None or row.index > self._front.index:
            self._front = row
        return floor.sit(seat, row)

    async def _read(self, index: int) -> Row:
        rows = await self._feed.open(index)
        try:
            row = await rows.next()
        except BaseException:
            await rows.close()
            raise
        if row is None:
            await rows.close()
            raise FeedError(
                f"{self._name}: there is no row {index}, where the bot stands; was the data changed?"
            )
        if self._rows is None:
            self._rows, self._next_index = rows, index + 1
        else:
            await rows.close()
        return row

    # --- the run -----------------------------------------------------------------------------------------

    async def _run(self) -> None:
        if self._feed_time is not None:
            self._pace.begin(self._feed_time)
        try:
            while (read := await self._next()) is not None:
                row, self._feed_time = self._dated(read), read.at
                self.floor.show(row)
                if self._front is None or row.index > self._front.index:
                    self._front = row
                await self._calm()
                self.floor.tell_passed()
        except FeedError as e:
            log.error("%s stops: %s", self._name, e)  # noqa: TRY400 - the file is wrong, not the program
        else:
            log.info("%s: the market data has ended; open orders stay open", self._name)
        finally:
            await self._close()
        self.ended = True

    async def _next(self) -> Row | None:
        """Return the next row, in its time, when nobody is at work on the last any more."""
        while True:
            rows = await self._reading()
            row = await rows.next()
            if row is None:
                return None
            self._next_index = row.index + 1
            if self._front is None or row.index > self._front.index:
                await self._pace.until(row.at)
            else:
                await self._pace.breathe()
            await self._calm()
            if not self._feed.replayable or (self.floor.row and row.index == self.floor.row.index + 1):
                return row

    def _dated(self, row: Row) -> Row:
        """Return the row at its time: what a made-up market shows happens now."""
        return replace(row, at=self._clock.now()) if self._feed.happens_now else row

    async def _reading(self) -> Rows:
        """Return the open reading. It is opened anew when the run has gone back, or was interrupted."""
        begin = self.floor.row.index + 1 if self.floor.row is not None else 0
        if self._rows is not None and self._feed.replayable and self._next_index != begin:
            await self._close()
        if self._rows is None:
            self._rows = await self._feed.open(begin)
            self._next_index = begin
        return self._rows

    async def _close(self) -> None:
        rows, self._rows = self._rows, None
        if rows is not None:
            await rows.close()

    async def _calm(self) -> None:
        """Return when nobody wants anything of the present row any more."""
        while chairs := self.floor.stirred():
            for chair in chairs:
                await chair.seat.settled()
            for chair in chairs:
                if self.floor.chair(chair.seat.bot_id) is chair:
                    self.floor.judge(chair)
