"""The twin's Bybit side, used by Bybit's own SDK, unchanged but for its addresses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pybit.unified_trading
import pytest
from pybit.exceptions import FailedRequestError, InvalidRequestError
from pybit.unified_trading import HTTP, WebSocket

from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.asking import D
from tests.twin.bybit import answers
from tests.twin.core.values import Side

LIMIT = {"symbol": "BTCUSDT", "side": "Buy", "orderType": "Limit", "qty": "0.01", "price": "94000"}
VENUES = {"spot": "Bybit", "linear": "Bybit F"}
PATIENCE_S = 30.0


@pytest.fixture(params=["spot", "linear"])
def category(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def sdk(twin: Twin) -> AsyncIterator[HTTP]:
    key = twin.account.keys[0]
    session = HTTP(api_key=key.key, api_secret=key.secret, max_retries=1, retry_delay=0)
    session.endpoint = twin.url
    yield session
    session.client.close()


async def _call(function: Callable[..., Any], **arguments: object) -> Any:  # noqa: ANN401  # SDK has no types
    return (await asyncio.to_thread(function, **arguments))["result"]


async def test_the_life_of_an_order(twin: Twin, sdk: HTTP, category: str) -> None:
    of = {"category": category, "symbol": "BTCUSDT"}
    made = await _call(sdk.place_order, category=category, orderLinkId="a-1", **LIMIT)
    with pytest.raises(InvalidRequestError) as duplicate:
        await _call(sdk.place_order, category=category, orderLinkId="a-1", **LIMIT)
    assert duplicate.value.status_code == {"spot": 170141, "linear": 110072}[category]
    twin.world.venue(VENUES[category]).trade("BTCUSDT", D("94000"), D("0.004"))
    order = (await _call(sdk.get_open_orders, **of))["list"][0]
    assert (order["orderId"], order["orderStatus"]) == (made["orderId"], "PartiallyFilled")
    assert (D(order["cumExecQty"]), D(order["leavesQty"]), D(order["avgPrice"])) == (
        D("0.004"),
        D("0.006"),
        D(94000),
    )
    gone = await _call(sdk.cancel_order, orderLinkId="a-1", **of)
    assert gone == {"orderId": made["orderId"], "orderLinkId": "a-1"}
    with pytest.raises(InvalidRequestError) as absent:
        await _call(sdk.cancel_order, orderLinkId="a-1", **of)
    assert absent.value.status_code == {"spot": 170213, "linear": 110001}[category]
    past = (await _call(sdk.get_order_history, category=category, orderLinkId="a-1"))["list"]
    assert D(past[0]["cumExecQty"]) == D("0.004")
    fills = (await _call(sdk.get_executions, **of))["list"]
    assert [(fill["orderLinkId"], D(fill["execQty"]), fill["isMaker"]) for fill in fills] == [
        ("a-1", D("0.004"), True)
    ]
    assert fills[0]["feeCurrency"] == {"spot": "BTC", "linear": ""}[category]
    assert (await _call(sdk.cancel_all_orders, **of))["list"] == []


async def test_account_and_position(twin: Twin, sdk: HTTP) -> None:
    of = {"category": "linear", "symbol": "BTCUSDT"}
    await _call(sdk.set_leverage, buyLeverage="2", sellLeverage="2", **of)
    with pytest.raises(InvalidRequestError, match="110043"):
        await _call(sdk.set_leverage, buyLeverage="2", sellLeverage="2", **of)
    await _call(sdk.set_margin_mode, setMarginMode="ISOLATED_MARGIN")
    await _call(
        sdk.place_order, category="linear", symbol="BTCUSDT", side="Sell", orderType="Market", qty="0.01"
    )
    row = (await _call(sdk.get_positions, **of))["list"][0]
    assert (row["side"], row["size"], row["leverage"]) == ("Sell", "0.010", "2")
    wallet = (await _call(sdk.get_wallet_balance, accountType="UNIFIED", coin="USDT"))["list"][0]
    assert D(wallet["coin"][0]["walletBalance"]) == twin.account.wallet("Bybit").of("USDT").total
    fees = (await _call(sdk.get_fee_rates, **of))["list"][0]
    assert (fees["makerFeeRate"], fees["takerFeeRate"]) == ("0.0002", "0.0005")
    assert (await _call(sdk.get_account_info))["marginMode"] == "ISOLATED_MARGIN"
    assert (await _call(sdk.get_api_key_information))["apiKey"] == twin.account.keys[0].key
    with pytest.raises(InvalidRequestError, match="110025"):
        await _call(sdk.switch_position_mode, mode=0, **of)


async def test_market_data(twin: Twin, sdk: HTTP, category: str) -> None:
    of = {"category": category, "symbol": "BTCUSDT"}
    twin.world.venue(VENUES[category]).trade("BTCUSDT", D("94000"), D("0.5"))
    rule = (await _call(sdk.get_instruments_info, **of))["list"][0]
    step = {"spot": "basePrecision", "linear": "qtyStep"}[category]
    assert D(rule["lotSizeFilter"][step]) == {"spot": D("0.000001"), "linear": D("0.001")}[category]
    assert D((await _call(sdk.get_tickers, **of))["list"][0]["bid1Price"]) == 94000
    assert D((await _call(sdk.get_orderbook, limit=5, **of))["b"][0][0]) == 94000
    assert D((await _call(sdk.get_public_trade_history, **of))["list"][0]["size"]) == D("0.5")
    assert D((await _call(sdk.get_kline, interval=1, **of))["list"][0][4]) == 94000
    assert int((await _call(sdk.get_server_time))["timeSecond"]) > 10**9


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bybit_system_error", InvalidRequestError),
        ("bybit_server_timeout", InvalidRequestError),
        ("bybit_address_blocked", FailedRequestError),
        ("bybit_unauthorized", FailedRequestError),
        ("bybit_bad_gateway", FailedRequestError),
    ],
)
async def test_errors_have_the_classes_that_the_sdk_gives_them(
    twin: Twin, sdk: HTTP, name: str, error: type[Exception]
) -> None:
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answers.ALL[name]))
    with pytest.raises(error):
        await _call(sdk.place_order, category="linear", orderLinkId="one", **LIMIT)
    assert len(twin.bybit.linear.store.open_orders()) == 1


class _Heard:
    """Puts what the SDK's own thread hears into a queue of the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Any] = asyncio.Queue()

    def __call__(self, message: Any) -> None:  # noqa: ANN401  # SDK has no types
        self._loop.call_soon_threadsafe(self._queue.put_nowait, message)

    async def next(self) -> Any:  # noqa: ANN401  # SDK has no types
        async with asyncio.timeout(PATIENCE_S):
            return await self._queue.get()


@pytest.fixture
def sockets(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = twin.urls["bybit"]["ws"]
    monkeypatch.setattr(pybit.unified_trading, "PRIVATE_WSS", f"{ws}/v5/private")
    monkeypatch.setattr(pybit.unified_trading, "PUBLIC_WSS", f"{ws}/v5/public/{{CHANNEL_TYPE}}")


async def _until(twin: Twin, topics: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while sum(len(ear.topics) for ear in twin.bybit.ears()) < topics:  # noqa: ASYNC110  # two programs
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("sockets")
async def test_private_streams(twin: Twin, sdk: HTTP, category: str) -> None:
    key, heard = (
        twin.account.keys[0],
        {name: _Heard() for name in ("order", "execution", "wallet", "position")},
    )
    socket = await asyncio.to_thread(
        WebSocket, "private", testnet=False, api_key=key.key, api_secret=key.secret, private_auth_expire=10
    )
    try:
        socket.order_stream(heard["order"])
        socket.execution_stream(heard["execution"])
        socket.wallet_stream(heard["wallet"])
        socket.position_stream(heard["position"])
        await _until(twin, 4)
        await _call(sdk.place_order, category=category, orderLinkId="w-1", **LIMIT)
        twin.world.venue(VENUES[category]).trade("BTCUSDT", D("94000"))
        orders = [(await heard["order"].next())["data"][0] for _ in range(2)]
        assert [(order["category"], order["orderStatus"]) for order in orders] == [
            (category, "New"),
            (category, "Filled"),
        ]
        fill = (await heard["execution"].next())["data"][0]
        assert (fill["orderLinkId"], fill["execType"], D(fill["execPrice"])) == ("w-1", "Trade", D(94000))
        wallet = (await heard["wallet"].next())["data"][0]
        assert {coin["coin"] for coin in wallet["coin"]} <= {"BTC", "USDT"}
        if category == "linear":
            position = (await heard["position"].next())["data"][0]
            assert (position["side"], position["size"]) == ("Buy", "0.010")
    finally:
        await asyncio.to_thread(socket.exit)


@pytest.mark.usefixtures("sockets")
async def test_public_streams(twin: Twin, category: str) -> None:
    trades, books, tickers = _Heard(), _Heard(), _Heard()
    socket = await asyncio.to_thread(WebSocket, category, testnet=False)
    venue = twin.world.venue(VENUES[category])
    try:
        socket.trade_stream("BTCUSDT", trades)
        socket.orderbook_stream(50, "BTCUSDT", books)
        socket.ticker_stream("BTCUSDT", tickers)
        await _until(twin, 3)
        venue.trade("BTCUSDT", D("94000"), D("0.5"))
        trade = (await trades.next())["data"][0]
        assert (D(trade["p"]), D(trade["v"]), trade["S"]) == (D(94000), D("0.5"), "Sell")
        await books.next()
        levels = {D(price): D(size) for price, size in (await books.next())["data"]["b"]}
        assert levels == dict(venue.book("BTCUSDT", Side.BUY, 50))
        await tickers.next()
        assert D((await tickers.next())["data"]["lastPrice"]) == 94000
    finally:
        await asyncio.to_thread(socket.exit)
