"""What the venue may answer to an order: refused, never sent, unknown, found, absent; and races."""

from decimal import Decimal

import pytest

from engine.core.notices import BotFailed
from engine.core.orders import OrderFactRefused, OrderState
from engine.core.reasons.calls import CallFailed, RateLimited, TimedOut, UnreadableAnswer
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import NoAnswer, OrderRefused, OrdersDidNotArrive, Plain, Reason
from engine.core.state import Phase
from engine.core.types import Status
from tests.core.story import TRAILING, Bot, new_state, working
from tests.support.reasons import said


def test_a_refusal_is_an_error_and_nothing_is_sent_again() -> None:
    bot = Bot()
    bot.start()
    bot.reject("insufficient balance")
    assert (bot.state.status, bot.state.phase) == (Status.ERROR, Phase.IDLE)
    assert bot.state.error == OrderRefused(why=said("insufficient balance"))
    assert bot.last.requests == ()
    assert [type(notice) for notice in bot.notices] == [BotFailed]
    bot.reject("insufficient balance")  # the stream tells it as well
    bot.unknown()  # and our own call timed out
    assert len(bot.notices) == len(bot.placed) == 1


def test_a_refusal_without_a_reason() -> None:
    bot = Bot()
    bot.start()
    bot.reject(None)
    assert bot.state.error == OrderRefused(why=None)


def test_a_refusal_is_an_error_even_if_the_order_was_to_be_placed_again() -> None:
    bot = working()
    bot.fill()
    bot.stop()
    bot.finish()  # instead of the stop: go on with the same leg
    bot.reject()
    assert (bot.state.status, len(bot.placed)) == (Status.ERROR, 2)


def test_a_refusal_of_an_order_that_is_changed_already_does_not_hinder_the_change() -> None:
    bot = Bot()
    bot.start()
    bot.edit(quantity=Decimal(50))
    bot.reject()
    assert (bot.state.phase, bot.order.quantity) == (Phase.WORKING, Decimal(50))


def test_retry_is_one_more_try_under_a_new_name() -> None:
    bot = Bot()
    bot.start()
    bot.reject()
    bot.start()
    assert (bot.state.status, bot.state.error, bot.order.attempt) == (Status.ACTIVE, None, 2)
    bot.reject()
    assert len(bot.placed) == 2
    bot.stop()
    assert (bot.state.status, bot.state.error) == (Status.STOPPED, None)


def test_a_refusal_after_the_acceptance() -> None:
    bot = working()
    bot.reject("refused by the matching engine")
    assert bot.state.status is Status.ERROR


def test_an_unknown_order_is_never_sent_again() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.unknown()
    bot.restart()
    assert (bot.order.state, bot.state.phase) == (OrderState.UNKNOWN, Phase.WORKING)
    assert len(bot.requests) == 1


def test_an_unknown_order_that_is_found_goes_on() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.accept()
    bot.fill()
    assert len(bot.placed) == 2


def test_only_after_proof_of_absence_a_new_attempt_follows_under_a_new_name() -> None:
    bot = Bot()
    bot.start()
    first = bot.name
    bot.unknown()
    bot.absent()
    assert bot.last.orders[0].state is OrderState.ABSENT
    assert (bot.order.attempt, bot.name != first) == (2, True)
    assert bot.last.requests != ()


@pytest.mark.parametrize("how", ["never_sent", "absent"])
def test_orders_that_never_arrive_are_not_sent_for_ever(how: str) -> None:
    bot = Bot()
    bot.start()
    for _ in range(4):
        getattr(bot, how)()
    assert len(bot.placed) == 5
    getattr(bot, how)()
    assert (len(bot.placed), bot.state.phase) == (5, Phase.PAUSED)
    why = said("too late") if how == "never_sent" else None
    assert bot.state.pause_reason == OrdersDidNotArrive(count=5, why=why)
    bot.start()
    for _ in range(5):
        getattr(bot, how)()
    assert len(bot.placed) == 10


@pytest.mark.parametrize(
    "reason",
    [
        RateLimited(wait_s=60),
        Plain(Cause.NOT_HEARD_YET),
        CallFailed(error="NetworkError", cause="ClientConnectorError"),
        TimedOut(seconds=10),
        UnreadableAnswer(status=503),
        NoAnswer(exchange="Binance", why=CallFailed(error="NetworkError")),
    ],
    ids=lambda reason: reason.code,
)
def test_orders_that_were_kept_here_are_tried_until_there_is_a_way(reason: Reason) -> None:
    """They have not failed: neither in the queue of hundreds that are started, nor while a line is dead."""
    bot = Bot()
    bot.start()
    for _ in range(20):
        bot.never_sent(reason)
    assert (len(bot.placed), bot.state.phase) == (21, Phase.WORKING)
    for _ in range(5):
        bot.never_sent()
    assert bot.state.pause_reason == OrdersDidNotArrive(count=5, why=said("too late"))


def test_one_that_arrives_begins_the_count_anew() -> None:
    bot = Bot()
    bot.start()
    for _ in range(10):
        for _ in range(4):
            bot.never_sent()
        bot.leg()
    assert bot.state.phase is Phase.WORKING


def test_a_trailing_order_that_was_never_sent_watches_again() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "11")
    bot.never_sent()
    assert (bot.state.phase, bot.state.trail) == (Phase.WATCHING, None)


def test_the_answer_may_come_after_the_fill() -> None:
    bot = Bot()
    bot.start()
    bot.fill("40")
    bot.accept()
    assert (bot.order.state, bot.order.venue_order_id) == (OrderState.PARTIAL, f"v-{bot.name}")
    bot.fill()
    assert len(bot.placed) == 2


def test_the_answer_to_the_create_may_come_after_everything() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "11")
    bot.fill()
    before = bot.state.phase
    bot.accept()
    bot.unknown()
    assert (bot.order.state, bot.state.phase) == (OrderState.FILLED, before)
    assert bot.order.venue_order_id == f"v-{bot.name}"


def test_an_open_order_stays_open_when_our_call_times_out() -> None:
    bot = working()
    bot.unknown()
    assert bot.order.state is OrderState.OPEN


def test_a_fact_that_cannot_be_changes_nothing() -> None:
    bot = working()
    bot.fill()
    bot.accept()
    bot.edit()
    before = bot.state
    with pytest.raises(OrderFactRefused):
        bot.never_sent()
    assert bot.state == before


def test_the_end_may_be_told_twice_in_different_words() -> None:
    bot = working()
    bot.stop()
    bot.canceled()
    before = bot.state.phase
    bot.expired()
    assert (bot.order.state, bot.state.phase) == (OrderState.CANCELED, before)
