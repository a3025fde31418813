"""A close goes by the market of now, whatever the stream of prices has told last."""

from engine.core.types import Status, StopForm
from tests.sim.market import START_PRICE
from tests.sim.scene import Scene, play

LONG_S = 11.0
"""By then a price is old."""


def test_a_market_that_has_fallen_since_the_newest_print_is_closed_at() -> None:
    """A book a third below a print of long ago is no book that cannot be meant."""

    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        (entry,) = scene.world.exchange.orders.values()
        scene.fill(entry, "0.02")
        await scene.until(lambda: scene.rests(2))
        scene.print(START_PRICE)
        await scene.sleep(LONG_S)
        scene.world.exchange.markets[scene.market.symbol].price = START_PRICE * 2 / 3
        await scene.stop(form=StopForm.CLOSE)
        await scene.until(lambda: scene.state.status is not Status.ACTIVE)
        assert scene.state.status is Status.STOPPED
        assert not scene.state.held

    play(story)
