"""An exit that the exchange refuses because it has not settled the fill before it."""

import pytest

from engine.core.orders import Order
from engine.core.types import Leg, Market, Status
from engine.venue_answers import PlaceAnswer, Rejected
from tests.sim.gateway import SimGateway
from tests.sim.scene import Scene, play
from tests.sim.world import Parts
from tests.support.reasons import said


class Refuses(SimGateway):
    """Refuses exits so many times; it says why."""

    times = 1
    for_want = True
    late_s = 0.0
    exits = 0

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        if order.leg is not Leg.EXIT:
            return await super().create(order, market)
        type(self).exits += 1
        if type(self).exits > self.times:
            return await super().create(order, market)
        await self._clock.sleep(self.late_s)
        return Rejected(reason=said("insufficient balance"), for_want=self.for_want)


async def bought(scene: Scene) -> None:
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    assert scene.state.order is not None
    resting = scene.world.exchange.by_client_id(scene.state.order.client_order_id)
    assert resting is not None
    scene.fill(resting, "0.02")


def test_it_is_sent_once_more_after_a_look() -> None:
    class Once(Refuses):
        """Has settled by the second attempt."""

    async def story(scene: Scene) -> None:
        await bought(scene)
        await scene.until(lambda: scene.rests(3))
        assert (Once.exits, scene.state.status) == (2, Status.ACTIVE)

    play(story, Parts(gateway=Once))


class Always(Refuses):
    """Has not enough."""

    times = 9


class ForAnotherReason(Refuses):
    """Says that the price is wrong, say."""

    for_want = False


class TooLate(Refuses):
    """The fill was long ago."""

    late_s = 2.5


@pytest.mark.parametrize(("gateway", "exits"), [(Always, 2), (ForAnotherReason, 1), (TooLate, 1)])
def test_it_is_no_loop_and_no_excuse_for_anything_else(gateway: type[Refuses], exits: int) -> None:

    async def story(scene: Scene) -> None:
        await bought(scene)
        await scene.until(lambda: scene.state.status is Status.ERROR)
        await scene.sleep(60)
        assert gateway.exits == exits

    play(story, Parts(gateway=gateway))
