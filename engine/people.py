"""Who may command, and where to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What somebody on the list is here."""

    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something. What they may do is decided in `engine.policy`."""

    person_id: int
    role: Role | None
    """None: not on the list."""


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

    @property
    def actor(self) -> Actor:
        """The person as one who asks for something."""
        return Actor(self.user_id, Role.OWNER)


class People(Protocol):
    """The list of people."""

    async def owners(self) -> Sequence[Person]:
        """Return everybody on the list."""

    async def owner(self, user_id: int) -> Person | None:
        """Return the person, or None for a stranger."""

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        """Put the person on the list, or update how they are called and reached."""

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now; they can be reached again."""

    async def reads(self, user_id: int, language: str) -> None:
        """Note what language a person on the list reads, once they have written."""

    async def unreachable(self, user_id: int, reason: str) -> None:
        """Note that nothing can be sent to the person until they write again."""


class Newcomers(Protocol):
    """What is kept of those who are not on the list: the pairing code, and which strangers wrote."""

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
