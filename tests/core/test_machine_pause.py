"""Pauses: asked for, or forced by what happened at the exchange; and the ways out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import OrderAbsent, Pause
from engine.core.notices import BotFailed, BotPaused, FillBooked
from engine.core.orders import OrderState
from engine.core.reasons.accounts import PositionClosedByHand
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, OrderEnded, Plain, Reason, Several
from engine.core.state import CommandRefused, EventRefused, Phase, Refusal
from engine.core.types import ClientOrderId, Leg, Side, Status, StopForm
from tests.core.story import CONFIG, TRAILING, Bot, holding, new_state, the_end, working
from tests.support.reasons import said

LATE = Plain(Cause.LATE_FILL)


def the_pause(bot: Bot) -> Reason:
    """Why it is paused, after making sure that it is."""
    assert (bot.state.status, bot.state.phase) == (Status.ACTIVE, Phase.PAUSED)
    assert bot.state.pause_reason is not None
    told = [notice.reason for notice in bot.notices if isinstance(notice, BotPaused)]
    assert told[-1] == bot.state.pause_reason
    return told[-1]


def test_a_pause_cancels_and_settles_the_order_first() -> None:
    bot = working()
    bot.pause("trading is turned off")
    assert (bot.state.phase, bot.cancels) == (Phase.SETTLING, [bot.name])
    bot.canceled()
    assert the_pause(bot) == said("trading is turned off")
    assert len(bot.placed) == 1


def test_a_fill_during_the_pause_is_booked_and_nothing_is_placed() -> None:
    bot = working()
    bot.pause()
    bot.fill()
    assert the_pause(bot) == said("because")
    assert (bot.state.leg, len(bot.placed)) == (Leg.EXIT, 1)
    bot.start()
    assert (bot.order.side, bot.state.pause_reason) == (Side.SELL, None)


@pytest.mark.parametrize("filled", ["40", "100"])
def test_a_finish_that_a_fill_turns_into_work_pauses_first(filled: str) -> None:
    """The stop would have been enough, and is not what happens."""
    bot = working()
    bot.finish()
    bot.pause()
    bot.fill(filled)
    if bot.order.live:
        bot.canceled()
    assert the_pause(bot) == said("because")
    assert len(bot.placed) == 1
    bot.start()
    assert (len(bot.placed), bot.state.pause_reason) == (2, None)


def test_a_finish_with_nothing_traded_stops_all_the_same() -> None:
    bot = working()
    bot.finish()
    bot.pause()
    bot.canceled()
    assert (bot.state.status, bot.state.pause_reason) == (Status.STOPPED, None)


def test_a_last_cycle_that_closes_during_the_pause_has_stopped() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False))
    bot.pause()
    bot.fill()
    assert bot.state.status is Status.STOPPED


def test_a_paused_bot_is_not_paused_again() -> None:
    bot = working()
    bot.pause()
    bot.canceled()
    with pytest.raises(CommandRefused) as refused:
        bot.pause()
    assert refused.value.why is Refusal.ALREADY_PAUSED


def by_hand(position: str, held: str = "0") -> PositionClosedByHand:
    return PositionClosedByHand(
        symbol="ALPHA/USDT", coin="ALPHA", position=Decimal(position), held=Decimal(held)
    )


def test_what_becomes_known_of_its_order_or_position_meanwhile_is_told_beside_the_first_reason() -> None:
    """Who closes a position by hand cancels its exit first: the bot stands for that already."""
    bot = holding()
    bot.canceled()
    some, none = (by_hand(position, str(bot.state.held)) for position in ("40", "0"))
    bot.feed(Pause(at=bot.tick(), reason=some))
    first = Plain(Cause.CANCELED_THERE)
    assert the_pause(bot) == Several(reasons=(first, some))
    bot.feed(Pause(at=bot.tick(), reason=none))
    assert the_pause(bot) == Several(reasons=(first, none))
    contradicts = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=bot.name)
    bot.feed(Pause(at=bot.tick(), reason=contradicts))
    assert the_pause(bot) == Several(reasons=(first, none, contradicts))
    with pytest.raises(CommandRefused) as refused:  # it is told again and again, and says nothing new
        bot.feed(Pause(at=bot.tick(), reason=contradicts))
    assert refused.value.why is Refusal.ALREADY_PAUSED
    assert bot.last.requests == ()


def test_no_hand_is_named_while_nobody_knows_what_became_of_its_own_order() -> None:
    bot = working()
    unknown = AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=bot.name)
    bot.feed(Pause(at=bot.tick(), reason=unknown, lost=bot.name))
    assert bot.state.order_pending
    with pytest.raises(CommandRefused) as refused:
        bot.feed(Pause(at=bot.tick(), reason=by_hand("0")))
    assert refused.value.why is Refusal.ALREADY_PAUSED
    assert the_pause(bot) == unknown


def test_what_was_found_of_a_position_before_the_fills_of_its_exit_is_over_with_them() -> None:
    bot = holding()
    found, held = by_hand("0", str(bot.state.held)), bot.state.held
    bot.fill()
    bot.feed(Pause(at=bot.tick(), reason=found, holding=held))
    assert (bot.state.phase, bot.state.leg, bot.last.durable) == (Phase.WORKING, Leg.ENTRY, False)
    bot.pause()
    bot.canceled()
    with pytest.raises(CommandRefused):
        bot.feed(Pause(at=bot.tick(), reason=found, holding=held))
    assert the_pause(bot) == said("because")


def test_a_hand_is_told_also_where_another_bot_holds_a_part_of_the_position() -> None:
    """What the position should be is the sum of both."""
    bot = holding()
    found = by_hand("0", "30")
    bot.feed(Pause(at=bot.tick(), reason=found, holding=bot.state.held))
    bot.canceled()
    assert the_pause(bot) == found


def test_a_pause_means_nothing_to_a_bot_that_stands() -> None:
    bot = Bot()
    bot.pause()
    assert (bot.state, bot.last.durable) == (new_state(), False)


@pytest.mark.parametrize("ended", ["canceled", "expired"])
def test_an_order_cancelled_by_hand_pauses_and_asks(ended: str) -> None:
    bot = working()
    bot.fill("40")
    getattr(bot, ended)()
    why = {"canceled": Plain(Cause.CANCELED_THERE), "expired": OrderEnded(why=None)}
    assert the_pause(bot) == why[ended]
    assert bot.last.requests == ()
    bot.start()  # Re-place
    assert (bot.order.quantity, bot.order.attempt) == (Decimal(60), 2)


def test_an_order_that_the_exchange_ended_says_why() -> None:
    bot = Bot(new_state())
    bot.start()
    bot.unknown()  # its reason is not that of the end
    bot.expired(reason="the pair is no longer traded")
    assert the_pause(bot) == OrderEnded(why=said("the pair is no longer traded"))


def test_the_other_answer_to_a_cancel_by_hand_is_to_stop() -> None:
    bot = working()
    bot.canceled()
    bot.stop()
    assert (bot.state.status, bot.state.pause_reason) == (Status.STOPPED, None)


def test_a_start_while_the_pause_settles_has_to_wait() -> None:
    bot = working()
    bot.pause()
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED


# --- fills that come late ------------------------------------------------------------------------------


def test_a_late_fill_is_booked_told_and_pauses_the_bot() -> None:
    bot = working()
    first = bot.order
    bot.canceled()
    bot.start()
    bot.accept()
    fill = bot.late_fill(first, "40")

    assert (bot.state.held, bot.state.leg_filled) == (Decimal("39.96"), Decimal(40))
    told = bot.last.notices[0]
    assert isinstance(told, FillBooked)
    assert (told.trade_id, told.late) == (fill.trade_id, True)
    assert bot.last.orders[0].filled == 40
    assert (bot.state.phase, bot.cancels) == (Phase.SETTLING, [bot.name])
    bot.canceled()
    assert the_pause(bot) == LATE
    bot.start()
    assert bot.order.quantity == 60


def test_a_late_fill_of_the_newest_order_pauses_a_watching_bot() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "11")
    bot.leg()
    bot.again(bot.a_fill(bot.order, "5"))  # more than was asked
    assert the_pause(bot) == LATE
    assert bot.state.held == Decimal("104.895")


def test_a_late_fill_can_complete_the_leg_of_a_paused_bot() -> None:
    bot = working()
    bot.canceled("0")
    bot.fill()
    assert the_pause(bot) == Plain(Cause.CANCELED_THERE)
    assert bot.state.leg is Leg.EXIT
    bot.start()
    assert bot.order.side is Side.SELL


@pytest.mark.parametrize("loop", [True, False])
def test_a_late_fill_can_complete_the_cycle_of_a_paused_bot(loop: bool) -> None:
    bot = holding(replace(CONFIG, infinite_loop=loop))
    bot.canceled("0")
    bot.fill()
    assert (bot.state.cycles, bot.last.fills[0].pnl) == (1, bot.state.pnl)
    assert bot.state.status is (Status.ACTIVE if loop else Status.STOPPED)
    assert bot.last.requests == ()


def test_a_late_fill_of_a_stopped_bot_is_booked_and_it_stays_stopped() -> None:
    bot = working()
    bot.stop()
    bot.canceled("0")
    bot.fill("40")
    assert (bot.state.status, bot.state.phase, bot.state.held) == (
        Status.STOPPED, Phase.IDLE, Decimal("39.96"),
    )  # fmt: skip
    assert bot.told[-1] == "fill"


def test_a_late_fill_while_a_bot_without_trades_finishes_pauses_it() -> None:
    """With it there is a cycle to complete: that goes on once a person has looked, as ever."""
    bot = working()
    first = bot.order
    bot.canceled()
    bot.start()
    bot.accept()
    bot.finish()
    bot.late_fill(first, "40")
    bot.canceled()
    assert the_pause(bot) == LATE
    assert len(bot.placed) == 2
    bot.start()
    assert bot.order.quantity == 60


def test_a_late_fill_while_a_bot_stops_is_told_with_what_it_holds() -> None:
    bot = holding()
    entry = replace(bot.placed[0], state=OrderState.FILLED, filled=Decimal(100))
    bot.stop()
    bot.late_fill(entry, "5")
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal("104.895"))


def test_a_late_fill_of_an_earlier_cycle_does_not_count_for_this_leg() -> None:
    bot = holding()
    old_exit = bot.order
    bot.fill()
    bot.accept()
    bot.late_fill(old_exit, "20")
    assert (bot.state.leg_filled, bot.state.held) == (Decimal(0), Decimal(-20))


def test_a_late_entry_fill_is_sold_with_the_exit() -> None:
    bot = working()
    first = bot.order
    bot.fill("40")
    bot.canceled()
    bot.start()
    bot.leg()
    bot.accept()
    bot.late_fill(replace(first, filled=Decimal(40)), "20")
    bot.canceled()
    bot.start()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("119.8"))


def test_a_late_fill_seen_twice_counts_once() -> None:
    bot = working()
    first = bot.order
    bot.canceled()
    bot.start()
    bot.accept()
    fill = bot.late_fill(first, "40")
    stored, before = bot.last.orders[0], bot.state
    bot.late_again(stored, fill)
    assert (bot.last.fills, bot.last.notices, bot.last.durable, bot.state) == ((), (), False, before)


def test_the_newest_order_has_no_late_fills_of_an_earlier_one() -> None:
    bot = working()
    stale = bot.order
    bot.fill("40")
    with pytest.raises(EventRefused):
        bot.late_fill(stale, "40")


def test_a_fill_of_an_earlier_order_proven_absent_is_kept_in_quarantine() -> None:
    bot = Bot()
    bot.start()
    bot.absent()
    first = bot.outcomes[-1].orders[0]
    assert first.state is OrderState.ABSENT
    bot.accept()
    bot.late_fill(first, "40")
    assert bot.last.orders[0].state is OrderState.QUARANTINED
    bot.canceled()
    assert the_pause(bot) == LATE
    assert bot.state.held == Decimal("39.96")


# --- the venue reports more than it shows ------------------------------------------------------------


def test_a_total_that_grows_after_the_end_is_waited_for() -> None:
    """Placing again before those fills are booked would buy them twice."""
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "11")
    bot.accept()
    bot.canceled("0")
    bot.start()
    assert bot.state.phase is Phase.WATCHING
    bot.canceled("40")
    assert the_pause(bot) == LATE
    bot.price("10", "11")
    assert len(bot.placed) == 1
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.fill("40")
    bot.start()
    bot.price("10", "11")
    assert bot.order.quantity == 60


def test_a_bot_whose_order_stays_short_of_fills_can_be_paused_and_stopped() -> None:
    bot = working()
    bot.canceled("40")
    assert bot.state.phase is Phase.WORKING
    bot.pause("40 XRP are reported as filled, and no trade shows them")
    assert the_pause(bot) == said("40 XRP are reported as filled, and no trade shows them")
    bot.fill("10")  # something of it shows up
    for command in (bot.start, bot.finish):
        with pytest.raises(CommandRefused):
            command()
    bot.stop()
    assert (bot.state.status, bot.state.held) == (Status.STOPPED, Decimal("9.99"))
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.fill("30")
    bot.start()
    assert bot.order.quantity == 60


def test_a_change_waits_for_fills_that_are_short() -> None:
    bot = working()
    bot.canceled("40")
    bot.edit(quantity=Decimal(90))
    assert (bot.state.phase, bot.cancels) == (Phase.SETTLING, [])
    bot.fill("40")
    assert bot.order.quantity == 50


# --- contradictions -----------------------------------------------------------------------------------


def test_a_contradiction_pauses_and_only_stop_is_left() -> None:
    bot = working()
    bot.absent()
    assert bot.order.state is OrderState.QUARANTINED
    assert the_pause(bot) == AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=bot.name)
    bot.accept()  # told once
    assert bot.told.count("paused") == 1
    for command in (bot.start, bot.close):
        with pytest.raises(CommandRefused) as refused:
            command()
        assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.fill("40")
    assert bot.state.held == Decimal("39.96")
    bot.stop()
    assert (bot.state.status, bot.state.phase) == (Status.STOPPED, Phase.IDLE)
    with pytest.raises(CommandRefused):
        bot.stop(StopForm.CLOSE)


def test_a_refused_order_that_lives_puts_the_bot_that_stands_into_error() -> None:
    bot = Bot()
    bot.start()
    bot.reject()
    bot.stop()
    bot.accept()
    assert (bot.state.status, bot.state.phase, bot.state.pause_reason) == (Status.ERROR, Phase.IDLE, None)
    assert bot.state.error == AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=bot.name)
    assert isinstance(bot.notices[-1], BotFailed)
    bot.stop()
    assert bot.state.status is Status.STOPPED


def test_a_contradiction_while_watching_or_closing_pauses() -> None:
    bot = Bot(new_state(replace(TRAILING, first_order=Side.BUY)))
    bot.start()
    bot.price("10", "11")
    bot.never_sent()
    assert bot.state.phase is Phase.WATCHING
    bot.accept()
    assert the_pause(bot) == AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=bot.name)


def test_an_order_of_nobody_is_refused() -> None:
    bot = Bot()
    fact = OrderAbsent(at=bot.tick(), client_order_id=ClientOrderId("of-nobody"))
    with pytest.raises(EventRefused):
        bot.feed(fact)
    bot.start()
    with pytest.raises(EventRefused):
        bot.feed(fact)
