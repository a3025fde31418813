"""Outbox, people and handled updates in memory: what `db` keeps in tables."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.alert_chat import LinkedChat, ToldOfAlerts
from engine.core.notices import FillBooked
from engine.core.types import BotId
from engine.errors import StorageUnavailable
from engine.notice_settings import NoticeSettings
from engine.notices import Notice
from engine.outbox import CLOSED, Audience, KeptFor, Owed
from engine.people import Invitation, Person, Role
from engine.storms import cause_of


@dataclass
class Row:
    owed: Owed
    key: str | None = None
    begun_at: datetime | None = None
    sent_at: datetime | None = None
    chat_id: int | None = None
    message_id: int | None = None
    cause: str | None = None
    dead: str | None = None
    kept_for: KeptFor | None = None

    @property
    def unsent(self) -> bool:
        return self.sent_at is None and self.dead is None

    @property
    def waits(self) -> bool:
        return self.unsent and self.kept_for is None

    @property
    def as_owed(self) -> Owed:
        return replace(
            self.owed,
            uncertain=self.begun_at is not None,
            kept_for=self.kept_for,
            sent_at=self.sent_at,
            cause=self.cause,
            chat_id=self.chat_id,
            message_id=self.message_id,
        )


class MemoryOutbox:
    """Meets `engine.outbox.Outbox`. `fails` makes that many calls of a method raise StorageUnavailable."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.rows: list[Row] = []
        self.fails: dict[str, int] = {}
        self.before_others: set[str] = set()
        self._signal = asyncio.Event()

    def add(
        self, audience: Audience, notice: Notice, *, at: datetime | None = None, key: str | None = None
    ) -> int:
        number = len(self.rows) + 1
        owed = Owed(id=number, audience=audience, notice=notice, created_at=at or self.now)
        cause = cause_of(notice)
        self.rows.append(Row(owed, key, cause=None if cause is None else cause.text))
        self._signal.set()
        return number

    def is_empty(self) -> bool:
        return not any(row.waits for row in self.rows)

    def release(self, audience: Audience) -> None:
        """Have what is kept for a later message be decided upon anew."""
        for row in self.rows:
            if (
                row.owed.audience == audience
                and row.unsent
                and row.begun_at is None
                and row.kept_for in {KeptFor.CYCLE, KeptFor.DIGEST}
            ):
                row.kept_for = None
        self._signal.set()

    async def owe(
        self, audience: Audience, notice: Notice, *, key: str | None = None, first: bool = False
    ) -> None:
        if key is None or all(row.key != key for row in self.rows):
            self.add(audience, notice, key=key)
            self.before_others |= {key} if first and key else set()

    async def first(self, audience: Audience) -> Sequence[Owed]:
        waiting = await self.waiting(audience, len(self.rows))
        return [one for one in waiting if self.rows[one.id - 1].key in self.before_others]

    async def audiences(self) -> Sequence[Audience]:
        self._perhaps_fail("audiences")
        owing = (row for row in self.rows if row.unsent and row.kept_for is not KeptFor.HISTORY)
        return list(dict.fromkeys(row.owed.audience for row in owing))

    async def waiting(self, audience: Audience, most: int) -> Sequence[Owed]:
        self._perhaps_fail("waiting")
        found = [row for row in self.rows if row.waits and row.owed.audience == audience]
        return [row.as_owed for row in found[:most]]

    async def begin(self, notices: Sequence[Owed], at: datetime) -> bool:
        self._perhaps_fail("begin")
        if any(self.rows[one.id - 1].kept_for is not one.kept_for for one in notices):
            return False
        for one in notices:
            self.rows[one.id - 1].begun_at = at
        return True

    async def unsent(self, ids: Sequence[int]) -> None:
        for number in ids:
            self.rows[number - 1].begun_at = None

    async def delivered(self, ids: Sequence[int], chat_id: int, message_id: int, at: datetime) -> None:
        self._perhaps_fail("delivered")
        for number in ids:
            self.rows[number - 1].sent_at = at
            self.rows[number - 1].chat_id = chat_id
            self.rows[number - 1].message_id = message_id

    async def told_in(self, audience: Audience, chat_id: int, message_id: int) -> Sequence[Owed]:
        told = (audience, message_id)
        return [row.as_owed for row in self.rows if (row.owed.audience, row.message_id) == told]

    async def told_last(self, audience: Audience, cause: str) -> Sequence[Owed]:
        mine = [row for row in self.rows if row.owed.audience == audience and row.sent_at is not None]
        places = [(row.chat_id, row.message_id) for row in mine if row.cause == cause and row.message_id]
        return [row.as_owed for row in mine if places and (row.chat_id, row.message_id) == places[-1]]

    async def close(self, audience: Audience, chat_id: int, message_id: int) -> None:
        for row in self.rows:
            if (row.owed.audience, row.chat_id, row.message_id) == (audience, chat_id, message_id):
                row.cause = row.cause and f"{row.cause}{CLOSED}"

    async def again(self, ids: Sequence[int]) -> None:
        for number in ids:
            self.rows[number - 1].kept_for = None
            self.rows[number - 1].begun_at = None

    async def keep(
        self, ids: Sequence[int], what_for: KeptFor, at: datetime, bot_id: BotId | None = None
    ) -> None:
        for number in ids:
            self.rows[number - 1].kept_for = what_for

    async def kept(self, audience: Audience, what_for: KeptFor, most: int) -> Sequence[Owed]:
        found = [row.as_owed for row in self.rows if row.unsent and row.kept_for is what_for]
        return [one for one in found if one.audience == audience][:most]

    async def kept_fills(self, audience: Audience, bots: Collection[BotId], most: int) -> Sequence[Owed]:
        kept = await self.kept(audience, KeptFor.CYCLE, len(self.rows))
        found = [one for one in kept if isinstance(one.notice, FillBooked) and one.notice.bot.bot_id in bots]
        return found[:most]

    async def loose_fills(self, audience: Audience, most: int) -> Sequence[Owed]:
        """None: its bots are all active, and none is paused."""
        return ()

    async def undeliverable(self, ids: Sequence[int], reason: str, at: datetime) -> None:
        for number in ids:
            self.rows[number - 1].dead = reason

    async def changed(self) -> None:
        await self._signal.wait()
        self._signal.clear()

    def _perhaps_fail(self, method: str) -> None:
        if self.fails.get(method, 0) > 0:
            self.fails[method] -= 1
            raise StorageUnavailable(method)


@dataclass
class MemoryNoticeSettings:
    """Meets `engine.notice_settings.NoticeSettingsBook`."""

    chosen: dict[Audience, NoticeSettings] = field(default_factory=dict)
    outbox: MemoryOutbox | None = None
    default: NoticeSettings = field(default_factory=NoticeSettings)

    async def of(self, audience: Audience) -> NoticeSettings:
        return self.chosen.get(audience, self.default)

    async def change(
        self, audience: Audience, change: Callable[[NoticeSettings], NoticeSettings]
    ) -> NoticeSettings:
        before = await self.of(audience)
        self.chosen[audience] = change(before)
        if self.outbox is not None and self.chosen[audience] != before:
            self.outbox.release(audience)
        return self.chosen[audience]


@dataclass
class MemoryPeople:
    """Meets `engine.people.People` and `Newcomers`."""

    listed: dict[int, Person] = field(default_factory=dict)
    strangers: dict[int, datetime] = field(default_factory=dict)
    pairing: tuple[str, datetime, int] | None = None
    invitations: dict[str, tuple[Invitation, datetime]] = field(default_factory=dict)
    owners_are_fixed: bool = False

    def add(
        self, user_id: int, *, chat_id: int | None = None, name: str = "Ann", role: Role = Role.OWNER
    ) -> Person:
        self.listed[user_id] = Person(user_id=user_id, name=name, chat_id=chat_id, role=role)
        return self.listed[user_id]

    async def everybody(self) -> Sequence[Person]:
        return list(self.listed.values())

    async def owners(self) -> Sequence[Person]:
        return [person for person in self.listed.values() if person.role is Role.OWNER]

    async def person(self, user_id: int) -> Person | None:
        return self.listed.get(user_id)

    async def reader_for(self, user_id: int) -> Person | None:
        return self.listed.get(user_id)

    async def redeem(
        self, token_hash: str, user_id: int, name: str, chat_id: int, at: datetime
    ) -> Invitation | None:
        invitation, until = self.invitations.pop(token_hash, (None, at))
        if invitation is None or until <= at:
            return None
        person = Person(user_id=user_id, name=name, chat_id=chat_id, role=invitation.role)
        self.listed[user_id] = person
        return invitation

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        self.listed[user_id] = Person(user_id=user_id, name=name, chat_id=chat_id)

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        self.listed[user_id] = replace(self.listed[user_id], name=name, chat_id=chat_id, unreachable=None)

    async def reads(self, user_id: int, language: str) -> None:
        self.listed[user_id] = replace(self.listed[user_id], language=language)

    async def unreachable(self, user_id: int, reason: str) -> None:
        self.listed[user_id] = replace(self.listed[user_id], unreachable=reason)

    async def keep_code(self, code_hash: str, at: datetime) -> None:
        self.pairing = (code_hash, at, 0)

    async def code(self) -> tuple[str, datetime, int] | None:
        return self.pairing

    async def code_missed(self) -> int:
        assert self.pairing is not None
        code_hash, at, missed = self.pairing
        self.pairing = (code_hash, at, missed + 1)
        return missed + 1

    async def void_code(self) -> None:
        self.pairing = None

    async def stranger(self, user_id: int, at: datetime) -> bool:
        first = user_id not in self.strangers
        self.strangers.setdefault(user_id, at)
        return first


class MemoryUpdates:
    """Meets `engine.people.HandledUpdates`."""

    def __init__(self) -> None:
        self.handled: set[int] = set()

    async def first_time(self, update_id: int, at: datetime) -> bool:
        first = update_id not in self.handled
        self.handled.add(update_id)
        return first


class MemoryAlertChat:
    """Meets `engine.alert_chat.AlertChatBook`."""

    def __init__(self) -> None:
        self.chat: LinkedChat | None = None
        self.known_moves: dict[int, int] = {}

    async def linked(self) -> LinkedChat | None:
        return self.chat

    async def moves(self) -> Mapping[int, int]:
        return dict(self.known_moves)

    async def told(self) -> ToldOfAlerts:
        return ToldOfAlerts()

    async def link(self, chat: LinkedChat, at: datetime) -> None:
        self.chat = chat

    async def unlink(self) -> None:
        self.chat = None

    async def moved(self, chat_id: int, to: int) -> None:
        self.known_moves[chat_id] = to
