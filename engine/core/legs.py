"""How a bot moves from leg to leg: begin, place, end, close the cycle, halt."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from engine.core import fitting, results
from engine.core.money import ZERO, ceil_to, floor_to
from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed, KeptOrder
from engine.core.orders import Order, OrderState
from engine.core.quantities import (
    closing_quantity,
    dust_alone,
    leg_quantity,
    too_small,
    too_small_to_close,
)
from engine.core.state import BotState, CommandRefused, FetchQuote, Goal, Phase, PlaceOrder, Refusal
from engine.core.step_builder import Turn
from engine.core.types import BotConfig, Leg, Market, Side, Status

SEND_WINDOW = timedelta(seconds=5)
"""How long after its intent an order may be sent."""
MOST_UNSENT = 5
"""So many orders in a row may fail to reach the venue; then a person is asked."""

EDIT_NOT_MADE = "the change was not made: a fill came first"

Why = Literal["stop", "finish", "close", "loop off"]


# --- the way of a leg -------------------------------------------------------------------------------


def begin(turn: Turn) -> None:
    """Work the present leg: watch for its trail, or send its order.

    An exit with nothing that could be traded back is done: what is left is carried on as dust. A bot
    that does not fit the exchange's new rules pauses.
    """
    state = turn.state
    why_not = fitting.misfit(state)
    if why_not is not None:
        hold(turn, why_not)
    elif too_small(state.market, leg_quantity(state), state.leg_price):
        if state.leg_filled or state.leg is Leg.EXIT:
            leg_done(turn)
        else:
            fail(turn, f"{leg_quantity(state)} {state.market.base} is less than the exchange takes")
    elif state.config.trailing_percent is None:
        place(turn)
    else:
        turn.change(phase=Phase.WATCHING, trail=None)


def place(turn: Turn) -> None:
    """Decide the order of the present leg: a limit at the leg's price."""
    state = turn.state
    send(turn, state.side, leg_quantity(state), state.leg_price, closing=False)


def send(turn: Turn, side: Side, quantity: Decimal, price: Decimal, *, closing: bool) -> None:
    """Write the intent of one order and have it sent.

    Raises CommandRefused while the last order is not settled: two are never out at once.
    """
    state = turn.state
    if state.unsettled:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if turn.veto is not None:
        hold(turn, turn.veto)
        return
    leg = Leg.EXIT if closing else state.leg
    attempt = state.attempt + 1
    order = Order(
        client_order_id=state.naming.name(cycle=state.cycle, leg=leg, attempt=attempt),
        side=side,
        leg=leg,
        cycle=state.cycle,
        attempt=attempt,
        price=price,
        quantity=quantity,
        created_at=turn.at,
        deadline=turn.at + SEND_WINDOW,
        immediate=closing,
        closing=closing,
        reduce_only=state.market.derivative and leg is Leg.EXIT,
    )
    turn.change(phase=Phase.WORKING, attempt=attempt, trail=None)
    turn.keep_order(order)
    turn.request(PlaceOrder(order=order))


def order_settled(turn: Turn) -> None:
    """Go on after the order has ended and all its fills are booked."""
    state, order = turn.state, turn.newest_order()
    if order.closing:
        closing_done(turn, order)
    elif state.phase is Phase.SETTLING and order.state is OrderState.REJECTED and _goes_on_alike(state):
        _leg_order_ended(turn, order)
    elif state.phase is Phase.SETTLING:
        if order.state is OrderState.FILLED or _is_over(state):
            turn_leg(turn)
        pursue_goal(turn, cycle_over=turn.state.cycle > state.cycle)
    elif state.phase is Phase.WORKING:
        _leg_order_ended(turn, order)
    else:
        late_fill_booked(turn)


def _goes_on_alike(state: BotState) -> bool:
    """Say whether the next order would be the same again."""
    return state.goal is Goal.RUN and state.pending_edit is None


def late_fill_booked(turn: Turn) -> None:
    """Turn the leg if a fill that came late has completed it, without placing anything."""
    state = turn.state
    if state.unsettled or not _is_over(state):
        return
    turn_leg(turn)
    closed = turn.state.cycle > state.cycle
    if closed and state.phase in {Phase.PAUSED, Phase.WATCHING} and _was_last(state):
        halt_after_cycle(turn)


def kept_order_ended(turn: Turn, order: Order) -> None:
    """Turn the leg if need be and go on standing, after the order that a pause had kept has ended.

    Nothing is placed, so the person is told again that the bot stands, now without an order.
    """
    state, reason = turn.state, turn.state.pause_reason or "paused"
    if order.settled and (order.state is OrderState.FILLED or _rest_is_dust(state)):
        turn_leg(turn)
        if state.leg is Leg.EXIT and _was_last(state):
            halt_after_cycle(turn)
            return
    hold(turn, reason if order.state is OrderState.FILLED else f"{reason}; {_how_it_ended(order)}")


def _how_it_ended(order: Order) -> str:
    match order.state:
        case OrderState.REJECTED:
            return f"the exchange refused the order: {order.reason or 'no reason given'}"
        case OrderState.NEVER_SENT | OrderState.ABSENT:
            return "the order never reached the exchange"
        case OrderState.CANCELED:
            return "the order was cancelled at the exchange"
        case _:
            return f"the order was ended by the exchange: {order.reason or 'no reason given'}"


def _leg_order_ended(turn: Turn, order: Order) -> None:
    match order.state:
        case OrderState.FILLED:
            leg_done(turn)
        case OrderState.REJECTED:
            fail(turn, _how_it_ended(order))
        case OrderState.NEVER_SENT | OrderState.ABSENT:
            _try_again(turn)
        case _ if _rest_is_dust(turn.state):
            leg_done(turn)
        case _:
            hold(turn, _how_it_ended(order))


def _try_again(turn: Turn) -> None:
    """Send a new attempt for one that never reached the venue, but not for ever."""
    unsent = turn.state.unsent + 1
    turn.change(unsent=unsent)
    if unsent < MOST_UNSENT:
        begin(turn)
    else:
        hold(turn, f"{unsent} orders in a row did not reach the exchange")


def _is_over(state: BotState) -> bool:
    """Say whether the leg has nothing more to trade."""
    if state.leg is Leg.EXIT:
        left = too_small(state.market, leg_quantity(state), state.leg_price)
        return left and not fitting.shut_out(state)
    return _rest_is_dust(state) or _is_taken_away(state)


def _is_taken_away(state: BotState) -> bool:
    """Say whether the exchange has closed all that the entry had opened so far: the cycle ends with that."""
    return state.market.derivative and state.leg_filled > 0 and not state.held


def _rest_is_dust(state: BotState) -> bool:
    return bool(state.leg_filled) and too_small(state.market, leg_quantity(state), state.leg_price)


def leg_done(turn: Turn) -> None:
    """Turn to the next leg and work it, unless the cycle that this ended was the last."""
    closed = turn.state.leg is Leg.EXIT
    turn_leg(turn)
    if closed and _was_last(turn.state):
        halt_after_cycle(turn)
    else:
        begin(turn)


def _was_last(state: BotState) -> bool:
    return state.finishing or not state.config.infinite_loop


def halt_after_cycle(turn: Turn) -> None:
    """Stop because the cycle that has just been closed was the last."""
    halt(turn, "finish" if turn.state.finishing else "loop off")


def turn_leg(turn: Turn) -> None:
    """Move to the next leg without placing anything; with nothing left for an exit, book the cycle."""
    turn.change(unsent=0)
    if turn.state.leg is Leg.ENTRY and not _is_taken_away(turn.state):
        turn.change(leg=Leg.EXIT, leg_filled=ZERO)
    else:
        close_cycle(turn)


def close_cycle(turn: Turn) -> None:
    """Book the cycle and carry what is left into the next."""
    state = turn.state
    result = results.result(state.tally)
    turn.change(
        leg=Leg.ENTRY,
        leg_filled=ZERO,
        cycle=state.cycle + 1,
        attempt=0,
        tally=results.next_tally(state.tally),
        pnl=state.pnl + result,
        cycles=state.cycles + 1,
    )
    turn.closed_by_last_fill(result)
    turn.tell(
        CycleClosed(
            bot=state.ref,
            at=turn.at,
            cycle=state.cycle,
            result=result,
            fees=state.tally.fees,
            total=turn.state.pnl,
        )
    )


# --- towards a goal ------------------------------------------------------------------------------------


def pursue_goal(turn: Turn, *, cycle_over: bool = False) -> None:
    """With no order out: apply a waiting edit, then stop, close, pause or go on."""
    edit_made = apply_edit(turn)
    state = turn.state
    if state.goal is Goal.STOP and state.finishing and state.tally.traded and not state.unsettled:
        turn.change(goal=Goal.RUN)  # nothing was traded when `finish` was asked for, and a fill came first
        state = turn.state
    match state.goal:
        case Goal.RUN if not edit_made:
            hold(turn, EDIT_NOT_MADE)
        case Goal.RUN | Goal.PAUSE if cycle_over and _was_last(state):
            halt_after_cycle(turn)
        case Goal.STOP:
            halt(turn, "finish" if state.finishing else "stop")
        case Goal.CLOSE if too_small_to_close(state):
            halt(turn, "close")
        case Goal.CLOSE:
            turn.change(phase=Phase.CLOSING, trail=None)
            turn.request(FetchQuote())
        case Goal.PAUSE:
            hold(turn, "; ".join([state.pause_reason or "paused", *([] if edit_made else [EDIT_NOT_MADE])]))
        case _:  # Goal.RUN
            begin(turn)


def edit_conflict(state: BotState, config: BotConfig, market: Market) -> Refusal | None:
    """Return why the bot cannot trade by `config` now, or None when it can.

    What is held belongs to its coin, and results are never added up across quote coins or modes.
    """
    old = state.config
    if config.mode is not old.mode and state.trades:
        return Refusal.OTHER_MODE
    elsewhere = (config.ticker, config.exchange, config.mode) != (old.ticker, old.exchange, old.mode)
    if (elsewhere or config.leverage != old.leverage) and not dust_alone(state):
        return Refusal.HOLDS_COIN
    if elsewhere and state.trades and market.quote != state.market.quote:
        return Refusal.OTHER_QUOTE
    if config.first_order is not old.first_order and (state.leg is Leg.EXIT or state.leg_filled):
        return Refusal.MID_CYCLE
    return None


def apply_edit(turn: Turn) -> bool:
    """Put a waiting configuration into force. Return False when a fill has made that impossible.

    Dust stays behind where it was bought; what its cycle earned so far is booked.
    """
    state, edit = turn.state, turn.state.pending_edit
    if edit is None:
        return True
    turn.change(pending_edit=None)
    if edit_conflict(state, edit.config, edit.market) is not None:
        return False
    here = (state.config.exchange, state.config.mode, state.market.base)
    if (edit.config.exchange, edit.config.mode, edit.market.base) != here:
        if state.tally.traded:
            close_cycle(turn)
        turn.change(tally=results.EMPTY_TALLY, leg=Leg.ENTRY, leg_filled=ZERO)
    turn.change(config=edit.config, market=edit.market, market_before=edit.market_before)
    return True


def place_closing(turn: Turn, bid: Decimal, ask: Decimal) -> None:
    """Send the one order of a close: immediate or cancel, at most the slippage away.

    Its price is rounded towards the quote: the slippage is a limit, and a tick can be wider than it.
    """
    state = turn.state
    tick, slip = state.market.tick, state.close_slippage_percent / 100
    side = Side.SELL if state.held > 0 else Side.BUY
    limit = ceil_to(bid * (1 - slip), tick) if side is Side.SELL else floor_to(ask * (1 + slip), tick)
    send(turn, side, closing_quantity(state), max(limit, tick), closing=True)


def closing_done(turn: Turn, order: Order) -> None:
    """End after a close, whatever it traded. What remains is shown, never chased."""
    if order.state is OrderState.REJECTED:
        fail(turn, f"the exchange refused the closing order: {order.reason or 'no reason given'}")
        return
    if (order.filled or not turn.state.held) and too_small_to_close(turn.state):
        close_cycle(turn)
    elif order.filled:
        turn.change(leg=Leg.EXIT, leg_filled=ZERO)
    halt(turn, "close")


def halt(turn: Turn, why: Why) -> None:
    """Stop. What is held stays held."""
    state = turn.state
    turn.change(
        status=Status.STOPPED,
        phase=Phase.IDLE,
        goal=Goal.RUN,
        finishing=False,
        pending_edit=None,
        unsent=0,
        trail=None,
        pause_reason=None,
        error=None,
        revision=state.revision + 1,
    )
    turn.tell(BotStopped(bot=state.ref, at=turn.at, why=why, held=state.held))


def hold(turn: Turn, reason: str) -> None:
    """Pause: ACTIVE, with a reason, and no order until a person decides."""
    turn.change(
        phase=Phase.PAUSED,
        goal=Goal.RUN,
        pending_edit=None,
        unsent=0,
        trail=None,
        pause_reason=reason,
        revision=turn.state.revision + 1,
    )
    state, order = turn.state, turn.state.kept_order
    kept = None
    if order is not None:
        kept = KeptOrder(side=order.side, quantity=order.quantity, price=order.price, filled=order.filled)
    turn.tell(
        BotPaused(
            bot=state.ref,
            at=turn.at,
            reason=reason,
            revision=state.revision,
            kept=kept,
            out_of_reach=state.out_of_reach,
        )
    )


def fail(turn: Turn, reason: str) -> None:
    """Go into ERROR. One try, one notice: nothing is sent again until a person says so."""
    turn.change(
        status=Status.ERROR,
        phase=Phase.IDLE,
        goal=Goal.RUN,
        finishing=False,
        pending_edit=None,
        unsent=0,
        trail=None,
        pause_reason=None,
        error=reason,
        revision=turn.state.revision + 1,
    )
    turn.tell(BotFailed(bot=turn.state.ref, at=turn.at, reason=reason))
