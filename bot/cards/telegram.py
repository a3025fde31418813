"""The Telegram that living cards need."""

from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import InlineKeyboardMarkup

from bot.notifier.aiogram_telegram import NO_PREVIEW, as_not_sent, raise_if_it_matters

ANSWER_WITHIN_S = 10
"""A person who taps the card meanwhile waits for its edit."""


class CardTelegram(Protocol):
    """Where cards are changed and posted. Raises the errors of `bot.notifier.errors`, and Uneditable."""

    async def edit(
        self, chat_id: int, message_id: int, html: str, markup: InlineKeyboardMarkup | None
    ) -> None:
        """Have the message show that. None: without buttons."""

    async def strip(self, chat_id: int, message_id: int) -> None:
        """Take the buttons of the message away."""

    async def post(self, chat_id: int, html: str, markup: InlineKeyboardMarkup | None) -> int:
        """Send it as a new message, without sound, and return its number."""


class AiogramCards:
    """Meets `CardTelegram`, with the notifier's bot: one that neither retries nor counts by itself."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def edit(
        self, chat_id: int, message_id: int, html: str, markup: InlineKeyboardMarkup | None
    ) -> None:
        try:
            await self._bot.edit_message_text(
                html,
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=markup,
                parse_mode="HTML",
                link_preview_options=NO_PREVIEW,
                request_timeout=ANSWER_WITHIN_S,
            )
        except AiogramError as error:
            raise_if_it_matters(error)

    async def strip(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.edit_message_reply_markup(
                chat_id=chat_id, message_id=message_id, request_timeout=ANSWER_WITHIN_S
            )
        except AiogramError as error:
            raise_if_it_matters(error)

    async def post(self, chat_id: int, html: str, markup: InlineKeyboardMarkup | None) -> int:
        try:
            message = await self._bot.send_message(
                chat_id,
                html,
                reply_markup=markup,
                parse_mode="HTML",
                disable_notification=True,
                link_preview_options=NO_PREVIEW,
                request_timeout=ANSWER_WITHIN_S,
            )
        except AiogramError as error:
            raise as_not_sent(error) from error
        return message.message_id
