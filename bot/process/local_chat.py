"""The local chat: what takes Telegram's place when there is no token."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.config.settings import Settings
from engine.errors import SettingsError

if TYPE_CHECKING:
    from bot.localchat import LocalChat

log = logging.getLogger(__name__)

LOCAL_PERSON_ID = 1000
"""The person of the local chat. On Telegram that number is somebody else, and nobody here."""
STORE = "localchat.db"


@asynccontextmanager
async def local_chat(settings: Settings) -> "AsyncIterator[LocalChat | None]":
    """Run the local chat while in the block; None with a Telegram token, for then it is not needed.

    Raises SettingsError when the port that was asked for is taken.
    """
    if settings.telegram_bot_token is not None:
        yield None
        return
    chat = await _start(settings)
    try:
        yield chat
    finally:
        await chat.stop()


async def _start(settings: Settings) -> "LocalChat":
    from bot.localchat import LocalChat  # noqa: PLC0415 - with a token its HTTP server need not be imported

    settings.scalper_data_dir.mkdir(parents=True, exist_ok=True)
    store = settings.scalper_data_dir / STORE
    try:
        chat = LocalChat(port=settings.local_chat_port, store=store)
    except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError) as e:
        way_out = "Move it away: the chat begins anew then, and no bot is concerned"
        raise SettingsError((f"{store} cannot be used ({e}). {way_out}.",)) from e
    try:
        await chat.start()
    except OSError as e:
        await chat.stop()
        if settings.local_chat_port_is_fixed:
            raise SettingsError(
                (f"LOCAL_CHAT_PORT {settings.local_chat_port} is in use: choose another port.",)
            ) from e
        log.info("port %s is in use; the local chat uses a free one", settings.local_chat_port)
        chat = LocalChat(port=0, store=store)
        await chat.start()
    return chat
