"""A bot's driver falls over what a hand has made of its order: fills behind that must not end it early."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.core.orders import OrderState
from engine.core.state import Outcome
from engine.core.types import Leg
from tests.sim.ledger import SimLedger
from tests.sim.resting import Resting
from tests.sim.scene import Scene, play
from tests.sim.world import Parts

LARGER, SENT = Decimal("0.03"), Decimal("0.02")


class FallsOnce(SimLedger):
    """Has the driver fall before the first step that `fells` it is stored."""

    fells: Callable[[Outcome], object] = staticmethod(lambda _: False)
    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if not FallsOnce.fell and FallsOnce.fells(outcome):
            FallsOnce.fell = True
            raise RuntimeError("as good as any defect")
        await super().commit(outcome, feed_offset, at)


@pytest.fixture(autouse=True)
def stands() -> None:
    FallsOnce.fell = False


def show(scene: Scene, resting: Resting, quantity: Decimal) -> None:
    """Let a hand change the order's quantity."""
    scene.world.exchange.change(resting, quantity, resting.report.price)


async def resting_entry(scene: Scene) -> Resting:
    scene.world.exchange.frozen = True
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    [resting] = scene.world.exchange.orders.values()
    return resting


def mute(scene: Scene, seconds: float) -> None:
    """Have the account's stream tell nothing for a while."""
    scene.world.exchange.mute_until = scene.world.clock.true_now() + timedelta(seconds=seconds)


def is_larger(outcome: Outcome) -> bool:
    return any(order.quantity == LARGER for order in outcome.orders)


def test_the_rest_of_an_order_that_was_made_larger_has_no_exit_beside_it() -> None:
    FallsOnce.fells = staticmethod(is_larger)

    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        mute(scene, 60)
        show(scene, resting, LARGER)
        scene.fill(resting, "0.02")
        scene.fill(resting, "0.001")
        await scene.until(lambda: scene.state.trades == 2)
        assert FallsOnce.fell
        assert len(scene.world.chronicle.creates) == 1, "all else would be a second order of one leg"
        await scene.sleep(60)
        scene.fill(resting, "0.009")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert scene.state.order is not None
        assert scene.state.order.quantity == scene.state.held

    play(story, Parts(ledger=FallsOnce))


def test_one_that_was_made_larger_and_then_as_it_was_is_over_when_that_has_traded() -> None:
    """What the driver before was told of it is not what the exchange shows to the next one."""
    FallsOnce.fells = staticmethod(is_larger)

    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        mute(scene, 60)
        show(scene, resting, LARGER)
        scene.fill(resting, "0.01")
        while not FallsOnce.fell:
            await scene.sleep(0.001)
        show(scene, resting, SENT)
        scene.fill(resting, "0.01")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        entry = scene.world.disk.orders[resting.order.client_order_id].order
        assert (entry.state, entry.quantity) == (OrderState.FILLED, SENT)

    play(story, Parts(ledger=FallsOnce))
