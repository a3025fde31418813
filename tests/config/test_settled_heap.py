"""Full collections pass over what the program is made of, and over nothing else."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.process.import_in_thread import import_in_thread
from bot.process.settled_heap import EVERY_S, TIMES, YOUNG, growing_heap, settle_heap
from engine.clock import SystemClock
from engine.tasks import Nursery
from tests.support.clock import ManualClock
from tests.support.program import ROOT

FEW = 10
"""Looks for garbage among what the standard library brings along; ours bring hundreds."""
OBJECTS_OF_OURS = 50_000


class Thing:
    """It may hold itself, which only a collection can undo."""

    itself: "Thing | None" = None


@pytest.fixture(autouse=True)
def thawed(thaws: None) -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """Give the generations that are looked through."""
    looks: list[int] = []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            looks.append(about["generation"])

    gc.callbacks.append(note)
    yield looks
    gc.callbacks.remove(note)


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


async def test_nothing_is_looked_through_while_modules_are_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "of_late.py").write_text(
        "import gc\nLOOKED, STAYS = gc.isenabled(), [[] for _ in range(1_000)]\n"
    )
    (tmp_path / "broken.py").write_text("import gc\nif not gc.isenabled(): raise LookupError\n")
    exempt_before = gc.get_freeze_count()
    module = await import_in_thread("of_late")
    assert not module.LOOKED
    assert gc.get_freeze_count() >= exempt_before + len(module.STAYS)
    assert gc.isenabled()
    with pytest.raises(LookupError):
        await import_in_thread("broken")
    assert gc.isenabled()


async def test_what_is_imported_while_bots_trade_is_looked_through_once(collections: list[int]) -> None:
    clock, nursery = ManualClock(), Nursery(SystemClock())
    nursery.start("heap", lambda: settle_heap(clock), restart=False)
    with growing_heap():
        stays = [Thing() for _ in range(OBJECTS_OF_OURS)]
        garbage = Thing()
        garbage.itself = garbage
        gone = weakref.ref(garbage)
        del garbage
        assert collections == []
        await clock.advance(EVERY_S)
        assert collections == [YOUNG]
    assert gone() is None
    assert gc.get_freeze_count() >= len(stays)
    await nursery.close()


def test_the_program_is_imported_without_a_look_for_garbage() -> None:
    say = (
        "import gc, bot.process.settled_heap\n"
        "looks = []\n"
        "gc.callbacks.append(lambda phase, about: looks.append(about) if phase == 'start' else None)\n"
        "import bot.__main__\n"
        "print(len(looks), gc.isenabled(), gc.get_freeze_count())"
    )
    done = subprocess.run([sys.executable, "-c", say], cwd=ROOT, check=True, capture_output=True, text=True)
    looks, is_watched, exempt = done.stdout.split()
    assert int(looks) < FEW
    assert is_watched == "True"
    assert int(exempt) > OBJECTS_OF_OURS
