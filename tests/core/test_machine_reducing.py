"""The smallest value of an order is about entries: what only reduces a position may be worth less."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.notices import CycleClosed, StopCause
from engine.core.quantities import holds_dust
from engine.core.reasons.reason import OrderRefused
from engine.core.state import Phase
from engine.core.types import BotConfig, Leg, Market, Side, Status
from tests.core.story import CONFIG, MARKET, PERPETUAL, Bot, holding, the_end, the_pause, working
from tests.support.reasons import said

PERPETUAL_1000 = replace(PERPETUAL, min_notional=Decimal(1000))
SPOT_1000 = replace(MARKET, min_notional=Decimal(1000))
LONG = replace(CONFIG, infinite_loop=False)
SHORT = replace(LONG, first_order=Side.SELL)
BOTH_WAYS = pytest.mark.parametrize("config", [LONG, SHORT], ids=["long", "short"])


def half_filled(config: BotConfig = LONG, market: Market = PERPETUAL_1000) -> Bot:
    """A bot whose entry rests, half of it filled: 50 XRP, worth half of the smallest order."""
    bot = working(config, market)
    bot.fill("50")
    return bot


def cycles_told(bot: Bot) -> int:
    return sum(isinstance(notice, CycleClosed) for notice in bot.notices)


@BOTH_WAYS
def test_a_close_sends_one_order_for_a_position_below_the_smallest_value(config: BotConfig) -> None:
    bot = half_filled(config)
    bot.close()
    bot.canceled()
    bot.quote("9.90", "10.00")
    order = bot.order
    assert (order.side, order.quantity) == (config.first_order.other, Decimal(50))
    assert (order.reduce_only, order.immediate, order.closing) == (True, True, True)
    bot.accept()
    bot.fill()
    assert the_end(bot) == (StopCause.CLOSE, Decimal(0))
    assert cycles_told(bot) == 1


@BOTH_WAYS
def test_a_start_works_the_exit_of_a_position_below_the_smallest_value(config: BotConfig) -> None:
    bot = half_filled(config)
    bot.stop()
    bot.canceled()
    bot.start()
    assert (bot.order.leg, bot.order.quantity, bot.order.reduce_only) == (Leg.EXIT, Decimal(50), True)
    assert cycles_told(bot) == 0
    bot.leg()
    assert (bot.state.status, bot.state.held, cycles_told(bot)) == (Status.STOPPED, Decimal(0), 1)


def test_a_finish_trades_the_position_back_first() -> None:
    bot = half_filled()
    bot.stop()
    bot.canceled()
    bot.start()
    bot.finish()
    assert (bot.order.leg, bot.order.quantity) == (Leg.EXIT, Decimal(50))
    bot.leg()
    assert the_end(bot) == (StopCause.FINISH, Decimal(0))


def test_an_exit_that_was_cancelled_with_little_left_is_no_end_of_its_cycle() -> None:
    bot = holding(LONG, PERPETUAL_1000)
    bot.fill("95")
    bot.canceled()
    the_pause(bot)
    assert cycles_told(bot) == 0
    bot.start()
    assert (bot.order.quantity, bot.order.reduce_only) == (Decimal(5), True)


def test_a_close_that_leaves_a_rest_can_be_asked_for_again() -> None:
    bot = half_filled()
    bot.close()
    bot.canceled()
    bot.quote("9.90", "10.00")
    bot.accept()
    bot.fill("30")
    bot.expired()
    assert (the_end(bot), cycles_told(bot)) == ((StopCause.CLOSE, Decimal(20)), 0)
    assert not holds_dust(bot.state)
    bot.close()
    bot.quote("9.90", "10.00")
    assert bot.order.quantity == Decimal(20)


@pytest.mark.parametrize("closing", [True, False], ids=["close", "exit"])
def test_a_refusal_of_the_little_order_is_one_try(closing: bool) -> None:
    """Where an exchange does hold its minimum against such an order, that is a sentence and no loop."""
    bot = half_filled()
    if closing:
        bot.close()
        bot.canceled()
        bot.quote("9.90", "10.00")
    else:
        bot.canceled()  # by hand: what is left of the entry is too little for an order
    bot.reject("too little")
    tries = len(bot.placed)
    assert bot.state.error == OrderRefused(why=said("too little"), closing=closing, reducing=True)
    assert (bot.state.held, cycles_told(bot)) == (Decimal(50), 0)
    bot.restart()
    assert len(bot.placed) == tries


def test_what_is_below_the_smallest_quantity_stays_dust() -> None:
    """That minimum holds for every order, and no multiple of the step changes it."""
    bot = half_filled(market=replace(PERPETUAL_1000, min_quantity=Decimal(60)))
    bot.close()
    bot.canceled()
    assert the_end(bot) == (StopCause.CLOSE, Decimal(50))
    assert (bot.quotes_asked, holds_dust(bot.state)) == (0, True)


def test_what_is_below_a_step_stays_dust() -> None:
    bot = half_filled(market=replace(PERPETUAL_1000, min_quantity=Decimal(0)))
    bot.rules(step=Decimal(100))
    bot.close()
    bot.canceled()
    assert (the_end(bot)[1], bot.quotes_asked) == (Decimal(50), 0)


def test_on_spot_the_smallest_value_holds_for_every_order() -> None:
    bot = half_filled(market=SPOT_1000)
    bot.close()
    bot.canceled()
    assert (bot.state.phase, bot.quotes_asked, holds_dust(bot.state)) == (Phase.IDLE, 0, True)


def test_the_rest_of_an_entry_is_no_order_by_itself() -> None:
    """An entry opens a position: for it the minimum holds, and what it has brought goes to the exit."""
    bot = half_filled()
    bot.expired()
    assert (bot.order.leg, bot.order.quantity) == (Leg.EXIT, Decimal(50))
