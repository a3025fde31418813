"""The tables of the alert chat."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select

from db.chat_models import LinkedChatRow, MovedChat
from db.session import Database
from db.statements import table, upsert
from engine.alert_chat import LinkedChat

THE_ONE = 1
_LINKED = table(LinkedChatRow).c


class DatabaseAlertChat:
    """`engine.alert_chat.AlertChatBook` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def linked(self) -> LinkedChat | None:
        async with self._database.read() as session:
            found = await session.execute(select(_LINKED.chat_id, _LINKED.thread_id, _LINKED.title))
            row = found.one_or_none()
        return None if row is None else LinkedChat(**row._asdict())

    async def moves(self) -> Mapping[int, int]:
        async with self._database.read() as session:
            found = await session.execute(select(MovedChat.chat_id, MovedChat.moved_to))
            return {row.chat_id: row.moved_to for row in found}

    async def link(self, chat: LinkedChat, at: datetime) -> None:
        changing = ("chat_id", "thread_id", "title", "linked_at")
        row = asdict(chat) | {"id": THE_ONE, "linked_at": at}
        await self._database.execute(upsert(LinkedChatRow, self._database.dialect, changing), row)

    async def unlink(self) -> None:
        await self._database.execute(delete(LinkedChatRow))

    async def moved(self, chat_id: int, to: int) -> None:
        row = {"chat_id": chat_id, "moved_to": to}
        await self._database.execute(upsert(MovedChat, self._database.dialect, ["moved_to"]), row)
