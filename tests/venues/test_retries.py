"""How long a bot waits before it tries again to send an order."""

import pytest

from engine.core.reasons.calls import RateLimited
from engine.core.reasons.reason import Reason
from engine.timings import DriverTimings
from tests.support.reasons import said

NO_LINE = said("connection refused")


@pytest.mark.parametrize(
    ("reason", "pauses"),
    [
        (NO_LINE, [1, 2, 4, 8, 16, 30, 30]),
        (RateLimited(wait_s=0.2), [1, 2, 4, 8, 10, 10, 10]),
        (RateLimited(wait_s=9.5), [9.5, 9.5, 9.5, 9.5, 10, 10, 10]),
        (RateLimited(wait_s=600), [30] * 7),
    ],
    ids=["a dead line", "a turn that comes soon", "a turn that is known", "a ban"],
)
def test_who_waits_for_a_turn_comes_back_when_it_may_be_there(reason: Reason, pauses: list[float]) -> None:
    assert [DriverTimings().retry_in_s(unsent, reason) for unsent in range(7)] == pauses
