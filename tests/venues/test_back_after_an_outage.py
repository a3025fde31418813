"""What falls again and again while an exchange is away is back soon after it is."""

import asyncio
import logging

import pytest

from engine.tasks import Nursery
from tests.support.clock import ManualClock

SOON_S = 10


async def test_a_task_that_kept_falling_is_back_ten_seconds_after_its_cause_has_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    clock, is_down, back = ManualClock(), True, asyncio.Event()

    async def follow_prices() -> None:
        if is_down:
            raise OSError
        back.set()

    nursery = Nursery(clock)
    nursery.start("prices", follow_prices)
    for _ in range(5 * 60):
        await clock.advance(1)
    is_down = False
    for _ in range(SOON_S):
        await clock.advance(1)
    assert back.is_set()
    await nursery.close()
