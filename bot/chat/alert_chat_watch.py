"""What Telegram itself tells of the alert chat, whoever brought it about."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import TelegramObject, Update

from bot.notifier.alert_chat import AlertChat


class AlertChatWatch(BaseMiddleware):
    """An outer middleware before the door: it takes note, answers nothing, and lets everything go on.

    None of what it notes can be written by a person, and of other chats it notes nothing.
    """

    def __init__(self, chat: AlertChat) -> None:
        self._chat = chat

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        if isinstance(event, Update):
            await self._note(event)
        return await handler(event, data)

    async def _note(self, update: Update) -> None:
        message, change = update.message, update.my_chat_member
        if change is not None and self._chat.is_in(change.chat.id, change.chat.username):
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
