"""Which order that no bot works a bot can go on with.

Such orders come from an older backup that was put back, mostly: the exchange has an order that our
books do not know. Or they know it as ended (proven absent, say), and there it is.
"""

from dataclasses import replace

from engine.core.money import ZERO
from engine.core.orders import Order, OrderFact, amend, can_become
from engine.core.quantities import leg_quantity
from engine.core.state import BotState, CommandRefused, Refusal
from engine.core.types import ClientOrderId, Leg


def as_known(shown: Order, known: Order | None) -> Order:
    """Return an order as the venue shows it with what our books know of it, its fills mostly.

    Raises CommandRefused when the two are not the same order: it was replaced at the exchange.
    """
    if known is None:
        return shown
    is_another = None not in {known.venue_order_id, shown.venue_order_id} and (
        known.venue_order_id != shown.venue_order_id
    )
    if known.side is not shown.side or is_another:
        raise CommandRefused(Refusal.REPLACED_THERE)
    known = amend(known, shown.price, shown.quantity)
    return replace(known, venue_order_id=shown.venue_order_id, reported=shown.reported)


def misfit(state: BotState, order: Order) -> Refusal | None:
    """Return why the bot cannot go on with the order, or None when it can."""
    if not state.is_idle:
        return Refusal.STILL_RUNNING
    complete = order.reported is not None and order.filled >= order.reported
    if complete or not can_become(order, OrderFact.ADOPTED):
        return Refusal.ORDER_ENDED
    if state.order_pending and state.order_named(order.client_order_id) is None:
        return Refusal.ORDER_UNRESOLVED
    if not resumes_close(state, order):
        if order.side is not state.side:
            return Refusal.WRONG_SIDE
        is_more = state.leg is Leg.EXIT and order.remaining > leg_quantity(state)
        if is_more and not _was_out_of_sight(state, order):
            return Refusal.MORE_THAN_HELD
    place = state.naming.place_of(order.client_order_id)
    if state.naming.made(order.client_order_id) and (place is None or place[0] > state.cycle):
        return Refusal.NAME_NOT_FREE  # a bot may yet give that name to an order of its own
    return None


def resumes_close(state: BotState, order: Order) -> bool:
    """Say whether it is the bot's own order of a close, which nobody could find: with it the close ends."""
    return order.closing and _was_out_of_sight(state, order)


def _was_out_of_sight(state: BotState, order: Order) -> bool:
    """Say whether it is the bot's own order, of which nobody could say what became of it.

    It is there, for as much as was right when it was sent: since then a fill may have come late, or the
    step may have become coarser. Refused, it could only be denied, and another would be out beside it.
    """
    return state.out_of_reach and state.order_named(order.client_order_id) is not None


def exceeds_held(state: BotState, order: Order) -> bool:
    """Say whether an exit would trade what is not the bot's: less is held by now than when it was sent.

    What a coarser step leaves of that is its own.
    """
    held = max(leg_quantity(state), abs(state.held) if leg_quantity(state) else ZERO)
    return state.leg is Leg.EXIT and order.remaining > held


def named_ahead(state: BotState, order: Order) -> ClientOrderId | None:
    """Return the name of the order where it is one of a later cycle, or the one that was known as such."""
    cycle, _ = state.naming.place_of(order.client_order_id) or (0, 0)
    return order.client_order_id if cycle > state.cycle else state.named_ahead


def attempt_for(state: BotState, order: Order) -> int:
    """Return the number of the attempt that the order becomes: no later one may bear its name."""
    cycle, attempt = state.naming.place_of(order.client_order_id) or (0, 0)
    return max(state.attempt + 1, attempt if cycle == state.cycle else 0)
