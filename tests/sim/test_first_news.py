"""A trade is the first that is heard of an order, before its create is answered; it has ended by then."""

import pytest

from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import Phase
from tests.sim.faults import Fault
from tests.sim.scene import Scene, play


@pytest.mark.parametrize("named", [False, True], ids=["trades without our name", "trades with our name"])
def test_how_it_has_ended_is_asked_all_the_same(named: bool) -> None:
    async def story(scene: Scene) -> None:
        lost = iter([Fault.CREATE_REPLY_LOST])
        scene.world.faults.one_of = lambda *_: next(lost, None)  # type: ignore[method-assign]
        await scene.world.start_program()
        scene.set_off()
        exchange = scene.world.exchange
        await scene.until(lambda: bool(exchange.orders))
        [resting] = exchange.orders.values()
        scene.fill(resting, "0.008", named=named)
        exchange.take_cancel(resting.order.client_order_id, by_hand=True)
        scene.account._reconciler.trades.read_again()  # noqa: SLF001 - as after a break of the stream
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert scene.state.pause_reason == Plain(Cause.CANCELED_THERE)
        assert scene.state.trades == 1

    play(story)
