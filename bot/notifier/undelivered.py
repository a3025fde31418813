"""What the log tells of notices that Telegram did not take: each loss once, to whoever should know."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from engine.clock import Clock
from engine.core.notices import BotNotice
from engine.notice_settings import kind_of
from engine.notices import BotFalls, BotSetAside
from engine.outbox import Audience, Owed, ToPerson
from engine.people import People
from engine.reads.journal import NoticeUndelivered


class Notes(Protocol):
    """Where the lines go: a `Journal`."""

    async def note(self, owner_id: int, line: NoticeUndelivered, at: datetime) -> None:
        """Store one line."""


class Undelivered:
    """Writes it into the logs. Without a journal nothing is written. Raises StorageUnavailable."""

    def __init__(self, journal: Notes | None, people: People, clock: Clock) -> None:
        self._journal = journal
        self._people = people
        self._clock = clock

    async def person_waits(self, user_id: int, reason: str) -> None:
        """Note in the person's log that nothing can be sent to them."""
        await self._note([user_id], NoticeUndelivered(alerts=False, given_up=False, reason=reason))

    async def alerts_wait(self, reason: str) -> None:
        """Note in the owners' logs that nothing can be sent to the alert chat.

        `reason` "": we were removed from it.
        """
        await self._note(await self._owners(), NoticeUndelivered(alerts=True, given_up=False, reason=reason))

    async def given_up(self, reader: Audience, owed: Iterable[Owed], reason: str) -> None:
        """Note that Telegram refuses these: in the log of their reader, in the owners' for the alert chat."""
        person = reader if isinstance(reader, ToPerson) else None
        whose = await self._owners() if person is None else [person.user_id]
        for one in owed:
            bot = one.notice.bot.label if isinstance(one.notice, BotNotice | BotFalls | BotSetAside) else ""
            line = NoticeUndelivered(
                alerts=person is None, given_up=True, reason=reason, about=kind_of(one.notice), bot=bot
            )
            await self._note(whose, line)

    async def _owners(self) -> list[int]:
        return [owner.user_id for owner in await self._people.owners()]

    async def _note(self, whose: Iterable[int], line: NoticeUndelivered) -> None:
        if self._journal is None:
            return
        for owner_id in whose:
            await self._journal.note(owner_id, line, self._clock.now())
