"""The one door for updates: nobody outside the list gets past it, and nothing twice.

Everything that is not expressly let through ends here. Behind it, handlers find `person` (who asks, a
`Person` on the list), `words` (of their language), `public_words` (of where several people read), `age_s`
(how many seconds ago they asked) and `tap` (whether it was answered).
"""

import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import AiogramError
from aiogram.types import TelegramObject, Update

from bot.access.nameless import Nameless
from bot.access.rate_limit import RateLimit
from bot.access.senders import (
    Sender,
    age_s,
    comes_from_telegram,
    has_blocked_us,
    kind_of,
    sender_of,
    stops_all,
    text_of,
)
from bot.access.strangers import Strangers
from bot.chat.answering import Tap
from bot.parsing.keys import holds_key
from bot.views.words import Catalogues, Words
from engine.asked import Asked, Way, asking
from engine.clock import Clock
from engine.errors import TryLater
from engine.people import HandledUpdates, People, Person, Role

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

BLOCKED = "Forbidden: bot was blocked by the user"
"""As Telegram says it of a message to them."""


class Access(BaseMiddleware):
    """An outer middleware for every kind of update.

    `limit` None: people on the list may ask as much as they like.
    """

    def __init__(
        self,
        *,
        people: People,
        strangers: Strangers,
        handled: HandledUpdates,
        limit: RateLimit | None,
        clock: Clock,
        catalogues: Catalogues,
        telegram_now: Callable[[], datetime] | None = None,
        waited_s: Callable[[int], float] = lambda _: 0.0,
    ) -> None:
        """`telegram_now`: the time that dates messages; None: ours is as good.

        `waited_s`: how long a tap, by the number of its update, may have waited at most.
        """
        self._people = people
        self._strangers = strangers
        self._handled = handled
        self._limit = limit
        self._clock = clock
        self._catalogues = catalogues
        self._telegram_now = telegram_now or clock.now
        self._waited_s = waited_s
        self._nameless = Nameless(people, clock, catalogues)
        self._known: set[int] = set()
        self._told_to_wait: dict[int, timedelta] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as aiogram has it
        """Let the update through, with `person` and `age_s`, or drop it."""
        if not isinstance(event, Update):
            raise TypeError("Access belongs on dispatcher.update")
        sender = sender_of(event)
        if sender is None:
            await self._nameless.meet(event, data["bot"])
            return None
        person = await self._person(sender, event, data["bot"])
        if person is None:
            return None
        data["person"], data["age_s"], data["tap"] = person, 0.0, Tap()
        data["words"] = self._catalogues.words(person.language)
        data["public_words"] = self._catalogues.public
        if not comes_from_telegram(event):
            return await handler(event, data)
        if not await self._handled.first_time(event.update_id, self._clock.now()):
            return None
        if sender.private_chat_id is not None and has_blocked_us(event):
            await self._people.unreachable(sender.user_id, BLOCKED)
            return None
        data["person"] = person = await self._seen(person, sender)
        language = person.language or self._catalogues.known(sender.language_code)
        data["words"] = self._catalogues.words(language)
        data["age_s"] = self._age_s(event)
        waits = not stops_all(event) and not holds_key(text_of(event))
        if waits and await self._is_too_fast(sender.user_id, event, data["bot"], data["words"]):
            return None
        log.info("person %s: %s", sender.user_id, kind_of(event))
        with asking(_asked(event, person.user_id, person.name, self._clock.now())):
            return await handler(event, data)

    def _age_s(self, event: Update) -> float:
        if event.callback_query is not None:
            return self._waited_s(event.update_id)
        return age_s(event, self._telegram_now())

    async def _person(self, sender: Sender, update: Update, bot: Bot) -> Person | None:
        try:
            person = await self._people.person(sender.user_id)
            if person is None:
                with asking(_asked(update, sender.user_id, sender.name, self._clock.now())):
                    comes_in = await self._strangers.meet(sender, update, bot)
                person = await self._people.person(sender.user_id) if comes_in else None
        except TryLater as error:
            if sender.user_id in self._known:
                raise  # they are told
            log.warning("Nobody can be recognised: %s", error)
            return None
        if person is None:
            self._known.discard(sender.user_id)
        else:
            self._known.add(sender.user_id)
        return person

    async def _seen(self, person: Person, sender: Sender) -> Person:
        """Note a new name or chat, that the person can be reached again, and at first what they read."""
        if sender.private_chat_id is None:
            return person
        now = replace(person, name=sender.name, chat_id=sender.private_chat_id, unreachable=None)
        if person.chat_id is None and person.role is Role.OWNER:
            await self._people.admit(sender.user_id, sender.name, sender.private_chat_id, self._clock.now())
        elif now != person:
            await self._people.seen(sender.user_id, sender.name, sender.private_chat_id)
        language = self._catalogues.known(sender.language_code)
        if person.language is None and language is not None:
            await self._people.reads(sender.user_id, language)
            now = replace(now, language=language)
        return now

    async def _is_too_fast(self, user_id: int, update: Update, bot: Bot, words: Words) -> bool:
        now = self._clock.monotonic()
        wait_s = self._limit.wait_s(user_id, now) if self._limit else 0.0
        if wait_s <= 0:
            return False
        told = now < self._told_to_wait.get(user_id, now)
        sentence = words.plain("too-fast", seconds=str(math.ceil(wait_s)))
        try:
            if update.callback_query is not None:
                await bot.answer_callback_query(update.callback_query.id, text=sentence)
            elif update.message is not None and not told:
                await bot.send_message(update.message.chat.id, sentence, parse_mode=None)
                self._told_to_wait[user_id] = now + timedelta(seconds=wait_s)
        except AiogramError as error:
            log.info("Person %s could not be told to wait: %s", user_id, error)
        return True


def _asked(event: Update, user_id: int, name: str, at: datetime) -> Asked:
    tapped = event.callback_query
    message = event.message or (tapped and tapped.message)
    return Asked(
        by=user_id,
        name=name,
        at=at,
        way=Way.TAPPED if tapped else Way.WRITTEN,
        chat_id=message.chat.id if message else None,
    )
