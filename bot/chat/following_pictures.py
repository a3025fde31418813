"""Pictures that follow a message, without a sound: after a cycle, if wished, and after the daily summary."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from bot.keyboards.pictures import picture_keyboard
from bot.notifier.chat_pace import ChatPace
from bot.pictures.pictures import NotDrawn, Pictures
from bot.views.pictures import look_of, price_caption, price_picture, results_picture, span_caption
from bot.views.words import Words
from engine.clock import Clock
from engine.core.notices import CycleClosed
from engine.core.types import BotId
from engine.errors import ScalperError
from engine.notice_settings import NoticeSettingsBook
from engine.notices import DailySummary
from engine.outbox import ToPerson
from engine.people import People
from engine.service import Service

log = logging.getLogger(__name__)

TASK = "following pictures"
AT_MOST_EVERY = timedelta(minutes=1)
"""Of each bot: faster ones would fill the chat."""


class FollowingPictures:
    """Draws and sends, one picture after the other. One that cannot be is left out: the text stands."""

    def __init__(
        self,
        *,
        bot: Bot,
        service: Service,
        people: People,
        book: NoticeSettingsBook,
        pictures: Pictures,
        words_of: Callable[[str | None], Words],
        pace: ChatPace,
        clock: Clock,
    ) -> None:
        """`bot` is one that neither retries nor counts by itself."""
        self._bot = bot
        self._service = service
        self._people = people
        self._book = book
        self._pictures = pictures
        self._words_of = words_of
        self._pace = pace
        self._clock = clock
        self._due = asyncio.Queue[tuple[int, BotId | DailySummary]]()
        self._sent: dict[tuple[int, BotId], timedelta] = {}

    def after(self, person_id: int, told: CycleClosed | DailySummary) -> None:
        """Have a picture follow what the person was told.

        Of a cycle, if they want that and have had none of the bot for a minute.
        """
        if isinstance(told, DailySummary):
            self._due.put_nowait((person_id, told))
        else:
            self._after_cycle(person_id, told.bot.bot_id)

    def _after_cycle(self, person_id: int, bot_id: BotId) -> None:
        now, key = self._clock.monotonic(), (person_id, bot_id)
        self._sent = {of: at for of, at in self._sent.items() if now - at < AT_MOST_EVERY}
        if key in self._sent:
            return
        self._sent[key] = now
        self._due.put_nowait(key)

    async def run(self) -> None:
        """Work for ever. May be started anew at any time."""
        while True:
            person_id, about = await self._due.get()
            try:
                if isinstance(about, DailySummary):
                    await self._of_day(person_id, about)
                else:
                    await self._of_bot(person_id, about)
            except (ScalperError, AiogramError, NotDrawn) as e:
                log.info("no picture follows: %r", e)

    async def _of_bot(self, person_id: int, bot_id: BotId) -> None:
        settings = await self._book.of(ToPerson(person_id))
        person = await self._people.person(person_id) if settings.pictures_after_cycles else None
        if person is None or person.chat_id is None:
            return
        history = await self._service.histories.of_bot(person.actor, bot_id)
        words, look = self._words_of(person.language), look_of(settings)
        file = await self._pictures.draw(price_picture(words, history, look))
        keyboard = picture_keyboard(words, bot_id, history.stretch)
        await self._send(person.chat_id, file, price_caption(words, history, look), keyboard)

    async def _of_day(self, person_id: int, summary: DailySummary) -> None:
        person = await self._people.person(person_id)
        if person is None or person.chat_id is None:
            return
        history = await self._service.histories.between(person.actor, summary.begins, summary.ends)
        if not any(one.result for one in history.results):
            return  # there is nothing to draw
        words, look = self._words_of(person.language), look_of(await self._book.of(ToPerson(person_id)))
        file = await self._pictures.draw(results_picture(words, history, look, summary.ends))
        await self._send(person.chat_id, file, span_caption(words, summary.begins, summary.ends, look))

    async def _send(
        self, chat_id: int, file: bytes, caption: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        while (wait_s := self._pace.edit_wait_s(chat_id, self._clock.monotonic())) > 0:
            await self._clock.sleep(wait_s)
        self._pace.sent(chat_id, self._clock.monotonic())
        try:
            await self._bot.send_photo(
                chat_id,
                BufferedInputFile(file, "scalper.png"),
                caption=caption,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                disable_notification=True,
            )
        except TelegramRetryAfter as e:  # notices wait for it, too
            self._pace.hold(chat_id, self._clock.monotonic(), e.retry_after)
            raise
