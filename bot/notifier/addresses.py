"""Where an audience is reached, and what follows when it is not."""

import logging
from typing import Protocol

from bot.config.values import ChatPlace
from bot.notifier.alert_chat import RESTS, AlertChat
from bot.notifier.alert_losses import AlertLosses
from bot.notifier.telegram import Sent
from bot.notifier.undelivered import Undelivered
from engine.clock import Clock
from engine.outbox import Audience, Outbox, ToAlerts, ToPerson
from engine.people import People

log = logging.getLogger(__name__)

NO_ALERT_CHAT = "no alert chat"
TOLD_ALREADY = "the alert chat is the only person's private chat, where the same is told"


class Address(Protocol):
    """The way to one audience."""

    async def place(self) -> ChatPlace | None:
        """Return where to write now; None to let the notices wait."""

    async def language(self) -> str | None:
        """Return what is read there; None: that of the installation."""

    async def reader(self) -> Audience:
        """Return whose settings say how it is told: theirs who read it."""

    async def hopeless(self) -> str | None:
        """Return why these notices will never be sent, None when they will."""

    async def lost(self, reason: str) -> None:
        """Take note that nobody can be written to there."""

    async def works(self, sent: Sent) -> None:
        """Take note of a message that arrived."""


class PersonAddress:
    """The private chat of a person on the list. Rests until they have written."""

    def __init__(self, user_id: int, people: People, undelivered: Undelivered) -> None:
        self._user_id = user_id
        self._people = people
        self._undelivered = undelivered
        self._waits_for: str | None = None
        """Why nothing can be sent, as far as the log tells of it."""

    async def place(self) -> ChatPlace | None:
        """Return the private chat; None before the person wrote, and after they blocked us.

        Of somebody who is off the list it is that of whoever cares for the bots they left behind.
        """
        person = await self._people.reader_for(self._user_id)
        if person is None or person.chat_id is None:
            return None
        if person.unreachable is not None:
            if self._waits_for is None:
                await self._undelivered.person_waits(person.user_id, person.unreachable)
                self._waits_for = person.unreachable
            return None
        self._waits_for = None
        return ChatPlace(person.chat_id)

    async def language(self) -> str | None:
        person = await self._people.reader_for(self._user_id)
        return person.language if person is not None else None

    async def reader(self) -> ToPerson:
        person = await self._people.reader_for(self._user_id)
        return ToPerson(self._user_id if person is None else person.user_id)

    async def hopeless(self) -> None:
        """Never: they may write again."""

    async def lost(self, reason: str) -> None:
        """Leave the person alone until they write."""
        log.warning("Person %s cannot be reached (%s); their notices wait", self._user_id, reason)
        await self._people.unreachable((await self.reader()).user_id, reason)
        await self.place()  # which has the log tell of it

    async def works(self, sent: Sent) -> None:
        """Nothing to note: it works until it does not."""


class AlertAddress:
    """The alert chat. Tried again each half an hour when it cannot be written to."""

    def __init__(
        self, chat: AlertChat, people: People, outbox: Outbox, clock: Clock, undelivered: Undelivered
    ) -> None:
        self._chat = chat
        self._people = people
        self._losses = AlertLosses(chat, people, outbox, clock, undelivered)
        self._changes_seen = 0
        """How often the chat had changed when it was asked for last: a message on its way is of then."""

    async def place(self) -> ChatPlace | None:
        """Return the chat, None while it rests."""
        self._changes_seen = self._chat.changes
        return None if self._chat.rests else self._chat.place

    async def language(self) -> None:
        """None: several people read it."""

    async def reader(self) -> ToAlerts:
        return ToAlerts()

    async def hopeless(self) -> str | None:
        """Say whether there is no such chat, or one that gets the same notices anyway."""
        if self._chat.place is None:
            return NO_ALERT_CHAT
        people = await self._people.everybody()
        same = len(people) == 1 and self._chat.place == ChatPlace(people[0].chat_id or 0)
        return TOLD_ALREADY if same else None

    async def lost(self, reason: str) -> None:
        """Rest, and tell the owners; not where something has changed there since the message was begun."""
        if self._changes_seen != self._chat.changes:
            return
        log.warning("The alert chat cannot be written to (%s); next try in %s", reason, RESTS)
        await self._losses.chat_lost(reason)

    async def works(self, sent: Sent) -> None:
        """Take note, and tell the owners of a topic that takes no messages, or takes them again."""
        self._chat.works()
        await self._losses.topic(closed=sent.beside_topic)
