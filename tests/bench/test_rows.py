"""Every row still runs. How fast is a matter of `make bench`, and of no test."""

import pytest

from tests.bench import table
from tests.bench.row import OURS, Goal, Row, Scale
from tests.bench.rows import all_rows
from tests.bench.runner import Result, measure

ROWS = {row.name: row for row in all_rows(Scale(is_tiny=True))}


@pytest.mark.slow
@pytest.mark.usefixtures("thaws")  # a row of theirs does
@pytest.mark.parametrize("name", ROWS)
async def test_a_row_measures_what_its_goals_are_about(name: str) -> None:
    row = ROWS[name]
    result = await measure(row, 1, [OURS])
    [figures] = result.rounds[OURS]
    assert figures is not None, "it did not finish"
    assert {goal.metric for goal in row.goals} <= figures.keys()


@pytest.mark.slow
async def test_nothing_is_faster_than_the_line() -> None:
    """It holds what comes and what goes for half its round trip, and the figures show both halves."""
    [figures] = (await measure(ROWS["fill to next order, one symbol, 100 ms"], 1, [OURS])).rounds[OURS]
    assert figures is not None, "it did not finish"
    assert figures["p50, ms"] >= 100


async def _nothing(_: int) -> dict[str, float]:
    return {}


def example(*goals: Goal) -> Result:
    row = Row(name="thing", what="A thing.", columns={OURS: _nothing, "peer": _nothing}, goals=goals)
    rounds = {OURS: [{"ms": 2.0}, {"ms": 9.0}, {"ms": 3.0}], "peer": [{"ms": 4.0}, {"ms": 4.5}, None]}
    return Result(row, rounds)  # type: ignore[arg-type] # lists of dicts are invariant


def test_a_ratio_is_of_pairs_and_its_goal_is_judged_by_the_median() -> None:
    text = table.section(example(Goal(metric="ms", against="peer", at_most=1)), 0.5)
    assert "| ms | 3 (2 – 9) | 4.25 (4 – 4.5) | 1.25x (0.5 – 2) | ≤ 1x peer | **no** |" in text
    assert "Some rounds came to nothing: peer." in text
