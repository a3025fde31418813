"""A kill at each of the markets that came last. `python -m tests.kills.on_paper` makes more."""

from pathlib import Path
from random import Random

import pytest

from tests.kills.at_the_twin import CANCEL_TAKEN, ORDER_TAKEN, RealRound
from tests.kills.tally import Tally

ROUNDS = (
    ("OKX", "sqlite", ORDER_TAKEN),
    ("OKX F", "postgresql", CANCEL_TAKEN),
    ("CoinDCX F", "sqlite", ORDER_TAKEN),
)


@pytest.mark.parametrize(("exchange", "database_url", "place"), ROUNDS, indirect=["database_url"])
async def test_killed_between_what_the_exchange_took_and_its_answer(
    exchange: str, database_url: str, place: str, tmp_path: Path
) -> None:
    """Where an order has no name, somebody places the same: the person is asked, and says which it is."""
    tally = Tally()
    game = RealRound(
        number=0,
        exchange=exchange,
        database_url=database_url,
        folder=tmp_path,
        places=iter([place]),
        tally=tally,
        kills=1,
        most_kills=1,
        random=Random(1),
        by_chance=0,
        hurried=True,
    )
    await game.play()
    assert tally.complaints == []
    assert tally.kills == {place: 1}
    assert tally.fills
    assert tally.asked == (exchange == "CoinDCX F")
