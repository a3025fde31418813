"""News for a bot that no driver works, because it had stopped when the program began."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from engine.core.events import Stop
from engine.core.ids import OrderNaming
from engine.core.notices import FillBooked
from engine.core.orders import OrderState
from engine.core.state import Phase
from engine.core.types import BotId, ClientOrderId, StopForm
from engine.ports import StoredBot
from tests.sim.ledger import SimLedger
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts

OTHER = BotId(UUID(int=2))


async def stopped_and_restarted(scene: Scene) -> ClientOrderId:
    """Give up an order as absent, stop its bot, and start the program again with another one at work."""
    name = await scene.absent_order()
    await scene.supervisor.command(BOT, Stop(at=scene.world.clock.now(), form=StopForm.STOP))
    await scene.until(lambda: scene.state.phase is Phase.IDLE and not scene.state.order_pending)
    scene.world.disk.bots[OTHER] = replace(
        scene.state,
        bot_id=OTHER,
        naming=OrderNaming(epoch=7, serial=2),
        revision=0,
        order=None,
        attempt=0,
        config=replace(scene.state.config, buy_price=scene.state.config.buy_price - 5000),
    )
    await scene.world.kill_program()
    await scene.world.start_program()
    scene.set_off(OTHER)
    await scene.until(lambda: _rests(scene, OTHER))
    assert scene.supervisor.state(BOT) is None
    return name


def _rests(scene: Scene, bot_id: BotId) -> bool:
    order = scene.world.disk.bots[bot_id].order
    return order is not None and order.state is OrderState.OPEN


def _arrives(scene: Scene, name: ClientOrderId) -> None:
    """Have the exchange come up with the order after all."""
    order, now = scene.world.disk.orders[name].order, scene.world.clock.now()
    scene.world.exchange.take_create(replace(order, deadline=now + (order.deadline - order.created_at)))


def test_a_fill_of_its_order_wakes_it_and_is_booked_and_told_once() -> None:
    async def story(scene: Scene) -> None:
        name = await stopped_and_restarted(scene)
        _arrives(scene, name)
        resting = scene.world.exchange.by_client_id(name)
        assert resting is not None
        scene.fill(resting, "0.004", named=True)
        await scene.sleep(400)  # all trades are read
        assert scene.state.trades == 1
        assert scene.state.phase is Phase.IDLE
        told = [n for n in scene.world.disk.notices if isinstance(n, FillBooked)]
        assert [n.bot.number for n in told] == [1]

    play(story)


def test_it_sends_nothing_while_an_order_that_it_gave_up_before_the_restart_is_open() -> None:
    async def story(scene: Scene) -> None:
        name = await stopped_and_restarted(scene)
        _arrives(scene, name)
        taken = scene.world.exchange.creates_taken
        await scene.sleep(30)
        scene.set_off(BOT)
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert scene.world.exchange.creates_taken == taken
        assert await scene.account.orphans.cancel(name)
        scene.set_off(BOT)
        await scene.until(lambda: _rests(scene, BOT))

    play(story)


class SlowAtFirst(SimLedger):
    """Takes its time for the first question about a bot, and none for the next ones."""

    slow = False

    async def load(self, bot_id: BotId) -> StoredBot | None:
        cls = type(self)
        if cls.slow:
            cls.slow = False
            await self._clock.sleep(1)
        return await super().load(bot_id)


def test_its_fills_are_booked_in_their_order() -> None:
    class Ledger(SlowAtFirst):
        pass

    async def story(scene: Scene) -> None:
        name = await stopped_and_restarted(scene)
        _arrives(scene, name)
        resting = scene.world.exchange.by_client_id(name)
        assert resting is not None
        Ledger.slow = True
        for part in ("0.004", "0.003", "0.002"):
            scene.fill(resting, part, named=True)
        await scene.sleep(400)  # all trades are read
        told = [n for n in scene.world.disk.notices if isinstance(n, FillBooked)]
        assert [n.quantity for n in told] == [Decimal("0.004"), Decimal("0.003"), Decimal("0.002")]

    play(story, Parts(ledger=Ledger))
