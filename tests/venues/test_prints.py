"""Which prints of a real account's stream a bot hears of: not the stale, not the impossible."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from engine.core.events import RangeSeen
from engine.core.price_triggers import Level, PriceTriggers
from engine.venues.live.gateway import Gateway, Print
from engine.venues.live.trade_stream import TradeStream
from tests.support.clock import ManualClock
from tests.venues.hand_market import NotingSeat
from tests.venues.test_candidates import MARKET

EVERY_PRICE = PriceTriggers(low=Level(price=Decimal(10**9)))


class Rig:
    """A stream that begins at a price, with a bot that wants to hear of every one."""

    def __init__(self, begins: str = "60000", tick: str = "0.01") -> None:
        market = replace(MARKET, tick=Decimal(tick))
        self.clock = ManualClock()
        self.stream = TradeStream(market, cast("Gateway", None), self.clock)
        self.seat = NotingSeat(market)
        self.seat.triggers = EVERY_PRICE
        self.stream.join(self.seat)
        self.hear(begins)

    def hear(self, price: str, *, ago_s: float = 0) -> list[str]:
        """Hear a print that was made so long ago. Return all prices of now that the bot was told."""
        at = self.clock.now() - timedelta(seconds=ago_s)
        self.stream.take(Print(price=Decimal(price), at=at))
        return self.seat.prices

    @property
    def ranges(self) -> list[str]:
        return [str(event.low) for event, _ in self.seat.heard if isinstance(event, RangeSeen)]


def test_a_print_of_now_is_told() -> None:
    assert Rig().hear("60001") == ["60000", "60001"]


def test_one_that_is_older_than_ten_seconds_is_not() -> None:
    rig = Rig()
    assert rig.hear("59000", ago_s=10.1) == ["60000"]
    assert rig.ranges == []
    assert rig.stream.price == 60000


async def test_the_newest_is_no_price_to_act_on_once_it_is_old() -> None:
    rig = Rig()
    assert rig.stream.is_fresh()
    await rig.clock.advance(10.1)
    assert not rig.stream.is_fresh()


def test_one_that_comes_late_moves_an_extreme_and_is_no_price_of_now() -> None:
    rig = Rig()
    assert rig.hear("59000", ago_s=3) == ["60000"]
    assert rig.ranges == ["59000"]
    assert (rig.stream.price, rig.stream.is_fresh()) == (Decimal(60000), True)


def test_one_that_is_told_twice_is_one_price() -> None:
    rig = Rig()
    rig.hear("60001")
    rig.hear("60001")
    assert rig.stream.price == 60001


@pytest.mark.parametrize("price", ["0", "-1"])
def test_zero_is_no_price(price: str) -> None:
    assert Rig().hear(price) == ["60000"]


def test_a_jump_is_believed_when_a_second_print_says_the_same() -> None:
    rig = Rig()
    assert rig.hear("30000") == ["60000"]
    assert rig.hear("60010") == ["60000", "60010"], "it was a slip"
    assert rig.hear("30000") == ["60000", "60010"], "so the next is a first one again"
    assert rig.hear("30100") == ["60000", "60010", "30100"]


@pytest.mark.parametrize("ticks", [(3, 2, 3, 2), (3, 2, 1, 2), (2, 5, 2, 5), (10, 7, 10), (1, 2, 4, 1)])
def test_a_few_ticks_are_no_jump_whatever_the_share(ticks: tuple[int, ...]) -> None:
    rig = Rig(f"{ticks[0]}E-8", "1E-8")
    for price in ticks[1:]:
        rig.hear(f"{price}E-8")
    assert rig.seat.prices == [str(Decimal(f"{price}E-8")) for price in ticks]


@pytest.mark.parametrize("ticks", [(3, 7), (10, 14), (10, 6), (3, 300)])
def test_more_than_a_few_ticks_and_a_fifth_are_one(ticks: tuple[int, int]) -> None:
    rig = Rig(f"{ticks[0]}E-8", "1E-8")
    assert len(rig.hear(f"{ticks[1]}E-8")) == 1


async def at_two_levels(rig: Rig, low: str, high: str, *, times: int, every_s: float) -> None:
    """Trade in turn at these two."""
    for _ in range(times):
        for price in (low, high):
            await rig.clock.advance(every_s)
            rig.hear(price)


@pytest.mark.parametrize("every_s", [0.1, 3, 30])
@pytest.mark.parametrize("high", ["11E-8", "16E-8", "100E-8"])
async def test_prints_that_jump_to_and_fro_are_believed_in_the_end(high: str, every_s: float) -> None:
    """A coin that is worth a few ticks, with a wide book: both of its sides are prices of now."""
    rig = Rig("6E-8", "1E-8")
    await at_two_levels(rig, "6E-8", high, times=6, every_s=every_s)
    told = len(rig.seat.prices)
    await at_two_levels(rig, "6E-8", high, times=20, every_s=every_s)
    assert rig.seat.prices[told:] == [str(Decimal("6E-8")), str(Decimal(high))] * 20


async def test_a_slip_now_and_then_is_never_believed() -> None:
    rig = Rig()
    for _ in range(10):
        await rig.clock.advance(400)
        rig.hear("60000")
        rig.hear("30000")
        rig.hear("60001")
    assert "30000" not in rig.seat.prices


async def test_nor_is_one_among_many_that_are_right_however_often_it_comes() -> None:
    rig = Rig()
    for number in range(100):
        await rig.clock.advance(1)
        rig.hear(str(60000 + number % 7))
        if number % 20 == 0:
            rig.hear("30000")
    assert "30000" not in rig.seat.prices


async def test_slips_to_different_prices_confirm_nothing() -> None:
    rig = Rig()
    for slip in ("30000", "10000", "3000", "100000", "200000", "1000"):
        rig.hear(slip)
        rig.hear("60001")
    assert set(rig.seat.prices) == {"60000", "60001"}


def test_after_a_jump_the_price_of_before_is_no_better_than_another_odd_one() -> None:
    rig = Rig()
    rig.hear("30000")
    rig.hear("30001")
    assert rig.hear("60000")[-1] == "30001"


def test_a_tick_of_before_makes_no_jump_believable() -> None:
    """The exchange has made the tick finer meanwhile, as it does when a coin gets cheap."""
    rig = Rig("0.03", "0.01")
    rig.seat.market = replace(rig.seat.market, tick=Decimal("0.0001"))
    assert rig.hear("0.02") == ["0.03"]


def test_one_that_came_before_the_bot_had_armed_by_another_is_told_once_it_has() -> None:
    """It was busy with that one, storing it, say. The price is one of now all the same."""
    rig = Rig()
    rig.seat.triggers = PriceTriggers(high=Level(price=Decimal(60100)))
    rig.stream.triggers_changed(rig.seat.bot_id)
    rig.hear("60200")
    assert rig.hear("60000") == ["60000", "60200"], "below the touch: nothing to a trail that is not armed"
    rig.seat.triggers = PriceTriggers(
        high=Level(price=Decimal(60200), strict=True), low=Level(price=Decimal(60050))
    )
    rig.stream.triggers_changed(rig.seat.bot_id)
    assert rig.seat.prices == ["60000", "60200", "60000"]


async def test_not_when_it_is_an_old_one_by_then() -> None:
    rig = Rig()
    await rig.clock.advance(11)
    rig.seat.triggers = PriceTriggers(
        high=Level(price=Decimal(60200), strict=True), low=Level(price=Decimal(60050))
    )
    rig.stream.triggers_changed(rig.seat.bot_id)
    assert rig.seat.prices == ["60000"]


def test_what_was_traded_before_a_leg_began_to_wait_is_not_told() -> None:
    rig = Rig()
    rig.seat.triggers = PriceTriggers(high=Level(price=Decimal(59000)))
    rig.stream.triggers_changed(rig.seat.bot_id)
    assert rig.seat.prices == ["60000"]
