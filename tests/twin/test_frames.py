"""Websockets that go wrong, and private streams that end."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.twin import FrameFault, FrameFaultKind, Stream, Twin
from tests.twin.asking import D, buy
from tests.twin.core.clock import milliseconds
from tests.twin.raw import RawBinance

Socket = aiohttp.ClientWebSocketResponse
PATIENCE_S = 30.0
SHORT_S = 0.1


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def trades(twin: Twin, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    async with session.ws_connect(f"{twin.url}/ws") as socket:
        await socket.send_json({"method": "SUBSCRIBE", "params": ["btcusdt@trade"], "id": 1})
        assert await _next(socket) == {"result": None, "id": 1}
        yield socket


async def _next(socket: Socket, within_s: float = PATIENCE_S) -> Any:  # noqa: ANN401  # JSON
    return json.loads(await socket.receive_str(timeout=within_s))


def _move(twin: Twin, times: int, venue: str = "Binance") -> None:
    for number in range(times):
        twin.world.venue(venue).trade("BTCUSDT", D(94000 + number), D("0.01"))


async def _ids(socket: Socket, count: int) -> list[int]:
    return [(await _next(socket))["t"] for _ in range(count)]


async def test_frames_are_lost_by_a_seeded_share_and_counted(twin: Twin, trades: Socket) -> None:
    number = twin.world.frames.add(FrameFault(FrameFaultKind.DROP, share=0.8, seed=3))
    _move(twin, 100)
    fault = twin.world.frames.get(number)
    assert fault is not None
    assert 60 < fault.hits < 95
    twin.world.frames.clear()
    _move(twin, 1)
    seen = await _ids(trades, 101 - fault.hits)
    assert seen == sorted(seen)
    assert seen[-1] == 101


async def test_frames_come_twice(twin: Twin, trades: Socket) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.DOUBLE, times=1))
    _move(twin, 2)
    assert await _ids(trades, 3) == [1, 1, 2]


async def test_frames_overtake_each_other_and_none_is_kept(twin: Twin, trades: Socket) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.REORDER, times=2))
    _move(twin, 3)
    assert await _ids(trades, 3) == [2, 1, 3]


async def test_frames_come_late(twin: Twin, trades: Socket) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.DELAY, seconds=SHORT_S, times=1))
    begun = asyncio.get_running_loop().time()
    _move(twin, 1)
    await _next(trades)
    assert asyncio.get_running_loop().time() - begun >= SHORT_S


async def test_a_silent_connection_stays_open_and_says_nothing_not_even_answers(
    twin: Twin, trades: Socket
) -> None:
    number = twin.world.frames.add(FrameFault(FrameFaultKind.SILENT, (Stream.PUBLIC,)))
    _move(twin, 2)
    await trades.send_json({"method": "LIST_SUBSCRIPTIONS", "id": 2})
    with pytest.raises(TimeoutError):
        await _next(trades, SHORT_S)
    assert not trades.closed
    fault = twin.world.frames.get(number)
    assert fault is not None
    assert fault.hits == 3


async def test_connections_are_refused(twin: Twin, session: aiohttp.ClientSession) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.REFUSE, times=1))
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await session.ws_connect(f"{twin.url}/ws")
    async with session.ws_connect(f"{twin.url}/ws"):
        pass


@pytest.mark.parametrize("code", [1008, 1006])
async def test_connections_are_closed_with_a_code_or_without_a_word(
    twin: Twin, trades: Socket, code: int
) -> None:
    assert twin.binance.close_streams("Binance", code) == 1
    await trades.receive(timeout=PATIENCE_S)
    assert trades.closed
    assert trades.close_code == code


@pytest.fixture
async def private(twin: Twin, raw: RawBinance, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    _, body = await raw.unsigned("POST", "/fapi/v1/listenKey")
    async with session.ws_connect(f"{twin.url}/futures/private/ws?listenKey={body['listenKey']}") as socket:
        yield socket


async def test_a_futures_stream_tells_orders_until_its_key_expires(
    twin: Twin, raw: RawBinance, private: Socket
) -> None:
    twin.binance.futures.place(buy("94000"))
    assert (await _next(private))["o"]["X"] == "NEW"
    twin.binance.end_private_streams("Binance F", "main")
    assert (await _next(private))["e"] == "listenKeyExpired"
    twin.binance.futures.place(buy("93000", name="two"))
    with pytest.raises(TimeoutError):
        await _next(private, SHORT_S)
    status, body = await raw.unsigned("PUT", "/fapi/v1/listenKey")
    assert (status, body["code"]) == (400, -1125)


async def test_faults_of_private_streams_leave_public_ones_alone(
    twin: Twin, private: Socket, trades: Socket
) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (Stream.PRIVATE,), account="main"))
    twin.binance.futures.place(buy("94000"))
    with pytest.raises(TimeoutError):
        await _next(private, SHORT_S)
    _move(twin, 1)
    assert (await _next(trades))["e"] == "trade"


async def test_a_listen_key_in_the_path_is_let_in_and_told_nothing(
    twin: Twin, raw: RawBinance, session: aiohttp.ClientSession
) -> None:
    _, body = await raw.unsigned("POST", "/fapi/v1/listenKey")
    async with session.ws_connect(f"{twin.url}/futures/ws/{body['listenKey']}") as socket:
        twin.binance.futures.place(buy("94000"))
        with pytest.raises(TimeoutError):
            await _next(socket, SHORT_S)


async def test_a_futures_stream_tells_the_events_that_its_address_names(
    twin: Twin, raw: RawBinance, session: aiohttp.ClientSession
) -> None:
    _, body = await raw.unsigned("POST", "/fapi/v1/listenKey")
    address = f"{twin.url}/futures/private/ws?listenKey={body['listenKey']}"
    async with (
        session.ws_connect(f"{address}&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE") as orders,
        session.ws_connect(f"{address}&events=listenKeyExpired") as ends,
    ):
        twin.binance.futures.place(buy("94000"))
        twin.binance.end_private_streams("Binance F", "main")
        assert (await _next(orders))["e"] == "ORDER_TRADE_UPDATE"
        assert (await _next(ends))["e"] == "listenKeyExpired"
        with pytest.raises(TimeoutError):
            await _next(orders, SHORT_S)


async def test_a_depth_stream_adds_up_to_the_book(
    twin: Twin, raw: RawBinance, session: aiohttp.ClientSession
) -> None:
    async with session.ws_connect(f"{twin.url}/stream?streams=btcusdt@depth@100ms") as socket:
        _, start = await raw.unsigned("GET", "/api/v3/depth", symbol="BTCUSDT", limit=1000)
        book = {side: dict(start[side]) for side in ("bids", "asks")}
        last = start["lastUpdateId"]
        twin.binance.spot.place(buy("94900"))
        _move(twin, 3)
        for _ in range(4):
            event = (await _next(socket))["data"]
            assert event["U"] <= last + 1 <= event["u"]
            last = event["u"]
            for side, name in (("bids", "b"), ("asks", "a")):
                book[side] |= dict(event[name])
        _, end = await raw.unsigned("GET", "/api/v3/depth", symbol="BTCUSDT", limit=1000)
        for side in ("bids", "asks"):
            assert {price: held for price, held in book[side].items() if float(held)} == dict(end[side])


async def test_unknown_requests_on_a_stream_are_answered_with_an_error(trades: Socket) -> None:
    await trades.send_str("what?")
    assert (await _next(trades))["error"]["code"] == 2
    await trades.send_json({"method": "DANCE", "id": 5})
    assert (await _next(trades))["id"] == 5


async def test_the_websocket_api_takes_orders_and_wants_no_hmac_logon(
    twin: Twin, session: aiohttp.ClientSession
) -> None:
    async with session.ws_connect(f"{twin.url}/ws-api/v3") as socket:
        await socket.send_json({"id": "1", "method": "session.logon", "params": {}})
        assert (await _next(socket))["error"]["code"] == -4056
        await socket.send_json({"id": "2", "method": "time"})
        answer = await _next(socket)
        assert answer["status"] == 200
        assert answer["rateLimits"][0]["count"] == 1


async def test_accounts_hear_only_their_own_events(
    twin: Twin, raw: RawBinance, private: Socket, session: aiohttp.ClientSession
) -> None:
    other = twin.world.open_account("other", {"Binance": {"USDT": D(1_000)}, "Binance F": {"USDT": D(1_000)}})
    async with (
        RawBinance(twin.url, other.keys[0]) as client,
        session.ws_connect(f"{twin.url}/ws-api/v3") as api,
    ):
        params = {"apiKey": raw.key.key, "timestamp": str(milliseconds(twin.world.clock.server_now()))}
        params["signature"] = raw.signature("&".join(f"{name}={value}" for name, value in params.items()))
        await api.send_json({"id": 1, "method": "userDataStream.subscribe.signature", "params": params})
        assert (await _next(api))["result"] == {"subscriptionId": 0}
        await client.unsigned("POST", "/fapi/v1/listenKey")
        twin.binance.spot.place(buy("94000", account="other"))
        twin.binance.futures.place(buy("94000", account="other"))
        twin.binance.end_private_streams("Binance F", "other")
        twin.binance.spot.place(buy("93000", name="mine"))
        twin.binance.futures.place(buy("93000", name="mine"))
        assert (await _next(api))["event"]["c"] == "mine"
        assert (await _next(private))["o"]["c"] == "mine"
