"""Orders that never leave us are tried anew, later each time, and each attempt may still be sent."""

from datetime import timedelta

from engine.core.state import Phase
from tests.sim.faults import Fault
from tests.sim.scene import Scene, play


def test_a_long_outage_is_sat_out_and_the_last_attempt_is_sent_as_the_first_one_would_be() -> None:
    async def story(scene: Scene) -> None:
        unsent = iter([Fault.CREATE_NEVER_SENT] * 14)
        scene.world.faults.one_of = lambda *_: next(unsent, None)  # type: ignore[method-assign]
        await scene.world.start_program()
        await scene.start()
        await scene.until(lambda: scene.state.phase is Phase.PAUSED or scene.rests(15))
        assert scene.state.pause_reason is None
        order = scene.state.order
        assert order is not None
        assert scene.world.clock.now() - order.created_at < timedelta(seconds=2)

    play(story)
