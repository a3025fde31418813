"""Who may command, the pairing code that makes the first of them, and what was heard already."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from db.chat_models import HandledUpdate, Pairing, PersonRow, Stranger
from db.session import Database
from db.statements import insert_into, upsert
from db.types import storable
from engine.people import Person

THE_CODE = 1


class DatabasePeople:
    """`engine.people.People` and `Newcomers` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owners(self) -> Sequence[Person]:
        """Return everybody on the list, in the order they came."""
        wanted = select(PersonRow).order_by(PersonRow.admitted_at, PersonRow.user_id)
        async with self._database.read() as session:
            return [_person(row) for row in await session.scalars(wanted)]

    async def owner(self, user_id: int) -> Person | None:
        async with self._database.read() as session:
            row = await session.get(PersonRow, user_id)
        return None if row is None else _person(row)

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        person = Person(user_id=user_id, name=storable(name), chat_id=chat_id)
        row = asdict(person) | {"admitted_at": at}
        changing = ["name", "unreachable"] if chat_id is None else ["name", "unreachable", "chat_id"]
        await self._database.execute(upsert(PersonRow, self._database.dialect, changing), row)

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now; they can be reached again.

        Without a `chat_id` the chat known before stays.
        """
        found = update(PersonRow).where(PersonRow.user_id == user_id)
        found = found.values(name=storable(name), unreachable=None)
        await self._database.execute(found if chat_id is None else found.values(chat_id=chat_id))

    async def unreachable(self, user_id: int, reason: str) -> None:
        await self._database.execute(
            update(PersonRow).where(PersonRow.user_id == user_id).values(unreachable=reason)
        )

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

    async def first_time(self, update_id: int, at: datetime) -> bool:
        noted = insert_into(HandledUpdate, self._database.dialect).on_conflict_do_nothing()
        return await self._database.execute(noted, {"update_id": update_id, "at": at}) == 1


def _person(row: PersonRow) -> Person:
    return Person(user_id=row.user_id, name=row.name, chat_id=row.chat_id, unreachable=row.unreachable)
