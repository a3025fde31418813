"""Seeds with the whole path: SQL, the lease, the notifier."""

import logging
from collections.abc import Iterator

import pytest

from tests.sim.faults import Fault
from tests.sim.seeds import DAY_S, draw_begin, seldom_collected
from tests.sim.venues import is_futures
from tests.sim.virtual_time import run_virtually
from tests.sim.whole.restored import RestoredWorld
from tests.sim.whole.telegram import Arrived
from tests.sim.whole.world import WholeWorld
from tests.sim.world import Parts, Verdict

SEEDS = 16
AT_ONCE = 8


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Tasks that fall are what this is about: they are not news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def run_whole(seed: int, takes_over: float | None = None) -> tuple[Verdict, list[Arrived]]:
    """Return what came of it, and what arrived in the chats."""

    async def main() -> tuple[Verdict, list[Arrived]]:
        world = WholeWorld(seed, Parts(), takes_over)
        return await world.run(), world.telegram.arrived

    with seldom_collected():
        return run_virtually(main(), draw_begin(seed))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_what_is_stored_and_told_is_what_happened(first: int) -> None:
    verdicts = [run_whole(seed)[0] for seed in range(first, first + AT_ONCE)]
    assert {one.seed: one.complaints for one in verdicts if one.complaints} == {}


@pytest.mark.timeout(300)
def test_what_the_exchange_and_hands_do_to_positions_is_stored_and_told() -> None:
    verdicts = (run_whole(seed)[0] for seed in range(100) if is_futures(seed))
    forced = next(one for one in verdicts if one.counts[Fault.FORCED])
    assert forced.complaints == []


@pytest.mark.timeout(300)
def test_after_an_older_backup_bots_wait_and_nothing_is_sent_or_booked_twice() -> None:
    async def lived(seed: int) -> Verdict:
        return await RestoredWorld(seed, Parts()).run()

    seeds = [seed for seed in range(8) if not is_futures(seed)]
    verdicts = [run_virtually(lived(seed), draw_begin(seed)) for seed in seeds]
    assert {one.seed: one.complaints for one in verdicts if one.complaints} == {}
    assert all(one.counts[Fault.RESTORED] for one in verdicts)


@pytest.mark.timeout(120)
def test_a_fee_whose_correction_waits_across_midnight_counts_for_the_day_of_its_decision() -> None:
    async def lived() -> tuple[list[str], list[float]]:
        world = WholeWorld(10017308, Parts())
        verdict = await world.run()
        crossed = (s.at for s in world.chronicle.steps if any(c.at < DAY_S <= s.at for c in s.corrected))
        return verdict.complaints, list(crossed)

    complaints, crossed = run_virtually(lived(), draw_begin(10017308))
    assert complaints == []
    assert crossed


def test_a_process_that_is_believed_dead_stores_nothing_any_more() -> None:
    verdicts = (run_whole(seed, takes_over=1.0)[0] for seed in range(20))
    with_two = next(one for one in verdicts if one.counts[Fault.BELIEVED_DEAD])
    assert with_two.complaints == []


def test_a_whole_seed_replays_exactly() -> None:
    first, second = run_whole(3), run_whole(3)
    assert first == second
    assert first[1]


def test_a_seed_with_a_restored_backup_replays_exactly() -> None:
    """Names of orders too: their epoch is drawn anew when the backup is put back."""

    async def lived() -> tuple[Verdict, list[Arrived], int]:
        world = RestoredWorld(1, Parts())
        return await world.run(), world.telegram.arrived, world.epoch

    first, second = (run_virtually(lived(), draw_begin(1)) for _ in range(2))
    assert first == second
    assert first[0].counts[Fault.RESTORED]
