"""Where alerts go: the chat that was linked with a tap before that of the settings; each where it is now."""

import logging
from collections.abc import Mapping
from datetime import timedelta

from bot.config.values import ChatPlace
from engine.alert_chat import AlertChatBook, LinkedChat
from engine.clock import Clock
from engine.errors import TryLater

log = logging.getLogger(__name__)

RESTS = timedelta(minutes=30)


class AlertChat:
    """Shared by notifier, chat and service. This process alone writes its book, so it is read once.

    A chat that is linked is the alert chat, whatever the settings say, until it is unlinked.
    """

    def __init__(self, book: AlertChatBook, clock: Clock, setting: ChatPlace | None = None) -> None:
        """Take `setting`, the chat of the settings, where none is linked."""
        self._book = book
        self._clock = clock
        self._setting = setting
        self._moves: Mapping[int, int] = {}
        self._rests_until: timedelta | None = None
        self.linked: LinkedChat | None = None
        self.is_lost = False
        """Whether it could not be written to the last time."""
        self.topic_is_closed = False
        """Whether the linked topic took no messages the last time."""
        self.changes = 0
        """How often it has become another one, or something has changed there."""

    async def load(self) -> None:
        """Take up what is stored. Raises StorageUnavailable."""
        self.linked, self._moves = await self._book.linked(), await self._book.moves()
        told = await self._book.told()
        self.is_lost, self.topic_is_closed = told.lost, told.topic_closed

    @property
    def place(self) -> ChatPlace | None:
        """Return where it is, None where there is none."""
        place = self._setting
        if self.linked is not None:
            place = ChatPlace(self.linked.chat_id, self.linked.thread_id)
        if place is None or isinstance(place.chat_id, str):
            return place
        now = self._now(place.chat_id)
        return place if now == place.chat_id else ChatPlace(now)  # what became a supergroup had no topics

    def is_in(self, chat_id: int, username: str | None = None) -> bool:
        """Say whether it is that chat, or a topic of it."""
        place = self.place
        return place is not None and place.chat_id in (chat_id, f"@{username}")

    async def link(self, chat: LinkedChat) -> None:
        """Have alerts go there, and what waits first. Raises StorageUnavailable."""
        if chat != self.linked:
            await self._book.link(chat, self._clock.now())
            self.topic_is_closed = False
        self.linked = chat
        self._begin_anew()

    async def unlink(self) -> None:
        """Have alerts go to the chat of the settings again, if there is one. Raises StorageUnavailable."""
        await self._book.unlink()
        self.linked, self.topic_is_closed = None, False
        self._begin_anew()

    async def moved(self, chat_id: int | str, to: int) -> None:
        """Follow the chat to its new number; of any other chat nothing is noted.

        What cannot be stored now is noted when Telegram says so again, which it does at each sending.
        """
        if isinstance(chat_id, str) or not self.is_in(chat_id) or self._now(to) == chat_id:
            return
        log.warning("The alert chat %s has become %s", chat_id, to)
        self._moves = {**self._moves, chat_id: to}
        self._begin_anew()
        try:
            await self._book.moved(chat_id, to)
        except TryLater as error:
            log.warning("That it has become %s is not stored: %s", to, error)

    @property
    def rests(self) -> bool:
        """Whether it is left alone, for it could not be written to a while ago."""
        return self._rests_until is not None and self._clock.monotonic() < self._rests_until

    def lost(self) -> bool:
        """Leave it alone for a while. Return whether it worked until now."""
        self._rests_until = self._clock.monotonic() + RESTS
        before, self.is_lost = self.is_lost, True
        return not before

    def try_again(self) -> None:
        """Have it be written to at once: something has changed there."""
        self._rests_until = None
        self.changes += 1

    def _begin_anew(self) -> None:
        self.changes += 1
        self.works()

    def works(self) -> None:
        self._rests_until, self.is_lost = None, False

    def _now(self, chat_id: int) -> int:
        while chat_id in self._moves:
            chat_id = self._moves[chat_id]
        return chat_id
