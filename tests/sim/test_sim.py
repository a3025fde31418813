"""A few hundred seeds pass, a seed replays exactly, and no planted bug gets away."""

import logging
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.sim.planted import BUGS, planted
from tests.sim.seeds import run_seed

SEEDS = 200
AT_ONCE = 25
"""So many in one test: workers share them."""
HOURS_S = 6 * 3600.0
PATIENCE = 400
"""Seeds that a planted bug may survive."""
TRIED_FIRST = {"a_lost_cancel_is_never_asked_again": 354}
"""Of bugs that few seeds notice: one that did. All before it take minutes."""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Tasks that fall are what this is about: they are not news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_all_is_well_whatever_goes_wrong(first: int) -> None:
    seeds = range(first, first + AT_ONCE)
    failed = {seed: verdict.complaints for seed in seeds if (verdict := run_seed(seed)).complaints}
    assert failed == {}


@pytest.mark.timeout(300)
def test_all_is_well_for_hours() -> None:
    verdict = run_seed(9130008, rough_s=HOURS_S)
    assert verdict.complaints == []
    assert verdict.simulated_s > HOURS_S
    assert verdict.trades > 800


def test_a_start_that_is_overtaken_ends_no_run() -> None:
    """As it gets quiet LIVE goes on, and the program is begun anew, amid a start after a crash."""
    assert run_seed(31770166).complaints == []


def test_a_seed_replays_exactly() -> None:
    first, second = run_seed(4711), run_seed(4711)
    assert first == second
    assert first.trades > 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_caught(bug: str) -> None:
    first = TRIED_FIRST.get(bug, 0)
    with planted(bug):
        caught = next((seed for seed in chain([first], range(PATIENCE)) if _is_caught(seed)), None)
    assert caught is not None, f"{PATIENCE} seeds did not notice {bug}"


def _is_caught(seed: int) -> bool:
    try:
        return bool(run_seed(seed).complaints)
    except Exception:  # noqa: BLE001 - a bug may also make the run itself fall
        return True
