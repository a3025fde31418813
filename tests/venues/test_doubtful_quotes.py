"""A close takes the best bid or ask, but not one that cannot be meant."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.reasons.markets import BookCrossed, QuoteFarOff
from engine.core.types import Side
from engine.errors import DoubtfulPrice
from engine.venues.live.trade_stream import check_quote
from tests.venues.test_candidates import MARKET

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
        check_quote(MARKET, D(bid), D(ask), D(100))
    assert doubtful.value.reason == what


@pytest.mark.parametrize(("bid", "ask"), [("99.9", "100.1"), ("100", "100"), ("80", "120")])
def test_a_book_as_it_is(bid: str, ask: str) -> None:
    check_quote(MARKET, D(bid), D(ask), D(100))


@pytest.mark.parametrize(
    ("bid", "ask", "last"), [("1", "3", "2"), ("2", "3", "3"), ("1", "2", "4"), ("7", "13", "10")]
)
def test_a_book_is_as_it_is_a_few_ticks_from_the_last_trade(bid: str, ask: str, last: str) -> None:
    in_ticks = replace(MARKET, tick=D("1E-8"))
    check_quote(in_ticks, D(f"{bid}E-8"), D(f"{ask}E-8"), D(f"{last}E-8"))


@pytest.mark.parametrize(("bid", "ask", "last"), [("1", "3", "5"), ("2", "7", "3"), ("3", "2", "3")])
def test_more_than_a_few_ticks_are_too_far(bid: str, ask: str, last: str) -> None:
    in_ticks = replace(MARKET, tick=D("1E-8"))
    with pytest.raises(DoubtfulPrice):
        check_quote(in_ticks, D(f"{bid}E-8"), D(f"{ask}E-8"), D(f"{last}E-8"))
