"""The program as it is put together, in this process, and somebody who owns it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.support.chat_control import ChatControl
from tests.support.person import Person
from tests.support.program import ROOT

OWNER = 77
TRADES = ROOT.parent / "shared" / "data" / "xrp_eth_aggtrades_binance_2019-10.csv"


@pytest.fixture
def trades() -> Path:
    """A real exchange's trades."""
    if not TRADES.exists():
        pytest.skip(f"NO REAL MARKET DATA: {TRADES.name} is not beside the project")
    return TRADES


@pytest.fixture
def sqlite_url(migrated_sqlite_url: str) -> str:
    """With all tables: what making them takes is about as much as the rest of a start."""
    return migrated_sqlite_url


@pytest.fixture
def postgresql_url(migrated_postgresql_url: str) -> str:
    """Likewise."""
    return migrated_postgresql_url


@pytest.fixture
async def kim(chat: LocalChat, control: ChatControl) -> AsyncIterator[Person]:
    """The owner, on a chat that lives longer than the program."""
    await control.person("Kim", person_id=OWNER, started=True)
    async with Person(chat.page_url, OWNER, patience_seconds=60) as person:
        yield person


@pytest.fixture
def settings(chat: LocalChat, database_url: str, trades: Path, tmp_path: Path) -> Settings:
    """A Telegram token, and the trades as fast as they go."""
    return Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        database_url=database_url,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        market_data=MarketSource("csv", trades),
        replay_symbol="XRP/ETH",
        replay_speed=0,
    )


@pytest.fixture
async def app_context(settings: Settings) -> AsyncIterator[AppContext]:
    """The program at work, ready for a tap."""
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as opened:
        await opened.chat_is_up.wait()
        yield opened


@pytest.fixture
def replay_over() -> Iterator[asyncio.Event]:
    """Set when the program says that the market data has ended."""
    over = asyncio.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "market data has ended" in record.getMessage():
                over.set()

    listener, logger = Listener(), logging.getLogger("engine.venues.paper.market_run")
    logger.addHandler(listener)
    level = logger.level
    logger.setLevel(logging.INFO)
    yield over
    logger.removeHandler(listener)
    logger.setLevel(level)
