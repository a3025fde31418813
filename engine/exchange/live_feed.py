"""The exchange's public trades as a feed and as a source for paper bots.

A paper bot on live prices has no past here: rows are numbered anew at each start, nothing is replayed.
The wire itself is the gateway's, which needs no keys for what is asked of it here.
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.types import Market
from engine.errors import TryLater, UnknownTicker
from engine.exchange.feeds import Row
from engine.exchange.gateway import Gateway, Print
from engine.exchange.symbols import resolve
from engine.exchange.synthetic import CHARACTERS

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
MARKET_AGE = timedelta(minutes=30)
QUOTES = ("USDT", "USDC", "FDUSD", "EUR", "BTC", "ETH", "BNB")
"""Quote coins that are looked for in a symbol typed without a stroke."""


class LiveFeed:
    """The trades of one symbol as they print."""

    replayable = False

    def __init__(self, gateway: Gateway, market: Market, clock: Clock) -> None:
        self._gateway = gateway
        self._market = market
        self._clock = clock

    async def open(self, begin: int) -> "LiveRows":
        """Follow the stream from now on."""
        return LiveRows(self._gateway, self._market, self._clock, begin)


class LiveRows:
    """An open stream. It never ends; when it breaks it is opened again, after a pause that grows."""

    def __init__(self, gateway: Gateway, market: Market, clock: Clock, begin: int) -> None:
        self._gateway = gateway
        self._market = market
        self._clock = clock
        self._next = begin
        self._pause = FIRST_PAUSE_S
        self._prints: AsyncIterator[Print] | None = None

    async def next(self) -> Row:
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
                await self._break("the stream has ended")
            elif trade.price > 0:  # a symbol that is about to be dropped has been seen to print zero
                self._pause = FIRST_PAUSE_S
                self._next += 1
                return Row(index=self._next - 1, at=trade.at, price=trade.price)

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
        self._pause = min(self._pause * 2, LONGEST_PAUSE_S)


class LiveSource:
    """Markets and public prices of the real exchanges."""

    bots_walk_alone = False

    def __init__(self, gateway_of: Callable[[str], Gateway], clock: Clock) -> None:
        """`gateway_of` gives an exchange's gateway; it is asked once for each, when first needed."""
        self._gateway_of = gateway_of
        self._clock = clock
        self._gateways: dict[str, Gateway] = {}
        self._markets: dict[tuple[str, str], tuple[Market, datetime]] = {}

    def symbols(self, exchange: str) -> Sequence[str]:
        """Return some well-known symbols, and those that were asked for before."""
        known = (symbol for venue, symbol in self._markets if venue == exchange)
        return tuple(dict.fromkeys([*CHARACTERS, *known]))

    async def market(self, exchange: str, symbol: str) -> Market:
        """Return the present rules, at most half an hour old. Raises UnknownTicker, VenueUnavailable."""
        name = self._meant(exchange, symbol)
        known = self._markets.get((exchange, name))
        now = self._clock.now()
        if known is None or now - known[1] >= MARKET_AGE:
            known = self._markets[exchange, name] = (await self._gateway(exchange).market(name), now)
        return known[0]

    def feed_name(self, exchange: str, symbol: str) -> str:
        """Return symbol and exchange: each exchange has prices of its own."""
        return f"{symbol} at {exchange}"

    def feed(self, exchange: str, symbol: str) -> LiveFeed:
        """Return the prices of the symbol."""
        return LiveFeed(self._gateway(exchange), self._markets[exchange, symbol][0], self._clock)

    async def idle_price(self, exchange: str, symbol: str) -> Decimal:
        """Return the newest price as the exchange tells it when asked."""
        return await self._gateway(exchange).last_price(await self.market(exchange, symbol))

    async def close(self) -> None:
        """Close all connections."""
        for gateway in self._gateways.values():
            await gateway.close()

    def _gateway(self, exchange: str) -> Gateway:
        if exchange not in self._gateways:
            self._gateways[exchange] = self._gateway_of(exchange)
        return self._gateways[exchange]

    def _meant(self, exchange: str, typed: str) -> str:
        """Return the symbol in the form BTC/USDT. Whether there is such a market, the exchange says."""
        with suppress(UnknownTicker):
            return resolve(typed, self.symbols(exchange), exchange)
        symbol = typed.strip().upper().partition(":")[0].replace("-", "/").replace("_", "/")
        if "/" in symbol:
            return symbol
        for quote in QUOTES:
            if symbol.endswith(quote) and symbol != quote:
                return f"{symbol.removesuffix(quote)}/{quote}"
        raise UnknownTicker(typed, exchange, tuple(CHARACTERS)[:3])
