"""Trail arithmetic, and which prices a bot wants to see."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.events import PriceSeen
from engine.core.machine import step
from engine.core.price_triggers import NO_TRIGGERS, Level, PriceTriggers, triggers_of
from engine.core.state import Phase
from engine.core.trailing import Trail, fires, follow, moved_far, touches, trigger_price
from engine.core.types import BotConfig, Leg, Side
from tests.core.story import EPOCH, TRAILING, Bot, new_state

D = Decimal
amounts = st.decimals(min_value="0.00000001", max_value=1000, places=8)


@pytest.mark.parametrize(
    ("side", "price", "armed"),
    [
        (Side.BUY, "10.01", False), (Side.BUY, "10", True), (Side.BUY, "9", True),
        (Side.SELL, "9.99", False), (Side.SELL, "10", True), (Side.SELL, "11", True),
    ],
)  # fmt: skip
def test_a_touch_arms(side: Side, price: str, armed: bool) -> None:
    assert touches(side, D(10), D(price)) is armed


@pytest.mark.parametrize(
    ("side", "price", "extreme"),
    [(Side.BUY, "9", "9"), (Side.BUY, "11", "10"), (Side.SELL, "11", "11"), (Side.SELL, "9", "10")],
)
def test_the_extreme_only_moves_further(side: Side, price: str, extreme: str) -> None:
    assert follow(Trail(extreme=D(10)), side, D(price)) == Trail(extreme=D(extreme))


def test_an_extreme_that_stays_is_the_same_trail() -> None:
    trail = Trail(extreme=D(10))
    assert follow(trail, Side.BUY, D(10)) is trail


@pytest.mark.parametrize(
    ("side", "percent", "trigger"),
    [
        (Side.BUY, "1", "101"), (Side.SELL, "1", "99"),
        (Side.BUY, "0.01", "100.01"), (Side.SELL, "100", "0"), (Side.BUY, "100", "200"),
    ],
)  # fmt: skip
def test_the_turn_is_a_part_of_the_extreme(side: Side, percent: str, trigger: str) -> None:
    assert trigger_price(Trail(extreme=D(100)), side, D(percent)) == D(trigger)


def test_the_trigger_is_exact_beyond_28_digits() -> None:
    extreme = D("12345678901234567890.123456789012345678")
    trigger = trigger_price(Trail(extreme=extreme), Side.BUY, D("0.01"))
    assert Fraction(trigger) == Fraction(extreme) * Fraction(10001, 10000)


@pytest.mark.parametrize(
    ("side", "price", "fired"),
    [
        (Side.BUY, "100.99", False), (Side.BUY, "101", True), (Side.BUY, "150", True),
        (Side.SELL, "99.01", False), (Side.SELL, "99", True), (Side.SELL, "50", True),
    ],
)  # fmt: skip
def test_it_fires_at_the_trigger(side: Side, price: str, fired: bool) -> None:
    assert fires(Trail(extreme=D(100)), side, D(1), D(price)) is fired


@pytest.mark.parametrize(
    ("now", "far"), [("99.76", False), ("99.75", True), ("100.25", True), ("100", False)]
)
def test_a_quarter_of_the_trail_is_far(now: str, far: bool) -> None:
    assert moved_far(Trail(extreme=D(100)), Trail(extreme=D(now)), D(1)) is far


def test_a_level_is_met_at_or_beyond_it_or_only_beyond_it() -> None:
    triggers = PriceTriggers(low=Level(price=D(9), strict=True), high=Level(price=D(11)))
    met = {price: triggers.meets(D(price)) for price in ("8.99", "9", "10", "10.99", "11", "12")}
    assert met == {"8.99": True, "9": False, "10": False, "10.99": False, "11": True, "12": True}
    mirrored = PriceTriggers(low=Level(price=D(9)), high=Level(price=D(11), strict=True))
    assert [mirrored.meets(D(price)) for price in ("9", "11", "11.01")] == [True, False, True]
    assert not NO_TRIGGERS.meets(D(1))


def test_only_a_watching_bot_wants_prices() -> None:
    bot = Bot()
    assert triggers_of(bot.state) == NO_TRIGGERS
    bot.start()
    assert triggers_of(bot.state) == NO_TRIGGERS


def test_a_bot_wants_the_touch_and_then_the_extreme_and_the_turn() -> None:
    bot = Bot(new_state(TRAILING))
    bot.start()
    assert triggers_of(bot.state) == PriceTriggers(low=Level(price=D(10)))
    bot.price("9")
    assert triggers_of(bot.state) == PriceTriggers(
        low=Level(price=D(9), strict=True), high=Level(price=D("9.09"))
    )
    bot.price("12")
    bot.leg()
    assert triggers_of(bot.state) == PriceTriggers(high=Level(price=D(11)))
    bot.price("12")
    assert triggers_of(bot.state) == PriceTriggers(
        low=Level(price=D("11.88")), high=Level(price=D(12), strict=True)
    )


@given(
    side=st.sampled_from(Side),
    extreme=st.none() | amounts,
    percent=st.decimals(min_value="0.01", max_value=100, places=2),
    price=amounts,
)
def test_the_interest_is_exactly_what_changes_the_bot(
    side: Side, extreme: Decimal | None, percent: Decimal, price: Decimal
) -> None:
    config: BotConfig = replace(TRAILING, first_order=side, trailing_percent=percent)
    trail = None if extreme is None else Trail(extreme=extreme)
    state = replace(new_state(config), phase=Phase.WATCHING, leg=Leg.ENTRY, trail=trail)
    after = step(state, PriceSeen(at=EPOCH, price=price)).state
    assert (after != state) == triggers_of(state).meets(price)
