"""Trailing legs: touch, follow, turn, then a limit at the leg's own price."""

from dataclasses import replace
from decimal import Decimal

from engine.core.state import Phase
from engine.core.types import Leg, Side
from tests.core.story import CONFIG, TRAILING, Bot, new_state
from tests.support.reasons import said


def watching() -> Bot:
    bot = Bot(new_state(TRAILING))
    bot.start()
    return bot


def test_a_trailing_leg_places_nothing_at_first() -> None:
    bot = watching()
    assert (bot.state.phase, bot.state.trail, bot.placed) == (Phase.WATCHING, None, [])


def test_it_arms_when_the_price_touches_and_fires_when_it_turns() -> None:
    bot = watching()
    bot.price("10.01")
    assert bot.extreme() is None
    bot.price("10")
    assert bot.extreme() == 10
    bot.price("9.50", "9.00", "9.08")
    assert bot.extreme() == 9
    assert bot.placed == []
    bot.price("9.09")  # 1 % above the lowest

    assert (bot.order.side, bot.order.price, bot.order.quantity) == (Side.BUY, Decimal(10), Decimal(100))
    assert (bot.state.phase, bot.state.trail) == (Phase.WORKING, None)


def test_an_overshooting_turn_still_orders_at_the_legs_price() -> None:
    bot = watching()
    bot.price("9.99", "12")
    assert bot.order.price == 10


def test_the_exit_trails_the_highest_price() -> None:
    bot = watching()
    bot.price("10", "11")
    bot.leg()
    assert (bot.state.leg, bot.state.phase, bot.state.trail) == (Leg.EXIT, Phase.WATCHING, None)
    bot.price("10.99", "11", "12", "11.89")
    assert bot.extreme() == 12
    bot.price("11.88")
    assert (bot.order.side, bot.order.price) == (Side.SELL, Decimal(11))
    bot.leg()
    assert bot.state.cycles == 1
    assert bot.state.phase is Phase.WATCHING


def test_the_price_that_arms_does_not_fire() -> None:
    bot = watching()
    bot.price("1")
    assert bot.placed == []


def test_the_gap_of_being_away_arms_and_moves_the_extreme_but_never_fires() -> None:
    bot = watching()
    bot.away("10.5", "12")
    assert bot.extreme() is None
    bot.away("9", "12")
    assert bot.extreme() == 9
    bot.away("8", "20")
    assert bot.extreme() == 8
    bot.away("8.5", "20")
    assert bot.extreme() == 8
    assert bot.placed == []
    bot.price("8.08")
    assert len(bot.placed) == 1


def test_the_gap_arms_an_exit_by_its_high() -> None:
    bot = watching()
    bot.price("10", "11")
    bot.leg()
    bot.away("9", "12")
    assert bot.extreme() == 12


def test_zero_is_no_price() -> None:
    bot = watching()
    bot.price("0")
    assert bot.extreme() is None
    bot.away("0", "12")
    assert bot.extreme() is None
    bot.price("10", "0")
    bot.away("0", "12")
    assert bot.extreme() == 10


def test_only_arming_and_firing_must_be_on_disk_at_once() -> None:
    bot = watching()
    durable = []
    for price in ("10.5", "10", "9.9", "9.95", "0", "12"):
        bot.price(price)
        durable.append(bot.last.durable)
    assert durable == [False, True, False, False, False, True]


def test_a_price_that_comes_too_late_means_nothing() -> None:
    bot = watching()
    bot.price("10", "11")
    before = bot.state
    bot.price("9", "20")
    bot.away("1", "30")
    bot.quote("9", "10")
    bot.no_quote()
    assert bot.state == before
    assert not bot.last.durable


def test_a_trailing_order_cancelled_by_hand_trails_anew() -> None:
    bot = watching()
    bot.price("10", "11")
    bot.accept()
    bot.canceled()
    assert bot.state.phase is Phase.PAUSED
    bot.start()
    assert (bot.state.phase, bot.state.trail) == (Phase.WATCHING, None)


def test_stopping_and_pausing_while_watching_takes_effect_at_once() -> None:
    bot = watching()
    bot.price("10")
    bot.pause("looking")
    assert (bot.state.phase, bot.state.trail, bot.state.pause_reason) == (Phase.PAUSED, None, said("looking"))
    bot.start()
    bot.stop()
    assert bot.state.phase is Phase.IDLE


def test_a_plain_bot_that_watches_no_more_ignores_prices() -> None:
    bot = Bot(replace(new_state(CONFIG), phase=Phase.WATCHING))
    before = bot.state
    bot.price("1")
    assert bot.state == before
