"""An account that keeps refusing orders gets no new entries for a while."""

from datetime import timedelta
from itertools import count

from engine.core.reasons.reason import TooManyRefusals
from engine.core.types import AccountId, ClientOrderId, Mode, VenueOrderId
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.live.account_state import Breaker
from tests.support.clock import START, ManualClock
from tests.support.reasons import said

NUMBERS = count(1)


async def refusals(breaker: Breaker, clock: ManualClock, number: int, every_s: float = 1) -> None:
    for _ in range(number):
        breaker.note(ClientOrderId(f"order {next(NUMBERS)}"), Rejected(reason=said("no funds")))
        await clock.advance(every_s)


async def test_the_fifth_refusal_trips_it_and_it_says_why_since_when_and_until_when() -> None:
    clock = ManualClock()
    breaker = Breaker(AccountId("Binance", Mode.LIVE), clock)
    await refusals(breaker, clock, 4)
    assert breaker.reason() is None
    await refusals(breaker, clock, 1)
    assert breaker.reason() == TooManyRefusals(
        account_id=AccountId("Binance", Mode.LIVE),
        count=5,
        within_min=10,
        last_at=START + timedelta(seconds=4),
        why=said("no funds"),
        until=START + timedelta(seconds=4, minutes=10),
    )


async def test_it_ends_by_itself_and_counts_anew() -> None:
    clock = ManualClock()
    breaker = Breaker(AccountId("Binance", Mode.LIVE), clock)
    await refusals(breaker, clock, 5, every_s=0)
    await clock.advance(599)
    assert breaker.reason() is not None
    await clock.advance(1)
    assert breaker.reason() is None
    await refusals(breaker, clock, 4)
    assert breaker.reason() is None


async def test_refusals_that_are_far_apart_are_no_storm() -> None:
    clock = ManualClock()
    breaker = Breaker(AccountId("Binance", Mode.LIVE), clock)
    await refusals(breaker, clock, 40, every_s=151)
    assert breaker.reason() is None
    await refusals(breaker, clock, 5, every_s=150)
    assert breaker.reason() is not None


async def test_a_storm_that_goes_on_prolongs_it() -> None:
    clock = ManualClock()
    breaker = Breaker(AccountId("Binance", Mode.LIVE), clock)
    await refusals(breaker, clock, 5, every_s=60)
    await refusals(breaker, clock, 5, every_s=60)
    await clock.advance(8 * 60)
    assert breaker.reason() is not None
    await clock.advance(60)
    assert breaker.reason() is None


def test_nothing_but_a_definite_refusal_counts() -> None:
    breaker = Breaker(AccountId("Binance", Mode.LIVE), ManualClock())
    others: list[PlaceAnswer] = [
        Accepted(venue_order_id=VenueOrderId("1")),
        NeverSent(reason=said("x")),
        Unknown(reason=said("x")),
    ]
    for answer in others * 5:
        breaker.note(ClientOrderId("one"), answer)
    assert breaker.reason() is None


async def test_an_order_counts_once_whoever_tells_of_it() -> None:
    """Where an order is acknowledged first, its refusal is told by the stream and found by a question."""
    clock = ManualClock()
    breaker = Breaker(AccountId("Bybit", Mode.LIVE), clock)
    for number in (1, 2, 3, 4, 4, 3, 2, 1):
        breaker.refused(ClientOrderId(str(number)), said("no funds"))
    assert breaker.reason() is None
    breaker.refused(ClientOrderId("5"), said("no funds"))
    tripped = breaker.reason()
    assert tripped is not None
    await clock.advance(60)
    for number in (1, 2, 3, 4, 5, 6, 7, 8, 9):  # four new ones: not enough to prolong it
        breaker.refused(ClientOrderId(str(number)), said("no funds"))
    assert breaker.reason() == tripped
