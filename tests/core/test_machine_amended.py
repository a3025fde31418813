"""An order that a hand has changed at the exchange, as the exchange shows it."""

from decimal import Decimal

import pytest

from engine.core import events as e
from engine.core.orders import OrderState
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import OrderEnded, Plain
from engine.core.state import Phase
from engine.core.types import StopForm
from tests.core.story import Bot


def at_work() -> Bot:
    """Return a bot whose order is open."""
    bot = Bot()
    bot.start()
    bot.accept()
    return bot


def shown(bot: Bot, quantity: Decimal) -> None:
    """Show the newest order with that quantity."""
    bot.feed(
        e.OrderAmended(at=bot.tick(), client_order_id=bot.name, price=bot.order.price, quantity=quantity)
    )


def test_one_that_was_made_smaller_ends_with_the_fill_that_makes_it_whole() -> None:
    bot = at_work()
    shown(bot, bot.order.quantity / 2)
    bot.fill()
    assert (bot.order.state, bot.state.phase) == (OrderState.FILLED, Phase.PAUSED)


def test_one_that_turns_out_to_be_as_small_as_what_it_has_traded_ends_with_that() -> None:
    """Its fills came first. No further one comes, and nobody would say that it has ended."""
    bot = at_work()
    half = bot.order.quantity / 2
    bot.fill(half)
    shown(bot, half)
    assert (bot.order.state, bot.state.phase) == (OrderState.FILLED, Phase.PAUSED)
    assert isinstance(bot.state.pause_reason, OrderEnded)
    assert bot.state.pause_reason.why == Plain(Cause.MADE_SMALLER)
    assert bot.told[-2:] == ["order changed", "paused"]


@pytest.mark.parametrize("form", [StopForm.STOP, StopForm.CLOSE])
def test_so_does_one_that_is_being_cancelled(form: StopForm) -> None:
    bot = at_work()
    half = bot.order.quantity / 2
    bot.fill(half)
    bot.stop(form)
    assert bot.state.phase is Phase.SETTLING
    shown(bot, half)
    assert bot.order.final
    assert bot.state.phase is (Phase.IDLE if form is StopForm.STOP else Phase.CLOSING)


def test_one_that_is_larger_than_what_it_has_traded_works_on() -> None:
    bot = at_work()
    bot.fill(bot.order.quantity / 4)
    shown(bot, bot.order.quantity / 2)
    assert (bot.order.state, bot.state.phase) == (OrderState.PARTIAL, Phase.WORKING)


def test_the_same_figures_say_nothing() -> None:
    bot = at_work()
    before = bot.state
    shown(bot, bot.order.quantity)
    assert (bot.state, bot.last.durable) == (before, False)
