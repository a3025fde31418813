"""The list of people as it is stored, and the changes of it that are more than one statement."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.chat_models import GivenAccount, InvitationRow, PersonRow, SharedBot
from db.codec import account_from_text
from db.statements import upsert
from db.types import storable
from engine.core.types import AccountId, BotId
from engine.people import Invitation, Person, Role


@dataclass(frozen=True, slots=True)
class PeopleList:
    """Everybody on the list, in the order they came, and who cares for what others left behind."""

    listed: Mapping[int, Person]
    heirs: Mapping[int, int]


async def read_list(session: AsyncSession) -> PeopleList:
    accounts: defaultdict[int, set[AccountId]] = defaultdict(set)
    for given in await session.scalars(select(GivenAccount)):
        accounts[given.user_id].add(account_from_text(given.account))
    shared: defaultdict[int, set[BotId]] = defaultdict(set)
    for one in await session.scalars(select(SharedBot)):
        shared[one.user_id].add(BotId(one.bot_id))
    rows = list(await session.scalars(select(PersonRow).order_by(PersonRow.admitted_at, PersonRow.user_id)))
    heirs = {row.user_id: row.heir_id for row in rows if row.heir_id is not None}
    wards: defaultdict[int, set[int]] = defaultdict(set)
    for ward, heir in heirs.items():
        wards[heir].add(ward)
    listed = {
        row.user_id: Person(
            user_id=row.user_id,
            name=row.name,
            chat_id=row.chat_id,
            unreachable=row.unreachable,
            language=row.language,
            role=row.role,
            accounts=frozenset(accounts[row.user_id]),
            wards=frozenset(wards[row.user_id]),
            shared=frozenset(shared[row.user_id]),
        )
        for row in rows
        if row.role is not None
    }
    return PeopleList(listed=listed, heirs=heirs)


def put_on_list(
    connection: Connection, user_id: int, name: str, chat_id: int | None, at: datetime, role: Role
) -> None:
    """Put somebody on the list inside the caller's transaction, or change how they are there."""
    row = {
        "user_id": user_id,
        "name": storable(name),
        "chat_id": chat_id,
        "unreachable": None,
        "admitted_at": at,
        "language": None,
        "role": role,
        "heir_id": None,
    }
    changing = ["name", "unreachable", "role", "heir_id", *(["chat_id"] if chat_id is not None else [])]
    connection.execute(upsert(PersonRow, connection.dialect.name, changing), row)


def take_off_list(connection: Connection, user_id: int, heir_id: int) -> None:
    """Take somebody off the list inside the caller's transaction, with all that hangs on it."""
    connection.execute(delete(GivenAccount).where(GivenAccount.user_id == user_id))
    connection.execute(delete(SharedBot).where(SharedBot.user_id == user_id))
    connection.execute(delete(InvitationRow).where(InvitationRow.made_by == user_id))
    leave_bots(connection, user_id, heir_id)
    connection.execute(update(PersonRow).where(PersonRow.user_id == user_id).values(role=None))


def leave_bots(connection: Connection, user_id: int, heir_id: int) -> None:
    """Put their bots, and those in their care, into the care of the heir, inside the caller's transaction."""
    theirs = (PersonRow.heir_id == user_id) | (PersonRow.user_id == user_id)
    connection.execute(update(PersonRow).where(theirs).values(heir_id=heir_id))


def take_invitation(connection: Connection, token_hash: str, at: datetime) -> Invitation | None:
    """Take an open invitation away inside the caller's transaction, and return it."""
    open_one = (InvitationRow.token_hash == token_hash) & (InvitationRow.expires_at > at)
    taken = delete(InvitationRow).where(open_one).returning(InvitationRow.role, InvitationRow.made_by)
    found = connection.execute(taken).one_or_none()
    return None if found is None else Invitation(role=found.role, made_by=found.made_by)
