"""The twin as a process of its own, moved through its control door."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.twin import Twin
from tests.twin.asking import D
from tests.twin.core.accounts import ApiKey
from tests.twin.raw import RawBinance
from tests.twin.remote import Remote, RemoteError


@pytest.fixture
async def remote(twin: Twin) -> AsyncIterator[Remote]:
    async with Remote(twin.url) as door:
        yield door


async def test_the_market_is_moved_and_what_happened_is_read(raw: RawBinance, remote: Remote) -> None:
    await raw.buy("one")
    await remote.do("trade", venue="Binance", symbol="BTCUSDT", price="94000", quantity="0.0004")
    filled = await remote.journal("order_filled", account="main")
    assert [(entry["facts"]["quantity"], entry["facts"]["state"]) for entry in filled] == [
        ("0.0004", "PARTIALLY_FILLED")
    ]
    state = await remote.state()
    held = state["accounts"]["main"]["Binance"]["USDT"]
    assert (D(held["free"]), D(held["locked"])) == (D("99906"), D("56.4"))
    assert [order["filled"] for order in state["venues"]["Binance"]["open_orders"]] == ["0.0004"]
    await remote.do("cancel", venue="Binance", account="main", symbol="BTCUSDT", order_id="1001")
    assert (await remote.state())["venues"]["Binance"]["open_orders"] == []
    assert [one["operation"] for one in await remote.requests()] == ["create"]


async def test_faults_are_set_counted_and_cleared(raw: RawBinance, remote: Remote) -> None:
    number = await remote.do("fault", kind="answer", operations=["create"], answer="unknown_error", times=2)
    assert (await raw.buy("one"))["code"] == -1000
    assert (await remote.do("hits"))["faults"] == {str(number): 1}
    await remote.do("clear_faults")
    assert (await raw.buy("two"))["status"] == "NEW"
    made = {"status": 500, "body": "oops", "content_type": "text/plain"}
    await remote.do("fault", kind="answer", answer=made, takes=False)
    assert await raw.ask("GET", "/api/v3/time") == (500, "oops")


async def test_everything_else_can_be_set_from_outside(twin: Twin, raw: RawBinance, remote: Remote) -> None:
    await remote.do("lag", venue="Binance", least_s=5)
    await remote.do("clock", offset_s=-2)
    assert (await raw.buy("early"))["code"] == -1021
    await remote.do("clock", offset_s=0)
    await raw.buy("one")
    assert (await raw.refusal("GET", "/api/v3/order", symbol="BTCUSDT", origClientOrderId="one"))[0] == -2013
    await remote.do("forget", venue="Binance", after_s=1)
    await remote.do("filters", venue="Binance", symbol="BTCUSDT", min_notional="500")
    assert (await raw.buy("two"))["msg"] == "Filter failure: NOTIONAL"
    await remote.do("trading", venue="Binance", symbol="BTCUSDT", allowed=False)
    assert (await raw.buy("two"))["msg"] == "Market is closed."
    await remote.do("fees", account="main", kind="spot", maker="-0.0001", taker="0.002", coin="bnb")
    await remote.do("depth", venue="Binance", symbol="BTCUSDT", side="SELL", quantity="0")
    await remote.do("ban", venue="Binance", seconds=30)
    assert (await raw.ask("GET", "/api/v3/time"))[0] == 418
    made = await remote.do("account", name="second", wallets={"Binance": {"USDT": "10"}})
    assert made["key"] == ApiKey.named("second").key
    assert twin.world.accounts.named("second").wallet("Binance").of("USDT").free == 10


async def test_futures_positions_are_liquidated_from_outside(
    twin: Twin, raw: RawBinance, remote: Remote
) -> None:
    fields = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.1"}
    await raw.ask("POST", "/fapi/v1/order", **fields)
    await remote.do("liquidate", venue="Binance F", account="main", symbol="BTCUSDT", price="90000")
    assert (await remote.state())["venues"]["Binance F"]["positions"] == {}
    await remote.do("hedge", venue="Binance F", account="main", hedge=True)
    assert twin.binance.futures.contracts.settings("main").hedge


async def test_a_market_walks_by_itself_the_same_way_for_the_same_seed(twin: Twin, remote: Remote) -> None:
    for symbol in ("ETHUSDT", "BTCUSDT"):
        await remote.do("walk", venue="Binance", symbol=symbol, seed=4, pause_s=0.001)
    walking = [twin.binance.spot.markets[name] for name in ("ETHUSDT", "BTCUSDT")]
    async with asyncio.timeout(60):
        while min(len(market.trades) for market in walking) < 20:  # noqa: ASYNC110  # it walks in real time
            await asyncio.sleep(0.01)
    await remote.do("stand_still")
    moves = [
        [trade.price - market.symbol.first_price for trade in list(market.trades)[:20]] for market in walking
    ]
    assert moves[0] == moves[1]
    assert len(set(moves[0])) > 3


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("trade", {"venue": "Nowhere", "symbol": "BTCUSDT", "price": "1"}),
        ("trade", {"venue": "Binance", "symbol": "BTCUSDT", "price": "cheap"}),
        ("trade", {"venue": "Binance"}),
        ("fault", {"kind": "sneeze"}),
        ("liquidate", {"venue": "Binance F", "account": "main", "symbol": "BTCUSDT", "price": "1"}),
        ("_answer", {}),
    ],
)
async def test_a_wrong_command_gets_a_reason(remote: Remote, command: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(RemoteError, match=r"\w+"):
        await remote.do(command, **arguments)


@dataclass(frozen=True)
class _Running:
    process: asyncio.subprocess.Process
    line: dict[str, Any]


@asynccontextmanager
async def _running(journal: Path) -> AsyncIterator[_Running]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.twin", "--journal", str(journal), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            yield _Running(process, json.loads(await process.stdout.readline()))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_it_runs_by_itself_and_ends_when_told(tmp_path: Path) -> None:
    async with _running(tmp_path / "journal.jsonl") as running:
        assert running.line["urls"]["binance"]["rest"] == running.line["url"]
        key = ApiKey(running.line["key"], running.line["secret"])
        async with RawBinance(running.line["url"], key) as raw, Remote(running.line["url"]) as remote:
            await raw.buy("one")
            assert len(await remote.journal("order_created")) == 1
        running.process.send_signal(signal.SIGTERM)
        assert await running.process.wait() == 0
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert "order_created" in kinds


async def test_only_loopback_is_served(twin: Twin) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{twin.url}/api/v3/ping") as answer:
        assert answer.status == 200
    assert twin.url.startswith("http://127.0.0.1:")
