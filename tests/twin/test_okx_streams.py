"""OKX's websockets, frame by frame."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.twin import Fault, FaultKind, FrameFault, FrameFaultKind, Operation, Stream, Twin
from tests.twin.asking import D, buy, sell
from tests.twin.core.accounts import ApiKey
from tests.twin.core.venue import Venue
from tests.twin.raw_okx import signed

Socket = aiohttp.ClientWebSocketResponse
PATIENCE_S = 30.0


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture(params=["SPOT", "SWAP"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def venue(twin: Twin, kind: str) -> Venue:
    return twin.okx.spot if kind == "SPOT" else twin.okx.swap


@pytest.fixture
def instrument(kind: str) -> str:
    return "BTC-USDT" if kind == "SPOT" else "BTC-USDT-SWAP"


@pytest.fixture
async def public(twin: Twin, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    async with session.ws_connect(f"{twin.url}/ws/v5/public") as socket:
        yield socket


@pytest.fixture
async def private(twin: Twin, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    async with session.ws_connect(f"{twin.url}/ws/v5/private") as socket:
        answer = await _ask(socket, "login", _login(twin.account.keys[0]))
        assert (answer["event"], answer["code"]) == ("login", "0")
        yield socket


def _login(key: ApiKey, late_s: int = 0, **changes: str) -> dict[str, str]:
    stamp = str(int(time.time()) - late_s)
    login = {
        "apiKey": key.key,
        "passphrase": key.passphrase,
        "timestamp": stamp,
        "sign": signed(key, f"{stamp}GET/users/self/verify"),
    }
    return login | changes


async def _next(socket: Socket) -> Any:  # noqa: ANN401  # JSON
    return json.loads(await socket.receive_str(timeout=PATIENCE_S))


async def _ask(socket: Socket, operation: str, *arguments: dict[str, str]) -> Any:  # noqa: ANN401  # JSON
    await socket.send_json({"op": operation, "args": list(arguments)})
    return await _next(socket)


async def _follow(socket: Socket, channel: str, kind: str = "") -> None:
    """Subscribe to a private channel, and hear how many connections have it."""
    argument = {"channel": channel} | ({"instType": kind} if kind else {})
    assert (await _ask(socket, "subscribe", argument))["event"] == "subscribe"
    assert (await _next(socket))["event"] == "channel-conn-count"


async def test_unknown_and_malformed_requests(public: Socket, private: Socket) -> None:
    answer = await _ask(public, "subscribe", {"channel": "trades", "instId": "BTC-USDT"})
    assert (answer["event"], answer["arg"]["instId"]) == ("subscribe", "BTC-USDT")
    for nothing in ({"channel": "trades", "instId": "NO-SUCH"}, {"channel": "orders", "instType": "ANY"}):
        assert (await _ask(public, "subscribe", nothing))["code"] == "60018"
    assert (await _ask(public, "login", {}))["code"] == "60012"
    await public.send_str("hello")
    assert (await _next(public))["code"] == "60012"
    await public.send_str("ping")
    assert await public.receive_str(timeout=PATIENCE_S) == "pong"
    assert (await _ask(private, "subscribe", {"channel": "trades", "instId": "BTC-USDT"}))["code"] == "60018"


async def test_trades_and_best_prices(venue: Venue, public: Socket, instrument: str, kind: str) -> None:
    await _ask(public, "subscribe", {"channel": "bbo-tbt", "instId": instrument})
    first = await _next(public)
    assert first["data"][0]["bids"][0][0] == "94999.9"
    await _ask(public, "subscribe", {"channel": "trades", "instId": instrument})
    venue.trade("BTCUSDT", D("94000"), D("0.5"))
    (trade,) = (await _next(public))["data"]
    assert (trade["px"], trade["side"], trade["sz"]) == ("94000", "sell", "0.5" if kind == "SPOT" else "50")
    assert (await _next(public))["data"][0]["bids"][0][0] == "94000"
    answer = await _ask(public, "unsubscribe", {"channel": "trades", "instId": instrument})
    assert answer["event"] == "unsubscribe"


async def test_who_may_log_in(twin: Twin, session: aiohttp.ClientSession) -> None:
    key = twin.account.keys[0]
    async with session.ws_connect(f"{twin.url}/ws/v5/private") as socket:
        assert (await _ask(socket, "subscribe", {"channel": "orders", "instType": "ANY"}))["code"] == "60011"
        assert (await _ask(socket, "login", _login(key, passphrase="wrong")))["code"] == "60024"
        assert (await _ask(socket, "login", _login(key, sign="wrong")))["code"] == "60007"
        assert (await _ask(socket, "login", _login(key, late_s=40)))["code"] == "60006"
        assert (await _ask(socket, "login", _login(ApiKey("unknown", "x"))))["code"] == "60005"
        assert (await _ask(socket, "login", _login(key)))["event"] == "login"
    twin.world.faults.add(Fault(FaultKind.LOSE_REQUEST, (Operation.STREAM,)))
    async with session.ws_connect(f"{twin.url}/ws/v5/private") as socket:
        await socket.send_json({"op": "login", "args": [_login(key)]})
        assert (await socket.receive(timeout=PATIENCE_S)).type is not aiohttp.WSMsgType.TEXT


async def test_a_later_message_tells_an_old_fill_again(
    venue: Venue, private: Socket, kind: str, instrument: str
) -> None:
    await _follow(private, "orders", "ANY")
    placed = venue.place(buy("94000"))
    venue.trade("BTCUSDT", D("94000"), D("0.004"))
    venue.cancel("main", "BTCUSDT", order_id=placed.order.order_id)
    new, filled, gone = [(await _next(private))["data"][0] for _ in range(3)]
    part = "0.004" if kind == "SPOT" else "0.4"
    assert (new["state"], new["tradeId"], new["fillSz"]) == ("live", "", "0")
    assert (filled["state"], filled["fillSz"], filled["accFillSz"]) == ("partially_filled", part, part)
    assert (filled["execType"], D(filled["fillFee"]) < 0, filled["instId"]) == ("M", True, instrument)
    assert (gone["state"], gone["cancelSource"]) == ("canceled", "1")
    assert (gone["tradeId"], gone["fillSz"]) == (filled["tradeId"], part)


async def test_one_connection_hears_of_both_venues_unless_it_wants_one(twin: Twin, private: Socket) -> None:
    await _follow(private, "orders", "SWAP")
    twin.okx.spot.place(buy("94000"))
    twin.okx.swap.place(sell("96000"))
    message = await _next(private)
    assert (message["arg"]["instType"], message["data"][0]["side"]) == ("SWAP", "sell")
    assert message["arg"]["uid"] == str(twin.account.number)


async def test_wallet_and_positions_begin_with_what_they_are(twin: Twin, private: Socket) -> None:
    await _follow(private, "account")
    whole = await _next(private)
    assert {row["ccy"] for row in whole["data"][0]["details"]} == {"USDT", "BTC", "ETH"}
    twin.okx.swap.place(buy("95100"))
    assert {row["ccy"] for row in (await _next(private))["data"][0]["details"]} == {"USDT"}
    await _follow(private, "positions", "SWAP")
    assert [row["pos"] for row in (await _next(private))["data"]] == ["1"]


async def test_silence_ends_a_connection(twin: Twin, session: aiohttp.ClientSession) -> None:
    twin.okx.house.silence_s = 0.2
    async with session.ws_connect(f"{twin.url}/ws/v5/public") as socket:
        message = await socket.receive(timeout=PATIENCE_S)
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == 4004


async def test_frames_can_be_lost_and_connections_cut(twin: Twin, venue: Venue, private: Socket) -> None:
    await _follow(private, "orders", "ANY")
    twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (Stream.PRIVATE,), times=1))
    venue.place(buy("94000", name="lost"))
    venue.place(buy("93000", name="told"))
    assert (await _next(private))["data"][0]["clOrdId"] == "told"
    twin.okx.end_private_streams("OKX", "main")
    venue.place(buy("92000", name="silent"))
    assert (await _ask(private, "subscribe", {"channel": "orders", "instType": "ANY"}))["code"] == "60011"
    assert twin.okx.close_streams("OKX", 1001, stream="private") == 1
    assert (await private.receive(timeout=PATIENCE_S)).type is aiohttp.WSMsgType.CLOSE
