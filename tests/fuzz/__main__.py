"""Run the fuzz: `python -m tests.fuzz --updates 20000`, in runs of 500; one again: `--seed 7`."""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from contextlib import nullcontext
from itertools import count
from pathlib import Path

from tests.fuzz.planted import BUGS, planted
from tests.fuzz.run import Verdict, run


def play(seed: int, updates: int, only: list[int] | None = None) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        return asyncio.run(run(seed, updates, Path(folder), only=only))


def main() -> int:
    """Say how each seed went, and return 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--first", type=int, default=1, help="the seed to begin with")
    parser.add_argument("--updates", type=int, default=20_000, help="in all, of all seeds")
    parser.add_argument("--each", type=int, default=500, help="so many of each seed")
    parser.add_argument("--plant", choices=BUGS, help="a bug that is to be found")
    parser.add_argument("--log", action="store_true", help="show what the program logs")
    parser.add_argument("--keep-on", action="store_true", help="go on with the next seed after a failure")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO if options.log else logging.ERROR)
    if not options.log:
        logging.getLogger().handlers[0].setLevel(logging.CRITICAL + 1)
    with planted(options.plant) if options.plant else nullcontext():
        return _play_all(options)


def _play_all(options: argparse.Namespace) -> int:
    failed, updates, begun = 0, 0, time.monotonic()
    for seed in [options.seed] if options.seed is not None else count(options.first):
        verdict = play(seed, options.each)
        updates += verdict.updates
        sys.stdout.write(f"{verdict}\n")
        sys.stdout.flush()
        failed += bool(verdict.complaints)
        if (verdict.complaints and not options.keep_on) or updates >= options.updates:
            break
    sys.stdout.write(f"{updates} updates in {time.monotonic() - begun:.0f} s, {failed} seeds failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
