"""What every question to CoinDCX needs: a known time, a turn, a readable answer, all of its pages."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from itertools import chain
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
PAGE, READINGS = 100, 3
SHORTER_PAGES = frozenset({10, 20, 25, 30, 40, 50})
"""Nobody says how many rows a page holds at most. One of just so many may be all that it holds."""
MOST_PAGES = 5000
"""No list is so long: the pages go in a circle, or never end."""
AT_ONCE = 20
"""Pages that are read at the pace of a question; more go at that of a pass, which leaves room for others."""
HALF_A_SECOND = timedelta(milliseconds=500)
T = TypeVar("T")
Rows = list[Mapping[str, Json]]
Enough = Callable[[Rows], bool]
"""Whether no page is wanted after that one."""


def nothing_is_enough(_: Rows) -> bool:
    """Have all pages read."""
    return False


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
        self, endpoint: Endpoint, params: Mapping[str, object], enough: Enough = nothing_is_enough
    ) -> Rows:
        """Return the rows of a list, the newest first, page by page until there is `enough`.

        What comes or goes meanwhile shifts the pages, so that rows are told twice, or not at all: the first
        page has to be about the same at the end, whatever it says of them. Raises VenueUnavailable.
        """
        for _ in range(READINGS):
            read = [page async for page in self._each_page(endpoint, params, enough)]
            if len(read) == 1 or _subjects(await self._page(endpoint, params, 1)) == _subjects(read[0]):
                return list(chain.from_iterable(read))
        raise VenueUnavailable(self.exchange, UnreadableAnswer())

    async def _past(self, endpoint: Endpoint, params: Mapping[str, object], enough: Enough) -> Rows:
        """Return the rows of a list that loses none, the newest first, page by page until there is `enough`.

        What comes meanwhile pushes rows to the pages behind: some are told twice then. Raises
        VenueUnavailable.
        """
        pages = [page async for page in self._each_page(endpoint, params, enough)]
        return list(chain.from_iterable(pages))

    async def _past_once(
        self, endpoint: Endpoint, params: Mapping[str, object], enough: Enough, moment: str
    ) -> Rows:
        """Return the same, each row once, though equal rows are several things that have happened.

        `moment`: the field that orders them. Where a page goes on with what was told last, that was pushed
        there; but if it is all of one moment and nothing has come on top, it may as well be equal rows, which
        a second reading shows. Raises VenueUnavailable.
        """
        before: Rows | None = None
        for _ in range(READINGS):
            read = [page async for page in self._each_page(endpoint, params, enough)]
            if len(read) == 1:
                return read[0]
            is_moved = await self._page(endpoint, params, 1) != read[0]
            rows, is_sure = joined(read, moment, is_moved=is_moved)
            if is_sure or rows == before:
                return rows
            before = rows
        raise VenueUnavailable(self.exchange, UnreadableAnswer())

    async def _each_page(
        self, endpoint: Endpoint, params: Mapping[str, object], enough: Enough
    ) -> AsyncIterator[Rows]:
        """Yield page after page. Raises VenueUnavailable, also where they do not end."""
        page, full = Rows(), PAGE
        for number in range(1, MOST_PAGES + 1):
            if number > AT_ONCE:
                endpoint = replace(endpoint, lane=Lane.PASS)
            before, page = page, await self._page(endpoint, params, number)
            if page and page == before:
                if full < PAGE:
                    return  # it was the only one
                break
            if number == 1 and len(page) in SHORTER_PAGES:
                full = len(page)
            if page or number == 1:
                yield page
            if len(page) < full or enough(page):
                return
        raise VenueUnavailable(self.exchange, UnreadableAnswer())

    async def _page(self, endpoint: Endpoint, params: Mapping[str, object], number: int) -> Rows:
        return await self._get(listing, endpoint, {**params, "page": str(number), "size": str(PAGE)})

    def _is_of_margin(self, row: Mapping[str, Json]) -> bool:
        """Say whether a row of a list that was asked for so is not plainly the other margin's."""
        return str(row.get("margin_currency_short_name") or self.margin).upper() == self.margin

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
        except (ValueError, TypeError, OverflowError):
            raise self._unavailable(Unreadable("no date")) from None
        server = server if server.tzinfo is not None else server.replace(tzinfo=UTC)  # "-0000" says as much
        took = self._clock.monotonic() - asked
        at = asked + took / 2
        self._time.measured(server + HALF_A_SECOND, at, error=took / 2 + HALF_A_SECOND)


def _subjects(page: Rows) -> list[object]:
    """Return what the rows of a page are about: its things by their ids, where they have any."""
    return [row.get("id") or row for row in page]


def joined(pages: list[Rows], moment: str, *, is_moved: bool) -> tuple[Rows, bool]:
    """Return the rows of all pages without those that were pushed to the next, and whether that is sure.

    `is_moved`: something has come on top since the first page was read.
    """
    rows, is_sure = list(pages[0]), True
    for page in pages[1:]:
        told = _told_again(rows, page)
        is_clear = len({str(row.get(moment)) for row in page[:told]}) != 1
        is_sure &= is_clear or is_moved
        rows += page[told:] if is_clear or is_moved else page
    return rows, is_sure


def _told_again(rows: Rows, page: Rows) -> int:
    """Return with how many of the last rows the next page begins."""
    most = min(len(rows), len(page))
    return next(
        (count for count in range(most, 0, -1) if rows[-count] == page[0] and rows[-count:] == page[:count]),
        0,
    )
