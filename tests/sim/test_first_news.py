"""A fill is the first that is heard of an order, and the program ends before anything else is."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import pytest

from engine.core.orders import Order, OrderFact, OrderIdentity, OrderState
from engine.core.state import Outcome, Phase
from engine.core.types import BotId, Leg, Market, VenueOrderId
from engine.ports import StoredBot
from engine.venues.live.gateway import Candidates, NotFound, OrderReport, TradeReport
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
        cls = type(self)
        if any(order.state is OrderState.OPEN for order in outcome.orders) and not cls.fell:
            cls.fell = True
            raise Defect
        await super().commit(outcome, feed_offset, at)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        cls = type(self)
        if cls.fell and not cls.asked_again:
            cls.asked_again = True
            await self._clock.sleep(2)  # so that news comes before the driver is back
        return await super().load(bot_id)


class ShowsOrdersLate(SimGateway):
    """Shows trades at once, and what became of an order only when it is asked a third time."""

    asked = 0

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        type(self).asked += 1
        answer = await super().fetch_order(identity, market)
        return NotFound() if type(self).asked < 3 else answer


class ShowsTradesLate(SimGateway):
    """Shows at once what became of an order, the next time nothing, and trades only after that."""

    asked = 0

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        type(self).asked += 1
        answer = await super().fetch_order(identity, market)
        return NotFound() if type(self).asked == 2 else answer

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        trades = await super().trades_of(market, order, venue_order_id)
        return () if type(self).asked < 3 else trades

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        trades = await super().trades_since(market, since)
        return () if type(self).asked < 3 else trades


@pytest.mark.parametrize("gateway", [ShowsOrdersLate, ShowsTradesLate])
def test_an_order_that_news_for_a_fallen_driver_makes_known_is_looked_after(
    gateway: type[SimGateway],
) -> None:
    """The news has woken the bot, and nobody could say more of the order then."""

    class Ledger(FallsWhenAccepted):
        pass

    class Gateway(gateway):  # type: ignore[misc, valid-type]  # it counts in this test
        pass

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
        assert Ledger.fell
        assert scene.state.order is not None
        assert (scene.state.order.state, scene.state.held) == (OrderState.EXPIRED, Decimal("0.008"))

    play(story, Parts(ledger=Ledger, gateway=Gateway))
