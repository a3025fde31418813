"""What all routes and websockets of Bybit share: both venues, limits, sums that orders are shown with."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from tests.twin.core.events import Event, FundingPaid, OrderChanged
from tests.twin.core.limits import Ban, OrderCount
from tests.twin.core.store import OrderKey
from tests.twin.core.values import ZERO, Fill, Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World

SECOND = timedelta(seconds=1)
ADDRESS_INTERVAL = timedelta(seconds=5)
ADDRESS_LIMIT = 600
BLOCKED_FOR = timedelta(minutes=10)
LIMITS: Mapping[str, int] = {
    "spot create": 20,
    "spot cancel": 20,
    "linear create": 10,
    "linear cancel": 10,
    "orders": 50,
    "executions": 50,
    "wallet": 50,
    "positions": 50,
    "account": 50,
    "settings": 10,
    "fees": 10,
}
"""Requests per account and second."""


class AppContext:
    """`limits` may be changed while it runs. `engine_delay_s`, by venue, is how long orders queue.

    `queue_checks_time`: an order that is too old when it leaves the queue is refused (10002); switched off,
    it takes effect however late it is.
    """

    def __init__(self, world: World, spot: Venue, linear: Venue) -> None:
        self.world = world
        self.spot = spot
        self.linear = linear
        self.ban = Ban()
        self.address = OrderCount(ADDRESS_LIMIT, ADDRESS_INTERVAL)
        self.limits = dict(LIMITS)
        self.engine_delay_s: dict[str, float] = {}
        self.queue_checks_time = True
        self._counts: dict[tuple[str, str], OrderCount] = {}
        self._numbers = count(1)
        self._fees: dict[tuple[str, OrderKey], Decimal] = {}
        self._left: dict[tuple[str, OrderKey, int], Decimal] = {}
        self._fundings: list[tuple[datetime, Fill]] = []
        self._forgotten: dict[str, datetime] = {}
        for venue in self.venues:
            self._listen(venue)

    @property
    def venues(self) -> tuple[Venue, Venue]:
        return (self.spot, self.linear)

    def venue_of(self, category: str) -> Venue | None:
        """Return what a category means; None for one that is not traded here."""
        return {"spot": self.spot, "linear": self.linear}.get(category)

    def number(self) -> int:
        """Return a number that was not used before."""
        return next(self._numbers)

    def count_of(self, account: str, name: str) -> OrderCount:
        """Return what an account has asked for under a limit in the last second."""
        counted = self._counts.setdefault((account, name), OrderCount(0, SECOND))
        counted.limit = self.limits[name]
        return counted

    def fees_of(self, venue: Venue, key: OrderKey) -> Decimal:
        """Return the fees of an order's executions so far."""
        return self._fees.get((venue.name, key), ZERO)

    def left_after(self, venue: Venue, fill: Fill) -> Decimal:
        """Return what an execution left of its order; zero for one without an order."""
        return self._left.get((venue.name, (fill.symbol, fill.order_id), fill.trade_id), ZERO)

    def fundings(self, account: str, moment: datetime) -> list[Fill]:
        """Return what the account's positions have paid, as it could be seen then."""
        return [fill for at, fill in self._fundings if fill.account == account and at <= moment]

    def forget_closed(self, venue: Venue) -> None:
        """Let `realtime` forget the orders that have ended, as it does when Bybit restarts it."""
        self._forgotten[venue.name] = self.world.clock.server_now()

    def remembers(self, venue: Venue, ended_at: datetime) -> bool:
        forgotten = self._forgotten.get(venue.name)
        return forgotten is None or ended_at > forgotten

    def is_isolated(self, account: str) -> bool:
        """Return the margin mode: a setting of the whole account, kept symbol by symbol."""
        contracts = self.linear.contracts
        return all(contracts.position(account, symbol).isolated for symbol in self.linear.symbols)

    def _listen(self, venue: Venue) -> None:
        def hear(event: Event) -> None:
            match event:
                case OrderChanged(order=order, fill=Fill() as fill):
                    key = (venue.name, order.key)
                    self._fees[key] = self._fees.get(key, ZERO) + fill.fee
                    self._left[(*key, fill.trade_id)] = order.remaining
                case FundingPaid(payment=payment) if venue.kind is Kind.PERPETUAL:
                    self._fundings.append((self.world.clock.now(), payment))
                case _:
                    pass

        venue.bus.listen(hear)
