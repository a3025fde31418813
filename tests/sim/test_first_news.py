"""A fill is the first that is heard of an order, and the program ends before anything else is."""

from decimal import Decimal

import pytest

from engine.core.types import Leg
from tests.sim.faults import Fault
from tests.sim.scene import Scene, play


@pytest.mark.parametrize("named", [False, True], ids=["trades without our name", "trades with our name"])
def test_the_order_is_known_again_after_the_crash(named: bool) -> None:
    async def story(scene: Scene) -> None:
        lost = iter([Fault.CREATE_REPLY_LOST])
        scene.world.faults.one_of = lambda *_: next(lost, None)  # type: ignore[method-assign]
        await scene.world.start_program()
        scene.set_off()
        exchange = scene.world.exchange
        await scene.until(lambda: bool(exchange.orders))
        [resting] = exchange.orders.values()
        scene.fill(resting, "0.008", named=named)
        await scene.until(lambda: scene.state.trades == 1)
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.sleep(30)
        scene.fill(resting, "0.012")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))
        assert scene.state.tally.held <= Decimal("0.02")

    play(story)
