"""Any event in any order: what must hold whatever a venue, a person or a bug of ours sends."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from engine.core import events as e
from engine.core.orders import Order
from engine.core.state import BotState
from engine.core.types import ClientOrderId, Fill, VenueOrderId
from tests.core.checked import CheckedBot
from tests.core.drawn import (
    commands,
    fees,
    market_events,
    new_rules,
    part_of,
    prices,
    shares,
    states,
    strays,
    trade,
)
from tests.support.reasons import said

ANSWERS = ["accepted", "accepted", "accepted", "unknown", "unknown", "rejected", "never", "absent"]


pytestmark = pytest.mark.timeout(600)  # a failure takes long to boil down


class AnyEventInAnyOrder(RuleBasedStateMachine):
    """Facts need not be true here, nor fit together. `CheckedBot` does the checking."""

    bot: CheckedBot
    trades: int

    @initialize(state=states())
    def begin(self, state: BotState) -> None:
        self.bot = CheckedBot(state)
        self.trades = 0
        self.bot.feed(e.Start(at=self.bot.at()))

    @rule(data=st.data())
    def a_person(self, data: st.DataObject) -> None:
        self.bot.feed(data.draw(commands(self.bot.state, self.bot.at())))

    @precondition(lambda self: self.bot.state.is_idle)
    @rule(data=st.data())
    def after_a_look(self, data: st.DataObject) -> None:
        state, at = self.bot.state, self.bot.at()
        if state.order is not None and state.out_of_reach and data.draw(st.booleans()):
            settled = self.bot.feed(e.AcceptAsIs(at=at, client_order_id=state.order.client_order_id))
            assert settled is not None
        elif data.draw(st.booleans()) and self.bot.orders:
            known = self.an_order(data)
            self.bot.feed(e.Adopt(at=at, order=replace(known, reported=None)))
        else:
            stray = data.draw(strays(state))
            if stray.client_order_id not in self.bot.orders:
                self.bot.feed(e.Adopt(at=at, order=stray))

    @rule(data=st.data())
    def the_market(self, data: st.DataObject) -> None:
        self.bot.feed(data.draw(market_events(self.bot.at())))

    @rule(data=st.data())
    def the_exchange_changes_its_rules(self, data: st.DataObject) -> None:
        self.bot.feed(data.draw(new_rules(self.bot.state, self.bot.at())))

    @precondition(lambda self: self.bot.state.order)
    @rule(data=st.data())
    def an_order_is_lost(self, data: st.DataObject) -> None:
        name = self.an_order(data).client_order_id
        self.bot.feed(e.Pause(at=self.bot.at(), reason=said("lost"), lost=name))

    @rule(fires=st.booleans())
    def the_program(self, fires: bool) -> None:
        if fires:
            self.bot.fire()
        else:
            self.bot.feed(e.Restarted(at=self.bot.at()))

    @precondition(lambda self: self.bot.state.order)
    @rule(data=st.data())
    def a_leg_goes_well(self, data: st.DataObject) -> None:
        self.bot.fire()
        order, at = self.bot.state.order, self.bot.at()
        assert order is not None
        if order.remaining:
            self.bot.fact(_answer(self.bot, order.client_order_id, "accepted"))
            self.fill_it(data, order, order.remaining, order.price, at)

    # --- facts about orders -------------------------------------------------------------------------

    @precondition(lambda self: self.bot.orders)
    @rule(data=st.data(), kind=st.sampled_from(ANSWERS))
    def answer(self, data: st.DataObject, kind: str) -> None:
        self.bot.fact(_answer(self.bot, self.an_order(data).client_order_id, kind))

    @precondition(lambda self: self.bot.orders)
    @rule(data=st.data(), share=shares, canceled=st.booleans())
    def end(self, data: st.DataObject, share: Decimal, canceled: bool) -> None:
        order = self.an_order(data)
        reported = order.filled if share == 1 else order.quantity * share
        kind = e.OrderCanceled if canceled else e.OrderExpired
        self.bot.fact(kind(at=self.bot.at(), client_order_id=order.client_order_id, reported=reported))

    @precondition(lambda self: self.bot.orders)
    @rule(data=st.data(), share=shares, price=prices.filter(bool), again=st.booleans())
    def fill(self, data: st.DataObject, share: Decimal, price: Decimal, again: bool) -> None:
        order, at = self.an_order(data), self.bot.at()
        fill = self.fill_it(data, order, part_of(order.quantity, share, self.bot.state.market), price, at)
        if again:
            self.bot.fact(e.OrderFilled(at=at, client_order_id=order.client_order_id, fill=fill))

    def fill_it(
        self, data: st.DataObject, order: Order, quantity: Decimal, price: Decimal, at: datetime
    ) -> Fill:
        self.trades += 1
        fee = data.draw(fees(order.side, price, quantity, self.bot.state.market))
        fill = trade(order, self.trades, price, quantity, fee, at)
        self.bot.fact(e.OrderFilled(at=at, client_order_id=order.client_order_id, fill=fill))
        assert fill.trade_id in self.bot.booked
        return fill

    def an_order(self, data: st.DataObject) -> Order:
        """The newest order mostly, an earlier one now and then."""
        orders = list(self.bot.orders.values())
        newest = self.bot.state.order
        if newest is not None and data.draw(st.integers(0, 4)):
            return newest
        return data.draw(st.sampled_from(orders))

    def teardown(self) -> None:
        if hasattr(self, "bot"):
            self.bot.bring_to_a_stop()


def _answer(bot: CheckedBot, name: ClientOrderId, kind: str) -> e.OrderEvent:
    at = bot.at()
    match kind:
        case "accepted":
            return e.OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId(f"v{name}"))
        case "rejected":
            return e.OrderRejected(at=at, client_order_id=name, reason=said("no"))
        case "never":
            return e.OrderNeverSent(at=at, client_order_id=name, reason=said("late"))
        case "unknown":
            return e.OrderUnknown(at=at, client_order_id=name, reason=said("timeout"))
        case _:
            return e.OrderAbsent(at=at, client_order_id=name)


TestAnyEventInAnyOrder = AnyEventInAnyOrder.TestCase
