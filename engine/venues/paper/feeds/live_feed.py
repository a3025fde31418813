"""An exchange's public trades as a feed.

Ticks are numbered anew at each start: nothing is replayed, and no bot has an offset here.
"""

import logging
from collections.abc import AsyncIterator

from engine.clock import Clock
from engine.core.types import Market
from engine.errors import TryLater
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway, Print
from engine.venues.paper.feeds.base import Tick

log = logging.getLogger(__name__)


class LiveFeed:
    """The trades of one symbol as they print."""

    replayable = False
    happens_now = False

    def __init__(
        self,
        gateway: Gateway,
        market: Market,
        clock: Clock,
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        self._gateway = gateway
        self._market = market
        self._clock = clock
        self._timings = timings

    async def open(self, begin: int) -> "LiveTicks":
        """Follow the stream from now on."""
        return LiveTicks(self._gateway, self._market, self._clock, begin, self._timings)


class LiveTicks:
    """An open stream. It never ends; when it breaks it is opened again, after a pause that grows."""

    def __init__(
        self, gateway: Gateway, market: Market, clock: Clock, begin: int, timings: MarketDataTimings
    ) -> None:
        self._timings = timings
        self._gateway = gateway
        self._market = market
        self._clock = clock
        self._next = begin
        self._pause = self._timings.first_reconnect_s
        self._prints: AsyncIterator[Print] | None = None

    async def next(self) -> Tick:
        """Return the next trade, as soon as there is one."""
        while True:
            if self._prints is None:
                self._prints = self._gateway.prints(self._market)
            try:
                trade = await anext(self._prints, None)
            except TryLater as e:
                await self._break(str(e))
                continue
            if trade is None:
                await self._break("stream ended")
            elif trade.price > 0:  # a symbol that is about to be dropped has been seen to print zero
                self._pause = self._timings.first_reconnect_s
                self._next += 1
                return Tick(index=self._next - 1, at=trade.at, price=trade.price)

    async def close(self) -> None:
        """Leave the stream."""
        prints, self._prints = self._prints, None
        close = getattr(prints, "aclose", None)
        if close is not None:
            await close()

    async def _break(self, why: str) -> None:
        log.warning("prices of %s: %s; again in %g s", self._market.symbol, why, self._pause)
        await self.close()
        await self._clock.sleep(self._pause)
        self._pause = min(self._pause * 2, self._timings.longest_reconnect_s)
