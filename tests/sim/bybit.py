"""An account with the ways of Bybit, where these are others than Binance's.

A request for an order or a cancel is only acknowledged: whether the order is taken, and whether the cancel
comes before a fill, is seen later. Trades bear the names of their orders, and no name is used twice.
"""

import asyncio
from dataclasses import replace
from random import Random

from engine.core.orders import Order, OrderFact
from engine.core.types import ClientOrderId, VenueOrderId
from tests.sim.exchange import SimExchange
from tests.sim.faults import Fault
from tests.sim.resting import Resting

BYBIT = 0.3
"""So many of the worlds are at such an exchange."""
REFUSES_LATE = 0.6
"""So much of what it refuses it has acknowledged before."""
LONGEST_WAY_S = 0.6
"""Of a cancel inside of the exchange."""


def is_bybit(seed: int) -> bool:
    """Say whether the account of the seed is at such an exchange."""
    return Random(f"bybit? {seed}").random() < BYBIT


class BybitExchange(SimExchange):
    NAMES_TRADES = True

    def is_taken(self, known: Resting) -> bool:
        return True

    def answers_first(self, why_not: str) -> bool:
        checked_at_once = why_not.startswith("filter failure")
        return not checked_at_once and self._random.random() < REFUSES_LATE

    def turn_down(self, order: Order, symbol: str) -> VenueOrderId | None:
        now = self._clock.true_now()
        report = replace(self._report_on(order, order.client_order_id, symbol), ended=OrderFact.REJECTED)
        resting = Resting(order, report, now)
        self._named[order.client_order_id] = self.orders[resting.number] = resting
        price, settings = self.markets[symbol].price, self.margins.settings[symbol]
        self.chronicle.refuses(self.chronicle.runs[-1].number, order.client_order_id, symbol)
        self.chronicle.takes(report, order, price, settings)
        self.chronicle.ends(report, OrderFact.REJECTED)
        self._faults.strikes(Fault.REFUSED_LATE, name=order.client_order_id)
        self._now_is(resting, report)
        return report.venue_order_id

    def ask_cancel(self, client_order_id: ClientOrderId) -> bool:
        resting = self.by_client_id(client_order_id)
        if resting is None or not resting.open or self._clock.true_now() < resting.shown_from:
            return False
        way_s = self._random.uniform(0, LONGEST_WAY_S)
        asyncio.get_running_loop().call_later(way_s, self._cancels, client_order_id)
        return True

    def _cancels(self, client_order_id: ClientOrderId) -> None:
        if not self.take_cancel(client_order_id):
            self._faults.strikes(Fault.CANCEL_IN_VAIN, name=client_order_id)
