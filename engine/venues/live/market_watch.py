"""The rules of the symbols that bots follow: looked at now and then, and the bots told what is new.

A symbol that is not traded pauses its own bots, once. When it is traded again nothing happens by
itself: a pause is ended by a person.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from engine.clock import Clock
from engine.core.events import MarketChanged, Pause
from engine.core.reasons.causes import SymbolCause
from engine.core.reasons.markets import AboutSymbol
from engine.core.types import AccountId, BotId, Market
from engine.errors import NotTraded, RulesUnreadable, TryLater, UnknownTicker
from engine.ports import VenueListener
from engine.reads.health import JobHealth
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway

log = logging.getLogger(__name__)

RULES = "rules"
"""What this is called beside the jobs of every day."""


@dataclass(slots=True)
class _Page:
    """What is known of one symbol."""

    market: Market | None = None
    known_at: timedelta | None = None
    looked_at: timedelta | None = None
    answered_at: timedelta | None = None
    """When it was last looked at and the exchange said something of it."""
    failed_at: timedelta | None = None
    """When it was last looked at, if nothing was said of it then."""
    in_doubt: bool = False
    missed_at: timedelta | None = None
    """When it was first not found in the exchange's list; None: the last look has found it."""
    why_not: AboutSymbol | None = None
    """Why it cannot be traded; None when it can."""
    told: dict[BotId, tuple[VenueListener, Market | None]] = field(default_factory=dict)
    """What each listener was told last: these rules, or that it is not traded."""

    def is_answered(self) -> None:
        """Note that the exchange has said something of it."""
        self.answered_at, self.failed_at = self.looked_at, None


class MarketWatch:
    """The rules of one account's symbols."""

    def __init__(
        self,
        account_id: AccountId,
        gateway: Gateway,
        clock: Clock,
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        self._venue = account_id.venue
        self._gateway = gateway
        self._clock = clock
        self._timings = timings
        self._pages: dict[str, _Page] = {}

    @property
    def not_traded(self) -> frozenset[str]:
        """The symbols that were not traded when they were last looked at."""
        return frozenset(symbol for symbol, page in self._pages.items() if page.why_not is not None)

    def last_known(self, symbol: str) -> Market | None:
        """Return the rules as they were last known, traded or not; None for a symbol never asked about."""
        page = self._pages.get(symbol)
        return page.market if page else None

    async def market(self, symbol: str) -> Market:
        """Return the rules of a symbol that is traded, at most half an hour old, in whatever letters it is.

        Raises NotTraded, UnknownTicker, VenueUnavailable.
        """
        page = self._pages.get(symbol, _Page())
        known, now = page.market, self._clock.monotonic()
        fresh = page.known_at is not None and now - page.known_at < self._timings.rules_fresh
        if known is not None and fresh and page.why_not is None:
            return known
        known = await self._ask(symbol, page)
        self._pages[known.symbol] = page
        return known

    async def mind(self, listeners: Iterable[VenueListener]) -> None:
        """Look at what has not been looked at for half an hour, and tell the listeners what is new to them.

        Never raises for the exchange's sake: what it does not answer now is asked again in a minute.
        """
        following, begun = tuple(listeners), self._clock.monotonic()
        for listener in following:
            self._doubt_what_is_old(listener)
        for symbol in dict.fromkeys(listener.market.symbol for listener in following):
            page = self._pages.setdefault(symbol, _Page())
            if self._is_due(page) and self._clock.monotonic() - begun <= self._timings.rules_look_within:
                await self._look(symbol, page)
        for listener in following:
            page = self._pages.get(listener.market.symbol, _Page())
            self._tell(listener, page)

    def _doubt_what_is_old(self, listener: VenueListener) -> None:
        """Have it looked at again for one who comes later whether a symbol is still not traded."""
        page = self._pages.get(listener.market.symbol)
        if page is None or page.why_not is None or page.looked_at is None:
            return
        is_old = self._clock.monotonic() - page.looked_at >= self._timings.rules_doubtful
        page.in_doubt = page.in_doubt or (is_old and page.told.get(listener.bot_id) != (listener, None))

    def refresh_soon(self, symbols: Iterable[str] | None = None) -> None:
        """Look at these symbols, or at all, within a minute: something may be wrong with them.

        What is wrong with those that are not traded is known already.
        """
        for symbol in tuple(self._pages) if symbols is None else symbols:
            page = self._pages.setdefault(symbol, _Page())
            page.in_doubt = page.in_doubt or page.why_not is None

    def health(self, listeners: Iterable[VenueListener]) -> JobHealth | None:
        """Return how it is with the looks at the symbols of these; None without any."""
        symbols = dict.fromkeys(listener.market.symbol for listener in listeners)
        pages = [self._pages.get(symbol, _Page()) for symbol in symbols]
        return JobHealth.of_parts(RULES, [self._health(page) for page in pages])

    def _health(self, page: _Page) -> JobHealth:
        now, began = self._clock.now(), self._clock.monotonic()
        due = began if page.looked_at is None else max(page.looked_at + self._wait(page), began)
        return JobHealth(
            name=RULES,
            done_at=None if page.answered_at is None else now - (began - page.answered_at),
            failed_at=None if page.failed_at is None else now - (began - page.failed_at),
            next_at=now + (due - began),
        )

    def _wait(self, page: _Page) -> timedelta:
        return self._timings.rules_doubtful if page.in_doubt else self._timings.rules_fresh

    def _is_due(self, page: _Page) -> bool:
        return page.looked_at is None or self._clock.monotonic() - page.looked_at >= self._wait(page)

    async def _look(self, symbol: str, page: _Page) -> None:
        try:
            await self._ask(symbol, page)
        except UnknownTicker as e:
            log.info("%s", e)
        except TryLater as e:
            page.in_doubt = True
            log.info("the rules of %s stay as they are: %s", symbol, e)

    async def _ask(self, symbol: str, page: _Page) -> Market:
        page.looked_at = self._clock.monotonic()
        try:
            market = await self._gateway.market(symbol)
            page.is_answered()
        except NotTraded:
            page.is_answered()
            page.in_doubt, page.missed_at = False, None
            page.why_not = self._about(symbol, SymbolCause.STANDS_HALTED)
            raise
        except UnknownTicker:
            page.is_answered()
            self._not_listed(symbol, page)
            raise
        except RulesUnreadable:
            if page.why_not is not None:  # it is listed, and traded: what was said before is over
                page.why_not = None
                page.told.clear()
            page.missed_at, page.failed_at = None, page.looked_at
            raise
        except TryLater:
            page.failed_at = page.looked_at
            raise
        page.market, page.known_at = market, page.looked_at
        page.in_doubt, page.missed_at = False, None
        page.why_not = None
        page.told.clear()
        return market

    def _not_listed(self, symbol: str, page: _Page) -> None:
        """Believe that it is gone when a second look says so: a list has been short before.

        A look within a minute of the first may be at the same list, and says nothing new.
        """
        now = self._clock.monotonic()
        page.missed_at = now if page.missed_at is None else page.missed_at
        page.in_doubt = now - page.missed_at < self._timings.rules_doubtful
        if not page.in_doubt and page.why_not is None:
            page.why_not = self._about(symbol, SymbolCause.DELISTED)

    def _about(self, symbol: str, code: SymbolCause) -> AboutSymbol:
        return AboutSymbol(code=code, exchange=self._venue, symbol=symbol)

    def _tell(self, listener: VenueListener, page: _Page) -> None:
        news = None if page.why_not is not None else page.market
        if page.told.get(listener.bot_id) == (listener, news) or listener.market == news:
            return
        now = self._clock.now()
        if page.why_not is not None and page.in_doubt:
            return  # that was a while ago, and nobody has answered since
        if page.why_not is not None:
            listener.post(Pause(at=now, reason=page.why_not))
        elif news is not None:
            listener.post(MarketChanged(at=now, market=news))
        else:
            return  # not known yet
        page.told[listener.bot_id] = (listener, news)
