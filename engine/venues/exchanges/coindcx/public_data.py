"""CoinDCX's public data: instruments, books, candles, and prices as they are traded."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from urllib.parse import quote as in_address

from engine.core.money import plain
from engine.core.reasons.calls import CallFailed
from engine.core.reasons.markets import UnreadableRules
from engine.core.reasons.reason import Plain
from engine.core.types import Margin, Market
from engine.errors import NoPrice, NotTraded, RulesUnreadable, VenueUnavailable
from engine.reads.history import PriceRange
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Unreadable,
    UnreadableRule,
    integer,
    listing,
    mapping,
    number,
    rule,
)
from engine.venues.exchanges.candles import PAGE as CANDLES_PAGE
from engine.venues.exchanges.candles import Candle, Page, prices_of, range_of
from engine.venues.exchanges.coindcx import values
from engine.venues.exchanges.coindcx.answers import instrument
from engine.venues.exchanges.coindcx.asking import Asking
from engine.venues.exchanges.coindcx.limits import FUTURES, public
from engine.venues.exchanges.coindcx.sockets import Line
from engine.venues.exchanges.coindcx.streams import prints as read_prints
from engine.venues.exchanges.direct import DirectDeps
from engine.venues.exchanges.limiter import Lane
from engine.venues.exchanges.print_hub import PrintHub, PrintListener
from engine.venues.level_index import Band, no_band
from engine.venues.live.gateway import Print
from engine.venues.symbols import coins, resolve

log = logging.getLogger(__name__)

ACTIVE = public(f"{FUTURES}/data/active_instruments", Lane.DATA)
INSTRUMENT = public(f"{FUTURES}/data/instrument", Lane.DATA)
TRADES = public(f"{FUTURES}/data/trades", Lane.QUERY)
CANDLES = public("/market_data/candlesticks", Lane.DATA, address="public")
INTERVALS = {60: "1", 900: "15", 14_400: "240", 86_400: "1D"}
OPEN_WITHIN_S = 10.0
PERCENT = 100


class PublicData(Asking):
    """What anybody may ask."""

    def __init__(self, deps: DirectDeps) -> None:
        super().__init__(deps)
        self._address = deps.addresses["ws.stream"]
        self._hub = PrintHub(read_prints)
        self._public: Line | None = None
        self._opening = asyncio.Lock()
        self._reading_rules = asyncio.Lock()

    # --- instruments ---------------------------------------------------------------------------------

    async def market(self, symbol: str) -> Market:
        """Return the rules of a pair. Raises NotTraded, UnknownTicker, RulesUnreadable, VenueUnavailable."""
        async with self._reading_rules:
            offered = await self._listed()
            meant = symbol if symbol in offered else self._meant(symbol, offered)
            known = self._deps.known.setdefault("rules", {})
            now, fresh = self._clock.monotonic(), self._deps.timings.market_data.list_fresh
            if meant not in known or now - known[meant][0] >= fresh:
                known[meant] = now, await self._rules(meant)
            found: Market = known[meant][1]
            return found

    def _meant(self, symbol: str, offered: Sequence[str]) -> str:
        once = self._deps.known.get("pairs", {})
        if symbol in once:
            raise NotTraded(symbol, self.exchange)
        return resolve(symbol, offered, self.exchange, derivative=True)

    async def _listed(self) -> Sequence[str]:
        """Return the symbols that are traded with this margin."""
        known, now = self._deps.known.get("listed"), self._clock.monotonic()
        if known is None or now - known[0] >= self._deps.timings.market_data.list_fresh:
            rows = await self._ask(ACTIVE, {"margin_currency_short_name[]": self.margin})
            with self._reading():
                if not isinstance(rows, list):
                    raise Unreadable("no list of pairs")
                found = {symbol: str(pair) for pair in rows if (symbol := self._symbol_of(pair)) is not None}
                if not found:
                    raise Unreadable("a list without any pair")
            self._deps.known.setdefault("pairs", {}).update(found)
            known = self._deps.known["listed"] = now, tuple(found)
        listed: Sequence[str] = known[1]
        return listed

    async def _rules(self, symbol: str) -> Market:
        params = {"pair": self._pair_of(symbol), "margin_currency_short_name": self.margin}
        try:
            raw = instrument(await self._ask_plainly(INSTRUMENT, params))
        except ExchangeRefusal as e:
            if self._deps.venue.rejections.knows_no_symbol(e):
                raise self._no_ticker(symbol) from None
            raise self._unavailable(e) from None
        except Unreadable as e:
            raise self._unavailable(e) from None
        if raw.get("status") != "active":
            raise NotTraded(symbol, self.exchange)
        return self._read_rules(raw, symbol, await self._settled_in())

    async def _settled_in(self) -> Margin | None:
        """Return the margin and CoinDCX's own rate of it: what it told last where it does not tell now."""
        if self.margin == "USDT":
            return None
        try:
            rate = await self._in_usdt()
        except VenueUnavailable as e:
            log.info("%s: the rate of %s stays as it was: %s", self.exchange, self.margin, e)
            rate = self._deps.known.get("rate", (None, None))[1]
        return Margin(coin=self.margin, rate=rate)

    def _read_rules(self, raw: Mapping[str, Json], symbol: str, margin: Margin | None) -> Market:
        try:
            tick, step, smallest, value = self._deps.exchange.market_rules(raw)
            maker, taker = (rule(raw, name) / PERCENT for name in ("maker_fee", "taker_fee"))
            if rule(raw, "unit_contract_value") != 1 or raw.get("is_inverse") or raw.get("is_quanto"):
                raise UnreadableRule("unit_contract_value", raw.get("unit_contract_value"))  # noqa: TRY301
        except UnreadableRule as e:
            unreadable = UnreadableRules(exchange=self.exchange, symbol=symbol, field=e.field, said=e.said)
            raise RulesUnreadable(unreadable) from None
        base, quote = coins(symbol)
        return Market(
            venue=self.exchange,
            symbol=symbol,
            base=base,
            quote=quote,
            tick=plain(tick),
            step=plain(step),
            min_quantity=plain(smallest),
            min_notional=plain(value),
            maker_fee=plain(maker),
            taker_fee=plain(taker),
            derivative=True,
            reducing_exempt=False,
            margin=margin,
        )

    # --- prices --------------------------------------------------------------------------------------

    async def quote(self, market: Market) -> tuple[Decimal, Decimal]:
        pair = in_address(self._pair_of(market.symbol))
        book = public(f"/market_data/v3/orderbook/{pair}-futures/10", Lane.QUERY, address="public")
        bid, ask = await self._get(values.best_prices, book)
        if bid <= 0 or ask <= 0:
            raise NoPrice(market.symbol)
        return plain(bid), plain(ask)

    async def last_price(self, market: Market) -> Decimal:
        found = await self.last_prints(market)
        if not found:
            raise NoPrice(market.symbol)
        return found[-1].price

    async def last_prints(self, market: Market) -> Sequence[Print]:
        rows = await self._get(listing, TRADES, {"pair": self._pair_of(market.symbol)})
        with self._reading():
            found = [
                Print(price=plain(number(row, "price")), at=values.moment_of(number(row, "timestamp")))
                for row in rows
            ]
        # They come with the newest first, and several may be of one millisecond.
        return sorted((one for one in reversed(found) if one.price > 0), key=lambda one: one.at)

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal] | None:
        return await range_of(self._candles(market), since, self._time.now())

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        return await prices_of(self._candles(market), begins, ends)

    def _candles(self, market: Market) -> Page:
        pair = self._pair_of(market.symbol)

        async def page(seconds: int, begin_ms: int) -> list[Candle]:
            begin = begin_ms // 1000
            span = {"from": begin, "to": begin + (CANDLES_PAGE - 1) * seconds}
            params = {"pair": pair, "resolution": INTERVALS[seconds], "pcode": "f", **span}
            return await self._get(_candles, CANDLES, params)

        return page

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        if coin == market.quote:
            return Decimal(1)
        return 1 / await self._in_usdt() if coin == self.margin else None

    # --- prices as they are traded --------------------------------------------------------------------

    async def prints(
        self, market: Market, band: Callable[[], Band] = no_band
    ) -> AsyncGenerator[Print | None]:
        await self._know_the_time(max_age=None)
        pair = self._pair_of(market.symbol)
        timings = self._deps.timings.connection
        listener = PrintListener(market.symbol, pair, band, timings.most_waiting)
        self._hub.add(listener)
        try:
            line = await self._public_line()
            listener.url = self._address
            await line.say("join", {"channelName": f"{pair}@trades-futures"})
            while True:
                item = await listener.next(timings.nothing_told_every_s)
                if isinstance(item, CallFailed | Plain):
                    raise VenueUnavailable(self.exchange, item)
                yield item
        finally:
            self._hub.remove(listener)
            if not any(one.market_id == pair for one in self._hub.followers) and self._public is not None:
                await self._public.say("leave", {"channelName": f"{pair}@trades-futures"})

    async def drop_prints(self, market: Market) -> None:
        """Close the line: it is the same for all pairs, and who follows one opens the next."""
        del market
        line, self._public = self._public, None
        if line is not None:
            await line.close()
            self._hub.broke(self._address)

    async def _public_line(self) -> Line:
        """Return the line of public prices, opened if need be. Raises VenueUnavailable."""
        async with self._opening:
            if self._public is None or not self._public.is_open:
                if self._public is not None:
                    await self._public.close()
                self._public = Line(self._address, self._heard, lambda: self._hub.broke(self._address))
                await self._open(self._public)
            return self._public

    async def _open(self, line: Line) -> None:
        try:
            await line.open(OPEN_WITHIN_S)
        except OSError as e:
            raise VenueUnavailable(self.exchange, CallFailed(error=str(e))) from None

    def _heard(self, event: str, carried: object) -> None:
        if event == "new-trade":
            # A print that cannot be read is none.
            with suppress(LookupError, TypeError, ValueError, ArithmeticError, Unreadable):
                self._hub.heard(self._address, carried)

    async def close(self) -> None:
        if self._public is not None:
            await self._public.close()
        await self._deps.rest.close()


def _candles(payload: Json) -> list[Candle]:
    return [
        Candle(integer(row, "time"), number(row, "low"), number(row, "high"), number(row, "close"))
        for row in listing(mapping(payload).get("data"))
    ]
