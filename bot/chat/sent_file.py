"""A file is sent by whoever has no chat at hand: with a connection of its own, which is closed after it."""

from pathlib import Path

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramMigrateToChat
from aiogram.types import FSInputFile

from bot.chat.telegram_time import DatedSession, TelegramTime
from bot.config.values import ChatPlace
from bot.notifier.aiogram_telegram import as_not_sent
from bot.notifier.contact import Contact
from bot.notifier.errors import Unreachable
from engine.clock import Clock

SENT_WITHIN_S = 600
"""50 MB on a slow line."""


async def send_file(
    place: ChatPlace, file: Path, caption: str, *, token: str, address: str, proxy: str | None, clock: Clock
) -> None:
    """Have the file stand in the chat, without sound. Raises the errors of `bot.notifier.errors` alone."""
    api = TelegramAPIServer.from_base(address)
    session = DatedSession(TelegramTime(clock), Contact(clock), api, proxy)
    try:
        await Bot(token, session=session).send_document(
            place.chat_id,
            FSInputFile(file),
            caption=caption,
            message_thread_id=place.thread_id,
            disable_notification=True,
            request_timeout=SENT_WITHIN_S,
        )
    except TelegramMigrateToChat as error:
        raise Unreachable(error.message) from error
    except AiogramError as error:
        raise as_not_sent(error) from error
    finally:
        await session.end()
