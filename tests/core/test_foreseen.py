"""The order that a fill will bring about is known before, to the last digit, or not at all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.foreseen import foresee
from engine.core.state import BotState
from engine.core.types import Market, Side
from tests.core.story import CONFIG, MARKET, PERPETUAL, TRAILING, Bot, new_state

TAKEN = Decimal("0.001")
"""The share of a fill that the venue of the stories takes in base, of a buy on spot."""


def resting(state: BotState) -> Bot:
    bot = Bot(state)
    bot.start()
    bot.accept()
    return bot


@pytest.mark.parametrize("market", [MARKET, PERPETUAL], ids=["spot", "perpetual"])
@pytest.mark.parametrize("first", Side)
def test_it_is_what_the_fill_brings_about_leg_after_leg(first: Side, market: Market) -> None:
    bot = resting(new_state(replace(CONFIG, first_order=first), market))
    for _leg in range(4):
        foreseen = foresee(bot.state, TAKEN, bot.now)
        assert foreseen is not None
        bot.fill(str(bot.order.quantity))
        assert foreseen.is_that(bot.order), "decided is what was foreseen"
        bot.accept()


def test_after_a_part_it_is_what_the_rest_brings_about() -> None:
    bot = resting(new_state())
    bot.fill("33.3")
    foreseen = foresee(bot.state, TAKEN, bot.now)
    assert foreseen is not None
    bot.fill("66.7")
    assert foreseen.is_that(bot.order)


def test_another_fee_makes_another_order() -> None:
    bot = resting(new_state())
    foreseen = foresee(bot.state, Decimal(0), bot.now)
    assert foreseen is not None
    bot.fill("100")
    assert not foreseen.is_that(bot.order)


def test_known_before_it_stays_as_it_was() -> None:
    bot = resting(new_state())
    known = foresee(bot.state, TAKEN, bot.now)
    bot.tick()
    assert foresee(replace(bot.state, foreseen=known), TAKEN, bot.now) is known


def watching() -> Bot:
    bot = Bot(new_state(TRAILING))
    bot.start()
    return bot


def finishing() -> Bot:
    bot = resting(new_state())
    bot.fill("100")
    bot.accept()
    bot.finish()
    return bot


def stopping() -> Bot:
    bot = resting(new_state())
    bot.stop()
    return bot


def once() -> Bot:
    bot = resting(new_state(replace(CONFIG, infinite_loop=False)))
    bot.fill("100")
    bot.accept()
    return bot


def before_a_trail() -> Bot:
    bot = resting(new_state())
    bot.edit(trailing_percent=Decimal(1))
    return bot


def kept() -> Bot:
    bot = resting(new_state())
    bot.pause(keep_order=True)
    return bot


@pytest.mark.parametrize("story", [Bot, watching, finishing, stopping, once, before_a_trail, kept])
def test_where_a_fill_brings_about_no_order_none_is_foreseen(story: type[Bot]) -> None:
    bot = story()
    assert foresee(bot.state, TAKEN, bot.now) is None
