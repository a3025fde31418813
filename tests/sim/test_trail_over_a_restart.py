"""A trail goes on after a restart from an extreme that lags by a quarter of the trail at most."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from engine.core.state import Outcome, Phase
from engine.core.types import BotId, Leg
from tests.sim.ledger import SimLedger
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts

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


class FallsInTheSecondCycle(SimLedger):
    """Has the driver fall as soon as it is stored that the second cycle waits for its price."""

    fell = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await super().commit(outcome, feed_offset, at)
        if outcome.state.cycle == 2 and not type(self).fell:
            type(self).fell = True
            raise RuntimeError


def test_what_was_traded_before_a_leg_began_to_wait_is_not_for_it_when_its_driver_falls() -> None:
    """The stream is silent by then, so that nobody has said how far prices have come, and they are read."""

    async def story(scene: Scene) -> None:
        other = BotId(UUID(int=2))
        scene.add_bot(other, buy_price=Decimal(50000))
        await watching(scene)
        await scene.start(other)  # it keeps the stream open
        await hears(scene, "59600")
        await scene.until(lambda: scene.state.trades == 1 and scene.state.phase is Phase.WATCHING)
        await hears(scene, "60100", "59400")
        await scene.until(lambda: scene.state.order is not None and scene.state.order.leg is Leg.EXIT)
        for _ in range(3):
            await scene.sleep(5)
            await hears(scene, "60050")
        scene.world.exchange.markets[scene.market.symbol].lines.clear()
        await hears(scene, "59000")
        [resting] = [one for one in scene.world.exchange.open_ones if one.order.leg is Leg.EXIT]
        await scene.sleep(15)
        scene.print(Decimal(60000))
        scene.fill(resting, str(resting.order.quantity))
        await scene.until(lambda: scene.state.cycle == 2)
        await scene.sleep(30)
        assert FallsInTheSecondCycle.fell
        assert (scene.state.phase, scene.state.trail) == (Phase.WATCHING, None)

    play(story, Parts(ledger=FallsInTheSecondCycle))
