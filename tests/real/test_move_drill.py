"""The drill: an installation is moved from SQLite to PostgreSQL, and trading goes on at the twin."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.config.settings import Settings
from bot.move_database import move_command
from engine.clock import SystemClock
from engine.core.types import Side
from engine.errors import SettingsError
from tests.kills.books import booked_fills, rows
from tests.real.conftest import EAGER, created, creates, plain_draft, program, resting, started
from tests.twin import Twin


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite alone: from there one moves."""
    return sqlite_url


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_what_is_moved_trades_on_without_a_second_order(
    settings: Settings, empty_postgresql_url: str, twin: Twin, capsys: pytest.CaptureFixture[str]
) -> None:
    old = settings.database_url.get_secret_value()
    venue = twin.world.venue("Binance")
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id, Side.BUY)
        venue.trade("BTCUSDT", Decimal(93999))
        sell = await resting(app_context, bot_id, Side.SELL)
    [fill] = await booked_fills(old)

    new = Settings(_env_file=None, **(settings.model_dump() | {"database_url": empty_postgresql_url}))
    file = Path(make_url(old).database or "")
    assert await move_command(new, file, SystemClock()) == 0
    said = capsys.readouterr().out
    assert "trades: 1 rows, the same on both sides\n" in said
    assert "Start Scalper now" in said
    assert await booked_fills(empty_postgresql_url) == [fill]
    assert await rows(old, "SELECT epoch FROM installation") != await rows(
        empty_postgresql_url, "SELECT epoch FROM installation"
    )
    with pytest.raises(SettingsError, match="was moved to PostgreSQL"):
        async with program(settings):
            pass

    async with program(new, EAGER) as app_context:
        assert await resting(app_context, bot_id, Side.SELL) == sell, (
            "it goes on with the order that is there"
        )
        venue.trade("BTCUSDT", Decimal(96001))
        buy = await resting(app_context, bot_id, Side.BUY)
        assert buy.client_order_id[1:4] != sell.client_order_id[1:4]
    assert len(await booked_fills(empty_postgresql_url)) == 2
    assert len(created(twin)) == 3
    assert set(creates(twin).values()) == {1}, "no name was used twice"
