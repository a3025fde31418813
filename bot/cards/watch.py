"""Hears of every message that the chat's handlers send and change, and so knows which of them are cards."""

from contextlib import suppress
from typing import cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup, Message

from bot.cards.living import LivingCards
from bot.keyboards.callbacks import ShowCard
from engine.core.types import BotId


class CardWatch(BaseRequestMiddleware):
    """A middleware of the interactive bot's session.

    A message is a card when it has a card's button. Whatever a person has it show instead stays: they and the
    card's own edits take turns.
    """

    def __init__(self, living: LivingCards) -> None:
        self._living = living

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id, message_id = _place(method)
        if chat_id is None:
            return await make_request(bot, method)
        markup: object = getattr(method, "reply_markup", None)
        if message_id is None:
            sent = await make_request(bot, method)
            self._note(cast(object, sent), markup)
            return sent
        async with self._living.touching(chat_id, message_id):
            with self._living.tapped(chat_id, message_id):
                changed = await make_request(bot, method)
            if not self._note(cast(object, changed), markup):
                self._living.covered(chat_id, message_id)
            return changed

    def _note(self, message: object, markup: object) -> bool:
        """Return whether the message is a card."""
        bot_id = shown_bot(markup) if isinstance(markup, InlineKeyboardMarkup) else None
        if bot_id is None or not isinstance(message, Message):
            return False
        self._living.stands(message.chat.id, message.message_id, bot_id, message.date)
        return True


def _place(method: object) -> tuple[int | None, int | None]:
    """Return in whose own chat which message is changed, or that one is sent there; nothing of all else."""
    match method:
        case SendMessage(chat_id=int(chat_id)) if chat_id > 0:
            return chat_id, None
        case (
            EditMessageText(chat_id=int(chat_id), message_id=int(message_id))
            | EditMessageReplyMarkup(chat_id=int(chat_id), message_id=int(message_id))
            | DeleteMessage(chat_id=int(chat_id), message_id=int(message_id))
        ) if chat_id > 0:
            return chat_id, message_id
        case _:
            return None, None


def shown_bot(markup: InlineKeyboardMarkup) -> BotId | None:
    """Return whose card it is that has these buttons, None where they are no card's."""
    for button in (button for row in markup.inline_keyboard for button in row):
        with suppress(ValueError, TypeError):  # which is how others' payloads are told
            found = ShowCard.unpack(button.callback_data or "")
            if found.refresh:
                return found.bot
    return None
