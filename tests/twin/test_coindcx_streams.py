"""CoinDCX's sockets: frame by frame, and as an independent client of socket.io hears them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import socketio

from tests.support.clock import ManualClock
from tests.twin import FrameFault, FrameFaultKind, Stream, Twin
from tests.twin.asking import D, buy
from tests.twin.coindcx.door import signature
from tests.twin.coindcx.streams import SIGNED
from tests.twin.core.accounts import ApiKey

PATIENCE_S = 30.0
WEBSOCKET = "/socket.io/?EIO=4&transport=websocket"
TRADES = {"channelName": "B-BTC_USDT@trades-futures"}


def joining(key: ApiKey) -> dict[str, str]:
    return {"channelName": "coindcx", "authSignature": signature(key.secret, SIGNED), "apiKey": key.key}


class Listener:
    """A client of python-socketio's, as our program uses it: websockets alone, no reconnection."""

    def __init__(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.client.on("*", self._hear)
        self.client.on("disconnect", self._leave)

    async def connect(self, url: str) -> None:
        await self.client.connect(url, transports=["websocket"])

    async def next(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """Return what the next event of that name carries."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                event, content = await self.heard.get()
                if event == name:
                    assert content["event"] == name
                    return json.loads(content["data"])

    async def _hear(self, event: str, content: Any) -> None:  # noqa: ANN401  # JSON
        await self.heard.put((event, content))

    async def _leave(self, *_: object) -> None:
        self.gone.set()


@pytest.fixture
async def listener(twin: Twin) -> AsyncIterator[Listener]:
    one = Listener()
    await one.connect(twin.url)
    yield one
    await one.client.disconnect()


async def joined(twin: Twin, listener: Listener) -> None:
    """Join the private channel; that it is joined is proved by an event alone."""
    await listener.client.emit("join", joining(twin.account.keys[0]))
    async with asyncio.timeout(PATIENCE_S):
        while not any(ear.account for ear in twin.coindcx.hub.ears):  # noqa: ASYNC110 - the twin tells nobody
            await asyncio.sleep(0.01)


async def test_an_order_is_told_as_initial_then_as_it_stands_with_wallet_and_position(
    twin: Twin, listener: Listener
) -> None:
    await joined(twin, listener)
    twin.coindcx.usdt.place(buy("94000"))
    told = [(await listener.next("df-order-update"))[0] for _ in range(2)]
    assert [(one["status"], one["trades"], one["pair"]) for one in told] == [
        ("initial", [], "B-BTC_USDT"),
        ("open", [], "B-BTC_USDT"),
    ]
    twin.coindcx.usdt.trade("BTCUSDT", D("94000"))
    [order] = await listener.next("df-order-update")
    assert (order["status"], order["avg_price"], order["fee_amount"]) == ("filled", 94000, 0.188)
    assert not {"client_order_id", "account"} & set(order)
    [wallet] = await listener.next("balance-update")
    assert wallet["currency_short_name"] == "USDT"
    [position] = await listener.next("df-position-update")
    assert position["active_pos"] == 0.01


async def test_both_books_are_told_on_one_line(twin: Twin, listener: Listener) -> None:
    await joined(twin, listener)
    twin.coindcx.inr.place(buy("94000"))
    [order] = await listener.next("df-order-update")
    assert order["margin_currency_short_name"] == "INR"


@pytest.mark.parametrize("wrong", ["authSignature", "apiKey"])
async def test_who_cannot_prove_an_account_is_cut_off_without_a_word(
    twin: Twin, listener: Listener, wrong: str
) -> None:
    await listener.client.emit("join", joining(twin.account.keys[0]) | {wrong: "0" * 64})
    await asyncio.wait_for(listener.gone.wait(), PATIENCE_S)
    assert listener.heard.empty()


async def test_public_trades_come_to_who_has_joined_them_until_they_leave(
    twin: Twin, listener: Listener
) -> None:
    await listener.client.emit("join", TRADES)
    await listener.client.emit("join", {"channelName": "no such channel"})
    async with asyncio.timeout(PATIENCE_S):
        while not any("no such channel" in ear.channels for ear in twin.coindcx.hub.ears):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    twin.coindcx.trade("BTCUSDT", D("95100.1"), D("0.02"))
    trade = await listener.next("new-trade")
    assert (trade["p"], trade["q"], trade["s"]) == ("95100.1", "0.02", "B-BTC_USDT")
    await listener.client.emit("leave", TRADES)
    await listener.client.emit("join", {"channelName": "B-BTC_USDT@prices-futures"})
    async with asyncio.timeout(PATIENCE_S):
        while not any("B-BTC_USDT@prices-futures" in ear.channels for ear in twin.coindcx.hub.ears):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    twin.coindcx.trade("BTCUSDT", D("95200"), D("0.02"))
    assert (await listener.next("price-change"))["p"] == "95200"
    assert listener.heard.empty()


async def test_a_line_may_go_on_and_tell_nothing_more(twin: Twin, listener: Listener) -> None:
    await joined(twin, listener)
    twin.coindcx.end_private_streams("CoinDCX F", "main")
    await listener.client.emit("join", TRADES)
    async with asyncio.timeout(PATIENCE_S):
        while not any(ear.channels for ear in twin.coindcx.hub.ears):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    twin.coindcx.usdt.place(buy("94000"))
    twin.coindcx.trade("BTCUSDT", D("95100"))
    assert (await listener.next("new-trade"))["p"] == "95100"
    assert not listener.gone.is_set()


async def test_events_may_be_lost_and_lines_may_break(twin: Twin, listener: Listener) -> None:
    await joined(twin, listener)
    twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (Stream.PRIVATE,), containing="initial"))
    twin.coindcx.usdt.place(buy("94000"))
    assert (await listener.next("df-order-update"))[0]["status"] == "open"
    assert twin.coindcx.close_streams("CoinDCX F", 1006) == 1
    await asyncio.wait_for(listener.gone.wait(), PATIENCE_S)


async def test_websockets_are_all_there_is(twin: Twin) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{twin.url}/socket.io/?EIO=4&transport=polling") as answer,
    ):
        assert (answer.status, (await answer.json())["message"]) == (400, "Session ID unknown")


async def test_the_server_asks_now_and_then_whether_anybody_is_there() -> None:
    clock = ManualClock()
    twin = Twin(time=clock)
    await twin.start()
    async with aiohttp.ClientSession() as session, session.ws_connect(twin.url + WEBSOCKET) as socket:
        hello = await socket.receive_str(timeout=PATIENCE_S)
        assert (hello[0], json.loads(hello[1:])["pingInterval"]) == ("0", 25_000)
        await socket.send_str("40")
        assert (await socket.receive_str(timeout=PATIENCE_S)).startswith('40{"sid"')
        await clock.sleepers()
        await clock.advance(25)
        assert await socket.receive_str(timeout=PATIENCE_S) == "2"
        await socket.send_str("3")
        await socket.send_str("42[")
        await socket.send_str("1")
        assert (await socket.receive(timeout=PATIENCE_S)).type is aiohttp.WSMsgType.CLOSE
    await twin.stop()
