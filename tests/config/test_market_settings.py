"""What MARKET_DATA makes of the market, from the settings on."""

from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from engine.clock import SystemClock
from engine.crash_points import no_crash
from engine.errors import SettingsError


async def test_a_file_that_is_no_market_data_is_a_complaint_about_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "trades.csv"
    file.write_text("when,what\n1,2\n")
    settings = Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/scalper.db",
        market_data=MarketSource("csv", file),
        local_chat_port=0,
    )
    with pytest.raises(SettingsError, match=r"MARKET_DATA.*the header must be"):
        async with open_app(settings, clock=SystemClock(), crash_hook=no_crash):
            pass
