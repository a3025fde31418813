"""CoinDCX over HTTP, answer by answer."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.support.clock import ManualClock
from tests.twin import Twin
from tests.twin.asking import D
from tests.twin.coindcx.answers import COINDCX_CHALLENGE
from tests.twin.coindcx.door import signature
from tests.twin.coindcx.errors import EXPIRED
from tests.twin.core.accounts import Fees
from tests.twin.core.faults import Fault, FaultKind, Operation
from tests.twin.raw_coindcx import FUTURES, RawCoinDCX

Json = dict[str, Any]


@pytest.fixture
async def dcx(twin: Twin) -> AsyncIterator[RawCoinDCX]:
    async with RawCoinDCX(twin.url, twin.account.keys[0]) as client:
        yield client


def day(twin: Twin, *, days: int) -> str:
    return (twin.world.clock.server_now() + timedelta(days=days)).strftime("%Y-%m-%d")


def test_the_raw_body_is_what_is_signed() -> None:
    """As the documentation has it: hex HMAC-SHA256 of the JSON without spaces, by the secret."""
    body = json.dumps({"timestamp": 1795331639000, "id": "0b1c"}, separators=(",", ":"))
    assert body == '{"timestamp":1795331639000,"id":"0b1c"}'
    assert signature("secret", body.encode()) == (
        hmac.new(b"secret", b'{"timestamp":1795331639000,"id":"0b1c"}', hashlib.sha256).hexdigest()
    )
    # Taken with `printf %s '{"channel":"coindcx"}' | openssl dgst -sha256 -hmac secret`.
    assert signature("secret", b'{"channel":"coindcx"}') == SOCKET_SIGNATURE


SOCKET_SIGNATURE = "a26225db835786cf45692290ab96c7abc51046ebafc49307cf04f325a22d56ca"


async def test_a_wrong_key_a_wrong_signature_and_another_body_are_refused_by_the_same_words(
    twin: Twin, dcx: RawCoinDCX
) -> None:
    body = json.dumps({"timestamp": int(time.time() * 1000)})
    refused = (401, "Invalid credentials")
    assert await dcx.send("POST", f"{FUTURES}/positions", body, signature="0" * 64) == refused
    other = signature(dcx.key.secret, body.replace(":", ": ").encode())
    assert await dcx.send("POST", f"{FUTURES}/positions", body, signature=other) == refused
    twin.account.keys[0].enabled = False
    assert await dcx.send("POST", f"{FUTURES}/positions", body) == refused


async def test_a_body_needs_milliseconds_and_a_create_fresh_ones(dcx: RawCoinDCX) -> None:
    assert await dcx.signed("positions", timestamp="now") == (422, "Invalid Request")
    assert (await dcx.buy(age_s=20))[0] == 422
    assert await dcx.listed() == []
    assert await dcx.signed("positions", age_s=20)


@pytest.mark.parametrize("looks", [True, False])
async def test_a_create_that_is_too_old_after_the_queue_is_refused_unless_nobody_looks(
    *, looks: bool
) -> None:
    clock = ManualClock()
    twin = Twin(time=clock)
    await twin.start()
    twin.coindcx.set_engine_delay("CoinDCX F", 11)
    twin.coindcx.house.queue_checks_time = looks
    key = twin.account.keys[0]
    async with (
        RawCoinDCX(twin.url, key, lambda: clock.now().timestamp()) as dcx,
        asyncio.TaskGroup() as tasks,
    ):
        create = tasks.create_task(dcx.buy())
        await clock.sleepers()
        await clock.advance(11)
        answer = await create
        assert (answer == (422, EXPIRED)) is looks
        assert len(await dcx.listed()) == (0 if looks else 1)
    await twin.stop()


async def test_a_create_says_initial_and_the_list_how_it_stands(twin: Twin, dcx: RawCoinDCX) -> None:
    created = await dcx.buy(client_order_id="mine")
    assert (created["status"], created["avg_price"], created["remaining_quantity"]) == ("initial", 0, 0.01)
    [listed] = await dcx.listed("open")
    assert (listed["id"], listed["status"]) == (created["id"], "open")
    assert "client_order_id" not in listed
    assert await dcx.listed("open", side="sell") == []
    twin.coindcx.trade("BTCUSDT", D("94000"), D("0.004"))
    [listed] = await dcx.listed("partially_filled")
    filled = D(str(listed["total_quantity"])) - D(str(listed["remaining_quantity"]))
    assert (filled, listed["avg_price"]) == (D("0.004"), 94000.0)


async def test_an_order_that_takes_at_once_or_is_rejected_later_is_initial_all_the_same(
    twin: Twin, dcx: RawCoinDCX
) -> None:
    assert (await dcx.buy(price="96000"))["status"] == "initial"
    assert [one["status"] for one in await dcx.listed()] == ["filled"]
    twin.coindcx.usdt.rejections.append("risk")
    created = await dcx.buy()
    assert created["status"] == "initial"
    rejected = (await dcx.listed("rejected"))[0]
    assert (rejected["id"], rejected["remaining_quantity"]) == (created["id"], 0.01)


async def test_lists_lag_and_show_names_only_where_they_are_told_to(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.coindcx.usdt.lag.set(60)
    await dcx.buy()
    assert await dcx.listed() == []
    twin.coindcx.usdt.lag.set(0)
    assert len(await dcx.listed()) == 1
    twin.coindcx.house.echoes_ids = True
    await dcx.buy(client_order_id="mine")
    assert [one.get("client_order_id") for one in await dcx.listed()] == ["mine", None]


async def test_two_equal_creates_are_two_orders_that_nothing_but_their_id_tells_apart(
    dcx: RawCoinDCX,
) -> None:
    first, second = await dcx.buy(client_order_id="same"), await dcx.buy(client_order_id="same")
    assert first["id"] != second["id"]
    own = {"id", "created_at", "updated_at"}
    rows = [{key: value for key, value in row.items() if key not in own} for row in await dcx.listed()]
    assert rows[0] == rows[1]


async def test_an_order_in_inr_is_seen_by_who_asks_for_inr_and_has_a_position_of_its_own(
    twin: Twin, dcx: RawCoinDCX
) -> None:
    await dcx.buy(margin_currency_short_name="INR", price="96000")
    assert await dcx.listed() == []
    both: Json = {"margin_currency_short_name": ["USDT", "INR"]}
    [order] = await dcx.listed(**both)
    assert (order["margin_currency_short_name"], order["settlement_currency_conversion_price"]) == (
        "INR",
        102,
    )
    rows = await dcx.signed("positions", pairs="B-BTC_USDT", **both)
    assert {(row["margin_currency_short_name"], row["active_pos"]) for row in rows} == {
        ("USDT", 0),
        ("INR", 0.01),
    }
    assert len({row["id"] for row in rows}) == 2
    assert await dcx.buy(margin_currency_short_name=["INR"]) == (422, "Invalid Request")


async def test_pages_are_asked_for_and_the_side_is_a_must(dcx: RawCoinDCX) -> None:
    made = [(await dcx.buy())["id"] for _ in range(3)]
    pages = [await dcx.listed(page=str(number), size="2") for number in (1, 2, 3)]
    assert [[one["id"] for one in page] for page in pages] == [[made[2], made[1]], [made[0]], []]
    assert await dcx.signed("orders", status="open") == (422, "Invalid Request")
    assert await dcx.listed(status="initial") == (422, "Invalid Request")


async def test_a_cancel_is_acknowledged_and_may_still_fill(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.coindcx.house.keeps_cancels = True
    first, second = await dcx.buy(), await dcx.buy(price="93000")
    for one in (first, second):
        assert (await dcx.signed("orders/cancel", id=one["id"]))["message"] == "success"
    twin.coindcx.trade("BTCUSDT", D("94000"))
    twin.coindcx.house.let_cancels_go()
    assert [one["status"] for one in await dcx.listed()] == ["cancelled", "filled"]
    assert (await dcx.signed("orders/cancel", id=second["id"]))[0] == 422
    assert (await dcx.signed("orders/cancel", id="nothing"))[0] == 422


async def test_a_part_is_partially_cancelled_and_its_figures_add_up(twin: Twin, dcx: RawCoinDCX) -> None:
    made = await dcx.buy()
    twin.coindcx.trade("BTCUSDT", D("94000"), D("0.004"))
    await dcx.signed("orders/cancel", id=made["id"])
    [one] = await dcx.listed()
    assert (one["status"], one["remaining_quantity"], one["cancelled_quantity"]) == (
        "partially_cancelled",
        0,
        0.006,
    )


async def test_trades_have_no_id_and_their_days_end_at_midnight(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.account.perpetual_fees = Fees(D("0.0002"), D("0.0005"), twin.account.perpetual_fees.coin, D("0.18"))
    made = await dcx.buy(price="96000", margin_currency_short_name="INR")
    asked: Json = {"pair": "B-BTC_USDT", "margin_currency_short_name": ["INR"]}
    assert await dcx.signed("trades", from_date=day(twin, days=-1), to_date=day(twin, days=0), **asked) == []
    [trade] = await dcx.signed("trades", from_date=day(twin, days=0), to_date=day(twin, days=1), **asked)
    assert trade["order_id"] == made["id"]
    assert not {"id", "trade_id"} & set(trade)
    assert trade["fee_amount"] == pytest.approx(trade["price"] * trade["quantity"] * 0.00059)
    other: Json = {"order_id": "another", "from_date": day(twin, days=0), "to_date": day(twin, days=1)}
    assert await dcx.signed("trades", **other, **asked) == []


async def test_the_wallets_are_asked_by_a_get_with_a_body(dcx: RawCoinDCX) -> None:
    rows = await dcx.signed("wallets", method="GET")
    assert {row["currency_short_name"]: row["balance"] for row in rows} == {"USDT": "50000", "INR": "5100000"}
    assert await dcx.send("GET", f"{FUTURES}/wallets", "") == (400, "bad_request")


async def test_the_ledger_has_a_row_for_a_fill_and_one_for_funding(twin: Twin, dcx: RawCoinDCX) -> None:
    await dcx.buy(price="96000", margin_currency_short_name="INR")
    twin.coindcx.inr.contracts.fund("main", "BTCUSDT", D("0.0001"))
    asked: Json = {"page": "1", "size": "100", "margin_currency_short_name": ["INR"]}
    [row] = await dcx.signed("positions/transactions", stage="funding", **asked)
    assert (row["amount"], row["source"]) == (pytest.approx(-0.01 * 95000 * 0.0001 * 102, rel=0.01), "system")
    assert len(await dcx.signed("positions/transactions", stage="all", **asked)) == 2


async def test_leverage_must_be_that_of_the_position(dcx: RawCoinDCX) -> None:
    assert await dcx.buy(leverage=5) == (422, "Order leverage must be equal to position leverage")
    asked: Json = {"pair": "B-BTC_USDT", "margin_currency_short_name": "USDT"}
    assert (await dcx.signed("positions/update_leverage", leverage="5", **asked))["code"] == 200
    assert (await dcx.buy(leverage=5))["leverage"] == 5
    assert (await dcx.signed("positions/update_leverage", leverage="0", **asked)) == (
        400,
        "Leverage cannot be less than 1x",
    )


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"total_quantity": "50"}, 422, "Insufficient funds"),
        ({"total_quantity": "0.0001"}, 422, "Quantity should be divisible by 0.001"),
        ({"total_quantity": "0"}, 422, "Invalid Request"),
        ({"total_quantity": "2000"}, 422, "Quantity for limit variant orders should be less than 1000.0"),
        ({"price": "94000.01"}, 400, "Price should be divisible by 0.1"),
        ({"price": "50000", "total_quantity": "0.001"}, 400, "Minimum order value should be 60.0 USDT"),
        ({"price": "120000"}, 400, "Please enter a value lower than 99750.0"),
        ({"price": "50000", "side": "sell"}, 400, "Please enter a value higher than 90250.0"),
        ({"price": None}, 422, "Price can't be empty for limit_order Order"),
        ({"pair": "B-NOSUCH_USDT"}, 422, "Currency pair is not valid"),
        ({"side": "both"}, 422, "Invalid Request"),
    ],
)
async def test_refusals(dcx: RawCoinDCX, fields: Json, status: int, message: str) -> None:
    assert await dcx.buy(**fields) == (status, message)
    assert await dcx.listed() == []


async def test_who_asks_too_often_is_sent_away(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.coindcx.set_limit("CoinDCX F", 2)
    assert [await dcx.listed() for _ in range(3)][1:] == [[], (429, "Too Many Requests")]
    twin.coindcx.ban("CoinDCX F", 60)
    assert await dcx.get(f"{FUTURES}/data/active_instruments") == (429, "Too Many Requests")


async def test_an_account_that_has_never_traded_may_be_denied(twin: Twin, dcx: RawCoinDCX) -> None:
    assert len(await dcx.signed("positions")) == 2
    twin.coindcx.house.denies_positions = True
    assert await dcx.signed("positions") == (404, "not_found")
    await dcx.buy()
    assert len(await dcx.signed("positions")) == 2


async def test_the_present_time_stands_in_the_header(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.world.clock.offset = timedelta(days=2)
    await dcx.get(f"{FUTURES}/data/active_instruments")
    told = parsedate_to_datetime(dcx.headers["Date"])
    assert abs(told - twin.world.clock.server_now()) < timedelta(minutes=1)


async def test_a_page_may_come_instead_of_json(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=COINDCX_CHALLENGE))
    with pytest.raises(json.JSONDecodeError):
        await dcx.buy()
    assert len(await dcx.listed()) == 1


async def test_public_data(twin: Twin, dcx: RawCoinDCX) -> None:
    twin.coindcx.trade("BTCUSDT", D("95100"), D("0.5"))
    assert await dcx.get(f"{FUTURES}/data/active_instruments") == ["B-BTC_USDT", "B-ETH_USDT"]
    asked: Json = {"pair": "B-BTC_USDT", "margin_currency_short_name": "INR"}
    rules = (await dcx.get(f"{FUTURES}/data/instrument", **asked))["instrument"]
    assert (rules["price_increment"], rules["min_notional"], rules["margin_currency_short_name"]) == (
        0.1,
        60,
        "INR",
    )
    [trade] = await dcx.get(f"{FUTURES}/data/trades", pair="B-BTC_USDT")
    assert (trade["price"], trade["quantity"]) == (95100, 0.5)
    book = await dcx.get("/market_data/v3/orderbook/B-BTC_USDT-futures/10")
    assert max(map(D, book["bids"])) < min(map(D, book["asks"]))
    prices = (await dcx.get("/market_data/v3/current_prices/futures/rt"))["prices"]
    assert prices["B-BTC_USDT"]["ls"] == 95100
    now = int(time.time())
    candle: Json = {"pair": "B-BTC_USDT", "resolution": "1", "from": now - 600, "to": now + 60}
    assert await dcx.get("/market_data/candlesticks", **candle) == (400, "Invalid Request")
    rows = (await dcx.get("/market_data/candlesticks", pcode="f", **candle))["data"]
    assert rows[-1]["close"] == 95100
    assert rows == sorted(rows, key=lambda row: row["time"])
    [rate] = await dcx.get("/api/v1/derivatives/futures/data/conversions")
    assert rate["conversion_price"] == 102


async def test_who_is_asked_by_the_key(dcx: RawCoinDCX) -> None:
    body = json.dumps({"timestamp": int(time.time() * 1000)})
    assert (await dcx.send("POST", "/exchange/v1/users/info", body))[0]["coindcx_id"]
