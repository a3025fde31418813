"""Mechanical bugs (other operators, numbers, arguments) in the pure modules, by mutmut: which do tests miss?

    python -m tests.mutants.mechanical --sample 400 --seed 1

Which modules and which tests stands in `pyproject.toml`, `[tool.mutmut]`. The sample is drawn by a seed from
all mutants that mutmut makes; what survives is shown to the simulator as well. Nothing is changed but a copy.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.mutants.examine import Bounds, simulate
from tests.mutants.tree import Tree, trees

ANY = "engine.core.money.x_floor_to__mutmut_1"
"""mutmut makes all mutants before it runs any: this one is asked for to have them made."""
WITHIN_S = 7200
MEANS = {
    0: "survived",
    1: "caught",
    3: "caught",
    33: "no test runs it",
    36: "hangs",
    24: "hangs",
    -24: "hangs",
}
"""mutmut's exit codes."""


def main() -> int:
    """Print the counts and the survivors."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started ends with us, then as well
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=150, help="of the simulator, for those that tests miss")
    options = parser.parse_args()
    with trees(1) as (tree,):
        _mutmut(tree.folder, "run", ANY)
        names = sorted(_codes(tree.folder))
        chosen = Random(options.seed).sample(names, min(options.sample, len(names)))
        _mutmut(tree.folder, "run", "--max-children", str(options.jobs), *chosen)
        found = {name: _meaning(code) for name, code in _codes(tree.folder).items() if name in set(chosen)}
        sys.stdout.write(f"{len(chosen)} of {len(names)} mutants: {_counts(found)}\n")
        for name, meaning in sorted(found.items()):
            if meaning not in {"caught", "hangs"}:
                by_sim = asyncio.run(_simulated(tree, name, options.seeds))
                sys.stdout.write(f"\n{name}: {meaning}; simulator: {by_sim}\n")
                sys.stdout.write("\n".join(_changes(_mutmut(tree.folder, "show", name))))
                sys.stdout.flush()
    return 0


async def _simulated(tree: Tree, name: str, seeds: int) -> str:
    """Return what the simulator says to one that tests have missed."""
    module = name.partition(".x")[0].replace(".", "/")
    with tree.kept(f"{module}.py"):
        _mutmut(tree.folder, "apply", name)
        return await simulate(tree, Bounds(seeds)) or "survived"


def _changes(difference: str) -> list[str]:
    return [line for line in difference.splitlines() if re.match(r"[-+](?![-+])", line)]


def _meaning(code: int | None) -> str:
    return "not run" if code is None else MEANS.get(code, f"falls ({code})")


def _counts(found: Mapping[str, str]) -> str:
    return ", ".join(f"{times} {meaning}" for meaning, times in Counter(found.values()).most_common())


def _codes(folder: Path) -> dict[str, int | None]:
    """Return how each mutant has ended, by its name; None for one that was not run."""
    codes: dict[str, int | None] = {}
    for notes in (folder / "mutants").rglob("*.meta"):
        codes |= json.loads(notes.read_text())["exit_code_by_key"]
    return codes


def _mutmut(folder: Path, *arguments: str) -> str:
    """Return what mutmut says. The process and all that it has started end with the call."""
    log = folder / "mutmut.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            (sys.executable, "-m", "mutmut", *arguments),
            cwd=folder,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(WITHIN_S)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    text = log.read_text(errors="replace")
    if process.returncode:
        raise SystemExit(f"mutmut {' '.join(arguments[:2])}:\n{_end_of(text.splitlines())}")
    return text


def _end_of(lines: Sequence[str]) -> str:
    return "\n".join(line.rpartition("\r")[2] for line in lines[-30:])


if __name__ == "__main__":
    sys.exit(main())
