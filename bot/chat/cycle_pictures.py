"""A picture after each cycle, for those who want it: it follows the message on the cycle, without a sound."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import BufferedInputFile

from bot.keyboards.pictures import picture_keyboard
from bot.notifier.chat_pace import ChatPace
from bot.pictures.pictures import NotDrawn, Pictures
from bot.views.pictures import look_of, price_caption, price_picture
from bot.views.words import Words
from engine.clock import Clock
from engine.core.types import BotId
from engine.errors import ScalperError
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import ToPerson
from engine.people import People
from engine.service import Service

log = logging.getLogger(__name__)

TASK = "cycle pictures"
AT_MOST_EVERY = timedelta(minutes=1)
"""Of each bot: faster ones would fill the chat."""


class CyclePictures:
    """Draws and sends, one picture after the other. One that cannot be sent is left out: it is no notice."""

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
        self._due = asyncio.Queue[tuple[int, BotId]]()
        self._sent: dict[tuple[int, BotId], timedelta] = {}

    def after(self, person_id: int, bot_id: BotId) -> None:
        """Have a picture follow, if the person wants that and has had none of the bot for a minute."""
        now, key = self._clock.monotonic(), (person_id, bot_id)
        self._sent = {of: at for of, at in self._sent.items() if now - at < AT_MOST_EVERY}
        if key in self._sent:
            return
        self._sent[key] = now
        self._due.put_nowait(key)

    async def run(self) -> None:
        """Work for ever. May be started anew at any time."""
        while True:
            person_id, bot_id = await self._due.get()
            try:
                await self._send(person_id, bot_id)
            except (ScalperError, AiogramError, NotDrawn) as e:
                log.info("no picture after a cycle: %r", e)

    async def _send(self, person_id: int, bot_id: BotId) -> None:
        settings = await self._book.of(ToPerson(person_id))
        person = await self._people.person(person_id) if settings.pictures_after_cycles else None
        if person is None or person.chat_id is None:
            return
        history = await self._service.histories.of_bot(person.actor, bot_id)
        words, look = self._words_of(person.language), look_of(settings)
        file = await self._pictures.draw(price_picture(words, history, look))
        while (wait_s := self._pace.edit_wait_s(person.chat_id, self._clock.monotonic())) > 0:
            await self._clock.sleep(wait_s)
        self._pace.sent(person.chat_id, self._clock.monotonic())
        try:
            await self._bot.send_photo(
                person.chat_id,
                BufferedInputFile(file, "scalper.png"),
                caption=price_caption(words, history, look),
                parse_mode=ParseMode.HTML,
                reply_markup=picture_keyboard(words, bot_id, history.stretch),
                disable_notification=True,
            )
        except TelegramRetryAfter as e:  # notices wait for it, too
            self._pace.hold(person.chat_id, self._clock.monotonic(), e.retry_after)
            raise
