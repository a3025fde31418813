"""Keeps the trouble of symbols that are halted, or gone, from the others of an account."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from engine.core.types import AccountId, Market
from engine.errors import TryLater, UnknownTicker
from engine.venues.live.gateway import Gateway, OrderReport

log = logging.getLogger(__name__)


class SymbolErrorIsolation:
    """One pass over an account's symbols. `doubtful`: those that are asked about one by one."""

    def __init__(self, account_id: AccountId, doubtful: Collection[str]) -> None:
        self._account_id = account_id
        self._doubtful = frozenset(doubtful)
        self.silent: set[str] = set()
        """The symbols about which the exchange has not answered, or not all."""

    @contextmanager
    def trouble_of(self, symbol: str) -> Iterator[None]:
        """Within the block, what is wrong with that symbol alone is noted, and goes no further.

        That is: the exchange does not know it any more, or says nothing of use about a doubtful one.
        """
        try:
            yield
        except UnknownTicker:
            self.silent.add(symbol)
        except TryLater as e:
            if symbol not in self._doubtful:
                raise
            log.info("%s: no answer about %s, which is not traded: %s", self._account_id, symbol, e)
            self.silent.add(symbol)

    async def open_orders(self, gateway: Gateway, markets: Mapping[str, Market]) -> list[OrderReport]:
        """Return what is open on these symbols. Raises TryLater."""
        together = [market for symbol, market in markets.items() if symbol not in self._doubtful]
        alone = [market for symbol, market in markets.items() if symbol in self._doubtful]
        listed: list[OrderReport] = []
        try:
            listed += await gateway.open_orders(together) if together else ()
        except UnknownTicker:
            alone += together
        for market in alone:
            with self.trouble_of(market.symbol):
                listed += await gateway.open_orders([market])
        return listed
