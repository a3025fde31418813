"""A key that somebody sends is deleted at once: it reaches no form, no log and no table."""

import logging
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import Message, TelegramObject, Update

from bot.access.senders import text_of
from bot.parsing.keys import holds_key

log = logging.getLogger(__name__)


class KeysInChat(BaseMiddleware):
    """An outer middleware behind `Access`, and before whatever keeps what people write."""

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        message = event.message or event.edited_message if isinstance(event, Update) else None
        if not isinstance(event, Update) or message is None or not holds_key(text_of(event)):
            return await handler(event, data)
        await _refuse(message, data)
        return None


async def _refuse(message: Message, data: dict[str, Any]) -> None:
    bot: Bot = data["bot"]
    deleted = await _is_deleted(bot, message)
    log.warning("person %s has sent what looks like a key; deleted: %s", data["person"].user_id, deleted)
    words = data["words" if message.chat.type == ChatType.PRIVATE else "public_words"]
    sentence = words.plain("key-deleted" if deleted else "key-not-deleted")
    topic = message.message_thread_id if message.is_topic_message else None
    try:
        await bot.send_message(message.chat.id, sentence, message_thread_id=topic, parse_mode=None)
    except AiogramError as error:
        log.info("it could not be said why a message was deleted: %s", error)


async def _is_deleted(bot: Bot, message: Message) -> bool:
    try:
        return await bot.delete_message(message.chat.id, message.message_id)
    except AiogramError as error:
        log.info("the message could not be deleted: %s", error)
        return False
