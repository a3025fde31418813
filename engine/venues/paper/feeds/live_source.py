"""The real exchanges' public markets and prices, as a source for paper bots. No keys are used."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.events import PricesBack, PricesSilent
from engine.core.types import Margin, Market
from engine.errors import BadInput, TryLater
from engine.reads.history import PriceRange
from engine.reads.views import PriceAt, PriceSource
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway, Print
from engine.venues.live.price_watch import Missed, PriceWatch, SilenceNews
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.synthetic import CHARACTERS

log = logging.getLogger(__name__)


class _NewTrades:
    """Picks what is no repetition, and nothing that REST tells late: an order of now is not filled by it.

    A silent stream that wakes may tell what REST has told.
    """

    def __init__(self) -> None:
        self._told_by_rest: datetime | None = None
        self._newest: datetime | None = None

    def of(self, heard: Print | Missed | None) -> Sequence[Print]:
        match heard:
            case Missed(prints):
                new = tuple(one for one in prints if self._newest is None or one.at > self._newest)
                if new:
                    self._told_by_rest = self._newest = new[-1].at
                return new
            case Print(price=price, at=at):
                # A symbol that is about to be dropped has been seen to print zero.
                is_new = self._told_by_rest is None or at > self._told_by_rest
                if not (price.is_finite() and price > 0 and is_new):
                    return ()
                self._newest = max(at, self._newest or at)
                return (heard,)
            case _:
                return ()


class LiveFeed:
    """The trades of one symbol as they print.

    Ticks are numbered anew at each start: nothing is replayed, and no bot has an offset here.
    """

    replayable = False
    begins_at = None
    begin = None

    def __init__(self, gateway: Gateway, market: Market, clock: Clock, timings: MarketDataTimings) -> None:
        self._gateway = gateway
        self._market = market
        self._clock = clock
        self._timings = timings
        self._watch: PriceWatch | None = None
        self._news = SilenceNews(clock, timings.silence.told_after)
        self._rules_at = clock.monotonic()

    @property
    def margin(self) -> Margin | None:
        return self._market.margin

    @property
    def silent_since(self) -> datetime | None:
        return None if self._watch is None else self._watch.silent_since

    def silence_news(self) -> PricesSilent | PricesBack | None:
        return self._news.of(self.silent_since)

    async def read(self, begin: int) -> AsyncGenerator[Tick]:
        """Yield the trades, for ever: a stream that breaks is opened again, after a pause that grows."""
        index, pause_s = begin, self._timings.first_reconnect_s
        watch, new = PriceWatch(self._market, self._gateway, self._clock, self._timings.silence), _NewTrades()
        self._watch = watch
        while True:
            why = "stream ended"
            try:
                async with aclosing(watch.prints(lambda: True, lambda _: True)) as prints:
                    async for heard in prints:
                        await self._know_the_rate()
                        for trade in new.of(heard):
                            pause_s = self._timings.first_reconnect_s
                            yield Tick(index=index, at=trade.at, price=trade.price)
                            index += 1
            except TryLater as e:
                why = str(e)
            log.warning("prices of %s: %s; again in %g s", self._market.symbol, why, pause_s)
            await self._clock.sleep(pause_s)
            pause_s = min(pause_s * 2, self._timings.longest_reconnect_s)

    async def _know_the_rate(self) -> None:
        """Ask now and then what the margin's coin is worth: paper is told of no other change of the rules."""
        now = self._clock.monotonic()
        if self._market.margin is None or now - self._rules_at < self._timings.rules_fresh:
            return
        self._rules_at = now
        try:
            self._market = await self._gateway.market(self._market.symbol)
        except (TryLater, BadInput) as e:
            log.info("the rate of the margin of %s stays as it was: %s", self._market.symbol, e)


class LiveSource:
    """Markets and public prices of the real exchanges."""

    bots_walk_alone = False
    prices = PriceSource.EXCHANGE

    def __init__(
        self,
        *,
        clock: Clock,
        gateway_of: Callable[[str], Gateway],
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        """`gateway_of` builds a venue's gateway for public data. It is asked once for each, when needed."""
        self._gateway_of = gateway_of
        self._timings = timings
        self._clock = clock
        self._gateways: dict[str, Gateway] = {}
        self._markets: dict[tuple[str, str], tuple[Market, timedelta]] = {}

    def symbols(self, exchange: str) -> Sequence[str]:
        known = (symbol for venue, symbol in self._markets if venue == exchange)
        return tuple(dict.fromkeys([*CHARACTERS, *known]))

    async def market(self, exchange: str, symbol: str) -> Market:
        """Return the rules of the symbol. What may be typed for it, the exchange's list says."""
        known, now = self._markets.get((exchange, symbol)), self._clock.monotonic()
        if known is None or now - known[1] >= self._timings.rules_fresh:
            market = await self._gateway(exchange).market(symbol)
            known = self._markets[exchange, market.symbol] = (market, now)
        return known[0]

    def feed_name(self, exchange: str, symbol: str) -> str:
        """Return symbol and exchange: each exchange has prices of its own."""
        return f"{symbol} at {exchange}"

    def feed(self, exchange: str, market: Market) -> LiveFeed:
        """Return the prices of the market. Whether there are any, the exchange says."""
        return LiveFeed(self._gateway(exchange), market, self._clock, self._timings)

    async def idle_price(self, exchange: str, symbol: str) -> PriceAt:
        price = await self._gateway(exchange).last_price(await self.market(exchange, symbol))
        return PriceAt(price, self._clock.now())

    async def prices_between(
        self, exchange: str, market: Market, begins: datetime, ends: datetime
    ) -> Sequence[PriceRange]:
        return await self._gateway(exchange).prices_between(market, begins, ends)

    async def close(self) -> None:
        for gateway in self._gateways.values():
            await gateway.close()

    def _gateway(self, exchange: str) -> Gateway:
        if exchange not in self._gateways:
            self._gateways[exchange] = self._gateway_of(exchange)
        return self._gateways[exchange]
