"""The public trades of an account's symbols, brought to the bots that they concern."""

import logging
from collections.abc import Iterable
from contextlib import aclosing
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from engine.clock import Clock
from engine.core.events import Event, PricesBack, PriceSeen, RangeSeen
from engine.core.money import ZERO
from engine.core.price_triggers import NO_TRIGGERS
from engine.core.reasons.markets import BookCrossed, QuoteFarOff
from engine.core.types import AccountId, BotId, Market, Side
from engine.errors import DoubtfulPrice, UnknownTicker
from engine.ports import VenueListener
from engine.reads.health import StreamState, SymbolHealth
from engine.tasks import Nursery
from engine.timings import MarketDataTimings
from engine.venues.level_index import LevelIndex
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import Gateway, Print
from engine.venues.live.price_watch import Missed, PriceWatch, SilenceNews

log = logging.getLogger(__name__)

LARGEST_JUMP = Decimal("0.2")
FEW_TICKS = 3
"""Of a coin that is worth a few ticks, each is a large share."""
JUMPS_DOUBTED = 2
"""So many separate jumps to about the same price are not believed; after them, it is one of the market's."""
JUMPS_REMEMBERED = timedelta(minutes=10)
JUMPS_WITHIN = 12
"""So many prints: what is traded at two prices is at each of them again and again, not now and then."""
MOST_JUMPS = 8
SHORTEST_ABSENCE = timedelta(minutes=1)
"""What was traded in shorter ones is looked up trade by trade: a candle tells more than the absence."""


def is_far(price: Decimal, known: Decimal, tick: Decimal) -> bool:
    """Say whether a price is too far from a known one to be believed unconfirmed."""
    return abs(price - known) > max(known * LARGEST_JUMP, tick * FEW_TICKS)


def check_quote(market: Market, bid: Decimal, ask: Decimal, last: Decimal) -> None:
    """Raise DoubtfulPrice for a book that is crossed, or whose sides are far from the last trade."""
    if bid > ask:
        raise DoubtfulPrice(BookCrossed(symbol=market.symbol, bid=bid, ask=ask))
    for side, price in ((Side.BUY, bid), (Side.SELL, ask)):
        if is_far(price, last, market.tick):
            raise DoubtfulPrice(QuoteFarOff(symbol=market.symbol, side=side, price=price, last=last))


class TradeStream:
    """The running stream of one symbol."""

    def __init__(
        self,
        market: Market,
        gateway: Gateway,
        clock: Clock,
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        """`clock` has the exchange's time."""
        self._market = market
        self._gateway = gateway
        self._clock = clock
        self._timings = timings
        self._listeners: dict[BotId, VenueListener] = {}
        # The tick is the one of now: another one makes the index less sharp, and never wrong.
        self._wishes: LevelIndex[BotId] = LevelIndex(market.tick)
        self._waits_since: dict[BotId, datetime] = {}
        self._told_all_at = clock.monotonic()
        self._doubted: Decimal | None = None
        self._jumps: list[tuple[timedelta, int, Decimal]] = []
        """When prints have jumped lately, the how manieth they were, and to which price. The oldest first."""
        self._heard = 0
        """So many prints."""
        self._watch = PriceWatch(market, gateway, clock, timings.silence, self._wishes.band)
        self._silence_news = SilenceNews(clock, timings.silence.told_after)
        self._is_followed = False
        self._late: list[BotId] = []
        """Who has joined since the stream was opened, and may have missed what was traded before."""
        self.price = ZERO
        self.at: datetime | None = None

    @property
    def silent_since(self) -> datetime | None:
        """When the last price of now came by the stream, while it is silent; None: it is not, as is known."""
        return self._watch.silent_since

    def is_fresh(self) -> bool:
        """Say whether the newest price may be acted on."""
        return (
            self.at is not None
            and self.price > 0
            and self._clock.now() - self.at <= self._timings.price_fresh
        )

    def health(self, account_id: AccountId) -> SymbolHealth:
        """Return how its prices are doing; `account_id` is whose they are."""
        stream = StreamState.OPEN if self._is_followed else StreamState.CLOSED
        if self.silent_since is not None:
            stream = StreamState.SILENT
        elif self.at is None:
            stream = StreamState.STARTING
        return SymbolHealth(
            account_id=account_id,
            symbol=self._market.symbol,
            age=max(self._clock.now() - self.at, timedelta(0)) if self.at is not None else None,
            stream=stream,
        )

    def join(self, listener: VenueListener) -> None:
        self._listeners[listener.bot_id] = listener
        self._wishes.put(listener.bot_id, listener.triggers)
        self._late.append(listener.bot_id)
        if listener.prices_seen_until is not None:
            self._waits_since[listener.bot_id] = listener.prices_seen_until

    def leave(self, bot_id: BotId) -> bool:
        """Tell that bot no more. Return whether anybody is left."""
        self._listeners.pop(bot_id, None)
        self._wishes.drop(bot_id)
        self._waits_since.pop(bot_id, None)
        return bool(self._listeners)

    def triggers_changed(self, bot_id: BotId) -> None:
        listener = self._listeners.get(bot_id)
        if listener is None:
            return
        self._wishes.put(bot_id, listener.triggers)
        if listener.triggers.is_one_sided:  # a leg begins to wait: what was traded before is not for it
            self._waits_since[bot_id] = self._clock.now()
        elif self.is_fresh() and listener.triggers.meets(self.price):
            # It came while the bot was busy with the one before it, and nobody knew yet that it concerns it.
            listener.post(PriceSeen(at=self._clock.now(), price=self.price))

    async def run(self) -> None:
        """Follow the stream until it breaks. A symbol that is not traded has none: then wait."""
        while True:
            try:
                return await self._follow()
            except UnknownTicker as e:
                log.info("no prices for a while: %s", e)
            await self._clock.sleep(self._timings.no_prices_pause_s)

    async def _follow(self) -> None:
        """Follow the stream. What was missed moves extremes and fires nothing."""
        self._late.clear()
        await self._catch_up(tuple(self._listeners.values()))
        self._is_followed = True
        try:
            async with aclosing(self._watch.prints(self._is_awaited, self._is_of_now)) as prints:
                async for heard in prints:
                    await self._tell_of_silence()
                    await self._catch_up_late()
                    match heard:
                        case Print():
                            self.take(heard)
                        case Missed():
                            self._take_missed(heard)
        finally:
            self._is_followed = False

    def _is_awaited(self) -> bool:
        return any(listener.triggers != NO_TRIGGERS for listener in self._listeners.values())

    def _is_of_now(self, at: datetime) -> bool:
        return self._clock.now() - at <= self._timings.price_fresh

    def _take_missed(self, missed: Missed) -> None:
        """Bring trades that the stream has not told to those who waited. The last may be a price of now.

        It is not where the stream has told a newer one, which is taken next.
        """
        prints = missed.prints
        heard = None if missed.is_overtaken else self._judge(prints[-1])
        self._begins(prints[-1].at)
        for listener in self._listeners.values():
            since = self._waits_since[listener.bot_id]
            meant = [one.price for one in prints if one.at > since]
            if meant:
                listener.post(RangeSeen(at=self._clock.now(), low=min(meant), high=max(meant)))
                if isinstance(heard, PriceSeen):
                    listener.post(heard)

    async def _tell_of_silence(self) -> None:
        """Tell who waits for prices of a silence that lasts, and all when it is over with what was missed."""
        news = self._silence_news.of(self._watch.silent_since)
        if news is None:
            return
        listeners = tuple(self._listeners.values())
        if isinstance(news, PricesBack):
            await self._catch_up(listeners)
        for listener in listeners:
            listener.post(news)

    async def _catch_up_late(self) -> None:
        """Bring those up to date who have joined after the stream was opened."""
        while self._late:
            late, self._late = self._late, []
            await self._catch_up([self._listeners[bot_id] for bot_id in late if bot_id in self._listeners])

    async def _catch_up(self, listeners: Iterable[VenueListener]) -> None:
        """Tell each that waits for a price what prices did since it was told of them. Raises TryLater."""
        ranges: dict[datetime, tuple[Decimal, Decimal] | None] = {}
        for listener in listeners:
            since, now = listener.prices_seen_until, self._clock.now()
            if listener.triggers == NO_TRIGGERS or since is None:
                continue
            if now - since < SHORTEST_ABSENCE:
                self._watch.missed_since(since)
                continue
            if since not in ranges:
                ranges[since] = await self._gateway.range_since(self._market, since)
            missed = ranges[since]
            if missed is not None and listener.prices_seen_until == since:  # no other leg waits by now
                low, high = missed
                listener.post(RangeSeen(at=self._clock.now(), low=low, high=high))

    def take(self, trade: Print) -> None:
        """Bring one print to the bots that it concerns, unless it is stale or not to be believed."""
        heard = self._judge(trade)
        if heard is None:
            return
        self._begins(trade.at)
        for bot_id in self._wishes.met(trade.price):
            self._listeners[bot_id].post(heard)
        if not self._watch.is_doubtful:  # what was missed is read from there
            self._tell_how_far(trade.at)

    def _begins(self, at: datetime) -> None:
        """Have those wait from now on who joined when the exchange's time was not known yet."""
        if len(self._waits_since) < len(self._listeners):
            for bot_id in self._listeners:
                self._waits_since.setdefault(bot_id, at)

    def _judge(self, trade: Print) -> Event | None:
        """Say what a print means: a price of now, one of before, or nothing."""
        if not self._is_believable(trade.price) or not self._is_of_now(trade.at):
            return None
        now, price = self._clock.now(), trade.price
        if self.at is not None and trade.at < self.at:  # late: it moves an extreme, and is no price of now
            return RangeSeen(at=now, low=price, high=price)
        self.price, self.at = price, trade.at
        return PriceSeen(at=now, price=price)

    def _tell_how_far(self, at: datetime) -> None:
        """Tell all, now and then, how far prices have come: what they miss begins there."""
        now = self._clock.monotonic()
        if now - self._told_all_at >= self._timings.passed_every:
            self._told_all_at = now
            for listener in self._listeners.values():
                listener.saw_prices_until(at)

    @property
    def _tick(self) -> Decimal:
        """The tick of now: bots hear of new rules."""
        return next((listener.market.tick for listener in self._listeners.values()), self._market.tick)

    def _is_believable(self, price: Decimal) -> bool:
        """Refuse a price that is none, and one that jumps, until a second print says the same.

        Between two levels that are both traded no second one follows at once: the third jump there counts.
        """
        if price <= 0:
            return False
        self._heard += 1
        near, tick = self.price or price, self._tick
        if is_far(price, near, tick) and (self._doubted is None or is_far(price, self._doubted, tick)):
            now, heard = self._clock.monotonic(), self._heard
            self._jumps = [
                (at, number, to)
                for at, number, to in self._jumps
                if now - at <= JUMPS_REMEMBERED and heard - number <= JUMPS_WITHIN
            ]
            before = sum(not is_far(price, to, tick) for *_, to in self._jumps)
            self._jumps = [*self._jumps[1 - MOST_JUMPS :], (now, heard, price)]
            if before < JUMPS_DOUBTED:
                self._doubted = price
                symbol = self._market.symbol
                log.warning("%s: a price of %s after %s is not believed yet", symbol, price, near)
                return False
        self._doubted = None
        return True


class TradeStreams:
    """Starts a stream when the first bot joins at a symbol, and ends it after the last has left."""

    def __init__(self, deps: AccountDeps, nursery: Nursery) -> None:
        self._deps = deps
        self._nursery = nursery
        self._running: dict[str, tuple[TradeStream, str]] = {}
        self._places: dict[BotId, str] = {}
        self._numbers = count()

    def of(self, symbol: str) -> TradeStream | None:
        """Return the stream of a symbol; None while none is running."""
        running = self._running.get(symbol)
        return running[0] if running else None

    def health(self) -> list[SymbolHealth]:
        """Return how the prices of each symbol are doing that is followed."""
        return [stream.health(self._deps.account_id) for stream, _ in self._running.values()]

    def join(self, listener: VenueListener) -> None:
        symbol = listener.market.symbol
        self._places[listener.bot_id] = symbol
        if symbol not in self._running:
            # A number: the one before it may still be ending under its own.
            task = f"{self._deps.account_id} prices of {symbol} {next(self._numbers)}"
            stream = TradeStream(
                listener.market, self._deps.gateway, self._deps.clock, self._deps.market_data
            )
            self._running[symbol] = stream, task
            self._nursery.start(task, stream.run)
        self._running[symbol][0].join(listener)

    def triggers_changed(self, bot_id: BotId) -> None:
        if bot_id in self._places:
            self._running[self._places[bot_id]][0].triggers_changed(bot_id)

    async def leave(self, bot_id: BotId) -> str | None:
        """Tell that bot no more. Return the symbol that nobody follows any more, or None."""
        symbol = self._places.pop(bot_id, None)  # the listener may be on its way to another already
        if symbol is None:
            return None
        stream, task = self._running[symbol]
        if stream.leave(bot_id):
            return None
        del self._running[symbol]
        await self._nursery.stop(task)
        return symbol
