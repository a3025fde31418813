"""A pause that keeps the order: it rests on, what it trades is booked, and nothing else is sent."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import Start
from engine.core.machine import step
from engine.core.notices import BotPaused
from engine.core.orders import OrderState
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, OrderEnded, OrderRefused, Plain, Reason, Several, together
from engine.core.state import CancelOrder, CommandRefused, FetchQuote, Goal, Phase, Refusal
from engine.core.types import Leg, Side, Status
from tests.core.story import CONFIG, TRAILING, Bot, holding, new_state, the_end, working
from tests.support.reasons import said

WHY = "trading was switched off"
STOOD = said(WHY)


def kept(bot: Bot | None = None) -> Bot:
    """A bot that was paused with its order left where it is; the entry rests, unless one is given."""
    bot = bot or working()
    bot.pause(WHY, keep_order=True)
    assert stands(bot) == STOOD
    return bot


def stands(bot: Bot) -> Reason:
    """Why it is paused, after making sure that its people know."""
    assert (bot.state.status, bot.state.phase, bot.state.goal) == (Status.ACTIVE, Phase.PAUSED, Goal.RUN)
    told = [notice for notice in bot.notices if isinstance(notice, BotPaused)][-1]
    assert (told.reason, told.revision) == (bot.state.pause_reason, bot.state.revision)
    return told.reason


def last_pause(bot: Bot) -> BotPaused:
    return [notice for notice in bot.notices if isinstance(notice, BotPaused)][-1]


# --- how it comes to be -----------------------------------------------------------------------------


def test_the_order_is_not_touched_and_the_notice_names_it() -> None:
    bot = working()
    bot.fill("40")
    kept(bot)
    assert bot.cancels == []
    assert bot.order.state is OrderState.PARTIAL
    told = last_pause(bot).kept
    assert told is not None
    assert (told.side, told.quantity, told.price, told.filled) == (
        Side.BUY, Decimal(100), Decimal(10), Decimal(40),
    )  # fmt: skip


def test_a_bot_that_watches_stands_without_an_order() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10")
    kept(bot)
    assert last_pause(bot).kept is None
    bot.price("9", "10")
    assert bot.placed == []
    bot.start()
    assert (bot.state.phase, bot.state.trail) == (Phase.WATCHING, None)


def test_a_cancel_that_a_person_has_asked_for_goes_on() -> None:
    bot = working()
    bot.stop()
    before = bot.state
    bot.pause(WHY, keep_order=True)
    assert (bot.state, bot.last.durable) == (before, False)
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal(0))


def test_a_change_that_is_under_way_is_made_and_nothing_is_placed() -> None:
    bot = working()
    bot.edit(buy_price=Decimal(9))
    bot.pause(WHY, keep_order=True)
    assert bot.state.phase is Phase.SETTLING
    bot.canceled()
    assert stands(bot) == STOOD
    assert (bot.state.config.buy_price, len(bot.placed)) == (Decimal(9), 1)


def test_a_close_goes_on_to_its_end() -> None:
    bot = holding()
    bot.close()
    bot.pause(WHY, keep_order=True)
    bot.canceled()
    bot.pause(WHY, keep_order=True)
    bot.quote("9.80", "9.90")
    bot.pause(WHY, keep_order=True)
    bot.leg()
    assert the_end(bot) == ("close", Decimal(0))


def test_it_is_not_paused_twice() -> None:
    bot = kept()
    with pytest.raises(CommandRefused) as refused:
        bot.pause(keep_order=True)
    assert refused.value.why is Refusal.ALREADY_PAUSED


# --- what the venue tells ----------------------------------------------------------------------------


def test_a_part_is_booked_and_it_stands_as_before() -> None:
    bot = kept()
    revision = bot.state.revision
    bot.fill("40")
    assert (bot.state.held, bot.state.revision, bot.told[-1]) == (Decimal("39.96"), revision, "fill")
    assert bot.state.kept_order == bot.order


def test_an_entry_that_fills_turns_the_leg_and_no_exit_is_sent() -> None:
    bot = kept()
    bot.fill()
    assert stands(bot) == STOOD
    assert (bot.state.leg, len(bot.placed), last_pause(bot).kept) == (Leg.EXIT, 1, None)
    assert bot.told[-2:] == ["fill", "paused"]
    bot.start()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("99.9"))


@pytest.mark.parametrize("loop", [True, False])
def test_an_exit_that_fills_closes_the_cycle_and_no_entry_is_sent(loop: bool) -> None:
    bot = kept(holding(replace(CONFIG, infinite_loop=loop)))
    bot.fill()
    assert (bot.state.cycles, bot.state.leg, len(bot.placed)) == (1, Leg.ENTRY, 2)
    assert bot.last.fills[0].pnl == bot.state.pnl
    if loop:
        assert stands(bot) == STOOD
    else:
        assert the_end(bot) == ("loop off", Decimal(0))


@pytest.mark.parametrize("ended", ["canceled", "expired"])
def test_an_order_that_is_cancelled_by_hand_is_told(ended: str) -> None:
    bot = kept()
    bot.fill("40")
    getattr(bot, ended)()
    how = Plain(Cause.CANCELED_THERE) if ended == "canceled" else OrderEnded(why=None)
    assert stands(bot) == Several(reasons=(STOOD, how))
    assert (last_pause(bot).kept, len(bot.placed)) == (None, 1)
    bot.start()
    assert (bot.order.quantity, bot.order.attempt) == (Decimal(60), 2)


@pytest.mark.parametrize(("reported", "is_cancelled"), [("60", True), ("100", False)])
def test_an_order_that_ends_short_of_its_fills_is_waited_for(reported: str, is_cancelled: bool) -> None:
    """One that has filled whole was cancelled by nobody: its fills are what is missing."""
    bot = kept()
    bot.canceled(reported)
    missing = AboutOrder(code=OrderCause.FILLS_MISSING, client_order_id=bot.name)
    how = Plain(Cause.CANCELED_THERE) if is_cancelled else missing
    assert stands(bot) == Several(reasons=(STOOD, how))
    with pytest.raises(CommandRefused):
        bot.start()
    bot.fill()
    assert (bot.state.leg, bot.told.count("paused"), len(bot.placed)) == (Leg.EXIT, 2, 1)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("reject", OrderRefused(why=said("insufficient balance"))),
        ("never_sent", Plain(Cause.NEVER_ARRIVED)),
        ("absent", Plain(Cause.NEVER_ARRIVED)),
    ],
)
def test_an_intent_that_came_to_nothing_is_not_tried_again(how: str, reason: Reason) -> None:
    bot = Bot()
    bot.start()
    kept(bot)
    getattr(bot, how)()
    assert stands(bot) == together(STOOD, reason)
    assert (len(bot.placed), bot.state.leg) == (1, Leg.ENTRY)


def test_an_order_of_unknown_fate_that_is_found_is_kept() -> None:
    bot = Bot()
    bot.start()
    bot.unknown()
    kept(bot)
    bot.accept()
    assert (bot.state.kept_order, bot.requests[1:]) == (bot.order, [])


def test_a_contradiction_is_told() -> None:
    bot = kept()
    bot.absent()
    assert stands(bot) == AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=bot.name)
    assert bot.order.state is OrderState.QUARANTINED


def test_a_late_fill_has_the_order_cancelled_for_it_is_not_for_what_is_held_now() -> None:
    bot = working()
    first = bot.order
    bot.canceled()
    bot.start()
    bot.accept()
    kept(bot)
    bot.late_fill(first, "40")
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert stands(bot) == Several(reasons=(STOOD, Plain(Cause.LATE_FILL)))
    bot.start()
    assert bot.order.quantity == 60


def test_a_restart_asks_for_nothing() -> None:
    bot = kept()
    before = bot.state
    assert (bot.restart().requests, bot.state) == ((), before)


# --- what a person does ------------------------------------------------------------------------------


def test_a_start_goes_on_with_the_order_that_is_there() -> None:
    bot = kept()
    revision = bot.state.revision
    outcome = bot.start()
    assert (bot.state.phase, bot.state.pause_reason, outcome.requests) == (Phase.WORKING, None, ())
    assert bot.state.revision > revision
    assert (bot.order.state, len(bot.placed)) == (OrderState.OPEN, 1)
    bot.fill()
    assert bot.order.side is Side.SELL


def test_a_start_that_is_vetoed_leaves_it_as_it_was() -> None:
    bot = kept()
    outcome = step(bot.state, Start(at=bot.tick()), denial=said("still off"))
    assert (outcome.state.phase, outcome.state.pause_reason) == (Phase.PAUSED, said("still off"))
    assert (outcome.state.kept_order, outcome.requests) == (bot.order, ())


def test_stop_cancels_it() -> None:
    bot = kept()
    outcome = bot.stop()
    assert outcome.requests == (CancelOrder(client_order_id=bot.name),)
    bot.canceled()
    assert the_end(bot) == ("stop", Decimal(0))


def test_close_cancels_it_and_closes() -> None:
    bot = kept(holding())
    bot.close()
    bot.canceled()
    assert bot.last.requests == (FetchQuote(),)
    bot.quote("9.80", "9.90")
    assert bot.order.closing
    bot.leg()
    assert the_end(bot) == ("close", Decimal(0))


def test_finish_goes_on_with_it_and_ends_with_the_cycle() -> None:
    bot = kept(holding())
    outcome = bot.finish()
    assert (bot.state.phase, bot.state.finishing, outcome.requests) == (Phase.WORKING, True, ())
    bot.fill()
    assert the_end(bot) == ("finish", Decimal(0))


def test_finish_with_nothing_traded_cancels_it() -> None:
    bot = kept()
    bot.finish()
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert the_end(bot) == ("finish", Decimal(0))


def test_a_change_cancels_it_and_does_not_end_the_pause() -> None:
    bot = kept()
    bot.edit(buy_price=Decimal(9))
    assert (bot.state.phase, bot.cancels) == (Phase.SETTLING, [bot.name])
    bot.canceled()
    assert stands(bot) == STOOD
    assert (bot.state.config.buy_price, len(bot.placed)) == (Decimal(9), 1)


def test_another_pause_that_wants_it_gone_has_it_cancelled() -> None:
    bot = kept()
    bot.pause("the account is in trouble")
    assert bot.cancels == [bot.name]
    bot.canceled()
    assert stands(bot) == said("the account is in trouble")


@pytest.mark.parametrize("command", [Bot.start, Bot.stop, Bot.close])
def test_whatever_is_done_no_second_order_is_out(command: Callable[[Bot], object]) -> None:
    bot = kept()
    command(bot)
    assert len(bot.placed) == 1
