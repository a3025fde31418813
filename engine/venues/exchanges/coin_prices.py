"""What a third coin, in which a fee was taken, is worth in quote."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.money import EXACT, ZERO, exact
from engine.core.types import Market
from engine.errors import UnknownTicker

log = logging.getLogger(__name__)


class CoinPrices:
    """Last prices, kept for a while."""

    def __init__(
        self, last_price: Callable[[str], Awaitable[Decimal]], clock: Clock, fresh: timedelta
    ) -> None:
        """`last_price`: of a symbol. Raises UnknownTicker, VenueUnavailable."""
        self._last_price = last_price
        self._clock = clock
        self._fresh = fresh
        self._kept: dict[tuple[str, str], tuple[datetime, Decimal]] = {}

    async def of(self, coins: set[str], market: Market) -> dict[str, Decimal]:
        """Return third coin -> its worth in quote; 0, with a log line, for one that has no market with it.

        Raises VenueUnavailable when a price is not known now: a fee is not booked at a guess.
        """
        third = coins - {market.base, market.quote}
        return {coin: await self._price(coin, market.quote) for coin in third}

    async def _price(self, coin: str, quote: str) -> Decimal:
        now = self._clock.now()
        kept = self._kept.get((coin, quote))
        if kept is not None and now - kept[0] <= self._fresh:
            return kept[1]
        price = await self._ask(coin, quote)
        self._kept[coin, quote] = (now, price)
        return price

    async def _ask(self, coin: str, quote: str) -> Decimal:
        try:
            return await self._last_price(f"{coin}/{quote}")
        except UnknownTicker:
            pass
        try:
            turned = await self._last_price(f"{quote}/{coin}")
        except UnknownTicker:
            log.warning("a fee in %s has no price in %s; it is booked with the value 0", coin, quote)
            return ZERO
        with exact():
            return EXACT.divide(Decimal(1), turned)
