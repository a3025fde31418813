"""A close takes the best bid or ask, but not one that cannot be meant."""

from decimal import Decimal

import pytest

from engine.errors import DoubtfulPrice
from engine.venues.live.trade_stream import check_quote

D = Decimal


@pytest.mark.parametrize(
    ("bid", "ask", "what"),
    [
        ("100.1", "100", "best bid of 100.1 is above the best ask of 100"),
        ("79.9", "100", "best bid of 79.9 is far from the last price of 100"),
        ("99", "120.1", "best ask of 120.1 is far from the last price of 100"),
    ],
)
def test_a_book_that_cannot_be_meant(bid: str, ask: str, what: str) -> None:
    with pytest.raises(DoubtfulPrice, match=what) as doubtful:
        check_quote("BTC/USDT", D(bid), D(ask), D(100))
    assert doubtful.value.ticker == "BTC/USDT"


@pytest.mark.parametrize(("bid", "ask"), [("99.9", "100.1"), ("100", "100"), ("80", "120")])
def test_a_book_as_it_is(bid: str, ask: str) -> None:
    check_quote("BTC/USDT", D(bid), D(ask), D(100))
