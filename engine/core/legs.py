"""How a bot moves from leg to leg: begin, place, end, close the cycle, halt."""

from decimal import Decimal
from typing import Any

from engine.core import market_rules, results
from engine.core.money import ZERO, ceil_to, floor_to
from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed, StopCause
from engine.core.orders import Order, OrderState
from engine.core.quantities import (
    closing_quantity,
    dust_alone,
    holds_dust,
    leg_quantity,
    leg_too_small,
    too_small,
    too_small_to_close,
)
from engine.core.reasons.accounts import OtherLeverage, PositionClosedByForce
from engine.core.reasons.calls import CallFailed, RateLimited, TimedOut, UnreadableAnswer
from engine.core.reasons.causes import Cause, Force, OrderCause
from engine.core.reasons.markets import QuantityTooSmall, ValueTooSmall
from engine.core.reasons.reason import (
    AboutOrder,
    CouldNotClose,
    NoAnswer,
    OrderEnded,
    OrderRefused,
    OrdersDidNotArrive,
    Plain,
    Reason,
    Several,
    together,
)
from engine.core.state import BotState, CommandRefused, FetchQuote, Goal, Phase, PlaceOrder, Refusal
from engine.core.step_builder import StepBuilder
from engine.core.types import AccountId, BotConfig, Leg, Side, Status

MOST_UNSENT = 5
"""So many orders in a row may fail to reach the venue; then a person is asked."""

EDIT_NOT_MADE = Plain(Cause.EDIT_NOT_MADE)


# --- the way of a leg -------------------------------------------------------------------------------


def begin(builder: StepBuilder) -> None:
    """Work the present leg: watch for its trail, or send its order.

    An exit with nothing that could be traded back is done: what is left is carried on as dust. A bot
    that does not fit the exchange's new rules pauses.
    """
    state = builder.state
    why_not = market_rules.misfit(state)
    if why_not is not None:
        pause(builder, why_not)
    elif leg_too_small(state):
        if state.leg_filled or state.leg is Leg.EXIT:
            leg_done(builder)
        else:
            fail(builder, QuantityTooSmall(quantity=leg_quantity(state), coin=state.market.base))
    elif state.config.trailing_percent is None:
        place(builder)
    elif builder.denial is not None:
        pause(builder, builder.denial)
    else:
        builder.change(phase=Phase.WATCHING, trail=None)


def place(builder: StepBuilder) -> None:
    """Decide the order of the present leg: a limit at the leg's price."""
    state = builder.state
    send(builder, state.side, leg_quantity(state), state.leg_price, closing=False)


def send(builder: StepBuilder, side: Side, quantity: Decimal, price: Decimal, *, closing: bool) -> None:
    """Write the intent of one order and have it sent.

    Raises CommandRefused while the last order is not final: two are never out at once.
    """
    state = builder.state
    if state.order_pending:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if builder.denial is not None:
        pause(builder, builder.denial)
        return
    leg = Leg.EXIT if closing else state.leg
    attempt = state.attempt + 1
    if state.naming.name(cycle=state.cycle, leg=leg, attempt=attempt) == state.named_ahead:
        attempt += 1
    order = Order(
        client_order_id=state.naming.name(cycle=state.cycle, leg=leg, attempt=attempt),
        side=side,
        leg=leg,
        cycle=state.cycle,
        attempt=attempt,
        price=price,
        quantity=quantity,
        created_at=builder.at,
        deadline=builder.at + builder.send_window,
        immediate=closing,
        closing=closing,
        reduce_only=state.market.derivative and leg is Leg.EXIT,
        account_id=state.config.account_id,
        symbol=state.config.ticker,
    )
    builder.keep_order(order)
    builder.change(phase=Phase.WORKING, attempt=attempt, trail=None)
    builder.request(PlaceOrder(order=order))


def order_ended(builder: StepBuilder, order: Order) -> None:
    """Go on after the newest order has ended and all its fills are booked."""
    if order.state not in {OrderState.NEVER_SENT, OrderState.ABSENT}:
        builder.change(unsent=0)
    state = builder.state
    same_again = state.goal is Goal.RUN and state.pending_edit is None
    if order.closing:
        closing_done(builder, order)
    elif state.phase is Phase.SETTLING and not (order.state is OrderState.REJECTED and same_again):
        if order.whole or _is_over(state):
            turn_leg(builder)
        pursue_goal(builder, cycle_over=builder.state.cycle > state.cycle)
    elif state.phase in {Phase.WORKING, Phase.SETTLING}:
        _leg_order_ended(builder, order)
    else:
        late_fill_booked(builder)


def late_fill_booked(builder: StepBuilder) -> None:
    """Turn the leg if a fill that came late has completed it, without placing anything."""
    state = builder.state
    if state.order_pending or not _is_over(state):
        return
    turn_leg(builder)
    closed = builder.state.cycle > state.cycle
    if closed and state.phase in {Phase.PAUSED, Phase.WATCHING} and _was_last(state):
        stop_after_cycle(builder)


def kept_order_ended(builder: StepBuilder, order: Order) -> None:
    """Turn the leg if need be and go on standing, after the order that a pause had kept has ended.

    Nothing is placed, so the person is told again that the bot stands, now without an order.
    """
    state = builder.state
    if order.final and (order.whole or _rest_is_dust(state)):
        turn_leg(builder)
        if state.leg is Leg.EXIT and _was_last(state):
            stop_after_cycle(builder)
            return
    how = None if order.whole else _how_it_ended(order)
    pause(builder, together(state.pause_reason, how))


def _how_it_ended(order: Order) -> Reason:
    match order.state:
        case OrderState.REJECTED:
            return OrderRefused(why=order.reason, reducing=order.reduce_only)
        case OrderState.NEVER_SENT | OrderState.ABSENT:
            return Plain(Cause.NEVER_ARRIVED)
        case OrderState.CANCELED if order.reported == order.quantity and not order.final:
            # Nobody has cancelled it: it has filled whole, and the exchange does not show by what.
            return AboutOrder(code=OrderCause.FILLS_MISSING, client_order_id=order.client_order_id)
        case OrderState.CANCELED:
            return Plain(Cause.CANCELED_THERE)
        case OrderState.FILLED:  # and not whole
            return OrderEnded(why=Plain(Cause.MADE_SMALLER))
        case _:
            return OrderEnded(why=order.reason)


def _leg_order_ended(builder: StepBuilder, order: Order) -> None:
    match order.state:
        case OrderState.FILLED if order.whole:
            leg_done(builder)
        case OrderState.REJECTED:
            fail(builder, _how_it_ended(order))
        case OrderState.NEVER_SENT | OrderState.ABSENT:
            _try_again(builder, order)
        case _ if _rest_is_dust(builder.state):
            leg_done(builder)
        case _:
            pause(builder, _how_it_ended(order))


def _try_again(builder: StepBuilder, order: Order) -> None:
    """Send a new attempt for one that never reached the venue, but not for ever.

    One that was kept here for want of a way has not failed: however long an outage is, it is sat out.
    """
    was_kept_here = order.state is OrderState.NEVER_SENT and _is_no_way_there(order.reason)
    unsent = builder.state.unsent + (not was_kept_here)
    builder.change(unsent=unsent)
    if unsent < MOST_UNSENT:
        begin(builder)
    else:
        pause(builder, OrdersDidNotArrive(count=unsent, why=order.reason))


def _is_no_way_there(reason: Reason | None) -> bool:
    """Say whether the venue could not be reached, or not yet: nothing that a person could change."""
    match reason:
        case NoAnswer(why=why):
            return _is_no_way_there(why)
        case RateLimited() | CallFailed() | TimedOut() | UnreadableAnswer():
            return True
        case _:
            return reason == Plain(Cause.NOT_HEARD_YET)


def _is_over(state: BotState) -> bool:
    """Say whether the leg has nothing more to trade."""
    if state.leg is Leg.EXIT:
        return leg_too_small(state) and not market_rules.shut_out(state)
    return _rest_is_dust(state) or _is_taken_away(state)


def _is_taken_away(state: BotState) -> bool:
    """Say whether the exchange has closed all that the entry had opened so far: the cycle ends with that."""
    return state.market.derivative and state.leg_filled > 0 and not state.held


def _rest_is_dust(state: BotState) -> bool:
    return bool(state.leg_filled) and leg_too_small(state)


def leg_done(builder: StepBuilder) -> None:
    """Turn to the next leg and work it, unless the cycle that this ended was the last."""
    closed = builder.state.leg is Leg.EXIT
    turn_leg(builder)
    if closed and _was_last(builder.state):
        stop_after_cycle(builder)
    else:
        begin(builder)


def _was_last(state: BotState) -> bool:
    return state.finishing or not state.config.infinite_loop


def stop_after_cycle(builder: StepBuilder) -> None:
    stop(builder, StopCause.FINISH if builder.state.finishing else StopCause.LOOP_OFF)


def turn_leg(builder: StepBuilder) -> None:
    """Move to the next leg without placing anything; with nothing left for an exit, book the cycle."""
    builder.change(unsent=0)
    if builder.state.leg is Leg.ENTRY and not _is_taken_away(builder.state):
        builder.change(leg=Leg.EXIT, leg_filled=ZERO)
    else:
        close_cycle(builder)


def close_cycle(builder: StepBuilder) -> None:
    state = builder.state
    result = results.result(state.tally)
    builder.change(
        leg=Leg.ENTRY,
        leg_filled=ZERO,
        cycle=state.cycle + 1,
        attempt=0,
        tally=results.next_tally(state.tally),
        pnl=state.pnl + result,
        cycles=state.cycles + 1,
        unvalued=results.of_closed_cycles(state.unvalued, state.cycle),
    )
    builder.closed_by_last_fill(result)
    builder.tell(
        CycleClosed(
            bot=state.ref,
            at=builder.at,
            cycle=state.cycle,
            result=result,
            fees=state.tally.fees,
            total=builder.state.pnl,
            funding=state.tally.funding,
            unvalued=tuple(one.fee for one in state.unvalued if one.cycle == state.cycle),
            replayed=builder.is_replayed,
            margin=state.market.margin,
        )
    )


# --- towards a goal ------------------------------------------------------------------------------------


def pursue_goal(builder: StepBuilder, *, cycle_over: bool = False) -> None:
    """With no order out: apply a waiting edit, then stop, close, pause or go on."""
    edit_made = apply_edit(builder)
    state = builder.state
    if state.goal is Goal.STOP and state.finishing and state.tally.traded and not state.order_pending:
        # Nothing was traded when `finish` was asked for, and a fill came first. What came up meanwhile to
        # pause for was nothing to a bot that stops, and is to one that goes on.
        builder.change(goal=Goal.RUN if state.pause_reason is None else Goal.PAUSE)
        state = builder.state
    match state.goal:
        case Goal.RUN if not edit_made:
            pause(builder, EDIT_NOT_MADE)
        case Goal.RUN | Goal.PAUSE if cycle_over and _was_last(state):
            stop_after_cycle(builder)
        case Goal.STOP:
            stop(builder, StopCause.FINISH if state.finishing else StopCause.STOP)
        case Goal.CLOSE if too_small_to_close(state):
            stop(builder, StopCause.CLOSE)
        case Goal.CLOSE:
            builder.change(phase=Phase.CLOSING, trail=None)
            builder.request(FetchQuote())
        case Goal.PAUSE:
            pause(builder, together(state.pause_reason, None if edit_made else EDIT_NOT_MADE))
        case _:  # Goal.RUN
            begin(builder)


def edit_conflict(state: BotState, config: BotConfig) -> Refusal | None:
    """Return why the bot cannot trade by `config` now, or None when it can.

    One that has traded keeps its pair, its account and with it its mode: its trades and results are of those.
    """
    old = state.config
    if state.trades and _place(config) != _place(old):
        return Refusal.HAS_TRADED
    if config.leverage != old.leverage and not (dust_alone(state) or _is_kept_so(state, config.leverage)):
        return Refusal.HOLDS_COIN
    if config.first_order is not old.first_order and (state.leg is Leg.EXIT or state.leg_filled):
        return Refusal.MID_CYCLE
    return None


def _is_kept_so(state: BotState, leverage: int) -> bool:
    """Say whether the bot stands because the exchange keeps its position with that leverage.

    A hand may have changed it, or an order of before an edit has traded. There it may have to stay so.
    """
    why = state.pause_reason
    reasons = why.reasons if isinstance(why, Several) else (why,)
    return any(isinstance(one, OtherLeverage) and one.there == leverage for one in reasons)


def _place(config: BotConfig) -> tuple[str, AccountId]:
    return config.ticker, config.account_id


def apply_edit(builder: StepBuilder) -> bool:
    """Put a waiting configuration into force. Return False when that is impossible.

    A fill has made it so, or it would lead away from an order that is not final: to another place, or to
    the other side first, and nobody could have the bot go on with that order.
    """
    state, edit = builder.state, builder.state.pending_edit
    if edit is None:
        return True
    builder.change(pending_edit=None)
    leaves = state.order_pending and (
        _place(edit.config) != _place(state.config) or edit.config.first_order is not state.config.first_order
    )
    if leaves or edit_conflict(state, edit.config) is not None:
        return False
    builder.change(config=edit.config, market=edit.market, market_before=edit.market_before)
    return True


def place_closing(builder: StepBuilder, bid: Decimal, ask: Decimal) -> None:
    """Send the one order of a close: immediate or cancel, at most the slippage away.

    Its price is rounded towards the quote: the slippage is a limit, and a tick can be wider than it.
    What is worth too little at that price, whatever it has cost, no exchange would take.
    """
    state = builder.state
    tick, slip = state.market.tick, state.close_slippage_percent / 100
    side = Side.SELL if state.held > 0 else Side.BUY
    limit = ceil_to(bid * (1 - slip), tick) if side is Side.SELL else floor_to(ask * (1 + slip), tick)
    quantity, price = closing_quantity(state), max(limit, tick)
    if too_small(state.market, quantity, price, leg=Leg.EXIT):
        worth = ValueTooSmall(smallest=state.market.min_notional, coin=state.market.quote)
        fail(builder, CouldNotClose(why=worth))
    else:
        send(builder, side, quantity, price, closing=True)


def closing_done(builder: StepBuilder, order: Order) -> None:
    """End after a close, whatever it traded. What remains is shown, never chased.

    One that is refused has failed, unless nothing is left to close: a position may be taken away meanwhile.
    """
    if order.state is OrderState.REJECTED and not too_small_to_close(builder.state):
        fail(builder, OrderRefused(why=order.reason, closing=True, reducing=order.reduce_only))
        return
    held = builder.state.held
    overshot = held * order.side.sign > 0  # bought back with a fee on top that was then taken elsewhere
    if (order.filled or not held) and (overshot or too_small_to_close(builder.state)):
        close_cycle(builder)
    elif order.filled:
        builder.change(leg=Leg.EXIT, leg_filled=ZERO)
    elif _is_over(builder.state):
        turn_leg(builder)  # by a fill of an earlier order, which came late
    if builder.state.status is not Status.STOPPED:  # by a person, who has not waited for its fills
        stop(builder, StopCause.CLOSE)


def is_settled(reason: Reason | None) -> bool:
    """Say whether the exchange has settled the position for the contract's end."""
    return isinstance(reason, PositionClosedByForce) and reason.force is Force.SETTLEMENT


def stop(builder: StepBuilder, why: StopCause) -> None:
    """Stop. What is held stays held."""
    if is_settled(builder.state.pause_reason):
        why = StopCause.SETTLED
    _stand(builder, status=Status.STOPPED, phase=Phase.IDLE, finishing=False, pause_reason=None, error=None)
    state = builder.state
    builder.tell(BotStopped(bot=state.ref, at=builder.at, why=why, held=state.held, dust=holds_dust(state)))


def pause(builder: StepBuilder, reason: Reason) -> None:
    """Pause: ACTIVE, with a reason, and no order until a person decides."""
    _stand(builder, phase=Phase.PAUSED, pause_reason=reason)
    state, order = builder.state, builder.state.kept_order
    builder.tell(
        BotPaused(
            bot=state.ref,
            at=builder.at,
            reason=reason,
            revision=state.revision,
            kept=None if order is None else order.summary,
            out_of_reach=state.out_of_reach,
        )
    )


def fail(builder: StepBuilder, reason: Reason) -> None:
    """Go into ERROR. One try, one notice: nothing is sent again until a person says so."""
    _stand(builder, status=Status.ERROR, phase=Phase.IDLE, finishing=False, pause_reason=None, error=reason)
    builder.tell(BotFailed(bot=builder.state.ref, at=builder.at, reason=reason))


def _stand(builder: StepBuilder, **fields: Any) -> None:  # noqa: ANN401 - as in `StepBuilder.change`
    builder.revise(goal=Goal.RUN, pending_edit=None, unsent=0, trail=None, silent_since=None, **fields)
