"""How a bot moves from leg to leg: begin, place, end, close the cycle, halt."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from engine.core import results
from engine.core.money import ZERO, ceil_to, floor_to
from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, FetchQuote, Goal, Phase, PlaceOrder, Refusal
from engine.core.turn import Turn
from engine.core.types import BotConfig, Leg, Market, Side, Status

SEND_WINDOW = timedelta(seconds=5)
"""How long after its intent an order may be sent."""

Why = Literal["stop", "finish", "close", "loop off"]


# --- quantities -----------------------------------------------------------------------------------


def leg_quantity(state: BotState) -> Decimal:
    """Return what the present leg has still to trade, in base, on the step.

    The entry trades the configured quantity. The exit trades back what the bot really holds from
    its own fills, never what a wallet shows.
    """
    if state.leg is Leg.ENTRY:
        return floor_to(state.config.quantity - state.leg_filled, state.market.step)
    return closing_quantity(state)


def closing_quantity(state: BotState) -> Decimal:
    """Return the quantity that brings `held` to zero, or as near as the step allows.

    A sell is rounded down. A buy-back is grossed up for a fee taken in base and rounded up.
    """
    market, held = state.market, state.held
    if held >= 0:
        return floor_to(held, market.step)
    fee = ZERO if market.derivative else max(market.maker_fee, market.taker_fee)
    return ceil_to(-held / (1 - fee), market.step)


def too_small(market: Market, quantity: Decimal, price: Decimal) -> bool:
    """Say whether the venue would refuse the order for its size."""
    smallest = max(market.min_quantity, market.step)
    return quantity < smallest or quantity * price < market.min_notional


def too_small_to_close(state: BotState) -> bool:
    """Say whether what is held is nothing, or dust."""
    dust = ceil_to(abs(state.held), state.market.step) if state.held < 0 else closing_quantity(state)
    return too_small(state.market, dust, state.config.buy_price)


# --- the way of a leg -------------------------------------------------------------------------------


def begin(turn: Turn) -> None:
    """Work the present leg: watch for its trail, or send its order."""
    state = turn.state
    if too_small(state.market, leg_quantity(state), state.leg_price):
        if state.leg_filled:
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
    """Write the intent of one order and have it sent."""
    state = turn.state
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
    elif state.phase is Phase.SETTLING:
        if order.state is OrderState.FILLED or _rest_is_dust(state):
            turn_leg(turn)
        pursue_goal(turn)
    elif state.phase is Phase.WORKING:
        _leg_order_ended(turn, order)


def _leg_order_ended(turn: Turn, order: Order) -> None:
    match order.state:
        case OrderState.FILLED:
            leg_done(turn)
        case OrderState.REJECTED:
            fail(turn, f"the exchange refused the order: {order.reason or 'no reason given'}")
        case OrderState.NEVER_SENT | OrderState.ABSENT:
            begin(turn)
        case _ if _rest_is_dust(turn.state):
            leg_done(turn)
        case _:
            how = "cancelled" if order.state is OrderState.CANCELED else "ended by the exchange"
            hold(turn, f"the order was {how} at the exchange")


def _rest_is_dust(state: BotState) -> bool:
    return bool(state.leg_filled) and too_small(state.market, leg_quantity(state), state.leg_price)


def leg_done(turn: Turn) -> None:
    """Turn to the next leg and work it, unless the cycle that this ended was the last."""
    closed = turn.state.leg is Leg.EXIT
    turn_leg(turn)
    if closed and (turn.state.finishing or not turn.state.config.infinite_loop):
        halt(turn, "finish" if turn.state.finishing else "loop off")
    else:
        begin(turn)


def turn_leg(turn: Turn) -> None:
    """Move to the next leg without placing anything; after the exit, book the cycle."""
    if turn.state.leg is Leg.ENTRY:
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


def pursue_goal(turn: Turn) -> None:
    """With no order out: apply a waiting edit, then stop, close, pause or go on."""
    if not apply_edit(turn):
        hold(turn, "the change was not made: a fill came first")
        return
    state = turn.state
    match state.goal:
        case Goal.STOP:
            halt(turn, "finish" if state.finishing else "stop")
        case Goal.CLOSE if too_small_to_close(state):
            halt(turn, "close")
        case Goal.CLOSE:
            turn.change(phase=Phase.CLOSING, trail=None)
            turn.request(FetchQuote())
        case Goal.PAUSE:
            hold(turn, state.pause_reason or "paused")
        case Goal.RUN:
            begin(turn)


def edit_conflict(state: BotState, config: BotConfig, market: Market) -> Refusal | None:
    """Return why the bot cannot trade by `config` now, or None when it can.

    What is held belongs to its coin, and results are never added up across quote coins.
    """
    old = state.config
    elsewhere = (config.ticker, config.exchange, config.mode) != (old.ticker, old.exchange, old.mode)
    if elsewhere and not too_small_to_close(state):
        return Refusal.HOLDS_COIN
    if elsewhere and state.trades and market.quote != state.market.quote:
        return Refusal.OTHER_QUOTE
    if config.first_order is not old.first_order and (state.leg is Leg.EXIT or state.leg_filled):
        return Refusal.MID_CYCLE
    return None


def apply_edit(turn: Turn) -> bool:
    """Put a waiting configuration into force. Return False when a fill has made that impossible."""
    state, edit = turn.state, turn.state.pending_edit
    if edit is None:
        return True
    turn.change(pending_edit=None)
    if edit_conflict(state, edit.config, edit.market) is not None:
        return False
    if edit.market.base != state.market.base:
        turn.change(tally=results.Tally(), leg=Leg.ENTRY, leg_filled=ZERO)  # only dust can be left behind
    turn.change(config=edit.config, market=edit.market)
    return True


def place_closing(turn: Turn, bid: Decimal, ask: Decimal) -> None:
    """Send the one order of a close: immediate or cancel, at most the slippage away."""
    state = turn.state
    slip = state.close_slippage_percent / 100
    if state.held > 0:
        price = max(floor_to(bid * (1 - slip), state.market.tick), state.market.tick)
        send(turn, Side.SELL, closing_quantity(state), price, closing=True)
    else:
        price = ceil_to(ask * (1 + slip), state.market.tick)
        send(turn, Side.BUY, closing_quantity(state), price, closing=True)


def closing_done(turn: Turn, order: Order) -> None:
    """End after a close, whatever it traded. What remains is shown, never chased."""
    if order.state is OrderState.REJECTED:
        fail(turn, f"the exchange refused the closing order: {order.reason or 'no reason given'}")
        return
    if order.filled and too_small_to_close(turn.state):
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
        trail=None,
        pause_reason=None,
        error=None,
        revision=state.revision + 1,
    )
    turn.tell(BotStopped(bot=state.ref, at=turn.at, why=why, held=state.held))


def hold(turn: Turn, reason: str) -> None:
    """Pause: ACTIVE, with a reason, and no order until a person decides."""
    turn.change(
        phase=Phase.PAUSED, goal=Goal.RUN, trail=None, pause_reason=reason, revision=turn.state.revision + 1
    )
    turn.tell(BotPaused(bot=turn.state.ref, at=turn.at, reason=reason))


def fail(turn: Turn, reason: str) -> None:
    """Go into ERROR. One try, one notice: nothing is sent again until a person says so."""
    turn.change(
        status=Status.ERROR,
        phase=Phase.IDLE,
        goal=Goal.RUN,
        finishing=False,
        trail=None,
        error=reason,
        revision=turn.state.revision + 1,
    )
    turn.tell(BotFailed(bot=turn.state.ref, at=turn.at, reason=reason))
