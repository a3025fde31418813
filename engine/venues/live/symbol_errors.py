"""Keeps the trouble of symbols that are halted, or gone, from the others of an account."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from engine.core.types import AccountId, Market
from engine.errors import TryLater, UnknownTicker, VenueUnavailable
from engine.venues.live.gateway import Gateway, OrderReport

log = logging.getLogger(__name__)


class SymbolErrorIsolation:
    """One pass over an account's symbols. `doubtful`: those that are asked about one by one."""

    def __init__(self, account_id: AccountId, doubtful: Collection[str]) -> None:
        self._account_id = account_id
        self._doubtful = frozenset(doubtful)
        self.silent: set[str] = set()
        """The symbols about which the exchange has not answered, or not all."""
        self.unreadable: dict[str, VenueUnavailable] = {}
        """Those about which it has, in a way that nothing can be made of, and with what that was."""

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

    @contextmanager
    def answer_about(self, symbol: str) -> Iterator[None]:
        """Within the block, likewise; and what cannot be read is trouble, but keeps nothing else back.

        An order in a state that is new, say: all others of the account are asked about all the same.
        """
        with self.trouble_of(symbol):
            try:
                yield
            except VenueUnavailable as e:
                if symbol in self._doubtful or not e.has_answered:
                    raise
                log.info("%s: an answer about %s cannot be read: %s", self._account_id, symbol, e)
                self.unreadable.setdefault(symbol, e)

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
