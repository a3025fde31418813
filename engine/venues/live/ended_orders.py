"""Orders that are over: streams repeat themselves, and may tell of one long after it has ended."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from engine.clock import Clock
from engine.core.types import ClientOrderId, TradeId, VenueOrderId
from engine.venues.live.gateway import Execution, OrderReport
from engine.venues.live.watched_order import OrderNumber, Watched


class _Ended(NamedTuple):
    """What is left of an order."""

    at: timedelta
    told: set[TradeId]
    filled: Decimal


class EndedOrders:
    """Those of one account of which all was told, for a while."""

    def __init__(self, clock: Clock, remembered: timedelta) -> None:
        self._clock = clock
        self._remembered = remembered
        self._kept: dict[OrderNumber, _Ended] = {}
        """The oldest first."""
        self._numbers: dict[ClientOrderId, tuple[timedelta, VenueOrderId]] = {}
        """What the exchange calls them. The oldest first."""

    def add(self, watched: Watched) -> None:
        """Remember an order of which nothing is missing."""
        now = self._clock.monotonic()
        self._kept.pop(watched.number, None)
        self._kept[watched.number] = _Ended(now, watched.told, watched.filled)
        while (oldest := next(iter(self._kept.items())))[1].at < now - self._remembered:
            del self._kept[oldest[0]]
        if watched.venue_order_id is not None:
            name = watched.order.client_order_id
            self._numbers.pop(name, None)
            self._numbers[name] = now, watched.venue_order_id
        while (first := next(iter(self._numbers.items()), None)) and first[1][0] < now - self._remembered:
            del self._numbers[first[0]]

    def number_of(self, name: ClientOrderId) -> VenueOrderId | None:
        """Return what the exchange calls that order, if all of it was told a while ago."""
        known = self._numbers.get(name)
        return None if known is None else known[1]

    def forget(self, symbol: str) -> None:
        """Forget those of a symbol: what was told there counts no more."""
        self._kept = {number: kept for number, kept in self._kept.items() if number[0] != symbol}

    def told(self, event: Execution | OrderReport) -> bool:
        """Say whether an event only repeats what was told of one of them."""
        of = event.trade if isinstance(event, Execution) else event
        kept = self._kept.get((of.symbol, of.venue_order_id))
        if kept is None:
            return False
        if isinstance(event, Execution):
            return event.trade.trade_id in kept.told
        return event.filled <= kept.filled
