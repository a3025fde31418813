"""Stop, finish and close, from wherever the bot is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import Stop
from engine.core.notices import BotFailed, BotStopped
from engine.core.orders import OrderState
from engine.core.state import CommandRefused, FetchQuote, Goal, Phase, Refusal
from engine.core.types import Leg, Side, Status, StopForm
from tests.core.story import CONFIG, PERPETUAL, TRAILING, Bot, holding, new_state, working


def the_end(bot: Bot) -> tuple[str, Decimal]:
    """Why it stopped and what is held, after making sure that it has."""
    assert (bot.state.status, bot.state.phase, bot.state.goal) == (Status.STOPPED, Phase.IDLE, Goal.RUN)
    assert not bot.state.finishing
    left_over = (bot.state.pause_reason, bot.state.error, bot.state.trail, bot.state.pending_edit)
    assert left_over == (None, None, None, None)
    notice = bot.notices[-1]
    assert isinstance(notice, BotStopped)
    return notice.why, notice.held


def refusal_of(bot: Bot, form: StopForm) -> Refusal:
    before = bot.state
    with pytest.raises(CommandRefused) as refused:
        bot.stop(form)
    assert bot.state == before
    return refused.value.why


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


# --- close ------------------------------------------------------------------------------------------


def closing(bot: Bot) -> Bot:
    """Cancel the exit of a holding bot on the way to a close."""
    bot.close()
    bot.canceled()
    assert (bot.state.phase, bot.last.requests) == (Phase.CLOSING, (FetchQuote(),))
    return bot


def test_close_settles_the_order_then_sells_what_is_held() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")

    order = bot.order
    assert (order.side, order.quantity, order.leg) == (Side.SELL, Decimal("99.9"), Leg.EXIT)
    assert (order.immediate, order.closing) == (True, True)
    bot.accept()
    bot.fill(price="9.80")
    assert the_end(bot) == ("close", Decimal(0))
    assert bot.state.pnl == Decimal("99.9") * Decimal("9.8") * Decimal("0.999") - 1000
    assert bot.state.leg is Leg.ENTRY
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.BUY, 2)


@pytest.mark.parametrize(
    ("bid", "limit"),
    [("9.80", "9.76"), ("1.00", "1.00"), ("0.01", "0.01"), ("2.00", "1.99")],
)
def test_a_close_sells_at_most_half_a_percent_below_the_bid(bid: str, limit: str) -> None:
    """9.80 less 0.5 % is 9.751: a limit of 9.75 would be too far away."""
    bot = closing(holding(replace(CONFIG, quantity=Decimal(1000))))
    bot.quote(bid, "12")
    assert bot.order.price == Decimal(limit)


@pytest.mark.parametrize(("ask", "limit"), [("11.90", "11.95"), ("1.00", "1.00"), ("2.00", "2.01")])
def test_a_close_buys_back_at_most_half_a_percent_above_the_ask(ask: str, limit: str) -> None:
    bot = closing(holding(replace(CONFIG, first_order=Side.SELL), PERPETUAL))
    bot.quote("0.5", ask)
    assert (bot.order.side, bot.order.price) == (Side.BUY, Decimal(limit))
    assert bot.order.reduce_only


def test_a_close_takes_the_slippage_it_is_given() -> None:
    bot = holding()
    bot.feed(Stop(at=bot.tick(), form=StopForm.CLOSE, close_slippage_percent=Decimal(10)))
    bot.canceled()
    bot.quote("10", "10.1")
    assert bot.order.price == 9


def test_what_a_close_cannot_sell_is_shown_and_not_chased() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    bot.fill("30", price="9.80")
    bot.expired()
    assert the_end(bot) == ("close", Decimal("69.9"))
    assert bot.state.cycles == 0
    bot.start()
    assert (bot.order.side, bot.order.quantity, bot.order.price) == (Side.SELL, Decimal("69.9"), Decimal(11))


@pytest.mark.parametrize("how", ["never_sent", "absent", "expired"])
def test_a_close_that_sells_nothing_is_not_tried_again(how: str) -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    getattr(bot, how)()
    assert the_end(bot) == ("close", Decimal("99.9"))
    assert (bot.state.leg, bot.quotes_asked) == (Leg.EXIT, 1)


def test_a_refused_close_is_an_error_with_a_way_out() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.reject("price out of range")
    assert (bot.state.status, bot.state.error) == (
        Status.ERROR, "the exchange refused the closing order: price out of range",
    )  # fmt: skip
    bot.close()
    assert (bot.state.status, bot.state.error, bot.state.phase) == (Status.ACTIVE, None, Phase.CLOSING)


def test_a_close_without_a_price_is_an_error() -> None:
    bot = closing(holding())
    bot.no_quote("no data")
    assert (bot.state.status, bot.state.error) == (Status.ERROR, "could not close: no data")
    assert isinstance(bot.notices[-1], BotFailed)
    bot.stop()
    assert the_end(bot) == ("stop", Decimal("99.9"))


def test_a_close_into_an_empty_book_sends_nothing() -> None:
    """A bid of zero is what a venue shows that has none: a limit there would sell at any price."""
    bot = closing(holding())
    placed = len(bot.placed)
    bot.quote("0", "9.90")
    assert (bot.state.error, len(bot.placed)) == ("could not close: nobody offers a price", placed)


def test_close_with_nothing_held_stops() -> None:
    bot = working()
    bot.close()
    bot.canceled()
    assert the_end(bot) == ("close", Decimal(0))
    assert bot.quotes_asked == 0


def test_close_sells_a_partly_filled_entry() -> None:
    bot = working()
    bot.fill("40")
    closing(bot).quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("39.9")
    bot.leg()
    assert the_end(bot) == ("close", Decimal("0.06"))
    assert (bot.state.cycles, bot.state.leg_filled) == (1, Decimal(0))


def test_a_stopped_bot_can_be_closed() -> None:
    bot = holding()
    bot.stop()
    bot.canceled()
    bot.close()
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.CLOSING)
    bot.quote("9.80", "9.90")
    bot.leg()
    assert the_end(bot) == ("close", Decimal(0))


def test_a_paused_bot_can_be_closed() -> None:
    bot = holding()
    bot.canceled()
    bot.close()
    assert (bot.state.phase, bot.state.pause_reason) == (Phase.CLOSING, None)


def test_nothing_else_fits_while_a_close_asks_for_the_price() -> None:
    bot = closing(holding())
    before = bot.state
    for form in StopForm:
        assert refusal_of(bot, form) is Refusal.ORDER_UNRESOLVED
    for command in (bot.start, bot.edit):
        with pytest.raises(CommandRefused):
            command()
    bot.pause()
    assert bot.state == before


def test_while_the_closing_order_is_out_only_stop_and_close_fit() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    assert refusal_of(bot, StopForm.FINISH) is Refusal.ORDER_UNRESOLVED
    with pytest.raises(CommandRefused) as refused:
        bot.edit(quantity=Decimal(50))
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.stop()
    assert bot.cancels[-1] == bot.name
    bot.canceled()
    assert the_end(bot) == ("close", Decimal("99.9"))


def test_a_fill_that_comes_while_a_close_asks_for_the_price_is_closed_too() -> None:
    bot = working()
    first = bot.order
    bot.fill("40")
    closing(bot)
    bot.again(replace(bot.a_fill(first, "10"), trade_id=bot.fills[0].trade_id))  # seen before
    late = bot.a_fill(first, "10")
    bot.again(late)
    assert bot.state.phase is Phase.CLOSING
    bot.quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("49.9")


def test_a_late_fill_can_leave_nothing_to_close() -> None:
    bot = holding()
    first = bot.order
    bot.canceled()
    bot.close()
    bot.again(bot.a_fill(first, "99.9"))
    assert (bot.state.cycles, bot.last.fills[0].pnl) == (1, bot.state.pnl)
    bot.quote("9.80", "9.90")
    assert the_end(bot) == ("close", Decimal(0))


def test_a_close_waits_for_fills_that_are_reported_late() -> None:
    bot = closing(holding())
    bot.canceled("60")
    placed = len(bot.placed)
    bot.quote("9.80", "9.90")
    assert (bot.state.phase, len(bot.placed)) == (Phase.SETTLING, placed)
    bot.fill("60")
    assert bot.state.phase is Phase.CLOSING
    bot.quote("9.80", "9.90")
    assert bot.order.quantity == Decimal("39.9")


def test_a_close_that_filled_late_has_closed_the_cycle() -> None:
    bot = closing(holding())
    bot.quote("9.80", "9.90")
    bot.accept()
    bot.expired()
    assert the_end(bot) == ("close", Decimal("99.9"))
    bot.fill(price="9.80")
    assert (bot.state.held, bot.state.cycles, bot.state.phase) == (Decimal(0), 1, Phase.IDLE)
    assert bot.last.fills[0].pnl == bot.state.pnl
    bot.start()
    assert (bot.order.side, bot.order.cycle) == (Side.BUY, 2)
