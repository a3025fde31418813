"""Full collections pass over what the program is made of, and over nothing else."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.process.settled_heap import EVERY_S, TIMES, settle_heap
from engine.clock import SystemClock
from engine.tasks import Nursery
from tests.support.clock import ManualClock


class Thing:
    """It may hold itself, which only a collection can undo."""

    itself: "Thing | None" = None


@pytest.fixture(autouse=True)
def thawed(thaws: None) -> Iterator[None]:
    yield
    gc.unfreeze()


async def test_what_stays_is_exempt_and_garbage_goes() -> None:
    clock, nursery, stays = ManualClock(), Nursery(SystemClock()), [Thing() for _ in range(1_000)]
    exempt_before = gc.get_freeze_count()
    nursery.start("heap", lambda: settle_heap(clock), restart=False)
    garbage = Thing()
    garbage.itself = garbage
    gone = weakref.ref(garbage)
    del garbage
    await clock.advance(EVERY_S)
    assert gone() is None
    assert gc.get_freeze_count() >= exempt_before + len(stays)
    await clock.advance(EVERY_S * TIMES)
    assert not nursery.runs("heap")
