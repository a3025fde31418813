"""Who may command, the pairing code that makes the first of them, and what was heard already.

This process alone writes to its database, so what it has read once it remembers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, delete, select, update

from db.chat_models import HandledUpdate, Pairing, PersonRow, Stranger
from db.session import Database
from db.statements import insert_into, upsert
from db.types import storable
from engine.people import Person

THE_CODE = 1
OFFERED_FOR = timedelta(days=2)
"""Telegram offers an update for a day."""


class DatabasePeople:
    """`engine.people.People` and `Newcomers` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Mapping[int, Person] | None = None
        self._changes = 0

    async def owners(self) -> Sequence[Person]:
        """Return everybody on the list, in the order they came."""
        return list((await self._list()).values())

    async def owner(self, user_id: int) -> Person | None:
        return (await self._list()).get(user_id)

    async def _list(self) -> Mapping[int, Person]:
        if self._known is not None:
            return self._known
        changes = self._changes
        wanted = select(PersonRow).order_by(PersonRow.admitted_at, PersonRow.user_id)
        async with self._database.read() as session:
            found = {row.user_id: _person(row) for row in await session.scalars(wanted)}
        if changes == self._changes:
            self._known = found
        return found

    async def _change(self, statement: Executable, row: dict[str, Any] | None = None) -> None:
        try:
            await self._database.execute(statement, row)
        finally:  # a write without an answer may be stored, too
            self._known = None
            self._changes += 1

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        person = Person(user_id=user_id, name=storable(name), chat_id=chat_id)
        row = asdict(person) | {"admitted_at": at}
        changing = ["name", "unreachable"] if chat_id is None else ["name", "unreachable", "chat_id"]
        await self._change(upsert(PersonRow, self._database.dialect, changing), row)

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now; they can be reached again.

        Without a `chat_id` the chat known before stays.
        """
        found = update(PersonRow).where(PersonRow.user_id == user_id)
        found = found.values(name=storable(name), unreachable=None)
        await self._change(found if chat_id is None else found.values(chat_id=chat_id))

    async def reads(self, user_id: int, language: str) -> None:
        await self._change(update(PersonRow).where(PersonRow.user_id == user_id).values(language=language))

    async def unreachable(self, user_id: int, reason: str) -> None:
        await self._change(update(PersonRow).where(PersonRow.user_id == user_id).values(unreachable=reason))

    async def keep_code(self, code_hash: str, at: datetime) -> None:
        row = {"id": THE_CODE, "code_hash": code_hash, "made_at": at, "missed": 0}
        kept = upsert(Pairing, self._database.dialect, ["code_hash", "made_at", "missed"])
        await self._database.execute(kept, row)

    async def code(self) -> tuple[str, datetime, int] | None:
        async with self._database.read() as session:
            row = await session.get(Pairing, THE_CODE)
        return None if row is None else (row.code_hash, row.made_at, row.missed)

    async def code_missed(self) -> int:
        """Count a wrong code. Return how many there were since the code was made; 0 without a code."""
        counted = update(Pairing).values(missed=Pairing.missed + 1).returning(Pairing.missed)
        return await self._database.write(lambda connection: connection.scalar(counted) or 0)

    async def void_code(self) -> None:
        await self._database.execute(delete(Pairing))

    async def stranger(self, user_id: int, at: datetime) -> bool:
        noted = insert_into(Stranger, self._database.dialect).on_conflict_do_nothing()
        return await self._database.execute(noted, {"user_id": user_id, "first_seen_at": at}) == 1


class DatabaseHandledUpdates:
    """`engine.people.HandledUpdates` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken: set[int] | None = None
        """Those of the last days, and all since."""

    async def first_time(self, update_id: int, at: datetime) -> bool:
        """Return at once: the note is queued before all that comes of the update."""
        taken = self._taken if self._taken is not None else await self._stored(at)
        if update_id in taken:
            return False
        taken.add(update_id)
        noted = insert_into(HandledUpdate, self._database.dialect).on_conflict_do_nothing()
        self._database.write_behind(noted, {"update_id": update_id, "at": at})
        return True

    async def _stored(self, now: datetime) -> set[int]:
        wanted = select(HandledUpdate.update_id).where(HandledUpdate.at > now - OFFERED_FOR)
        async with self._database.read() as session:
            found = set(await session.scalars(wanted))
        if self._taken is None:  # another update may have been quicker
            self._taken = found
        return self._taken


def _person(row: PersonRow) -> Person:
    return Person(
        user_id=row.user_id,
        name=row.name,
        chat_id=row.chat_id,
        unreachable=row.unreachable,
        language=row.language,
    )
