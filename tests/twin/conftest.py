from collections.abc import AsyncIterator

import pytest

from tests.support.clock import ManualClock
from tests.twin import Twin
from tests.twin.core.venue import Venue
from tests.twin.raw import RawBinance
from tests.twin.raw_bybit import RawBybit
from tests.twin.raw_okx import RawOkx


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    server = Twin()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def still(clock: ManualClock) -> AsyncIterator[Twin]:
    """A twin without a wire, whose time is moved by hand."""
    twin = Twin(time=clock)
    yield twin
    await twin.world.close()


@pytest.fixture
def spot(still: Twin) -> Venue:
    return still.binance.spot


@pytest.fixture
def futures(still: Twin) -> Venue:
    return still.binance.futures


@pytest.fixture
async def raw(twin: Twin) -> AsyncIterator[RawBinance]:
    async with RawBinance(twin.url, twin.account.keys[0]) as client:
        yield client


@pytest.fixture
async def linear(twin: Twin) -> AsyncIterator[RawBybit]:
    async with RawBybit(twin.url, twin.account.keys[0]) as client:
        yield client


@pytest.fixture
async def bybit_spot(twin: Twin) -> AsyncIterator[RawBybit]:
    async with RawBybit(twin.url, twin.account.keys[0], "spot") as client:
        yield client


@pytest.fixture(params=["BTC-USDT", "BTC-USDT-SWAP"])
async def okx(twin: Twin, request: pytest.FixtureRequest) -> AsyncIterator[RawOkx]:
    async with RawOkx(twin.url, twin.account.keys[0], request.param) as client:
        yield client


@pytest.fixture
async def swap(twin: Twin) -> AsyncIterator[RawOkx]:
    async with RawOkx(twin.url, twin.account.keys[0], "BTC-USDT-SWAP") as client:
        yield client
