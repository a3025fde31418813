import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from engine.clock import Clock, SystemClock
from engine.core.orders import Order
from engine.core.types import ClientOrderId, Leg, Market, Mode, Side
from engine.timings import ConnectionTimings, EngineTimings
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.direct import DirectDeps
from engine.venues.exchanges.registry import VENUES, exchange_of
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import Gateway
from tests.exchanges.bench import Bench
from tests.exchanges.canned import lay_binance, lay_bybit, lay_okx

MakeGateway = Callable[..., Gateway]
MakeOrder = Callable[..., Order]

IMPATIENT = EngineTimings(connection=ConnectionTimings(call_timeout_s=3))
"""For whom an answer that does not come is waited for."""

CREATE_PATH = {
    "Binance": "/api/v3/order",
    "Binance F": "/fapi/v1/order",
    "Bybit": "/v5/order/create",
    "Bybit F": "/v5/order/create",
    "OKX": "/api/v5/trade/order",
    "OKX F": "/api/v5/trade/order",
}


BY_CCXT = tuple(name for name in VENUES if exchange_of(name).client)
"""The venues that ccxt serves: what is asked of the others is seen by the twin."""


def client_of(gateway: Gateway) -> Any:  # noqa: ANN401 - ccxt ships no types
    """Return ccxt's client, or what stands for it, to look at the addresses it has."""
    made = cast("Any", gateway)
    deps = made._deps  # noqa: SLF001 - there is no other way to see them
    return (
        SimpleNamespace(urls={"api": dict(deps.addresses)}) if isinstance(deps, DirectDeps) else deps.client
    )


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.start()
    try:
        yield bench
    finally:
        await bench.stop()


@pytest.fixture
async def make_gateway(bench: Bench) -> AsyncIterator[MakeGateway]:
    async with contextlib.AsyncExitStack() as stack:

        def make(exchange: str, clock: Clock | None = None, **how: object) -> Gateway:
            if exchange.startswith("Binance"):
                lay_binance(bench, futures=exchange.endswith(" F"))
            elif exchange.startswith("Bybit"):
                lay_bybit(bench, linear=exchange.endswith(" F"))
            else:
                lay_okx(bench, swap=exchange.endswith(" F"))
            clock = clock or SystemClock()
            parts: dict[str, object] = {
                "mode": Mode.TESTNET,
                "credentials": Credentials(
                    api_key="the-public-key", secret="the-secret", passphrase="the-word"
                ),
                "exchange_urls": {exchange: bench.urls},
                "process_wide": ProcessWide(clock),
                "clock": clock,
                "timings": EngineTimings(
                    connection=ConnectionTimings(call_timeout_s=8, pass_turn_within=timedelta(seconds=10))
                ),
            }
            gateway = build_gateway(exchange, **(parts | how))  # type: ignore[arg-type]  # a test's wishes
            stack.push_async_callback(gateway.close)
            return gateway

        yield make


@pytest.fixture
def make_market() -> Callable[[str], Market]:
    def make(exchange: str) -> Market:
        return Market(
            venue=exchange,
            symbol="BTC/USDT",
            base="BTC",
            quote="USDT",
            tick=Decimal("0.01"),
            step=Decimal("0.00001"),
            derivative=exchange.endswith(" F"),
        )

    return make


@pytest.fixture
def make_order() -> MakeOrder:
    def make(**changes: object) -> Order:
        now = datetime.now(UTC)  # noqa: TID251 - requests go over real sockets, in real time
        order = Order(
            client_order_id=ClientOrderId("s00100010000100001"),
            side=Side.BUY,
            leg=Leg.ENTRY,
            cycle=1,
            attempt=1,
            price=Decimal(95000),
            quantity=Decimal("0.001"),
            created_at=now,
            deadline=now + timedelta(seconds=5),
        )
        return replace(order, **changes)  # type: ignore[arg-type]  # a test's wishes

    return make
