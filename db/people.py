"""Who may command, and the pairing code that makes the first of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Executable, delete, select, update

from db.chat_models import Pairing, PersonRow, Stranger
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
        row = {
            "user_id": user_id,
            "name": storable(name),
            "chat_id": chat_id,
            "unreachable": None,
            "admitted_at": at,
        }
        changing = ["name", "unreachable"] if chat_id is None else ["name", "unreachable", "chat_id"]

        def work(connection: Connection) -> None:
            connection.execute(upsert(PersonRow, connection.dialect.name, changing), row)

        await self._database.write(work)

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now; they can be reached again.

        Without a `chat_id` the chat known before stays.
        """
        found = update(PersonRow).where(PersonRow.user_id == user_id)
        found = found.values(name=storable(name), unreachable=None)
        await self._do(found if chat_id is None else found.values(chat_id=chat_id))

    async def unreachable(self, user_id: int, reason: str) -> None:
        await self._do(update(PersonRow).where(PersonRow.user_id == user_id).values(unreachable=reason))

    async def keep_code(self, code_hash: str, at: datetime) -> None:
        row = {"id": THE_CODE, "code_hash": code_hash, "made_at": at, "missed": 0}

        def work(connection: Connection) -> None:
            kept = upsert(Pairing, connection.dialect.name, ["code_hash", "made_at", "missed"])
            connection.execute(kept, row)

        await self._database.write(work)

    async def code(self) -> tuple[str, datetime, int] | None:
        async with self._database.read() as session:
            row = await session.get(Pairing, THE_CODE)
        return None if row is None else (row.code_hash, row.made_at, row.missed)

    async def code_missed(self) -> int:
        """Count a wrong code. Return how many there were since the code was made; 0 without a code."""
        counted = update(Pairing).values(missed=Pairing.missed + 1).returning(Pairing.missed)

        def work(connection: Connection) -> int:
            return connection.scalar(counted) or 0

        return await self._database.write(work)

    async def void_code(self) -> None:
        await self._do(delete(Pairing))

    async def stranger(self, user_id: int, at: datetime) -> bool:

        def work(connection: Connection) -> bool:
            noted = insert_into(Stranger, connection.dialect.name).on_conflict_do_nothing()
            return connection.execute(noted, {"user_id": user_id, "first_seen_at": at}).rowcount == 1

        return await self._database.write(work)

    async def _do(self, statement: Executable) -> None:
        def work(connection: Connection) -> None:
            connection.execute(statement)

        await self._database.write(work)


def _person(row: PersonRow) -> Person:
    return Person(user_id=row.user_id, name=row.name, chat_id=row.chat_id, unreachable=row.unreachable)
