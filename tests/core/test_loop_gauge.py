"""How long a loop was held: what it did itself counts, what it waited for does not."""

import asyncio
import time

from engine.loop_gauge import LoopGauge, WatchedLoop, longest_hold_s

HELD_S = 0.05
WAITED_S = 2.0  # far above what a busy machine takes for the work


async def held_by(work_s: float, wait_s: float) -> float | None:
    def work() -> None:
        until = time.monotonic() + work_s
        while time.monotonic() < until:
            pass

    asyncio.get_running_loop().call_soon(work)
    await asyncio.sleep(wait_s)
    return longest_hold_s()


def test_work_on_the_loop_is_a_hold_and_waiting_is_none() -> None:
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        held_s = runner.run(held_by(HELD_S, WAITED_S))
    assert held_s is not None
    assert HELD_S <= held_s < WAITED_S


def test_a_loop_that_nobody_watches_has_no_figure() -> None:
    assert asyncio.run(held_by(0, 0)) is None


def test_the_longest_of_the_last_hour_is_told_and_no_older_one() -> None:
    gauge = LoopGauge()
    assert gauge.longest_s(0) == 0
    gauge.note(0.3, 30)
    gauge.note(0.1, 31)
    gauge.note(0.2, 600)
    assert gauge.longest_s(601) == 0.3
    assert gauge.longest_s(59 * 60) == 0.3
    assert gauge.longest_s(60 * 60) == 0.2
    assert gauge.longest_s(70 * 60) == 0
    for minute in range(100):
        gauge.note(0.01 * minute, 7200 + 60 * minute)
    assert gauge.longest_s(7200 + 60 * 99) == 0.01 * 99
