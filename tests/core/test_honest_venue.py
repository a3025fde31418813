"""Bot and venue together: whatever is late, lost, doubled or reordered, the books agree in the end."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.core import events as e
from engine.core.adoption import misfit
from engine.core.orders import OrderState
from engine.core.state import BotState, CancelOrder, FetchQuote, FollowOrder, Outcome, Phase, PlaceOrder
from engine.core.types import Side, Status, StopForm
from tests.core.checked import CheckedBot
from tests.core.drawn import commands, fees, market_events, new_rules, part_of, shares, states, strays
from tests.core.honest_venue import Fate, HonestVenue, Truth
from tests.support.reasons import said

ARRIVALS = ["accepted", "accepted", "accepted", "arrived, answer lost", "lost", "refused", "never sent"]
UNTOLD = {OrderState.INTENT, OrderState.UNKNOWN}
ENDED = (Fate.CANCELED, Fate.EXPIRED, Fate.FILLED)


pytestmark = pytest.mark.timeout(600)  # a failure takes long to boil down


class BotAtAnHonestVenue(RuleBasedStateMachine):
    bot: CheckedBot
    venue: HonestVenue
    quote_asked: bool

    @initialize(state=states())
    def begin(self, state: BotState) -> None:
        self.bot, self.venue, self.quote_asked = CheckedBot(state), HonestVenue(), False
        self.feed(e.Start(at=self.bot.at()))

    # --- the driver -------------------------------------------------------------------------------

    def feed(self, event: e.Event) -> None:
        self.act(self.bot.feed(event))

    def fact(self, event: e.OrderEvent) -> None:
        self.act(self.bot.fact(event))

    def act(self, outcome: Outcome | None) -> None:
        for request in outcome.requests if outcome else ():
            match request:
                case PlaceOrder(order=order):
                    self.check_all_is_booked()
                    self.venue.send(order)
                case CancelOrder(client_order_id=name):
                    self.venue.truths[name].cancel_asked = True
                case FetchQuote():
                    self.quote_asked = True
                case FollowOrder(order=order):
                    self.tell_all(self.venue.truths[order.client_order_id])

    def check_all_is_booked(self) -> None:
        """A new order may go out only when each fill there has ever been is in the books."""
        traded = {fill.trade_id for truth in self.venue.truths.values() for fill in truth.fills}
        assert traded == set(self.bot.booked)

    # --- a person, the market -----------------------------------------------------------------------

    @rule(data=st.data())
    def a_person(self, data: st.DataObject) -> None:
        self.feed(data.draw(commands(self.bot.state, self.bot.at())))

    @rule(data=st.data())
    def the_market(self, data: st.DataObject) -> None:
        event = data.draw(market_events(self.bot.at()))
        if self.quote_asked or not isinstance(event, e.QuoteSeen | e.QuoteMissing):
            self.quote_asked = self.quote_asked and isinstance(event, e.PriceSeen | e.RangeSeen)
            self.feed(event)

    @rule(data=st.data())
    def the_exchange_changes_its_rules(self, data: st.DataObject) -> None:
        self.feed(data.draw(new_rules(self.bot.state, self.bot.at())))

    @precondition(lambda self: self.bot.state.phase is Phase.WATCHING)
    @rule()
    def the_leg_fires(self) -> None:
        buying = self.bot.state.side is Side.BUY
        for price in (Decimal(8), Decimal(13)) if buying else (Decimal(13), Decimal(8)):
            self.feed(e.PriceSeen(at=self.bot.at(), price=price))

    @precondition(lambda self: self.quote_asked)
    @rule()
    def the_quote_comes(self) -> None:
        self.quote_asked = False
        self.feed(e.QuoteSeen(at=self.bot.at(), bid=Decimal("9.9"), ask=Decimal("10.1")))

    @precondition(lambda self: self.bot.state.is_idle and not self.bot.state.order_pending)
    @rule(data=st.data(), share=st.sampled_from([Decimal(0), Decimal("0.3"), Decimal(1)]))
    def adopt(self, data: st.DataObject, share: Decimal) -> None:
        """Go on with an order of a lost time that lives at the venue, and may have traded there."""
        stray = data.draw(strays(self.bot.state))
        if stray.client_order_id in self.venue.truths or misfit(self.bot.state, stray) is not None:
            return
        self.venue.truths[stray.client_order_id] = Truth(stray, Fate.LIVE)
        if share:
            self.trade(data, share)
        self.feed(e.Adopt(at=self.bot.at(), order=stray))

    # --- the venue --------------------------------------------------------------------------------

    @precondition(lambda self: self.venue.that(Fate.ON_ITS_WAY))
    @rule(how=st.sampled_from(ARRIVALS))
    def arrive(self, how: str) -> None:
        self.venue.arrive(self.venue.that(Fate.ON_ITS_WAY)[0], how, self.bot.at())

    @precondition(lambda self: self.venue.that(Fate.LIVE))
    @rule(data=st.data(), share=shares)
    def trade(self, data: st.DataObject, share: Decimal) -> None:
        truth = self.venue.that(Fate.LIVE)[0]
        order = truth.order
        quantity = part_of(order.quantity - truth.traded, share, self.bot.state.market)
        fee = data.draw(fees(order.side, order.price, quantity, self.bot.state.market))
        self.venue.trade(truth, order.price, quantity, fee, self.bot.at())

    @precondition(lambda self: self.venue.that(Fate.LIVE))
    @rule(fate=st.sampled_from([Fate.CANCELED, Fate.EXPIRED]))
    def end_by_itself(self, fate: Fate) -> None:
        self.venue.end(self.venue.that(Fate.LIVE)[0], fate, self.bot.at())

    @precondition(lambda self: self.venue.that(Fate.ON_ITS_WAY, Fate.LIVE))
    @rule(data=st.data())
    def a_leg_goes_well(self, data: st.DataObject) -> None:
        if self.venue.that(Fate.ON_ITS_WAY):
            self.arrive("accepted")
        self.trade(data, Decimal(1))
        self.deliver_all()

    @precondition(lambda self: self.venue.that(Fate.LIVE))
    @rule(data=st.data(), share=shares, again=st.booleans())
    def the_end_overtakes_a_fill(self, data: st.DataObject, share: Decimal, again: bool) -> None:
        self.trade(data, share)
        for truth in self.venue.that(Fate.LIVE):
            self.end_by_itself(Fate.CANCELED)
            self.fact(self.venue.ended(truth, self.bot.at()))
        if again:
            self.feed(e.Start(at=self.bot.at()))

    @rule()
    def cancel(self) -> None:
        for truth in self.venue.truths.values():
            if truth.cancel_asked:
                self.venue.cancel(truth, self.bot.at())

    @precondition(lambda self: self.venue.mail)
    @rule(data=st.data(), again=st.booleans())
    def deliver(self, data: st.DataObject, again: bool) -> None:
        which = data.draw(st.integers(0, len(self.venue.mail) - 1))
        event = self.venue.mail[which]
        if not again:
            del self.venue.mail[which]
        self.fact(event)

    def deliver_all(self) -> None:
        while self.venue.mail:
            self.fact(self.venue.mail.pop(0))

    @rule()
    def look(self) -> None:
        """Ask about an order of unknown fate, as the driver does."""
        order = self.bot.state.order
        if order is not None and order.state in UNTOLD:
            self.tell_all(self.venue.truths[order.client_order_id])

    @rule(really=st.integers(0, 3).map(lambda n: n == 0))
    def restart(self, really: bool) -> None:
        """The program falls: all mail is lost. It comes back, and the venue is asked about everything."""
        if not really:
            return  # not as often as other things
        self.venue.mail.clear()
        for truth in list(self.venue.truths.values()):
            truth.cancel_asked = False
            if truth.fate is Fate.ON_ITS_WAY:
                truth.fate = Fate.LOST
            self.tell_all(truth)
        self.feed(e.Restarted(at=self.bot.at()))

    def tell_all(self, truth: Truth) -> None:
        for event in self.venue.find(truth, self.bot.at()):
            self.fact(event)

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def an_honest_venue_is_never_accused(self) -> None:
        if hasattr(self, "bot"):
            assert all(order.state is not OrderState.QUARANTINED for order in self.bot.orders.values())

    @invariant()
    def what_stands_has_nothing_out(self) -> None:
        if hasattr(self, "bot") and self.bot.state.phase in {Phase.IDLE, Phase.PAUSED, Phase.WATCHING}:
            out = [name for name, truth in self.venue.truths.items() if truth.may_trade]
            kept = self.bot.state.kept_order
            assert set(out) <= ({kept.client_order_id} if kept else set())

    def teardown(self) -> None:
        """However it got there: a stop, and a venue that answers, end it with the books complete."""
        if not hasattr(self, "bot"):
            return
        for _ in range(4):
            if self.bot.state.status is not Status.STOPPED:
                self.feed(e.Stop(at=self.bot.at(), form=StopForm.STOP))
            self.oblige()
        assert self.bot.state.status is Status.STOPPED
        assert not self.bot.state.order_pending
        self.check_all_is_booked()

    def oblige(self) -> None:
        for truth in self.venue.that(Fate.ON_ITS_WAY):
            self.venue.arrive(truth, "accepted", self.bot.at())
        self.deliver_all()
        self.look()
        self.cancel()
        for truth in self.venue.that(*ENDED):
            self.tell_all(truth)
        if self.bot.state.phase is Phase.CLOSING:
            self.feed(e.QuoteMissing(at=self.bot.at(), reason=said("no price")))


TestBotAtAnHonestVenue = BotAtAnHonestVenue.TestCase
