"""Streams only wake us: a whole day without one loses nothing, and no fill is booked late."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sim.day import SEED, live_a_day

MOST_LATE = timedelta(seconds=20)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("silent", "frames_lost"), [(True, 0.0), (False, 0.8)], ids=["silent stream", "80 % of frames dropped"]
)
def test_a_day_without_a_good_stream(*, silent: bool, frames_lost: float) -> None:
    day = live_a_day(seed=SEED, silent=silent, frames_lost=frames_lost)
    assert day.complaints == []
    assert day.fills > 1000
    assert day.worst <= MOST_LATE
    assert silent or day.frames_lost > 1000
