"""Who is on the list, as what, and what is shared with whom: now, and a moment ago, while an act went on."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.people import Role
from tests.fuzz.tables import Tables

HAVE_BOTS = {Role.OWNER, Role.TRADER}


@dataclass(slots=True)
class Listed:
    """What stood in the tables before an act, and what stands there after it."""

    before: Mapping[int, str] = field(default_factory=dict)
    now: Mapping[int, str] = field(default_factory=dict)
    heirs_before: Mapping[int, int] = field(default_factory=dict)
    heirs: Mapping[int, int] = field(default_factory=dict)
    heirs_ever: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """A message that somebody was rightly shown stays in their chat."""
    shared_ever: set[tuple[str, int]] = field(default_factory=set)
    had_bots: set[int] = field(default_factory=set)

    def learn(self, tables: Tables) -> None:
        self.before, self.now = self.now, tables.roles()
        self.heirs_before, self.heirs = self.heirs, tables.heirs()
        for person_id, heir_id in self.heirs.items():
            self.heirs_ever[person_id].add(heir_id)
        self.shared_ever |= tables.shares()
        self.had_bots |= {person_id for person_id, role in self.now.items() if role in HAVE_BOTS}

    def is_known(self, person_id: int) -> bool:
        """Say whether they were on the list all the time."""
        return person_id in self.before and person_id in self.now

    def readers(self, person_id: int) -> set[int]:
        """Return who has rightly seen something of theirs."""
        return self.heirs_ever[person_id] | {reader_id for _, reader_id in self.shared_ever}

    def may_change(self, person_id: int) -> set[int]:
        """Return who may have changed what is theirs, but for their place on the list."""
        roles = {self.before.get(person_id), self.now.get(person_id)}
        heirs = {self.heirs_before.get(person_id), self.heirs.get(person_id)} - {None}
        return {*([person_id] if roles & HAVE_BOTS else []), *(one for one in heirs if one is not None)}

    def may_list(self, person_id: int) -> set[int]:
        """Return who may have changed their place on the list: themselves, by an invitation, and owners."""
        return {person_id, *(one for one, role in self.before.items() if role == Role.OWNER)}
