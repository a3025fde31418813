"""What an exchange says of a symbol cannot be read: its bots go by the rules that they know."""

from engine.core.state import Phase
from engine.core.types import Status, StopForm
from tests.sim.scene import Scene, play


def test_a_close_after_a_restart_needs_no_new_rules() -> None:
    async def story(scene: Scene) -> None:
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.rests(1))
        [entry] = scene.world.exchange.open_ones
        scene.fill(entry, "0.02")
        await scene.until(lambda: scene.rests(2))
        await scene.world.kill_program()
        scene.world.exchange.markets[scene.market.symbol].unreadable = True
        await scene.world.start_program()
        await scene.sleep(20)
        await scene.stop(form=StopForm.CLOSE)
        await scene.until(lambda: scene.state.phase is Phase.IDLE)
        assert (scene.state.status, scene.state.trades) == (Status.STOPPED, 2)

    play(story)
