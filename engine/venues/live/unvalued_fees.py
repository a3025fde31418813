"""Fees in coins that had no price: asked for again now and then, until they have one."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from engine.core.events import CoinPriced
from engine.core.types import BotId, Market
from engine.errors import TryLater
from engine.ports import VenueListener
from engine.venues.live.account_deps import AccountDeps

log = logging.getLogger(__name__)


class UnvaluedFees:
    """Knows which bots of one account wait for the price of which coins."""

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._waiting: dict[BotId, tuple[Market, frozenset[str]]] = {}
        self._looked_at: timedelta | None = None

    def note(self, listener: VenueListener) -> None:
        """Note what a bot waits for. One that leaves goes on waiting."""
        self.follow(listener.bot_id, listener.market, listener.unvalued_coins)

    def follow(self, bot_id: BotId, market: Market, coins: Iterable[str]) -> None:
        """Note it of a bot that is not told of anything else."""
        self._waiting.pop(bot_id, None)
        if coins := frozenset(coins):
            self._waiting[bot_id] = market, coins

    async def look(self, listeners: Iterable[VenueListener]) -> None:
        """Ask for the prices, now and then. Never raises for the exchange's sake."""
        for listener in listeners:
            self.note(listener)
        now, last = self._deps.clock.monotonic(), self._looked_at
        if not self._waiting or (last is not None and now - last < self._deps.timings.values_every):
            return
        self._looked_at = now
        for bot_id, (market, coins) in tuple(self._waiting.items()):
            for coin in sorted(coins):
                try:
                    price = await self._deps.gateway.value_of(coin, market)
                except TryLater as e:
                    log.info("%s: no price of %s: %s", self._deps.account_id, coin, e)
                    continue
                if price is not None:
                    self._has_value(bot_id, coin)
                    self._deps.tell(bot_id, CoinPriced(at=self._deps.clock.now(), coin=coin, price=price))

    def _has_value(self, bot_id: BotId, coin: str) -> None:
        """Wait no more for that one. For which others, may have changed while it was asked for."""
        if (waits := self._waiting.get(bot_id)) is not None:
            market, coins = waits
            self.follow(bot_id, market, coins - {coin})
