"""The exchange's time between two looks at it."""

from datetime import timedelta

import pytest

from engine.venues.exchanges.server_time import ExchangeTime
from tests.support.clock import START, ManualClock

AT_THE_EXCHANGE = START + timedelta(seconds=12)


@pytest.mark.parametrize("set_ahead_s", [0, 5, -5, 60, -60, 3600, -3600])
async def test_it_goes_on_however_this_machines_clock_is_set(set_ahead_s: float) -> None:
    clock = ManualClock()
    time = ExchangeTime(clock)
    time.measured(AT_THE_EXCHANGE, clock.monotonic())
    clock.set_ahead(set_ahead_s)
    assert time.now() == AT_THE_EXCHANGE
    await clock.advance(30)
    assert time.now() == time.known == AT_THE_EXCHANGE + timedelta(seconds=30)


async def test_an_age_of_what_was_measured_is_no_matter_of_the_time_of_day() -> None:
    clock = ManualClock()
    time = ExchangeTime(clock)
    time.measured(AT_THE_EXCHANGE, clock.monotonic())
    clock.set_ahead(3600)
    assert not time.is_older_than(timedelta(seconds=60))
    clock.set_ahead(-7200)
    await clock.advance(61)
    assert time.is_older_than(timedelta(seconds=60))


def test_before_the_first_look_nobody_knows_it() -> None:
    clock = ManualClock()
    time = ExchangeTime(clock)
    assert time.known is None
    assert time.is_older_than(None)
    assert time.now() == START, "our own is the best there is"


def test_in_doubt_the_last_look_is_better_than_our_own_clock() -> None:
    clock = ManualClock()
    time = ExchangeTime(clock)
    time.measured(AT_THE_EXCHANGE, clock.monotonic())
    time.doubt()
    assert time.is_older_than(None)
    assert time.known == AT_THE_EXCHANGE
