"""A gateway to CoinDCX Futures at the twin, with the key of its account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from engine.clock import SystemClock
from engine.core.types import Mode
from engine.timings import ConnectionTimings, EngineTimings
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import Gateway
from tests.twin import Twin


@asynccontextmanager
async def started_twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    try:
        yield twin
    finally:
        await twin.stop()


@asynccontextmanager
async def gateway_at(twin: Twin) -> AsyncIterator[Gateway]:
    """Yield it; a call may take 20 s there, for the machine may be busy."""
    clock, key = SystemClock(), twin.account.keys[0]
    gateway = build_gateway(
        "CoinDCX F",
        mode=Mode.LIVE,
        credentials=Credentials(api_key=key.key, secret=key.secret),
        exchange_urls=twin.urls,
        process_wide=ProcessWide(clock),
        clock=clock,
        timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=20.0)),
    )
    try:
        yield gateway
    finally:
        await gateway.close()
