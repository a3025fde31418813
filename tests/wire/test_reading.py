"""Questions to the exchanges: looked up, listed, paged, refused."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import web

from engine.core.types import Market, VenueOrderId
from engine.errors import NoPrice, NotPossible, UnknownTicker, VenueUnavailable
from engine.exchange.gateway import CancelAnswer, KeyRights, NotFound, OrderReport, ReportState
from engine.exchange.wire.markets import MarketShelves
from tests.clock import ManualClock
from tests.wire import canned
from tests.wire.bench import Bench, Handler, Seen, answer, hang_up, stay_silent
from tests.wire.canned import (
    binance_order,
    binance_trade,
    bybit_execution,
    bybit_list,
    bybit_no,
    bybit_ok,
    bybit_order,
)
from tests.wire.conftest import MakeGateway, MakeOrder

OURS = "s00100010000100001"
MarketOf = Callable[[str], Market]
NO_SUCH = answer({"code": -2013, "msg": "Order does not exist."}, 400)


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


# --- look-up --------------------------------------------------------------------------------------


async def test_binance_finds_an_order_by_our_name(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    raw = binance_order(OURS, status="PARTIALLY_FILLED", executedQty="0.00040000")
    bench.put("GET", "/api/v3/order", answer(raw))
    got = await make_gateway("Binance").look_up(make_order(), make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert (got.state, got.filled, got.client_order_id) == (ReportState.OPEN, Decimal("0.0004"), OURS)
    assert got.created_at == at(1795331639100)
    (seen,) = bench.asked("GET", "/api/v3/order")
    assert seen.params["origClientOrderId"] == OURS
    assert "orderId" not in seen.params


STATES = {
    "NEW": ReportState.OPEN,
    "PENDING_NEW": ReportState.OPEN,
    "FILLED": ReportState.FILLED,
    "CANCELED": ReportState.CANCELED,
    "REJECTED": ReportState.REJECTED,
    "EXPIRED": ReportState.EXPIRED,
    "EXPIRED_IN_MATCH": ReportState.EXPIRED,
}


@pytest.mark.parametrize(("status", "state"), STATES.items())
async def test_binances_states(
    status: str,
    state: ReportState,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    bench.put("GET", "/api/v3/order", answer(binance_order(OURS, status=status)))
    got = await make_gateway("Binance").look_up(make_order(), make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert got.state is state


NO_ANSWERS: list[tuple[str, Handler]] = [
    ("no answer", stay_silent),
    ("hung up", hang_up),
    ("502", answer("<html>", 502)),
    ("404 page", answer("<html>Not Found</html>", 404)),
    ("null", answer("null")),
    ("{}", answer({})),
    ("[]", answer([])),
    ("archived", answer({"code": -2026, "msg": "Order was canceled or expired and archived."}, 400)),
    ("another code", answer({"code": -1000, "msg": "Unknown error"}, 400)),
    ("unknown state", answer(binance_order(OURS, status="DREAMING"))),
    ("another's order", answer(binance_order("web_1"))),
    ("another side", answer(binance_order(OURS, side="SELL"))),
    ("not a number", answer(binance_order(OURS, executedQty="NaN"))),
    ("a redirect", answer("", 302, Location="/api/v3/time")),
]


@pytest.mark.parametrize("handler", [case[1] for case in NO_ANSWERS], ids=[case[0] for case in NO_ANSWERS])
async def test_only_the_explicit_code_means_not_found(
    handler: Handler,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    bench.put("GET", "/api/v3/order", handler, NO_SUCH)
    gateway = make_gateway("Binance")
    if handler is hang_up:
        bench.put("GET", "/api/v3/order", hang_up, hang_up, NO_SUCH)  # aiohttp repeats a GET once
    with pytest.raises(VenueUnavailable):
        await gateway.look_up(make_order(), make_market("Binance"))
    assert await gateway.look_up(make_order(), make_market("Binance")) == NotFound()


async def test_a_canceled_order_may_bear_the_name_of_its_cancel(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/api/v3/order", answer(binance_order("cancel-1", status="CANCELED")))
    got = await make_gateway("Binance").look_up(make_order(), make_market("Binance"))
    assert isinstance(got, OrderReport)
    assert got.client_order_id == OURS


async def test_bybit_looks_among_recent_orders_then_in_the_history(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list()))
    canceled = bybit_order(OURS, orderStatus="Cancelled", cumExecQty="0.0004")
    bench.put("GET", "/v5/order/history", answer(bybit_list(canceled)), answer(bybit_list()))
    gateway = make_gateway("Bybit F")
    got = await gateway.look_up(make_order(), make_market("Bybit F"))
    assert isinstance(got, OrderReport)
    assert (got.state, got.filled) == (ReportState.CANCELED, Decimal("0.0004"))
    assert await gateway.look_up(make_order(), make_market("Bybit F")) == NotFound()
    for path in ("/v5/order/realtime", "/v5/order/history"):
        assert bench.asked("GET", path)[0].params["orderLinkId"] == OURS
        assert "orderId" not in bench.asked("GET", path)[0].params


async def test_bybits_history_must_answer_before_an_order_is_not_found(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list()))
    bench.put("GET", "/v5/order/history", answer(bybit_no(10016, "System error.")))
    with pytest.raises(VenueUnavailable):
        await make_gateway("Bybit").look_up(make_order(), make_market("Bybit"))


@pytest.mark.parametrize(
    ("exchange", "path"), [("Binance", "/api/v3/order"), ("Bybit", "/v5/order/realtime")]
)
async def test_an_order_is_found_by_the_exchanges_id(
    exchange: str, path: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    raw = binance_order("web_1") if exchange == "Binance" else bybit_list(bybit_order(""))
    bench.put("GET", path, answer(raw))
    got = await make_gateway(exchange).look_up_by_venue_id(make_market(exchange), VenueOrderId("28"))
    assert isinstance(got, OrderReport)
    assert got.client_order_id == ("web_1" if exchange == "Binance" else None)
    (seen,) = bench.asked("GET", path)
    assert seen.params["orderId"] == "28"
    assert not {"origClientOrderId", "orderLinkId"} & seen.params.keys()


# --- cancel ------------------------------------------------------------------------------------------

CANCELS: list[tuple[str, Handler, CancelAnswer]] = [
    ("Binance", answer(binance_order(OURS, status="CANCELED")), CancelAnswer.TAKEN),
    ("Binance", answer({"code": -2011, "msg": "Unknown order sent."}, 400), CancelAnswer.NO_SUCH_ORDER),
    ("Binance", answer({"code": -1000, "msg": "x"}, 400), CancelAnswer.UNCLEAR),
    ("Binance", answer("<html>", 503), CancelAnswer.UNCLEAR),
    ("Binance", stay_silent, CancelAnswer.UNCLEAR),
    ("Bybit", answer(bybit_ok({"orderId": "1", "orderLinkId": OURS})), CancelAnswer.TAKEN),
    ("Bybit", answer(bybit_no(170213, "Order does not exist.")), CancelAnswer.NO_SUCH_ORDER),
    (
        "Bybit F",
        answer(bybit_no(110001, "order not exists or too late to cancel")),
        CancelAnswer.NO_SUCH_ORDER,
    ),
    ("Bybit F", answer(bybit_no(10016, "System error")), CancelAnswer.UNCLEAR),
]


@pytest.mark.parametrize(("exchange", "handler", "expected"), CANCELS)
async def test_cancels(
    exchange: str,
    handler: Handler,
    expected: CancelAnswer,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    where = ("DELETE", "/api/v3/order") if exchange == "Binance" else ("POST", "/v5/order/cancel")
    bench.put(*where, handler)
    assert await make_gateway(exchange).cancel(make_order(), make_market(exchange)) is expected
    assert OURS in bench.asked(*where)[0].raw


# --- lists and pages ---------------------------------------------------------------------------------


async def test_open_orders_include_foreign_ones_and_only_the_symbols_asked_for(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    rows = [binance_order(OURS), binance_order("web_1", orderId=29)]
    bench.put("GET", "/api/v3/openOrders", answer(rows))
    got = await make_gateway("Binance").open_orders([make_market("Binance")])
    assert [(report.client_order_id, report.venue_order_id) for report in got] == [
        (OURS, "28"),
        ("web_1", "29"),
    ]


async def test_bybits_open_orders_are_read_page_by_page(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    first, second = bybit_order("a", orderId="1"), bybit_order("b", orderId="2")
    bench.put(
        "GET",
        "/v5/order/realtime",
        answer(bybit_list(first, cursor="next")),
        answer(bybit_list(second)),
    )
    got = await make_gateway("Bybit F").open_orders([make_market("Bybit F")])
    assert [report.venue_order_id for report in got] == ["1", "2"]
    asked = bench.asked("GET", "/v5/order/realtime")
    assert [seen.params.get("cursor") for seen in asked] == [None, "next"]
    assert {seen.params["openOnly"] for seen in asked} == {"0"}


async def test_pages_that_go_in_a_circle_are_given_up(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(bybit_order("a"), cursor="same")))
    with pytest.raises(VenueUnavailable, match="circle"):
        await make_gateway("Bybit").open_orders([make_market("Bybit")])


class BinanceTrades:
    """Trades on the bench, by time and by id, in pages."""

    def __init__(self, rows: list[dict[str, Any]], longest: timedelta) -> None:
        self.rows = rows
        self.longest_ms = longest.total_seconds() * 1000

    async def __call__(self, seen: Seen, request: web.Request) -> web.StreamResponse:
        asked, limit = seen.params, int(seen.params["limit"])
        if "fromId" in asked:
            assert "startTime" not in asked
            rows = [row for row in self.rows if row["id"] >= int(asked["fromId"])]
        else:
            begin, end = int(asked["startTime"]), int(asked["endTime"])
            assert end - begin <= self.longest_ms
            rows = [row for row in self.rows if begin <= row["time"] <= end]
        return await answer(rows[:limit])(seen, request)


@pytest.mark.parametrize(
    ("exchange", "path", "longest"),
    [
        ("Binance", "/api/v3/myTrades", timedelta(days=1)),
        ("Binance F", "/fapi/v1/userTrades", timedelta(days=7)),
    ],
)
async def test_binances_trades_of_weeks_come_whole_and_once(
    exchange: str,
    path: str,
    longest: timedelta,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
) -> None:
    """2,500 trades within seconds nine days ago, one yesterday, one now."""
    now = canned.now_ms()
    day = 24 * 3600 * 1000
    times = [now - 9 * day + number for number in range(2500)] + [now - day, now - 5]
    rows = [
        binance_trade(number + 1, time=time, side="BUY", buyer=True, maker=False)
        for number, time in enumerate(times)
    ]
    bench.put("GET", path, BinanceTrades(rows, longest))
    since = datetime.now(UTC) - timedelta(days=10)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway(exchange).trades_since(make_market(exchange), since)
    assert [int(trade.trade_id) for trade in got] == list(range(1, 2503))


async def test_bybits_trades_come_whole_once_and_only_fills(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    now = canned.now_ms()
    rows = [bybit_execution(n, execTime=str(now - n * 6 * 3600 * 1000)) for n in range(1, 90)]
    rows += [bybit_execution(500, execTime=str(now - 50), execType="Funding")]
    rows += [bybit_execution(501, execTime=str(now - 40), execType="BustTrade")]

    async def trades(seen: Seen, request: web.Request) -> web.StreamResponse:
        begin, end = int(seen.params["startTime"]), int(seen.params["endTime"])
        assert end - begin <= 7 * 24 * 3600 * 1000
        within = [row for row in rows if begin <= int(row["execTime"]) <= end]
        start = int(seen.params.get("cursor", "0"))
        page = within[start : start + 10]
        cursor = str(start + 10) if start + 10 < len(within) else ""
        return await answer(bybit_list(*page, cursor=cursor))(seen, request)

    bench.put("GET", "/v5/execution/list", trades)
    since = datetime.now(UTC) - timedelta(days=21)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway("Bybit").trades_since(make_market("Bybit"), since)
    assert [trade.trade_id for trade in got] == [f"exec-{n}" for n in range(84, 0, -1)]


async def test_the_trades_of_one_order(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/api/v3/myTrades", answer([binance_trade(1), binance_trade(2)]))
    gateway = make_gateway("Binance")
    got = await gateway.trades_of(make_market("Binance"), make_order(), VenueOrderId("28"))
    assert [trade.trade_id for trade in got] == ["1", "2"]
    assert bench.asked("GET", "/api/v3/myTrades")[0].params["orderId"] == "28"


# --- the account and the market --------------------------------------------------------------------


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


async def test_positions_are_signed_and_say_leverage_and_margin(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    rows = [{"symbol": "BTCUSDT", "positionAmt": "-0.010"}, {"symbol": "ETHUSDT", "positionAmt": "0.000"}]
    bench.put("GET", "/fapi/v3/positionRisk", answer(rows))
    settings = [{"symbol": "BTCUSDT", "marginType": "ISOLATED", "leverage": 3}]
    bench.put("GET", "/fapi/v1/symbolConfig", answer(settings))
    (short,) = await make_gateway("Binance F").positions()
    assert (short.symbol, short.quantity, short.leverage, short.isolated) == (
        "BTC/USDT",
        Decimal("-0.01"),
        Decimal(3),
        True,
    )
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "REGULAR_MARGIN"})))
    row = {"symbol": "BTCUSDT", "side": "Sell", "size": "0.02", "leverage": "2"}
    bench.put("GET", "/v5/position/list", answer(bybit_list(row)), answer(bybit_list()))
    (other,) = await make_gateway("Bybit F").positions()
    assert (other.quantity, other.leverage, other.isolated) == (Decimal("-0.02"), Decimal(2), False)
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


async def test_a_ticker_that_is_not_there_comes_with_its_likes(make_gateway: MakeGateway) -> None:
    for exchange in ("Binance", "Bybit F"):
        with pytest.raises(UnknownTicker) as raised:
            await make_gateway(exchange).market("BTC/USDD")
        assert raised.value.similar[0] == "BTC/USDT"


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


# --- prepare ----------------------------------------------------------------------------------------


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


async def test_what_cannot_be_prepared_is_said(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/fapi/v1/positionSide/dual", answer({"dualSidePosition": True}))
    text = "Position side cannot be changed if there exists position."
    bench.put("POST", "/fapi/v1/positionSide/dual", answer({"code": -4068, "msg": text}, 400))
    with pytest.raises(NotPossible, match=r"hedge mode is on.*exists position"):
        await make_gateway("Binance F").prepare(make_market("Binance F"), 1)
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "REGULAR_MARGIN"})))
    bench.put("POST", "/v5/account/set-margin-mode", answer(bybit_no(3400045, "Set margin mode failed")))
    with pytest.raises(NotPossible, match=r"cross margin.*Set margin mode failed"):
        await make_gateway("Bybit F").prepare(make_market("Bybit F"), 1)


async def test_bybit_is_prepared_and_unchanged_is_fine(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/v5/account/info", answer(bybit_ok({"marginMode": "ISOLATED_MARGIN"})))
    bench.put("POST", "/v5/position/switch-mode", answer(bybit_no(110025, "Position mode is not modified")))
    bench.put("POST", "/v5/position/set-leverage", answer(bybit_no(110043, "leverage not modified")))
    await make_gateway("Bybit F").prepare(make_market("Bybit F"), 3)
    (sent,) = bench.asked("POST", "/v5/position/set-leverage")
    assert sent.params["buyLeverage"] == '"3"'


# --- all of it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("exchange", DEFAULTS)
async def test_nothing_none_is_ever_on_the_wire_and_no_call_needs_more_than_trading_rights(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    gateway, market, order = make_gateway(exchange), make_market(exchange), make_order()
    venue_order_id = VenueOrderId("28")
    await gateway.market("BTC/USDT")
    asks: Mapping[str, Callable[[], Any]] = {
        "create": lambda: gateway.create(order, market),
        "cancel": lambda: gateway.cancel(order, market),
        "look_up": lambda: gateway.look_up(order, market),
        "look_up_by_venue_id": lambda: gateway.look_up_by_venue_id(market, venue_order_id),
        "open_orders": lambda: gateway.open_orders([market]),
        "trades_since": lambda: gateway.trades_since(market, order.created_at - timedelta(hours=1)),
        "trades_of": lambda: gateway.trades_of(market, order, venue_order_id),
        "balances": gateway.balances,
        "positions": gateway.positions,
        "rights": gateway.rights,
        "prepare": lambda: gateway.prepare(market, 1),
        "quote": lambda: gateway.quote(market),
        "last_price": lambda: gateway.last_price(market),
        "range_since": lambda: gateway.range_since(market, order.created_at - timedelta(hours=1)),
        "clock": gateway.clock_drift_s,
    }
    for ask in asks.values():
        with contextlib.suppress(VenueUnavailable):
            await ask()  # most of it is not on the bench; what was sent is what counts
    assert len(bench.seen) > len(asks)
    for seen in bench.seen:
        assert "None" not in seen.raw, seen.raw
        assert "null" not in seen.raw, seen.raw
    forbidden = ("capital", "margin/", "asset/", "coin/query-info", "transfer", "withdraw")
    assert not [seen.path for seen in bench.seen if any(word in seen.path for word in forbidden)]


async def test_clients_of_one_exchange_load_its_markets_once(bench: Bench, make_gateway: MakeGateway) -> None:
    clock = ManualClock()
    shelves = MarketShelves(clock)
    first, second = (make_gateway("Binance", clock, shelves=shelves) for _ in range(2))
    await first.market("BTC/USDT")
    await second.market("ETH/USDT")
    assert len(bench.asked("GET", "/api/v3/exchangeInfo")) == 1
    await clock.advance(31 * 60)
    await second.market("ETH/USDT")
    await first.market("ETH/USDT")
    assert len(bench.asked("GET", "/api/v3/exchangeInfo")) == 2


async def test_during_a_ban_no_call_is_made_at_all(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    clock = ManualClock()
    gateway, market = make_gateway("Binance", clock), make_market("Binance")
    await gateway.market("BTC/USDT")
    banned = answer({"code": -1003, "msg": "Way too much request weight used."}, 418, Retry_After="600")
    bench.put("GET", "/api/v3/openOrders", banned, answer([]))
    with pytest.raises(VenueUnavailable) as raised:
        await gateway.open_orders([market])
    assert raised.value.retry_after_s == pytest.approx(600)
    before = len(bench.seen)
    for _ in range(3):
        with pytest.raises(VenueUnavailable):
            await gateway.open_orders([market])
        assert await gateway.cancel(make_order(), market) is CancelAnswer.UNCLEAR
        order = make_order(created_at=clock.now(), deadline=clock.now() + timedelta(seconds=5))
        assert "NeverSent" in repr(await gateway.create(order, market))
        await clock.advance(150)
    assert len(bench.seen) == before
    await clock.advance(151)
    assert await gateway.open_orders([market]) == []
