"""Bots that follow each other on one perpetual."""

import asyncio
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from engine.core.reasons.accounts import PositionOccupied
from engine.core.state import Phase
from engine.core.types import BotId
from engine.venues.live.gateway import Position
from tests.sim.market import START_PRICE
from tests.sim.resting import Resting
from tests.sim.scene import BOT, Scene, play
from tests.sim.world import Parts

FUTURES = Parts(futures=True)
SECOND = BotId(UUID(int=2))
EVERY_S = 20.0
LOOK_S = 45.0
"""Positions and margin settings have been looked at by then."""


def resting(scene: Scene, bot_id: BotId = BOT) -> Resting:
    order = scene.world.disk.bots[bot_id].order
    assert order is not None
    found = scene.world.exchange.by_client_id(order.client_order_id)
    assert found is not None
    return found


def test_the_leverage_of_the_bot_before_is_nobodys_hand() -> None:
    """A program that has set nothing itself sees the leverage that the position was entered with."""

    async def story(scene: Scene) -> None:
        scene.add_bot(BOT, leverage=10, infinite_loop=False)
        scene.add_bot(SECOND, leverage=5)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.world.kill_program()
        await scene.world.start_program()
        await scene.sleep(LOOK_S)
        await scene.start(SECOND)
        assert isinstance(scene.world.disk.bots[SECOND].pause_reason, PositionOccupied)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        await scene.start(SECOND)
        second = scene.world.disk.bots[SECOND]
        assert (second.phase, second.pause_reason) == (Phase.WORKING, None)
        assert scene.world.exchange.margins.settings[scene.market.symbol].leverage == 5

    play(story, FUTURES)


def test_two_late_answers_are_nobodys_hand() -> None:
    """One look comes right after the entry, the next one before the exit is known: both see no position."""

    async def story(scene: Scene) -> None:
        exchange, looks = scene.world.exchange, list[float]()
        really, late = exchange.positions_at, False

        def seen(moment: datetime) -> list[Position]:
            looks.append(asyncio.get_running_loop().time())
            return [] if late else really(moment)

        exchange.positions_at = seen  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1) and len(looks) > 1)
        await scene.sleep(EVERY_S - 1.5)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.held > 0)
        late = True
        for more in (1, 2):
            count = len(looks)
            while len(looks) == count:
                for listener in exchange.listeners:
                    listener.set()
                await scene.sleep(0.3)
            assert len(looks) == count + 1, more
        late = False
        await scene.sleep(LOOK_S)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)

    play(story, FUTURES)


def test_a_bot_that_waits_for_its_trail_has_the_symbol() -> None:
    """Whoever starts second is told so, with an order at once or with a trail; who was there goes on."""

    async def story(scene: Scene) -> None:
        scene.add_bot(SECOND, trailing_percent=Decimal("0.05"), buy_price=START_PRICE - 1000)
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        await scene.start(SECOND)
        second = scene.world.disk.bots[SECOND]
        assert second.pause_reason == PositionOccupied(bot_number=1, symbol=scene.market.symbol)
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.rests(2))
        scene.fill(resting(scene), "0.02")
        await scene.until(lambda: scene.state.cycle == 2)
        await scene.sleep(1)
        assert (scene.state.phase, scene.state.pause_reason) == (Phase.WORKING, None)
        await scene.stop()
        await scene.until(lambda: not scene.state.order_pending)
        await scene.start(SECOND)
        assert scene.world.disk.bots[SECOND].phase is Phase.WATCHING
        await scene.start()
        assert scene.state.pause_reason == PositionOccupied(bot_number=2, symbol=scene.market.symbol)

    play(story, FUTURES)
