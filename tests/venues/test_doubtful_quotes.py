"""A close takes the best bid or ask, but not one that cannot be meant."""

from decimal import Decimal

import pytest

from engine.core.reasons.markets import BookCrossed, QuoteFarOff
from engine.core.types import Side
from engine.errors import DoubtfulPrice
from engine.venues.live.trade_stream import check_quote

D = Decimal


@pytest.mark.parametrize(
    ("bid", "ask", "what"),
    [
        ("100.1", "100", BookCrossed(symbol="BTC/USDT", bid=D("100.1"), ask=D(100))),
        ("79.9", "100", QuoteFarOff(symbol="BTC/USDT", side=Side.BUY, price=D("79.9"), last=D(100))),
        ("99", "120.1", QuoteFarOff(symbol="BTC/USDT", side=Side.SELL, price=D("120.1"), last=D(100))),
    ],
)
def test_a_book_that_cannot_be_meant(bid: str, ask: str, what: BookCrossed | QuoteFarOff) -> None:
    with pytest.raises(DoubtfulPrice) as doubtful:
        check_quote("BTC/USDT", D(bid), D(ask), D(100))
    assert doubtful.value.reason == what


@pytest.mark.parametrize(("bid", "ask"), [("99.9", "100.1"), ("100", "100"), ("80", "120")])
def test_a_book_as_it_is(bid: str, ask: str) -> None:
    check_quote("BTC/USDT", D(bid), D(ask), D(100))
