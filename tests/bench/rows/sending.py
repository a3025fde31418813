"""What sending an order costs by itself."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

import aiohttp
import ccxt.async_support

from engine.clock import SystemClock
from engine.core.orders import Order
from engine.core.types import ClientOrderId, Leg, Mode, Side
from engine.venue_answers import Accepted
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.spec import Credentials
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms
from tests.bench.server.exchange import LeanExchange

CCXT, FLOOR, P50 = "ccxt alone", "aiohttp alone", "p50, ms"
KEY, SECRET = "k" * 64, "s" * 64
SYMBOL, NAME = "BTC/USDT", "s0010001{:010d}"
Send = Callable[[int], Awaitable[None]]
"""Sends one order, of that number, and returns once it is known to be taken."""
Sender = Callable[[int], AbstractAsyncContextManager[Send]]
"""By a port."""


@asynccontextmanager
async def _ours(port: int) -> AsyncIterator[Send]:
    clock, urls = SystemClock(), {"rest": f"http://127.0.0.1:{port}", "ws": f"ws://127.0.0.1:{port}"}
    gateway = build_gateway(
        "Binance",
        mode=Mode.TESTNET,
        credentials=Credentials(api_key=KEY, secret=SECRET),
        exchange_urls={"Binance": urls},
        process_wide=ProcessWide(clock),
        clock=clock,
    )
    market = await gateway.market(SYMBOL)

    async def send(number: int) -> None:
        now = gateway.now() or clock.now()
        order = Order(
            client_order_id=ClientOrderId(NAME.format(number)),
            side=Side.BUY,
            leg=Leg.ENTRY,
            cycle=1,
            attempt=1,
            price=Decimal(99),
            quantity=Decimal("0.5"),
            created_at=now,
            deadline=now + timedelta(seconds=5),
        )
        assert isinstance(await gateway.create(order, market), Accepted)

    try:
        yield send
    finally:
        await gateway.close()


@asynccontextmanager
async def _ccxt(port: int) -> AsyncIterator[Send]:
    client: Any = ccxt.async_support.binance({"apiKey": KEY, "secret": SECRET, "enableRateLimit": False})
    client.urls["api"]["private"] = f"http://127.0.0.1:{port}/api/v3"

    async def send(number: int) -> None:
        assert (await client.private_post_order(_params(number)))["orderId"]

    try:
        yield send
    finally:
        await client.close()


@asynccontextmanager
async def _aiohttp(port: int) -> AsyncIterator[Send]:
    async with aiohttp.ClientSession() as session:

        async def send(number: int) -> None:
            form = urlencode(
                {**_params(number), "timestamp": time.time_ns() // 1_000_000, "recvWindow": 5000}
            )
            signature = hmac.digest(SECRET.encode(), form.encode(), "sha256").hex()
            async with session.post(
                f"http://127.0.0.1:{port}/api/v3/order",
                data=f"{form}&signature={signature}".encode(),
                headers={"X-MBX-APIKEY": KEY, "Content-Type": "application/x-www-form-urlencoded"},
            ) as answer:
                assert (await answer.json())["orderId"]

        yield send


def _params(number: int) -> dict[str, str]:
    return {
        "symbol": SYMBOL.replace("/", ""),
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "quantity": "0.5",
        "price": "99",
        "newClientOrderId": NAME.format(number),
        "newOrderRespType": "ACK",
    }


async def _measure(sender: Sender, samples: int, number: int) -> Figures:
    exchange = LeanExchange((SYMBOL.replace("/", ""),), 0, lambda _: None)
    async with exchange.serving() as port, sender(port) as send:
        took = []
        for sample in range(samples):
            begun = time.perf_counter()
            await send(number * 1000 + sample)
            took.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0)
    return quantiles_ms(took)


def rows(scale: Scale) -> list[Row]:
    samples = scale.of(80, 3)  # as many as an account may send within ten seconds
    return [
        Row(
            name="sending an order",
            what=(
                "From the call to the exchange's answer in hand, signed, on a kept connection of loopback; "
                "ours waits for its turn at the limiter besides, and reads what the answer proves."
            ),
            columns={
                OURS: partial(_measure, _ours, samples),
                CCXT: partial(_measure, _ccxt, samples),
                FLOOR: partial(_measure, _aiohttp, samples),
            },
            goals=(Goal(metric=P50, against=FLOOR, at_most=2),),
        )
    ]
