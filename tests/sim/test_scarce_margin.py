"""Perpetuals on a wallet with less than all bots need."""

import logging
from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from engine.core.notices import BotPaused
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.state import BotState
from engine.risk import at_work
from tests.sim.money import SCARCE
from tests.sim.seeds import run_seed
from tests.sim.world import Parts, newest_world

FUTURES = Parts(futures=True)
SEEDS = [seed for seed in range(60) if Random(f"money {seed}").random() < SCARCE]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Tasks that fall are what this is about: they are not news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(300)
def test_who_lacks_margin_is_turned_away_and_nobody_else() -> None:
    complaints, turned_away = list[str](), 0
    for seed in SEEDS[:6]:
        complaints += run_seed(seed, FUTURES).complaints
        turned_away += sum(
            isinstance(notice, BotPaused) and isinstance(notice.reason, InsufficientFunds)
            for notice in newest_world().disk.notices
        )
    assert complaints == []
    assert turned_away > 0


@pytest.mark.timeout(300)
def test_an_order_that_needs_its_whole_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def value(_state: BotState, quantity: Decimal, price: Decimal) -> Decimal:
        return quantity * price

    monkeypatch.setattr("engine.risk.engine.cost_of", value)
    assert any("[money]" in what for seed in SEEDS for what in run_seed(seed, FUTURES).complaints)


@pytest.mark.timeout(300)
def test_margin_that_is_given_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_work, "_reserved_by", lambda _state: {})
    assert any("[money]" in what for seed in SEEDS for what in run_seed(seed, FUTURES).complaints)
