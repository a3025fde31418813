"""What all routes and websockets of OKX share: both venues, limits, what their rows are told with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from tests.twin.core.errors import Refused, Why
from tests.twin.core.events import Event, FundingPaid, OrderChanged
from tests.twin.core.limits import Ban, OrderCount
from tests.twin.core.store import OrderKey
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.okx.symbols import CONTRACTS, instrument_id, instrument_type

TWO_SECONDS = timedelta(seconds=2)
NO_LIMIT = 1_000_000
LIMITS: Mapping[str, int] = {
    "place": 60,
    "cancel": 60,
    "amend": 60,
    "order": 60,
    "pending": 60,
    "history": 40,
    "archive": 20,
    "fills": 60,
    "fills archive": 10,
    "balance": 10,
    "positions": 10,
    "config": 5,
    "fees": 5,
    "bills": 10,
    "bills archive": 5,
    "leverage": 40,
    "leverage info": 20,
    "position mode": 5,
}
"""Requests per account (those for orders: and instrument) in two seconds."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A payment of funding, with the number under which the account's bills list it."""

    number: int
    at: datetime
    payment: Fill


class AppContext:
    """`limits` may be changed while it runs. `engine_delay_s`, by venue, is how long orders queue.

    `contracts`: coins a contract, by symbol. `silence_s`: a websocket on which nothing is said for so long
    is closed.
    """

    def __init__(self, world: World, spot: Venue, swap: Venue) -> None:
        self.world = world
        self.spot = spot
        self.swap = swap
        self.contracts = dict(CONTRACTS)
        self.ban = Ban()
        self.address = OrderCount(NO_LIMIT, TWO_SECONDS)
        self.limits = dict(LIMITS)
        self.engine_delay_s: dict[str, float] = {}
        self.silence_s = 30.0
        self._counts: dict[tuple[str, str, str], OrderCount] = {}
        self._numbers = count(1)
        self._fees: dict[tuple[str, OrderKey], Decimal] = {}
        self._last: dict[tuple[str, OrderKey], Fill] = {}
        self._bills: dict[tuple[str, str, int], int] = {}
        self._fundings: list[Bill] = []
        for venue in self.venues:
            self._listen(venue)

    @property
    def venues(self) -> tuple[Venue, Venue]:
        return (self.spot, self.swap)

    def find(self, instrument: str) -> tuple[Venue, Symbol] | None:
        """Return venue and symbol of an instrument that is listed."""
        for venue in self.venues:
            for symbol in venue.listed:
                if instrument_id(symbol) == instrument:
                    return venue, symbol
        return None

    def named(self, instrument: str) -> tuple[Venue, Symbol]:
        """Return the same. Refused for one that is not listed."""
        found = self.find(instrument)
        if found is None:
            raise Refused(Why.UNKNOWN_SYMBOL, instrument)
        return found

    def of_type(self, kind: str) -> list[tuple[Venue, Symbol]]:
        """Return what is, or was, listed of an instType; of all for an empty one."""
        return [
            (venue, symbol)
            for venue in self.venues
            for symbol in venue.symbols.values()
            if kind in {"", "ANY", instrument_type(symbol)}
        ]

    def size(self, venue: Venue, symbol: str) -> Decimal:
        """Return how many coins one of what is counted stands for."""
        return Decimal(1) if venue.kind is Kind.SPOT else self.contracts.get(symbol, Decimal(1))

    def number(self) -> int:
        """Return a number that was not used before."""
        return next(self._numbers)

    def count_of(self, account: str, name: str, instrument: str) -> OrderCount:
        """Return what an account has asked for under a limit in the last two seconds."""
        counted = self._counts.setdefault((account, name, instrument), OrderCount(0, TWO_SECONDS))
        counted.limit = self.limits[name]
        return counted

    def fees_of(self, venue: Venue, key: OrderKey) -> Decimal:
        """Return the fees of an order's fills so far."""
        return self._fees.get((venue.name, key), ZERO)

    def last_fill(self, venue: Venue, key: OrderKey) -> Fill | None:
        return self._last.get((venue.name, key))

    def bill_of(self, venue: Venue, fill: Fill) -> int:
        """Return the number under which a fill is listed; it grows with time."""
        return self._bills.setdefault((venue.name, fill.symbol, fill.trade_id), self.number())

    def fundings(self, account: str, moment: datetime) -> list[Bill]:
        """Return what the account's positions have paid, as it could be seen then, oldest first."""
        return [bill for bill in self._fundings if bill.payment.account == account and bill.at <= moment]

    def _listen(self, venue: Venue) -> None:
        def hear(event: Event) -> None:
            match event:
                case OrderChanged(order=order, fill=Fill() as fill):
                    key = (venue.name, order.key)
                    self._fees[key] = self._fees.get(key, ZERO) + fill.fee
                    self._last[key] = fill
                    self.bill_of(venue, fill)
                case FundingPaid(payment=payment) if venue.kind is Kind.PERPETUAL:
                    self._fundings.append(Bill(self.number(), self.world.clock.now(), payment))
                case _:
                    pass

        venue.bus.listen(hear)
