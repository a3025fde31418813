"""A fill is the first that is heard of an order, and the program ends before anything else is."""

from datetime import datetime
from decimal import Decimal

import pytest

from engine.core.orders import OrderFact, OrderIdentity, OrderState
from engine.core.state import Outcome, Phase
from engine.core.types import BotId, Leg, Market
from engine.ports import StoredBot
from engine.venues.live.gateway import Candidates, NotFound, OrderReport
from tests.sim.faults import Fault
from tests.sim.gateway import SimGateway
from tests.sim.ledger import SimLedger
from tests.sim.scene import Scene, play
from tests.sim.world import Parts


class Defect(Exception):
    """A bug of our own, as good as any."""


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


class FallsWhenAccepted(SimLedger):
    """Has the driver fall when its order is known to be there, before that is stored."""

    fell = False
    asked_again = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if any(order.state is OrderState.OPEN for order in outcome.orders) and not FallsWhenAccepted.fell:
            FallsWhenAccepted.fell = True
            raise Defect
        await super().commit(outcome, feed_offset, at)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        if FallsWhenAccepted.fell and not FallsWhenAccepted.asked_again:
            FallsWhenAccepted.asked_again = True
            await self._clock.sleep(2)  # so that news comes before the driver is back
        return await super().load(bot_id)


class ShowsOrdersLate(SimGateway):
    """Shows trades at once, and what became of an order only when it is asked a third time."""

    asked = 0

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        ShowsOrdersLate.asked += 1
        answer = await super().fetch_order(identity, market)
        return NotFound() if ShowsOrdersLate.asked < 3 else answer


def test_an_order_that_a_fallen_drivers_fill_makes_known_is_looked_after() -> None:
    """The fill has woken the bot, and nobody could say more of the order then."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        scene.set_off()
        exchange = scene.world.exchange
        while not exchange.orders:
            await scene.sleep(0.001)
        [resting] = exchange.orders.values()
        scene.fill(resting, "0.008")
        assert exchange.end_one(OrderFact.EXPIRED)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert FallsWhenAccepted.fell
        assert scene.state.order is not None
        assert scene.state.order.state is OrderState.EXPIRED

    play(story, Parts(ledger=FallsWhenAccepted, gateway=ShowsOrdersLate))
