"""Who is on the list and as what, and what is kept of those who are not.

This process alone writes to its database, so what it has read once it remembers.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Executable, delete, insert, select, update

from db.chat_models import GivenAccount, InvitationRow, Pairing, PersonRow, SharedBot, Stranger
from db.codec import account_to_text
from db.models import ActivityLog, Bot
from db.people_list import PeopleList, leave_bots, put_on_list, read_list, take_invitation, take_off_list
from db.rows import log_row
from db.session import Database
from db.statements import insert_into, upsert
from db.transactors import Answer, Unit
from db.types import storable
from engine.asked import Asked, who_asked
from engine.core.types import AccountId, BotId
from engine.errors import BotNotFound
from engine.people import Invitation, Person, Role
from engine.reads.journal import PeopleAct, PeopleActed, WordLine

THE_CODE = 1


class DatabasePeople:
    """`engine.people.People`, `PeopleBook` and `Newcomers` on a database."""

    owners_are_fixed = False

    def __init__(self, database: Database, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line
        self._known: PeopleList | None = None
        self._changes = 0

    async def everybody(self) -> Sequence[Person]:
        return list((await self._list()).listed.values())

    async def owners(self) -> Sequence[Person]:
        return [person for person in await self.everybody() if person.role is Role.OWNER]

    async def person(self, user_id: int) -> Person | None:
        return (await self._list()).listed.get(user_id)

    async def reader_for(self, user_id: int) -> Person | None:
        known = await self._list()
        return known.listed.get(known.heirs.get(user_id, user_id))

    async def _list(self) -> PeopleList:
        if self._known is not None:
            return self._known
        changes = self._changes
        async with self._database.read() as session:
            found = await read_list(session)
        if changes == self._changes:
            self._known = found
        return found

    async def _change(self, statement: Executable, row: dict[str, Any] | None = None) -> None:
        await self._write(lambda connection: connection.execute(statement, row).rowcount)

    async def _write(self, unit: Unit[Answer]) -> Answer:
        try:
            return await self._database.write(unit)
        finally:  # a write without an answer may be stored, too
            self._known = None
            self._changes += 1

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        asked, found = who_asked(), select(PersonRow.role).where(PersonRow.user_id == user_id)

        def work(connection: Connection) -> None:
            is_new = connection.scalar(found) is not Role.OWNER
            put_on_list(connection, user_id, name, chat_id, at, Role.OWNER)
            if is_new and asked is not None:  # not by the settings
                self._note_joined(connection, user_id, name, Role.OWNER, at, asked)

        await self._write(work)

    def _note_joined(
        self,
        connection: Connection,
        user_id: int,
        name: str,
        role: Role,
        at: datetime,
        asked: Asked | None,
    ) -> None:
        line = PeopleActed(act=PeopleAct.JOINED, user_id=user_id, name=name, detail=role.value)
        row = log_row(line, self._word_line, at, owner_id=user_id, asked=asked)
        connection.execute(insert(ActivityLog), row)

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

    # --- as what they are there -------------------------------------------------------------------------

    async def invite(self, token_hash: str, invitation: Invitation, at: datetime, until: datetime) -> None:
        row = asdict(invitation) | {"token_hash": token_hash, "expires_at": until}

        def work(connection: Connection) -> None:
            connection.execute(delete(InvitationRow).where(InvitationRow.expires_at <= at))
            connection.execute(insert(InvitationRow), row)

        await self._database.write(work)

    async def set_role(self, user_id: int, role: Role, heir_id: int | None = None) -> None:
        on_list = (PersonRow.user_id == user_id) & PersonRow.role.is_not(None)

        def work(connection: Connection) -> None:
            connection.execute(update(PersonRow).where(on_list).values(role=role, heir_id=None))
            if role is not Role.OWNER:  # who invites nobody any more has nobody come by a link of before
                connection.execute(delete(InvitationRow).where(InvitationRow.made_by == user_id))
            if heir_id is not None:
                leave_bots(connection, user_id, heir_id)

        await self._write(work)

    async def remove(self, user_id: int, heir_id: int) -> None:
        await self._write(partial(take_off_list, user_id=user_id, heir_id=heir_id))

    async def give_account(self, user_id: int, account_id: AccountId) -> None:
        given = insert_into(GivenAccount, self._database.dialect).on_conflict_do_nothing()
        await self._change(given, {"user_id": user_id, "account": account_to_text(account_id)})

    async def take_account(self, user_id: int, account_id: AccountId) -> None:
        of_theirs = GivenAccount.user_id == user_id, GivenAccount.account == account_to_text(account_id)
        await self._change(delete(GivenAccount).where(*of_theirs))

    async def share(self, bot_id: BotId, user_id: int) -> None:
        shared = insert_into(SharedBot, self._database.dialect).on_conflict_do_nothing()

        def work(connection: Connection) -> None:
            if connection.scalar(select(Bot.id).where(Bot.id == bot_id)) is None:
                raise BotNotFound(bot_id)
            connection.execute(shared, {"user_id": user_id, "bot_id": bot_id})

        await self._write(work)

    async def unshare(self, bot_id: BotId, user_id: int) -> None:
        await self._change(delete(SharedBot).where(SharedBot.user_id == user_id, SharedBot.bot_id == bot_id))

    # --- those who are not there ------------------------------------------------------------------------

    async def redeem(
        self, token_hash: str, user_id: int, name: str, chat_id: int, at: datetime
    ) -> Invitation | None:
        """Ask before anything is written: strangers may try what they like."""
        async with self._database.read() as session:
            if await session.get(InvitationRow, token_hash) is None:
                return None
        asked = who_asked()

        def work(connection: Connection) -> Invitation | None:
            found = take_invitation(connection, token_hash, at)
            if found is not None:
                put_on_list(connection, user_id, name, chat_id, at, found.role)
                self._note_joined(connection, user_id, name, found.role, at, asked)
            return found

        return await self._write(work)

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
