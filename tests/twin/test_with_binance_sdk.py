"""The twin's spot side, used by Binance's own SDK, unchanged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketAPI
from binance_common.errors import (
    BadRequestError,
    RateLimitBanError,
    ServerError,
    TooManyRequestsError,
    UnauthorizedError,
)
from binance_sdk_spot.spot import Spot

from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.asking import D
from tests.twin.binance import answers

pytestmark = pytest.mark.filterwarnings("ignore:parameter 'timeout' of type 'float':DeprecationWarning")
LIMIT = {"symbol": "BTCUSDT", "type": "LIMIT", "time_in_force": "GTC", "quantity": 0.001}


@pytest.fixture
async def sdk(twin: Twin) -> AsyncIterator[Spot]:
    key = twin.account.keys[0]
    client = Spot(
        ConfigurationRestAPI(
            api_key=key.key, api_secret=key.secret, base_path=twin.url, retries=0, timeout=5_000
        ),
        ConfigurationWebSocketAPI(
            api_key=key.key,
            api_secret=key.secret,
            stream_url=f"{twin.urls['binance']['ws']}/ws-api/v3",
        ),
    )
    yield client
    client.rest_api._session.close()  # noqa: SLF001  # it has no way of its own to close it


async def _call(function: Callable[..., Any], **arguments: object) -> Any:  # noqa: ANN401  # SDK's models
    answer = await asyncio.to_thread(function, **arguments)
    return answer.data()


async def test_the_rules_of_a_symbol(sdk: Spot) -> None:
    info = await _call(sdk.rest_api.exchange_info, symbol="XRPUSDT")
    symbol = info.symbols[0]
    assert (symbol.base_asset, symbol.status) == ("XRP", "TRADING")
    filters = {one.actual_instance.filter_type: one.actual_instance for one in symbol.filters}
    assert filters["PRICE_FILTER"].tick_size == "0.00010000"
    assert filters["LOT_SIZE"].step_size == "0.10000000"
    assert filters["NOTIONAL"].min_notional == "5.00000000"
    assert {"PERCENT_PRICE_BY_SIDE", "MARKET_LOT_SIZE", "MAX_NUM_ORDERS"} <= set(filters)


async def test_the_life_of_an_order(twin: Twin, sdk: Spot) -> None:
    rest = sdk.rest_api
    made = await _call(rest.new_order, side="BUY", price=94000, new_client_order_id="a-1", **LIMIT)
    assert (made.status, made.client_order_id) == ("NEW", "a-1")
    with pytest.raises(BadRequestError) as duplicate:
        await _call(rest.new_order, side="BUY", price=94000, new_client_order_id="a-1", **LIMIT)
    assert duplicate.value.args == (-2010, "Duplicate order sent.")
    assert [order.order_id for order in await _call(rest.get_open_orders, symbol="BTCUSDT")] == [
        made.order_id
    ]
    twin.binance.spot.trade("BTCUSDT", D("94000"), D("0.0004"))
    seen = await _call(rest.get_order, symbol="BTCUSDT", orig_client_order_id="a-1")
    assert (seen.status, seen.executed_qty) == ("PARTIALLY_FILLED", "0.00040000")
    gone = await _call(rest.delete_order, symbol="BTCUSDT", orig_client_order_id="a-1")
    assert (gone.status, gone.orig_client_order_id) == ("CANCELED", "a-1")
    trades = await _call(rest.my_trades, symbol="BTCUSDT")
    assert [(trade.order_id, trade.qty, trade.commission_asset) for trade in trades] == [
        (made.order_id, "0.00040000", "BTC")
    ]
    assert len(await _call(rest.all_orders, symbol="BTCUSDT")) == 1
    account = await _call(rest.get_account)
    held = {balance.asset: balance for balance in account.balances}
    assert (held["BTC"].free, held["USDT"].free, held["USDT"].locked) == (
        "1.00039960",
        "99962.40000000",
        "0.00000000",
    )


async def test_market_data(twin: Twin, sdk: Spot) -> None:
    rest = sdk.rest_api
    twin.binance.spot.trade("BTCUSDT", D("94000"), D("0.5"))
    assert (await _call(rest.depth, symbol="BTCUSDT", limit=5)).bids[0] == ["94000.00000000", "10.00000000"]
    assert (await _call(rest.get_trades, symbol="BTCUSDT"))[0].price == "94000.00000000"
    assert (await _call(rest.agg_trades, symbol="BTCUSDT"))[0].q == "0.50000000"
    assert (await _call(rest.ticker24hr, symbol="BTCUSDT")).actual_instance.last_price == "94000.00000000"
    assert (
        await _call(rest.ticker_book_ticker, symbol="BTCUSDT")
    ).actual_instance.ask_price == "94000.01000000"
    assert len((await _call(rest.ticker_price)).actual_instance) == 4
    assert (await _call(rest.klines, symbol="BTCUSDT", interval="1m", limit=1))[0][4] == "94000.00000000"
    assert (await _call(rest.avg_price, symbol="BTCUSDT")).price == "94000.00000000"
    assert (await _call(rest.time)).server_time > 10**12
    assert (await _call(rest.rate_limit_order))[0].limit == 100
    fees = await _call(rest.account_commission, symbol="BTCUSDT")
    assert fees.standard_commission.taker == "0.00100000"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("too_many_requests", TooManyRequestsError),
        ("banned", RateLimitBanError),
        ("key_rejected", UnauthorizedError),
        ("bad_gateway", ServerError),
        ("overloaded", ServerError),
    ],
)
async def test_errors_have_the_classes_that_the_sdk_gives_them(
    twin: Twin, sdk: Spot, name: str, error: type[Exception]
) -> None:
    twin.world.faults.add(
        Fault(FaultKind.ANSWER, (Operation.BALANCE,), answer=answers.ALL[name], takes=False)
    )
    with pytest.raises(error) as raised:
        await _call(sdk.rest_api.get_account)
    if name == "banned":
        assert raised.value.retry_after == 120  # type: ignore[attr-defined]  # the SDK's own attribute


async def test_orders_and_their_events_over_the_websocket_api(twin: Twin, sdk: Spot) -> None:
    api: Any = sdk.websocket_api
    connection = await api.create_connection()
    try:
        subscribed = await connection.user_data_stream_subscribe_signature()
        assert subscribed.response.data().result.subscription_id == 0
        events: asyncio.Queue[Any] = asyncio.Queue()
        subscribed.stream.on("message", lambda event: events.put_nowait(event.actual_instance))
        placed = await connection.order_place(side="BUY", price=94000, new_client_order_id="w-1", **LIMIT)
        assert placed.data().result.status == "NEW"
        twin.binance.spot.trade("BTCUSDT", D("94000"))
        async with asyncio.timeout(60):
            got = [await events.get() for _ in range(4)]
    finally:
        await connection.close_connection()
    reports = [event for event in got if type(event).__name__ == "ExecutionReport"]
    assert [(report.c, report.x, report.X, report.t) for report in reports] == [
        ("w-1", "NEW", "NEW", -1),
        ("w-1", "TRADE", "FILLED", 1),
    ]
    assert (reports[1].n, reports[1].N, reports[1].m) == ("0.00000100", "BTC", True)
    positions = [event for event in got if type(event).__name__ == "OutboundAccountPosition"]
    assert {balance.a: balance.f for balance in positions[-1].B} == {
        "BTC": "1.00099900",
        "USDT": "99906.00000000",
    }
