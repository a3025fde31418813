"""The tables of the alert chat."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select

from db.chat_models import LinkedChatRow, MovedChat, OutboxRow
from db.codec import NOTICE, audience_to_text
from db.models import ActivityLog
from db.rows import log_row
from db.session import Database
from db.statements import table, upsert
from engine.alert_chat import LinkedChat, ToldOfAlerts
from engine.asked import Asked, who_asked
from engine.notices import AlertTopic
from engine.outbox import ToAlerts
from engine.reads.journal import Changed, SettingsChanged, WordLine

THE_ONE = 1
LOST, TOPIC = "alert chat lost", "alert topic"
"""The codes of `AlertChatLost` and `AlertTopic`."""
_OWED = table(OutboxRow).c
_ALERTS = audience_to_text(ToAlerts())
_LINKED = table(LinkedChatRow).c
_THE_LINKED = select(_LINKED.chat_id, _LINKED.thread_id, _LINKED.title)


class DatabaseAlertChat:
    """`engine.alert_chat.AlertChatBook` on a database. What a person changes has its audit line with it."""

    def __init__(self, database: Database, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line

    async def linked(self) -> LinkedChat | None:
        async with self._database.read() as session:
            return _chat_of((await session.execute(_THE_LINKED)).one_or_none())

    async def moves(self) -> Mapping[int, int]:
        async with self._database.read() as session:
            found = await session.execute(select(MovedChat.chat_id, MovedChat.moved_to))
            return {row.chat_id: row.moved_to for row in found}

    async def told(self) -> ToldOfAlerts:
        async with self._database.read() as session:
            linked_at = await session.scalar(select(_LINKED.linked_at))
            arrived_at = await session.scalar(
                select(func.max(_OWED.sent_at)).where(_OWED.audience == _ALERTS)
            )
            lost_at = await session.scalar(select(func.max(_OWED.created_at)).where(_OWED.kind == LOST))
            newest = select(_OWED.payload, _OWED.created_at).where(_OWED.kind == TOPIC)
            topic = (await session.execute(newest.order_by(_OWED.id.desc()).limit(1))).one_or_none()
        since = max((at for at in (linked_at, arrived_at) if at is not None), default=None)
        told = None if topic is None or (linked_at and topic.created_at < linked_at) else topic.payload
        notice = None if told is None else NOTICE.load(told)
        return ToldOfAlerts(
            lost=lost_at is not None and (since is None or lost_at >= since),
            topic_closed=isinstance(notice, AlertTopic) and notice.closed,
        )

    async def link(self, chat: LinkedChat, at: datetime) -> None:
        changing = ("chat_id", "thread_id", "title", "linked_at")
        row = asdict(chat) | {"id": THE_ONE, "linked_at": at}
        asked = who_asked()

        def work(connection: Connection) -> None:
            self._note(connection, chat, asked)
            connection.execute(upsert(LinkedChatRow, self._database.dialect, changing), row)

        await self._database.write(work)

    async def unlink(self) -> None:
        asked = who_asked()

        def work(connection: Connection) -> None:
            self._note(connection, None, asked)
            connection.execute(delete(LinkedChatRow))

        await self._database.write(work)

    def _note(self, connection: Connection, after: LinkedChat | None, asked: Asked | None) -> None:
        """Write what becomes of it, as long as it is as before, inside the caller's transaction."""
        before = _chat_of(connection.execute(_THE_LINKED).one_or_none())
        if asked is None or before == after:
            return
        change = Changed(name="alert chat", before=_shown(before), after=_shown(after))
        line = SettingsChanged(alerts=True, changes=(change,))
        row = log_row(line, self._word_line, asked.at, owner_id=asked.by, asked=asked)
        connection.execute(insert(ActivityLog), row)

    async def moved(self, chat_id: int, to: int) -> None:
        row = {"chat_id": chat_id, "moved_to": to}
        await self._database.execute(upsert(MovedChat, self._database.dialect, ["moved_to"]), row)


def _chat_of(row: Row[int, int | None, str] | None) -> LinkedChat | None:
    return None if row is None else LinkedChat(**row._asdict())


def _shown(chat: LinkedChat | None) -> str | None:
    """Return what the log calls it: the name that it had, the topic's number, and its own."""
    if chat is None:
        return None
    number = f"{chat.chat_id}" if chat.thread_id is None else f"{chat.chat_id}/{chat.thread_id}"
    return f"{chat.title} ({number})"
