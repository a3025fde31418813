"""How long passes that fail one after the other may have waited."""

from random import Random

import pytest

from tests.sim.chronicle import Chronicle
from tests.sim.faults import Fault, calm, draw_odds
from tests.sim.oracles.trouble import LONGEST_PAUSE_S, Troubles
from tests.sim.reference.records import Struck

READS = [Struck(at, at, Fault.READ_FAILED) for at in (339.6, 369.7, 399.8)]
"""Passes that fail, the first of them at the longest pause after what came before."""
OUTAGE = Struck(217.2, 273.7, Fault.OUTAGE)
BANS = [Struck(275.0, 282.8, Fault.RATE_LIMITED), Struck(286.2, 311.5, Fault.RATE_LIMITED)]
TRADED, BOOKED = 382.8, 430.2


def excused(*struck: Struck) -> float:
    record = Chronicle()
    record.struck += sorted(struck, key=lambda one: one.at)
    return Troubles(record, calm(draw_odds(Random(1))), rough_s=600.0).excuse(TRADED, BOOKED)


def test_a_pass_that_is_turned_away_is_one_more_in_the_row() -> None:
    assert excused(OUTAGE, *BANS, *READS) >= 2 * LONGEST_PAUSE_S


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([], id="nothing"),
        pytest.param([OUTAGE], id="an outage that was over long before"),
        pytest.param([Struck(286.2, 307.0, Fault.RATE_LIMITED)], id="a ban that was over long before"),
    ],
)
def test_a_row_is_broken_by_a_time_in_which_a_pass_must_have_gone_through(before: list[Struck]) -> None:
    assert excused(*before, *READS) == excused(*READS) < LONGEST_PAUSE_S


def test_a_ban_alone_is_no_pass_that_failed_later() -> None:
    assert excused(OUTAGE, *BANS) == 0
