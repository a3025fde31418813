"""Nobody can say which of several orders at the exchange is the bot's: it stands until a person has said."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.orders import Order, OrderState
from engine.core.state import CancelOrder, CommandRefused, FollowOrder, Goal, Phase, Refusal
from engine.core.types import Leg, Side, Status, VenueOrderId
from tests.core.story import Bot, holding


def unsure() -> Bot:
    """Its entry order got no answer, and then several that could be it."""
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.pause("several could be it", lost=bot.name)
    return bot


def chosen(bot: Bot, reported: str | None = None) -> Order:
    traded = None if reported is None else Decimal(reported)
    return replace(bot.order, venue_order_id=VenueOrderId("77"), reported=traded)


def test_it_stands_and_sends_nothing() -> None:
    bot = unsure()
    assert (bot.state.phase, bot.order.state) == (Phase.PAUSED, OrderState.QUARANTINED)
    assert bot.state.out_of_reach
    assert (bot.cancels, len(bot.placed), bot.told) == ([], 1, ["paused"])
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED


def test_an_order_that_was_being_cancelled_is_waited_for_no_more() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    bot.stop()
    assert (bot.state.phase, bot.state.goal) == (Phase.SETTLING, Goal.STOP)
    bot.pause("several could be it", lost=bot.name)
    assert bot.state.phase is Phase.PAUSED
    assert bot.told == ["paused"]


def test_a_restart_changes_nothing_of_it() -> None:
    bot = unsure()
    before = bot.state
    bot.restart()
    assert bot.state == before


def test_the_one_that_is_chosen_is_the_present_order() -> None:
    bot = unsure()
    bot.adopt(chosen(bot))
    assert (bot.state.phase, bot.order.state) == (Phase.WORKING, OrderState.OPEN)
    assert bot.order.venue_order_id == "77"
    assert bot.last.requests == (FollowOrder(order=bot.order),)
    bot.fill()
    assert (bot.state.leg, bot.order.side) == (Leg.EXIT, Side.SELL)


def test_a_second_choice_is_refused() -> None:
    bot = unsure()
    bot.adopt(chosen(bot))
    before = bot.state
    with pytest.raises(CommandRefused):
        bot.adopt(replace(chosen(bot), venue_order_id=VenueOrderId("78")))
    assert bot.state == before


def test_none_of_them_ends_it_with_nothing_booked_and_the_bot_can_place_again() -> None:
    bot = unsure()
    bot.settle()
    assert (bot.state.phase, bot.order.state, bot.state.held) == (
        Phase.PAUSED,
        OrderState.CANCELED,
        Decimal(0),
    )
    bot.start()
    assert len(bot.placed) == 2


def unsure_of_its_exit(late: str) -> Bot:
    """Nobody knows which is its exit, and then one of before comes to light that has traded so much."""
    bot = holding()
    before = bot.order
    bot.canceled()
    bot.start()
    bot.unknown()
    bot.pause("several could be it", lost=bot.name)
    bot.late_fill(before, late)
    return bot


def test_a_chosen_exit_of_more_than_is_held_by_now_is_cancelled_and_the_rest_is_sold() -> None:
    bot = unsure_of_its_exit("60")
    assert (bot.state.held, bot.order.remaining) == (Decimal("39.9"), Decimal("99.9"))
    bot.adopt(chosen(bot))
    assert (bot.state.phase, bot.cancels) == (Phase.SETTLING, [bot.name])
    assert [type(one) for one in bot.last.requests] == [FollowOrder, CancelOrder]
    bot.canceled()
    assert (bot.state.phase, bot.order.side, bot.order.quantity) == (
        Phase.WORKING,
        Side.SELL,
        Decimal("39.9"),
    )
    bot.accept()
    bot.fill()
    assert bot.told[-1] == "cycle"


def test_a_chosen_exit_of_what_is_sold_already_is_cancelled_and_the_next_cycle_begins() -> None:
    bot = unsure_of_its_exit("99.9")
    bot.adopt(chosen(bot))
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert (bot.state.cycle, bot.state.phase, bot.order.side) == (2, Phase.WORKING, Side.BUY)


def test_the_order_of_a_close_ends_the_close_when_it_is_found() -> None:
    bot = holding()
    bot.close()
    bot.canceled()
    bot.quote("9.80", "9.90")
    bot.unknown()
    bot.pause("several could be it", lost=bot.name)
    bot.adopt(chosen(bot, "99.9"))
    assert (bot.order.closing, bot.order.immediate, bot.order.leg) == (True, True, Leg.EXIT)
    bot.fill()
    assert (bot.state.status, bot.state.held) == (Status.STOPPED, Decimal(0))


def test_the_order_of_a_close_in_the_entry_may_be_of_the_other_side() -> None:
    bot = Bot()
    bot.start()
    bot.accept()
    bot.fill("40")
    bot.close()
    bot.canceled()
    bot.quote("9.80", "9.90")
    assert bot.state.leg is Leg.ENTRY
    bot.unknown()
    bot.pause("several could be it", lost=bot.name)
    bot.adopt(chosen(bot))
    bot.fill()
    assert bot.state.status is Status.STOPPED
