"""Where the prices of paper bots come from: the MARKET_DATA setting, as a thing that knows its markets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from engine.clock import Clock, SteadyClock
from engine.core.money import ZERO
from engine.core.reasons.markets import OtherPair
from engine.core.types import Market
from engine.errors import FeedError, UnknownTicker
from engine.reads.history import PriceRange
from engine.reads.views import PriceAt, PriceSource
from engine.venues.exchanges.registry import VENUES
from engine.venues.paper.feeds.base import Feed
from engine.venues.paper.feeds.csv_feed import CsvFeed
from engine.venues.paper.feeds.synthetic import CHARACTERS, STRANGER, SyntheticFeed
from engine.venues.symbols import coins, resolve

_NAMED = 3
FINEST = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRules:
    """The rules of a market that no exchange has given rules."""

    tick: Decimal | None = None
    """None: what fits the prices, where they are made up; else the finest."""
    step: Decimal = Decimal("0.00000001")
    min_quantity: Decimal = ZERO
    """In base."""
    min_notional: Decimal = ZERO
    """In quote."""
    fee: Decimal = Decimal("0.001")
    """Of the coin received, as a fraction, for makers and takers alike: 0.001 is 0.1 %."""

    def market(self, exchange: str, symbol: str, fitting: Decimal = FINEST) -> Market:
        """Return the market under these rules. On a derivative the fee is taken in quote.

        `fitting` is the tick where they name none.
        """
        base, quote = coins(symbol)
        return Market(
            venue=exchange,
            symbol=symbol,
            base=base,
            quote=quote,
            tick=self.tick or fitting,
            step=self.step,
            min_quantity=self.min_quantity,
            min_notional=self.min_notional,
            maker_fee=self.fee,
            taker_fee=self.fee,
            derivative=VENUES[exchange].derivative,
            reducing_exempt=VENUES[exchange].reducing_exempt,
        )


class Source(Protocol):
    """Where prices and markets come from."""

    @property
    def bots_walk_alone(self) -> bool:
        """Whether each bot reads the feed for itself, from its own offset on."""

    @property
    def prices(self) -> PriceSource:
        """Whose prices they are."""

    def symbols(self, exchange: str) -> Sequence[str]:
        """Return some symbols that are offered there, the likeliest first."""

    async def market(self, exchange: str, symbol: str) -> Market:
        """Return the rules of the symbol that was meant. Raises UnknownTicker, VenueUnavailable."""

    def feed_name(self, exchange: str, symbol: str) -> str:
        """Return a name that the same prices share: of the symbol, or of it at that exchange."""

    def feed(self, exchange: str, market: Market) -> Feed:
        """Return the prices of a market. Raises FeedError for one that `market` would not name now."""

    async def idle_price(self, exchange: str, symbol: str) -> PriceAt:
        """Return the price while nobody trades the symbol. Raises NoPrice, VenueUnavailable."""

    async def prices_between(
        self, exchange: str, market: Market, begins: datetime, ends: datetime
    ) -> Sequence[PriceRange]:
        """Return what the prices did, oldest first. Raises VenueUnavailable."""

    async def close(self) -> None:
        """Let go of connections."""


class _RuledSource:
    """The same few symbols under the same rules at every exchange."""

    def __init__(self, symbols: Sequence[str], rules: PaperRules | None) -> None:
        self._symbols = symbols
        self._rules = rules or PaperRules()

    def symbols(self, exchange: str) -> Sequence[str]:  # noqa: ARG002 - the same at every exchange
        return self._symbols

    async def market(self, exchange: str, symbol: str) -> Market:
        return self._rules.market(exchange, self._meant(symbol, exchange))

    def _meant(self, typed: str, exchange: str) -> str:
        try:
            return resolve(typed, self._symbols, exchange, derivative=VENUES[exchange].derivative)
        except UnknownTicker as e:
            raise UnknownTicker(e.ticker, exchange, e.similar or tuple(self._symbols[:_NAMED])) from e

    def _check_offered(self, symbol: str, exchange: str, *, file: str | None) -> None:
        try:
            self._meant(symbol, exchange)
        except UnknownTicker as e:
            raise FeedError(OtherPair(file=file, symbol=self._symbols[0], wanted=symbol)) from e

    def feed_name(self, exchange: str, symbol: str) -> str:  # noqa: ARG002 - the same at every exchange
        return symbol

    async def close(self) -> None:
        """Do nothing."""


class SyntheticSource(_RuledSource):
    """The made-up market: a few well-known symbols, or the one that is named."""

    bots_walk_alone = False
    prices = PriceSource.MADE_UP

    def __init__(
        self,
        *,
        clock: Clock,
        seed: int = 1,
        speed: float = 1,
        symbol: str | None = None,
        rules: PaperRules | None = None,
    ) -> None:
        """`speed` is how many times faster than usual it goes."""
        super().__init__((symbol,) if symbol else tuple(CHARACTERS), rules)
        self._seed = seed
        self._clock = SteadyClock(clock)
        self._speed = speed

    async def market(self, exchange: str, symbol: str) -> Market:
        """Return the rules: with a tick like that of the prices, so that one of it is worth a button."""
        meant = self._meant(symbol, exchange)
        return self._rules.market(exchange, meant, CHARACTERS.get(meant, STRANGER).grid)

    def feed(self, exchange: str, market: Market) -> SyntheticFeed:
        self._check_offered(market.symbol, exchange, file=None)
        return SyntheticFeed(market.symbol, seed=self._seed, clock=self._clock, speed=self._speed)

    async def idle_price(self, exchange: str, symbol: str) -> PriceAt:
        """Return the present price: the market goes on whether somebody is there or not."""
        tick = self.feed(exchange, await self.market(exchange, symbol)).newest
        return PriceAt(tick.price, tick.at)

    async def prices_between(
        self, exchange: str, market: Market, begins: datetime, ends: datetime
    ) -> Sequence[PriceRange]:
        return await self.feed(exchange, market).prices_between(begins, ends)


class CsvSource(_RuledSource):
    """A file of trades or candles of one symbol."""

    bots_walk_alone = True
    prices = PriceSource.FILE

    def __init__(self, path: Path, symbol: str, *, rules: PaperRules | None = None) -> None:
        """Look at the file's beginning. Raises FeedError: no such file, wrong header, no or bad ticks."""
        super().__init__((symbol,), rules)
        self._feed = CsvFeed(path)

    def feed(self, exchange: str, market: Market) -> Feed:
        self._check_offered(market.symbol, exchange, file=self._feed.begin.file)
        return self._feed

    async def idle_price(self, exchange: str, symbol: str) -> PriceAt:  # noqa: ARG002 - likewise
        """Return the first price: that is where a new bot begins."""
        return PriceAt(self._feed.first.price, self._feed.first.at)

    async def prices_between(
        self, exchange: str, market: Market, begins: datetime, ends: datetime
    ) -> Sequence[PriceRange]:
        del exchange, market  # there is one file
        return await self._feed.prices_between(begins, ends)
