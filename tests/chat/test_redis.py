"""Open forms in Redis: they outlive the program, and Redis may go away in the middle of one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.chat.stories import all_is_answered
from tests.support.person import Person
from tests.support.redis_server import PASSWORD, RedisServer, needs_redis, redis_server
from tests.support.words import EN

pytestmark = needs_redis
ASKED = "Which trading pair?"


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[RedisServer]:
    async with redis_server(tmp_path) as server:
        yield server


@asynccontextmanager
async def the_chat(folder: Path, redis: RedisServer) -> AsyncIterator[Person]:
    settings = Settings(_env_file=None, scalper_data_dir=folder, local_chat_port=0, redis_url=redis.url)
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as context:
        await context.chat_is_up.wait()
        assert context.local is not None
        async with Person(context.local.page_url, patience_seconds=60) as anna:
            await anna.turn_the_page()
            yield anna


async def test_redis_goes_away_in_the_middle_of_a_form_and_comes_back(
    tmp_path: Path, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with the_chat(tmp_path / "data", redis) as anna:
        await anna.send("/newbot BTC/USDT Binance BUY 0.01 -8% +1% once")
        await anna.reads("Each cycle brings")
        await anna.tap("Create and start")
        await anna.reads("Created and started.")
        await anna.send("/newbot")
        await anna.reads(ASKED)
        await all_is_answered(anna)  # the form is kept once it is shown
        await redis.stop()
        await anna.send("ETH/USDT")
        await anna.reads(EN("error-dialogs"))
        await anna.send("/bot 1")
        await anna.reads("🟢")
        await anna.send("/newbot")
        await anna.reads(EN("error-dialogs"))
        await anna.send("/stop_all now")
        await anna.reads("Stop all: 1 bot")
        await redis.start()
        await anna.send("ETH/USDT")
        await anna.reads("On which exchange?")
    assert PASSWORD not in caplog.text
    assert "Redis does not answer" in caplog.text
    assert "Redis answers again" in caplog.text


async def test_a_tap_on_a_form_without_redis_leaves_the_form_as_it_is(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with the_chat(tmp_path / "data", redis) as anna:
        await anna.send("/newbot")
        await anna.reads(ASKED)
        await all_is_answered(anna)
        await redis.stop()
        await anna.tap("BTC/USDT")
        await anna.reads(EN("error-dialogs"))
        await redis.start()
        await anna.tap("BTC/USDT")
        await anna.reads("On which exchange?")


async def test_a_form_goes_on_after_a_restart_of_the_program(tmp_path: Path, redis: RedisServer) -> None:
    async with the_chat(tmp_path / "data", redis) as anna:
        await anna.send("/newbot")
        await anna.reads(ASKED)
        await anna.send("BTC/USDT")
        await anna.reads("On which exchange?")
    async with the_chat(tmp_path / "data", redis) as anna:
        await anna.send("Binance")
        await anna.reads("Which order comes first?")
