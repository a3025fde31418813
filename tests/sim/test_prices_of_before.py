"""Prices of before a leg began to wait are not its matter, also those that were told and not taken yet."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.events import Event, PriceSeen, RangeSeen
from engine.core.state import Phase
from tests.sim.scene import BOT, Scene, play

LONG_AGO = timedelta(seconds=6)
"""Before the present leg began to wait."""


async def waits(scene: Scene) -> None:
    """Have a leg with a trail begin to wait for 59,900."""
    state = scene.state
    scene.world.disk.bots[BOT] = replace(state, config=replace(state.config, trailing_percent=Decimal(1)))
    await scene.world.start_program()
    for _ in range(2):  # the second time the exchange's time is known
        if scene.state.phase is Phase.WATCHING:
            await scene.stop()
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.WATCHING)
        await scene.sleep(5)


@pytest.mark.parametrize("in_a_range", [False, True])
@pytest.mark.parametrize("is_before", [False, True])
def test_what_is_heard_late_counts_by_when_it_was(*, in_a_range: bool, is_before: bool) -> None:
    async def story(scene: Scene) -> None:
        await waits(scene)
        at = scene.world.clock.now() - (LONG_AGO if is_before else timedelta())
        low, high = Decimal(58_000), Decimal(58_100)
        event: Event = RangeSeen(at=at, low=low, high=high) if in_a_range else PriceSeen(at=at, price=low)
        scene.supervisor.deliver(BOT, event)
        await scene.sleep(1)
        assert (scene.state.trail is None) is is_before

    play(story)
