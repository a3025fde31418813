"""Bybit's unpleasant truths over REST, one by one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.asking import D, buy
from tests.twin.bybit import answers
from tests.twin.core.accounts import ApiKey, FeeCoin, Fees
from tests.twin.core.clock import milliseconds
from tests.twin.core.rules import SelfTrade
from tests.twin.raw_bybit import RawBybit
from tests.twin.remote import Remote

VENUES = {"spot": "Bybit", "linear": "Bybit F"}


@pytest.fixture(params=["spot", "linear"])
async def raw(twin: Twin, request: pytest.FixtureRequest) -> AsyncIterator[RawBybit]:
    async with RawBybit(twin.url, twin.account.keys[0], request.param) as client:
        yield client


def _move(twin: Twin, category: str, price: str, quantity: str | None = None) -> None:
    twin.world.venue(VENUES[category]).trade("BTCUSDT", D(price), None if quantity is None else D(quantity))


async def test_a_name_is_used_once_and_for_all(raw: RawBybit) -> None:
    number = await raw.buy("one")
    duplicate = {
        "spot": (170141, "Duplicate clientOrderId."),
        "linear": (110072, "OrderLinkedID is duplicate"),
    }
    assert await raw.buy("one") == duplicate[raw.category]
    gone = await raw.post("/v5/order/cancel", symbol="BTCUSDT", orderLinkId="one")
    assert gone == {"orderId": number, "orderLinkId": "one"}
    assert await raw.buy("one") == duplicate[raw.category]
    assert isinstance(await raw.buy(""), str)
    assert isinstance(await raw.buy(""), str)


async def test_an_order_id_goes_before_a_name_even_if_it_is_none(raw: RawBybit) -> None:
    await raw.buy("one")
    assert (await raw.seen("one"))["orderStatus"] == "New"
    assert (await raw.get("/v5/order/realtime", orderId="None", orderLinkId="one"))["list"] == []
    code, _ = await raw.post("/v5/order/cancel", symbol="BTCUSDT", orderId="None", orderLinkId="one")
    assert code == {"spot": 170213, "linear": 110001}[raw.category]
    assert (await raw.seen("one"))["orderStatus"] == "New"


async def test_what_was_filled_in_part_before_its_cancel(twin: Twin, raw: RawBybit) -> None:
    await raw.buy("one")
    _move(twin, raw.category, "94000", "0.004")
    assert (await raw.seen("one"))["orderStatus"] == "PartiallyFilled"
    await raw.post("/v5/order/cancel", symbol="BTCUSDT", orderLinkId="one")
    order = await raw.seen("one")
    assert order["orderStatus"] == {"spot": "PartiallyFilledCanceled", "linear": "Cancelled"}[raw.category]
    assert (D(order["cumExecQty"]), D(order["leavesQty"])) == (D("0.004"), D(0))
    assert (order["cancelType"], order["rejectReason"]) == ("CancelByUser", "EC_PerCancelRequest")


async def test_a_post_only_order_that_takes_is_accepted_and_then_gone(raw: RawBybit) -> None:
    assert isinstance(await raw.buy("one", price="95100", timeInForce="PostOnly"), str)
    order = await raw.seen("one")
    assert (order["orderStatus"], order["rejectReason"]) == ("Cancelled", "EC_PostOnlyWillTakeLiquidity")


async def test_orders_of_one_account_trade_with_each_other_and_share_the_name_of_the_trade(
    twin: Twin, raw: RawBybit
) -> None:
    await raw.buy("one")
    twin.world.venue(VENUES[raw.category]).quote("BTCUSDT", D("93999"), D("94001"))
    await raw.buy("two", side="Sell")
    rows = (await raw.get("/v5/execution/list", symbol="BTCUSDT"))["list"]
    assert {(row["orderLinkId"], row["side"], row["isMaker"]) for row in rows} == {
        ("one", "Buy", True),
        ("two", "Sell", False),
    }
    assert len({row["execId"] for row in rows}) == 1


async def test_some_sites_of_bybit_end_one_of_them_instead(twin: Twin, raw: RawBybit) -> None:
    twin.world.venue(VENUES[raw.category]).rules.self_trade = SelfTrade.ENDS_TAKER
    await raw.buy("one")
    twin.world.venue(VENUES[raw.category]).quote("BTCUSDT", D("93999"), D("94001"))
    await raw.buy("two", side="Sell")
    order = await raw.seen("two")
    assert (order["orderStatus"], order["cancelType"], order["rejectReason"]) == (
        "Cancelled",
        "CancelBySmp",
        "EC_BySelfMatch",
    )
    assert (await raw.seen("one"))["orderStatus"] == "New"


async def test_an_accepted_order_may_be_rejected_afterwards(twin: Twin, raw: RawBybit) -> None:
    venue = twin.world.venue(VENUES[raw.category])
    venue.rejections.append("EC_ReachRiskPriceLimit")
    assert isinstance(await raw.buy("one"), str)
    order = await raw.seen("one")
    assert (order["orderStatus"], order["rejectReason"]) == ("Rejected", "EC_ReachRiskPriceLimit")
    assert (await raw.get("/v5/order/realtime", symbol="BTCUSDT"))["list"] == []
    assert twin.account.wallet("Bybit").of("USDT").locked == 0
    assert isinstance(await raw.buy("two"), str)
    assert (await raw.seen("two"))["orderStatus"] == "New"


async def test_what_has_ended_is_forgotten_by_one_list_then_by_the_other(twin: Twin, raw: RawBybit) -> None:
    venue = twin.world.venue(VENUES[raw.category])
    await raw.buy("one")
    await raw.post("/v5/order/cancel-all", symbol="BTCUSDT")
    assert (await raw.get("/v5/order/realtime", symbol="BTCUSDT", openOnly=0))["list"] == []
    assert len((await raw.get("/v5/order/realtime", symbol="BTCUSDT", openOnly=1))["list"]) == 1
    twin.bybit.house.forget_closed(venue)
    assert await raw.seen("one") is None
    assert len((await raw.get("/v5/order/history", orderLinkId="one"))["list"]) == 1
    venue.rules.forget_unfilled_s = 0
    assert (await raw.get("/v5/order/history", orderLinkId="one"))["list"] == []


async def test_the_history_shows_the_last_week_unless_it_is_told_otherwise(twin: Twin, raw: RawBybit) -> None:
    venue = twin.world.venue(VENUES[raw.category])
    twin.world.clock.offset = timedelta(days=-8)
    placed_at = milliseconds(twin.world.clock.server_now())
    venue.place(buy("94000"))
    twin.world.clock.offset = timedelta()
    venue.trade("BTCUSDT", D("94000"))
    assert (await raw.seen("one"))["orderStatus"] == "Filled"
    twin.bybit.house.forget_closed(venue)
    assert (await raw.get("/v5/order/history", orderLinkId="one"))["list"] == []
    span = {"startTime": placed_at - 1, "endTime": placed_at + 60_000}
    assert len((await raw.get("/v5/order/history", orderLinkId="one", **span))["list"]) == 1


async def test_reads_lag_and_cancels_do_not(twin: Twin, raw: RawBybit) -> None:
    twin.world.venue(VENUES[raw.category]).lag.set(5)
    await raw.buy("one")
    assert await raw.seen("one") is None
    gone = await raw.post("/v5/order/cancel", symbol="BTCUSDT", orderLinkId="one")
    assert gone["orderLinkId"] == "one"


@pytest.mark.parametrize(
    ("category", "fields", "code"),
    [
        ("spot", {"qty": "30"}, 170131),
        ("linear", {"qty": "30"}, 110007),
        ("spot", {"qty": "0.00001"}, 170140),
        ("linear", {"qty": "0.0001"}, 10001),
        ("spot", {"price": "94000.001"}, 170134),
        ("linear", {"price": "94000.01"}, 10001),
        ("spot", {"price": "120000"}, 170193),
        ("spot", {"price": "50000", "side": "Sell"}, 170194),
        ("linear", {"side": "Sell", "reduceOnly": True}, 110017),
        ("linear", {"positionIdx": 1}, 10001),
        ("spot", {"symbol": "NOSUCH"}, 170121),
        ("linear", {"symbol": "NOSUCH"}, 10001),
        ("linear", {"qty": 0.01}, 10001),
        ("linear", {"orderLinkId": "x" * 37}, 10001),
        ("linear", {"orderLinkId": "a.b"}, 10001),
        ("linear", {"category": "nonsense"}, 10001),
    ],
)
async def test_orders_that_are_refused(
    twin: Twin, category: str, fields: dict[str, object], code: int
) -> None:
    async with RawBybit(twin.url, twin.account.keys[0], category) as raw:
        answer = await raw.buy("one", **fields)
        assert answer[0] == code, answer
        assert raw.status == 200
    assert twin.world.journal.read("order_created") == []


async def test_a_contract_moves_a_price_to_the_edge_of_its_band_in_silence(twin: Twin) -> None:
    venue = twin.world.venue("Bybit F")
    venue.market("BTCUSDT").mark = D(80000)
    async with RawBybit(twin.url, twin.account.keys[0], "linear") as raw:
        assert isinstance(await raw.buy("one", price="94000"), str)
        assert (await raw.seen("one") or {})["price"] == "84000.0"
        assert isinstance(await raw.buy("two", price="75000", side="Sell"), str)
        assert (await raw.seen("two") or {})["price"] == "76000.0"


async def test_a_price_may_be_as_bad_as_one_likes(raw: RawBybit) -> None:
    assert isinstance(await raw.buy("low", price="50000"), str)
    assert isinstance(await raw.buy("high", price="150000", side="Sell"), str)


async def test_a_closed_market(twin: Twin, raw: RawBybit) -> None:
    twin.world.venue(VENUES[raw.category]).change_symbol("BTCUSDT", trading=False)
    assert (await raw.buy("one"))[0] == {"spot": 170151, "linear": 110066}[raw.category]
    listed = (await raw.get("/v5/market/instruments-info"))["list"]
    assert "BTCUSDT" not in [one["symbol"] for one in listed]


async def test_time_key_signature_and_rights(twin: Twin, linear: RawBybit) -> None:
    twin.world.clock.offset = timedelta(seconds=8)
    code, text = await linear.get("/v5/position/list", symbol="BTCUSDT")
    assert code == 10002
    assert "recv_window[5000]" in text
    twin.world.clock.offset = timedelta(seconds=-2)
    assert (await linear.buy("one"))[0] == 10002
    twin.world.clock.offset = timedelta()
    right = linear.key
    linear.key = ApiKey(right.key, "wrong")
    assert (await linear.buy("one"))[0] == 10004
    linear.key = ApiKey("unknown", "wrong")
    assert await linear.buy("one") == (10003, "API key is invalid.")
    linear.key = twin.account.add_key("reader", can_trade=False)
    assert (await linear.buy("one"))[0] == 10005
    info = await linear.get("/v5/user/query-api")
    assert (info["readOnly"], info["permissions"]["Derivatives"], info["uta"]) == (1, [], 1)
    linear.key = replace(right, key="")
    assert await linear.buy("one") == ""
    assert linear.status == 401


async def test_an_order_that_queues_too_long_is_refused_or_comes_late(twin: Twin, linear: RawBybit) -> None:
    twin.world.faults.add(Fault(FaultKind.DELAY, (Operation.CREATE,), queue_s=0.3, times=2))
    twin.world.clock.offset = timedelta(seconds=4.8)
    assert (await linear.buy("late"))[0] == 10002
    twin.bybit.house.queue_checks_time = False
    assert isinstance(await linear.buy("later"), str)


async def test_requests_are_counted_per_account_and_second(twin: Twin, linear: RawBybit) -> None:
    twin.bybit.house.limits["linear create"] = 2
    await linear.buy("one")
    assert (linear.headers["X-Bapi-Limit"], linear.headers["X-Bapi-Limit-Status"]) == ("2", "1")
    await linear.buy("two")
    assert await linear.buy("three") == (10006, "Too many visits. Exceeded the API Rate Limit.")
    assert int(linear.headers["X-Bapi-Limit-Reset-Timestamp"]) > 10**12
    assert (await linear.get("/v5/position/list", symbol="BTCUSDT"))["list"]


async def test_an_address_that_asks_too_much_is_shut_out(twin: Twin, linear: RawBybit) -> None:
    twin.bybit.set_limit("Bybit F", 1)
    await linear.get("/v5/market/time")
    assert await linear.get("/v5/market/time") == "access too frequent"
    assert linear.status == 403
    twin.bybit.set_limit("Bybit F", 600)
    assert await linear.buy("one") == "access too frequent"
    twin.bybit.ban("Bybit", 0)
    assert isinstance(await linear.buy("one"), str)


@pytest.mark.parametrize("takes", [True, False])
async def test_a_fault_answers_in_place_of_the_exchange(twin: Twin, raw: RawBybit, takes: bool) -> None:
    fault = Fault(
        FaultKind.ANSWER,
        (Operation.CREATE,),
        VENUES[raw.category],
        takes=takes,
        answer=answers.SERVER_TIMEOUT,
    )
    twin.world.faults.add(fault)
    assert await raw.buy("one") == (10000, "Server Timeout")
    assert fault.hits == 1
    assert (await raw.seen("one") is not None) is takes


async def test_a_request_without_category_meets_the_faults_of_both_venues(
    twin: Twin, linear: RawBybit
) -> None:
    fault = Fault(FaultKind.ANSWER, (Operation.BALANCE,), "Bybit F", answer=Answer(502, "no"))
    twin.world.faults.add(fault)
    assert await linear.get("/v5/account/wallet-balance", accountType="UNIFIED") == "no"
    assert fault.hits == 1


async def test_one_order_and_a_list_are_different_questions(twin: Twin, linear: RawBybit) -> None:
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.ORDER,), answer=Answer(502, "no"), times=None))
    assert await linear.get("/v5/order/realtime", orderLinkId="one") == "no"
    assert await linear.get("/v5/order/realtime", symbol="BTCUSDT") != "no"


async def test_lists_go_page_by_page_and_one_page_too_far(twin: Twin, linear: RawBybit) -> None:
    for number in range(5):
        await linear.buy(f"n{number}")
    first = await linear.get("/v5/order/realtime", symbol="BTCUSDT", limit=3)
    await linear.buy("n5")
    cursor = first["nextPageCursor"]
    second = await linear.get("/v5/order/realtime", symbol="BTCUSDT", limit=3, cursor=cursor)
    names = [order["orderLinkId"] for order in first["list"] + second["list"]]
    assert names == ["n4", "n3", "n2", "n1", "n0"]
    last = await linear.get("/v5/order/realtime", symbol="BTCUSDT", limit=3, cursor=second["nextPageCursor"])
    assert (last["list"], last["nextPageCursor"]) == ([], "")


async def test_lists_want_to_know_of_what_and_no_more_than_a_week(linear: RawBybit) -> None:
    assert (await linear.get("/v5/order/realtime"))[0] == 10001
    week = 7 * 86_400_000
    code, text = await linear.get("/v5/execution/list", startTime=10**12, endTime=10**12 + week + 1)
    assert (code, "7 days" in text) == (10001, True)
    assert (await linear.get("/v5/execution/list", symbol="BTCUSDT", limit=101))[0] == 10001
    assert (await linear.get("/v5/order/realtime", category="inverse"))["list"] == []


async def test_everything_of_bybit_can_be_set_from_outside(twin: Twin, linear: RawBybit) -> None:
    async with Remote(twin.url) as remote:
        await remote.do("reject_next", venue="Bybit F", reason="EC_ReachRiskPriceLimit")
        await linear.buy("one")
        assert (await linear.seen("one"))["orderStatus"] == "Rejected"
        await linear.buy("two", price="95100")
        await remote.do("fund", venue="Bybit F", account="main", symbol="BTCUSDT", rate="-0.0001")
        assert D((await remote.journal("funding_paid"))[0]["facts"]["amount"]) < 0
        await remote.do(
            "fees", account="main", kind="spot", maker="0", taker="0", coin="rebate_given", tax="0.1"
        )
        assert twin.account.fees == Fees(D(0), D(0), FeeCoin.REBATE_GIVEN, D("0.1"))
        await remote.do("engine_delay", venue="Bybit F", seconds=0.01)
        await remote.do(
            "fault", kind="answer", operations=["create"], venue="Bybit F", answer="bybit_processing"
        )
        assert (await linear.buy("three"))[0] == 110079
        assert (await remote.state())["accounts"]["main"]["Bybit"]["BTC"]["free"] == "1"
        await remote.do("limit", venue="Bybit", limit=0)
        assert await linear.buy("four") == "access too frequent"
