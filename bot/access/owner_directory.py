"""Who is on the list: the stored one, as the settings narrow it."""

from collections.abc import Sequence
from datetime import datetime

from engine.people import People, Person


class OwnerDirectory:
    """Meets `engine.people.People` and stands in front of the stored list everywhere in the chat.

    `only`: when not empty, exactly these ids are owners, whoever else is stored; deny wins. `never`: ids
    that are nobody here (the local chat's person has a number that belongs to someone else on Telegram).
    """

    def __init__(self, people: People, *, only: Sequence[int] = (), never: Sequence[int] = ()) -> None:
        self._people = people
        self._only = frozenset(only) - frozenset(never)
        self._never = frozenset(never)
        self.is_fixed = bool(only)
        """Whether the settings say who the owners are; nobody is paired then."""

    def keeps_out(self, user_id: int) -> bool:
        """Tell whether the settings bar this person, whoever else is let in."""
        return user_id in self._never or (self.is_fixed and user_id not in self._only)

    async def owners(self) -> Sequence[Person]:
        """Return everybody on the list; those of the settings also before they have ever written."""
        stored = [person for person in await self._people.owners() if not self.keeps_out(person.user_id)]
        unknown = self._only - {person.user_id for person in stored}
        return [*stored, *(Person(user_id=user_id, name="", chat_id=None) for user_id in sorted(unknown))]

    async def owner(self, user_id: int) -> Person | None:
        if self.keeps_out(user_id):
            return None
        person = await self._people.owner(user_id)
        if person is None and user_id in self._only:
            return Person(user_id=user_id, name="", chat_id=None)
        return person

    async def admit(self, user_id: int, name: str, chat_id: int | None, at: datetime) -> None:
        """Put the person on the list. Raises ValueError for one whom the settings keep out."""
        if self.keeps_out(user_id):
            raise ValueError(f"person {user_id} cannot be put on the list")
        await self._people.admit(user_id, name, chat_id, at)

    async def seen(self, user_id: int, name: str, chat_id: int | None) -> None:
        """Note how a person on the list is called and reached now."""
        await self._people.seen(user_id, name, chat_id)

    async def reads(self, user_id: int, language: str) -> None:
        await self._people.reads(user_id, language)

    async def unreachable(self, user_id: int, reason: str) -> None:
        await self._people.unreachable(user_id, reason)
