"""Binance spot over HTTP: who is let in, when, and how refusals are worded."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.twin import Twin
from tests.twin.asking import D, buy, sell
from tests.twin.binance.desk import Desk
from tests.twin.core.accounts import ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.values import Side
from tests.twin.raw import RawBinance

ORDER = "/api/v3/order"


async def _unsigned(raw: RawBinance) -> tuple[int, str]:
    now = milliseconds(datetime.fromtimestamp(time.time(), UTC))
    _, body = await raw.unsigned("GET", "/api/v3/account", timestamp=now, signature="00")
    return body["code"], body["msg"]


@pytest.fixture
def desk(twin: Twin) -> Desk:
    return twin.binance.desks["Binance"]


async def test_an_order_is_told_in_full(raw: RawBinance) -> None:
    body = await raw.buy("a-1", price="96000")
    assert (body["status"], body["executedQty"], body["price"]) == ("FILLED", "0.00100000", "96000.00000000")
    assert body["fills"] == [
        {
            "price": "95000.01000000",
            "qty": "0.00100000",
            "commission": "0.00000100",
            "commissionAsset": "BTC",
            "tradeId": 1,
        }
    ]


async def test_only_who_signs_rightly_with_a_known_key_is_let_in(twin: Twin, raw: RawBinance) -> None:
    assert await _unsigned(raw) == (
        -1022,
        "Signature for this request is not valid.",
    )
    for stranger, expected in ((ApiKey("short", "x"), -2014), (ApiKey.named("nobody"), -2015)):
        async with RawBinance(twin.url, stranger) as client:
            status, body = await client.ask("GET", "/api/v3/account")
            assert (status, body["code"]) == (401, expected)


async def test_a_key_without_trading_reads_and_does_not_trade(twin: Twin) -> None:
    key = twin.account.add_key("reader", can_trade=False, can_withdraw=True)
    async with RawBinance(twin.url, key) as reader:
        status, body = await reader.ask("GET", "/api/v3/account")
        assert (status, body["canTrade"]) == (200, False)
        assert (await reader.buy("a-1"))["code"] == -2015
        _, rights = await reader.ask("GET", "/sapi/v1/account/apiRestrictions")
        assert (rights["enableWithdrawals"], rights["enableSpotAndMarginTrading"]) == (True, False)


@pytest.mark.parametrize(
    ("offset_s", "expected"),
    [(-2, -1021), (0, None), (4, None), (6, -1021)],
)
async def test_the_time_of_a_request_is_held_against_the_servers_clock(
    twin: Twin, raw: RawBinance, offset_s: int, expected: int | None
) -> None:
    twin.world.clock.offset = timedelta(seconds=offset_s)
    assert (await raw.buy("a-1")).get("code") == expected
    _, read = await raw.ask("GET", "/api/v3/account")
    assert read.get("code") == expected


async def test_an_order_that_queues_too_long_is_refused_at_the_engine(twin: Twin, raw: RawBinance) -> None:
    twin.binance.set_engine_delay("Binance", 0.05)
    sent = milliseconds(twin.world.clock.server_now())
    code, text = await raw.refusal(
        "POST", ORDER, symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.001",
        price="94000", timestamp=sent, recvWindow=20,
    )  # fmt: skip
    assert (code, text) == (-1021, "Timestamp for this request is outside of the recvWindow.")
    assert twin.world.journal.read("order_created") == []


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"price": "94000.001"}, -1013, "Filter failure: PRICE_FILTER"),
        ({"quantity": "0.00001"}, -1013, "Filter failure: NOTIONAL"),
        ({"quantity": "0.0000001"}, -1013, "Filter failure: LOT_SIZE"),
        ({"price": "1"}, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
        ({"price": "94000.0000000001"}, -1111, "Parameter 'price' has too much precision."),
        ({"quantity": "5"}, -2010, "Account has insufficient balance for requested action."),
        ({"symbol": "NOUSDT"}, -1121, "Invalid symbol."),
        ({"side": "UP"}, -1117, "Invalid side."),
        ({"type": "STOP_LOSS"}, -1116, "Invalid orderType."),
        ({"timeInForce": "NOW"}, -1115, "Invalid timeInForce."),
        ({"price": "cheap"}, -1100, None),
        ({"price": ""}, -1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed."),
        ({"newClientOrderId": "a" * 37}, -1100, None),
        ({"type": "LIMIT_MAKER", "price": "95000.01"}, -2010, "Order would immediately match and take."),
    ],
)
async def test_refusals_have_binances_words(
    raw: RawBinance, change: dict[str, str], code: int, text: str | None
) -> None:
    fields: dict[str, str | int] = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    fields |= {"quantity": "0.001", "price": "94000"}
    given = await raw.refusal("POST", ORDER, **(fields | change))
    assert given[0] == code
    assert text in {None, given[1]}


async def test_what_is_not_there_is_said_in_binances_words(raw: RawBinance) -> None:
    await raw.buy("a-1")
    assert (await raw.buy("a-1"))["msg"] == "Duplicate order sent."
    nobody = {"symbol": "BTCUSDT", "origClientOrderId": "nobody"}
    assert await raw.refusal("GET", ORDER, **nobody) == (-2013, "Order does not exist.")
    assert await raw.refusal("DELETE", ORDER, **nobody) == (-2011, "Unknown order sent.")


async def test_a_canceled_order_is_told_with_both_names(raw: RawBinance) -> None:
    await raw.buy("a-1")
    _, body = await raw.ask(
        "DELETE", ORDER, symbol="BTCUSDT", origClientOrderId="a-1", newClientOrderId="c-1"
    )
    assert (body["origClientOrderId"], body["clientOrderId"], body["status"]) == ("a-1", "c-1", "CANCELED")
    _, seen = await raw.ask("GET", ORDER, symbol="BTCUSDT", origClientOrderId="a-1")
    assert (seen["clientOrderId"], seen["status"]) == ("a-1", "CANCELED")


async def test_an_order_that_met_its_own_account_has_a_state_of_its_own(twin: Twin, raw: RawBinance) -> None:
    spot = twin.world.venue("Binance")
    spot.place(buy("94000", name="maker"))
    spot.quote("BTCUSDT", D("93999"), D("94001"))
    spot.place(sell("94000", name="taker"))
    _, order = await raw.ask("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="maker")
    assert (order["status"], order["executedQty"]) == ("EXPIRED_IN_MATCH", "0.00000000")


async def test_an_acknowledgement_says_nothing_of_fills(raw: RawBinance) -> None:
    assert "status" not in await raw.buy("a-1", price="96000", newOrderRespType="ACK")


async def test_weight_is_counted_then_refused_then_banned(raw: RawBinance, desk: Desk) -> None:
    desk.weights.limit, desk.ban_after = 41, 2
    await raw.ask("GET", "/api/v3/account")
    assert raw.headers["X-MBX-USED-WEIGHT-1M"] == "20"
    await raw.ask("GET", "/api/v3/account")
    statuses = [(await raw.ask("GET", "/api/v3/account"))[0] for _ in range(3)]
    assert statuses == [429, 418, 418]
    assert int(raw.headers["Retry-After"]) > 60
    _, body = await raw.unsigned("GET", "/api/v3/time")
    assert body["msg"].startswith("Way too much request weight used; IP banned until")


async def test_too_many_orders_are_refused(raw: RawBinance, desk: Desk) -> None:
    desk.order_limits["10S"] = 1
    await raw.buy("a-1")
    assert raw.headers["X-MBX-ORDER-COUNT-10S"] == "1"
    assert (await raw.buy("a-2"))["msg"] == "Too many new orders; current limit is 1 orders per 10 SECOND."


async def test_every_request_is_noted_refused_ones_too(twin: Twin, raw: RawBinance) -> None:
    await raw.buy("a-1")
    await raw.buy("a-1")
    noted = [(one.account, one.operation, one.status) for one in twin.world.requests]
    assert noted == [("main", "create", 200), ("main", "create", 400)]
    assert "newClientOrderId=a-1" in twin.world.requests[0].query


async def test_market_data_follows_the_market(twin: Twin, raw: RawBinance) -> None:
    twin.binance.spot.trade("BTCUSDT", D("94000"), D("0.5"))
    twin.binance.spot.trade("BTCUSDT", D("94100"), D("0.25"), Side.BUY)
    _, best = await raw.unsigned("GET", "/api/v3/ticker/bookTicker", symbol="BTCUSDT")
    assert (best["bidPrice"], best["askPrice"]) == ("94099.99000000", "94100.00000000")
    _, candles = await raw.unsigned("GET", "/api/v3/klines", symbol="BTCUSDT", interval="1d", limit=1)
    assert candles[0][1:6] == [
        "94000.00000000", "94100.00000000", "94000.00000000", "94100.00000000", "0.75000000",
    ]  # fmt: skip
    _, trades = await raw.unsigned("GET", "/api/v3/aggTrades", symbol="BTCUSDT", fromId=2)
    assert [(trade["p"], trade["m"]) for trade in trades] == [("94100.00000000", False)]


async def test_lists_longer_than_a_day_are_refused(raw: RawBinance) -> None:
    code, _ = await raw.refusal("GET", "/api/v3/myTrades", symbol="BTCUSDT", startTime=1, endTime=10**8)
    assert code == -1127
