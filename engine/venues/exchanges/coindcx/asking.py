"""What every question to CoinDCX needs: a known time, a turn, a readable answer, all of its pages."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TypeVar

from engine.core.money import plain
from engine.core.reasons.calls import UnreadableAnswer
from engine.errors import UnknownTicker, VenueUnavailable
from engine.venues.exchanges.answers import ExchangeRefusal, Json, NoReply, Reply, Unreadable, listing
from engine.venues.exchanges.coindcx import values
from engine.venues.exchanges.coindcx.limits import public
from engine.venues.exchanges.coindcx.streams import MARGIN
from engine.venues.exchanges.direct import DirectDeps
from engine.venues.exchanges.limiter import Endpoint, Lane, TurnMissed
from engine.venues.exchanges.measured_time import MeasuresTime

log = logging.getLogger(__name__)

RATE = public("/api/v1/derivatives/futures/data/conversions", Lane.QUERY)
"""The smallest of the public answers: it tells the time as well."""
PAGE, MOST_PAGES, READINGS = 100, 40, 3
HALF_A_SECOND = timedelta(milliseconds=500)
T = TypeVar("T")
Rows = list[Mapping[str, Json]]


class Asking(MeasuresTime):
    """One account's way to ask."""

    def __init__(self, deps: DirectDeps) -> None:
        super().__init__(deps.time, deps.clock)
        self._deps = deps
        self.exchange = deps.venue.name
        self.derivative = True
        self.margin = str(deps.venue.options[MARGIN])

    # --- calls -------------------------------------------------------------------------------------

    async def _ask_plainly(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises ExchangeRefusal for a plain no, else VenueUnavailable."""
        if endpoint.route is not None and endpoint.route.signed:
            await self._know_the_time(self._deps.timings.connection.clock_every)
        try:
            return self._understood(await self._deps.rest.call(endpoint, params))
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, e.reason, e.wait_s or None) from None
        except (NoReply, Unreadable) as e:
            raise self._unavailable(e) from None

    async def _ask(self, endpoint: Endpoint, params: Mapping[str, object] | None = None) -> Json:
        """Return the answer to a question. Raises VenueUnavailable for anything that is not one."""
        try:
            return await self._ask_plainly(endpoint, params)
        except ExchangeRefusal as e:
            raise self._unavailable(e) from None

    async def _get(
        self, read: Callable[[Json], T], endpoint: Endpoint, params: Mapping[str, object] | None = None
    ) -> T:
        """Return what is read in the answer to a question. Raises as `_ask`."""
        answer = await self._ask(endpoint, params)
        with self._reading():
            return read(answer)

    def _understood(self, reply: Reply) -> Json:
        """Return the payload of an answer. Raises ExchangeRefusal, Unreadable.

        Nothing of the text of one that cannot be read goes any further: it may hold anything.
        """
        try:
            return self._deps.exchange.read(reply)
        except Unreadable as e:
            raise Unreadable(str(e), replace(e.reason, said="")) from None

    def _unavailable(self, why: NoReply | Unreadable | ExchangeRefusal) -> VenueUnavailable:
        if isinstance(why, Unreadable):
            log.info("%s: an answer cannot be read", self.exchange)
        return VenueUnavailable(self.exchange, why.reason, self._deps.limiter.banned_for_s or None)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Within the block, an answer that cannot be read is no answer."""
        try:
            yield
        except Unreadable as e:
            raise self._unavailable(e) from None

    async def _pages(
        self,
        endpoint: Endpoint,
        params: Mapping[str, object],
        enough: Callable[[Rows], bool] = lambda _: False,
    ) -> Rows:
        """Return the rows of a list, the newest first, page by page until there is `enough`.

        What comes or goes meanwhile shifts the pages, so that rows are told twice, or not at all: the first
        page has to be the same at the end. Raises VenueUnavailable.
        """
        for _ in range(READINGS):
            rows: Rows = []
            first = page = await self._page(endpoint, params, 1)
            rows += page
            number = 1
            while len(page) == PAGE and not enough(page) and number < MOST_PAGES:
                number += 1
                page = await self._page(endpoint, params, number)
                rows += page
            if len(page) == PAGE and not enough(page):
                break
            if number == 1 or await self._page(endpoint, params, 1) == first:
                return rows
        raise VenueUnavailable(self.exchange, UnreadableAnswer())

    async def _page(self, endpoint: Endpoint, params: Mapping[str, object], number: int) -> Rows:
        return await self._get(listing, endpoint, {**params, "page": str(number), "size": str(PAGE)})

    @property
    def _of_margin(self) -> dict[str, object]:
        """Return what a list has to be asked with: else it is that of the other margin."""
        return {"margin_currency_short_name": [self.margin]}

    async def _in_usdt(self) -> Decimal:
        """Return how much of the margin's currency CoinDCX takes for one USDT."""
        if self.margin == "USDT":
            return Decimal(1)
        known, now = self._deps.known.get("rate"), self._clock.monotonic()
        if known is None or now - known[0] >= self._deps.timings.market_data.list_fresh:
            known = now, plain(await self._get(values.conversion, RATE))
            self._deps.known["rate"] = known
        return Decimal(known[1])

    # --- pairs -------------------------------------------------------------------------------------

    def _pair_of(self, symbol: str) -> str:
        """Return the exchange's name of a symbol: as it was listed, else as most are called."""
        pairs: Mapping[str, str] = self._deps.known.get("pairs", {})
        return pairs.get(symbol) or self._deps.venue.likely_id(symbol)

    @staticmethod
    def _symbol_of(pair: object) -> str | None:
        """Return our symbol of a pair; None for what is none."""
        base, _, quote = str(pair).partition("-")[2].partition("_")
        return f"{base}/{quote}" if base and quote else None

    def _no_ticker(self, symbol: str) -> UnknownTicker:
        return UnknownTicker(symbol, self.exchange)

    # --- time --------------------------------------------------------------------------------------

    async def _measure(self) -> None:
        """Take the time from the header of an answer: there is no other, and it is told in whole seconds."""
        asked = self._clock.monotonic()
        try:
            reply = await self._deps.rest.call(RATE)
            server = parsedate_to_datetime(reply.headers.get("date", ""))
        except TurnMissed as e:
            raise VenueUnavailable(self.exchange, e.reason, e.wait_s or None) from None
        except NoReply as e:
            raise self._unavailable(e) from None
        except ValueError:
            raise self._unavailable(Unreadable("no date")) from None
        took = self._clock.monotonic() - asked
        at = asked + took / 2
        self._time.measured(server + HALF_A_SECOND, at, error=took / 2 + HALF_A_SECOND)
