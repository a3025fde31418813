"""An older backup put back: orders of the lost time are at the exchange, and no bot remembers them."""

from dataclasses import replace

from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Phase
from engine.core.types import ClientOrderId, Side
from tests.sim.scene import BOT, Scene, play

NEW_EPOCH = 8


async def restored(scene: Scene) -> ClientOrderId:
    """Back up the idle bot, let it place its order, and put the backup back. Return the order's name."""
    backup = scene.state
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.rests(1))
    assert scene.state.order is not None
    name = scene.state.order.client_order_id
    await scene.world.kill_program()
    naming = replace(backup.naming, epoch=NEW_EPOCH, former=(backup.naming.epoch,))
    scene.world.disk.bots[BOT] = replace(backup, naming=naming)
    scene.world.disk.versions.clear()
    scene.world.disk.orders.clear()
    await scene.world.start_program()
    return name


def open_names(scene: Scene) -> list[ClientOrderId]:
    return [resting.order.client_order_id for resting in scene.world.exchange.orders.values() if resting.open]


def test_an_idle_bot_sends_nothing_while_its_order_of_the_lost_time_is_open() -> None:
    async def story(scene: Scene) -> None:
        name = await restored(scene)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        why = AboutOrder(code=OrderCause.FROM_BEFORE_RESTORE, client_order_id=name)
        assert scene.state.pause_reason == why
        assert [one.client_order_id for one in scene.account.orphans.listed()] == [name]
        await scene.start()  # a second time is no answer to the question
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert scene.world.exchange.creates_taken == 1

        assert await scene.account.orphans.cancel(name)
        await scene.start()
        await scene.until(lambda: len(open_names(scene)) == 1)
        assert open_names(scene)[0].startswith("s008")

    play(story)


def test_it_may_go_on_with_that_order_instead() -> None:
    async def story(scene: Scene) -> None:
        name = await restored(scene)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        await scene.adopt(name)
        assert scene.state.phase is Phase.WORKING
        await scene.sleep(60)
        assert (scene.state.phase, open_names(scene)) == (Phase.WORKING, [name])
        resting = scene.world.exchange.by_client_id(name)
        assert resting is not None
        scene.fill(resting, "0.02")
        await scene.until(lambda: scene.state.trades == 1)

    play(story)


def test_an_adoption_that_came_to_nothing_lets_no_order_be_sent_beside_it() -> None:
    async def story(scene: Scene) -> None:
        name = await restored(scene)
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        found = await scene.account.orphans.find("BTC/USDT", Side.BUY, name)
        assert found is not None  # and the bot refuses it, or its card is outdated
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED)
        assert scene.world.exchange.creates_taken == 1

    play(story)
