"""What a person may ask of a bot: handlers of the machine's table.

A command that does not fit raises CommandRefused and changes nothing.
"""

from engine.core import adopting, legs, orders, pausing
from engine.core.events import Adopt, Edit, Event, Settle, Stop
from engine.core.quantities import too_small_to_close
from engine.core.state import (
    BotState,
    CommandRefused,
    FollowOrder,
    Goal,
    PendingEdit,
    Phase,
    Refusal,
    TakeAsItIs,
)
from engine.core.step_builder import Turn
from engine.core.types import Leg, Status, StopForm


def start(turn: Turn, _: Event) -> None:
    """Work the leg where the bot stands, or go on with the order that a pause has kept."""
    _check_free(turn.state)
    was = turn.state
    turn.change(
        status=Status.ACTIVE,
        goal=Goal.RUN,
        pause_reason=None,
        error=None,
        trail=None,
        revision=turn.state.revision + 1,
    )
    _go_on(turn, was)


def _check_free(state: BotState) -> None:
    """Raise CommandRefused while an order is unsettled, but for one that a pause has kept."""
    if state.unsettled and state.kept_order is None:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)


def _go_on(turn: Turn, was: BotState) -> None:
    """Go on with the order that a pause has kept, or work the leg."""
    if was.kept_order is None:
        legs.begin(turn)
    elif turn.veto is not None:
        legs.hold(turn, turn.veto)
    else:
        turn.change(phase=Phase.WORKING)


def refuse_start(turn: Turn, _: Event) -> None:
    """Refuse a start of a bot at work; one that finishes keeps looping instead."""
    if turn.state.phase is Phase.SETTLING and turn.state.goal is not Goal.RUN:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if not turn.state.finishing:
        raise CommandRefused(Refusal.ALREADY_RUNNING)
    turn.change(finishing=False, revision=turn.state.revision + 1)


def stop(turn: Turn, event: Stop) -> None:
    """End the work of a bot that is ACTIVE in one of the three forms."""
    state = turn.state
    turn.change(
        revision=state.revision + 1,
        pause_reason=None,
        finishing=event.form is StopForm.FINISH,
        close_slippage_percent=event.close_slippage_percent,
    )
    if event.form is StopForm.FINISH and state.tally.traded:
        _finish(turn, state)
        return
    turn.change(goal=Goal.CLOSE if event.form is StopForm.CLOSE else Goal.STOP)
    pausing.clear_the_way(turn)


def _finish(turn: Turn, was: BotState) -> None:
    if pausing.closing_is_out(was):
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if was.phase is Phase.PAUSED:
        _check_free(was)
        _go_on(turn, was)
    elif was.finishing and was.goal in {Goal.RUN, Goal.STOP}:
        raise CommandRefused(Refusal.ALREADY_STOPPED)
    turn.change(goal=Goal.RUN)


def stop_idle(turn: Turn, event: Stop) -> None:
    """Close what a bot that stands still holds, or clear its error."""
    state = turn.state
    if event.form is StopForm.CLOSE and not too_small_to_close(state):
        if state.unsettled:
            raise CommandRefused(Refusal.ORDER_UNRESOLVED)
        turn.change(
            status=Status.ACTIVE,
            error=None,
            goal=Goal.CLOSE,
            close_slippage_percent=event.close_slippage_percent,
            revision=state.revision + 1,
        )
        legs.pursue_goal(turn)
    elif state.status is Status.ERROR:
        legs.halt(turn, "stop")
    else:
        raise CommandRefused(Refusal.ALREADY_STOPPED)


def edit(turn: Turn, event: Edit) -> None:
    """Trade by another configuration, as soon as the present order allows it."""
    _check_edit(turn.state, event)
    if pausing.closing_is_out(turn.state):
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    edit = PendingEdit(config=event.config, market=event.market)
    turn.change(pending_edit=edit, revision=turn.state.revision + 1)
    if turn.state.kept_order is not None:
        turn.change(goal=Goal.PAUSE)  # a change does not end a pause
        pausing.clear_the_way(turn)
    elif turn.state.phase in {Phase.IDLE, Phase.PAUSED}:
        if turn.state.unsettled:
            raise CommandRefused(Refusal.ORDER_UNRESOLVED)
        legs.apply_edit(turn)
        if turn.state.status is Status.ERROR:
            legs.halt(turn, "stop")
    elif turn.state.phase is Phase.WATCHING:
        legs.apply_edit(turn)
        turn.change(trail=None)
        legs.begin(turn)
    else:
        pausing.clear_the_way(turn)


def _check_edit(state: BotState, event: Edit) -> None:
    why = legs.edit_conflict(state, event.config, event.market)
    if why is not None:
        raise CommandRefused(why)


# --- after a look at the exchange ---------------------------------------------------------------------


def adopt(turn: Turn, event: Adopt) -> None:
    """Go on with an order that is at the venue already. No limit on new orders applies to it.

    A `veto` is the gate's reason all the same, that a perpetual has one bot, say: then it is refused.
    """
    state, order = turn.state, event.order
    why = adopting.misfit(state, order)
    if why is not None:
        raise CommandRefused(why)
    if turn.veto is not None:
        raise CommandRefused(Refusal.NOT_ALLOWED, turn.veto)
    attempt = adopting.attempt_for(state, order)
    adopted = orders.adopt(
        order,
        cycle=state.cycle,
        leg=state.leg,
        attempt=attempt,
        reduce_only=state.market.derivative and state.leg is Leg.EXIT,
    )
    turn.change(
        status=Status.ACTIVE,
        phase=Phase.WORKING,
        goal=Goal.RUN,
        pause_reason=None,
        error=None,
        trail=None,
        unsent=0,
        attempt=attempt,
        revision=state.revision + 1,
    )
    turn.keep_order(adopted)
    turn.request(FollowOrder(order=adopted))


def refuse_adopt(_turn: Turn, _event: Adopt) -> None:
    """Refuse: the bot is at work."""
    raise CommandRefused(Refusal.STILL_RUNNING)


def settle(turn: Turn, event: Settle) -> None:
    """End an order that is out of our reach with what is booked. The bot goes on standing.

    What it booked may have completed the leg; then the leg turns, as after a late fill.
    """
    state, order = turn.state, turn.state.order
    named = order is not None and order.client_order_id == event.client_order_id
    if order is None or not named or not state.out_of_reach:
        raise CommandRefused(Refusal.NOTHING_TO_SETTLE)
    said = f"order {order.client_order_id} was taken as it is"
    turn.change(
        pause_reason=said if state.pause_reason is not None else None,
        error=said if state.error is not None else None,
        revision=state.revision + 1,
    )
    turn.keep_order(orders.take_as_it_is(order, event.venue_order_id))
    turn.request(TakeAsItIs(client_order_id=order.client_order_id))
    legs.order_settled(turn)


def refuse_settle(_turn: Turn, _event: Settle) -> None:
    """Refuse: while a bot works, its order may still settle by itself."""
    raise CommandRefused(Refusal.NOTHING_TO_SETTLE)


# --- what does not fit ------------------------------------------------------------------------------


def nothing(turn: Turn, _: Event) -> None:
    """Change nothing: the event is fine here and means nothing."""
    turn.durable = False


def refuse_unresolved(_turn: Turn, _event: Event) -> None:
    """Refuse: an order has to be settled first."""
    raise CommandRefused(Refusal.ORDER_UNRESOLVED)
