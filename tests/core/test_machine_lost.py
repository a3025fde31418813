"""An order that nobody can be asked about any more: a bot pauses, and does not wait for its end."""

from decimal import Decimal

import pytest

from engine.core.orders import OrderState
from engine.core.state import CommandRefused, Refusal
from engine.core.types import Status
from tests.core.story import the_pause, working
from tests.support.reasons import said


@pytest.mark.parametrize("wish", ["nothing", "pause", "stop", "close", "edit"])
def test_a_lost_order_is_not_waited_for(wish: str) -> None:
    bot = working()
    bot.fill("40")
    if wish == "edit":
        bot.edit(quantity=Decimal(50))
    elif wish != "nothing":
        getattr(bot, wish)()
    bot.pause("Binance has no XRP/USDT", lost=bot.name)
    assert the_pause(bot) == said("Binance has no XRP/USDT")
    assert bot.order.state is OrderState.QUARANTINED
    with pytest.raises(CommandRefused) as refused:
        bot.start()
    assert refused.value.why is Refusal.ORDER_UNRESOLVED
    bot.fill("10")  # it was there after all
    assert bot.state.held == Decimal("49.95")
    bot.stop()
    assert bot.state.status is Status.STOPPED


def test_an_order_that_a_pause_has_kept_can_be_lost_too() -> None:
    bot = working()
    bot.pause("LIVE trading was switched off", keep_order=True)
    bot.pause("Binance has no XRP/USDT", lost=bot.name)
    assert the_pause(bot) == said("Binance has no XRP/USDT")
    assert (bot.order.state, bot.state.kept_order) == (OrderState.QUARANTINED, None)


@pytest.mark.parametrize("end", ["fill", "canceled"])
def test_an_order_that_has_ended_cannot_be_lost(end: str) -> None:
    bot = working()
    ended = bot.order
    getattr(bot, end)()
    order = bot.order
    if end == "fill":
        bot.accept()
        bot.pause(lost=ended.client_order_id)
        assert bot.order.state is OrderState.CANCELING
    else:
        with pytest.raises(CommandRefused):
            bot.pause(lost=ended.client_order_id)
        assert bot.order == order
