"""The twin, spot and futures, used by ccxt.pro with nothing but its addresses changed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import ccxt.pro
import pytest

from tests.twin import (
    Fault,
    FaultKind,
    FrameFault,
    FrameFaultKind,
    Operation,
    Twin,
    assert_loopback,
    ccxt_binance_urls,
)
from tests.twin.asking import D
from tests.twin.binance import answers

SPOT = "BTC/USDT"
SWAP = "BTC/USDT:USDT"
WITHIN_S = 30


@pytest.fixture
async def client(twin: Twin) -> AsyncIterator[Any]:
    key = twin.account.keys[0]
    options = {"defaultType": "spot", "fetchMarkets": {"types": ["spot", "linear"]}, "recvWindow": 5_000}
    exchange = ccxt.pro.binance(
        {"apiKey": key.key, "secret": key.secret, "options": options, "enableRateLimit": False}
    )
    exchange.urls["api"] = ccxt_binance_urls(twin.url)
    exchange.has["fetchCurrencies"] = False
    assert_loopback(exchange)
    await exchange.load_markets()
    yield exchange
    await exchange.close()


async def _after(
    twin: Twin,
    client: Any,  # noqa: ANN401  # ccxt has no types
    watching: Coroutine[Any, Any, Any],
    streams: int,
    act: Callable[[], Any],
    within_s: float = WITHIN_S,
) -> Any:  # noqa: ANN401  # ccxt has no types
    """Return what a watch brings when `act` is done once that many connections listen."""
    async with asyncio.timeout(within_s), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(watching)
        while _listening(twin) < streams or not (_waits(client) or task.done()):  # noqa: ASYNC110  # two programs over a socket share no event
            await asyncio.sleep(0.01)
        outcome = act()
        if asyncio.iscoroutine(outcome):
            await outcome
        return await task


def _listening(twin: Twin) -> int:
    ears = [ear for hub in twin.binance.hubs.values() for ear in hub.ears()]
    return sum(bool(ear.streams or ear.subscriptions or ear.listen_key) for ear in ears)


def _waits(client: Any) -> bool:  # noqa: ANN401
    """Say whether a watch waits for news of the symbol: ccxt subscribes first, and waits then."""
    return any(SPOT in name for socket in client.clients.values() for name in socket.futures)


@pytest.mark.parametrize(("symbol", "venue"), [(SPOT, "Binance"), (SWAP, "Binance F")])
async def test_the_life_of_an_order(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    def make() -> Any:  # noqa: ANN401
        return client.create_order(symbol, "limit", "buy", 0.01, 94000, {"clientOrderId": "one"})

    orders = await _after(twin, client, client.watch_orders(symbol), 1, make)
    assert [(order["clientOrderId"], order["status"]) for order in orders] == [("one", "open")]
    with pytest.raises(ccxt.ExchangeError) as duplicate:
        await make()
    assert ("-2010" if venue == "Binance" else "-4116") in str(duplicate.value)

    def move() -> None:
        twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.004"))

    trades = await _after(twin, client, client.watch_my_trades(symbol), 1, move)
    assert [(trade["id"], trade["amount"], trade["takerOrMaker"]) for trade in trades] == [
        ("1", 0.004, "maker")
    ]
    seen = await client.fetch_order(None, symbol, {"clientOrderId": "one"})
    assert (seen["status"], seen["filled"]) == ("open", 0.004)
    assert len(await client.fetch_open_orders(symbol)) == 1
    canceled = await client.cancel_order(None, symbol, {"clientOrderId": "one"})
    assert (canceled["status"], canceled["filled"]) == ("canceled", 0.004)
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(None, symbol, {"clientOrderId": "one"})
    mine = await client.fetch_my_trades(symbol)
    assert [(trade["id"], trade["fee"]["currency"]) for trade in mine] == [
        ("1", "BTC" if venue == "Binance" else "USDT")
    ]


@pytest.mark.parametrize(("symbol", "venue"), [(SPOT, "Binance"), (SWAP, "Binance F")])
async def test_public_streams(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    def move() -> None:
        twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.5"))

    trades = await _after(twin, client, client.watch_trades(symbol), 1, move)
    assert [(trade["symbol"], trade["price"], trade["side"]) for trade in trades] == [(symbol, 94000, "sell")]
    best = await _after(twin, client, client.watch_bids_asks([symbol]), 2, move)
    assert best[symbol]["bid"] == 94000
    ticker = await _after(twin, client, client.watch_tickers([symbol], {"name": "ticker"}), 3, move)
    assert ticker[symbol]["last"] == 94000


async def test_markets_balances_and_prices(client: Any) -> None:  # noqa: ANN401
    market = client.market("XRP/USDT")
    assert (market["precision"]["price"], market["precision"]["amount"]) == (0.0001, 0.1)
    assert (market["limits"]["cost"]["min"], market["active"]) == (5, True)
    assert (await client.fetch_balance())["USDT"]["free"] == 100_000
    assert (await client.fetch_balance({"type": "swap"}))["USDT"]["free"] == 50_000
    assert (await client.fetch_ticker(SPOT))["bid"] == 94999.99
    assert (await client.fetch_ohlcv(SPOT, "1m", limit=3))[-1][4] == 95000
    assert (await client.fetch_order_book(SWAP))["asks"][0] == [95000.1, 10]


async def test_positions_and_their_settings(twin: Twin, client: Any) -> None:  # noqa: ANN401
    await client.set_leverage(2, SWAP)
    await client.set_margin_mode("isolated", SWAP)
    assert (await client.fetch_position_mode(SWAP))["hedged"] is False
    assert (await client.fetch_leverages([SWAP]))[SWAP]["longLeverage"] == 2
    assert (await client.fetch_margin_modes([SWAP]))[SWAP]["marginMode"] == "isolated"
    await client.create_order(SWAP, "market", "sell", 0.01)
    position = (await client.fetch_positions([SWAP]))[0]
    assert (position["side"], position["contracts"], position["marginMode"]) == ("short", 0.01, "isolated")
    with pytest.raises(ccxt.ExchangeError, match="-2022"):
        await client.create_order(SWAP, "limit", "sell", 0.01, 96000, {"reduceOnly": True})
    assert twin.binance.futures.contracts.position("main", "BTCUSDT").amount == D("-0.01")


async def test_a_subscription_by_signature_is_made_again_after_a_cut(twin: Twin, client: Any) -> None:  # noqa: ANN401
    def place(name: str) -> Any:  # noqa: ANN401
        return client.create_order(SPOT, "limit", "buy", 0.001, 94000, {"clientOrderId": name})

    await _after(twin, client, client.watch_orders(SPOT), 1, lambda: place("one"))

    def cut() -> None:
        twin.binance.close_streams("Binance", 1006)

    with pytest.raises(ExceptionGroup) as cut_off:
        await _after(twin, client, client.watch_orders(SPOT), 1, cut)
    assert cut_off.group_contains(ccxt.NetworkError)
    orders = await _after(twin, client, client.watch_orders(SPOT), 1, lambda: place("two"))
    assert orders[-1]["clientOrderId"] == "two"


async def test_lost_events_are_lost_and_reads_still_tell(twin: Twin, client: Any) -> None:  # noqa: ANN401
    twin.world.frames.add(FrameFault(FrameFaultKind.DROP))

    async def buy_and_fill() -> None:
        await client.create_order(SPOT, "limit", "buy", 0.001, 94000, {"clientOrderId": "unheard"})
        twin.binance.spot.trade("BTCUSDT", D("94000"))

    with pytest.raises(TimeoutError):
        await _after(twin, client, client.watch_orders(SPOT), 1, buy_and_fill, within_s=0.5)
    assert (await client.fetch_order(None, SPOT, {"clientOrderId": "unheard"}))["status"] == "closed"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unknown_error", ccxt.OperationFailed),
        ("timeout", ccxt.RequestTimeout),
        ("bad_gateway", ccxt.ExchangeNotAvailable),
        ("gateway_timeout", ccxt.RequestTimeout),
        ("too_many_requests", ccxt.DDoSProtection),
        ("banned", ccxt.DDoSProtection),
        ("forbidden_page", ccxt.ExchangeNotAvailable),
    ],
)
async def test_an_order_that_was_taken_can_look_failed(
    twin: Twin,
    client: Any,  # noqa: ANN401
    name: str,
    error: type[Exception],
) -> None:
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answers.ALL[name]))
    with pytest.raises(error):
        await client.create_order(SPOT, "limit", "buy", 0.001, 94000, {"clientOrderId": "one"})
    assert (await client.fetch_order(None, SPOT, {"clientOrderId": "one"}))["status"] == "open"


@pytest.mark.parametrize("name", ["empty_object", "empty_list", "null", "html_ok"])
async def test_junk_is_taken_for_an_order_without_an_id(twin: Twin, client: Any, name: str) -> None:  # noqa: ANN401
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answers.ALL[name]))
    order = await client.create_order(SPOT, "limit", "buy", 0.001, 94000, {"clientOrderId": "one"})
    assert order["id"] is None
    assert len(twin.binance.spot.store.open_orders()) == 1
