"""What the owners are told of the alert chat: once when it is lost, and again only after it worked."""

import logging

from bot.notifier.alert_chat import AlertChat
from bot.notifier.undelivered import Undelivered
from engine.clock import Clock
from engine.notices import AlertChatLost, AlertTopic
from engine.outbox import Outbox, ToAlerts, ToPerson, owe_each
from engine.people import People

log = logging.getLogger(__name__)


class AlertLosses:
    """Owes it to them. What was told is known to the chat itself, which has it from what was owed."""

    def __init__(
        self, chat: AlertChat, people: People, outbox: Outbox, clock: Clock, undelivered: Undelivered
    ) -> None:
        self._chat = chat
        self._undelivered = undelivered
        self._people = people
        self._outbox = outbox
        self._clock = clock

    async def chat_lost(self, reason: str = "") -> None:
        """Leave the chat alone for a while. `reason`: what Telegram says; "": we were removed from it.

        Raises StorageUnavailable.
        """
        if not self._chat.lost():
            return
        now, linked = self._clock.now(), self._chat.linked
        notice = AlertChatLost(at=now, reason=reason, title=None if linked is None else linked.title)
        waiting = await self._outbox.waiting(ToAlerts(), 1)
        since = f"{waiting[0].id}" if waiting else f"{now.isoformat()}"
        owners = [owner.user_id for owner in await self._people.owners()]
        await owe_each(self._outbox, owners, notice, f"alert chat lost {since}")
        await self._undelivered.alerts_wait(reason)

    async def topic(self, *, closed: bool) -> None:
        """Note whether the linked topic takes messages now. Raises StorageUnavailable."""
        linked = self._chat.linked
        if linked is None or linked.thread_id is None or self._chat.topic_is_closed is closed:
            return
        self._chat.topic_is_closed = closed
        log.warning("The topic %s of the alert chat is %s", linked.thread_id, "closed" if closed else "open")
        notice = AlertTopic(at=self._clock.now(), title=linked.title, closed=closed)
        for owner in await self._people.owners():
            await self._outbox.owe(ToPerson(owner.user_id), notice)
