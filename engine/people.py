"""Who may command, and where to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from engine.core.types import AccountId, BotId


class Role(StrEnum):
    """What somebody on the list is here."""

    OWNER = "owner"
    """Has bots, uses every account, and says who else is on the list."""
    TRADER = "trader"
    """Has bots, and uses the accounts that were given to them."""
    VIEWER = "viewer"
    """Reads what was shared with them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something. What they may do is decided in `engine.policy`."""

    person_id: int
    role: Role | None
    """None: not on the list."""
    accounts: frozenset[AccountId] = frozenset()
    """The real accounts that were given to them."""
    wards: frozenset[int] = frozenset()
    """People who command nothing any more, and whose bots are in their care."""
    shared: frozenset[BotId] = frozenset()
    """Bots of others that they may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the list."""

    user_id: int
    name: str
    """As the person calls themselves: foreign text."""
    chat_id: int | None
    """Their private chat; None until they have written once."""
    unreachable: str | None = None
    """Why nothing can be sent to them (they blocked the bot, say); None when it can."""

    language: str | None = None
    """What they read, as a code like "hi"; None: not known yet."""

    role: Role = Role.OWNER
    accounts: frozenset[AccountId] = frozenset()
    wards: frozenset[int] = frozenset()
    shared: frozenset[BotId] = frozenset()
    """These as in `Actor`."""

    @property
    def actor(self) -> Actor:
        """The person as one who asks for something."""
        return Actor(self.user_id, self.role, self.accounts, self.wards, self.shared)


class People(Protocol):
    """The list of people."""

    @property
    def owners_are_fixed(self) -> bool:
        """Whether only the settings say who the owners are."""

    async def everybody(self) -> Sequence[Person]:
        """Return everybody on the list, in the order they came."""

    async def owners(self) -> Sequence[Person]:
        """Return the owners among them."""

    async def person(self, user_id: int) -> Person | None:
        """Return the person, or None for a stranger."""

    async def reader_for(self, user_id: int) -> Person | None:
        """Return who reads what is owed to that person: they, or who cares for the bots they left behind."""

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        """Put the person on the list, as an owner, or update how they are called and reached."""

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now; they can be reached again."""

    async def reads(self, user_id: int, language: str) -> None:
        """Note what language a person on the list reads, once they have written."""

    async def unreachable(self, user_id: int, reason: str) -> None:
        """Note that nothing can be sent to the person until they write again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a one-time link stands for."""

    role: Role
    made_by: int


class PeopleBook(Protocol):
    """What the list says of each: their role, their accounts, and which bots of others they read."""

    async def invite(self, token_hash: str, invitation: Invitation, at: datetime, until: datetime) -> None:
        """Keep an invitation. Those that have expired are forgotten."""

    async def set_role(self, user_id: int, role: Role, heir_id: int | None = None) -> None:
        """Make somebody on the list an owner, a trader or a viewer.

        With an heir their bots, and those that they had the care of, are in the heir's care from now on.
        """

    async def remove(self, user_id: int, heir_id: int) -> None:
        """Take somebody off the list, with all that was given and shared.

        Bots that they leave behind, and those that they had the care of, are in the care of the heir.
        """

    async def give_account(self, user_id: int, account_id: AccountId) -> None:
        """Let a person use the account."""

    async def take_account(self, user_id: int, account_id: AccountId) -> None:
        """Let a person use the account no more."""

    async def share(self, bot_id: BotId, user_id: int) -> None:
        """Let a person read the bot. Raises BotNotFound."""

    async def unshare(self, bot_id: BotId, user_id: int) -> None:
        """Let a person read the bot no more."""


class Newcomers(Protocol):
    """What is kept of those who are not on the list: invitations, the pairing code, which strangers wrote."""

    async def redeem(
        self, token_hash: str, user_id: int, name: str, chat_id: int, at: datetime
    ) -> Invitation | None:
        """Put a person on the list by an invitation, which is gone then. None: there is no such one."""

    async def keep_code(self, code_hash: str, at: datetime) -> None:
        """Store the hash of a new pairing code. The one before is void."""

    async def code(self) -> tuple[str, datetime, int] | None:
        """Return the hash of the pairing code, when it was made, and how often it was missed."""

    async def code_missed(self) -> int:
        """Count a wrong code. Return how many there were since the code was made."""

    async def void_code(self) -> None:
        """Forget the pairing code."""

    async def stranger(self, user_id: int, at: datetime) -> bool:
        """Note that a stranger wrote. Return True the first time only."""


class HandledUpdates(Protocol):
    """Which of Telegram's updates were taken on already, restarts included."""

    async def first_time(self, update_id: int, at: datetime) -> bool:
        """Have it noted that the update is taken on, and return True, the first time only.

        The note is stored before, or with, what is stored because of the update.
        """


def hash_of(word: str) -> str:
    """Return the hash under which a code or an invitation is kept; it has entropy enough to need no salt."""
    return sha256(word.encode()).hexdigest()
