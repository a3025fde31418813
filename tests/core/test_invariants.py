"""Any event in any order: what must hold whatever a venue, a person or a bug of ours sends."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from engine.core import events as e
from engine.core.orders import Order
from engine.core.state import BotState
from engine.core.types import ClientOrderId, StopForm, VenueOrderId
from tests.core.checked import CheckedBot
from tests.core.drawn import edits, fees, prices, shares, states, stop_forms, trade


class AnyEventInAnyOrder(RuleBasedStateMachine):
    """Facts need not be true here, nor fit together. `CheckedBot` does the checking."""

    bot: CheckedBot
    trades: int

    @initialize(state=states())
    def begin(self, state: BotState) -> None:
        self.bot = CheckedBot(state)
        self.trades = 0
        self.bot.feed(e.Start(at=self.bot.at()))

    # --- commands ---------------------------------------------------------------------------------

    @rule()
    def start(self) -> None:
        self.bot.feed(e.Start(at=self.bot.at()))

    @rule(form=stop_forms)
    def stop(self, form: StopForm) -> None:
        self.bot.feed(e.Stop(at=self.bot.at(), form=form))

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        self.bot.feed(data.draw(edits(self.bot.state))(self.bot.at()))

    @rule()
    def pause(self) -> None:
        self.bot.feed(e.Pause(at=self.bot.at(), reason="asked"))

    # --- prices -----------------------------------------------------------------------------------

    @rule(price=prices)
    def price(self, price: Decimal) -> None:
        self.bot.feed(e.PriceSeen(at=self.bot.at(), price=price))

    @rule(one=prices, other=prices)
    def away(self, one: Decimal, other: Decimal) -> None:
        self.bot.feed(e.RangeSeen(at=self.bot.at(), low=min(one, other), high=max(one, other)))

    @rule(bid=prices)
    def quote(self, bid: Decimal) -> None:
        self.bot.feed(e.QuoteSeen(at=self.bot.at(), bid=bid, ask=bid + Decimal("0.01")))

    @rule()
    def no_quote(self) -> None:
        self.bot.feed(e.QuoteMissing(at=self.bot.at(), reason="none"))

    @rule()
    def restart(self) -> None:
        self.bot.feed(e.Restarted(at=self.bot.at()))

    # --- facts about orders -------------------------------------------------------------------------

    @precondition(lambda self: self.bot.orders)
    @rule(data=st.data(), kind=st.sampled_from(["accepted", "rejected", "never", "unknown", "absent"]))
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
        self.trades += 1
        quantity = order.quantity * share
        fee = data.draw(fees(order.side, price, quantity, self.bot.state.market))
        fill = trade(order, self.trades, price, quantity, fee, at)
        for _ in range(2 if again else 1):
            self.bot.fact(e.OrderFilled(at=at, client_order_id=order.client_order_id, fill=fill))
        assert fill.trade_id in self.bot.booked

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
            return e.OrderRejected(at=at, client_order_id=name, reason="no")
        case "never":
            return e.OrderNeverSent(at=at, client_order_id=name, reason="late")
        case "unknown":
            return e.OrderUnknown(at=at, client_order_id=name, reason="timeout")
        case _:
            return e.OrderAbsent(at=at, client_order_id=name)


TestAnyEventInAnyOrder = AnyEventInAnyOrder.TestCase
