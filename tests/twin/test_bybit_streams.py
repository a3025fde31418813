"""Bybit's websockets, frame by frame."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.twin import Fault, FaultKind, FrameFault, FrameFaultKind, Operation, Stream, Twin
from tests.twin.asking import D, buy
from tests.twin.core.accounts import ApiKey
from tests.twin.core.values import Kind, Side
from tests.twin.core.venue import Venue

Socket = aiohttp.ClientWebSocketResponse
PATIENCE_S = 30.0
SHORT_S = 0.1


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture(params=["spot", "linear"])
def category(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def venue(twin: Twin, category: str) -> Venue:
    return twin.bybit.spot if category == "spot" else twin.bybit.linear


@pytest.fixture
async def public(twin: Twin, session: aiohttp.ClientSession, category: str) -> AsyncIterator[Socket]:
    async with session.ws_connect(f"{twin.url}/v5/public/{category}") as socket:
        yield socket


@pytest.fixture
async def private(twin: Twin, session: aiohttp.ClientSession) -> AsyncIterator[Socket]:
    async with session.ws_connect(f"{twin.url}/v5/private") as socket:
        assert (await _ask(socket, op="auth", args=_signed(twin.account.keys[0])))["success"]
        yield socket


def _signed(key: ApiKey, in_ms: int = 5_000) -> list[object]:
    expires = int(time.time() * 1000) + in_ms
    text = f"GET/realtime{expires}"
    return [key.key, expires, hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()]


async def _next(socket: Socket, within_s: float = PATIENCE_S) -> Any:  # noqa: ANN401  # JSON
    return json.loads(await socket.receive_str(timeout=within_s))


async def _ask(socket: Socket, **message: object) -> Any:  # noqa: ANN401  # JSON
    await socket.send_json(message)
    return await _next(socket)


async def _silent(socket: Socket) -> bool:
    try:
        await _next(socket, SHORT_S)
    except TimeoutError:
        return True
    return False


async def test_unknown_doubled_and_malformed_requests(public: Socket) -> None:
    topic = "publicTrade.BTCUSDT"
    answer = await _ask(public, op="subscribe", args=[topic], req_id="7")
    assert (answer["success"], answer["req_id"], answer["op"]) == (True, "7", "subscribe")
    again = await _ask(public, op="subscribe", args=[topic])
    assert again["ret_msg"] == f"error:already subscribed,topic:{topic}"
    for nothing in ("publicTrade.NOSUCH", "orderbook.30.BTCUSDT", "kline.2.BTCUSDT", "order"):
        answer = await _ask(public, op="subscribe", args=[nothing])
        assert answer["ret_msg"] == f"error:handler not found,topic:{nothing}"
    assert (await _ask(public, op="nope"))["ret_msg"] == "error:invalid op"
    await public.send_str("hello")
    assert not (await _next(public))["success"]
    assert (await _ask(public, op="ping"))["ret_msg"] == "pong"


async def test_spot_takes_ten_topics_at_once(public: Socket, category: str) -> None:
    names = ["1", "3", "5", "15", "30", "60", "120", "240", "360", "720", "D"]
    answer = await _ask(public, op="subscribe", args=[f"kline.{name}.BTCUSDT" for name in names])
    assert answer["success"] is (category == "linear")


@pytest.mark.parametrize("depth", [1, 50])
async def test_a_book_begins_whole_and_its_changes_add_up(venue: Venue, public: Socket, depth: int) -> None:
    await _ask(public, op="subscribe", args=[f"orderbook.{depth}.BTCUSDT"])
    first = await _next(public)
    assert first["type"] == "snapshot"
    book = {side: dict(first["data"][side]) for side in ("b", "a")}
    venue.place(buy("94900"))
    for price in (94000, 94100, 94050):
        venue.trade("BTCUSDT", D(price), D("0.01"))
    last = venue.markets["BTCUSDT"].updates
    event = first
    while event["data"]["u"] < last:
        event = await _next(public)
        assert event["type"] == "delta"
        for side in ("b", "a"):
            book[side] |= dict(event["data"][side])
    for side, name in ((Side.BUY, "b"), (Side.SELL, "a")):
        told = {D(price): D(size) for price, size in book[name].items() if D(size)}
        assert told == dict(venue.book("BTCUSDT", side, depth))


async def test_the_best_prices_of_contracts_come_as_changes_those_of_spot_not_at_all(
    venue: Venue, public: Socket
) -> None:
    await _ask(public, op="subscribe", args=["tickers.BTCUSDT"])
    first = await _next(public)
    venue.quote("BTCUSDT", D(94000), D(94001))
    then = await _next(public)
    if venue.kind is Kind.SPOT:
        assert (then["type"], "bid1Price" in then["data"], "usdIndexPrice" in then["data"]) == (
            "snapshot",
            False,
            True,
        )
    else:
        assert (first["type"], D(first["data"]["bid1Price"])) == ("snapshot", D("94999.9"))
        assert then["type"] == "delta"
        assert set(then["data"]) == {"symbol", "bid1Price", "ask1Price"}


async def test_frames_of_one_venue_are_lost_and_those_of_the_other_not(
    twin: Twin, session: aiohttp.ClientSession
) -> None:
    twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (Stream.PUBLIC,), "Bybit"))
    async with (
        session.ws_connect(f"{twin.url}/v5/public/spot") as spot,
        session.ws_connect(f"{twin.url}/v5/public/linear") as linear,
    ):
        for socket, venue in ((spot, twin.bybit.spot), (linear, twin.bybit.linear)):
            await _ask(socket, op="subscribe", args=["publicTrade.BTCUSDT"])
            venue.trade("BTCUSDT", D(94000), D("0.01"))
        assert (await _next(linear))["topic"] == "publicTrade.BTCUSDT"
        assert await _silent(spot)


@pytest.mark.parametrize("venue", ["Bybit", "Bybit F"])
async def test_a_private_connection_meets_the_faults_of_both_venues(
    twin: Twin, private: Socket, venue: str
) -> None:
    await _ask(private, op="subscribe", args=["order"])
    twin.world.frames.add(FrameFault(FrameFaultKind.DOUBLE, (Stream.PRIVATE,), venue, "main", times=1))
    twin.bybit.spot.place(buy("94000"))
    first, second = await _next(private), await _next(private)
    assert first == second
    twin.world.frames.add(FrameFault(FrameFaultKind.SILENT, (), venue))
    twin.bybit.linear.place(buy("94000"))
    assert await _silent(private)
    assert not private.closed


async def test_an_order_is_told_with_its_execution_position_and_wallet(twin: Twin, private: Socket) -> None:
    await _ask(private, op="subscribe", args=["order", "execution.linear", "position", "wallet"])
    twin.bybit.linear.place(buy("94000"))
    twin.bybit.linear.trade("BTCUSDT", D("94000"), D("0.004"))
    frames = [await _next(private) for _ in range(5)]
    assert [frame["topic"] for frame in frames] == [
        "order",
        "execution.linear",
        "order",
        "position",
        "wallet",
    ]
    execution, order = frames[1]["data"][0], frames[2]["data"][0]
    assert (execution["feeCurrency"], execution["leavesQty"]) == ("USDT", "0.006")
    assert (order["orderStatus"], order["cumExecQty"]) == ("PartiallyFilled", "0.004")
    assert (order["cumExecFee"], order["cumFeeDetail"]) == ("", {"USDT": execution["execFee"]})
    twin.bybit.spot.place(buy("94000", name="two"))
    assert (await _next(private))["data"][0]["category"] == "spot"


async def test_nothing_is_private_before_authorization(twin: Twin, session: aiohttp.ClientSession) -> None:
    async with session.ws_connect(f"{twin.url}/v5/private") as socket:
        assert (await _ask(socket, op="subscribe", args=["order"]))["ret_msg"] == "Request not authorized"
        key = twin.account.keys[0]
        assert not (await _ask(socket, op="auth", args=_signed(ApiKey(key.key, "wrong"))))["success"]
        assert not (await _ask(socket, op="auth", args=_signed(key, -1)))["success"]
        unknown = await _ask(socket, op="auth", args=_signed(ApiKey("unknown", "wrong")))
        assert unknown["ret_msg"] == "API key is invalid."
        assert (await _ask(socket, op="auth", args=_signed(key), req_id="9"))["req_id"] == "9"
        assert (await _ask(socket, op="subscribe", args=["order"]))["success"]
        assert (await _ask(socket, op="ping"))["op"] == "pong"


async def test_nobody_hears_of_others(twin: Twin, private: Socket) -> None:
    await _ask(private, op="subscribe", args=["order", "wallet"])
    twin.world.open_account("other", {"Bybit": {"USDT": D(1_000)}})
    twin.bybit.spot.place(buy("94000", "0.001", account="other"))
    assert await _silent(private)


async def test_authorization_meets_faults(twin: Twin, session: aiohttp.ClientSession) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_REQUEST, (Operation.STREAM,), "Bybit F"))
    async with session.ws_connect(f"{twin.url}/v5/private") as socket:
        await socket.send_json({"op": "auth", "args": _signed(twin.account.keys[0])})
        await socket.receive(timeout=PATIENCE_S)
        assert socket.closed


async def test_a_connection_without_authorization_is_told_nothing_more(twin: Twin, private: Socket) -> None:
    await _ask(private, op="subscribe", args=["order"])
    twin.bybit.end_private_streams("Bybit", "main")
    twin.bybit.spot.place(buy("94000"))
    assert await _silent(private)
    assert not private.closed
    assert (await _ask(private, op="subscribe", args=["order"]))["ret_msg"] == "Request not authorized"
