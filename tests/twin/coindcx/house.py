"""What all routes and sockets of CoinDCX share: both books, limits, and the unpleasant habits."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from tests.twin.core.errors import Refused
from tests.twin.core.limits import Ban, OrderCount
from tests.twin.core.values import ZERO, Order
from tests.twin.core.venue import Venue
from tests.twin.core.world import World

FRESH = timedelta(seconds=10)
"""How long after it was signed a create is taken."""
MOST_IN_PAGE = 100
COIN = "USDT"
"""What both wallets hold in the core. That of the other book is shown in INR."""


class AppContext:
    """May be changed while it runs.

    `conversion`: INR for one USDT, as CoinDCX has it; `tells_conversion`: whether it says so.
    `engine_delay_s`, by venue: how long orders queue; `queue_checks_time`: whether a create
    that is too old when it leaves the queue is refused.
    `keeps_cancels`: cancels are acknowledged and do nothing until `let_cancels_go`. `echoes_ids`: lists and
    sockets show the client's name of an order, which no documentation promises.
    `denies_positions`: an account that has never traded gets 404 instead of an empty list.
    `most_rows`: so many rows a page holds at most, however many are asked for.
    """

    def __init__(self, world: World, usdt: Venue, inr: Venue) -> None:
        self.world = world
        self.usdt, self.inr = usdt, inr
        self.conversion = Decimal(102)
        self.tells_conversion = True
        self.ban = Ban()
        self.limit = 400
        self.engine_delay_s: dict[str, float] = {}
        self.queue_checks_time = True
        self.keeps_cancels = False
        self.echoes_ids = False
        self.denies_positions = False
        self.most_rows = MOST_IN_PAGE
        self._kept: list[tuple[Venue, Order]] = []
        self._counts: dict[str, OrderCount] = {}

    @property
    def venues(self) -> Sequence[Venue]:
        return (self.usdt, self.inr)

    def of_margin(self, currency: object) -> Venue | None:
        """Return the book that is margined in a currency; None for one in which none is."""
        return {"USDT": self.usdt, "INR": self.inr}.get(currency) if isinstance(currency, str) else None

    def margin_of(self, venue: Venue) -> str:
        return "INR" if venue is self.inr else "USDT"

    def in_margin(self, venue: Venue, amount: Decimal) -> Decimal:
        """Return an amount of USDT in the currency of the book's margin."""
        return amount * self.conversion if venue is self.inr else amount

    def conversion_of(self, venue: Venue) -> Decimal:
        return self.conversion if venue is self.inr else ZERO

    def count_of(self, account: str) -> OrderCount:
        """Return what an account has asked for within the last minute."""
        counted = self._counts.setdefault(account, OrderCount(0, timedelta(minutes=1)))
        counted.limit = self.limit
        return counted

    def cancel(self, venue: Venue, order: Order) -> None:
        """Take a cancel, now or later. Refused when nothing is open."""
        if self.keeps_cancels:
            self._kept.append((venue, order))
        else:
            venue.cancel(order.account, order.symbol, order_id=order.order_id)

    def let_cancels_go(self) -> None:
        """Carry out the cancels that were kept, as far as there is something left to cancel."""
        kept, self._kept = self._kept, []
        for venue, order in kept:
            try:
                venue.cancel(order.account, order.symbol, order_id=order.order_id)
            except Refused:
                continue
