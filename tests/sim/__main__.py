"""Many seeds at once, or one again: `python -m tests.sim --seeds 20000`, `--seed 4711`.

`--hours 6`: things go wrong for so long in each, not for ten minutes.
`--whole`: so many of those that have the whole path, from SQL to the chat; `--nameless`: of those at an
exchange that knows no name of ours.
"""

import argparse
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count, islice

from tests.sim import day
from tests.sim.faults import Fault
from tests.sim.seeds import is_whole, lives_nameless, run_seed
from tests.sim.world import ROUGH_S, Verdict

CHUNK = 50
HOUR_S = 3600.0
SEEDS_WITH_DAYS = 1000
"""From so many on two whole days are lived as well."""


def run_chunk(seeds: Sequence[int], rough_s: float) -> list[Verdict]:
    """Run some seeds quietly: tasks that fall and lines that break are the point here."""
    logging.disable(logging.CRITICAL)
    return [run_seed(seed, rough_s=rough_s) for seed in seeds]


def main() -> int:
    """Report, and return 1 when a seed failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, help="one seed, with the program's log")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--until-complaint", action="store_true", help="seed after seed in this process, with a line for each"
    )
    parser.add_argument("--whole", action="store_true", help="no seeds but those with the whole path")
    parser.add_argument(
        "--nameless", action="store_true", help="no seeds but those where orders have no name of ours"
    )
    parser.add_argument("--hours", type=float, help="how long things go wrong in each; else ten minutes")
    options = parser.parse_args()
    rough_s = ROUGH_S if options.hours is None else options.hours * HOUR_S
    kind = is_whole if options.whole else lives_nameless if options.nameless else None
    seeds = _seeds(options.first, options.seeds, kind)
    if options.until_complaint:
        return run_until_complaint(seeds, rough_s)
    if options.seed is not None:
        logging.basicConfig(level=logging.INFO)
        verdict = run_seed(options.seed, rough_s=rough_s)
        return _report([verdict], 0.0)
    begun = time.monotonic()
    chunk_size = CHUNK if options.hours is None else 1
    chunks = [seeds[at : at + chunk_size] for at in range(0, len(seeds), chunk_size)]
    verdicts: list[Verdict] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for number, chunk in enumerate(pool.map(partial(run_chunk, rough_s=rough_s), chunks), 1):
            verdicts += chunk
            if number % 20 == 0:
                bad = sum(bool(verdict.complaints) for verdict in verdicts)
                sys.stdout.write(f"{len(verdicts)} seeds, {bad} failed\n")
                sys.stdout.flush()
    failed = _report(verdicts, time.monotonic() - begun)
    return failed or (day.main() if options.seeds >= SEEDS_WITH_DAYS else 0)


def _seeds(first: int, how_many: int, kind: Callable[[int], bool] | None) -> Sequence[int]:
    """Return so many, from the first on; of a kind, if one is named."""
    if kind is None:
        return range(first, first + how_many)
    return list(islice(filter(kind, count(first)), how_many))


def run_until_complaint(seeds: Sequence[int], rough_s: float = ROUGH_S) -> int:
    """Say of one seed after the other how it went, and return 1 at the first that did not go well."""
    logging.disable(logging.CRITICAL)
    for seed in seeds:
        try:
            complaints = run_seed(seed, rough_s=rough_s).complaints
        except Exception as e:  # noqa: BLE001 - a bug of the program may make the run itself fall
            complaints = [f"the run falls: {_innermost(e)!r}"]
        sys.stdout.write(f"seed {seed}: {'; '.join(complaints) or 'passed'}\n")
        sys.stdout.flush()
        if complaints:
            return 1
    return 0


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _report(verdicts: list[Verdict], seconds: float) -> int:
    out = sys.stdout.write
    failed = [verdict for verdict in verdicts if verdict.complaints]
    for verdict in islice(failed, 20):
        out(f"seed {verdict.seed}:\n")
        for complaint in verdict.complaints:
            out(f"    {complaint}\n")
    counts: Counter[Fault] = Counter()
    for verdict in verdicts:
        counts += verdict.counts
    out("\nreally injected:\n")
    for fault in Fault:
        out(f"  {counts[fault]:9} {fault}\n")
    hours = sum(verdict.simulated_s for verdict in verdicts) / 3600
    creates = sum(verdict.creates for verdict in verdicts)
    trades = sum(verdict.trades for verdict in verdicts)
    out(f"{creates} orders taken, {trades} trades, {hours:.0f} simulated hours")
    if seconds:
        out(f" in {seconds:.0f} s: {hours / seconds:.2f} simulated hours per second")
    out(f"\n{len(verdicts) - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
