"""What Bybit says of executions, wallets, positions and prices."""

from decimal import Decimal

import pytest

from tests.twin import Twin
from tests.twin.asking import D
from tests.twin.core.accounts import FeeCoin, Fees
from tests.twin.raw_bybit import RawBybit


async def test_executions_that_are_no_trades(twin: Twin, linear: RawBybit) -> None:
    await linear.buy("one", price="95100")
    contracts = twin.bybit.linear.contracts
    contracts.fund("main", "BTCUSDT", D("0.0001"))
    contracts.deleverage("main", "BTCUSDT", D("94000"))
    await linear.buy("two", price="95100")
    contracts.liquidate("main", "BTCUSDT", D("90000"))
    await linear.buy("three", price="95100", orderType="Market")
    contracts.settle("main", "BTCUSDT", D("91000"))
    rows = (await linear.get("/v5/execution/list", symbol="BTCUSDT"))["list"]
    by_force = ["Settle", "Trade", "BustTrade", "Trade", "AdlTrade"]
    assert [row["execType"] for row in rows] == [*by_force, "Funding", "Trade"]
    assert [row["orderLinkId"] for row in rows] == ["", "three", "", "two", "", "", "one"]
    mark = D(rows[5]["execPrice"])
    assert D(rows[5]["execFee"]) == mark * D("0.01") * D("0.0001")
    assert len((await linear.get("/v5/execution/list", symbol="BTCUSDT", execType="Funding"))["list"]) == 1
    assert len({row["execId"] for row in rows}) == 7
    paid = twin.world.journal.read("funding_paid")
    assert [Decimal(entry.facts["amount"]) for entry in paid] == [D(rows[5]["execFee"])]


async def test_tax_comes_on_top_of_fees(twin: Twin, bybit_spot: RawBybit) -> None:
    twin.account.fees = Fees(tax=D("0.18"))
    await bybit_spot.buy("one")
    twin.bybit.spot.trade("BTCUSDT", D("94000"))
    row = (await bybit_spot.get("/v5/execution/list", orderLinkId="one"))["list"][0]
    assert (row["feeCurrency"], row["execFee"]) == ("BTC", "0.00001")
    assert '"fee":"0.0000018"' in row["extraFees"]
    assert twin.account.wallet("Bybit").of("BTC").total == D("1.01") - D("0.0000118")


@pytest.mark.parametrize(("side", "coin"), [("Buy", "USDT"), ("Sell", "BTC")])
async def test_rebates_come_in_the_coin_that_was_given(
    twin: Twin, bybit_spot: RawBybit, side: str, coin: str
) -> None:
    twin.account.fees = Fees(D("-0.0001"), D("0.001"), FeeCoin.REBATE_GIVEN)
    await bybit_spot.buy("one", side=side, price="94000" if side == "Buy" else "96000")
    twin.bybit.spot.trade("BTCUSDT", D("94000" if side == "Buy" else "96000"))
    row = (await bybit_spot.get("/v5/execution/list", orderLinkId="one"))["list"][0]
    assert (row["feeCurrency"], row["execFee"].startswith("-"), row["feeRate"]) == (coin, True, "-0.0001")


async def test_one_wallet_for_both_venues(twin: Twin, bybit_spot: RawBybit, linear: RawBybit) -> None:
    await bybit_spot.buy("one", qty="1")
    await linear.buy("two", price="95100", qty="0.1")
    wallet = (await bybit_spot.get("/v5/account/wallet-balance", accountType="UNIFIED", coin="USDT"))["list"][
        0
    ]
    coin = wallet["coin"][0]
    assert (coin["locked"], coin["availableToWithdraw"]) == ("94000", "")
    assert D(coin["totalPositionIM"]) == D("9500.01") / 20
    assert (await linear.buy("three", qty="5"))[0] == 110007


async def test_position_and_margin_settings(twin: Twin, linear: RawBybit) -> None:
    async def post(path: str, **fields: object) -> object:
        return await linear.post(path, symbol="BTCUSDT", **fields)

    assert await post("/v5/position/set-leverage", buyLeverage="3", sellLeverage="3") == {}
    assert await post("/v5/position/set-leverage", buyLeverage="3", sellLeverage="3") == (
        110043,
        "leverage not modified",
    )
    assert await post("/v5/position/switch-mode", mode=0) == (110025, "Position mode is not modified")
    assert (await post("/v5/position/switch-isolated", tradeMode=1))[0] == 100028  # type: ignore[index]  # a refusal
    assert (await linear.get("/v5/account/info"))["marginMode"] == "REGULAR_MARGIN"
    await linear.post("/v5/account/set-margin-mode", setMarginMode="ISOLATED_MARGIN")
    assert (await linear.get("/v5/account/info"))["marginMode"] == "ISOLATED_MARGIN"
    assert await post("/v5/position/switch-mode", mode=3) == {}
    assert await linear.buy("one") == (10001, "position idx not match position mode")
    await post("/v5/position/switch-mode", mode=0)
    await linear.buy("one", price="95100")
    row = (await linear.get("/v5/position/list", settleCoin="USDT"))["list"][0]
    assert (row["side"], row["size"], row["leverage"]) == ("Buy", "0.010", "3")
    assert (await post("/v5/position/switch-mode", mode=3))[0] == 110024  # type: ignore[index]  # a refusal


async def test_a_market_order_to_buy_on_spot_counts_in_the_quote_coin(bybit_spot: RawBybit) -> None:
    await bybit_spot.buy("one", orderType="Market", qty="190")
    order = await bybit_spot.seen("one")
    assert (order["qty"], order["marketUnit"], order["orderStatus"]) == ("190", "quoteCoin", "Filled")
    await bybit_spot.buy("two", orderType="Market", qty="0.002", marketUnit="baseCoin")
    assert (await bybit_spot.seen("two"))["cumExecQty"] == "0.002"


@pytest.mark.parametrize(("interval", "minutes"), [("1", 1), ("240", 240), ("D", 1440), ("W", 10080)])
async def test_candles_have_no_gaps_and_come_newest_first(
    twin: Twin, bybit_spot: RawBybit, interval: str, minutes: int
) -> None:
    twin.bybit.spot.trade("BTCUSDT", D("94000"))
    rows = (await bybit_spot.get("/v5/market/kline", symbol="BTCUSDT", interval=interval, limit=3))["list"]
    begins = [int(row[0]) for row in rows]
    assert begins == [begins[0] - minutes * 60_000 * step for step in range(3)]
    assert (rows[0][4], rows[2][4]) == ("94000", "94000")
    start = begins[2]
    oldest = await bybit_spot.get(
        "/v5/market/kline", symbol="BTCUSDT", interval=interval, start=start, limit=1
    )
    assert int(oldest["list"][0][0]) == start
