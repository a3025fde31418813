"""The twin's Bybit side, used by ccxt.pro with nothing but its addresses changed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import ccxt.pro
import pytest

from tests.twin import Fault, FaultKind, Operation, Twin, assert_loopback, ccxt_bybit_urls
from tests.twin.asking import D
from tests.twin.bybit import answers

SPOT = "BTC/USDT"
SWAP = "BTC/USDT:USDT"
WITHIN_S = 30
BOTH = pytest.mark.parametrize(("symbol", "venue"), [(SPOT, "Bybit"), (SWAP, "Bybit F")])


@pytest.fixture
async def client(twin: Twin) -> AsyncIterator[Any]:
    key = twin.account.keys[0]
    exchange = ccxt.pro.bybit({"apiKey": key.key, "secret": key.secret, "enableRateLimit": False})
    exchange.urls["api"] = ccxt_bybit_urls(twin.url)
    assert_loopback(exchange)
    await exchange.load_markets()
    yield exchange
    await exchange.close()


async def _after(
    twin: Twin,
    client: Any,  # noqa: ANN401  # ccxt has no types
    watching: Coroutine[Any, Any, Any],
    topic: str,
    act: Callable[[], Any],
) -> Any:  # noqa: ANN401
    """Return what a watch brings when `act` is done once somebody listens to a topic."""
    async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(watching)
        while not (_listening(twin, topic) and (_waits(client) or task.done())):  # noqa: ASYNC110  # two programs over a socket share no event
            await asyncio.sleep(0.01)
        outcome = act()
        if asyncio.iscoroutine(outcome):
            await outcome
        return await task


def _listening(twin: Twin, topic: str) -> bool:
    return any(topic in ear.topics for ear in twin.bybit.ears())


def _waits(client: Any) -> bool:  # noqa: ANN401
    """Say whether a watch waits for news of the symbol: ccxt subscribes first, and waits then."""
    return any(SPOT in name for socket in client.clients.values() for name in socket.futures)


@BOTH
async def test_the_life_of_an_order(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    def make() -> Any:  # noqa: ANN401
        return client.create_order(symbol, "limit", "buy", 0.01, 94000, {"clientOrderId": "one"})

    orders = await _after(twin, client, client.watch_orders(symbol), "order", make)
    assert [(order["clientOrderId"], order["status"]) for order in orders] == [("one", "open")]
    with pytest.raises(ccxt.InvalidOrder) as duplicate:
        await make()
    assert ("170141" if venue == "Bybit" else "110072") in str(duplicate.value)

    def move() -> None:
        twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.004"))

    trades = await _after(twin, client, client.watch_my_trades(symbol), "execution", move)
    assert [(trade["amount"], trade["takerOrMaker"]) for trade in trades] == [(0.004, "maker")]
    seen = (await client.fetch_open_orders(symbol, params={"orderLinkId": "one"}))[0]
    assert (seen["status"], seen["filled"]) == ("open", 0.004)
    await client.cancel_order(None, symbol, {"orderLinkId": "one"})
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(None, symbol, {"orderLinkId": "one"})
    ended = (await client.fetch_canceled_and_closed_orders(symbol))[0]
    assert (ended["status"], ended["filled"]) == ("canceled" if venue == "Bybit F" else "closed", 0.004)
    mine = await client.fetch_my_trades(symbol)
    assert [(trade["id"], trade["fee"]["currency"]) for trade in mine] == [
        (trades[0]["id"], "BTC" if venue == "Bybit" else "USDT")
    ]


@BOTH
async def test_a_look_up_that_names_no_id_finds_nothing(client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    await client.create_order(symbol, "limit", "buy", 0.01, 94000, {"clientOrderId": "one"})
    with pytest.raises(ccxt.OrderNotFound):
        await client.fetch_order(None, symbol, {"orderLinkId": "one", "acknowledged": True})
    assert len(await client.fetch_open_orders(symbol, params={"orderLinkId": "one"})) == 1


@BOTH
async def test_public_streams(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    def move() -> None:
        twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.5"))

    trades = await _after(twin, client, client.watch_trades(symbol), "publicTrade.BTCUSDT", move)
    assert [(trade["symbol"], trade["price"], trade["side"]) for trade in trades] == [(symbol, 94000, "sell")]
    best = await _after(twin, client, client.watch_bids_asks([symbol]), "orderbook.1.BTCUSDT", lambda: None)
    assert best[symbol]["bid"] == 94000
    twin.world.venue(venue).trade("BTCUSDT", D("93000"), D("0.5"))
    best = await asyncio.wait_for(client.watch_bids_asks([symbol]), WITHIN_S)
    assert best[symbol]["bid"] == 93000
    ticker = await _after(twin, client, client.watch_ticker(symbol), "tickers.BTCUSDT", lambda: None)
    assert (ticker["last"], ticker["bid"]) == (93000, None if venue == "Bybit" else 93000)
    candles = await _after(twin, client, client.watch_ohlcv(symbol, "1m"), "kline.1.BTCUSDT", move)
    assert candles[-1][4] in {93000, 94000}


async def test_markets_balances_and_prices(client: Any) -> None:  # noqa: ANN401
    market = client.market("XRP/USDT")
    assert (market["precision"]["price"], market["precision"]["amount"]) == (0.0001, 0.01)
    assert (market["limits"]["cost"]["min"], market["active"]) == (5, True)
    assert (await client.fetch_balance())["USDT"]["free"] == 100_000
    assert (await client.fetch_ticker(SPOT))["bid"] == 94999.99
    assert (await client.fetch_ohlcv(SPOT, "1m", limit=3))[-1][4] == 95000
    assert (await client.fetch_order_book(SWAP))["asks"][0] == [95000.1, 10]
    assert (await client.fetch_trading_fee(SWAP))["taker"] == 0.0005
    assert abs(await client.fetch_time() - client.milliseconds()) < 60_000


async def test_positions_and_their_settings(twin: Twin, client: Any) -> None:  # noqa: ANN401
    await client.set_leverage(2, SWAP)
    await client.set_margin_mode("isolated")
    await client.create_order(SWAP, "market", "sell", 0.01)
    position = (await client.fetch_positions([SWAP]))[0]
    assert (position["side"], position["contracts"], position["leverage"]) == ("short", 0.01, 2)
    with pytest.raises(ccxt.InvalidOrder, match="110017"):
        await client.create_order(SWAP, "limit", "sell", 0.01, 96000, {"reduceOnly": True})

    snapshot = await client.watch_positions([SWAP])
    assert [held["side"] for held in snapshot] == ["short"]

    def liquidate() -> None:
        twin.bybit.linear.contracts.liquidate("main", "BTCUSDT", D("99000"))

    changed = await _after(twin, client, client.watch_positions([SWAP]), "position", liquidate)
    assert [(held["symbol"], held["contracts"], held["side"]) for held in changed] == [(SWAP, 0.0, None)]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bybit_server_timeout", ccxt.ExchangeError),
        ("bybit_system_error", ccxt.ExchangeError),
        ("bybit_backend_timeout", ccxt.RequestTimeout),
        ("bybit_processing", ccxt.ExchangeError),
        ("bybit_gateway_timeout", ccxt.RequestTimeout),
        ("bybit_bad_gateway", ccxt.ExchangeNotAvailable),
        ("bybit_address_blocked", ccxt.RateLimitExceeded),
        ("bybit_address_limit", ccxt.RateLimitExceeded),
        ("bybit_unauthorized", ccxt.AuthenticationError),
    ],
)
async def test_an_order_that_was_taken_can_look_failed(
    twin: Twin,
    client: Any,  # noqa: ANN401
    name: str,
    error: type[Exception],
) -> None:
    await client.fetch_balance()  # what it asks for once is asked now
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answers.ALL[name]))
    with pytest.raises(error) as raised:
        await client.create_order(SWAP, "limit", "buy", 0.001, 94000, {"clientOrderId": "one"})
    assert type(raised.value) is error
    assert len(await client.fetch_open_orders(SWAP, params={"orderLinkId": "one"})) == 1


async def test_private_streams_are_made_again_after_a_cut(twin: Twin, client: Any) -> None:  # noqa: ANN401
    def place(name: str) -> Any:  # noqa: ANN401
        return client.create_order(SPOT, "limit", "buy", 0.001, 94000, {"clientOrderId": name})

    await _after(twin, client, client.watch_orders(SPOT), "order", lambda: place("one"))

    def cut() -> None:
        twin.bybit.close_streams("Bybit F", 1006, account="main")

    with pytest.raises(ExceptionGroup) as cut_off:
        await _after(twin, client, client.watch_orders(SPOT), "order", cut)
    assert cut_off.group_contains(ccxt.NetworkError)
    orders = await _after(twin, client, client.watch_orders(SPOT), "order", lambda: place("two"))
    assert orders[-1]["clientOrderId"] == "two"
