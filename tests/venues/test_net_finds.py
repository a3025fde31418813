"""What counts as told by REST although the stream should have, and when the stream is silent."""

from datetime import timedelta

import pytest

from engine.venues.live.net_finds import NetFinds
from tests.support.clock import ManualClock

SECOND = timedelta(seconds=1)


class Stage:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.finds = NetFinds(self.clock)
        self.finds.subscribed()

    def silent_for(self) -> timedelta | None:
        since = self.finds.silent_since
        return None if since is None else self.clock.now() - since

    async def found(self, after_s: float, ago_s: float = 5) -> None:
        """Have REST tell a fill of so long ago, that much later."""
        await self.clock.advance(after_s)
        self.finds.found(self.clock.now() - ago_s * SECOND)


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.mark.parametrize("ago_s", [0, 0.9, 59.1, 60, 3600])
async def test_what_may_be_under_way_or_was_before_the_subscription_is_none(
    stage: Stage, ago_s: float
) -> None:
    await stage.found(60, ago_s)
    assert stage.finds.count == 0


async def test_what_a_broken_stream_could_not_tell_is_none(stage: Stage) -> None:
    await stage.clock.advance(60)
    stage.finds.broke()
    assert not stage.finds.is_subscribed
    await stage.found(60)
    await stage.clock.advance(60)
    stage.finds.subscribed()
    await stage.found(60, 100)
    assert stage.finds.count == 0


async def test_two_of_different_moments_are_a_silence_since_the_first(stage: Stage) -> None:
    await stage.found(60)
    assert stage.silent_for() is None
    await stage.found(1)
    assert (stage.finds.count, stage.silent_for()) == (2, 6 * SECOND)


async def test_many_of_one_moment_are_no_silence(stage: Stage) -> None:
    await stage.found(60)
    for _ in range(5):
        await stage.found(0.1)
    assert (stage.finds.count, stage.silent_for()) == (6, None)


async def test_what_is_heard_in_between_ends_it(stage: Stage) -> None:
    await stage.found(60)
    stage.finds.heard()
    await stage.found(60)
    assert stage.silent_for() is None
    await stage.found(60)
    assert stage.silent_for() == 65 * SECOND, "the one before was heard of"
    stage.finds.heard()
    assert stage.silent_for() is None


async def test_it_is_opened_anew_once_in_a_minute(stage: Stage) -> None:
    assert not stage.finds.wants_reopening()
    await stage.found(60)
    await stage.found(60)
    asked = []
    for _ in range(4):
        asked.append(stage.finds.wants_reopening())
        await stage.clock.advance(30)
    assert asked == [True, False, True, False]
