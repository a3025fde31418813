"""The rounds of the kill test come to every market on every kind of database."""

from tests.kills.at_the_twin import kills_of, place_of
from tests.kills.market import SYMBOLS


def test_a_turn_sees_every_market_and_two_every_market_on_both_databases() -> None:
    markets = tuple(SYMBOLS)
    turn = len(markets)
    rounds = [place_of(number, markets) for number in range(2 * turn)]
    assert [market for market, _ in rounds] == [*markets, *markets]
    pairs = {(market, database % 2) for market, database in rounds}
    assert len(pairs) == 2 * turn
    assert {database % 2 for _, database in rounds[:turn]} == {0, 1}


def test_a_single_market_is_met_on_both_databases() -> None:
    assert {place_of(number, ("Bybit",))[1] % 2 for number in range(2)} == {0, 1}


def test_few_kills_are_spread_over_all_markets() -> None:
    turn = len(SYMBOLS)
    assert sum(kills_of(number, 10, turn) for number in range(turn)) == 10
    assert {kills_of(number, 10, turn) for number in range(turn)} == {1, 2}
    assert {kills_of(number, 200, turn) for number in range(turn)} == {12}
    assert kills_of(0, 1, turn) == 1
