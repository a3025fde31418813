"""The twin's OKX side, used by OKX's own SDK, unchanged but for its addresses."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import websockets
from okx.Account import AccountAPI
from okx.MarketData import MarketAPI
from okx.PublicData import PublicAPI
from okx.Trade import TradeAPI
from okx.websocket.WsPrivateAsync import WsPrivateAsync
from okx.websocket.WsPublicAsync import WsPublicAsync

from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.asking import D
from tests.twin.core.accounts import ApiKey
from tests.twin.okx import answers
from tests.twin.raw_okx import SIZES

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
"""The SDK posts in a way that its own library does not like any more."""
VENUES = {"BTC-USDT": "OKX", "BTC-USDT-SWAP": "OKX F"}
PATIENCE_S = 30.0
REAL, DEMO = "0", "1"
Make = Callable[..., Any]


@pytest.fixture(params=list(VENUES))
def instrument(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def sdk(twin: Twin) -> AsyncIterator[Make]:
    """Make parts of the SDK, for an account's key."""
    with contextlib.ExitStack() as stack:

        def make(part: Make, key: ApiKey = twin.account.keys[0], flag: str = REAL) -> Any:  # noqa: ANN401  # no types
            made = part(
                api_key=key.key,
                api_secret_key=key.secret,
                passphrase=key.passphrase,
                flag=flag,
                domain=twin.url,
                debug=False,
            )
            stack.callback(made.close)
            return made

        yield make


async def _rows(function: Make, **arguments: object) -> Any:  # noqa: ANN401  # SDK has no types
    answer = await asyncio.to_thread(function, **arguments)
    assert answer["code"] == "0", answer
    return answer["data"]


async def _refusal(function: Make, **arguments: object) -> str:
    answer = await asyncio.to_thread(function, **arguments)
    return str((answer["data"] or [{"sCode": answer["code"]}])[0]["sCode"])


def _order(instrument: str, name: str, **more: str) -> dict[str, str]:
    return {
        "instId": instrument,
        "tdMode": "cash" if VENUES[instrument] == "OKX" else "isolated",
        "side": "buy",
        "ordType": "limit",
        "sz": SIZES[instrument],
        "px": "94000",
        "clOrdId": name,
        **more,
    }


async def test_the_life_of_an_order(twin: Twin, sdk: Make, instrument: str) -> None:
    trade = sdk(TradeAPI)
    kind, venue = "SPOT" if instrument == "BTC-USDT" else "SWAP", twin.world.venue(VENUES[instrument])
    (made,) = await _rows(trade.place_order, **_order(instrument, "a1"))
    assert (made["clOrdId"], made["sCode"]) == ("a1", "0")
    assert await _refusal(trade.place_order, **_order(instrument, "a1")) == "51016"
    assert await _refusal(trade.place_order, **_order(instrument, "a-1")) == "51000"
    venue.trade("BTCUSDT", D("94000"), D("0.004"))
    (order,) = await _rows(trade.get_order, instId=instrument, clOrdId="a1")
    assert (order["ordId"], order["state"], order["avgPx"]) == (made["ordId"], "partially_filled", "94000")
    assert len(await _rows(trade.get_order_list, instType=kind)) == 1
    (gone,) = await _rows(trade.cancel_order, instId=instrument, clOrdId="a1")
    assert gone["ordId"] == made["ordId"]
    assert await _refusal(trade.cancel_order, instId=instrument, clOrdId="a1") == "51400"
    (past,) = await _rows(trade.get_orders_history, instType=kind)
    assert (past["state"], past["accFillSz"]) == ("canceled", order["accFillSz"])
    assert len(await _rows(trade.get_orders_history_archive, instType=kind)) == 1
    (fill,) = await _rows(trade.get_fills, instType=kind)
    assert await _rows(trade.get_fills_history, instType=kind) == [fill]
    assert (fill["clOrdId"], fill["execType"], fill["fillSz"]) == ("a1", "M", order["accFillSz"])
    assert await _refusal(trade.get_order, instId=instrument, clOrdId="b1") == "51603"


async def test_account_and_position(twin: Twin, sdk: Make) -> None:
    account, swap = sdk(AccountAPI), "BTC-USDT-SWAP"
    (config,) = await _rows(account.get_account_config)
    assert (config["acctLv"], config["posMode"], config["perm"]) == ("2", "net_mode", "read_only,trade")
    await _rows(account.set_position_mode, posMode="net_mode")
    await _rows(account.set_leverage, instId=swap, lever="2", mgnMode="isolated")
    assert (await _rows(account.get_leverage, instId=swap, mgnMode="isolated"))[0]["lever"] == "2"
    await _rows(
        sdk(TradeAPI).place_order, instId=swap, tdMode="isolated", side="sell", ordType="market", sz="1"
    )
    (held,) = await _rows(account.get_positions, instType="SWAP")
    assert (held["pos"], held["lever"], held["mgnMode"]) == ("-1", "2", "isolated")
    twin.okx.swap.contracts.fund("main", "BTCUSDT", D("0.0001"))
    (bill,) = await _rows(account.get_account_bills, instType="SWAP", type="8")
    assert (bill["subType"], D(bill["pnl"]) > 0) == ("174", True)
    assert await _rows(account.get_account_bills_archive, instType="SWAP", type="8") == [bill]
    (wallet,) = await _rows(account.get_account_balance, ccy="USDT")
    assert D(wallet["details"][0]["cashBal"]) == twin.account.wallet("OKX").of("USDT").total
    (fees,) = await _rows(account.get_fee_rates, instType="SWAP", instFamily="BTC-USDT")
    assert (fees["makerU"], fees["takerU"]) == ("-0.0002", "-0.0005")
    assert (await _rows(account.get_fee_rates, instType="SPOT", instId="BTC-USDT"))[0]["maker"] == "-0.001"


async def test_market_data(twin: Twin, sdk: Make, instrument: str) -> None:
    public, market = sdk(PublicAPI), sdk(MarketAPI)
    twin.world.venue(VENUES[instrument]).trade("BTCUSDT", D("94000"), D("0.5"))
    kind = "SPOT" if instrument == "BTC-USDT" else "SWAP"
    (rule,) = await _rows(public.get_instruments, instType=kind, instId=instrument)
    size = D(rule["ctVal"] or "1")
    assert D(rule["lotSz"]) * size == {"SPOT": D("0.00000001"), "SWAP": D("0.0001")}[kind]
    assert (await _rows(market.get_ticker, instId=instrument))[0]["bidPx"] == "94000"
    assert D((await _rows(market.get_trades, instId=instrument))[0]["sz"]) * size == D("0.5")
    assert (await _rows(market.get_candlesticks, instId=instrument, bar="1m"))[0][4] == "94000"
    assert (await _rows(market.get_history_candlesticks, instId=instrument, limit="1"))[0][4] == "94000"
    assert (await _rows(market.get_orderbook, instId=instrument, sz="1"))[0]["bids"][0][0] == "94000"
    assert int((await _rows(public.get_system_time))[0]["ts"]) > 10**12


async def test_keys_of_the_demo_world_and_of_the_real_one(twin: Twin, sdk: Make) -> None:
    play, real = twin.account.add_key("demo", demo=True), twin.account.add_key("real", demo=False)
    assert len(await _rows(sdk(AccountAPI, play, DEMO).get_account_balance)) == 1
    assert await _refusal(sdk(AccountAPI, play, REAL).get_account_balance) == "50101"
    assert await _refusal(sdk(AccountAPI, real, DEMO).get_account_balance) == "50101"


async def test_an_answer_of_no_use_to_an_order_that_was_taken(twin: Twin, sdk: Make) -> None:
    trade = sdk(TradeAPI)
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answers.ENDPOINT_TIMEOUT))
    assert await _refusal(trade.place_order, **_order("BTC-USDT", "a1")) == "50004"
    assert len(twin.okx.spot.store.open_orders()) == 1


class _NoTls:
    """Connects the SDK's sockets to loopback: its own way wants certificates."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._socket: Any = None

    async def connect(self) -> Any:  # noqa: ANN401  # SDK has no types
        self._socket = await websockets.connect(self._url)
        return self._socket

    async def close(self) -> None:
        await self._socket.close()


class _Heard:
    """What a socket of the SDK hears, as it comes."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Any] = asyncio.Queue()

    def __call__(self, message: str) -> None:
        self.messages.put_nowait(json.loads(message))

    async def next(self, channel: str) -> Any:  # noqa: ANN401  # JSON
        """Return the next rows of a channel."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self.messages.get()
                if message.get("arg", {}).get("channel") == channel and "data" in message:
                    return message["data"]

    async def until(self, event: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (await self.messages.get()).get("event") != event:
                pass


async def test_private_streams(twin: Twin, sdk: Make, instrument: str) -> None:
    key, heard = twin.account.keys[0], _Heard()
    url = f"{twin.urls['okx']['ws']}/ws/v5/private"
    socket: Any = WsPrivateAsync(apiKey=key.key, passphrase=key.passphrase, secretKey=key.secret, url=url)
    socket.factory, socket.callback = _NoTls(url), heard
    reading = await socket.start()
    try:
        await socket.login()
        await heard.until("login")
        await socket.send("subscribe", [{"channel": "orders", "instType": "ANY"}])
        await heard.until("channel-conn-count")
        await _rows(sdk(TradeAPI).place_order, **_order(instrument, "w1"))
        twin.world.venue(VENUES[instrument]).trade("BTCUSDT", D("94000"))
        orders = [(await heard.next("orders"))[0] for _ in range(2)]
        assert [(order["clOrdId"], order["state"]) for order in orders] == [("w1", "live"), ("w1", "filled")]
        assert (orders[1]["fillPx"], orders[1]["fillSz"]) == ("94000", orders[1]["accFillSz"])
    finally:
        await socket.stop()
        await reading


async def test_public_streams(twin: Twin, instrument: str) -> None:
    heard = _Heard()
    url = f"{twin.urls['okx']['ws']}/ws/v5/public"
    socket: Any = WsPublicAsync(url=url)
    socket.factory = _NoTls(url)
    reading = await socket.start()
    try:
        await socket.subscribe([{"channel": "trades", "instId": instrument}], heard)
        await heard.until("subscribe")
        twin.world.venue(VENUES[instrument]).trade("BTCUSDT", D("94000"), D("0.5"))
        (trade,) = await heard.next("trades")
        assert (trade["instId"], trade["px"], trade["side"]) == (instrument, "94000", "sell")
    finally:
        await socket.stop()
        await reading
