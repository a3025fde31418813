"""Wallets, positions, rights; rules, fees, prices, candles, the clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from aiohttp import web

from engine.core.reasons.calls import ExchangeSaid
from engine.core.reasons.causes import MarginSetting
from engine.core.types import Market
from engine.errors import MarginUnfit, NoPrice, UnknownTicker, VenueUnavailable
from engine.reads.history import PriceRange
from engine.venues.live.gateway import KeyRights, Position
from tests.exchanges import canned
from tests.exchanges.bench import Bench, Seen, answer
from tests.exchanges.canned import bybit_list, bybit_no, bybit_ok
from tests.exchanges.conftest import MakeGateway

MarketOf = Callable[[str], Market]


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


async def test_wallets_hold_free_and_locked_together(bench: Bench, make_gateway: MakeGateway) -> None:
    balances = [{"asset": "BTC", "free": "0.10", "locked": "0.05"}]
    bench.put("GET", "/api/v3/account", answer({"balances": balances}))
    assert await make_gateway("Binance").balances() == {"BTC": Decimal("0.15")}
    bench.put(
        "GET", "/fapi/v3/balance", answer([{"asset": "USDT", "balance": "100.50", "availableBalance": "1"}])
    )
    assert await make_gateway("Binance F").balances() == {"USDT": Decimal("100.5")}
    coins = [{"coin": "USDT", "walletBalance": "7.10", "locked": "2"}, {"coin": "X", "walletBalance": ""}]
    bench.put("GET", "/v5/account/wallet-balance", answer(bybit_list({"coin": coins})))
    assert await make_gateway("Bybit").balances() == {"USDT": Decimal("7.1")}


async def test_positions_are_signed(bench: Bench, make_gateway: MakeGateway) -> None:
    rows = [{"symbol": "BTCUSDT", "positionAmt": "-0.010"}, {"symbol": "ETHUSDT", "positionAmt": "0.000"}]
    bench.put("GET", "/fapi/v3/positionRisk", answer(rows))
    assert await make_gateway("Binance F").positions() == [
        Position(symbol="BTC/USDT", quantity=Decimal("-0.01"))
    ]
    row = {"symbol": "BTCUSDT", "side": "Sell", "size": "0.02", "leverage": "2"}
    bench.put("GET", "/v5/position/list", answer(bybit_list(row)), answer(bybit_list()))
    assert await make_gateway("Bybit F").positions() == [
        Position(symbol="BTC/USDT", quantity=Decimal("-0.02"))
    ]
    assert await make_gateway("Binance").positions() == ()
    assert await make_gateway("Bybit").positions() == ()


async def test_what_a_key_may_do(bench: Bench, make_gateway: MakeGateway) -> None:
    restrictions = {
        "enableReading": True,
        "enableWithdrawals": False,
        "enableSpotAndMarginTrading": True,
        "enableFutures": False,
    }
    bench.put("GET", "/sapi/v1/account/apiRestrictions", answer(restrictions))
    assert await make_gateway("Binance").rights() == KeyRights(trade=True, withdraw=False)
    assert await make_gateway("Binance F").rights() == KeyRights(trade=False, withdraw=False)
    key = {"readOnly": 0, "permissions": {"Spot": ["SpotTrade"], "ContractTrade": [], "Wallet": ["Withdraw"]}}
    bench.put("GET", "/v5/user/query-api", answer(bybit_ok(key)))
    assert await make_gateway("Bybit").rights() == KeyRights(trade=True, withdraw=True)
    assert await make_gateway("Bybit F").rights() == KeyRights(trade=False, withdraw=True)


async def test_rules_and_fees_of_a_symbol(bench: Bench, make_gateway: MakeGateway) -> None:
    commission = {
        "symbol": "BTCUSDT",
        "standardCommission": {"maker": "0.00075", "taker": "0.00080", "buyer": "0.0001", "seller": "0"},
        "specialCommission": {"maker": "0", "taker": "0", "buyer": "0", "seller": "0"},
        "taxCommission": {"maker": "0.0001", "taker": "0.0001", "buyer": "0", "seller": "0"},
    }
    bench.put("GET", "/api/v3/account/commission", answer(commission))
    got = await make_gateway("Binance").market("BTC/USDT")
    assert got == Market(
        venue="Binance",
        symbol="BTC/USDT",
        base="BTC",
        quote="USDT",
        tick=Decimal("0.01"),
        step=Decimal("0.00001"),
        min_quantity=Decimal("0.0001"),
        min_notional=Decimal(5),
        maker_fee=Decimal("0.00095"),
        taker_fee=Decimal("0.00100"),
    )


DEFAULTS = {
    "Binance": ("0.001", "0.001", "0.00001", "5"),
    "Binance F": ("0.0002", "0.0005", "0.00001", "5"),
    "Bybit": ("0.001", "0.001", "0.000001", "5"),
    "Bybit F": ("0.0002", "0.00055", "0.001", "5"),
    "OKX": ("0.0008", "0.001", "0.00001", "0"),
    "OKX F": ("0.0002", "0.0005", "0.001", "0"),
}


@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize(("exchange", "expected"), DEFAULTS.items())
async def test_without_an_answer_about_fees_the_usual_ones_are_used(
    exchange: str, expected: tuple[str, ...], keys: bool, make_gateway: MakeGateway
) -> None:
    how = {} if keys else {"credentials": None}
    got = await make_gateway(exchange, **how).market("BTC/USDT")
    found = (got.maker_fee, got.taker_fee, got.step, got.min_notional)
    assert found == tuple(Decimal(text) for text in expected)
    assert got.derivative is exchange.endswith(" F")
    assert got.reducing_exempt is (exchange == "Binance F"), "the only one whose documents say so"


async def test_a_ticker_that_is_not_there_comes_with_its_likes(make_gateway: MakeGateway) -> None:
    for exchange in ("Binance", "Bybit F"):
        with pytest.raises(UnknownTicker) as raised:
            await make_gateway(exchange).market("BTC/USDD")
        assert raised.value.similar[0] == "BTC/USDT"


TYPED = {
    "Binance": ("BTC/U", "btcu", "1inch-usdt", "1INCHUSDT", "4usdt", "币安人生/USDT", "币安人生usdt", "a/bc"),
    "Binance F": (
        "BTC/USDT:USDT",
        "btcusdt",
        "1000000BABYDOGE/USDT:USDT",
        "1000000babydogeusdt",
        "币安人生USDT",
    ),
    "Bybit": ("btc_usdt", "1INCH/USDT"),
    "Bybit F": ("BTC-USDT:USDT", "1000000babydoge/usdt"),
}
LISTED = {
    False: (
        ("BTC", "USDT"),
        ("BTC", "U"),
        ("1INCH", "USDT"),
        ("4", "USDT"),
        ("币安人生", "USDT"),
        ("A", "BC"),
    ),
    True: (("BTC", "USDT"), ("1000000BABYDOGE", "USDT"), ("币安人生", "USDT")),
}
NOT_LISTED = {
    False: ("BTC/USDT:USDT", "AB/C", "ETH/U", "USDT"),
    True: ("BTC/USDT:BTC", "BTC/USDT:USDT-261225"),
}


@pytest.mark.parametrize("exchange", TYPED)
async def test_what_may_be_typed_is_what_the_exchange_lists(
    exchange: str, bench: Bench, make_gateway: MakeGateway
) -> None:
    gateway, perpetual = make_gateway(exchange), exchange.endswith(" F")
    if "Binance" in exchange:
        rows = [canned.binance_symbol(base, quote, futures=perpetual) for base, quote in LISTED[perpetual]]
        path = "/fapi/v1/exchangeInfo" if perpetual else "/api/v3/exchangeInfo"
        bench.put("GET", path, answer({"rateLimits": [], "symbols": rows}))
    else:
        rows = [canned.bybit_symbol(base, quote, linear=perpetual) for base, quote in LISTED[perpetual]]
        bench.put("GET", "/v5/market/instruments-info", answer(bybit_list(*rows)))
    for typed in TYPED[exchange]:
        got = await gateway.market(typed)
        letters = typed.upper().partition(":")[0]
        assert got.symbol.replace("/", "") == letters.translate(dict.fromkeys(map(ord, "/-_")))
        assert (got.base, got.quote) in LISTED[perpetual]
    for typed in NOT_LISTED[perpetual]:
        with pytest.raises(UnknownTicker):
            await gateway.market(typed)


async def test_a_halted_symbol_is_not_traded(bench: Bench, make_gateway: MakeGateway) -> None:
    gateway = make_gateway("Binance")
    halted = canned.binance_symbol("BTC", "USDT", futures=False) | {"status": "BREAK"}
    bench.put("GET", "/api/v3/exchangeInfo", answer({"rateLimits": [], "symbols": [halted]}))
    with pytest.raises(UnknownTicker):
        await gateway.market("BTC/USDT")


@pytest.mark.parametrize("exchange", DEFAULTS)
async def test_prices(exchange: str, make_gateway: MakeGateway, make_market: MarketOf) -> None:
    gateway = make_gateway(exchange)
    assert await gateway.quote(make_market(exchange)) == (Decimal("94999.9"), Decimal("95000.1"))
    assert await gateway.last_price(make_market(exchange)) == (600 if "Binance" in exchange else 95000)


async def test_an_empty_book_has_no_price(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    gateway = make_gateway("Bybit")
    bench.put(
        "GET",
        "/v5/market/tickers",
        answer(bybit_list({"symbol": "BTCUSDT", "lastPrice": "0", "bid1Price": ""})),
    )
    with pytest.raises(NoPrice):
        await gateway.quote(make_market("Bybit"))
    with pytest.raises(NoPrice):
        await gateway.last_price(make_market("Bybit"))


@pytest.mark.parametrize("ahead_ms", [-30_000, 0, 2500])
@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_the_drift_of_our_clock(
    exchange: str, ahead_ms: int, bench: Bench, make_gateway: MakeGateway
) -> None:
    gateway = make_gateway(exchange)
    if exchange == "Binance":
        canned.lay_time(bench, "/api/v3/time", lambda ms: {"serverTime": ms}, ahead_ms)
    else:
        canned.lay_time(
            bench, "/v5/market/time", lambda ms: bybit_ok({"timeNano": str(ms * 10**6)}), ahead_ms
        )
    assert await gateway.clock_drift_s() == pytest.approx(-ahead_ms / 1000, abs=0.1)


async def test_a_clock_that_shows_no_moment_is_no_answer(bench: Bench, make_gateway: MakeGateway) -> None:
    gateway = make_gateway("Binance")
    bench.put("GET", "/api/v3/time", answer({"serverTime": 10**40}))
    with pytest.raises(VenueUnavailable):
        await gateway.clock_drift_s()


async def test_the_range_of_a_night_from_candles(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    now = canned.now_ms()
    since_ms = now - 1700 * 60_000 - 30_000
    lows = {1500: "90.5", 10: "91"}

    def candle(open_ms: int) -> list[object]:
        ago = (now - open_ms) // 60_000
        high = "120" if ago == 3 else "110"
        return [open_ms, "100", high, lows.get(ago, "95"), "100", "1", open_ms + 59_999]

    async def candles(seen: Seen, request: web.Request) -> web.StreamResponse:
        start = int(seen.params["startTime"])
        assert seen.params["interval"] == "1m"
        first = -(-start // 60_000) * 60_000
        opens = range(first, now + 1, 60_000)[: int(seen.params["limit"])]
        return await answer([candle(moment) for moment in opens])(seen, request)

    bench.put("GET", "/api/v3/klines", candles)
    gateway = make_gateway("Binance")
    got = await gateway.range_since(make_market("Binance"), at(since_ms))
    assert got == (Decimal("90.5"), Decimal(120))
    asked = bench.asked("GET", "/api/v3/klines")
    assert len(asked) == 2
    shown = await gateway.prices_between(make_market("Binance"), at(now - 3_600_000), at(now))
    assert len(shown) == 60
    assert shown[-4] == PriceRange(shown[-4].at, Decimal(95), Decimal(120), Decimal(100))
    assert at(now - 60_000) < shown[-1].at <= at(now)
    assert int(asked[0].params["startTime"]) >= since_ms, "the candle open at that moment holds older prices"
    bench.put("GET", "/api/v3/klines", answer([]))
    assert await gateway.range_since(make_market("Binance"), at(since_ms)) is None


async def test_bybits_candles_come_newest_first(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    now = canned.now_ms()

    async def candles(seen: Seen, request: web.Request) -> web.StreamResponse:
        first = -(-int(seen.params["start"]) // 60_000) * 60_000
        opens = range(first, min(now, int(seen.params["end"])) + 1, 60_000)
        rows = [[str(o), "100", "110", "95" if o > first else "94", "100", "1", "1"] for o in opens]
        return await answer(bybit_list(*reversed(rows[-int(seen.params["limit"]) :])))(seen, request)

    bench.put("GET", "/v5/market/kline", candles)
    got = await make_gateway("Bybit").range_since(make_market("Bybit"), at(now - 2500 * 60_000))
    assert got == (Decimal(94), Decimal(110))
    assert len(bench.asked("GET", "/v5/market/kline")) == 3
    shown = await make_gateway("Bybit").prices_between(make_market("Bybit"), at(now - 3_600_000), at(now))
    assert [one.at for one in shown] == sorted(one.at for one in shown)
    assert [(one.low, one.high, one.last) for one in shown[:2]] == [
        (Decimal(94), Decimal(110), Decimal(100)),
        (Decimal(95), Decimal(110), Decimal(100)),
    ]


async def test_binance_is_made_one_way_isolated_and_levered(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/fapi/v1/positionSide/dual", answer({"dualSidePosition": True}))
    bench.put("POST", "/fapi/v1/positionSide/dual", answer({"code": 200, "msg": "success"}))
    settings = [{"symbol": "BTCUSDT", "marginType": "CROSSED", "leverage": 20}]
    bench.put("GET", "/fapi/v1/symbolConfig", answer(settings))
    unchanged = {"code": -4046, "msg": "No need to change margin type."}
    bench.put("POST", "/fapi/v1/marginType", answer(unchanged, 400))
    bench.put("POST", "/fapi/v1/leverage", answer({"leverage": 2, "symbol": "BTCUSDT"}))
    await make_gateway("Binance F").prepare(make_market("Binance F"), 2)
    assert bench.asked("POST", "/fapi/v1/positionSide/dual")[0].params["dualSidePosition"] == "false"
    assert bench.asked("POST", "/fapi/v1/marginType")[0].params["marginType"] == "ISOLATED"
    assert bench.asked("POST", "/fapi/v1/leverage")[0].params["leverage"] == "2"


async def test_binance_is_left_alone_where_all_is_well(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/fapi/v1/positionSide/dual", answer({"dualSidePosition": False}))
    settings = [{"symbol": "BTCUSDT", "marginType": "ISOLATED", "leverage": 1}]
    bench.put("GET", "/fapi/v1/symbolConfig", answer(settings))
    await make_gateway("Binance F").prepare(make_market("Binance F"), 1)
    assert not [seen for seen in bench.seen if seen.method == "POST"]


async def test_one_look_at_the_modes_serves_all_symbols_for_a_moment(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """The position mode alone weighs 30 of 2,400 a minute, and there may be many symbols."""
    settings = [{"symbol": "BTCUSDT", "marginType": "ISOLATED", "leverage": 1}]
    bench.put("GET", "/fapi/v1/positionSide/dual", answer({"dualSidePosition": False}))
    bench.put("GET", "/fapi/v1/symbolConfig", answer(settings))
    gateway, market = make_gateway("Binance F"), make_market("Binance F")
    await gateway.prepare(market, 1)
    assert (await gateway.margin_settings(market)).leverage == 1
    assert len(bench.asked("GET", "/fapi/v1/positionSide/dual")) == 1
    bench.put("POST", "/fapi/v1/leverage", answer({"leverage": 2, "symbol": "BTCUSDT"}))
    await gateway.prepare(market, 2)
    await gateway.margin_settings(market)
    assert len(bench.asked("GET", "/fapi/v1/positionSide/dual")) == 2, "what was changed is looked at anew"


async def test_what_cannot_be_prepared_is_said(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/fapi/v1/positionSide/dual", answer({"dualSidePosition": True}))
    bench.put("GET", "/fapi/v1/symbolConfig", answer([]))
    text = "Position side cannot be changed if there exists position."
    bench.put("POST", "/fapi/v1/positionSide/dual", answer({"code": -4068, "msg": text}, 400))
    with pytest.raises(MarginUnfit) as unfit:
        await make_gateway("Binance F").prepare(make_market("Binance F"), 1)
    assert unfit.value.reason.setting is MarginSetting.POSITION_MODE
    assert unfit.value.reason.why == ExchangeSaid(text=text, number="-4068")
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "REGULAR_MARGIN"})))
    bench.put("GET", "/v5/position/list", answer(bybit_list({"positionIdx": 0, "leverage": "1"})))
    bench.put("POST", "/v5/account/set-margin-mode", answer(bybit_no(3400045, "Set margin mode failed")))
    with pytest.raises(MarginUnfit) as unfit:
        await make_gateway("Bybit F").prepare(make_market("Bybit F"), 1)
    assert unfit.value.reason.setting is MarginSetting.MARGIN_MODE
    assert unfit.value.reason.why == ExchangeSaid(text="Set margin mode failed", number="3400045")


async def test_bybit_is_left_alone_where_all_is_well(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """It may refuse to set what is set already, while there is a position."""
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "ISOLATED_MARGIN"})))
    bench.put("GET", "/v5/position/list", answer(bybit_list({"positionIdx": 0, "leverage": "2.00"})))
    await make_gateway("Bybit F").prepare(make_market("Bybit F"), 2)
    assert not [seen for seen in bench.seen if seen.method == "POST"]


async def test_bybit_is_prepared_and_unchanged_is_fine(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "ISOLATED_MARGIN"})))
    hedged = [{"positionIdx": number, "leverage": ""} for number in (1, 2)]
    bench.put("GET", "/v5/position/list", answer(bybit_list(*hedged)))
    bench.put("POST", "/v5/position/switch-mode", answer(bybit_no(110025, "Position mode is not modified")))
    bench.put("POST", "/v5/position/set-leverage", answer(bybit_no(110043, "leverage not modified")))
    await make_gateway("Bybit F").prepare(make_market("Bybit F"), 3)
    assert bench.asked("POST", "/v5/position/switch-mode")[0].params["mode"] == "0"
    (sent,) = bench.asked("POST", "/v5/position/set-leverage")
    assert sent.params["buyLeverage"] == '"3"'
