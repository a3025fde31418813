"""A start while Telegram cannot be used: one sentence with the way out, no traceback, and then the chat."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.whole.conftest import OWNER

TRIES = 3
ANOTHER_TOKEN = "987654321:" + "B" * 35


def settings(folder: Path, chat: LocalChat, **changes: str) -> Settings:
    values = {"telegram_bot_token": chat.token, "telegram_api_url": chat.url} | changes
    return Settings(
        _env_file=None,
        scalper_data_dir=folder,
        telegram_owner_ids=(OWNER,),
        market_data=MarketSource("synthetic"),
        **values,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"telegram_api_url": "http://127.0.0.1:1"}, "TELEGRAM_PROXY"),
        ({"telegram_bot_token": ANOTHER_TOKEN}, "TELEGRAM_BOT_TOKEN"),
    ],
)
async def test_what_hinders_it_is_said_once_with_the_way_out(
    chat: LocalChat,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    changes: dict[str, str],
    said: str,
) -> None:
    caplog.set_level(logging.INFO)
    async with open_app(
        settings(tmp_path, chat, **changes), clock=SystemClock(), crash_hook=no_crash
    ) as opened:
        while opened.nursery.falls.count < TRIES:  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.01)
        assert not opened.chat_is_up.is_set()
    assert [record for record in caplog.records if record.exc_info] == []
    [told] = [record for record in caplog.records if "task chat" in record.message]
    assert said in told.message
    assert ANOTHER_TOKEN not in told.message
