"""What a third coin, in which a fee was taken, is worth in quote."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.money import EXACT, exact
from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.reason import NoAnswer
from engine.core.types import Market
from engine.errors import NoPrice, UnknownTicker, VenueUnavailable

log = logging.getLogger(__name__)

BRIDGES = ("USDT", "USDC", "BTC", "ETH", "BNB", "EUR", "FDUSD")
"""Coins with many markets, the most traded first: over one of them, others have a price in each other."""


def is_garbled(error: VenueUnavailable) -> bool:
    """Say whether the exchange has answered, and what it said cannot be read."""
    why = error.reason.why if isinstance(error.reason, NoAnswer) else None
    return isinstance(why, UnreadableAnswer) and why.status is None


class CoinPrices:
    """Last prices, kept for a while."""

    def __init__(
        self,
        last_price: Callable[[str], Awaitable[Decimal]],
        is_listed: Callable[[str], bool],
        clock: Clock,
        fresh: timedelta,
    ) -> None:
        """`last_price`: of a symbol. Raises UnknownTicker, NoPrice, VenueUnavailable."""
        self._last_price = last_price
        self._is_listed = is_listed
        self._clock = clock
        self._fresh = fresh
        self._kept: dict[tuple[str, str], tuple[timedelta, Decimal]] = {}

    async def of(self, coins: set[str], market: Market) -> dict[str, Decimal]:
        """Return third coin -> its worth in quote, without those of which no market says it.

        Raises VenueUnavailable when the exchange does not answer: a fee is not booked at a guess. An answer
        that cannot be read says nothing, as a market without a price: the fee is valued later.
        """
        third = coins - {market.base, market.quote}
        prices = {coin: await self.price(coin, market.quote) for coin in third}
        return {coin: price for coin, price in prices.items() if price is not None}

    def at_hand(self, coins: set[str], market: Market) -> dict[str, Decimal]:
        """Return the same without asking anybody, as far as that is known and still true."""
        now = self._clock.monotonic()
        kept = ((coin, self._kept.get((coin, market.quote))) for coin in coins)
        return {coin: one[1] for coin, one in kept if one is not None and now - one[0] <= self._fresh}

    async def price(self, coin: str, quote: str) -> Decimal | None:
        """Return what one coin is worth in quote, directly or over one other coin; None where no market says.

        Raises VenueUnavailable.
        """
        now = self._clock.monotonic()
        kept = self._kept.get((coin, quote))
        if kept is not None and now - kept[0] <= self._fresh:
            return kept[1]
        price = await self._ask(coin, quote)
        if price is None:
            log.warning("%s has no price in %s", coin, quote)
        else:
            self._kept[coin, quote] = (now, price)
        return price

    async def _ask(self, coin: str, quote: str) -> Decimal | None:
        direct = await self._of_market(coin, quote)
        if direct is not None:
            return direct
        for bridge in BRIDGES:
            first = await self._of_market(coin, bridge)
            second = None if first is None else await self._of_market(bridge, quote)
            if first is not None and second is not None:
                with exact():
                    return first * second
        return None

    async def _of_market(self, coin: str, quote: str) -> Decimal | None:
        """Return what the market of the two says, whichever way round it is listed."""
        for symbol in (f"{coin}/{quote}", f"{quote}/{coin}"):
            if not self._is_listed(symbol):
                continue
            try:
                price = await self._last_price(symbol)
            except (UnknownTicker, NoPrice):  # it was listed, or nobody has traded it yet
                continue
            except VenueUnavailable as e:
                if not is_garbled(e):
                    raise
                log.warning("what %s is worth cannot be read, at %s", coin, symbol)
                continue
            return price if symbol.startswith(f"{coin}/") else EXACT.divide(Decimal(1), price)
        return None
