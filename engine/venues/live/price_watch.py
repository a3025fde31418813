"""Whether a stream of prices tells what is traded: a line can be open, answer pings, and tell nothing.

A quiet market is no silent stream. The stream is silent when the exchange, asked by REST, knows of trades
that the stream has not told some seconds later. What it tells late is as good as not told.

What is traded between two lines, while a broken or silent one is opened again, no line tells: once the new
one tells something, REST is asked for what lies between, and that is told first.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.core.events import PricesBack, PricesSilent
from engine.core.types import Market
from engine.errors import TryLater
from engine.timings import SilenceTimings
from engine.venues.level_index import Band, no_band
from engine.venues.live.gateway import Gateway, Print

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Missed:
    """Trades that the stream has not told, oldest first. There may have been more before them."""

    prints: tuple[Print, ...]
    is_overtaken: bool
    """Whether the stream has told a newer one, which is taken next."""


class SilenceNews:
    """Says when those who wait for prices are to be told of a silence."""

    def __init__(self, clock: Clock, told_after: timedelta) -> None:
        self._clock = clock
        self._told_after = told_after
        self._told_at: datetime | None = None

    def of(self, since: datetime | None) -> PricesSilent | PricesBack | None:
        """Return what is to be told now: that it lasts, again and again, and once that it is over."""
        now, told_at = self._clock.now(), self._told_at
        if since is None and told_at is not None:
            self._told_at = None
            return PricesBack(at=now)
        if since is not None and now - max(told_at or since, since) >= self._told_after:
            self._told_at = now
            return PricesSilent(at=now, since=since)
        return None


class _Gap:
    """Trades that no stream may have told: those after one that is known, until the next one that is told."""

    def __init__(self, since: datetime, timings: SilenceTimings, now: timedelta) -> None:
        """`now` and all times of asking: monotonic."""
        self._since = since
        self._until: datetime | None = None
        self._timings = timings
        self._ask_at = now
        self._pause = timings.ask_again_after

    def reaches_back_to(self, since: datetime) -> "_Gap":
        """Return the gap with what was traded since then in it, until the next one that is told."""
        return _Gap(min(since, self._since), self._timings, self._ask_at)

    def hear(self, at: datetime) -> None:
        """Note that the stream has told a trade of now."""
        if self._until is None and at > self._since:
            self._until = at

    def is_to_be_asked(self, now: timedelta) -> bool:
        return self._until is not None and now >= self._ask_at

    def known_until(self, at: datetime) -> None:
        """Note that REST has told all until then."""
        self._since = max(at, self._since)

    def fill(self, known: Sequence[Print]) -> tuple[Print, ...]:
        """Return those of the newest trades that lie in it and were not returned yet."""
        if self._until is None or not known:
            return ()
        found = tuple(one for one in known if self._since < one.at < self._until)
        self.known_until(known[-1].at)
        return found

    def waits(self, now: timedelta) -> bool:
        """Have it asked again later, REST may show trades late. Return False where that has been enough."""
        if self._until is not None and self._since >= self._until:
            return False
        self._ask_at, self._pause = now + self._pause, self._pause * 2
        return self._pause <= self._timings.ask_most


class PriceWatch:
    """Follows the stream of one symbol, and goes on doing so each time it is opened again."""

    def __init__(
        self,
        market: Market,
        gateway: Gateway,
        clock: Clock,
        timings: SilenceTimings,
        band: Callable[[], Band] = no_band,
    ) -> None:
        """`band`: the prices that concern nobody."""
        self._market = market
        self._gateway = gateway
        self._clock = clock
        self._timings = timings
        self._band = band
        self.silent_since: datetime | None = None
        """When the last price of now came by the stream, while it is silent; None: it is not."""
        self._heard_at = clock.now()
        self._newest: datetime | None = None
        """When the newest trade that is known was made."""
        self._told: datetime | None = None
        """When the newest trade was made that this stream has told, or cannot tell any more."""
        self._owed: datetime | None = None
        """When a trade was made that it should have told by now."""
        self._asked_at = clock.monotonic()
        self._pause = timedelta(0)
        self._reopened_at: timedelta | None = None
        self._reopen_pause = timedelta(0)
        self._gap: _Gap | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether there are trades, or may be, that the stream has not told."""
        return self._owed is not None or self.silent_since is not None or self._gap is not None

    def missed_since(self, at: datetime) -> None:
        """Have REST asked once for what was traded since then, until the next print: some may not know it."""
        if self._gap is None:
            self._gap = _Gap(at, self._timings, self._clock.monotonic())
        else:
            self._gap = self._gap.reaches_back_to(at)

    async def prints(
        self, is_awaited: Callable[[], bool], is_of_now: Callable[[datetime], bool]
    ) -> AsyncGenerator[Print | Missed | None]:
        """Yield what the stream tells, and what REST knows besides; None now and then when nothing is told.

        REST is asked only while a price is awaited. A silent stream is opened anew. Raises VenueUnavailable
        when the stream breaks.
        """
        while True:
            self._begin()
            async with aclosing(self._gateway.prints(self._market, self._band)) as stream:
                async for trade in stream:
                    if trade is not None:
                        self._hear(trade, is_now=is_of_now(trade.at))
                    between = await self._ask_for_the_gap(is_awaited)
                    if between:
                        yield Missed(between, is_overtaken=True)
                    yield trade
                    if self._clock.monotonic() - self._asked_at < self._pause or not is_awaited():
                        continue
                    missed = await self._ask()
                    if missed:
                        yield Missed(missed, is_overtaken=False)
                    if self.silent_since is not None and self._may_reopen():
                        await self._gateway.drop_prints(self._market)
                        break
                else:
                    return

    def _begin(self) -> None:
        # What was traded before it opened it cannot tell: what that is, the first question says.
        self._told = self._owed = None
        if self._newest is not None:
            self.missed_since(self._newest)
        self._wait(self._timings.ask_again_after if self.silent_since else self._timings.ask_after)

    def _hear(self, trade: Print, *, is_now: bool) -> None:
        if is_now and self._gap is not None:
            self._gap.hear(trade.at)
        if self._told is not None and trade.at <= self._told:
            return
        self._told = trade.at
        if self._newest is not None and trade.at < self._newest:
            return
        self._newest = trade.at
        if is_now:
            self._heard_at, self.silent_since, self._owed = self._clock.now(), None, None
            self._reopen_pause = timedelta(0)
            self._wait(self._timings.ask_after)

    async def _ask_for_the_gap(self, is_awaited: Callable[[], bool]) -> tuple[Print, ...]:
        """Return trades of before the one that was heard just now which no stream has told.

        That one waits for the answer, and not for long.
        """
        gap = self._gap
        if gap is None or not gap.is_to_be_asked(self._clock.monotonic()):
            return ()
        found: tuple[Print, ...] = ()
        if not is_awaited():  # whoever begins to wait later, waits for what is traded then
            self._gap = None
            return found
        try:
            async with asyncio.timeout(self._timings.gap_within_s):
                known = await self._gateway.last_prints(self._market)
            found = gap.fill(known)
        except (TryLater, TimeoutError) as e:
            log.info(
                "what was traded of %s meanwhile cannot be asked: %s",
                self._market.symbol,
                str(e) or "no answer",
            )
        if self._gap is gap and not gap.waits(self._clock.monotonic()):
            self._gap = None
        return found

    async def _ask(self) -> tuple[Print, ...]:
        """Judge the stream by what REST knows. Return the trades that were not known."""
        try:
            known = await self._gateway.last_prints(self._market)
        except TryLater as e:
            log.info("whether the prices of %s have stopped cannot be asked: %s", self._market.symbol, e)
            self._wait(self._timings.ask_again_after)
            return ()
        newest = known[-1].at if known else None
        self._judge(newest)
        if newest is None or (self._newest is not None and newest <= self._newest):
            return ()
        before, self._newest = self._newest, newest
        if self._gap is not None:
            self._gap.known_until(newest)
        return tuple(one for one in known if before is not None and one.at > before) or tuple(known[-1:])

    def _judge(self, newest: datetime | None) -> None:
        timings = self._timings
        if self._told is None:
            self._told = newest
            self._wait(timings.ask_again_after)
        elif newest is None or newest <= self._told:
            self._owed = None
            self._wait(min(self._pause * 2, timings.ask_most))
        elif self._owed is None or self._owed <= self._told:
            self._owed = newest
            self._wait(timings.late_by)
        else:
            self._wait(timings.ask_again_after)
            if self.silent_since is None:
                self.silent_since = self._heard_at
                log.warning("%s: the stream of prices is silent, and the market trades", self._market.symbol)

    def _may_reopen(self) -> bool:
        """Say whether it is time to open it anew: at once, then after pauses that grow."""
        now = self._clock.monotonic()
        if self._reopened_at is not None and now - self._reopened_at < self._reopen_pause:
            return False
        self._reopened_at = now
        self._reopen_pause = min(
            max(self._reopen_pause * 2, self._timings.reopen_first), self._timings.reopen_most
        )
        return True

    def _wait(self, pause: timedelta) -> None:
        self._asked_at, self._pause = self._clock.monotonic(), pause
