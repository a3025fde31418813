"""An exchange twin, and the program that trades there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import open_house
from bot.config import Settings
from bot.house import House
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.probe import no_probe
from tests.twin import Twin

OWNER = 77


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    made = Twin()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def settings(chat: LocalChat, twin: Twin, database_url: str, tmp_path: Path) -> Settings:
    """A token, keys of the twin, and no address that is not loopback."""
    key = twin.account.keys[0]
    return Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        database_url=database_url,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        market_data="synthetic",
        exchange_urls=twin.urls,
        binance_api_key=key.key,
        binance_secret_key=key.secret,
    )


@asynccontextmanager
async def program(settings: Settings) -> AsyncIterator[House]:
    """Run the program while in the block."""
    async with open_house(settings, clock=SystemClock(), probe=no_probe) as house:
        yield house


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = 30.0) -> None:
    """Wait until an asked condition holds."""
    async with asyncio.timeout(within_s):
        while not await holds():
            await asyncio.sleep(0.05)
