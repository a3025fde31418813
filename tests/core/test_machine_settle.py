"""A person has looked at the exchange: the order is taken as it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.events import AcceptAsIs
from engine.core.notices import BotPaused
from engine.core.orders import OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import CommandRefused, MarkAcceptedAsIs, Phase, Refusal
from engine.core.types import Leg, Side, Status
from tests.core.story import CONFIG, Bot, holding, new_state, working


def short(booked: str = "40", reported: str = "100") -> Bot:
    """Its entry order has ended, and the exchange's trades stay short of what it reports."""
    bot = working()
    bot.fill(booked)
    bot.canceled(reported)
    bot.pause("the exchange reports more filled than its trades show")
    assert (bot.state.phase, bot.state.out_of_reach) == (Phase.PAUSED, True)
    return bot


def contradictory() -> Bot:
    """Its entry order was proven absent, and yet it traded."""
    bot = Bot(replace(new_state(), unsent=4))
    bot.start()
    bot.unknown()
    bot.absent()
    bot.fill("40")
    assert (bot.state.phase, bot.order.state) == (Phase.PAUSED, OrderState.QUARANTINED)
    return bot


def refused(bot: Bot) -> Refusal:
    before = bot.state
    with pytest.raises(CommandRefused) as refusal:
        bot.settle()
    assert bot.state == before
    return refusal.value.why


@pytest.mark.parametrize("story", [short, contradictory])
def test_the_order_ends_with_what_is_booked_and_the_bot_stays_paused(story: object) -> None:
    bot: Bot = story()  # type: ignore[operator] # one of the two above
    before = bot.state
    bot.settle()
    assert (bot.order.state, bot.order.reported, bot.order.accepted_as_is) == (
        OrderState.CANCELED,
        Decimal(40),
        True,
    )
    assert not bot.state.order_pending
    assert (bot.state.phase, bot.state.leg_filled) == (Phase.PAUSED, Decimal(40))
    assert bot.state.pause_reason == AboutOrder(code=OrderCause.ACCEPTED_AS_IS, client_order_id=bot.name)
    assert bot.state.revision > before.revision
    assert bot.last.requests == (MarkAcceptedAsIs(client_order_id=bot.name),)
    assert bot.last.notices == ()
    bot.start()
    assert bot.order.quantity == 60


def test_it_can_be_stopped_and_closed_afterwards() -> None:
    bot = short()
    bot.stop()
    assert (bot.state.status, bot.state.out_of_reach) == (Status.STOPPED, True)
    bot.settle()
    assert (bot.state.status, bot.state.phase, bot.state.order_pending) == (Status.STOPPED, Phase.IDLE, False)
    bot.close()
    assert bot.quotes_asked == 1


def test_an_error_about_it_says_that_it_is_over() -> None:
    bot = Bot()
    bot.start()
    bot.reject()
    bot.fill("40")
    assert (bot.state.status, bot.order.state) == (Status.ERROR, OrderState.QUARANTINED)
    bot.settle()
    assert (bot.state.status, bot.state.phase) == (Status.ERROR, Phase.IDLE)
    assert bot.state.error == AboutOrder(code=OrderCause.ACCEPTED_AS_IS, client_order_id=bot.name)
    bot.start()
    assert bot.order.quantity == 60


def test_what_is_booked_may_complete_the_leg() -> None:
    bot = short(booked="99.7", reported="100")
    bot.settle()
    assert (bot.state.phase, bot.state.leg) == (Phase.PAUSED, Leg.EXIT)
    bot.start()
    assert bot.order.quantity == Decimal("99.6")


def test_it_may_complete_the_last_cycle() -> None:
    bot = holding(replace(CONFIG, infinite_loop=False))
    bot.fill("99.8")
    bot.canceled("99.9")
    bot.pause()
    bot.settle()
    assert (bot.state.status, bot.state.cycles) == (Status.STOPPED, 1)


def test_what_a_close_traded_after_all_is_told_to_one_that_has_stopped_without_a_second_stop() -> None:
    bot = holding()
    bot.close()
    bot.canceled()
    bot.quote("9.80", "9.90")
    bot.accept()
    bot.expired(reported="30")
    bot.pause()
    bot.stop()
    assert bot.told[-2:] == ["paused", "stopped"]
    bot.fill("30", price="9.80")
    assert bot.told[-2:] == ["stopped", "fill"]
    assert (bot.state.status, bot.state.held) == (Status.STOPPED, Decimal("69.9"))
    bot.start()
    assert (bot.order.side, bot.order.quantity) == (Side.SELL, Decimal("69.9"))


def test_a_close_that_stays_short_is_over() -> None:
    bot = holding()
    bot.close()
    bot.canceled()
    bot.quote("10.9", "11")
    bot.accept()
    bot.fill("50")
    bot.expired("99.9")
    bot.pause()
    bot.settle()
    assert (bot.state.status, bot.state.held) == (Status.STOPPED, Decimal("49.9"))


def test_a_fill_that_comes_late_is_booked() -> None:
    bot = short()
    bot.settle()
    fill = bot.fill("60")
    assert (bot.state.held, bot.state.leg) == (Decimal("99.9"), Leg.EXIT)
    assert bot.last.notices[0].kind == "fill"
    bot.again(fill)
    assert bot.state.trades == 2

    bot = short()
    bot.settle()
    taken = bot.order
    bot.start()
    bot.late_fill(taken, "60")
    assert (bot.state.phase, bot.state.trades) == (Phase.SETTLING, 2)


def test_what_the_exchange_reports_afterwards_does_not_bring_it_back() -> None:
    bot = contradictory()
    bot.settle()
    bot.canceled("100")
    bot.expired("100")
    assert (bot.state.phase, bot.state.order_pending) == (Phase.PAUSED, False)
    bot.start()
    assert len(bot.placed) == 2


@pytest.mark.parametrize(
    "story",
    [
        lambda bot: None,  # the order rests
        lambda bot: bot.canceled(),  # paused, and nothing is wrong
        lambda bot: bot.canceled("40"),  # its fills may be on their way
        lambda bot: bot.stop(),
    ],
)
def test_an_order_that_settles_by_itself_is_not_touched(story: object) -> None:
    bot = holding()
    story(bot)  # type: ignore[operator] # a story
    assert refused(bot) is Refusal.NOTHING_TO_SETTLE


def test_another_order_than_the_one_that_was_looked_at_is_not_touched() -> None:
    bot = short()
    other = bot.state.naming.name(cycle=1, leg=Leg.ENTRY, attempt=9)
    with pytest.raises(CommandRefused, match=Refusal.NOTHING_TO_SETTLE):
        bot.feed(AcceptAsIs(at=bot.tick(), client_order_id=other))
    assert bot.state.out_of_reach


def test_the_notice_of_such_a_pause_says_that_a_person_has_to_look() -> None:
    for bot in (short(), contradictory()):
        notice = bot.notices[-1]
        assert isinstance(notice, BotPaused)
        assert notice.out_of_reach
    bot = working()
    bot.canceled()
    notice = bot.notices[-1]
    assert isinstance(notice, BotPaused)
    assert not notice.out_of_reach


def test_an_order_that_the_exchange_has_forgotten_does_not_hold_the_bot_up() -> None:
    bot = working()
    bot.stop()
    bot.absent()
    assert (bot.state.phase, bot.order.state) == (Phase.PAUSED, OrderState.QUARANTINED)
    assert bot.state.pause_reason == AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=bot.name)
    bot.settle()
    bot.stop()
    assert (bot.state.status, bot.state.order_pending) == (Status.STOPPED, False)


def test_orders_that_did_not_arrive_are_counted_anew_after_one_that_did() -> None:
    """It was cancelled for an edit; those before it say nothing of those after it."""
    bot = holding()
    bot.stop()
    bot.canceled()
    bot.start()
    for _ in range(4):
        bot.never_sent()
    bot.accept()
    bot.edit(sell_price=Decimal(12))
    bot.canceled()
    bot.never_sent()
    assert bot.state.phase is Phase.WORKING
