"""What Edit says that Save does to the open order is what it does."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.views.edits import change_lines
from engine.core.checks import BotDraft
from engine.core.state import BotState
from tests.core.story import TRAILING, Bot, new_state, working
from tests.support.words import EN


def draft_of(state: BotState) -> BotDraft:
    config = state.config
    return BotDraft(
        ticker=config.ticker,
        exchange=config.exchange,
        mode=config.mode,
        first_order=config.first_order,
        quantity=config.quantity,
        buy_price=config.buy_price,
        sell_price=config.sell_price,
        trailing_percent=config.trailing_percent,
        infinite_loop=config.infinite_loop,
        leverage=config.leverage,
        account=config.account,
    )


def kept() -> Bot:
    bot = working()
    bot.pause(keep_order=True)
    return bot


def watching() -> Bot:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9")
    return bot


def on_its_way_out() -> Bot:
    bot = working()
    bot.edit(buy_price=Decimal(9))
    return bot


@pytest.mark.parametrize(
    ("stands", "sell", "buy", "line", "cancels"),
    [
        (working, "12", "10", "Save leaves the order BUY 100 XRP @ 10 as it is", False),
        (working, "11", "9", "Save cancels the order BUY 100 XRP @ 10 and sends a new one", True),
        (kept, "12", "10", "Save leaves its order BUY 100 XRP @ 10 as it is. The bot stays paused.", False),
        (kept, "11", "9", "Save cancels its order BUY 100 XRP @ 10. The bot stays paused.", True),
        (watching, "12", "10", "the bot goes on waiting for the same price", False),
        (watching, "11", "9", "the bot begins to wait for the price anew", False),
        (on_its_way_out, "12", "10", "Save cancels the order BUY 100 XRP @ 10 and sends a new one", True),
    ],
)
def test_what_save_does(stands: Callable[[], Bot], sell: str, buy: str, line: str, *, cancels: bool) -> None:
    bot = stands()
    before = draft_of(bot.state)
    after = replace(before, sell_price=Decimal(sell), buy_price=Decimal(buy))
    assert line in change_lines(EN, before, after, bot.state)[-1]
    reached = bot.extreme()
    bot.edit(sell_price=after.sell_price, buy_price=after.buy_price)
    assert bool(bot.cancels) is cancels
    assert bot.extreme() == (reached if "same price" in line else None)
