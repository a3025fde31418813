"""How handlers answer: in the private chat, in place, and never twice."""

import asyncio
from collections.abc import Awaitable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from aiogram import Bot
from aiogram.enums import ChatType, ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)

from bot.views.text import cut, pages
from bot.views.words import Words
from engine.people import Person, Role

MOST_TOAST = 100
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
T = TypeVar("T")
_NOTHING_NEW = "message is not modified"
_UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "MESSAGE_ID_INVALID",
    "there is no text in the message to edit",
)


async def beside(saying: Awaitable[None], doing: Awaitable[T]) -> T:
    """Do both at once: neither waits for Telegram's answer to the other, nor ends with it.

    Returns what `doing` does. Raises what came of it, or else of `saying`, once both are over.
    """
    said, done = await asyncio.gather(saying, doing, return_exceptions=True)
    for one in (done, said):
        if isinstance(one, BaseException):
            raise one
    return done  # type: ignore[return-value] # no exception


@dataclass(slots=True)
class Tap:
    """Of an update: whether its tap was answered. That is done once, whoever deals with it."""

    answered: bool = False


class Answer:
    """The way back to the person who wrote or tapped. Texts are HTML.

    `words` are the person's, and `public_words` for what is said before others.
    """

    def __init__(
        self,
        bot: Bot,
        person: Person,
        event: Message | CallbackQuery,
        *,
        words: Words,
        public_words: Words,
        tap: Tap | None = None,
    ) -> None:
        self._bot = bot
        self._tap = tap or Tap()
        self._person = person
        self._event = event
        self.words = words
        self._public_words = public_words
        self._so_far: Message | None = None

    @property
    def role(self) -> Role | None:
        return self._person.role

    @property
    def private(self) -> bool:
        """Whether the person wrote or tapped in their private chat."""
        message = self._event if isinstance(self._event, Message) else self._event.message
        return message is not None and message.chat.type == ChatType.PRIVATE

    async def say(self, text: str, markup: InlineKeyboardMarkup | None = None) -> Message | None:
        """Answer below. What is asked in a group is answered privately, and the group is told so.

        Returns the answer, or None when the person cannot be written to privately.
        """
        if self.private or not isinstance(self._event, Message):
            return await self._send(text, markup)
        try:
            answer = await self._send(text, markup)
        except (TelegramForbiddenError, TelegramBadRequest):
            await self._tell_group(self._event, "no-private-chat")
            return None
        await self._tell_group(self._event, "answered-in-private")
        return answer

    async def _tell_group(self, asked: Message, key: str) -> None:
        """Say it below what was asked, which may be gone by now, if we may write there at all."""
        with suppress(TelegramForbiddenError, TelegramBadRequest):
            await asked.reply(self._public_words(key), allow_sending_without_reply=True)

    async def show(self, text: str, markup: InlineKeyboardMarkup | None = None) -> Message | None:
        """Put the text in place of the message with the button; below, when that is gone or in a group.

        Below a picture or a file as well: no text can take its place. Returns the message that shows it now.
        """
        message = self._so_far
        if message is None and self.private and isinstance(self._event, CallbackQuery):
            message = self._event.message if isinstance(self._event.message, Message) else None
        if message is None or message.text is None:
            return await self.say(text, markup)
        try:
            await message.edit_text(
                text, reply_markup=markup, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            )
        except TelegramBadRequest as e:
            if _NOTHING_NEW in e.message:
                return message
            if not any(reason in e.message for reason in _UNEDITABLE):
                raise
            return await self.say(text, markup)
        return message

    async def show_buttons(self, markup: InlineKeyboardMarkup) -> None:
        """Put these buttons below the message with the tapped one, also in a group, if it is there yet."""
        message = self._event.message if isinstance(self._event, CallbackQuery) else None
        if not isinstance(message, Message):
            return
        try:
            await message.edit_reply_markup(reply_markup=markup)
        except TelegramBadRequest as e:
            if _NOTHING_NEW not in e.message and not any(reason in e.message for reason in _UNEDITABLE):
                raise

    async def show_so_far(self, text: str) -> None:
        """Show what is not the whole answer yet: the next `show` puts that in its place."""
        self._so_far = await self.show(text)

    async def close(self, message_id: int, text: str) -> None:
        """Put the text, without buttons, in place of a message of the private chat, if it is there yet."""
        with suppress(TelegramBadRequest):
            await self._bot.edit_message_text(
                text,
                chat_id=self._person.chat_id or self._person.user_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
            )

    async def show_lines(self, lines: Iterable[str], markup: InlineKeyboardMarkup | None = None) -> None:
        """Put as many messages as the lines need in place and below. The buttons stand below the last."""
        texts = list(pages(lines))
        for at, text in enumerate(texts, 1):
            put = self.show if at == 1 else self.say
            await put(text, markup if at == len(texts) else None)

    async def toast(self, text: str = "", *, alert: bool = False) -> None:
        """End the waiting of the tapped button, once. A tap that is too old to be answered is let be."""
        if isinstance(self._event, CallbackQuery) and not self._tap.answered:
            self._tap.answered = True
            with suppress(TelegramBadRequest):
                await self._event.answer(cut(text, MOST_TOAST) or None, show_alert=alert or None)

    async def send_file(self, file: InputFile, caption: str) -> None:
        await self._bot.send_document(
            self._person.chat_id or self._person.user_id, file, caption=caption, parse_mode=ParseMode.HTML
        )

    async def show_picture(self, file: bytes, caption: str, markup: InlineKeyboardMarkup) -> None:
        """Put the picture in place of the one with the button; below where that is none, or in a group."""
        photo = BufferedInputFile(file, "scalper.png")
        shown = self._event.message if isinstance(self._event, CallbackQuery) else None
        if self.private and isinstance(shown, Message) and shown.photo:
            media = InputMediaPhoto(media=photo, caption=caption, parse_mode=ParseMode.HTML)
            try:
                await shown.edit_media(media, reply_markup=markup)
            except TelegramBadRequest as e:
                if _NOTHING_NEW in e.message:
                    return
                if not any(reason in e.message for reason in _UNEDITABLE):
                    raise
            else:
                return
        await self._bot.send_photo(
            self._person.chat_id or self._person.user_id,
            photo,
            caption=caption,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
        )

    async def reply(self, text: str, markup: InlineKeyboardMarkup | None) -> None:
        """Answer so that what was written is quoted, or the message with the button, if it is there yet.

        What is asked in a group is answered as `say` does.
        """
        to = self._event if isinstance(self._event, Message) else self._event.message
        if not self.private or to is None:
            await self.say(text, markup)
        else:
            await self._send(text, markup, reply_to=to.message_id)

    async def _send(
        self, text: str, markup: InlineKeyboardMarkup | None, *, reply_to: int | None = None
    ) -> Message:
        return await self._bot.send_message(
            self._person.chat_id or self._person.user_id,
            text,
            reply_markup=markup,
            reply_parameters=None
            if reply_to is None
            else ReplyParameters(message_id=reply_to, allow_sending_without_reply=True),
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
        )
