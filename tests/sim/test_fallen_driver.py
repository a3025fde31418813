"""A bot's driver falls while its account lives on: what the account has told it is not lost with it."""

from datetime import datetime

import pytest

from engine.core.state import Outcome
from engine.core.types import Leg
from tests.sim.ledger import SimLedger
from tests.sim.scene import Scene, play
from tests.sim.world import Parts


class Defect(Exception):
    """A bug of our own, as good as any."""


class FallsBeforeFirstFill(SimLedger):
    """Has the driver fall at its first fill, before anything of it is stored."""

    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills and not type(self).fell:
            type(self).fell = True
            raise Defect
        await super().commit(outcome, feed_offset, at)


class FallsAfterFirstFill(SimLedger):
    """Has the driver fall at its first fill, as soon as it is stored."""

    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await super().commit(outcome, feed_offset, at)
        if outcome.fills and not type(self).fell:
            type(self).fell = True
            raise Defect


@pytest.mark.parametrize("ledger", [FallsBeforeFirstFill, FallsAfterFirstFill])
@pytest.mark.parametrize("parts", [["0.02"], ["0.005", "0.015"]], ids=["whole", "in two parts at once"])
def test_every_fill_is_booked_once_and_the_bot_goes_on(ledger: type[SimLedger], parts: list[str]) -> None:
    class Once(ledger):  # type: ignore[misc, valid-type]  # it falls once in this test
        fell = False

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [resting] = scene.world.exchange.orders.values()
        for part in parts:
            scene.fill(resting, part)
        await scene.until(lambda: scene.state.trades == len(parts))
        assert Once.fell
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(scene.state.attempt))

    play(story, Parts(ledger=Once))
