"""What kind of world a seed has, when its run begins, and the run."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from tests.sim.fundings import HOUR_S
from tests.sim.nameless_world import NamelessWorld, is_nameless
from tests.sim.two_accounts import TwoAccounts, has_two_accounts
from tests.sim.venues import is_futures
from tests.sim.virtual_time import run_virtually
from tests.sim.world import ROUGH_S, Parts, Verdict, World

WHOLE = 0.1
"""So many have the whole path, from SQL to the chat."""
RESTORED = 0.35
"""In so many of those on spot an older backup is put back."""
DAY_S = 86400.0
MIDNIGHTS = 1 / 3
HOURS = 1 / 2
"""So many of the worlds with perpetuals have a full hour in the middle."""


def run_seed(seed: int, parts: Parts | None = None, *, rough_s: float = ROUGH_S) -> Verdict:
    """Run one seed on a virtual loop of its own. The same seed gives the same run.

    `rough_s`: for so many seconds things go wrong; with `parts` these say it.
    """
    usual = Parts(rough_s=rough_s)

    async def main() -> Verdict:
        if parts is None and is_whole(seed):
            return await _whole(seed, usual).run()
        if parts is None and has_two_accounts(seed):
            return await TwoAccounts(seed, usual).run()
        if parts is None and is_nameless(seed):
            return await NamelessWorld(seed, usual).run()
        return await World(seed, parts or usual).run()

    with seldom_collected():
        return run_virtually(main(), draw_begin(seed))


def is_whole(seed: int) -> bool:
    """Say whether the seed has the whole path: SQL, the lease, the notifier."""
    return Random(f"whole? {seed}").random() < WHOLE


def lives_nameless(seed: int) -> bool:
    """Say whether the seed has an exchange that knows no name of ours."""
    return is_nameless(seed) and not is_whole(seed) and not has_two_accounts(seed)


def _whole(seed: int, parts: Parts) -> World:
    from tests.sim.whole.restored import RestoredWorld  # noqa: PLC0415 - made of this one, and loads much
    from tests.sim.whole.world import WholeWorld  # noqa: PLC0415 - likewise

    is_restored = Random(f"restored? {seed}").random() < RESTORED and not is_futures(seed)
    return RestoredWorld(seed, parts) if is_restored else WholeWorld(seed, parts)


def draw_begin(seed: int) -> float:
    """Draw the time of day, in a third of the seeds so that midnight comes in the middle."""
    random = Random(f"begin {seed}")
    if is_futures(seed) and random.random() < HOURS:
        return 5 * HOUR_S - random.uniform(40, ROUGH_S - 40)
    return DAY_S - random.uniform(10, ROUGH_S) if random.random() < MIDNIGHTS else 0.0


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within the block, garbage is looked for seldom: most of what a run makes is in use until its end."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
