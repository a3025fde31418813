"""A bot that cannot be read: what the exchange fills and charges meanwhile is booked once it is put right."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.config.settings import Settings
from db.migrate import writable_connection
from engine.core.types import BotId, Side
from engine.errors import CommandRejected
from engine.reads.open_orders import OrphanName
from tests.kills.books import booked_fills, rows
from tests.real.conftest import (
    ANNA,
    EAGER,
    created,
    passes,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.real.test_fundings import HOUR_IS_A_SECOND, charge, has_funding, in_position
from tests.twin import Twin

D = Decimal
NO_OVERLAP = replace(
    HOUR_IS_A_SECOND, account=replace(HOUR_IS_A_SECOND.account, funding_overlap=timedelta(0))
)
"""In place of 8 h: longer than a test lasts."""
CURSORS = "SELECT read_at FROM trade_cursors"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: `tests/db` has what is read of both."""
    return sqlite_url


@asynccontextmanager
async def broken(settings: Settings, bot_id: BotId) -> AsyncIterator[None]:
    """Have what is stored of the bot be no JSON while in the block. The program must not be at work."""
    url, which = settings.database_url.get_secret_value(), {"bot": bot_id.hex}

    async def put(state: str | None) -> str:
        async with writable_connection(url) as connection:
            found = await connection.scalar(text("SELECT state FROM bot_states WHERE bot_id = :bot"), which)
            await connection.execute(
                text("UPDATE bot_states SET state = :state WHERE bot_id = :bot"), which | {"state": state}
            )
        return str(found)

    whole = await put("{")
    yield
    await put(whole)


async def test_what_was_filled_meanwhile_is_booked_and_the_bot_goes_on(
    settings: Settings, twin: Twin
) -> None:
    venue, url = twin.world.venue("Binance"), settings.database_url.get_secret_value()
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft())
        other = await started(app_context, plain_draft(buy_price=D(93000)), "other")
        for one in (bot_id, other):
            await resting(app_context, one)

        async def is_noted() -> bool:
            return bool(await rows(url, CURSORS))

        await until(is_noted)
    read_until = await rows(url, CURSORS)
    async with broken(settings, bot_id), program(settings, EAGER) as app_context:
        await passes(twin, "Binance")
        for price in (93999, 92999):
            venue.trade("BTCUSDT", D(price))
        await resting(app_context, other, Side.SELL)  # its trades were read, those of the bot beside them
        assert len(await booked_fills(url)) == 1
    assert await rows(url, CURSORS) == read_until, "the trades of this time are read again"
    async with program(settings, EAGER) as app_context:
        await resting(app_context, bot_id, Side.SELL)
        assert (await state_of(app_context, bot_id)).trades == 1
        assert len(await booked_fills(url)) == 2


async def test_what_was_charged_meanwhile_is_booked_though_others_were_charged_later(
    settings: Settings, twin: Twin
) -> None:
    exchange = "Binance F"
    async with program(settings, NO_OVERLAP) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        other = await started(app_context, plain_draft("ETH/USDT", exchange), "other")
        await resting(app_context, other)
        twin.world.venue(exchange).trade("ETHUSDT", D(3349))
        await resting(app_context, other, Side.SELL)
        before = charge(twin, exchange, "0.003")
        await until(has_funding(app_context, bot_id, before))
    async with broken(settings, bot_id), program(settings, NO_OVERLAP) as app_context:
        meanwhile = charge(twin, exchange, "0.0025")
        await asyncio.sleep(0.05)  # not in the same moment
        of_other = charge(twin, exchange, "0.001", symbol="ETHUSDT")
        await until(has_funding(app_context, other, of_other))
    async with program(settings, NO_OVERLAP) as app_context:
        await until(has_funding(app_context, bot_id, before + meanwhile), within_s=20)
        assert (await state_of(app_context, other)).funding == of_other


async def test_no_other_bot_takes_its_order(settings: Settings, twin: Twin) -> None:
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft())
        order = await resting(app_context, bot_id)
        made = await app_context.service.create(ANNA, plain_draft(), start=False, key="other")
    async with broken(settings, bot_id), program(settings, EAGER) as app_context:
        [orphan] = await app_context.service.orders.orphans(ANNA)
        assert orphan.client_order_id == order.client_order_id
        name = OrphanName(
            account_id=orphan.account_id,
            symbol=orphan.symbol,
            side=orphan.side,
            client_order_id=orphan.client_order_id,
        )
        with pytest.raises(CommandRejected, match="name_not_free"):
            await app_context.service.orders.adopt(ANNA, made.state.bot_id, name, made.state.revision)
    async with program(settings, EAGER) as app_context:
        assert await resting(app_context, bot_id) == order
    assert len(created(twin)) == 1
