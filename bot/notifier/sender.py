"""Gets messages to Telegram: at the right pace, and again for as long as it takes."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.config.values import ChatPlace
from bot.notifier.chat_pace import ChatId, ChatPace
from bot.notifier.compose import Batch, marked_as_late, marked_as_repeat
from bot.notifier.contact import Contact
from bot.notifier.errors import Away, DecidedAnew, NotSent, Throttled, Unanswered
from bot.notifier.on_the_way import OnTheWay
from bot.notifier.storms import Change
from bot.notifier.telegram import Sent, Telegram
from bot.notifier.waiting_time import WaitingTime
from engine.clock import Clock
from engine.correlation import correlated
from engine.errors import TryLater
from engine.outbox import Outbox, Owed

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
Booked = TypeVar("Booked")


@dataclass(slots=True)
class _Attempt:
    batch: Batch
    place: ChatPlace
    absences: int
    """How often Telegram had been away when it was begun."""
    may_stand_there: bool
    """Some of it could stand in the chat without our knowing."""
    partly_sent: bool = False


class Sender:
    """Sends batches and keeps the outbox's books about it."""

    def __init__(
        self,
        telegram: Telegram,
        outbox: Outbox,
        pace: ChatPace,
        contact: Contact,
        clock: Clock,
        *,
        on_the_way: OnTheWay,
    ) -> None:
        self._telegram = telegram
        self._on_the_way = on_the_way
        self._contact = contact
        self._outbox = outbox
        self._pace = pace
        self._clock = clock
        self._waiting_time = WaitingTime(clock)

    async def send(self, batch: Batch, place: ChatPlace) -> Sent:
        """Return the last message when the whole batch stands in the chat and is booked as delivered.

        Throttling, outages and storage trouble are waited out, without end. Raises Unreachable and
        Unsendable, which trying again does not help, Away, after which something else comes first, and
        DecidedAnew; the notices then wait as before.
        """
        attempt = _Attempt(batch, place, self._contact.absences, may_stand_there=batch.uncertain)
        for message in batch.messages[:-1]:
            await self._insist(attempt, message)
            attempt.partly_sent = True
        return await self._insist(attempt, batch.messages[-1], is_last=True)

    async def change(self, batch: Batch, change: Change) -> bool:
        """Have a message tell more than it did, and book that. Return whether it makes sense to go on.

        It is not insisted upon, and no message waits for it: False where its turn comes later. Changing a
        message once more does no harm. Raises Uneditable, Unreachable and Unsendable; what it was to tell
        then waits as before.
        """
        chat, now = change.chat_id, self._clock.monotonic()
        if self._pace.edit_wait_s(chat, now) > 0:
            return False
        self._pace.changed(chat, now)
        if not await self._book(lambda: self._outbox.begin(change.added, self._clock.now())):
            return True
        try:
            with self._on_the_way.to(chat) as end:
                await self._telegram.edit(chat, change.message_id, batch.messages[0], batch.buttons)
                await self._delivered(change.added, Sent(chat, change.message_id), end.set)
        except NotSent as error:
            await self._book(lambda: self._outbox.unsent(change.ids))
            if isinstance(error, Throttled):
                self._pace.hold(chat, self._clock.monotonic(), error.retry_after_s)
            if isinstance(error, Throttled | Unanswered):
                log.info("Chat %s: a message is changed later: %s", chat, error)
                return False
            raise
        return True

    async def _insist(self, attempt: _Attempt, message: str, *, is_last: bool = False) -> Sent:
        pauses = Pauses(self._clock)
        while True:
            try:
                return await self._try(attempt, message, is_last=is_last)
            except Throttled as error:
                log.info("Chat %s: %s", attempt.place.chat_id, error)
                self._pace.hold(attempt.place.chat_id, self._clock.monotonic(), error.retry_after_s)
            except Unanswered as error:
                log.warning("Chat %s: Telegram is not responding: %s", attempt.place.chat_id, error)
                await pauses.take()
                if self._contact.absences > attempt.absences and not attempt.partly_sent:
                    raise Away(error.reason) from error

    async def _try(self, attempt: _Attempt, message: str, *, is_last: bool) -> Sent:
        batch, place = attempt.batch, attempt.place
        await self._turn(place.chat_id)
        at = self._clock.now()
        if not attempt.partly_sent:
            message = marked_as_late(message, batch, at, self._waiting_time.at_least(batch.oldest))
        text = marked_as_repeat(batch.words, message) if attempt.may_stand_there else message
        if not await self._book(lambda: self._outbox.begin(batch.told, at)):
            raise DecidedAnew("its reader has chosen otherwise")
        try:
            with self._on_the_way.to(place.chat_id) as end:
                sent = await self._telegram.send(
                    place.chat_id,
                    place.thread_id,
                    text,
                    silent=batch.silent,
                    buttons=batch.buttons if is_last else (),
                )
                if is_last:
                    await self._delivered(batch.told, sent, end.set)
                    # Marked as a repeat, or one of several: that must stay.
                    if attempt.may_stand_there or attempt.partly_sent:
                        audience, there = batch.told[0].audience, (sent.chat_id, sent.message_id)
                        await self._book(lambda: self._outbox.close(audience, *there), end.set)
        except NotSent as error:
            if isinstance(error, Unanswered) and error.may_have_arrived:
                attempt.may_stand_there = True
            if not attempt.may_stand_there and not attempt.partly_sent:
                await self._book(lambda: self._outbox.unsent(batch.ids))
            raise
        return sent

    async def _delivered(self, told: Sequence[Owed], sent: Sent, in_trouble: Callable[[], None]) -> None:
        at, ids = self._clock.now(), [one.id for one in told]
        await self._book(lambda: self._outbox.delivered(ids, sent.chat_id, sent.message_id, at), in_trouble)
        for one in told:
            with correlated(one.correlation):
                log.info("notice %s (%s): told in chat %s", one.id, one.notice.kind, sent.chat_id)

    async def _turn(self, chat: ChatId) -> None:
        """Wait for the chat's turn and take it: no other task comes in between."""
        with self._pace.at_the_door(chat):
            while (wait_s := self._pace.wait_s(chat, self._clock.monotonic())) > 0:
                await self._clock.sleep(wait_s)
        self._pace.sent(chat, self._clock.monotonic())

    async def _book(
        self, write: Callable[[], Awaitable[Booked]], in_trouble: Callable[[], None] = lambda: None
    ) -> Booked:
        """Write into the outbox, for as long as it takes: an unbooked message would be sent again."""
        pauses = Pauses(self._clock)
        while True:
            try:
                return await write()
            except TryLater as error:
                log.warning("The outbox cannot be written: %s", error)
                in_trouble()
                await pauses.take()


class Pauses:
    """Pauses that grow: 1 s, twice that each time, at most 60 s."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_s = FIRST_PAUSE_S

    async def take(self) -> None:
        await self._clock.sleep(self._next_s)
        self._next_s = min(self._next_s * 2, LONGEST_PAUSE_S)
