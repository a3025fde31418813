"""What the routes of one venue share: the world, limits, listen keys, names made up by the exchange."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from tests.twin.binance.listen_keys import ListenKeys
from tests.twin.core.limits import Ban, OrderCount, Weights
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World

SPOT_WEIGHT = 6_000
FUTURES_WEIGHT = 2_400
INTERVALS: Mapping[str, timedelta] = {
    "10S": timedelta(seconds=10),
    "1M": timedelta(minutes=1),
    "1D": timedelta(days=1),
}
SPOT_ORDERS = {"10S": 100, "1D": 200_000}
FUTURES_ORDERS = {"10S": 300, "1M": 1_200}


class Desk:
    """`limits` may be changed while it runs. `engine_delay_s` is how long orders queue for the engine."""

    def __init__(self, world: World, venue: Venue) -> None:
        spot = venue.kind is Kind.SPOT
        self.world = world
        self.venue = venue
        self.weights = Weights(SPOT_WEIGHT if spot else FUTURES_WEIGHT)
        self.order_limits = dict(SPOT_ORDERS if spot else FUTURES_ORDERS)
        self.ban = Ban()
        self.ban_after = 20
        """Requests over the limit in one minute that lead to a ban."""
        self.engine_delay_s = 0.0
        self.listen_keys = ListenKeys(world.clock)
        self._order_counts: dict[str, dict[str, OrderCount]] = {}
        self._names = count(1)

    def order_counts(self, account: str) -> dict[str, OrderCount]:
        """Return what an account has sent, by interval."""
        counts = self._order_counts.setdefault(account, {})
        for name, limit in self.order_limits.items():
            counts.setdefault(name, OrderCount(limit, INTERVALS[name])).limit = limit
        return counts

    def name(self) -> str:
        """Return a client order id for a request that brings none."""
        return f"twin{next(self._names):018d}"


def unit_of(interval: str) -> str:
    """Return the name of an interval's unit: 10S is counted in SECOND."""
    return {"S": "SECOND", "M": "MINUTE", "D": "DAY"}[interval[-1]]
