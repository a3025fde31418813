"""What becomes of a notice whose cause a message has told already: it changes that message, now or later."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.notifier.telling import Telling, fold
from engine.clock import Clock
from engine.outbox import Audience, KeptFor, Outbox, Owed
from engine.storms import Step, judge, limits_of, storm_of

MOST_AT_ONCE = 200
"""What more has come is told by the next change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A message, and what it is to tell."""

    chat_id: int
    message_id: int
    tellings: Sequence[Telling]
    added: Sequence[Owed]
    """What it does not tell yet."""

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.added]


class Storms:
    """The causes that come to one audience again and again."""

    def __init__(self, audience: Audience, outbox: Outbox, clock: Clock) -> None:
        self._audience = audience
        self._outbox = outbox
        self._clock = clock

    async def is_repeat(self, telling: Telling) -> bool:
        """Say whether a message tells of its cause that is to be changed instead of sending one.

        What may stand in the chat is sent again, and what tells fills is news.
        """
        first = telling.occurrences[0]
        if first.cause is None or telling.uncertain or telling.fills:
            return False
        told = await self._told(first.cause)
        if not told:
            return False
        pending = [one for one in await self._pending() if one.cause == first.cause]
        storm = storm_of(first.cause, told, pending)
        now = self._clock.now()
        return judge(storm, limits_of(first.notice), first.created_at, now) is not Step.TELL

    async def due(self) -> Change | None:
        """Return what is to be changed now. What is kept for a message that is gone is decided upon anew."""
        pending = await self._pending()
        causes = [cause for cause in dict.fromkeys(one.cause for one in pending) if cause is not None]
        told = {cause: await self._told(cause) for cause in causes}
        for cause, there in told.items():
            mine = [one for one in pending if one.cause == cause]
            if not there:
                await self._outbox.again([one.id for one in mine])
                continue
            storm, newest = storm_of(cause, there), mine[-1]
            if judge(storm, limits_of(newest.notice), storm.last_at, self._clock.now()) is Step.CHANGE:
                there_too = {other for other in causes if told[other] == there}
                added = [one for one in pending if one.cause in there_too]
                place = there[0].chat_id or 0, there[0].message_id or 0
                return Change(*place, fold([*there, *added]), added)
        return None

    async def let_go(self, change: Change) -> None:
        """Have the message stay as it is: what it was to tell is told otherwise."""
        await self._outbox.close(self._audience, change.chat_id, change.message_id)
        await self._outbox.again(change.ids)

    async def _pending(self) -> Sequence[Owed]:
        return await self._outbox.kept(self._audience, KeptFor.REPEAT, MOST_AT_ONCE)

    async def _told(self, cause: str) -> Sequence[Owed]:
        """Return what the message tells that may be changed: one in which nothing else stands."""
        told = await self._outbox.told_last(self._audience, cause)
        return told if all(one.cause is not None for one in told) else ()
