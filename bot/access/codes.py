"""A one-time code that somebody sends when they are asked for one: deleted at once, and taken."""

import logging
import re
from contextlib import suppress
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import Message, TelegramObject, Update

from bot.parsing.values import ALIKE
from bot.views.errors import sentence
from bot.views.html import plain
from bot.views.words import Words
from engine.errors import ScalperError
from engine.people import Person
from engine.service import Service

log = logging.getLogger(__name__)

CODE = re.compile(r"\s*(\d{3})[ -]?(\d{3})\s*", re.ASCII)


class CodesInChat(BaseMiddleware):
    """An outer middleware behind `Access`, and before whatever keeps what people write.

    Six digits of somebody who was not asked for a code are whatever they are otherwise: a price, say.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        message = event.message if isinstance(event, Update) else None
        found = CODE.fullmatch((message.text or "").translate(ALIKE)) if message is not None else None
        person: Person = data["person"]
        if message is None or found is None or not self._service.awaits_code(person.actor):
            return await handler(event, data)
        await self._take(message, "".join(found.groups()), person, data)
        return None

    async def _take(self, message: Message, code: str, person: Person, data: dict[str, Any]) -> None:
        bot: Bot = data["bot"]
        try:
            await bot.delete_message(message.chat.id, message.message_id)
        except AiogramError as error:  # it is good for nothing once it was taken
            log.info("a code could not be deleted: %s", error)
        words: Words = data["words" if message.chat.type == ChatType.PRIVATE else "public_words"]
        try:
            open_for = await self._service.enter_code(person.actor, code)
            said = words.plain("code-accepted", minutes=int(open_for.total_seconds() // 60))
        except ScalperError as error:
            said = plain(sentence(words, error))
        topic = message.message_thread_id if message.is_topic_message else None
        with suppress(AiogramError):
            await bot.send_message(message.chat.id, said, message_thread_id=topic, parse_mode=None)
