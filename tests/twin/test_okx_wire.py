"""OKX's unpleasant truths over REST, one by one."""

from datetime import timedelta

import pytest

from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.asking import D, buy
from tests.twin.core.accounts import ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.okx import answers
from tests.twin.raw_okx import RawOkx
from tests.twin.remote import Remote


def _move(twin: Twin, raw: RawOkx, price: str, quantity: str | None = None) -> None:
    twin.world.venue(raw.venue).trade("BTCUSDT", D(price), None if quantity is None else D(quantity))


async def test_a_name_is_unique_among_open_orders_only(twin: Twin, okx: RawOkx) -> None:
    number = await okx.buy("one")
    assert await okx.buy("one") == (51016, "Client order ID already exists.")
    _move(twin, okx, "94000")
    again = await okx.buy("one", px="93000")
    assert isinstance(again, str)
    assert again != number
    assert (await okx.seen("one"))["ordId"] == again
    assert (await okx.get("trade/order", instId=okx.instrument, ordId=number, clOrdId="one"))[0][
        "state"
    ] == "filled"


@pytest.mark.parametrize("name", ["with-hyphen", "with_line", "x" * 33, "ü"])
async def test_names_are_letters_and_digits(twin: Twin, okx: RawOkx, name: str) -> None:
    assert await okx.buy(name) == (51000, "Parameter clOrdId error")
    assert isinstance(await okx.buy("x" * 32), str)
    assert len(twin.world.journal.read("order_created")) == 1


async def test_contracts_are_counted_and_coins_are_meant(twin: Twin) -> None:
    async with RawOkx(twin.url, twin.account.keys[0], "DOGE-USDT-SWAP") as raw:
        (rule,) = await raw.get("public/instruments", instType="SWAP", instId="DOGE-USDT-SWAP")
        assert (rule["ctVal"], rule["ctValCcy"], rule["lotSz"], rule["minSz"]) == (
            "1000",
            "DOGE",
            "0.01",
            "0.01",
        )
        await raw.buy("one", px="0.41", sz="2.01")
        order = await raw.seen("one")
        assert (order["state"], order["accFillSz"], order["sz"]) == ("filled", "2.01", "2.01")
        assert twin.okx.swap.contracts.position("main", "DOGEUSDT").amount == 2010
        (held,) = await raw.get("account/positions", instType="SWAP")
        assert (held["instId"], held["pos"], held["mgnMode"]) == ("DOGE-USDT-SWAP", "2.01", "isolated")
        (fill,) = await raw.get("trade/fills", instType="SWAP")
        assert (fill["fillSz"], D(fill["fee"]) < 0, fill["feeCcy"]) == ("2.01", True, "USDT")
        assert await raw.buy("two", px="0.41", sz="0.005") == (
            51020,
            "Your order should meet or exceed the minimum order amount.",
        )
        assert (await raw.buy("three", px="0.41", sz="1.001"))[0] == 51121


async def test_the_life_of_an_order(twin: Twin, okx: RawOkx) -> None:
    number = await okx.buy("one")
    (open_one,) = await okx.get("trade/orders-pending", instType=okx.kind)
    assert (open_one["ordId"], open_one["state"], open_one["tradeId"]) == (number, "live", "")
    _move(twin, okx, "94000", "0.004")
    order = await okx.seen("one")
    part = "0.004" if okx.is_spot else "0.4"
    assert (order["state"], order["accFillSz"], order["avgPx"]) == ("partially_filled", part, "94000")
    assert isinstance(await okx.cancel("one"), list)
    assert (await okx.cancel("one"))[0] == 51400
    order = await okx.seen("one")
    assert (order["state"], order["cancelSource"], order["accFillSz"]) == ("canceled", "1", part)
    assert [row["clOrdId"] for row in await okx.get("trade/orders-history", instType=okx.kind)] == ["one"]
    (fill,) = await okx.get("trade/fills", instType=okx.kind, ordId=number)
    assert (fill["fillSz"], fill["execType"], fill["side"]) == (part, "M", "buy")
    fee_coin = "BTC" if okx.is_spot else "USDT"
    assert (fill["feeCcy"], D(fill["fee"]) < 0, D(order["fee"])) == (fee_coin, True, D(fill["fee"]))


async def test_a_post_only_order_that_takes_is_accepted_and_then_gone(okx: RawOkx) -> None:
    assert isinstance(await okx.buy("one", px="95100", ordType="post_only"), str)
    order = await okx.seen("one")
    assert (order["state"], order["cancelSource"]) == ("canceled", "31")


async def test_orders_of_one_account_never_trade_with_each_other(twin: Twin, okx: RawOkx) -> None:
    await okx.buy("one")
    twin.world.venue(okx.venue).quote("BTCUSDT", D("93999"), D("94001"))
    await okx.buy("two", side="sell")
    first = await okx.seen("one")
    assert (first["state"], first["cancelSource"]) == ("canceled", "32")
    assert (await okx.seen("two"))["state"] == "live"
    assert await okx.get("trade/fills", instType=okx.kind) == []


@pytest.mark.parametrize("expires", ["before it arrives", "while it waits"])
async def test_an_order_is_taken_until_the_time_in_its_header_and_not_later(
    twin: Twin, okx: RawOkx, expires: str
) -> None:
    now = milliseconds(twin.world.clock.server_now())
    early = expires == "before it arrives"
    if not early:
        twin.world.faults.add(Fault(FaultKind.DELAY, (Operation.CREATE,), queue_s=1.0))
    okx.more = {"expTime": str(now - 1 if early else now + 700)}
    assert (await okx.buy("one"))[0] in ({50036} if early else {50036, 50037})
    okx.more = {"expTime": str(now + 60_000)}
    assert isinstance(await okx.buy("one"), str)
    assert len(twin.world.journal.read("order_created")) == 1


async def test_a_time_in_the_body_expires_nothing(okx: RawOkx) -> None:
    assert isinstance(await okx.buy("one", expTime="1"), str)


@pytest.mark.parametrize(
    ("instrument", "fields", "code"),
    [
        ("BTC-USDT", {"sz": "30"}, 51008),
        ("BTC-USDT-SWAP", {"sz": "90000"}, 51008),
        ("BTC-USDT", {"sz": "0.000001"}, 51020),
        ("BTC-USDT-SWAP", {"sz": "1.001"}, 51121),
        ("BTC-USDT", {"px": "94000.01"}, 51000),
        ("BTC-USDT", {"px": "120000"}, 51137),
        ("BTC-USDT-SWAP", {"px": "50000", "side": "sell"}, 51138),
        ("BTC-USDT-SWAP", {"side": "sell", "reduceOnly": True}, 51169),
        ("BTC-USDT-SWAP", {"posSide": "long"}, 51000),
        ("BTC-USDT", {"tdMode": "isolated"}, 51000),
        ("BTC-USDT-SWAP", {"tdMode": "cash"}, 51000),
        ("BTC-USDT", {"instId": "NO-SUCH"}, 51001),
        ("BTC-USDT", {"sz": 0.01}, 51000),
        ("BTC-USDT", {"ordType": "gtc"}, 51000),
    ],
)
async def test_orders_that_are_refused_with_http_200(
    twin: Twin, instrument: str, fields: dict[str, object], code: int
) -> None:
    async with RawOkx(twin.url, twin.account.keys[0], instrument) as raw:
        answer = await raw.buy("one", **fields)
        assert answer[0] == code, answer
        assert raw.status == 200
    assert twin.world.journal.read("order_created") == []


async def test_time_key_signature_passphrase_and_rights(twin: Twin, okx: RawOkx) -> None:
    okx.late = timedelta(seconds=31)
    assert (await okx.get("account/balance"))[0] == 50102
    okx.late = timedelta()
    right = okx.key
    okx.key = ApiKey(right.key, "wrong")
    assert (await okx.buy("one"))[0] == 50113
    okx.key = ApiKey("unknown", "wrong")
    assert (await okx.buy("one"))[0] == 50119
    okx.key, okx.more = right, {"OK-ACCESS-PASSPHRASE": "wrong"}
    assert (await okx.buy("one"))[0] == 50105
    assert okx.status == 401
    okx.key, okx.more = twin.account.add_key("reader", can_trade=False), {}
    assert (await okx.buy("one"))[0] == 50120
    assert (await okx.get("account/config"))[0]["perm"] == "read_only"


async def test_keys_are_for_money_or_for_play(twin: Twin, okx: RawOkx) -> None:
    okx.key, okx.more = twin.account.add_key("real", demo=False), {"x-simulated-trading": "1"}
    assert await okx.buy("one") == (50101, "APIKey does not match current environment.")
    okx.key = twin.account.add_key("demo", demo=True)
    assert isinstance(await okx.buy("one"), str)
    okx.more = {}
    assert (await okx.buy("two"))[0] == 50101


async def test_what_was_cancelled_without_a_fill_is_forgotten(twin: Twin, okx: RawOkx) -> None:
    await okx.buy("one")
    await okx.cancel("one")
    twin.world.clock.offset = timedelta(hours=2, minutes=1)
    okx.late = -twin.world.clock.offset
    assert await okx.seen("one") == (51603, "Order does not exist")


async def test_fills_are_listed_for_three_days_and_for_three_months(twin: Twin, okx: RawOkx) -> None:
    venue = twin.world.venue(okx.venue)
    twin.world.clock.offset = timedelta(days=-4)
    venue.place(buy("94000"))
    venue.trade("BTCUSDT", D("94000"))
    twin.world.clock.offset = timedelta()
    assert await okx.get("trade/fills", instType=okx.kind) == []
    assert len(await okx.get("trade/fills-history", instType=okx.kind)) == 1
    assert (await okx.get("trade/fills-history"))[0] == 51000


async def test_lists_go_page_by_page_behind_an_id(okx: RawOkx) -> None:
    numbers = [await okx.buy(f"n{number}") for number in range(5)]
    first = await okx.get("trade/orders-pending", instType=okx.kind, limit=3)
    second = await okx.get("trade/orders-pending", instType=okx.kind, limit=3, after=first[-1]["ordId"])
    assert [row["ordId"] for row in first + second] == numbers[::-1]
    assert (await okx.get("trade/orders-pending", instType=okx.kind, limit=101))[0] == 51000


async def test_fills_by_force_have_ids_below_zero(twin: Twin, swap: RawOkx) -> None:
    contracts = twin.okx.swap.contracts
    for name, force in (
        ("one", contracts.liquidate),
        ("two", contracts.deleverage),
        ("three", contracts.settle),
    ):
        await swap.buy(name, px="95100")
        force("main", "BTCUSDT", D("94000"))
    rows = (await swap.get("trade/fills", instType="SWAP"))[::-1]
    assert [row["subType"] for row in rows] == ["1", "107", "1", "128", "1", "112"]
    assert [row["tradeId"].startswith("-") for row in rows] == [False, True] * 3
    order = (await swap.get("trade/orders-history", instType="SWAP"))[0]
    assert (order["category"], order["clOrdId"]) == ("delivery", "")


async def test_funding_is_a_bill(twin: Twin, swap: RawOkx) -> None:
    await swap.buy("one", px="95100")
    twin.okx.swap.contracts.fund("main", "BTCUSDT", D("0.0001"))
    twin.okx.swap.contracts.fund("main", "BTCUSDT", D("-0.0001"))
    received, paid = await swap.get("account/bills", instType="SWAP", type="8")
    assert (paid["subType"], received["subType"], paid["sz"]) == ("173", "174", "1")
    assert D(paid["pnl"]) < 0 < D(received["pnl"])
    assert await swap.get("account/bills", instType="SWAP", type="8", after=paid["billId"]) == []


async def test_position_mode_and_leverage(twin: Twin, swap: RawOkx) -> None:
    of = {"instId": swap.instrument, "mgnMode": "isolated"}
    assert (await swap.post("account/set-leverage", lever="3", **of))[0]["lever"] == "3"
    assert (await swap.get("account/leverage-info", **of))[0]["lever"] == "3"
    assert (await swap.post("account/set-leverage", lever="101", **of))[0] == 59102
    assert await swap.post("account/set-position-mode", posMode="net_mode") == [{"posMode": "net_mode"}]
    await swap.post("account/set-position-mode", posMode="long_short_mode")
    assert (await swap.buy("one"))[0] == 51000
    await swap.post("account/set-position-mode", posMode="net_mode")
    await swap.buy("one")
    assert (await swap.post("account/set-position-mode", posMode="long_short_mode"))[0] == 59000
    assert (await swap.get("account/config"))[0]["posMode"] == "net_mode"


async def test_requests_are_counted_per_account_and_instrument(twin: Twin, okx: RawOkx) -> None:
    twin.okx.house.limits["place"] = 1
    await okx.buy("one")
    assert (await okx.buy("two"))[0] == 50011
    assert okx.status == 429
    other = "ETH-USDT" if okx.is_spot else "ETH-USDT-SWAP"
    assert isinstance(await okx.buy("three", instId=other, px="3400", sz="1"), str)
    twin.okx.ban(okx.venue, 60)
    assert (await okx.get("public/time"))[0] == 50011


@pytest.mark.parametrize("takes", [True, False])
async def test_a_fault_answers_in_place_of_the_exchange(twin: Twin, okx: RawOkx, takes: bool) -> None:
    answer = answers.ORDER_TIMED_OUT
    fault = Fault(FaultKind.ANSWER, (Operation.CREATE,), okx.venue, takes=takes, answer=answer)
    twin.world.faults.add(fault)
    assert (await okx.buy("one"))[0] == 51149
    assert (okx.status, fault.hits) == (500, 1)
    assert isinstance(await okx.seen("one"), dict) is takes


async def test_a_request_about_no_instrument_meets_the_faults_of_both_venues(twin: Twin, okx: RawOkx) -> None:
    fault = Fault(FaultKind.ANSWER, (Operation.BALANCE,), "OKX F", answer=Answer(502, "no"))
    twin.world.faults.add(fault)
    assert await okx.get("account/balance") == "no"
    (wallet,) = await okx.get("account/balance", ccy="USDT")
    assert [(row["ccy"], row["cashBal"]) for row in wallet["details"]] == [("USDT", "100000")]


async def test_candles_have_no_gaps_and_come_newest_first(twin: Twin, okx: RawOkx) -> None:
    _move(twin, okx, "94000")
    for bar, minutes in (("1m", 1), ("4H", 240), ("1Dutc", 1440)):
        rows = await okx.get("market/candles", instId=okx.instrument, bar=bar, limit=3)
        begins = [int(row[0]) for row in rows]
        assert begins == [begins[0] - minutes * 60_000 * step for step in range(3)]
        assert [row[8] for row in rows] == ["0", "1", "1"]
        between = await okx.get(
            "market/history-candles", instId=okx.instrument, bar=bar, before=begins[2], after=begins[0]
        )
        assert [int(row[0]) for row in between] == [begins[1]]
        assert begins[0] % (minutes * 60_000) == 0
    hong_kong = await okx.get("market/candles", instId=okx.instrument, bar="1D", limit=1)
    assert int(hong_kong[0][0]) % 86_400_000 == 16 * 3_600_000


async def test_everything_of_okx_can_be_set_from_outside(twin: Twin, okx: RawOkx) -> None:
    async with Remote(twin.url) as remote:
        await remote.do("fault", kind="answer", operations=["create"], answer="okx_endpoint_timeout")
        assert (await okx.buy("one"))[0] == 50004
        key = await remote.do("add_key", account="main", label="demo", demo=True)
        assert key["passphrase"] == ApiKey(key["key"], key["secret"]).passphrase
        await remote.do("trade", venue=okx.venue, symbol="BTCUSDT", price="94000")
        assert (await okx.seen("one"))["state"] == "filled"
        await remote.do("limit", venue=okx.venue, limit=0)
        assert (await okx.buy("two"))[0] == 50011
