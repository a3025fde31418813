"""Plain ccxt.pro without its limiter. It stores nothing.

Runs in an environment of its own (`make bench-peers`): `python ccxt_pro.py JOB`.
"""

import asyncio
import json
import sys

import ccxt.pro

PRICES = {"buy": 99.0, "sell": 101.0}
HIT_QUANTITY = 7.0
OTHER = {"buy": "sell", "sell": "buy"}


def build_client(port: int) -> ccxt.pro.binance:
    host = f"127.0.0.1:{port}"
    options = {
        "fetchMarkets": {"types": ["spot"]},
        "defaultType": "spot",
        "fetchCurrencies": False,
        "fetchMargins": False,
    }
    client = ccxt.pro.binance(
        {
            "apiKey": "k" * 64,
            "secret": "s" * 64,
            "newUpdates": True,
            "enableRateLimit": False,
            "options": options,
        }
    )
    client.has["fetchCurrencies"] = False
    client.aiohttp_trust_env = False
    of_v3 = {"public", "private", "v1"}
    client.urls["api"] = {
        name: f"http://{host}/api/v3" if name in of_v3 else f"http://{host}/{name}"
        for name in client.urls["api"]
    }
    client.urls["api"]["ws"] = {
        "spot": f"ws://{host}/stream/ws",
        "margin": f"ws://{host}/ws",
        "ws-api": {"spot": f"ws://{host}/ws-api/v3"},
    }
    return client


async def follow_fills(client: ccxt.pro.binance, symbols: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        watch = group.create_task(client.watch_orders())
        await asyncio.sleep(0.5)  # the stream answers nothing before its first event
        for symbol in symbols:
            await client.create_order(symbol, "limit", "buy", 1, PRICES["buy"])
        while True:
            orders = await watch
            watch = group.create_task(client.watch_orders())
            for order in orders:
                if order["status"] == "closed":
                    side = OTHER[order["side"]]
                    group.create_task(client.create_order(order["symbol"], "limit", side, 1, PRICES[side]))


async def follow_prints(client: ccxt.pro.binance, symbol: str) -> None:
    while True:
        for trade in await client.watch_trades(symbol):
            if trade["amount"] == HIT_QUANTITY:
                await client.create_order(symbol, "limit", "buy", 1, PRICES["buy"])


async def main() -> None:
    job = json.loads(sys.argv[1])
    client = build_client(job["port"])
    symbols = [f"{symbol.removesuffix('USDT')}/USDT" for symbol in job["symbols"]]
    await client.load_markets()
    print("ready", flush=True)
    if job["what"] == "fill":
        await follow_fills(client, symbols)
    else:
        await follow_prints(client, symbols[0])


if __name__ == "__main__":
    asyncio.run(main())
