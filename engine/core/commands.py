"""What a person may ask of a bot: handlers of the machine's table.

A command that does not fit raises CommandRefused and changes nothing.
"""

from dataclasses import replace

from engine.core import adoption, edits, legs, orders, pausing
from engine.core.events import AcceptAsIs, Adopt, Edit, Event, Rename, Stop
from engine.core.notices import StopCause
from engine.core.quantities import too_small_to_close
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import (
    BotState,
    CommandRefused,
    FollowOrder,
    Goal,
    MarkAcceptedAsIs,
    PendingEdit,
    Phase,
    Refusal,
)
from engine.core.step_builder import StepBuilder
from engine.core.types import Leg, Status, StopForm


def start(builder: StepBuilder, _: Event) -> None:
    """Work the leg where the bot stands, or go on with the order that a pause has kept."""
    was = builder.state
    _check_free(was)
    builder.revise(status=Status.ACTIVE, goal=Goal.RUN, pause_reason=None, error=None, trail=None)
    _go_on(builder, was)


def _check_free(state: BotState) -> None:
    """Raise CommandRefused while an order is pending, but for one that a pause has kept."""
    if state.order_pending and state.kept_order is None:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)


def _go_on(builder: StepBuilder, was: BotState) -> None:
    """Go on with the order that a pause has kept, or work the leg."""
    if was.kept_order is None:
        legs.begin(builder)
    elif builder.denial is not None:
        legs.pause(builder, builder.denial)
    else:
        builder.change(phase=Phase.WORKING)


def keep_looping(builder: StepBuilder, _: Event) -> None:
    """Let a bot that would finish loop on. Refused where there is nothing to take back."""
    if builder.state.phase is Phase.SETTLING and builder.state.goal is not Goal.RUN:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if not builder.state.finishing:
        raise CommandRefused(Refusal.ALREADY_RUNNING)
    builder.revise(finishing=False)


def stop(builder: StepBuilder, event: Stop) -> None:
    """End the work of a bot that is ACTIVE in one of the three forms."""
    state = builder.state
    builder.revise(
        pause_reason=None,
        finishing=event.form is StopForm.FINISH,
        close_slippage_percent=event.close_slippage_percent,
    )
    if event.form is StopForm.FINISH and state.tally.traded:
        _finish(builder, state)
        return
    builder.change(goal=Goal.CLOSE if event.form is StopForm.CLOSE else Goal.STOP)
    pausing.clear_the_way(builder)


def _finish(builder: StepBuilder, was: BotState) -> None:
    if pausing.closing_is_out(was):
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if was.phase is Phase.PAUSED:
        _check_free(was)
        _go_on(builder, was)
    elif was.finishing and was.goal in {Goal.RUN, Goal.STOP}:
        raise CommandRefused(Refusal.ALREADY_STOPPED)
    builder.change(goal=Goal.RUN)


def rename(builder: StepBuilder, event: Rename) -> None:
    """Take the name. What was shown before stays true, so the revision does."""
    builder.change(name=event.name)


def stop_idle(builder: StepBuilder, event: Stop) -> None:
    """Close what a bot that stands still holds, or clear its error."""
    state = builder.state
    if event.form is StopForm.CLOSE and not too_small_to_close(state):
        _check_free(state)
        slippage = event.close_slippage_percent
        builder.revise(status=Status.ACTIVE, error=None, goal=Goal.CLOSE, close_slippage_percent=slippage)
        legs.pursue_goal(builder)
    elif state.status is Status.ERROR:
        legs.stop(builder, StopCause.STOP)
    else:
        raise CommandRefused(Refusal.ALREADY_STOPPED)


def edit(builder: StepBuilder, event: Edit) -> None:
    """Trade by another configuration, as soon as the present order allows it.

    An order, or a wait for a price, that it leaves as it is stays: see `engine.core.edits`.
    """
    state = builder.state
    if (conflict := legs.edit_conflict(state, event.config)) is not None:
        raise CommandRefused(conflict)
    if pausing.closing_is_out(state):
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    builder.revise(pending_edit=PendingEdit(config=event.config, market=event.market))
    at_work = state.phase is Phase.WORKING or state.kept_order is not None
    if at_work and edits.order_stays(state, event.config):
        legs.apply_edit(builder)
    elif state.kept_order is not None:
        builder.change(goal=Goal.PAUSE)  # a change does not end a pause
        pausing.clear_the_way(builder)
    elif state.is_idle:
        _check_free(state)
        legs.apply_edit(builder)
        if state.status is Status.ERROR:
            legs.stop(builder, StopCause.STOP)
    elif state.phase is Phase.WATCHING:
        stays = edits.wait_stays(state, event.config)
        legs.apply_edit(builder)
        builder.change(trail=None)
        legs.begin(builder)
        if stays and builder.state.phase is Phase.WATCHING:
            builder.change(trail=state.trail)
    else:
        pausing.clear_the_way(builder)


# --- after a look at the exchange ---------------------------------------------------------------------


def adopt(builder: StepBuilder, event: Adopt) -> None:
    """Go on with an order that is at the venue already. No limit on new orders applies to it.

    A `denial` stands all the same, that a perpetual has one bot, say: then it is refused. An exit of more
    than the bot holds by now is cancelled, and the bot goes on with what it holds.
    """
    state, order = builder.state, event.order
    if (misfit := adoption.misfit(state, order)) is not None:
        raise CommandRefused(misfit)
    if builder.denial is not None:
        raise CommandRefused(Refusal.NOT_ALLOWED, builder.denial)
    attempt = adoption.attempt_for(state, order)
    closes = adoption.resumes_close(state, order)
    stands, is_too_much = (None, False) if closes else (event.stands, adoption.exceeds_held(state, order))
    leg = Leg.EXIT if closes else state.leg
    adopted = orders.adopt(
        replace(order, account_id=state.config.account_id, symbol=state.config.ticker),
        cycle=state.cycle,
        leg=leg,
        attempt=attempt,
        reduce_only=state.market.derivative and leg is Leg.EXIT,
        closing=closes,
    )
    builder.revise(status=Status.ACTIVE, goal=Goal.RUN, pause_reason=None, error=None, trail=None)
    ahead = adoption.named_ahead(state, order)
    builder.change(phase=Phase.WORKING, unsent=0, attempt=attempt, named_ahead=ahead)
    builder.keep_order(adopted)
    builder.request(FollowOrder(order=adopted))
    if stands is not None:
        legs.pause(builder, stands)
    if is_too_much and stands is not None:
        pausing.clear_and_pause(builder, stands)
    elif is_too_much:
        pausing.clear_the_way(builder)


def accept_as_is(builder: StepBuilder, event: AcceptAsIs) -> None:
    """End an order that is out of our reach with what is booked. The bot goes on standing.

    What it booked may have completed the leg; then the leg turns, as after a late fill.
    """
    state = builder.state
    order = state.order_named(event.client_order_id)
    if order is None or not state.out_of_reach:
        raise CommandRefused(Refusal.NOTHING_TO_SETTLE)
    said = AboutOrder(code=OrderCause.ACCEPTED_AS_IS, client_order_id=order.client_order_id)
    builder.revise(pause_reason=said if state.pause_reason else None, error=said if state.error else None)
    ended = orders.accept_as_is(order, event.venue_order_id)
    builder.keep_order(ended)
    builder.request(MarkAcceptedAsIs(client_order_id=order.client_order_id))
    legs.order_ended(builder, ended)
