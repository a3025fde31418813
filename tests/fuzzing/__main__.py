"""Throws inputs at the parsers, guided by what they reach: `make fuzz-parsers SECONDS=120`.

One target again with the input that was found: `python -m tests.fuzzing --only csv --input FILE`.
"""

import argparse
import os
import re
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

try:
    import atheris
except ImportError:  # it has no wheel for this machine: see pyproject.toml
    sys.stdout.write("skipped: atheris cannot be had for this Python and machine\n")
    raise SystemExit(0) from None

with atheris.instrument_imports(include=["bot", "engine"]):
    from tests.fuzzing.targets import TARGETS, Target

EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
LONGEST_INPUT_S = 10
MOST_MEMORY_MB = 2_000


def main() -> int:
    """Fuzz each target for its part of the time. Return 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=120, help="for all targets together")
    parser.add_argument(
        "--seed", type=int, default=0, help="the same inputs again, with PYTHONHASHSEED=0; 0: new"
    )
    parser.add_argument("--only", action="append", choices=TARGETS, default=[])
    parser.add_argument("--input", type=Path, help="a file: give it to the target, and do no more")
    parser.add_argument("--found", type=Path, default=Path("found"), help="where inputs are kept that fell")
    wanted = parser.parse_args()
    names = wanted.only or list(TARGETS)
    if wanted.input is not None:
        TARGETS[names[0]].run(wanted.input.read_bytes())
        return 0
    shares = sum(TARGETS[name].weight for name in names)
    executed, fallen = 0, []
    for name in names:
        seconds = max(1, wanted.seconds * TARGETS[name].weight // shares)
        runs, is_well = _fuzz(name, TARGETS[name], seconds, wanted)
        executed += runs
        fallen += [] if is_well else [name]
    sys.stdout.write(f"{executed:,} inputs, {len(fallen)} targets fell {fallen or ''}\n")
    return int(bool(fallen))


def _fuzz(name: str, target: Target, seconds: int, wanted: argparse.Namespace) -> tuple[int, bool]:
    """Fuzz one target in a process of its own. Return how many inputs it had, and whether all went well."""
    folder = Path(mkdtemp())  # no TemporaryDirectory: the child would clear it away
    child = os.fork()
    if child == 0:
        _become_fuzzer(name, target, seconds, folder, wanted)
    _, status = os.waitpid(child, 0)
    said = (folder / "output").read_text(errors="replace")
    rmtree(folder)
    is_well = os.waitstatus_to_exitcode(status) == 0
    runs = sum(map(int, EXECUTED.findall(said)))
    sys.stdout.write(f"{name:16} {runs:>12,} inputs in {seconds} s{'' if is_well else ': FELL'}\n")
    if not is_well:
        sys.stdout.write(said[-6000:])
    sys.stdout.flush()
    return runs, is_well


def _become_fuzzer(name: str, target: Target, seconds: int, folder: Path, wanted: argparse.Namespace) -> None:
    found = wanted.found.resolve()
    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir()
    found.mkdir(exist_ok=True)
    os.chdir(folder)
    for number, seed in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(seed)
    escaped = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in target.words]
    words.write_text("".join(f'"{word}"\n' for word in escaped))
    with (folder / "output").open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    options: dict[str, object] = {
        "max_total_time": seconds,
        "max_len": target.longest,
        "seed": wanted.seed,
        "timeout": LONGEST_INPUT_S,
        "rss_limit_mb": MOST_MEMORY_MB,
        "print_final_stats": 1,
        "artifact_prefix": f"{found}/{name.replace(' ', '-')}-",
    }
    if target.words:  # one that is empty is an error
        options["dict"] = words
    arguments = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup(["fuzzing", *arguments, str(corpus)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
