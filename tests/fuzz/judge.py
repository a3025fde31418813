"""What must hold after everything that is done in the chat."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.deed import Deed
from tests.fuzz.ear import Said
from tests.fuzz.life import House
from tests.fuzz.listed import Listed
from tests.fuzz.readers import foreign_to
from tests.fuzz.tables import BotRow, Tables
from tests.fuzz.town import BY_ID, SOULS, Soul
from tests.support.words import CATALOGUES

HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message to be replied not found",
    "message to delete not found",
    "bot was blocked by the user",
    "bot was kicked from",
    "bot is not a member of",
    "was upgraded to a supergroup",
    "TOPIC_CLOSED",
)
"""What Telegram may have against a call because people were quicker: all else is a fault of ours."""
OF_A_BOT = re.compile(r"#(\d+) [A-Z0-9]{2,}/[A-Z]{2,}")
MODES = ("PAPER", "TESTNET", "LIVE")
BOT_ID = re.compile(r"[0-9a-f]{32}")
TRACES = ("Traceback", "Error(", "Exception", ".py", "None None", "<built-in", "object at 0x")
OF_LOGS = ("la:", "qa:clear_logs:")
FAREWELL = re.compile(
    "|".join(
        re.sub(r"<[^>]*>", "", f"{before}.+{after}")
        for words in map(CATALOGUES.words, CATALOGUES.languages)
        for key in ("card-deleted", "card-not-shared")
        for before, after in [map(re.escape, words(key, bot="|").split("|"))]
    )
)
"""What becomes of a card that may be seen no more."""
AUDIT = tuple(
    re.sub(r"<[^>]*>", "", words("audit-head")) for words in map(CATALOGUES.words, CATALOGUES.languages)
)
"""How the pages of who did what begin. Owners read there what anybody did."""
POLL_LOST = "Failed to fetch updates"
"""Said, and rightly, of a poll that was waiting while nobody ran, or the machine did other things."""
CUT_SHORT = "the database belongs to nobody now"
"""Said when the program ends while it has too much to do to be through in time."""
PER_MINUTE, PER_HOUR = 60, 1000
ON_ITS_WAY = 60
"""So many acts a message may be on its way that was worded before."""


@dataclass(slots=True)
class Judge:
    """Watches one run. `complaints` grows."""

    house: House
    tables: Tables
    heard: int = 0
    bots: dict[str, BotRow] = field(default_factory=dict)
    """All that there ever were."""
    answered: Counter[str] = field(default_factory=Counter)
    tapped_by: dict[str, Soul] = field(default_factory=dict)
    owned: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)
    spoken: dict[int, dict[str, int]] = field(default_factory=dict)
    """With which act each language was last somebody's."""
    acts: int = 0
    shown: dict[tuple[int | None, int | None], str] = field(default_factory=dict)
    """What stands in each message. It may stay, in whatever language, when something is added."""
    asked_at: dict[int, deque[float]] = field(default_factory=dict)
    listed: Listed = field(default_factory=Listed)
    was_moved: bool = False
    """Whether the bot was ever moved about groups: from then on alerts may get lost whenever one is sent."""
    have_blocked: set[int] = field(default_factory=set)
    """Who has blocked the bot at any time: their log says of what they could not be told."""

    def after(self, deeds: Sequence[Deed]) -> list[str]:
        """Return what is wrong now, once all of this was done and the program is at rest."""
        said, self.heard = self.house.chat.said[self.heard :], len(self.house.chat.said)
        for deed in deeds:
            if deed.query_id is not None and deed.who is not None:
                self.tapped_by[deed.query_id] = deed.who
        before, self.owned = self.owned, self.tables.by_owner()
        self.listed.learn(self.tables)
        self._learn_languages()
        ends = any(deed.is_restart for deed in deeds)
        complaints = [
            f"logged: {error}"
            for error in self.house.errors.take()
            if POLL_LOST not in error and not (ends and CUT_SHORT in error)
        ]
        if self.owned is not before:
            complaints += self._look_at_bots()
            complaints += self._who_changed_what(deeds, before)
        for one in said:
            complaints += self._look_at(one, deeds)
        complaints += self._taps(deeds)
        complaints += self._silence(deeds, said)
        if all(deed.again for deed in deeds):
            # Of strangers nothing is stored: after a restart they may be told again that they are none of us.
            complaints += [f"done twice: {one}" for one in said if self.listed.is_known(one.chat_id or 0)]
        return complaints

    # --- the database ---

    def _look_at_bots(self) -> Iterator[str]:
        for bot_id, row in self.tables.bots().items():
            known = self.bots.get(bot_id)
            if known is not None and row.revision < known.revision:
                yield f"the revision of bot #{row.number} went back from {known.revision} to {row.revision}"
            self.bots[bot_id] = row

    def _who_changed_what(
        self, deeds: Sequence[Deed], before: Mapping[str, Mapping[int, Any]]
    ) -> Iterator[str]:
        """Each changes their own, and what is in their care; owners who is on the list; viewers no bots."""
        self.was_moved = self.was_moved or any(deed.moves_bot for deed in deeds)
        self.have_blocked |= {deed.who.person_id for deed in deeds if deed.who and deed.what == "blocks"}
        if any(deed.passes_s or deed.is_restart for deed in deeds) or not before:
            return
        at_work = {deed.who.person_id for deed in deeds if deed.who is not None}
        if self.listed.alert_chats != self.listed.alert_chats_before and not self.listed.owners() & at_work:
            yield f"alerts go elsewhere: {self.listed.alert_chats_before} became {self.listed.alert_chats}"
        for table, rows in self.owned.items():
            for person_id in rows.keys() | before[table].keys():
                was, now = before[table].get(person_id), rows.get(person_id)
                if was == now:
                    continue
                if table == "log lines" and self.was_moved and person_id in self.listed.owners():
                    continue  # they are told there that alerts do not arrive
                if table == "log lines" and person_id in self.have_blocked:
                    continue
                may = self.listed.may_list if table == "people" else self.listed.may_change
                own = {person_id} if table == "log lines" else set[int]()  # of what a viewer asks for, too
                if not (may(person_id) | own) & at_work:
                    yield f"{table} of {_name(person_id)} changed by others: {was} became {now}"

    # --- what is said ---

    def _look_at(self, said: Said, deeds: Sequence[Deed]) -> Iterator[str]:
        if said.refused:
            # Of a chat by a made-up number is asked before anything is linked.
            if said.method != "getchat" and not any(harmless in said.refused for harmless in HARMLESS):
                yield f"refused by Telegram: {said}"
            return
        if said.answers is not None:
            self.answered[said.answers] += 1
        yield from (f"shows its insides: {said}" for trace in TRACES if trace in said.text)
        yield from self._not_told_to_others(said, deeds)
        yield from self._in_their_language(said)
        self.shown[said.chat_id, said.message_id] = "\n".join((said.text, *said.labels))
        is_log = (
            any(data.startswith(OF_LOGS) for data in said.data)
            or said.method == "senddocument"
            or "/name " in said.text
        )
        if (
            said.is_message
            and not is_log
            and OF_A_BOT.search(said.text)
            and not any(mode in said.text for mode in MODES)
        ):
            yield f"speaks of a bot without its mode: {said}"

    def _reader(self, said: Said) -> Soul | None:
        if said.answers is not None:
            return self.tapped_by.get(said.answers)
        return BY_ID.get(said.chat_id or 0)

    def _not_told_to_others(self, said: Said, deeds: Sequence[Deed]) -> Iterator[str]:
        if self._may_stand_there(said) or said.method == "setmycommands":
            return
        reader = self._reader(said)
        reader_id = reader.person_id if reader else 0
        if said.text.startswith(AUDIT) and reader_id in self.listed.owners():
            return
        for soul in SOULS:
            if soul is reader:
                continue
            own = [bot_id for bot_id, row in self.bots.items() if row.owner_id == soul.person_id]
            if reader_id not in self.listed.readers(soul.person_id, own):
                told = [mark for mark in soul.marks if mark in said.text]
                yield from (f"{mark!r} of {soul.name} told: {said}" for mark in told)
            if soul.role and soul.mark in said.text and reader_id not in self.listed.had_bots:
                yield f"{soul.mark!r} told to one who only reads: {said}"
        typed = " ".join(deed.typed for deed in deeds if deed.who is reader)
        yield from self._no_foreign_bots(said, reader_id, typed)

    def _no_foreign_bots(self, said: Said, reader_id: int, typed: str) -> Iterator[str]:
        by_number = {str(row.number): (bot_id, row) for bot_id, row in self.bots.items()}
        for number in OF_A_BOT.findall(said.text):
            if number not in by_number or number in typed or self._is_farewell(said, *by_number[number]):
                continue
            if not self._sees(reader_id, *by_number[number]):
                yield f"bot #{number} of {_name(by_number[number][1].owner_id)} told: {said}"
        for bot_id in BOT_ID.findall(" ".join(said.data)):
            row = self.bots.get(bot_id)
            if row is not None and bot_id not in typed and not self._sees(reader_id, bot_id, row):
                yield f"a button on bot #{row.number} of {_name(row.owner_id)}: {said}"

    def _sees(self, reader_id: int, bot_id: str, row: BotRow) -> bool:
        return (
            reader_id == row.owner_id
            or reader_id in self.listed.heirs_ever[row.owner_id]
            or self.listed.sees(bot_id, reader_id)
        )

    def _may_stand_there(self, said: Said) -> bool:
        """Say whether it is a message of the alert chat, or one that stood where that was before."""
        stood = self.shown.get((said.chat_id, said.message_id), "")
        return self.listed.is_alert_chat(said.chat_id) or (
            (said.chat_id or 0) < 0 and bool(said.text) and stood.startswith(said.text)
        )

    def _is_farewell(self, said: Said, bot_id: str, row: BotRow) -> bool:
        """Say whether somebody who could see the bot is told that they cannot any more."""
        could = (bot_id, said.chat_id) in self.listed.shared_ever
        return could and f"#{row.number} " in said.text and bool(FAREWELL.fullmatch(said.text))

    def _in_their_language(self, said: Said) -> Iterator[str]:
        reader = self._reader(said)
        if said.method == "setmycommands":
            return
        # An open form, by its payloads, still says what was wrong in the language that it was said in.
        spoken = self.spoken[reader.person_id] if reader else {"en": 0}
        stood = self.shown.get((said.chat_id, said.message_id), "").splitlines()
        shown = "\n".join(line for line in (*said.text.splitlines(), *said.labels) if line not in stood)
        foreign = [foreign_to(language, shown) for language in spoken]
        if all(foreign) and not any("\x1d" in data for data in said.data):
            yield f"not in {max(spoken, key=spoken.__getitem__)}, {foreign[-1]!r}: {said}"

    def _learn_languages(self) -> None:
        """Know who reads what, and what they read a moment ago: a notice may be on its way."""
        self.acts += 1
        stored = self.tables.languages()
        for soul in SOULS:
            spoken = self.spoken.setdefault(soul.person_id, {})
            language = stored.get(soul.person_id) or soul.reads
            spoken.pop(language, None)
            spoken[language] = self.acts
            if soul.person_id not in self.listed.now:  # who was taken off is spoken to as their Telegram is
                spoken[soul.reads] = self.acts
            for other in [one for one, at in spoken.items() if at < self.acts - ON_ITS_WAY]:
                del spoken[other]

    # --- answers ---

    def _taps(self, deeds: Sequence[Deed]) -> Iterator[str]:
        if any(deed.is_restart for deed in deeds):  # an answer may be cut short then
            return
        for deed in deeds:
            if (
                deed.query_id is not None
                and deed.who is not None
                and self.listed.is_known(deed.who.person_id)
                and self.answered[deed.query_id] != 1
            ):
                yield f"a tap was answered {self.answered[deed.query_id]} times: {deed}"

    def _silence(self, deeds: Sequence[Deed], said: Sequence[Said]) -> Iterator[str]:
        """Each that wants an answer has one; who asks too much is told once, and then left waiting."""
        now = self.house.clock.monotonic().total_seconds()
        answers = Counter(one.chat_id for one in said if one.is_message)
        cut_short = any(deed.is_restart for deed in deeds)
        for deed in deeds:
            if deed.who is None or deed.passes_s:
                continue
            times = self.asked_at.setdefault(deed.who.person_id, deque(maxlen=PER_HOUR))
            times.append(now)
            if (
                not deed.wants_answer
                or cut_short
                or not self.listed.is_known(deed.who.person_id)
                or _many(times, PER_MINUTE, now - 60)
                or _many(times, PER_HOUR, now - 3600)
            ):
                continue
            if not answers[deed.chat_id]:
                yield f"no answer to: {deed}"
            answers[deed.chat_id] = max(answers[deed.chat_id] - 1, 1)


def _many(times: deque[float], most: int, since: float) -> bool:
    return len(times) >= most and times[-most] > since


def _name(person_id: int) -> str:
    return BY_ID[person_id].name if person_id in BY_ID else str(person_id)
