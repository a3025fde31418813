"""The life of one order: every state, every fact."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from engine.core.orders import (
    LIVE,
    PENDING,
    Order,
    OrderFact,
    OrderFactRefused,
    OrderState,
    accept_as_is,
    adopt,
    advance,
    book,
)
from engine.core.types import Fill, Leg, TradeId, VenueOrderId
from tests.core.story import Bot, new_order
from tests.support.reasons import said

S, F = OrderState, OrderFact

# One line a state: what each fact makes of it. Written by hand from what venues do, not from the code.
# Columns in the order of OrderFact; "-" stands for a fact that is refused, QUAR for QUARANTINED.
COLUMNS = [
    F.ACCEPTED, F.REJECTED, F.NEVER_SENT, F.UNKNOWN, F.CANCEL_SENT,
    F.PARTLY_FILLED, F.FILLED, F.CANCELED, F.EXPIRED, F.ABSENT, F.LOST, F.ADOPTED, F.ACCEPTED_AS_IS,
]  # fmt: skip
LIFE = {
    S.INTENT: "OPEN REJECTED NEVER_SENT UNKNOWN - PARTIAL FILLED CANCELED EXPIRED ABSENT QUAR - -",
    S.UNKNOWN: "OPEN REJECTED - UNKNOWN - PARTIAL FILLED CANCELED EXPIRED ABSENT QUAR - -",
    S.OPEN: "OPEN REJECTED - OPEN CANCELING PARTIAL FILLED CANCELED EXPIRED QUAR QUAR - -",
    S.PARTIAL: "PARTIAL QUAR - PARTIAL CANCELING PARTIAL FILLED CANCELED EXPIRED QUAR QUAR - -",
    S.CANCELING: "CANCELING REJECTED - CANCELING CANCELING CANCELING FILLED CANCELED EXPIRED QUAR QUAR - -",
    S.FILLED: "FILLED - - FILLED - FILLED FILLED FILLED FILLED - - - FILLED",
    S.CANCELED: "CANCELED - - CANCELED - CANCELED CANCELED CANCELED CANCELED - - OPEN CANCELED",
    S.EXPIRED: "EXPIRED - - EXPIRED - EXPIRED EXPIRED EXPIRED EXPIRED - - OPEN EXPIRED",
    S.REJECTED: "QUAR REJECTED - REJECTED - QUAR QUAR QUAR QUAR - - OPEN -",
    S.NEVER_SENT: "QUAR - NEVER_SENT - - QUAR QUAR QUAR QUAR - - OPEN -",
    S.ABSENT: "QUAR - - - - QUAR QUAR QUAR QUAR ABSENT - OPEN -",
    S.QUARANTINED: " ".join([*["QUAR"] * 11, "OPEN", "CANCELED"]),
}
ROWS = [
    (state, fact, None if answer == "-" else S(answer.replace("QUAR", "QUARANTINED")))
    for state, line in LIFE.items()
    for fact, answer in zip(COLUMNS, line.split(), strict=True)
]


def fill_of(order: Order, quantity: str, trade_id: str = "t1") -> Fill:
    return Bot().a_fill(order, quantity, trade_id=TradeId(trade_id))


def test_the_table_above_is_complete() -> None:
    assert {(state, fact) for state, fact, _ in ROWS} == set(product(S, F))


@pytest.mark.parametrize(("state", "fact", "expected"), ROWS)
def test_every_fact_in_every_state(state: OrderState, fact: OrderFact, expected: OrderState | None) -> None:
    order = new_order(state=state)

    if expected is None:
        with pytest.raises(OrderFactRefused) as refused:
            advance(order, fact, venue_order_id=VenueOrderId("v1"), reported=Decimal(3), reason=said("why"))
        assert (refused.value.state, refused.value.fact) == (state, fact)
        assert order == new_order(state=state)
    else:
        assert advance(order, fact).state is expected


@pytest.mark.parametrize(
    ("state", "fact"), [(s, f) for s, f in product(S, F) if s not in PENDING and f is not F.ADOPTED]
)
def test_an_ended_order_never_reopens_by_itself(state: OrderState, fact: OrderFact) -> None:
    order = new_order(state=state)
    try:
        after = advance(order, fact)
    except OrderFactRefused:
        return
    assert after.state not in LIVE


def test_what_the_venue_says_is_kept() -> None:
    order = advance(new_order(), F.ACCEPTED, venue_order_id=VenueOrderId("v1"))
    order = advance(order, F.CANCELED, reported=Decimal(3))
    again = advance(order, F.CANCELED)
    assert (again.venue_order_id, again.reported) == ("v1", Decimal(3))
    assert advance(new_order(), F.REJECTED, reason=said("no money")).reason == said("no money")


def test_a_reported_total_never_falls() -> None:
    order = advance(new_order(state=S.OPEN), F.CANCELED, reported=Decimal(30))
    assert advance(order, F.CANCELED, reported=Decimal(20)).reported == 30
    assert advance(order, F.CANCELED, reported=Decimal(40)).reported == 40


def test_fills_add_up_to_the_end() -> None:
    order = new_order(state=S.OPEN)
    partly = book(order, fill_of(order, "40"))
    assert partly is not None
    assert (partly.state, partly.filled, partly.remaining) == (S.PARTIAL, Decimal(40), Decimal(60))
    whole = book(partly, fill_of(order, "60", "t2"))
    assert whole is not None
    assert (whole.state, whole.filled, whole.remaining) == (S.FILLED, Decimal(100), Decimal(0))
    assert whole.final
    assert not whole.live


def test_a_fill_seen_twice_counts_once() -> None:
    order = new_order(state=S.OPEN)
    once = book(order, fill_of(order, "40"))
    assert once is not None
    assert book(once, fill_of(order, "40")) is None


def test_a_fill_after_the_end_is_booked_and_the_order_stays_ended() -> None:
    order = new_order(state=S.CANCELED, reported=Decimal(0))
    late = book(order, fill_of(order, "100"))
    assert late is not None
    assert (late.state, late.filled) == (S.CANCELED, Decimal(100))


def test_more_than_was_asked_is_booked() -> None:
    order = new_order(state=S.OPEN)
    over = book(order, fill_of(order, "120"))
    assert over is not None
    assert (over.state, over.filled, over.remaining) == (S.FILLED, Decimal(120), Decimal(0))
    more = book(over, fill_of(order, "5", "t2"))
    assert more is not None
    assert (more.state, more.filled) == (S.FILLED, Decimal(125))


@pytest.mark.parametrize("dead", [S.REJECTED, S.NEVER_SENT, S.ABSENT])
def test_a_fill_of_an_order_proven_dead_is_booked_and_asks_a_person(dead: OrderState) -> None:
    order = new_order(state=dead)
    alive = book(order, fill_of(order, "40"))
    assert alive is not None
    assert (alive.state, alive.filled) == (S.QUARANTINED, Decimal(40))
    assert not alive.final


def test_an_order_that_traded_cannot_have_been_refused() -> None:
    order = new_order(state=S.CANCELING, filled=Decimal(40))
    assert advance(order, F.REJECTED).state is S.QUARANTINED


def test_an_ended_order_is_settled_when_all_reported_fills_are_booked() -> None:
    order = advance(new_order(state=S.OPEN), F.CANCELED, reported=Decimal(30))
    assert not order.final
    assert not order.live
    part = book(order, fill_of(order, "10"))
    assert part is not None
    assert not part.final
    rest = book(part, fill_of(order, "20", "t2"))
    assert rest is not None
    assert rest.final


@pytest.mark.parametrize("state", S)
def test_only_an_ended_order_out_of_quarantine_is_settled(state: OrderState) -> None:
    order = new_order(state=state)
    assert order.live == (state in {S.INTENT, S.OPEN, S.PARTIAL, S.CANCELING, S.UNKNOWN})
    assert order.final == (not order.live and state is not S.QUARANTINED)


# --- a person's word ----------------------------------------------------------------------------------


def test_an_adopted_order_has_the_bots_place_and_keeps_its_fills() -> None:
    order = replace(
        new_order(state=S.QUARANTINED, reported=Decimal(50), closing=True, immediate=True),
        filled=Decimal(40),
        trade_ids=frozenset({TradeId("t1")}),
    )
    adopted = adopt(order, cycle=3, leg=Leg.EXIT, attempt=7, reduce_only=True)
    assert (adopted.state, adopted.cycle, adopted.leg, adopted.attempt) == (S.PARTIAL, 3, Leg.EXIT, 7)
    assert (adopted.filled, adopted.trade_ids, adopted.reported) == (Decimal(40), frozenset({"t1"}), None)
    assert (adopted.reduce_only, adopted.immediate, adopted.closing) == (True, False, False)
    assert adopt(new_order(state=S.ABSENT), cycle=1, leg=Leg.ENTRY, attempt=1, reduce_only=False).live


def test_an_order_taken_as_it_is_is_settled_with_what_is_booked() -> None:
    short = replace(new_order(state=S.CANCELED, reported=Decimal(100)), filled=Decimal(40))
    taken = accept_as_is(short)
    assert (taken.state, taken.reported, taken.final) == (S.CANCELED, Decimal(40), True)
    assert accept_as_is(new_order(state=S.QUARANTINED)).final


def test_what_the_venue_reports_of_a_taken_order_does_not_count_any_more() -> None:
    """Its news may have been on their way when the person decided."""
    taken = accept_as_is(replace(new_order(state=S.QUARANTINED), filled=Decimal(40)))
    told = advance(taken, F.CANCELED, reported=Decimal(100))
    assert told.final
    late = book(told, fill_of(told, "60", "t2"))
    assert late is not None
    assert (late.filled, late.final) == (Decimal(100), True)
