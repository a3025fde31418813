"""The program as it is built for real, over the paper market: made in the chat, filled, told, stopped."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.context import AppContext
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.support.person import Person

TRADES = Path(__file__).parent.parent / "data" / "trades.csv"


@pytest.fixture
async def app_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AppContext]:
    for name, value in {
        "SCALPER_DATA_DIR": str(tmp_path),
        "LOCAL_CHAT_PORT": "0",
        "MARKET_DATA": f"csv:{TRADES}",
        "REPLAY_SYMBOL": "ABC/USDT",
        "REPLAY_SPEED": "0",
    }.items():
        monkeypatch.setenv(name, value)
    async with open_app(Settings(_env_file=None), clock=SystemClock(), crash_hook=no_crash) as opened:
        yield opened


@pytest.fixture
async def anna(app_context: AppContext) -> AsyncIterator[Person]:
    assert app_context.local is not None
    async with Person(app_context.local.page_url) as person:
        yield person


async def test_from_the_first_word_to_the_last_stop(anna: Person) -> None:
    await anna.send("/start")
    await anna.reads("Hello", within_seconds=60)
    await anna.send("/newbot abc/usdt binance buy 2 99.95 100.05 loop")
    review = await anna.reads("Ticker: ABC/USDT")
    assert "The spread does not cover the fees" in review.text
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    cycle = await anna.reads("Cycle 1 of #1 ABC/USDT")
    assert "(PAPER, Binance)" in cycle.text
    assert re.search(r"^BUY 2 ABC @ .+ · fee ", cycle.text, re.MULTILINE)
    await anna.send("/stats")
    await anna.reads("PAPER · USDT")
    await anna.send("/logs")
    await anna.reads("Logs · all levels")
    await anna.send("/stop_all")
    await anna.reads("Stop 1 bot?")
    await anna.tap("Stop")
    await anna.reads("Stop all: 1 bot")
    await anna.send("/bots")
    await anna.reads("⚪ #1 ABC/USDT · Binance · PAPER")
