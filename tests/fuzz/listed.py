"""Who is on the list, as what, and what is shared with whom: now, and a moment ago, while an act went on."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engine.people import Role
from tests.fuzz.tables import Tables
from tests.fuzz.town import PLACES

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
    shares_before: set[tuple[str, int]] = field(default_factory=set)
    shares: set[tuple[str, int]] = field(default_factory=set)
    alert_chats_before: set[int] = field(default_factory=set)
    alert_chats: set[int] = field(default_factory=set)
    had_bots: set[int] = field(default_factory=set)

    def learn(self, tables: Tables) -> None:
        self.before, self.now = self.now, tables.roles()
        self.heirs_before, self.heirs = self.heirs, tables.heirs()
        for person_id, heir_id in self.heirs.items():
            self.heirs_ever[person_id].add(heir_id)
        self.shares_before, self.shares = self.shares, tables.shares()
        self.shared_ever |= self.shares
        self.alert_chats_before, self.alert_chats = self.alert_chats, tables.alert_chats() or {PLACES.feed}
        self.had_bots |= {person_id for person_id, role in self.now.items() if role in HAVE_BOTS}

    def is_known(self, person_id: int) -> bool:
        """Say whether they were on the list all the time."""
        return person_id in self.before and person_id in self.now

    def readers(self, person_id: int, bots: Collection[str]) -> set[int]:
        """Return who may be shown something of theirs: heirs, and with whom a bot is shared."""
        shared = {reader_id for bot_id, reader_id in self.shares | self.shares_before if bot_id in bots}
        return self.heirs_ever[person_id] | shared

    def sees(self, bot_id: str, reader_id: int) -> bool:
        """Say whether the bot is shared with them, or was until this act."""
        return (bot_id, reader_id) in self.shares | self.shares_before

    def is_alert_chat(self, chat_id: int | None) -> bool:
        return chat_id in self.alert_chats | self.alert_chats_before

    def owners(self) -> set[int]:
        """Return who were owners: they say where alerts go, and read what anybody did."""
        return {one for one, role in self.before.items() if role == Role.OWNER}

    def may_change(self, person_id: int) -> set[int]:
        """Return who may have changed what is theirs, but for their place on the list."""
        roles = {self.before.get(person_id), self.now.get(person_id)}
        heirs = {self.heirs_before.get(person_id), self.heirs.get(person_id)} - {None}
        return {*([person_id] if roles & HAVE_BOTS else []), *(one for one in heirs if one is not None)}

    def may_list(self, person_id: int) -> set[int]:
        """Return who may have changed their place on the list: themselves, by an invitation, and owners."""
        return {person_id, *(one for one, role in self.before.items() if role == Role.OWNER)}
