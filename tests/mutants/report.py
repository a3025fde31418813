"""The verdicts as a table in Markdown."""

from collections.abc import Sequence

from tests.mutants.examine import Verdict
from tests.mutants.mutant import Reach


def line_of(verdict: Verdict) -> str:
    """Return one row of the table."""
    mutant = verdict.mutant
    by_sim = "cannot" if mutant.reach is Reach.TESTS else "-" if verdict.by_sim is None else verdict.by_sim
    by_tests = verdict.by_tests if verdict.by_tests is not None else "-"
    if verdict.survived:
        by_tests = "**survived**"
    return f"| {mutant.kind} | {mutant.name} | `{mutant.file}` | {by_sim} | {_short(by_tests)} |"


def _short(test: str) -> str:
    return test.removeprefix("tests/").replace("|", "/")


def table(verdicts: Sequence[Verdict]) -> str:
    """Return all rows and the sums below them."""
    rows = ["| kind | bug | in | simulator | tests |", "|---|---|---|---|---|"]
    rows += [line_of(verdict) for verdict in verdicts]
    reachable = [verdict for verdict in verdicts if verdict.mutant.reach is not Reach.TESTS]
    asked = [verdict for verdict in reachable if verdict.by_sim != ""]
    by_sim = sum(bool(verdict.by_sim) for verdict in asked)
    caught = sum(not verdict.survived for verdict in verdicts)
    rows += [
        "",
        f"The simulator alone caught {_share(by_sim, len(asked))} of those that it can reach;",
        f"simulator and tests together {_share(caught, len(verdicts))} of all.",
    ]
    return "\n".join(rows)


def _share(part: int, whole: int) -> str:
    percent = 100 * part / whole if whole else 100.0
    return f"{part} of {whole} ({percent:.0f} %)"
