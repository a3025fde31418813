"""What becomes of one mutant: the simulator first, then the tests."""

import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from tests.mutants.mutant import Mutant, Reach
from tests.mutants.tree import Silent, Tree

ORACLE = re.compile(r"\[([a-z ]+)\]|\b(O\d+)\b")
SEED = re.compile(r"seed (\d+): (.*)")
AT_SEED = re.compile(r"\((?:from )?seed (\d+)\)")
PROGRESS = re.compile(r" (?:PASSED|SKIPPED|FAILED|XFAIL|ERROR).*$")
FAILED = re.compile(r"(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$")
HANGS = " hangs"
MOST_SILENT_S = 300.0
"""A seed or a test that takes longer hangs, unless it does without the bug as well: the machine is busy."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is asked of the examiners."""

    seeds: int
    first: int = 0
    whole: int = 30
    """Seeds with the whole path, for what no others reach."""
    tests: str = "survivors"
    """Whom tests are asked about: nobody ("never"), "survivors" of the simulator, or everybody ("always")."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who has noticed a mutant. None: nobody there; "": nobody was asked."""

    mutant: Mutant
    by_sim: str | None
    by_tests: str | None

    @property
    def survived(self) -> bool:
        """Whether nobody has noticed."""
        return not self.by_sim and not self.by_tests


async def examine(tree: Tree, mutant: Mutant, bounds: Bounds) -> Verdict:
    """Let the examiners look at the program with the bug in it."""
    by_sim: str | None = ""
    by_tests: str | None = ""
    with tree.with_bug(mutant):
        if bounds.seeds and mutant.reach is not Reach.TESTS:
            by_sim = await simulate(tree, bounds, whole=mutant.reach is Reach.WHOLE)
        if bounds.tests == "always" or (bounds.tests == "survivors" and not by_sim):
            by_tests = await _test(tree, mutant.examiners)
    # What complains without the bug as well says nothing.
    if by_sim and (seed := AT_SEED.search(by_sim)):
        again = Bounds(1, int(seed[1]), whole=1)
        by_sim = None if await simulate(tree, again, whole=mutant.reach is Reach.WHOLE) else by_sim
    return Verdict(mutant, by_sim, by_tests)


async def confirmed(tree: Tree, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts without what tests have said that fail without any bug as well."""
    said = dict.fromkeys(one.by_tests.removesuffix(HANGS) for one in verdicts if one.by_tests)
    void = {failed.removesuffix(HANGS) for failed in await _failures(tree, tuple(said))} if said else ()
    return [
        replace(one, by_tests=None) if (one.by_tests or "").removesuffix(HANGS) in void else one
        for one in verdicts
    ]


async def simulate(tree: Tree, bounds: Bounds, *, whole: bool = False) -> str | None:
    """Return the oracle and the seed that complained, or how the run broke; None when all is well."""
    seeds = ("--whole", "--seeds", str(bounds.whole)) if whole else ("--seeds", str(bounds.seeds))
    arguments = ("--until-complaint", *seeds, "--first", str(bounds.first))
    next_seed, last = bounds.first, ""
    lines = tree.lines_of("-m", "tests.sim", *arguments, silence_s=MOST_SILENT_S)
    try:
        async with aclosing(lines):
            async for line in lines:
                last = line or last
                if (found := SEED.match(line)) is None:
                    continue
                seed, complaints = int(found[1]), found[2]
                if complaints != "passed":
                    return f"{_oracles(complaints) or complaints[:60]} (seed {seed})"
                next_seed = seed + 1
    except Silent:
        return f"hangs (from seed {next_seed})"
    return None if SEED.match(last) else f"falls: {last[:60]}"


def _oracles(complaints: str) -> str:
    return ", ".join(dict.fromkeys(found[1] or found[2] for found in ORACLE.finditer(complaints)))


async def _test(tree: Tree, examiners: Sequence[str]) -> str | None:
    """Return the first test that fails; None when all pass. Files are asked before folders.

    In one run pytest would come to a file only with the folder that has it.
    """
    files = [one for one in examiners if ".py" in one]
    for asked in (files, [one for one in examiners if one not in files]):
        if asked and (failed := await _failures(tree, ("-x", *asked))):
            return failed[0]
    return None


async def _failures(tree: Tree, asked: Sequence[str]) -> list[str]:
    """Return the tests that fail, in their order; one that hangs is the last, and named so."""
    options = ("-m", "pytest", "-v", "-rfE", "--no-header", "--tb=no", "-p", "no:cacheprovider")
    lines, running, failed = tree.lines_of(*options, *asked, silence_s=MOST_SILENT_S), "it", []
    try:
        async with aclosing(lines):
            async for line in lines:
                running = PROGRESS.sub("", line) if "::" in line else running
                if found := FAILED.match(line):
                    failed.append(found[1])
    except Silent:
        failed.append(f"{running}{HANGS}")
    return failed
