"""A trail goes on after a restart from an extreme that lags by a quarter of the trail at most."""

from dataclasses import replace
from decimal import Decimal

from engine.core.state import Phase
from tests.sim.scene import BOT, Scene, play

TRAIL_PERCENT = Decimal(1)
LEG_PRICE = Decimal(59900)


async def watching(scene: Scene) -> None:
    """Have the bot armed, with its trail at 59,000."""
    state = scene.state
    config = replace(state.config, trailing_percent=TRAIL_PERCENT)
    scene.world.disk.bots[BOT] = replace(state, config=config)
    await scene.world.start_program()
    await scene.start()
    await scene.until(lambda: scene.state.phase is Phase.WATCHING)
    await hears(scene, "59900", "59000")
    assert extreme(scene) == 59000


async def hears(scene: Scene, *prices: str) -> None:
    for price in prices:
        await scene.sleep(0.05)
        scene.print(Decimal(price))
        await scene.sleep(0.05)


def extreme(scene: Scene) -> Decimal:
    """Return the extreme that is on disk."""
    assert scene.state.trail is not None
    return scene.state.trail.extreme


def test_what_a_crash_forgets_of_it_is_less_than_a_quarter_of_the_trail() -> None:
    async def story(scene: Scene) -> None:
        await watching(scene)
        await hears(scene, "58900")
        assert extreme(scene) == 59000, "100 are less than a quarter of the trail: not worth a commit yet"
        await hears(scene, "58850")
        assert extreme(scene) == 58850
        await hears(scene, "58800")
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.sleep(5)
        assert (scene.state.phase, extreme(scene)) == (Phase.WATCHING, Decimal(58850))

    play(story)


def test_it_fires_by_what_is_kept_and_only_at_a_price_of_now() -> None:
    async def story(scene: Scene) -> None:
        await watching(scene)
        await scene.world.kill_program()
        scene.print(Decimal(59700))  # nobody hears it
        await scene.world.start_program()
        await scene.sleep(5)
        assert scene.state.phase is Phase.WATCHING
        await hears(scene, "59580")
        assert scene.state.phase is Phase.WATCHING, "1 % of 59,000 is 590"
        await hears(scene, "59590")
        await scene.until(lambda: scene.state.trades == 1)  # it crosses: better than the leg's price
        [resting] = scene.world.exchange.orders.values()
        assert (resting.order.price, resting.report.filled) == (LEG_PRICE, resting.order.quantity)

    play(story)
