"""The program comes back: what was asked for and may be lost is asked again, and nothing else is."""

from decimal import Decimal

import pytest

from engine.core.state import CancelOrder, FetchQuote, Phase
from engine.core.trailing import Trail
from tests.core.story import TRAILING, Bot, holding, new_state, working


def test_a_cancel_is_asked_for_again() -> None:
    bot = working()
    bot.stop()
    outcome = bot.restart()
    assert outcome.requests == (CancelOrder(client_order_id=bot.name),)
    bot.canceled()
    assert bot.state.phase is Phase.IDLE


def test_a_cancel_of_an_order_of_unknown_fate_waits() -> None:
    bot = Bot()
    bot.start()
    bot.stop()
    assert bot.restart().requests == ()
    bot.accept()
    assert bot.cancels == [bot.name]


def test_the_price_for_a_close_is_asked_for_again_and_used_once() -> None:
    bot = holding()
    bot.close()
    bot.canceled()
    assert bot.restart().requests == (FetchQuote(),)
    bot.quote("9.80", "9.90")
    placed = len(bot.placed)
    bot.quote("9.70", "9.80")
    assert len(bot.placed) == placed


def test_an_intent_is_not_sent_again() -> None:
    bot = Bot()
    bot.start()
    outcome = bot.restart()
    assert (outcome.requests, outcome.durable) == ((), False)
    assert len(bot.placed) == 1


def test_arming_and_extreme_survive() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    bot.price("10", "9")
    outcome = bot.restart()
    assert (outcome.requests, outcome.durable) == ((), False)
    assert bot.state.trail == Trail(extreme=Decimal(9))
    bot.price("9.09")
    assert len(bot.placed) == 1


@pytest.mark.parametrize("paused", [True, False])
def test_who_stands_goes_on_standing(paused: bool) -> None:
    bot = working()
    if paused:
        bot.canceled()
    else:
        bot.stop()
        bot.canceled()
    before = bot.state
    assert bot.restart().requests == ()
    assert bot.state == before
