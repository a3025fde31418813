"""The twin, spot and futures, used by python-binance, unchanged."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.twin import Twin
from tests.twin.asking import D

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of websockets, at import
    from binance import AsyncClient, BinanceSocketManager  # type: ignore[import-untyped]  # it has no types
    from binance.exceptions import BinanceAPIException  # type: ignore[import-untyped]  # it has no types
    from binance.ws.reconnecting_websocket import ReconnectingWebsocket  # type: ignore[import-untyped]  # it has no types

WITHIN_S = 30
LIMIT = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "94000"}


@pytest.fixture
async def client(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    monkeypatch.setattr(ReconnectingWebsocket, "TIMEOUT", 1)  # closing waits for one round of its reader
    rest, ws = twin.urls["binance"]["rest"], twin.urls["binance"]["ws"]

    class Local(AsyncClient):  # type: ignore[misc]  # the library has no types
        API_URL = f"{rest}/api"
        MARGIN_API_URL = f"{rest}/sapi"
        FUTURES_URL = f"{rest}/fapi"
        WS_API_URL = f"{ws}/ws-api/v3"
        WS_FUTURES_URL = f"{ws}/nowhere"

    key = twin.account.keys[0]
    made = await Local.create(key.key, key.secret)
    yield made
    await made.close_connection()


@pytest.fixture
def sockets(twin: Twin, client: Any) -> Any:  # noqa: ANN401  # the library has no types
    ws = twin.urls["binance"]["ws"]

    class Local(BinanceSocketManager):  # type: ignore[misc]  # the library has no types
        STREAM_URL = f"{ws}/"
        FSTREAM_URL = f"{ws}/futures/"

    return Local(client)


async def _next(socket: Any) -> Any:  # noqa: ANN401  # the library has no types
    return await asyncio.wait_for(socket.recv(), WITHIN_S)


async def _refusal(call: Any) -> tuple[int, int]:  # noqa: ANN401  # the library has no types
    with pytest.raises(BinanceAPIException) as refused:
        await call
    return refused.value.status_code, refused.value.code


async def test_the_life_of_a_spot_order(twin: Twin, client: Any, sockets: Any) -> None:  # noqa: ANN401
    async with sockets.user_socket() as private, sockets.trade_socket("BTCUSDT") as trades:
        made = await client.create_order(quantity="0.001", newClientOrderId="x1", **LIMIT)
        assert made["status"] == "NEW"
        assert (await _next(private))["x"] == "NEW"
        assert (await _next(private))["e"] == "outboundAccountPosition"
        duplicate = client.create_order(quantity="0.001", newClientOrderId="x1", **LIMIT)
        assert await _refusal(duplicate) == (400, -2010)
        twin.binance.spot.trade("BTCUSDT", D("94000"), D("0.0005"))
        assert (await _next(trades))["q"] == "0.00050000"
        report = await _next(private)
        assert (report["x"], report["X"], report["l"], report["n"], report["N"]) == (
            "TRADE",
            "PARTIALLY_FILLED",
            "0.00050000",
            "0.00000050",
            "BTC",
        )
        await _next(private)
        await client.cancel_order(symbol="BTCUSDT", origClientOrderId="x1", newClientOrderId="c1")
        canceled = await _next(private)
        assert (canceled["x"], canceled["c"], canceled["C"]) == ("CANCELED", "c1", "x1")
    seen = await client.get_order(symbol="BTCUSDT", origClientOrderId="x1")
    assert (seen["status"], seen["executedQty"]) == ("CANCELED", "0.00050000")
    assert await client.get_open_orders() == []
    assert [trade["orderId"] for trade in await client.get_my_trades(symbol="BTCUSDT")] == [made["orderId"]]
    assert (await client.get_account_api_permissions())["enableWithdrawals"] is False


async def test_spot_refusals(client: Any) -> None:  # noqa: ANN401
    nobody = {"symbol": "BTCUSDT", "origClientOrderId": "nobody"}
    assert await _refusal(client.get_order(**nobody)) == (400, -2013)
    assert await _refusal(client.cancel_order(**nobody)) == (400, -2011)
    assert await _refusal(client.create_order(quantity="50", **LIMIT)) == (400, -2010)
    assert await _refusal(client.create_order(quantity="0.00001", **LIMIT)) == (400, -1013)


async def test_the_life_of_a_futures_order(twin: Twin, client: Any, sockets: Any) -> None:  # noqa: ANN401
    async with sockets.futures_user_socket() as private:
        made = await client.futures_create_order(quantity="0.01", newClientOrderId="f1", **LIMIT)
        assert made["status"] == "NEW"
        assert (await _next(private))["o"]["X"] == "NEW"
        duplicate = client.futures_create_order(quantity="0.01", newClientOrderId="f1", **LIMIT)
        assert await _refusal(duplicate) == (400, -4116)
        assert len(await client.futures_get_open_orders()) == 1
        twin.binance.futures.trade("BTCUSDT", D("94000"), D("0.004"))
        update = (await _next(private))["o"]
        assert (update["X"], update["l"], update["z"], update["n"], update["N"], update["t"]) == (
            "PARTIALLY_FILLED",
            "0.004",
            "0.004",
            "0.07520000",
            "USDT",
            1,
        )
        assert (await _next(private))["e"] == "TRADE_LITE"
        account = (await _next(private))["a"]
        assert (account["B"][0]["wb"], account["P"][0]["pa"], account["P"][0]["ep"]) == (
            "49999.92480000",
            "0.004",
            "94000",
        )
        await client.futures_cancel_order(symbol="BTCUSDT", origClientOrderId="f1")
        assert (await _next(private))["o"]["x"] == "CANCELED"
    seen = await client.futures_get_order(symbol="BTCUSDT", origClientOrderId="f1")
    assert (seen["status"], seen["executedQty"], seen["cumQuote"]) == ("CANCELED", "0.004", "376")
    trades = await client.futures_account_trades(symbol="BTCUSDT")
    assert [(trade["qty"], trade["realizedPnl"], trade["maker"]) for trade in trades] == [
        ("0.004", "0.00000000", True)
    ]
    assert len(await client.futures_get_all_orders(symbol="BTCUSDT")) == 1
    positions = await client.futures_position_information()
    assert [(one["symbol"], one["positionAmt"]) for one in positions] == [("BTCUSDT", "0.004")]


async def test_futures_account_and_settings(client: Any) -> None:  # noqa: ANN401
    symbols = (await client.futures_exchange_info())["symbols"]
    assert [(one["symbol"], one["contractType"]) for one in symbols] == [
        ("BTCUSDT", "PERPETUAL"),
        ("ETHUSDT", "PERPETUAL"),
    ]
    assert (await client.futures_change_leverage(symbol="BTCUSDT", leverage=3))["leverage"] == 3
    isolated = {"symbol": "BTCUSDT", "marginType": "ISOLATED"}
    await client.futures_change_margin_type(**isolated)
    assert await _refusal(client.futures_change_margin_type(**isolated)) == (400, -4046)
    assert (await client.futures_get_position_mode()) == {"dualSidePosition": False}
    assert (await client.futures_get_multi_assets_mode()) == {"multiAssetsMargin": False}
    balances = {one["asset"]: one["availableBalance"] for one in await client.futures_account_balance()}
    assert balances["USDT"] == "50000.00000000"
    assert (await client.futures_account())["totalWalletBalance"] == "50000.00000000"
    assert (await client.futures_leverage_bracket())[0]["brackets"][0]["initialLeverage"] == 125
    assert (await client.futures_commission_rate(symbol="BTCUSDT"))["makerCommissionRate"] == "0.0002"
    assert (await client.futures_order_book(symbol="BTCUSDT"))["asks"][0] == ["95000.1", "10.000"]
    assert (await client.futures_mark_price(symbol="BTCUSDT"))["markPrice"] == "95000.00000000"
