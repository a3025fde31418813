"""The account's own stream is open and tells nothing, or an answer denies what it has told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.orders import Order, OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Phase
from engine.core.types import Leg, Market
from engine.venue_answers import NeverSent, PlaceAnswer, Rejected
from tests.sim.gateway import SimGateway
from tests.sim.scene import Scene, play
from tests.sim.world import Parts
from tests.support.reasons import said


async def fills(scene: Scene) -> None:
    """Let the bot's order fill, and the next one rest."""
    assert scene.state.order is not None
    resting = scene.world.exchange.by_client_id(scene.state.order.client_order_id)
    assert resting is not None
    was = scene.state.order
    scene.fill(resting, str(resting.promised.quantity))

    def next_one_rests() -> bool:
        order = scene.state.order
        return order is not None and order.state is OrderState.OPEN and order.side is not was.side

    await scene.until(next_one_rests)


def test_a_stream_that_tells_no_fills_is_said_to_be_silent_and_opened_anew() -> None:
    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.sleep(5)
        frames, before = scene.world.exchange.frames, scene.world.clock.true_now()
        frames.close_all()  # the lines stay open, and nothing is sent to them
        faults, hearing = scene.world.faults, scene.world.faults.odds
        faults.odds = replace(hearing, stream_silent=True)  # nor to one that is opened anew
        await fills(scene)
        standing = scene.account.standing()
        assert standing.no_orders_since is None, "one may have been lost"
        await fills(scene)
        since = scene.account.standing().no_orders_since
        assert since is not None
        assert before <= since <= before + timedelta(seconds=15)
        view = await scene.account.look()
        assert (view.stream_missed, view.stream_silent_since) == (2, since)
        faults.odds = hearing
        await scene.sleep(75)  # it is opened anew once in a minute
        began = scene.world.clock.true_now()
        await fills(scene)  # by the new line
        assert scene.world.clock.true_now() - began < timedelta(seconds=2)
        assert scene.account.standing().no_orders_since is None
        assert (await scene.account.look()).stream_missed == 2

    play(story)


def test_what_the_stream_tells_is_no_find_of_the_net() -> None:
    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        for _ in range(4):
            await fills(scene)
        await scene.sleep(310)  # all trades are read once more
        assert (await scene.account.look()).stream_missed == 0

    play(story)


@pytest.mark.parametrize("answer", [NeverSent(reason=said("no line")), Rejected(reason=said("too dear"))])
@pytest.mark.parametrize("quantity", ["0.02", "0.008"])
def test_an_answer_that_denies_an_order_that_has_traded_has_a_person_look(
    answer: PlaceAnswer, quantity: str
) -> None:
    """The stream may be faster than the answer to the create."""

    class Denies(SimGateway):
        """Answers the first create so, after a fill has been told."""

        denied = False

        async def create(self, order: Order, market: Market) -> PlaceAnswer:
            if self.denied:
                return await super().create(order, market)
            self.denied = True
            self._exchange.markets[market.symbol].price = order.price + 10  # it rests
            await super().create(order, market)
            resting = self._exchange.by_client_id(order.client_order_id)
            assert resting is not None
            self._exchange._fill(  # noqa: SLF001 - as the market would
                resting, Decimal(quantity), order.price, taker=False
            )
            await self._clock.sleep(0.5)
            return answer

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        first = scene.state.naming.name(cycle=1, leg=Leg.ENTRY, attempt=1)
        assert scene.state.trades == 1
        reason = scene.state.pause_reason
        assert isinstance(reason, AboutOrder)
        assert (reason.code, reason.client_order_id) == (OrderCause.CONTRADICTS, first)
        resting = scene.world.exchange.by_client_id(reason.client_order_id)
        assert resting is not None
        if resting.open:  # it is not forgotten
            scene.fill(resting, "0.012")
            await scene.until(lambda: scene.state.trades == 2)

    play(story, replace(Parts(), gateway=Denies))


def test_a_fill_that_is_booked_under_another_order_has_a_person_look() -> None:
    """The exchange tells one trade for two orders: one of the two is not true."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await fills(scene)
        await fills(scene)
        exchange = scene.world.exchange
        assert scene.state.order is not None
        resting = exchange.by_client_id(scene.state.order.client_order_id)
        assert resting is not None
        booked = next(trade for _, trade in exchange.trades if trade.side is resting.order.side)
        again = Decimal("0.01")
        exchange._fill(  # noqa: SLF001 - as it would
            resting, again, resting.order.price, taker=False, trade_id=booked.trade_id
        )
        await scene.until(lambda: scene.state.pause_reason is not None)
        reason = scene.state.pause_reason
        assert isinstance(reason, AboutOrder)
        assert reason.code is OrderCause.CONTRADICTS
        await scene.until(lambda: not resting.open)
        assert scene.state.trades == 2

    play(story)
