"""What OKX does in its own way: contracts, pages, signs, and how long a line may be silent."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from engine.clock import SystemClock
from engine.core.orders import OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause, Force, MarginSetting
from engine.core.types import Fee, Market, Mode, Side
from engine.errors import MarginUnfit, VenueUnavailable
from engine.venue_answers import Accepted, Unknown
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.live.gateway import KeyRights, NotFound, OrderReport, Position
from tests.exchanges import canned
from tests.exchanges.bench import Bench, Seen, answer
from tests.exchanges.canned import okx_fill, okx_instrument, okx_no, okx_ok, okx_order, okx_order_no
from tests.exchanges.conftest import CREATE_PATH, MakeGateway, MakeOrder, client_of

MarketOf = Callable[[str], Market]
BEGAN_MS = canned.now_ms()
TRADE, ACCOUNT = "/api/v5/trade", "/api/v5/account"
SWAP = {"instType": "SWAP", "instId": "BTC-USDT-SWAP"}
DOGE = okx_instrument("DOGE", "USDT", swap=True) | {"ctVal": "1000", "lotSz": "0.01", "minSz": "0.01"}


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the bench's clock is real


def recent(number: int, **changes: object) -> canned.Json:
    at = str(BEGAN_MS + number)
    return okx_fill(number, **({"ts": at, "fillTime": at} | changes))


async def test_a_coin_is_called_as_its_exchange_calls_it(bench: Bench, make_gateway: MakeGateway) -> None:
    """ccxt has names of its own for some. A fee in AE would not be known as one in coins of AE."""
    gateway = make_gateway("OKX")
    bench.put("GET", "/api/v5/public/instruments", answer(okx_ok(okx_instrument("AE", "USDT", swap=False))))
    market = await gateway.market("AE/USDT")
    assert (market.symbol, market.base) == ("AE/USDT", "AE")


async def test_a_contract_of_a_thousand_coins_is_traded_and_told_in_coins(
    bench: Bench, make_gateway: MakeGateway, make_order: MakeOrder
) -> None:
    gateway = make_gateway("OKX F")
    bench.put("GET", "/api/v5/public/instruments", answer(okx_ok(DOGE)))
    of = {"instType": "SWAP", "instId": "DOGE-USDT-SWAP"}
    market = await gateway.market("DOGE/USDT")
    assert (market.step, market.min_quantity, market.min_notional) == (Decimal(10), Decimal(10), Decimal(0))
    taken = okx_ok({"ordId": "1", "clOrdId": "s00100010000100001", "sCode": "0"})
    bench.put("POST", CREATE_PATH["OKX F"], answer(taken))
    order = make_order(quantity=Decimal(12_340), price=Decimal("0.4"))
    assert isinstance(await gateway.create(order, market), Accepted)
    assert bench.asked("POST", CREATE_PATH["OKX F"])[0].params["sz"] == '"12.34"'

    shown = okx_order(order.client_order_id, sz="12.34", accFillSz="2.01", state="partially_filled", **of)
    bench.put("GET", f"{TRADE}/order", answer(okx_ok(shown)))
    report = await gateway.fetch_order(order.identity, market)
    assert isinstance(report, OrderReport)
    assert (report.quantity, report.filled) == (Decimal(12_340), Decimal(2_010))
    fill = recent(1, fillSz="2.01", fillPx="0.4", fee="-0.402", feeCcy="USDT", **of)
    bench.put("GET", f"{TRADE}/fills", answer(okx_ok(fill)))
    (trade,) = await gateway.trades_since(market, now() - timedelta(minutes=5))
    assert (trade.quantity, trade.price * trade.quantity) == (Decimal(2_010), Decimal(804))
    assert trade.fee == Fee(amount=Decimal("0.402"), coin="USDT", value=Decimal("0.402"))
    held = {"pos": "-2.01", "posSide": "net", "mgnMode": "isolated", **of}
    bench.put("GET", f"{ACCOUNT}/positions", answer(okx_ok(held)))
    assert await gateway.positions() == [Position(symbol="DOGE/USDT", quantity=Decimal(-2_010))]
    bill = {"billId": "7", "pnl": "-0.08", "ccy": "USDT", "sz": "2.01", "ts": str(canned.now_ms()), **of}
    bench.put("GET", f"{ACCOUNT}/bills", answer(okx_ok(bill)))
    (paid,) = await gateway.fundings(now() - timedelta(hours=1))
    assert (paid.amount, paid.coin, paid.position) == (Decimal("-0.08"), "USDT", Decimal(2_010))


async def test_of_a_contract_that_is_not_listed_any_more_the_size_is_remembered_and_never_guessed(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    shown = okx_order("s00100010000100001", sz="10", **SWAP)
    market, order = make_market("OKX F"), make_order()
    knows, never_knew = make_gateway("OKX F"), make_gateway("OKX F")
    await knows.market("BTC/USDT")
    bench.put("GET", f"{TRADE}/order", answer(okx_ok(shown)))
    await knows.fetch_order(order.identity, market)
    others = okx_ok(okx_instrument("ETH", "USDT", swap=True))
    bench.put("GET", "/api/v5/public/instruments", answer(others))
    for gateway in (knows, never_knew):
        client_of(gateway).markets = client_of(gateway).markets_by_id = None
    report = await knows.fetch_order(order.identity, market)
    assert isinstance(report, OrderReport)
    assert report.quantity == Decimal("0.1")
    with pytest.raises(VenueUnavailable):
        await never_knew.fetch_order(order.identity, market)


async def test_lists_go_on_behind_the_last_row_until_a_page_is_short(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    rows = [recent(number) for number in range(250, 0, -1)]

    async def fills(seen: Seen, request: web.Request) -> web.StreamResponse:
        assert seen.params["limit"] == "100"
        after = int(seen.params.get("after", "100000"))
        page = [row for row in rows if int(row["billId"]) < after][:100]
        return await answer(okx_ok(*page))(seen, request)

    bench.put("GET", f"{TRADE}/fills", fills)
    since = now() - timedelta(hours=1)
    got = await make_gateway("OKX").trades_since(make_market("OKX"), since)
    assert [trade.trade_id for trade in got] == [f"{number}:BUY" for number in range(1, 251)]
    assert len(bench.asked("GET", f"{TRADE}/fills")) == 3
    bench.put("GET", f"{TRADE}/orders-pending", answer(okx_ok(*[okx_order("a")] * 100)))
    with pytest.raises(VenueUnavailable):  # in a circle
        await make_gateway("OKX").all_open_orders()


async def test_fills_are_asked_of_the_list_that_goes_back_far_enough(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    for name in ("fills", "fills-history"):
        bench.put("GET", f"{TRADE}/{name}", answer(okx_ok()))
    gateway, market = make_gateway("OKX F"), make_market("OKX F")
    await gateway.trades_since(market, now() - timedelta(days=2))
    assert not bench.asked("GET", f"{TRADE}/fills-history")
    await gateway.trades_since(market, now() - timedelta(days=400))
    (old,) = bench.asked("GET", f"{TRADE}/fills-history")
    assert int(old.params["begin"]) / 1000 >= (now() - timedelta(days=90)).timestamp()
    await gateway.trades_of(market, make_order(created_at=now() - timedelta(days=5)), "28")  # type: ignore[arg-type]  # text
    assert bench.asked("GET", f"{TRADE}/fills-history")[1].params["ordId"] == "28"


async def test_what_the_exchange_does_by_force_is_told_apart_from_trades(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    forced = [
        recent(number, tradeId=f"-{number}", subType=kind, execType="", clOrdId="", ordId=str(number), **SWAP)
        for number, kind in ((2, "107"), (3, "128"), (4, "112"), (5, "999"))
    ]
    own = recent(1, feeCcy="USDT", **SWAP)
    bench.put("GET", f"{TRADE}/fills", answer(okx_ok(*forced[::-1], own)))
    gateway, since = make_gateway("OKX F"), now() - timedelta(hours=1)
    trades = await gateway.trades_since(make_market("OKX F"), since)
    assert [trade.trade_id for trade in trades] == ["1:BUY"]
    told = await gateway.forced_trades(make_market("OKX F"), since)
    assert [one.force for one in told] == [
        Force.LIQUIDATION,
        Force.DELEVERAGING,
        Force.SETTLEMENT,
        Force.LIQUIDATION,
    ]
    assert not await make_gateway("OKX").forced_trades(make_market("OKX"), since)


FEES = [
    ("OKX", {"fee": "-0.000001", "feeCcy": "BTC"}, ("0.000001", "BTC", "0.095")),
    ("OKX", {"fee": "0.01", "feeCcy": "USDT"}, ("-0.01", "USDT", "-0.01")),
    ("OKX", {"fee": "-0.000001", "feeCcy": ""}, ("0.000001", "BTC", "0.095")),
    ("OKX", {"fee": "-0.09", "feeCcy": "", "side": "sell"}, ("0.09", "USDT", "0.09")),
    ("OKX", {"fee": "0.01", "feeCcy": ""}, ("-0.01", "USDT", "-0.01")),
    ("OKX", {"fee": "0"}, ("0", "USDT", "0")),
    ("OKX F", {"fee": "-0.09", "feeCcy": "", **SWAP}, ("0.09", "USDT", "0.09")),
]


@pytest.mark.parametrize(("exchange", "changes", "expected"), FEES)
async def test_what_is_paid_is_below_zero_there(
    exchange: str,
    changes: dict[str, object],
    expected: tuple[str, str, str],
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
) -> None:
    bench.put("GET", f"{TRADE}/fills", answer(okx_ok(recent(1, **changes))))
    since = now() - timedelta(minutes=5)
    (trade,) = await make_gateway(exchange).trades_since(make_market(exchange), since)
    amount, coin, value = expected
    assert trade.fee == Fee(amount=Decimal(amount), coin=coin, value=Decimal(value))
    assert trade.taker
    assert trade.side is (Side.SELL if changes.get("side") == "sell" else Side.BUY)


ENDS = [
    ({"state": "live"}, None, None),
    ({"state": "canceled", "cancelSource": "1"}, OrderFact.CANCELED, None),
    ({"state": "mmp_canceled"}, OrderFact.CANCELED, None),
    ({"state": "canceled", "cancelSource": "32"}, OrderFact.EXPIRED, Cause.SELF_TRADE),
    ({"state": "canceled", "cancelSource": "14"}, OrderFact.EXPIRED, Cause.NOTHING_OFFERED),
    ({"state": "canceled", "cancelSource": "4711"}, OrderFact.EXPIRED, None),
    ({"state": "filled", "accFillSz": "0.001"}, OrderFact.FILLED, None),
]


@pytest.mark.parametrize(("changes", "ended", "cause"), ENDS)
async def test_how_an_order_has_ended(
    changes: dict[str, str],
    ended: OrderFact | None,
    cause: Cause | None,
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MarketOf,
    make_order: MakeOrder,
) -> None:
    order = make_order()
    bench.put("GET", f"{TRADE}/order", answer(okx_ok(okx_order(order.client_order_id, **changes))))
    report = await make_gateway("OKX").fetch_order(order.identity, make_market("OKX"))
    assert isinstance(report, OrderReport)
    assert report.ended is ended
    said = f"cancelSource {changes.get('cancelSource')}"
    assert report.reason == (ExchangeCode(said=said, cause=cause) if ended is OrderFact.EXPIRED else None)
    (asked,) = bench.asked("GET", f"{TRADE}/order")
    assert (asked.params["instId"], asked.params["clOrdId"]) == ("BTC-USDT", order.client_order_id)


async def test_only_one_code_says_that_there_is_no_such_order(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    gateway, market, order = make_gateway("OKX"), make_market("OKX"), make_order()
    bench.put("GET", f"{TRADE}/order", answer(okx_no(51603, "Order does not exist")))
    assert await gateway.fetch_order(order.identity, market) == NotFound()
    for other in (okx_no(50026, "System error."), okx_ok(), okx_ok(okx_order("a"), okx_order("a"))):
        bench.put("GET", f"{TRADE}/order", answer(other))
        with pytest.raises(VenueUnavailable):
            await gateway.fetch_order(order.identity, market)


async def test_wallet_rights_and_fees_of_an_account(bench: Bench, make_gateway: MakeGateway) -> None:
    coins = [{"ccy": "USDT", "cashBal": "7.10", "availBal": "1"}, {"ccy": "X", "cashBal": ""}]
    bench.put("GET", f"{ACCOUNT}/balance", answer(okx_ok({"details": coins})))
    assert await make_gateway("OKX").balances() == {"USDT": Decimal("7.1"), "X": None}
    bench.put("GET", f"{ACCOUNT}/config", answer(okx_ok({"perm": "read_only,trade", "posMode": "net_mode"})))
    assert await make_gateway("OKX").rights() == KeyRights(trade=True, withdraw=False)
    bench.put("GET", f"{ACCOUNT}/config", answer(okx_ok({"perm": "read_only,withdraw"})))
    assert await make_gateway("OKX F").rights() == KeyRights(trade=False, withdraw=True)
    fees = {"maker": "-0.0006", "taker": "-0.0009", "makerU": "0.0001", "takerU": "-0.0004"}
    bench.put("GET", f"{ACCOUNT}/trade-fee", answer(okx_ok(fees)))
    spot, swap = [await make_gateway(name).market("BTC/USDT") for name in ("OKX", "OKX F")]
    assert (spot.maker_fee, spot.taker_fee) == (Decimal("0.0006"), Decimal("0.0009"))
    assert (swap.maker_fee, swap.taker_fee) == (Decimal("-0.0001"), Decimal("0.0004"))
    asked = bench.asked("GET", f"{ACCOUNT}/trade-fee")
    assert [seen.params.get("instFamily") for seen in asked] == [None, "BTC-USDT"]


async def test_fees_are_those_of_the_instrument_s_group(bench: Bench, make_gateway: MakeGateway) -> None:
    """One number for all instruments of a kind is told as well, in fields that are to go."""
    groups = [
        {"groupId": "1", "maker": "-0.0008", "taker": "-0.001"},
        {"groupId": "2", "maker": "-0.002", "taker": "-0.0035"},
    ]
    old = {"maker": "-0.0008", "taker": "-0.001"}
    bench.put("GET", f"{ACCOUNT}/trade-fee", answer(okx_ok({**old, "feeGroup": groups})))
    gateway = make_gateway("OKX")
    pairs = [
        okx_instrument("BTC", "USDT", swap=False) | {"groupId": "1"},
        okx_instrument("SHIB", "USDT", swap=False) | {"groupId": "2"},
        okx_instrument("ETH", "USDT", swap=False) | {"groupId": "9"},
    ]
    bench.put("GET", "/api/v5/public/instruments", answer(okx_ok(*pairs)))
    found = [await gateway.market(f"{base}/USDT") for base in ("BTC", "SHIB", "ETH")]
    usual, dear = (Decimal("0.0008"), Decimal("0.001")), (Decimal("0.002"), Decimal("0.0035"))
    assert [(one.maker_fee, one.taker_fee) for one in found] == [usual, dear, usual]
    own = {"maker": "", "taker": "", "makerU": "", "takerU": "", "feeGroup": groups[1:]}
    bench.put("GET", f"{ACCOUNT}/trade-fee", answer(okx_ok(own)))
    swap = await make_gateway("OKX F").market("BTC/USDT")
    assert (swap.maker_fee, swap.taker_fee) == dear


async def test_positions_in_both_margin_modes_count_together_and_others_not_at_all(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    rows = [
        {"pos": "3", "posSide": "net", "mgnMode": "isolated", **SWAP},
        {"pos": "2", "posSide": "short", "mgnMode": "cross", **SWAP},
        {"pos": "9", "posSide": "net", "instId": "BTC-USD-SWAP"},
        {"pos": "0", "posSide": "net", "instId": "ETH-USDT-SWAP"},
    ]
    bench.put("GET", f"{ACCOUNT}/positions", answer(okx_ok(*rows)))
    gateway = make_gateway("OKX F")
    assert await gateway.positions() == [Position(symbol="BTC/USDT", quantity=Decimal("0.01"))]
    bench.put("GET", f"{ACCOUNT}/positions", answer(okx_ok(rows[0], rows[1] | {"pos": ""})))
    assert await gateway.positions() == [Position(symbol="BTC/USDT", quantity=None)]
    assert await make_gateway("OKX").positions() == ()


async def test_the_position_mode_and_the_leverage_are_made_and_what_is_right_is_left_alone(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    config = {"perm": "trade", "posMode": "net_mode"}
    bench.put("GET", f"{ACCOUNT}/config", answer(okx_ok(config)))
    bench.put("GET", f"{ACCOUNT}/leverage-info", answer(okx_ok({"lever": "3", "mgnMode": "isolated"})))
    gateway, market = make_gateway("OKX F"), make_market("OKX F")
    await gateway.prepare(market, 3)
    assert not [seen for seen in bench.seen if seen.method == "POST"]
    bench.put("POST", f"{ACCOUNT}/set-leverage", answer(okx_ok({"lever": "5"})))
    await gateway.prepare(market, 5)
    (sent,) = bench.asked("POST", f"{ACCOUNT}/set-leverage")
    assert (sent.params["lever"], sent.params["mgnMode"]) == ('"5"', '"isolated"')
    bench.put("GET", f"{ACCOUNT}/config", answer(okx_ok(config | {"posMode": "long_short_mode"})))
    bench.put("POST", f"{ACCOUNT}/set-position-mode", answer(okx_no(59000, "Setting failed.")))
    with pytest.raises(MarginUnfit) as unfit:
        await make_gateway("OKX F").prepare(market, 3)
    assert unfit.value.reason.setting is MarginSetting.POSITION_MODE


async def test_the_range_of_a_week_is_put_together_of_short_pages(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf
) -> None:
    minutes = 60_000

    async def candles(seen: Seen, request: web.Request) -> web.StreamResponse:
        before, after, most = (int(seen.params[name]) for name in ("before", "after", "limit"))
        assert most <= (100 if "history" in seen.path else 300)
        opens = range(-(-(before + 1) // minutes) * minutes, min(after, canned.now_ms()), minutes)
        rows = [[str(o), "100", "110", "95", "100", "1", "1", "1", "1"] for o in opens][-most:]
        return await answer(okx_ok(*rows[::-1]))(seen, request)

    bench.put("GET", "/api/v5/market/candles", candles)
    bench.put("GET", "/api/v5/market/history-candles", candles)
    gateway, market = make_gateway("OKX"), make_market("OKX")
    assert await gateway.range_since(market, now() - timedelta(minutes=1700)) == (Decimal(95), Decimal(110))
    spans = [
        (int(seen.params["before"]) + 1, int(seen.params["after"]))
        for seen in bench.seen
        if "candles" in seen.path
    ]
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(spans)), "without gaps"
    assert spans[-1][1] >= canned.now_ms() - 10_000
    assert bench.asked("GET", "/api/v5/market/history-candles")
    shown = await gateway.prices_between(market, now() - timedelta(minutes=100), now())
    assert len(shown) in {100, 101}
    assert (shown[0].low, shown[0].high, shown[0].last) == (Decimal(95), Decimal(110), Decimal(100))


async def test_an_order_that_came_late_is_unknown_and_has_the_clock_measured_again(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    """Another copy of the request may have come in time."""
    bench.put("POST", CREATE_PATH["OKX"], answer(okx_order_no(50037, "The order expired.")))
    gateway, clock = make_gateway("OKX"), ("GET", "/api/v5/public/time")
    assert isinstance(await gateway.create(make_order(), make_market("OKX")), Unknown)
    before = len(bench.asked(*clock))
    await gateway.create(make_order(), make_market("OKX"))
    assert len(bench.asked(*clock)) >= before + 3


def test_a_line_says_something_before_the_exchange_closes_it() -> None:
    clock = SystemClock()
    made = build_gateway(
        "OKX",
        mode=Mode.PAPER,
        credentials=None,
        exchange_urls={},
        process_wide=ProcessWide(clock),
        clock=clock,
        heartbeat_s=60,
    )
    assert client_of(made).streaming["keepAlive"] <= 25_000


def test_signs_of_life_go_by_this_machines_clock_and_logins_by_the_exchanges(
    make_gateway: MakeGateway,
) -> None:
    """ccxt compares the last pong with the time of this machine, whatever clock its client goes by."""
    clock = SystemClock()
    client: Any = client_of(make_gateway("OKX"))
    client.our_time = ExchangeTime(clock)
    client.our_time.measured(clock.now() - timedelta(minutes=3), clock.monotonic())
    line = SimpleNamespace(lastPong=0)
    client.handle_pong(line, "pong")
    assert line.lastPong / 1000 == pytest.approx(clock.now().timestamp(), abs=10)
    assert client.seconds() == pytest.approx(clock.now().timestamp() - 180, abs=10)
