"""An exchange that acknowledges first, and refuses or cancels only then."""

import logging
from collections.abc import Iterator

import pytest

from tests.sim.faults import Fault
from tests.sim.seeds import run_seed
from tests.sim.world import Parts

BYBIT = Parts(exchange="Bybit")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Tasks that fall are what this is about: they are not news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(300)
def test_an_order_that_is_acknowledged_and_refused_then_is_found_out() -> None:
    verdicts = (run_seed(seed, BYBIT) for seed in range(9, 60))
    refused_late = next(one for one in verdicts if one.counts[Fault.REFUSED_LATE])
    assert refused_late.complaints == []
