"""The rounds of the kill test come to every market on every kind of database."""

from tests.kills.at_the_twin import place_of
from tests.kills.market import SYMBOLS


def test_four_rounds_see_every_market_and_eight_every_market_on_both_databases() -> None:
    markets = tuple(SYMBOLS)
    rounds = [place_of(number, markets) for number in range(8)]
    assert [market for market, _ in rounds] == [*markets, *markets]
    pairs = {(market, database % 2) for market, database in rounds}
    assert len(pairs) == 8
    assert {database % 2 for _, database in rounds[:4]} == {0, 1}


def test_a_single_market_is_met_on_both_databases() -> None:
    assert {place_of(number, ("Bybit",))[1] % 2 for number in range(2)} == {0, 1}
