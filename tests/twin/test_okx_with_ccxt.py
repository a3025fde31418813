"""The twin's OKX side, used by ccxt.pro with nothing but its addresses changed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import ccxt.pro
import pytest

from tests.twin import Fault, FaultKind, Operation, Twin, assert_loopback, ccxt_okx_urls
from tests.twin.asking import D
from tests.twin.okx import answers

SPOT = "BTC/USDT"
SWAP = "BTC/USDT:USDT"
WITHIN_S = 30
BOTH = pytest.mark.parametrize(("symbol", "venue"), [(SPOT, "OKX"), (SWAP, "OKX F")])


@pytest.fixture
async def client(twin: Twin) -> AsyncIterator[Any]:
    key = twin.account.keys[0]
    keys = {"apiKey": key.key, "secret": key.secret, "password": key.passphrase}
    # Currencies are behind calls of the funding account, which the twin has not.
    exchange = ccxt.pro.okx({**keys, "enableRateLimit": False, "has": {"fetchCurrencies": False}})
    exchange.urls["api"] = ccxt_okx_urls(twin.url)
    exchange.options["fetchMarkets"] = {"types": ["spot", "swap"]}
    exchange.options["createOrder"] = "privatePostTradeOrder"  # its default sends batches of one
    assert_loopback(exchange)
    await exchange.load_markets()
    yield exchange
    await exchange.close()


async def _after(twin: Twin, watching: Coroutine[Any, Any, Any], channel: str, act: Callable[[], Any]) -> Any:  # noqa: ANN401  # ccxt has no types
    """Return what a watch brings when `act` is done once somebody listens to a channel."""
    async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(watching)
        while not _listening(twin, channel):  # noqa: ASYNC110  # two programs over a socket share no event
            await asyncio.sleep(0.01)
        outcome = act()
        if asyncio.iscoroutine(outcome):
            await outcome
        return await task


def _listening(twin: Twin, channel: str) -> bool:
    return any(channel in {topic.channel for topic in ear.topics} for ear in twin.okx.ears())


def _params(symbol: str, name: str) -> dict[str, str]:
    return {"clientOrderId": name} | ({} if symbol == SPOT else {"tdMode": "isolated"})


@BOTH
async def test_the_life_of_an_order(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    amount = 0.01 if symbol == SPOT else 1

    def make() -> Any:  # noqa: ANN401
        return client.create_order(symbol, "limit", "buy", amount, 94000, _params(symbol, "one"))

    orders = await _after(twin, client.watch_orders(), "orders", make)
    assert [(order["clientOrderId"], order["status"]) for order in orders] == [("one", "open")]
    with pytest.raises(ccxt.InvalidOrder, match="51016"):
        await make()
    twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.004"))
    seen = await client.fetch_order(None, symbol, {"clientOrderId": "one"})
    assert (seen["status"], seen["filled"]) == ("open", 0.004 if symbol == SPOT else 0.4)
    await client.cancel_order(None, symbol, {"clientOrderId": "one"})
    with pytest.raises(ccxt.OrderNotFound):
        await client.cancel_order(None, symbol, {"clientOrderId": "one"})
    (mine,) = await client.fetch_my_trades(symbol)
    assert (mine["fee"]["currency"], mine["takerOrMaker"]) == ("BTC" if symbol == SPOT else "USDT", "maker")
    assert mine["fee"]["cost"] > 0


@BOTH
async def test_public_streams(twin: Twin, client: Any, symbol: str, venue: str) -> None:  # noqa: ANN401
    async def move() -> None:
        while not done:
            twin.world.venue(venue).trade("BTCUSDT", D("94000"), D("0.5"))
            await asyncio.sleep(0.01)

    done: list[bool] = []
    async with asyncio.TaskGroup() as group:
        group.create_task(move())
        trades = await asyncio.wait_for(client.watch_trades(symbol), WITHIN_S)
        done.append(True)
    assert {(trade["symbol"], trade["price"], trade["side"]) for trade in trades} == {(symbol, 94000, "sell")}


async def test_markets_balances_prices_and_positions(client: Any) -> None:  # noqa: ANN401
    market = client.market("DOGE/USDT:USDT")
    assert (market["contractSize"], market["precision"]["amount"], market["linear"]) == (1000, 0.01, True)
    assert (await client.fetch_balance())["USDT"]["free"] == 100_000
    assert (await client.fetch_ticker(SPOT))["bid"] == 94999.9
    assert (await client.fetch_ohlcv(SPOT, "1m", limit=3))[-1][4] == 95000
    assert (await client.fetch_trading_fee(SWAP))["taker"] == 0.0005
    await client.set_leverage(2, SWAP, {"mgnMode": "isolated"})
    await client.create_order(SWAP, "market", "sell", 1, None, _params(SWAP, "one"))
    position = (await client.fetch_positions([SWAP]))[0]
    assert (position["side"], position["contracts"], position["leverage"]) == ("short", 1, 2)
    assert (position["contractSize"], position["marginMode"]) == (0.01, "isolated")
    with pytest.raises(ccxt.ExchangeError, match="51169"):
        await client.create_order(
            SWAP, "limit", "sell", 1, 96000, _params(SWAP, "two") | {"reduceOnly": True}
        )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("okx_order_timed_out", ccxt.ExchangeError),
        ("okx_request_timed_out", ccxt.ExchangeError),
        ("okx_endpoint_timeout", ccxt.RequestTimeout),
        ("okx_system_error", ccxt.ExchangeNotAvailable),
        ("okx_bad_gateway", ccxt.ExchangeNotAvailable),
        ("okx_rate_limit", ccxt.RateLimitExceeded),
        ("okx_key_invalid", ccxt.AuthenticationError),
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
        await client.create_order(SPOT, "limit", "buy", 0.001, 94000, _params(SPOT, "one"))
    assert len(twin.okx.spot.store.open_orders()) == 1
