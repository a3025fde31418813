"""What a fill cost, in every way in which exchanges take fees."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.core.types import CoinAmount, Fee, Market, Side
from engine.errors import NoPrice, VenueUnavailable
from engine.venues.exchanges.coin_prices import CoinPrices
from engine.venues.live.gateway import TradeReport
from tests.exchanges.bench import Bench, answer
from tests.exchanges.canned import binance_trade, bybit_execution, bybit_list
from tests.exchanges.conftest import MakeGateway
from tests.support.clock import ManualClock

MarketOf = Callable[[str], Market]
TellTrade = Callable[[str, dict[str, Any]], Awaitable[TradeReport]]


@pytest.fixture
def only_trade(bench: Bench, make_gateway: MakeGateway, make_market: MarketOf) -> TellTrade:
    """Return how the exchange's one trade is told."""

    async def tell(exchange: str, raw: dict[str, Any]) -> TradeReport:
        paths = {"Binance": "/api/v3/myTrades", "Binance F": "/fapi/v1/userTrades"}
        body = [raw] if exchange in paths else bybit_list(raw)
        bench.put("GET", paths.get(exchange, "/v5/execution/list"), answer(body))
        since = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - the bench's clock is real
        (trade,) = await make_gateway(exchange).trades_since(make_market(exchange), since)
        return trade

    return tell


def of(amount: str, coin: str) -> CoinAmount:
    return CoinAmount(amount=Decimal(amount), coin=coin)


def fee(amount: str, coin: str, value: str) -> Fee:
    return Fee(amount=Decimal(amount), coin=coin, value=Decimal(value))


BASE = binance_trade(1, commission="0.00000100", commissionAsset="BTC")
AT_BINANCE = [
    ("base", "Binance", BASE, fee("0.000001", "BTC", "0.095")),
    (
        "quote",
        "Binance",
        BASE | {"commission": "0.095", "commissionAsset": "USDT"},
        fee("0.095", "USDT", "0.095"),
    ),
    (
        "third coin",
        "Binance",
        BASE | {"commission": "0.0002", "commissionAsset": "BNB"},
        fee("0.0002", "BNB", "0.12"),
    ),
    ("none", "Binance", BASE | {"commission": "0.00000000"}, fee("0", "USDT", "0")),
    ("none, no coin", "Binance", BASE | {"commission": "0", "commissionAsset": None}, fee("0", "USDT", "0")),
    (
        "rebate",
        "Binance",
        BASE | {"commission": "-0.01", "commissionAsset": "USDT"},
        fee("-0.01", "USDT", "-0.01"),
    ),
]
EXEC = bybit_execution(1, execFee="0.000001", feeCurrency="BTC")
GST = [
    {"feeCoin": "USDT", "feeType": "GST", "subFeeType": "IND_GST", "feeRate": "0.0000675", "fee": "0.0064"}
]
PAID = {"execFee": "0.052", "feeCurrency": "USDT"}
AT_BYBIT = [
    ("base", "Bybit", EXEC, fee("0.000001", "BTC", "0.095")),
    ("rebate", "Bybit", EXEC | {"execFee": "-0.01", "feeCurrency": "USDT"}, fee("-0.01", "USDT", "-0.01")),
    ("coin left out, buy", "Bybit", EXEC | {"feeCurrency": ""}, fee("0.000001", "BTC", "0.095")),
    (
        "coin left out, sell",
        "Bybit",
        EXEC | PAID | {"feeCurrency": "", "side": "Sell"},
        fee("0.052", "USDT", "0.052"),
    ),
    (
        "coin left out, buy, rebate",
        "Bybit",
        EXEC | {"feeCurrency": "", "execFee": "-0.01"},
        fee("-0.01", "USDT", "-0.01"),
    ),
    ("coin left out, linear", "Bybit F", EXEC | PAID | {"feeCurrency": ""}, fee("0.052", "USDT", "0.052")),
    ("tax as a list", "Bybit F", EXEC | PAID | {"extraFees": GST}, fee("0.0584", "USDT", "0.0584")),
    ("tax as text", "Bybit F", EXEC | PAID | {"extraFees": json.dumps(GST)}, fee("0.0584", "USDT", "0.0584")),
    ("tax in another coin", "Bybit", EXEC | {"extraFees": GST}, fee("0.000001", "BTC", "0.1014")),
    ("fee left out", "Bybit", EXEC | {"execFee": ""}, fee("0", "USDT", "0")),
]


@pytest.mark.parametrize(
    ("exchange", "raw", "expected"),
    [pytest.param(*case[1:], id=f"{case[1]}: {case[0]}") for case in AT_BINANCE + AT_BYBIT],
)
async def test_fees(exchange: str, raw: dict[str, Any], expected: Fee, only_trade: TellTrade) -> None:
    assert (await only_trade(exchange, raw)).fee == expected


async def test_a_trade_is_told_exactly(only_trade: TellTrade) -> None:
    raw = BASE | {"price": "0.00000012", "qty": "123456789.00000000", "isMaker": True, "isBuyer": False}
    trade = await only_trade("Binance", raw)
    assert (trade.price, trade.quantity) == (Decimal("0.00000012"), Decimal(123456789))
    assert (trade.side, trade.taker, trade.trade_id, trade.venue_order_id) == (Side.SELL, False, "1", "28")
    assert trade.executed_at == datetime(2026, 11, 22, 7, 13, 59, 101000, UTC)
    assert trade.client_order_id is None
    assert (await only_trade("Bybit", EXEC)).client_order_id == "s1"


async def test_the_price_of_a_third_coin_is_asked_once_a_minute(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    rows = [binance_trade(n, commission="0.0002", commissionAsset="BNB") for n in range(1, 6)]
    bench.put("GET", "/api/v3/myTrades", answer(rows))
    gateway = make_gateway("Binance")
    since = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - the bench's clock is real
    for _ in range(3):
        await gateway.trades_since(make_market("Binance"), since)
    assert len(bench.asked("GET", "/api/v3/ticker/price")) == 1


async def test_on_perpetuals_it_is_asked_where_binance_keeps_it(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    raw = binance_trade(1, commission="0.0002", commissionAsset="BNB") | {"buyer": True, "maker": False}
    bench.put("GET", "/fapi/v1/userTrades", answer([raw]))
    gateway = make_gateway("Binance F")
    since = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - the bench's clock is real
    [trade] = await gateway.trades_since(make_market("Binance F"), since)
    assert trade.fee == fee("0.0002", "BNB", "0.12")
    assert [seen.path for seen in bench.seen if "ticker" in seen.path] == ["/fapi/v2/ticker/price"]


async def test_while_the_price_of_a_third_coin_is_unknown_nothing_is_booked(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/api/v3/myTrades", answer([binance_trade(1, commissionAsset="BNB")]))
    gateway = make_gateway("Binance")
    bench.put("GET", "/api/v3/ticker/price", answer("<html>", 502))
    since = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - the bench's clock is real
    with pytest.raises(VenueUnavailable):
        await gateway.trades_since(make_market("Binance"), since)


async def test_a_fee_of_more_digits_than_the_books_have_is_rounded(only_trade: TellTrade) -> None:
    raw = EXEC | {"execFee": "0.00000012345678901234567890", "feeCurrency": "USDT", "extraFees": ""}
    rounded = "0.000000123456789012"
    assert (await only_trade("Bybit", raw)).fee == fee(rounded, "USDT", rounded)
    least = EXEC | {"execFee": "1E-20", "feeCurrency": "BTC", "extraFees": ""}
    assert (await only_trade("Bybit", least)).fee == fee("0", "USDT", "0")


GARBLED = ["abc", "", "NaN", None, "-1", "1E+9999999", "1E-9999999"]


@pytest.mark.parametrize("said", GARBLED)
@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_price_of_a_third_coin_that_cannot_be_read_leaves_its_fee_open(
    exchange: str, said: str | None, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """It concerns nothing but that valuation: the trade is told, and the price is asked for again."""
    gateway = make_gateway(exchange)
    if exchange == "Binance":
        bench.put("GET", "/api/v3/ticker/price", answer({"symbol": "ETHUSDT", "price": said}))
        raw = BASE | {"commission": "3", "commissionAsset": "ETH"}
        bench.put("GET", "/api/v3/myTrades", answer([raw]))
    else:
        bench.put("GET", "/v5/market/tickers", answer(bybit_list({"symbol": "ETHUSDT", "lastPrice": said})))
        bench.put(
            "GET", "/v5/execution/list", answer(bybit_list(EXEC | {"execFee": "3", "feeCurrency": "ETH"}))
        )
    since = datetime.now(UTC) - timedelta(minutes=5)  # noqa: TID251 - the bench's clock is real
    (trade,) = await gateway.trades_since(make_market(exchange), since)
    assert trade.fee == replace(fee("3", "ETH", "0"), unvalued=(of("3", "ETH"),))


async def test_a_coin_without_a_market_has_no_value_and_the_log_says_so(
    only_trade: TellTrade, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        trade = await only_trade("Binance", BASE | {"commission": "3", "commissionAsset": "POINTS"})
    assert trade.fee == replace(fee("3", "POINTS", "0"), unvalued=(of("3", "POINTS"),))
    assert "POINTS" in caplog.text


async def test_what_has_a_price_of_several_coins_is_valued_and_the_rest_is_not(only_trade: TellTrade) -> None:
    tax = [{"feeCoin": "POINTS", "fee": "2"}, *GST]
    trade = await only_trade("Bybit", EXEC | {"extraFees": tax})
    assert trade.fee == replace(fee("0.000001", "BTC", "0.1014"), unvalued=(of("2", "POINTS"),))


PRICES = {"BNB/USDT": Decimal(600), "EUR/USDT": Decimal("1.2"), "BTC/EUR": Decimal(50000), "KGS/BTC": None}


@pytest.mark.parametrize(
    ("coin", "quote", "expected"),
    [
        ("BNB", "USDT", "600"),
        ("USDT", "BNB", "1/600"),
        ("BNB", "EUR", "500"),  # over USDT, its second market the other way round
        ("EUR", "BNB", "1/500"),
        ("BTC", "USDT", "60000"),  # over EUR
        ("BNB", "XRP", None),
        ("POINTS", "EUR", None),
        ("KGS", "EUR", None),  # listed and never traded
    ],
)
async def test_a_coin_is_valued_over_another_one(coin: str, quote: str, expected: str | None) -> None:
    async def last_price(symbol: str) -> Decimal:
        price = PRICES[symbol]
        if price is None:
            raise NoPrice(symbol)
        return price

    prices = CoinPrices(last_price, PRICES.__contains__, ManualClock(), timedelta(minutes=1))
    found = await prices.price(coin, quote)
    exactly = None if expected is None else Fraction(expected)
    assert (found is None) == (exactly is None)
    if found is not None and exactly is not None:
        assert abs(Fraction(found) - exactly) < Fraction(1, 10**30)


OURS = {"orderLinkId": "s00000010000100e01"}
BROKEN = [
    ("Binance", BASE | {"price": "abc"}),
    ("Binance", BASE | {"price": 0.1}),
    ("Binance", BASE | {"commission": "Infinity"}),
    ("Binance", BASE | {"isBuyer": None}),
    ("Binance", BASE | {"id": ""}),
    ("Binance", BASE | {"time": "soon"}),
    ("Bybit", EXEC | OURS | {"extraFees": "{"}),
    ("Bybit", EXEC | OURS | {"execQty": ""}),
    ("Bybit", EXEC | OURS | {"side": "Long"}),
]


@pytest.mark.parametrize(("exchange", "raw"), BROKEN)
async def test_a_trade_that_cannot_be_read_is_not_told(
    exchange: str, raw: dict[str, Any], only_trade: TellTrade
) -> None:
    if raw.get("price") == 0.1:
        # JSON numbers are read exactly: this one is fine.
        assert (await only_trade(exchange, raw)).price == Decimal("0.1")
        return
    with pytest.raises(VenueUnavailable):
        await only_trade(exchange, raw)
