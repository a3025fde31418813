"""Stop and finish, from wherever the bot is."""

from decimal import Decimal

import pytest

from engine.core.orders import OrderState
from engine.core.state import CommandRefused, Goal, Phase, Refusal
from engine.core.types import Leg, Side, Status, StopForm
from tests.core.story import TRAILING, Bot, holding, new_state, refusal_of, the_end, working

# --- stop -------------------------------------------------------------------------------------------


def test_stop_cancels_first_and_stops_when_the_order_has_ended() -> None:
    bot = working()
    bot.stop()
    assert (bot.state.status, bot.state.phase, bot.state.goal) == (Status.ACTIVE, Phase.SETTLING, Goal.STOP)
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal(0))


def test_stop_keeps_what_is_held_and_starting_again_goes_on_with_the_same_leg() -> None:
    bot = working()
    bot.fill("40")
    bot.stop()
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal("39.96"))
    bot.start()
    assert (bot.order.side, bot.order.quantity, bot.order.cycle) == (Side.BUY, Decimal(60), 1)
    bot.leg()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("99.9"))


def test_a_fill_that_wins_against_the_cancel_is_booked_and_the_bot_stops() -> None:
    bot = working()
    bot.stop()
    bot.fill()
    assert the_end(bot) == ("stop", Decimal("99.9"))
    assert bot.state.leg is Leg.EXIT
    assert len(bot.placed) == 1
    bot.canceled("100")  # "nothing left to cancel"
    assert bot.state.phase is Phase.IDLE


def test_a_partial_fill_during_the_cancel_is_booked() -> None:
    bot = working()
    bot.stop()
    bot.fill("40")
    assert bot.state.phase is Phase.SETTLING
    bot.canceled("70")
    assert bot.state.phase is Phase.SETTLING  # 30 are still to come
    bot.fill("30")
    assert the_end(bot) == ("stop", Decimal("69.93"))


def test_an_exit_filled_during_the_cancel_closes_its_cycle() -> None:
    bot = holding()
    bot.stop()
    bot.fill()
    assert the_end(bot) == ("stop", Decimal(0))
    assert bot.state.cycles == 1
    assert bot.last.fills[0].pnl == bot.state.pnl


def test_an_order_nobody_knows_yet_is_cancelled_when_it_is_found() -> None:
    bot = Bot()
    bot.start()
    bot.stop()
    assert bot.cancels == []
    bot.unknown()
    assert bot.cancels == []
    bot.accept()
    assert bot.cancels == [bot.name]
    assert bot.order.state is OrderState.CANCELING
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal(0))


def test_an_order_first_known_by_a_fill_is_cancelled_then() -> None:
    bot = Bot()
    bot.start()
    bot.stop()
    bot.fill("40")
    assert bot.cancels == [bot.name]


@pytest.mark.parametrize("how", ["reject", "never_sent", "absent"])
def test_an_order_that_never_was_lets_the_bot_stop(how: str) -> None:
    bot = Bot()
    bot.start()
    bot.stop()
    getattr(bot, how)()
    assert the_end(bot) == ("stop", Decimal(0))


def test_asking_twice_asks_the_venue_again() -> None:
    bot = working()
    bot.stop()
    bot.stop()
    assert bot.cancels == [bot.name] * 2
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal(0))


def test_a_stopped_bot_is_told_so() -> None:
    bot = Bot()
    for form in StopForm:
        assert refusal_of(bot, form) is Refusal.ALREADY_STOPPED


def test_a_start_waits_until_the_stop_is_through() -> None:
    bot = working()
    bot.stop()
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.canceled()
    bot.start()
    assert bot.state.phase is Phase.WORKING


def test_a_late_fill_does_not_turn_a_stop_into_a_pause() -> None:
    bot = working()
    first = bot.order
    bot.canceled()
    bot.start()
    bot.accept()
    bot.stop()
    bot.late_fill(first, "40")
    bot.pause("the exchange asks for it")
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal("39.96"))


# --- finish -----------------------------------------------------------------------------------------


def test_finish_completes_the_cycle() -> None:
    bot = holding()
    bot.finish()
    assert (bot.state.finishing, bot.cancels, bot.state.phase) == (True, [], Phase.WORKING)
    bot.fill()
    assert the_end(bot) == ("finish", Decimal(0))
    assert bot.state.cycles == 1


def test_finish_in_a_partly_filled_entry_works_both_legs() -> None:
    bot = working()
    bot.fill("40")
    bot.finish()
    bot.fill("60")
    bot.leg()
    assert the_end(bot) == ("finish", Decimal(0))


def test_finish_with_nothing_traded_stops() -> None:
    bot = working()
    bot.finish()
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert the_end(bot) == ("finish", Decimal(0))


def test_finish_with_nothing_traded_completes_the_cycle_that_a_fill_began() -> None:
    bot = working()
    bot.finish()
    bot.fill()  # faster than the cancel
    assert (bot.order.side, bot.state.status) == (Side.SELL, Status.ACTIVE)
    bot.leg()
    assert the_end(bot) == ("finish", Decimal(0))


def test_finish_while_watching() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.finish()
    assert the_end(bot) == ("finish", Decimal(0))
    bot.start()
    bot.price("10", "11")
    bot.leg()
    bot.finish()
    bot.price("11", "10")
    bot.leg()
    assert the_end(bot) == ("finish", Decimal(0))


def test_finish_instead_of_stop_goes_on() -> None:
    bot = holding()
    bot.stop()
    bot.finish()
    bot.canceled()
    assert (bot.order.side, bot.order.attempt, bot.state.phase) == (Side.SELL, 3, Phase.WORKING)
    bot.leg()
    assert the_end(bot) == ("finish", Decimal(0))


def test_stop_instead_of_finish_stops_at_once() -> None:
    bot = holding()
    bot.finish()
    bot.stop()
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal("99.9"))


def test_finish_twice_is_told() -> None:
    bot = holding()
    bot.finish()
    assert refusal_of(bot, StopForm.FINISH) is Refusal.ALREADY_STOPPED


def test_start_takes_the_finish_back() -> None:
    bot = holding()
    bot.finish()
    bot.start()
    assert not bot.state.finishing
    with pytest.raises(CommandRefused):
        bot.start()
    bot.fill()
    assert bot.order.leg is Leg.ENTRY


def test_a_paused_bot_can_finish() -> None:
    bot = holding()
    bot.canceled()
    bot.finish()
    assert (bot.state.phase, bot.state.pause_reason) == (Phase.WORKING, None)
    bot.leg()
    assert the_end(bot) == ("finish", Decimal(0))


def test_a_promise_to_finish_survives_a_pause() -> None:
    for again in (Bot.start, Bot.finish):
        bot = holding()
        bot.finish()
        bot.canceled()
        assert bot.state.phase is Phase.PAUSED
        again(bot)
        bot.leg()
        assert the_end(bot) == ("finish", Decimal(0))


def test_finish_while_a_pause_settles_takes_the_pause_back() -> None:
    bot = holding()
    bot.pause()
    bot.finish()
    assert bot.state.pause_reason is None
    bot.canceled()
    assert (bot.state.phase, bot.order.side) == (Phase.WORKING, Side.SELL)


def test_a_finish_that_completes_while_a_pause_settles_has_stopped() -> None:
    bot = holding()
    bot.finish()
    bot.pause()
    bot.fill()
    assert the_end(bot) == ("finish", Decimal(0))
