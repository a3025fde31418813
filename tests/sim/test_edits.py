"""A change of a bot at the exchange: its order stays where it may, and nothing is sent by what was before."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.events import Edit
from engine.core.state import Outcome
from engine.core.types import Leg
from tests.sim.faults import Fault
from tests.sim.ledger import SimLedger
from tests.sim.resting import Resting
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts

STORING_S = 3.0
FURTHER = Decimal(50)


class SlowBooks(SimLedger):
    """Takes seconds to store a fill."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills:
            await self._clock.sleep(STORING_S)
        await super().commit(outcome, feed_offset, at)


async def resting_entry(scene: Scene) -> Resting:
    scene.world.exchange._fees._kind = Fault.FEE_IN_BASE  # noqa: SLF001 - its own choice, as a rule
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    [resting] = scene.world.exchange.orders.values()
    return resting


async def sell_higher(scene: Scene) -> None:
    """Change the price of the exit alone."""
    config = replace(scene.state.config, sell_price=scene.state.config.sell_price + FURTHER)
    await scene.supervisor.command(
        BOT, Edit(at=scene.world.clock.now(), config=config, market=scene.state.market)
    )


def test_the_entry_stays_and_the_exit_goes_out_early_at_the_new_price() -> None:
    async def story(scene: Scene) -> None:
        resting = await resting_entry(scene)
        old = scene.state.config.sell_price
        await sell_higher(scene)
        assert scene.state.config.sell_price == old + FURTHER
        assert scene.world.chronicle.cancels == []
        scene.fill(resting, "0.02")
        await scene.sleep(STORING_S / 2)
        assert scene.state.trades == 0, "its step is being stored"
        assert [create.order.price for create in scene.world.chronicle.creates] == [
            resting.order.price,
            old + FURTHER,
        ]
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(2))

    play(story, Parts(ledger=SlowBooks))


def test_an_exit_that_was_sent_before_a_crash_does_not_rest_by_what_was_before_the_change() -> None:
    """The person changes its price after the start, before the exchange has told of the fill."""

    async def story(scene: Scene) -> None:
        old = scene.state.config.sell_price
        resting = await resting_entry(scene)
        scene.fill(resting, "0.02")
        await scene.until(lambda: len(scene.world.chronicle.creates) == 2)
        await scene.world.kill_program()
        [(_, trade)] = scene.world.exchange.trades[-1:]
        hidden = scene.world.clock.now() + timedelta(seconds=20)
        scene.world.exchange.shown_from[trade.symbol, trade.trade_id, trade.side] = hidden
        await scene.world.start_program()
        await sell_higher(scene)
        await scene.until(lambda: scene.state.leg is Leg.EXIT and scene.rests(3))
        open_now = [one.order.price for one in scene.world.exchange.orders.values() if one.open]
        assert open_now == [old + FURTHER]

    play(story, Parts(ledger=SlowBooks))
