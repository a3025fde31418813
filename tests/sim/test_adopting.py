"""An order that was proven absent appears at the exchange, and its own bot goes on with it."""

from decimal import Decimal

import pytest

from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Phase
from engine.core.types import ClientOrderId, Leg, Side
from tests.sim.market import MARKET
from tests.sim.scene import Scene, play


@pytest.mark.parametrize("named", [False, True], ids=["trades without our name", "trades with our name"])
def test_it_is_adopted_by_its_own_bot_and_every_fill_is_booked_once(named: bool) -> None:
    async def story(scene: Scene) -> None:
        name = await scene.absent_order()
        resting = await scene.appear(name)
        appeared = AboutOrder(code=OrderCause.REAPPEARED, client_order_id=name)
        assert scene.state.pause_reason == appeared
        assert [one.client_order_id for one in scene.account.orphans.listed()] == [name]
        scene.fill(resting, "0.005", named=named)
        await scene.sleep(400)  # all trades are read; one that names its order is booked already
        assert scene.state.trades == named
        scene.fill(resting, "0.004")
        await scene.adopt(name)
        await scene.until(lambda: scene.state.trades == 2)  # a pass may have told of it first
        assert scene.state.phase is Phase.WORKING
        assert scene.account.orphans.listed() == ()
        await scene.sleep(60)  # passes go by, and nothing pauses it again
        assert scene.state.phase is Phase.WORKING
        scene.fill(resting, "0.011")
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(4))
        order = scene.state.order
        assert order is not None
        assert (order.side, order.quantity) == (Side.SELL, scene.state.held // MARKET.step * MARKET.step)

    play(story)


def test_while_it_is_there_its_bot_does_not_work_also_when_it_is_just_being_given_away() -> None:
    async def story(scene: Scene) -> None:
        name = await scene.absent_order()
        await scene.appear(name)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)  # two orders for one leg: never
        assert await scene.account.orphans.find(MARKET.symbol, Side.BUY, name) is not None
        attempt = scene.state.attempt + 1
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.sleep(13)  # a pass has seen it meanwhile
        assert not scene.rests(attempt)

    play(story)


def test_one_that_has_ended_without_a_trade_is_not_there_to_adopt() -> None:
    async def story(scene: Scene) -> None:
        name = await scene.absent_order()
        await scene.appear(name)
        scene.world.exchange.take_cancel(name)
        assert await scene.account.orphans.find(MARKET.symbol, Side.BUY, name) is None
        nobody = ClientOrderId(name.replace("1", "2"))
        assert await scene.account.orphans.find(MARKET.symbol, Side.BUY, nobody) is None

    play(story)


@pytest.mark.parametrize("share", ["0.02", "0.007"])
def test_one_that_has_ended_with_trades_is_booked(share: str) -> None:
    async def story(scene: Scene) -> None:
        name = await scene.absent_order()
        resting = await scene.appear(name)
        scene.fill(resting, share)
        scene.world.exchange.take_cancel(name)
        await scene.adopt(name)
        await scene.until(lambda: scene.state.trades == 1)
        if share == "0.02":
            await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(4))
        else:
            await scene.until(lambda: scene.state.phase is Phase.PAUSED)
            assert scene.state.leg_filled == Decimal(share)

    play(story)
