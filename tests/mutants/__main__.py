"""Put bugs into copies of the program and tell who notices.

    python -m tests.mutants                            all hand-made ones
    python -m tests.mutants --sample 8 --seed 3        a few of them
    python -m tests.mutants --only cancel --tests always

Returns 1 when one survived.
"""

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.mutants.examine import Bounds, Verdict, confirmed, examine
from tests.mutants.handmade import MUTANTS
from tests.mutants.mutant import Mutant
from tests.mutants.report import line_of, table
from tests.mutants.tree import Tree, trees


def main() -> int:
    """Examine what was asked for, and print the table."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started ends with us, then as well
    options = _options()
    chosen = _chosen(options)
    if options.list:
        _say(*(f"{mutant.kind:20} {mutant.reach:6} {mutant.name}" for mutant in chosen))
        return 0
    bounds = Bounds(options.seeds, options.first, options.whole, options.tests)
    with trees(min(options.jobs, len(chosen) or 1)) as copies:
        verdicts = asyncio.run(_examine_all(chosen, copies, bounds))
    result = table(verdicts)
    _say("", result)
    if options.write is not None:
        options.write.write_text(f"{result}\n")
    return 1 if any(verdict.survived for verdict in verdicts) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, help="so many of them, drawn by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", action="append", default=[], help="a word of name, kind, file or reach")
    parser.add_argument("--seeds", type=int, default=150, help="seeds of the simulator for each; 0: none")
    parser.add_argument("--whole", type=int, default=30, help="likewise, for what whole paths alone reach")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--tests", choices=("never", "survivors", "always"), default="survivors")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", type=Path, help="a file for the table")
    parser.add_argument("--list", action="store_true", help="list them, and do nothing")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> Sequence[Mutant]:
    chosen = [mutant for mutant in MUTANTS if not options.only or any(_has(mutant, w) for w in options.only)]
    if options.sample is not None:
        picked = Random(options.seed).sample(chosen, min(options.sample, len(chosen)))
        return [mutant for mutant in chosen if mutant in picked]
    return chosen


def _has(mutant: Mutant, word: str) -> bool:
    return any(word in text for text in (mutant.name, mutant.kind, mutant.file, mutant.reach))


async def _examine_all(chosen: Sequence[Mutant], copies: Sequence[Tree], bounds: Bounds) -> list[Verdict]:
    verdicts: dict[Mutant, Verdict] = {}
    waiting = list(reversed(chosen))

    async def work(tree: Tree) -> None:
        while waiting:
            mutant, begun = waiting.pop(), time.monotonic()
            verdict = verdicts[mutant] = await examine(tree, mutant, bounds)
            took = time.monotonic() - begun
            _say(f"{len(verdicts)}/{len(chosen)} {took:4.0f} s {line_of(verdict)}")

    async with asyncio.TaskGroup() as group:
        for tree in copies:
            group.create_task(work(tree))
    return await confirmed(copies[0], [verdicts[mutant] for mutant in chosen])


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
