"""A row of the list of symbols that cannot be read, while the whole program runs."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from tests.real.conftest import (
    HALF_AN_HOUR_IS_A_SECOND,
    asked,
    greet,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.twin import Operation, Twin

Row = dict[str, object]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


def without_lot(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "lotSizeFilter"}


def with_junk(row: Row) -> Row:
    return row | {"filters": [None]}


@pytest.mark.parametrize(
    ("exchange", "garble", "wrong"),
    [("Bybit", without_lot, "basePrecision is missing"), ("Binance", with_junk, "filters is [None]")],
)
async def test_it_concerns_its_own_symbol_and_says_what_is_wrong(
    settings: Settings,
    twin: Twin,
    owner: Person,
    exchange: str,
    garble: Callable[[Row], object],
    wrong: str,
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        own = await started(app_context, plain_draft("ETH/USDT", exchange), "own")
        other = await started(app_context, plain_draft(exchange=exchange), "other")
        await resting(app_context, own)
        await resting(app_context, other)
        await greet(app_context, owner)
        venue.garbles["ETHUSDT"] = garble
        await asked(twin, exchange, Operation.RULES, 4)
        await owner.send(f"/newbot ETH/USDT {exchange} testnet BUY 0.1 3350 3450")
        told = await owner.reads("with rules that I cannot read", within_seconds=60)
        assert f"{exchange} lists ETH/USDT with rules that I cannot read: {wrong}" in told.text
        await owner.send(f"/newbot BTC/USDT {exchange} testnet BUY 0.01 94000 96000")
        await owner.reads("Mode: 🧫 TESTNET", within_seconds=60)

        venue.trade("BTCUSDT", Decimal(93999))
        await resting(app_context, other, Side.SELL)
        venue.trade("ETHUSDT", Decimal(3349))

        async def is_bought() -> bool:
            return (await state_of(app_context, own)).trades == 1

        await until(is_bought)  # by the rules that were known
        await resting(app_context, own, Side.SELL)
