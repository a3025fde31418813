"""Open orders and trades, whole, once, page by page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.causes import Force
from engine.core.reasons.reason import NoAnswer
from engine.core.types import Market, Side, VenueOrderId
from engine.errors import VenueUnavailable
from tests.exchanges import canned
from tests.exchanges.bench import Bench, Seen, answer
from tests.exchanges.canned import binance_order, binance_trade, bybit_execution, bybit_list, bybit_order
from tests.exchanges.conftest import MakeGateway, MakeOrder

OURS = "s00100010000100001"
MarketOf = Callable[[str], Market]


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


@pytest.mark.parametrize(
    ("exchange", "scopes"), [("Bybit", [None]), ("Bybit F", ["USDT", "USDC"])], ids=["spot", "perpetuals"]
)
async def test_bybits_open_orders_on_many_symbols_are_asked_for_together(
    exchange: str, scopes: list[str | None], bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bases = ("BTC", "ETH", "XRP")
    symbols = [canned.bybit_symbol(base, "USDT", linear=exchange == "Bybit F") for base in (*bases, "SOL")]
    listed = canned.bybit_ok({"category": "x", "list": symbols, "nextPageCursor": ""})
    bench.put("GET", "/v5/market/instruments-info", answer(listed))
    rows = [bybit_order(base, symbol=f"{base}USDT", orderId=base) for base in ("BTC", "SOL", "XRP")]
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(*rows)), answer(bybit_list()))
    markets = [replace(make_market(exchange), symbol=f"{base}/USDT", base=base) for base in bases]
    got = await make_gateway(exchange).open_orders(markets)
    assert [(report.symbol, report.venue_order_id) for report in got] == [
        ("BTC/USDT", "BTC"),
        ("XRP/USDT", "XRP"),
    ]
    asked = bench.asked("GET", "/v5/order/realtime")
    assert [seen.params.get("settleCoin") for seen in asked] == scopes
    assert not any("symbol" in seen.params for seen in asked)


async def test_a_cursor_goes_back_as_it_came(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Bybit's cursors are quoted already."""
    quoted = "page_args%3Dfd4300ae%26symbol%3D6%26"
    first, second = bybit_list(bybit_order("a", orderId="1"), cursor=quoted), bybit_list()
    bench.put("GET", "/v5/order/realtime", answer(first), answer(second))
    await make_gateway("Bybit").open_orders([make_market("Bybit")])
    assert f"cursor={quoted}" in bench.asked("GET", "/v5/order/realtime")[1].raw


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_an_order_of_an_unheard_kind_hides_no_other(
    exchange: str,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    """Somebody else's may be anything. One of ours is not known until it can be read."""
    if exchange == "Binance":
        where, odd = ("GET", "/api/v3/openOrders"), binance_order("web_1", status="DREAMING")
        bench.put(*where, answer([odd, binance_order(OURS)]))
        bench.put("GET", "/api/v3/order", answer(binance_order(OURS, status="DREAMING")))
    else:
        where, odd = ("GET", "/v5/order/realtime"), bybit_order("", orderStatus="Dreaming")
        unreadable = answer(bybit_list(bybit_order(OURS, orderStatus="Dreaming")))
        bench.put(*where, answer(bybit_list(odd, bybit_order(OURS))), unreadable)
    gateway, market = make_gateway(exchange), make_market(exchange)
    assert [report.client_order_id for report in await gateway.open_orders([market])] == [OURS]
    with pytest.raises(VenueUnavailable):
        await gateway.fetch_order(make_order().identity, market)


async def test_pages_that_go_in_a_circle_are_given_up(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    bench.put("GET", "/v5/order/realtime", answer(bybit_list(bybit_order("a"), cursor="same")))
    with pytest.raises(VenueUnavailable) as given_up:
        await make_gateway("Bybit").open_orders([make_market("Bybit")])
    assert given_up.value.reason == NoAnswer(exchange="Bybit", why=UnreadableAnswer())


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
        elif "orderId" in asked:
            rows = [row for row in self.rows if row["orderId"] == int(asked["orderId"])]
        elif "startTime" not in asked:
            rows = self.rows[-limit:]
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


DAY_MS = 24 * 3600 * 1000


@pytest.mark.parametrize(
    ("times", "most_asked"),
    [
        pytest.param([], 1, id="none"),
        pytest.param([364], 1, id="one, a year ago"),
        pytest.param([day / 3 for day in range(364 * 3, 0, -1)], 4, id="three a day"),
        pytest.param([364] * 900 + [1] * 900, 5, id="many then, and many now"),
        pytest.param([30] * 900 + [1] * 900, 16, id="none for most of the year, then many"),
    ],
)
async def test_a_year_of_trades_at_binance_spot_costs_few_questions(
    times: list[float],
    most_asked: int,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
) -> None:
    """An order has stood for a year: day by day it would be more than the weight of a minute, every time."""
    now, path = canned.now_ms(), "/api/v3/myTrades"
    long_before = [binance_trade(1, time=now - 500 * DAY_MS)]
    since_then = [
        binance_trade(number, time=now - int(day * DAY_MS) + number) for number, day in enumerate(times, 2)
    ]
    bench.put("GET", path, BinanceTrades(long_before + since_then, timedelta(days=1)))
    since = datetime.now(UTC) - timedelta(days=365)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway("Binance").trades_since(make_market("Binance"), since)
    assert [int(trade.trade_id) for trade in got] == [row["id"] for row in since_then]
    assert len(bench.asked("GET", path)) <= most_asked


@pytest.mark.parametrize(
    ("exchange", "path", "remembers"),
    [
        ("Binance F", "/fapi/v1/userTrades", timedelta(days=90)),
        ("Binance F", "/fapi/v1/income", timedelta(days=90)),
        ("Bybit F", "/v5/execution/list", timedelta(days=730)),
    ],
)
async def test_no_more_is_asked_for_than_the_exchange_remembers(
    exchange: str,
    path: str,
    remembers: timedelta,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
) -> None:
    """A bot has stood for years."""
    bench.put("GET", path, answer([] if exchange == "Binance F" else bybit_list()))
    now = datetime.now(UTC)  # noqa: TID251 - the bench's clock is real
    gateway, since = make_gateway(exchange), now - timedelta(days=1000)
    if path == "/fapi/v1/income":
        await gateway.fundings(since)
    else:
        await gateway.trades_since(make_market(exchange), since)
        await gateway.fundings(since) if exchange == "Bybit F" else None
    asked = [int(seen.params["startTime"]) for seen in bench.asked("GET", path)]
    assert min(asked) >= (now - remembers).timestamp() * 1000


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
    since = datetime.now(UTC) - timedelta(days=21, hours=1)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway("Bybit").trades_since(make_market("Bybit"), since)
    assert [trade.trade_id for trade in got] == [f"exec-{n}:BUY" for n in range(84, 0, -1)]


async def test_both_sides_of_a_trade_between_two_orders_of_ours_are_told_apart(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Bybit gives them one execId; the books know a fill by its id."""
    now = str(canned.now_ms())
    bought = bybit_execution(1, execTime=now, orderId="11", orderLinkId="a")
    sold = bybit_execution(1, execTime=now, orderId="12", orderLinkId="b", side="Sell", isMaker=True)
    bench.put("GET", "/v5/execution/list", answer(bybit_list(sold, bought)))
    since = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway("Bybit").trades_since(make_market("Bybit"), since)
    assert [(trade.trade_id, trade.venue_order_id, trade.side) for trade in got] == [
        ("exec-1:SELL", "12", Side.SELL),
        ("exec-1:BUY", "11", Side.BUY),
    ]


async def test_both_sides_of_a_trade_are_listed_where_their_id_is_one(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Binance: a hand's order without self-trade prevention has met one of ours."""
    now = canned.now_ms()
    ours = binance_trade(1, time=now, orderId=28)
    theirs = binance_trade(1, time=now, orderId=29, isBuyer=False, isMaker=True)
    bench.put("GET", "/api/v3/myTrades", answer([ours, theirs]))
    since = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway("Binance").trades_since(make_market("Binance"), since)
    assert [(trade.venue_order_id, trade.side) for trade in got] == [("28", Side.BUY), ("29", Side.SELL)]


async def test_the_trades_of_one_order(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    bench.put("GET", "/api/v3/myTrades", answer([binance_trade(1), binance_trade(2)]))
    gateway = make_gateway("Binance")
    got = await gateway.trades_of(make_market("Binance"), make_order(), VenueOrderId("28"))
    assert [trade.trade_id for trade in got] == ["1", "2"]
    assert bench.asked("GET", "/api/v3/myTrades")[0].params["orderId"] == "28"


@pytest.mark.parametrize(
    ("exchange", "path", "longest"),
    [
        ("Binance", "/api/v3/myTrades", timedelta(days=1)),
        ("Binance F", "/fapi/v1/userTrades", timedelta(days=7)),
    ],
)
async def test_an_order_of_more_trades_than_a_page_has_them_all(
    exchange: str,
    path: str,
    longest: timedelta,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    """1,003 trades of one order, and one of another among them."""
    begin = canned.now_ms() - 2000
    times = range(begin, begin + 1004)
    rows = [binance_trade(number, time=time, orderId=28) for number, time in enumerate(times, 1)]
    rows[500]["orderId"] = 29
    bench.put("GET", path, BinanceTrades(rows, longest))
    got = await make_gateway(exchange).trades_of(make_market(exchange), make_order(), VenueOrderId("28"))
    assert [int(trade.trade_id) for trade in got] == [row["id"] for row in rows if row["orderId"] == 28]


ODD = pytest.mark.parametrize("odd", [{"symbol": "ETHUSDT"}, {"symbol": "BTCUSDT"}, {"symbol": None}, {}])


@ODD
@pytest.mark.parametrize("exchange", ["Binance F", "Bybit F"])
async def test_a_payment_that_cannot_be_read_hides_no_other(
    exchange: str, odd: dict[str, Any], bench: Bench, make_gateway: MakeGateway
) -> None:
    """The account may be charged for other things of others, by rows that look like no other."""
    now = canned.now_ms()
    if exchange == "Binance F":
        paid: dict[str, Any] = {
            "symbol": "BTCUSDT",
            "incomeType": "FUNDING_FEE",
            "income": "-0.5",
            "asset": "USDT",
            "time": now,
            "tranId": 7,
        }
        bench.put("GET", "/fapi/v1/income", answer([odd, {**paid, "income": "?", **odd}, paid]))
    else:
        row = bybit_execution(7, execTime=str(now), execType="Funding", execFee="0.5", feeCurrency="USDT")
        rows = [{"execType": "Funding", **odd}, {**row, "execFee": "", **odd}, row]
        bench.put("GET", "/v5/execution/list", answer(bybit_list(*rows)))
    since = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway(exchange).fundings(since)
    assert [(str(one.amount), one.symbol) for one in got] == [("-0.5", "BTC/USDT")]


@pytest.mark.parametrize("knows_dividends", [True, False])
async def test_a_dividend_is_a_payment_for_the_position_as_well(
    knows_dividends: bool, bench: Bench, make_gateway: MakeGateway
) -> None:
    """Perpetuals on stocks have them, as an income of another kind, with numbers of their own."""

    async def income(seen: Seen, request: web.Request) -> web.StreamResponse:
        kind = seen.params["incomeType"]
        amount = {"FUNDING_FEE": "-0.5", "SPECIAL_FUNDING_FEE": "1.25"}[kind]
        paid = {"symbol": "BTCUSDT", "incomeType": kind, "income": amount, "asset": "USDT", "tranId": 7}
        told = answer([paid | {"time": canned.now_ms()}])
        if kind == "SPECIAL_FUNDING_FEE" and not knows_dividends:
            told = answer({"code": -1130, "msg": "Data sent for parameter 'incomeType' is not valid."}, 400)
        return await told(seen, request)

    bench.put("GET", "/fapi/v1/income", income)
    since = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the bench's clock is real
    got = {one.funding_id: str(one.amount) for one in await make_gateway("Binance F").fundings(since)}
    assert got == {"7": "-0.5"} | ({"7:special": "1.25"} if knows_dividends else {})


@pytest.mark.parametrize("exchange", ["Binance F", "Bybit F"])
async def test_a_forced_order_that_cannot_be_read_hides_no_other(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    """Nor is one of another kind taken for force: an order of ours, a split, a stop of the position."""
    now = canned.now_ms()
    if exchange == "Binance F":
        names = [OURS, "settlement_autoclose-1", "autoclose-1", "", "adl_autoclose", None]
        orders = [binance_order(str(name), orderId=number) for number, name in enumerate(names, 1)]
        orders[3] = {"orderId": 4}
        orders[5] = binance_order("autoclose-2", orderId="")
        kinds: dict[str, Any] = {"time": now, "side": "SELL", "buyer": False, "maker": False}
        settled = [
            orders[1],
            binance_order("settlement_autoclose-2", orderId=7),
            binance_order(OURS, orderId=8),
        ]
        trades = [binance_trade(number, orderId=number, **kinds) for number in range(1, 9)]
        bench.put("GET", "/fapi/v1/forceOrders", answer(orders))
        bench.put("GET", "/fapi/v1/allOrders", answer(settled))
        bench.put("GET", "/fapi/v1/userTrades", answer(trades))
        expected = [
            ("2", Force.SETTLEMENT),
            ("3", Force.LIQUIDATION),
            ("5", Force.DELEVERAGING),
            ("7", Force.SETTLEMENT),
        ]
    else:

        async def executions(seen: Seen, request: web.Request) -> web.StreamResponse:
            rows = [
                bybit_execution(1, execTime=str(now), execType="BustTrade"),
                bybit_execution(2, execTime=str(now), execType="BustTrade", execQty=""),
                bybit_execution(3, execTime=str(now + 1), execType="AdlTrade"),
                bybit_execution(4, execTime=str(now), execType="AdlTrade", execPrice=None),
                bybit_execution(5, execTime=str(now + 2), execType="Settle"),
                bybit_execution(7, execTime=str(now + 3), execType="Delivery"),
                bybit_execution(6, execTime=str(now), execType="CorporateAction"),
                # A part of a position is liquidated by an order on the book, which trades as any other.
                bybit_execution(8, execTime=str(now + 4), createType="CreateByLiq"),
                bybit_execution(9, execTime=str(now + 4), createType="CreateByClosing"),
                bybit_execution(10, execTime=str(now + 4), createType="CreateByLiq", execPrice=""),
            ]
            return await answer(bybit_list(*rows))(seen, request)

        bench.put("GET", "/v5/execution/list", executions)
        expected = [
            ("exec-1:BUY", Force.LIQUIDATION),
            ("exec-3:BUY", Force.DELEVERAGING),
            ("exec-5:BUY", Force.SETTLEMENT),
            ("exec-7:BUY", Force.SETTLEMENT),
            ("exec-8:BUY", Force.LIQUIDATION),
        ]
    since = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - the bench's clock is real
    got = await make_gateway(exchange).forced_trades(make_market(exchange), since)
    assert [(one.trade.trade_id, one.force) for one in got] == expected
