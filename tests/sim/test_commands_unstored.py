"""A person's command whose step the database does not confirm: what its bot hears meanwhile is not lost."""

import asyncio
from datetime import datetime
from decimal import Decimal

import pytest

from engine.bots.driver import BotDriver
from engine.core.events import Rename
from engine.core.orders import OrderState
from engine.core.state import Outcome, Phase
from engine.core.types import Side
from engine.errors import StorageUnavailable
from tests.sim.faults import Fault
from tests.sim.ledger import SimLedger
from tests.sim.market import START_PRICE
from tests.sim.oracles import judge
from tests.sim.scene import BOT, Scene, play
from tests.sim.test_prices_of_before import waits
from tests.sim.world import Parts

TAKES_S = 2.0


class NotStored(SimLedger):
    """Takes its time for a new name, and says then that it did not go through, once."""

    fails = 1

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.state.name and self.fails:
            self.fails -= 1
            self._faults.strikes(Fault.STORAGE_DOWN)
            await self._clock.sleep(TAKES_S)
            raise StorageUnavailable("away")
        await super().commit(outcome, feed_offset, at)


class Stored(SimLedger):
    """Stores it, and loses the answer."""

    fails = 1

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await super().commit(outcome, feed_offset, at)
        if outcome.state.name and self.fails:
            self.fails -= 1
            self._faults.strikes(Fault.STORAGE_DOUBT)
            await self._clock.sleep(TAKES_S)
            self._in_doubt[outcome.state.bot_id] = outcome
            raise StorageUnavailable("lost the connection during the commit")


async def rename(scene: Scene) -> bool:
    """Have the bot called by a name. Return whether it says that it is."""
    event = Rename(at=scene.world.clock.now(), name="Night")
    asked = scene.world.chronicle.asks(BOT, event)
    try:
        await scene.supervisor.command(BOT, event)
    except StorageUnavailable:
        return False
    finally:
        asked.granted_at = asyncio.get_running_loop().time()
    return True


async def turns_meanwhile(scene: Scene) -> bool:
    """Have the price touched, turn, and go far away before a command has its answer. Return that."""
    await waits(scene)
    async with asyncio.TaskGroup() as group:
        renamed = group.create_task(rename(scene))
        for price in (START_PRICE - 200, START_PRICE - 1000, START_PRICE):
            await scene.sleep(0.5)
            scene.print(price)
    return renamed.result()


def missed(scene: Scene) -> list[str]:
    found = judge(scene.world, running=False, whole=True)
    return [complaint for complaint in found if "its trail has turned" in complaint]


@pytest.mark.parametrize("ledger", [NotStored, Stored])
def test_a_trail_follows_what_was_traded_while_the_database_was_asked(ledger: type[SimLedger]) -> None:
    async def story(scene: Scene) -> None:
        is_renamed = await turns_meanwhile(scene)
        await scene.until(lambda: scene.state.phase is Phase.WORKING)
        assert scene.state.order is not None
        assert (scene.state.order.side, scene.state.order.price) == (Side.BUY, Decimal(START_PRICE - 100))
        assert is_renamed is (scene.state.name == "Night") is (ledger is Stored)
        await scene.until(
            lambda: scene.state.order is not None and scene.state.order.state is OrderState.OPEN
        )

        assert missed(scene) == []

    play(story, Parts(ledger=ledger))


@pytest.mark.parametrize("ledger", [NotStored, Stored])
def test_a_driver_that_falls_with_the_prices_behind_a_command_is_noticed(
    ledger: type[SimLedger], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody_knows(*_: object) -> bool:
        return False

    monkeypatch.setattr(BotDriver, "_has_landed", nobody_knows)

    async def story(scene: Scene) -> None:
        await turns_meanwhile(scene)
        await scene.sleep(60)
        assert scene.state.phase is Phase.WATCHING
        assert missed(scene)

    play(story, Parts(ledger=ledger))


def test_a_command_that_was_stored_without_an_answer_is_done() -> None:
    async def story(scene: Scene) -> None:
        await waits(scene)
        assert await rename(scene)
        assert scene.state.name == "Night"
        await scene.stop()
        assert scene.state.phase is Phase.IDLE

    play(story, Parts(ledger=Stored))


def test_a_command_that_was_not_stored_can_be_given_again() -> None:
    async def story(scene: Scene) -> None:
        await waits(scene)
        assert not await rename(scene)
        assert await rename(scene)
        assert scene.state.name == "Night"

    play(story, Parts(ledger=NotStored))
