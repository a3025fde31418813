"""How a bot comes to stand: its order is cleared out of the way first, or kept where it is."""

from collections.abc import Iterable

from engine.core import legs
from engine.core.events import Pause
from engine.core.orders import Order, OrderFact, OrderState, advance
from engine.core.reasons.accounts import PositionClosedByHand
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, Plain, Reason, Several, TradedElsewhere, together
from engine.core.state import BotState, CancelOrder, CommandRefused, Goal, Phase, Refusal
from engine.core.step_builder import StepBuilder


def pause(builder: StepBuilder, event: Pause) -> None:
    """Have the bot stand once its order is out of the way, or at once with the order kept."""
    if event.keep_order:
        _pause_as_it_is(builder, event)
        return
    if _is_of_before(builder.state, event):
        builder.durable = False
        return
    is_lost = _lose_order(builder, event)
    # A stop is the stronger wish, it ends without an order, too; but a lost order has to be told.
    if builder.state.goal is Goal.STOP and not is_lost:
        _remember(builder, _without_position(builder.state.pause_reason, event.reason), event.reason)
        clear_the_way(builder)
    else:
        clear_and_pause(builder, event.reason)


def _remember(builder: StepBuilder, known: Reason | None, reason: Reason) -> None:
    """Have a bot that ends stand for these, should a fill have it finish its cycle after all."""
    state = builder.state
    if state.phase is Phase.SETTLING and state.goal is Goal.STOP and state.finishing:
        builder.change(pause_reason=known if reason in _parts(known) else together(known, reason))


def _lose_order(builder: StepBuilder, event: Pause) -> bool:
    """Give the order up of which nobody can say any more what became of it. Return whether it is ours."""
    order = builder.state.order_named(event.lost)
    if order is None or not order.live:
        return False
    builder.keep_order(advance(order, OrderFact.LOST))
    return True


def clear_and_pause(builder: StepBuilder, reason: Reason) -> None:
    """Have the bot stand for that reason without an order; one that a pause has kept goes as well."""
    state = builder.state
    stood = state.phase is Phase.PAUSED  # and does so again only when the order has ended
    builder.change(goal=Goal.PAUSE, pause_reason=reason, revision=state.revision + stood)
    clear_the_way(builder)


def _pause_as_it_is(builder: StepBuilder, event: Pause) -> None:
    """Touch no order. A cancel or a close that is under way goes on: a person has asked for it."""
    state = builder.state
    if state.phase is not Phase.SETTLING and not closing_is_out(state):
        legs.pause(builder, event.reason)
    elif state.goal is Goal.RUN:
        builder.change(goal=Goal.PAUSE, pause_reason=event.reason)
    else:
        builder.durable = False


def pause_again(builder: StepBuilder, event: Pause) -> None:
    """Have the order that an earlier pause has kept cancelled, for a new reason.

    Without one the reason comes beside the first, where a person has to know it before going on.
    """
    state = builder.state
    was = state.pause_reason
    if event.keep_order or _is_of_before(state, event):
        raise CommandRefused(Refusal.ALREADY_PAUSED)
    if state.kept_order is not None:
        _lose_order(builder, event)
        clear_and_pause(builder, event.reason)
    elif _is_news(event.reason, was) and not _may_explain(state, event.reason):
        legs.pause(builder, together(_without_position(was, event.reason), event.reason))
    else:
        raise CommandRefused(Refusal.ALREADY_PAUSED)


def _is_of_before(state: BotState, event: Pause) -> bool:
    """Say whether it was found while the bot held something else: fills came in between."""
    return event.holding is not None and event.holding != state.held


def _is_news(reason: Reason, known: Reason | None) -> bool:
    """Say whether the books do not agree with the exchange, and that is not known yet.

    Such a thing is found once. Whatever else there is to pause for is found again when the bot is started.
    """
    contradicts = isinstance(reason, AboutOrder) and reason.code is OrderCause.CONTRADICTS
    return (contradicts or isinstance(reason, PositionClosedByHand)) and reason not in _parts(known)


def _may_explain(state: BotState, reason: Reason) -> bool:
    """Say whether its own order may have changed the position: what became of that is not known."""
    return isinstance(reason, PositionClosedByHand) and state.order_pending


def _without_position(known: Reason | None, news: Reason) -> Reason | None:
    """Return the reason without what was said of the position before, where that is another by now."""
    if not isinstance(news, PositionClosedByHand):
        return known
    return _together(one for one in _parts(known) if not isinstance(one, PositionClosedByHand))


def clear_the_way(builder: StepBuilder) -> None:
    """Have the order cancelled, if there is one, and go on towards the goal when it is final.

    An order that is out of our reach, in quarantine or ended short of the fills that the venue
    reported, cannot be cancelled. A bot with one can still be stopped or paused as it is.
    """
    state, order = builder.state, builder.state.order
    if order is None or order.final or (state.out_of_reach and state.goal in {Goal.STOP, Goal.PAUSE}):
        legs.pursue_goal(builder)
    elif order.state is OrderState.QUARANTINED:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    else:
        builder.change(phase=Phase.SETTLING)
        ask_cancel(builder)


def ask_cancel(builder: StepBuilder) -> None:
    """Ask for the cancel of an order that the venue is known to have.

    One that is only an intent, or unknown, is cancelled as soon as it is found: a cancel that
    overtakes its create would be answered "no such order".
    """
    order = builder.state.order
    if order is not None and order.state in {OrderState.OPEN, OrderState.PARTIAL, OrderState.CANCELING}:
        builder.keep_order(advance(order, OrderFact.CANCEL_SENT))
        builder.request(CancelOrder(client_order_id=order.client_order_id))


def take_late_fill(builder: StepBuilder) -> None:
    """Let a person look at a fill that came late, unless the bot stands already or is on its way to.

    An order that a pause has kept is cancelled as well: it is not for what is held now.
    """
    legs.late_fill_booked(builder)
    state = builder.state
    at_work = state.phase in {Phase.WATCHING, Phase.WORKING, Phase.SETTLING} or state.kept_order is not None
    if at_work and state.goal is Goal.RUN:
        clear_and_pause(builder, together(state.pause_reason, Plain(Cause.LATE_FILL)))
    else:
        _remember(builder, state.pause_reason, Plain(Cause.LATE_FILL))


def take_fill_elsewhere(builder: StepBuilder, order: Order) -> None:
    """Let a person look at what an order has traded that was sent before the bot changed its pair or account.

    A bot that stands says so, too, unless it has stopped: it has told the fill.
    """
    state, where = builder.state, builder.state.ref_of(order)
    traded: Reason = TradedElsewhere(
        client_order_id=order.client_order_id,
        side=order.side,
        quantity=order.filled,
        coin=where.base,
        symbol=where.ticker,
        account_id=where.account_id,
    )
    if state.order == order and order.state is OrderState.QUARANTINED:
        contradicts = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=order.client_order_id)
        traded = together(contradicts, traded)
        if state.phase is Phase.IDLE:
            legs.fail(builder, traded)
    if state.phase in {Phase.IDLE, Phase.CLOSING}:
        return
    known = _without(state.pause_reason, order)
    reason = together(known, traded)
    if state.goal not in {Goal.RUN, Goal.PAUSE}:
        _remember(builder, known, traded)
    elif state.phase is Phase.PAUSED and state.kept_order is None:
        legs.pause(builder, reason)
    else:
        clear_and_pause(builder, reason)


def _without(reason: Reason | None, order: Order) -> Reason | None:
    """Return the reason without what was said of the fills of that order before."""
    name = order.client_order_id
    return _together(one for one in _parts(reason) if getattr(one, "client_order_id", None) != name)


def _together(reasons: Iterable[Reason]) -> Reason | None:
    found: Reason | None = None
    for one in reasons:
        found = together(found, one)
    return found


def _parts(reason: Reason | None) -> tuple[Reason, ...]:
    if reason is None:
        return ()
    return reason.reasons if isinstance(reason, Several) else (reason,)


def pause_for_force(builder: StepBuilder, reason: Reason) -> None:
    """Let a person look at what the exchange did to the position, and have no order rest meanwhile."""
    state = builder.state
    if state.phase is Phase.PAUSED and state.kept_order is None:
        legs.pause(builder, reason)
    elif state.phase not in {Phase.IDLE, Phase.CLOSING} and state.goal is not Goal.STOP:
        clear_and_pause(builder, reason)
    else:
        _remember(builder, state.pause_reason, reason)


def closing_is_out(state: BotState) -> bool:
    """Say whether the order of a close is not final yet."""
    return state.order is not None and state.order.closing and not state.order.final
