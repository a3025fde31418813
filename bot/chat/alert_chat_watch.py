"""What Telegram itself tells of the alert chat, whoever brought it about."""

import logging
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.enums import ChatMemberStatus
from aiogram.types import Message, TelegramObject, Update

from bot.config.values import ChatPlace
from bot.notifier.alert_chat import AlertChat
from bot.notifier.alert_losses import AlertLosses
from engine.errors import TryLater

log = logging.getLogger(__name__)

GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)


class AlertChatWatch(BaseMiddleware):
    """An outer middleware before the door: it takes note, answers nothing, and lets everything go on.

    None of what it notes can be written by a person, and of other chats it notes nothing.
    """

    def __init__(self, chat: AlertChat, losses: AlertLosses) -> None:
        self._chat = chat
        self._losses = losses

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        if isinstance(event, Update):
            try:
                await self._note(event)
            except TryLater as error:
                log.warning("what has become of the alert chat is not told: %s", error)
        return await handler(event, data)

    async def _note(self, update: Update) -> None:
        message, change = update.message, update.my_chat_member
        if change is not None and self._chat.is_in(change.chat.id, change.chat.username):
            if change.new_chat_member.status in GONE:
                await self._losses.chat_lost()
            else:
                self._chat.try_again()  # added again, or given back its rights
        if message is None:
            return
        if message.migrate_to_chat_id is not None:
            await self._chat.moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._chat.moved(message.migrate_from_chat_id, message.chat.id)
        reopened = message.forum_topic_reopened or message.general_forum_topic_unhidden
        if reopened is not None and self._chat.is_in(message.chat.id, message.chat.username):
            self._chat.try_again()
        if message.forum_topic_closed or message.forum_topic_reopened:
            await self._note_topic(message)

    async def _note_topic(self, message: Message) -> None:
        place = self._chat.place
        if place == ChatPlace(message.chat.id, message.message_thread_id):
            await self._losses.topic(closed=message.forum_topic_closed is not None)
