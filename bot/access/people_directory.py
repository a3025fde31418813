"""Who is on the list: the stored one, as the settings narrow it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.config.settings import Settings
from bot.process.local_chat import LOCAL_PERSON_ID
from engine.people import People, Person, Role


class PeopleDirectory:
    """Meets `engine.people.People` and stands in front of the stored list everywhere in the chat.

    `only`: when not empty, exactly these ids are owners, whoever else is stored as one; deny wins. `never`:
    ids that are nobody here (the local chat's person has a number that belongs to someone else on Telegram).
    Who is stored as an owner and is none by `only` leaves their bots in the care of the first of `only`,
    if it `inherits`.
    """

    def __init__(
        self, people: People, *, only: Sequence[int] = (), never: Sequence[int] = (), inherits: bool = True
    ) -> None:
        self._people = people
        self._heir = next((user_id for user_id in only if inherits and user_id not in never), None)
        self._only = frozenset(only) - frozenset(never)
        self._never = frozenset(never)
        self.owners_are_fixed = bool(only)
        """Whether the settings say who the owners are; nobody else becomes one then."""

    def keeps_out(self, user_id: int, role: Role = Role.OWNER) -> bool:
        """Tell whether the settings bar this person from being that, whoever else is let in."""
        fixed = self.owners_are_fixed and role is Role.OWNER
        return user_id in self._never or (fixed and user_id not in self._only)

    def _as_set(self, person: Person) -> Person | None:
        if person.user_id in self._only:
            return replace(person, role=Role.OWNER)
        return None if self.keeps_out(person.user_id, person.role) else person

    async def _with_care(self, person: Person) -> Person:
        """Return the person with all who leave their bots to them, by the settings as well."""
        if person.user_id != self._heir:
            return person
        everybody = await self._people.everybody()
        out = [one for one in everybody if self._as_set(one) is None and one.user_id not in self._never]
        return replace(person, wards=person.wards.union(*({one.user_id} | one.wards for one in out)))

    async def everybody(self) -> Sequence[Person]:
        """Return everybody on the list; owners of the settings also before they have ever written."""
        stored = [one for one in map(self._as_set, await self._people.everybody()) if one is not None]
        unknown = self._only - {person.user_id for person in stored}
        unseen = (Person(user_id=user_id, name="", chat_id=None) for user_id in sorted(unknown))
        return [await self._with_care(one) for one in (*stored, *unseen)]

    async def owners(self) -> Sequence[Person]:
        return [person for person in await self.everybody() if person.role is Role.OWNER]

    async def person(self, user_id: int) -> Person | None:
        stored = await self._people.person(user_id)
        if stored is None and user_id in self._only:
            stored = Person(user_id=user_id, name="", chat_id=None)
        found = self._as_set(stored) if stored is not None else None
        return await self._with_care(found) if found is not None else None

    async def reader_for(self, user_id: int) -> Person | None:
        reader = await self._people.reader_for(user_id)
        found = await self.person(user_id if reader is None else reader.user_id)
        if found is not None or reader is None or self._heir is None or user_id in self._never:
            return found
        return await self.person(self._heir)

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


def people_directory(settings: Settings, people: People) -> PeopleDirectory:
    """Return who is on the list of this installation: without a token it is the local chat's."""
    if settings.telegram_bot_token is None:
        return PeopleDirectory(people, only=(LOCAL_PERSON_ID,), inherits=False)
    return PeopleDirectory(people, only=settings.telegram_owner_ids, never=(LOCAL_PERSON_ID,))
