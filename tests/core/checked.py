"""A bot whose every step is checked against books kept independently, from its fills alone."""

import pickle
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from engine.core import events as e
from engine.core.machine import step
from engine.core.notices import FillBooked
from engine.core.orders import Order, OrderFactRefused, OrderState
from engine.core.price_triggers import triggers_of
from engine.core.state import (
    BotState,
    CancelOrder,
    CommandRefused,
    EventRefused,
    FollowOrder,
    Goal,
    Outcome,
    Phase,
    PlaceOrder,
)
from engine.core.types import ClientOrderId, Fill, Leg, Side, Status, StopForm, TradeId
from tests.core.story import EPOCH, new_state
from tests.support.reasons import said

COMMANDS = (e.Start, e.Stop, e.Edit, e.Pause, e.Adopt, e.AcceptAsIs)
SETTLE = Decimal("1e-18")
MOST_ORDERS_WITHOUT_PROGRESS = 5


@dataclass(slots=True)
class CheckedBot:
    """Feeds events like the driver does, and looks at what comes out."""

    state: BotState = field(default_factory=new_state)
    orders: dict[ClientOrderId, Order] = field(default_factory=dict)
    booked: dict[TradeId, Fill] = field(default_factory=dict)
    base: Decimal = Decimal(0)
    cash: Decimal = Decimal(0)
    placed: list[Order] = field(default_factory=list)
    adopted: set[ClientOrderId] = field(default_factory=set)
    placed_since_progress: int = 0
    now: int = 0

    def at(self) -> datetime:
        self.now += 1
        return EPOCH + timedelta(seconds=self.now)

    def feed(self, event: e.Event) -> Outcome | None:
        """Return the outcome, or None when the event was refused."""
        before, image = self.state, pickle.dumps(self.state)
        outcome = _outcome_of(before, event)
        assert outcome == _outcome_of(before, event)
        assert pickle.dumps(before) == image
        if isinstance(outcome, type):
            return None
        self._keep_books(event, outcome)
        self.state = outcome.state
        for order in outcome.orders:
            self._check_life(order, adopts=isinstance(event, e.Adopt))
            self.orders[order.client_order_id] = order
        _check_shape(outcome.state)
        self._check_money(before, outcome)
        self._check_requests(before, outcome)
        self._check_after_a_look(event, outcome)
        _check_shown(before, outcome.state)
        _check_durable(before, outcome)
        _check_interest(before, event, outcome.state)
        return outcome

    def fact(self, event: e.OrderEvent) -> Outcome | None:
        """Feed a fact as the driver does: a fill of an earlier order as late, other news of one not."""
        newest = self.state.order
        if newest is not None and newest.client_order_id == event.client_order_id:
            return self.feed(event)
        earlier = self.orders.get(event.client_order_id)
        if earlier is None or not isinstance(event, e.OrderFilled):
            return None
        return self.feed(e.LateFilled(at=event.at, order=earlier, fill=event.fill))

    def fire(self) -> None:
        """If it watches for its trail, show it the prices that fire it."""
        low, high = Decimal("7.5"), Decimal(14)
        for price in (low, high) if self.state.side is Side.BUY else (high, low):
            if self.state.phase is Phase.WATCHING:
                self.feed(e.PriceSeen(at=self.at(), price=price))

    def bring_to_a_stop(self) -> None:
        """Stop it, with a venue that does what it is asked for. It always works."""
        for _ in range(6):
            order = self.state.order
            if self.state.status is Status.STOPPED:
                return
            if self.state.phase is Phase.CLOSING:
                self.feed(e.QuoteMissing(at=self.at(), reason=said("no price")))
                continue
            assert self.feed(e.Stop(at=self.at(), form=StopForm.STOP)) is not None
            order = self.state.order
            if order is not None and order.live:
                self.end(order)
        raise AssertionError(f"it never stops: {self.state}")

    def end(self, order: Order) -> None:
        name = order.client_order_id
        self.fact(e.OrderCanceled(at=self.at(), client_order_id=name, reported=order.filled))

    # --- the books ------------------------------------------------------------------------------

    def _keep_books(self, event: e.Event, outcome: Outcome) -> None:
        told = [notice.trade_id for notice in outcome.notices if isinstance(notice, FillBooked)]
        assert told == [booked.fill.trade_id for booked in outcome.fills]
        for booked in outcome.fills:
            fill = booked.fill
            assert fill.trade_id not in self.booked
            self.booked[fill.trade_id] = fill
            with localcontext(prec=120):
                sign = 1 if fill.side is Side.BUY else -1
                in_base = fill.fee.coin == self.state.market.base
                self.base += sign * fill.quantity - (fill.fee.amount if in_base else 0)
                self.cash -= sign * fill.price * fill.quantity + (0 if in_base else fill.fee.value)
        if outcome.fills or isinstance(event, COMMANDS):
            self.placed_since_progress = 0
        if outcome.state.config.exchange != self.state.config.exchange:
            # Moved: dust stays behind, at no more than what makes it dust.
            assert abs(self.base) * self.state.config.buy_price < 15
            self.base = Decimal(0)
            self.cash = outcome.state.pnl

    def _check_money(self, before: BotState, outcome: Outcome) -> None:
        after = outcome.state
        assert after.held == self.base
        assert after.trades == len(self.booked)
        with localcontext(prec=120):
            assert after.fees == sum((fill.fee.value for fill in self.booked.values()), Decimal(0))
        assert after.cycles == before.cycles + len(outcome.cycles)
        assert after.pnl == before.pnl + sum(cycle.result for cycle in outcome.cycles)
        if outcome.cycles:
            with localcontext(prec=120):
                moved = after.pnl - after.tally.carried_cost
                assert abs(moved - self.cash) <= 2 * SETTLE * after.cycles

    def _check_after_a_look(self, event: e.Event, outcome: Outcome) -> None:
        after = outcome.state
        if isinstance(event, e.Adopt):
            assert after.order is not None
            assert (after.phase, after.order.live) == (Phase.WORKING, True)
            assert outcome.requests == (FollowOrder(order=after.order),)
            self.adopted.add(event.order.client_order_id)
        if isinstance(event, e.AcceptAsIs):
            assert not after.order_pending
            assert after.is_idle
            assert not outcome.fills

    def _check_life(self, order: Order, *, adopts: bool) -> None:
        was = self.orders.get(order.client_order_id)
        if was is None:
            return
        assert order.filled >= was.filled
        assert order.trade_ids >= was.trade_ids
        assert adopts or order.live <= was.live

    def _check_requests(self, before: BotState, outcome: Outcome) -> None:
        places = [request for request in outcome.requests if isinstance(request, PlaceOrder)]
        assert len(outcome.requests) <= 1
        assert not (places and before.kept_order), "a kept order is gone on with, or settled first"
        assert all(
            request.client_order_id == outcome.state.order.client_order_id
            for request in outcome.requests
            if isinstance(request, CancelOrder) and outcome.state.order is not None
        )
        for place in places:
            self._check_place(before, outcome, place.order)

    def _check_place(self, before: BotState, outcome: Outcome, order: Order) -> None:
        after, market = outcome.state, outcome.state.market
        assert (after.order, order.state) == (order, OrderState.INTENT)
        assert order in outcome.orders
        assert (after.status, after.phase) == (Status.ACTIVE, Phase.WORKING)
        if before.order is not None:
            assert self.orders[before.order.client_order_id].final
        assert re.fullmatch("[a-z0-9]{1,18}", order.client_order_id)
        assert order.client_order_id not in {earlier.client_order_id for earlier in self.placed}
        assert order.client_order_id not in self.adopted
        assert order.quantity > 0
        assert order.quantity % market.step == order.price % market.tick == 0
        selling_what_it_has = order.closing or order.leg is Leg.EXIT or market.derivative
        if order.side is Side.SELL and selling_what_it_has and after.config.first_order is Side.BUY:
            assert order.quantity <= after.held
        if not order.closing:
            assert order.price == after.config.price(order.side)
            assert order.side is after.config.side(after.leg)
        self.placed.append(order)
        self.placed_since_progress += 1
        assert self.placed_since_progress <= MOST_ORDERS_WITHOUT_PROGRESS


def _outcome_of(state: BotState, event: e.Event) -> Outcome | type[Exception]:
    try:
        return step(state, event)
    except (CommandRefused, EventRefused, OrderFactRefused) as refusal:
        return type(refusal)


def _check_shape(state: BotState) -> None:
    assert (state.phase is Phase.IDLE) == (state.status in {Status.STOPPED, Status.ERROR})
    assert (state.status is Status.ERROR) == (state.error is not None)
    pausing = state.phase is Phase.PAUSED or state.goal is Goal.PAUSE
    assert state.pause_reason is not None or not pausing
    # One that is to finish keeps what it had to pause for: a fill may have it go on.
    assert state.pause_reason is None or pausing or (state.goal is Goal.STOP and state.finishing)
    assert state.trail is None or state.phase is Phase.WATCHING
    assert state.pending_edit is None or state.phase is Phase.SETTLING
    assert not (state.finishing and state.phase is Phase.IDLE)
    assert state.goal is Goal.RUN or state.phase not in {Phase.IDLE, Phase.PAUSED, Phase.WATCHING}
    if state.kept_order is not None:
        assert (state.kept_order.leg, state.kept_order.cycle) == (state.leg, state.cycle)
        assert not state.kept_order.closing
    if state.phase in {Phase.WATCHING, Phase.CLOSING}:
        assert state.phase is Phase.CLOSING or not state.order_pending
    if state.phase in {Phase.WORKING, Phase.SETTLING}:
        assert state.order_pending
        assert state.order is not None
        assert state.order.state is not OrderState.QUARANTINED


def _check_shown(before: BotState, after: BotState) -> None:
    assert after.revision >= before.revision
    shown_before, shown_after = (
        (s.status, s.phase is Phase.PAUSED, s.error, s.finishing, s.config) for s in (before, after)
    )
    if shown_before != shown_after and before.pending_edit is None:
        assert after.revision > before.revision


def _check_durable(before: BotState, outcome: Outcome) -> None:
    if not outcome.durable:
        assert replace(outcome.state, trail=before.trail) == before
        assert (outcome.orders, outcome.fills, outcome.notices, outcome.requests) == ((), (), (), ())


def _check_interest(before: BotState, event: e.Event, after: BotState) -> None:
    """A price that a bot does not want to see changes nothing."""
    if isinstance(event, e.PriceSeen) and not triggers_of(before).meets(event.price):
        assert after == before
