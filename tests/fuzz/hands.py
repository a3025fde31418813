"""What people can do in the chat, as random values choose. An act is some deeds, done without a pause."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bot.keyboards import callbacks as payloads
from bot.localchat import acts
from bot.localchat.errors import RefusedError
from bot.localchat.model import GROUP, Media, Message, OpenQuery
from bot.localchat.world import World
from tests.fuzz import typed
from tests.fuzz.deed import Deed
from tests.fuzz.ear import ListeningChat
from tests.fuzz.forged import forged, forged_update
from tests.fuzz.odd import asked_for, odd_update
from tests.fuzz.town import ANNA, LISTED, PLACES, SOULS, TRADERS, Soul
from tests.localchat import groups

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)

INVITATION = re.compile(r"/start (\S{22,})")
ABOUT_PEOPLE = tuple(
    f"{kind.__prefix__}{more}"
    for kind, more in (
        (payloads.ShowUsers, ""),
        (payloads.ShowUser, ":"),
        (payloads.InviteAs, ":"),
        (payloads.MakeRole, ":"),
        (payloads.AskRemove, ":"),
        (payloads.RemovePerson, ":"),
        (payloads.ShareWith, ":"),
        (payloads.OnCard, f":{payloads.Act.SHARE}:"),
    )
)
"""How the buttons begin by which people have to do with each other."""


@dataclass(slots=True)
class Hands:
    """Everybody's. `tapped` are the buttons that there ever were: (chat, message, payload)."""

    chat: ListeningChat
    random: Random = field(default_factory=Random)
    buttons: list[tuple[int, int, str]] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    heard: int = 0
    repeats: int = 0
    """How many updates were delivered once more."""

    @property
    def world(self) -> World:
        return self.chat.world

    def act(self, random: Random) -> list[Deed]:
        """Do something. Nothing is done where the chat does not let them."""
        self.random = random
        self._remember_buttons()
        kind = random.choices(list(ACTS), weights=list(ACTS.values()))[0]
        try:
            return kind(self)
        except RefusedError as refused:
            return [Deed(what=f"is not allowed: {refused.reason}")]

    def _remember_buttons(self) -> None:
        for said in self.chat.said[self.heard :]:
            if said.chat_id is not None and said.message_id is not None:
                self.buttons += [(said.chat_id, said.message_id, data) for data in said.data]
            self.invitations += INVITATION.findall(said.text)
        self.heard = len(self.chat.said)

    def somebody(self) -> Soul:
        return self.random.choice([*LISTED, *LISTED, *SOULS])

    # --- writing ---

    def writes_command(self) -> list[Deed]:
        soul = self.somebody()
        return [self._write(soul, typed.command(self.random, soul), ago=self.random.random() < 0.05)]

    def answers(self) -> list[Deed]:
        soul = self.somebody()
        return [self._write(soul, typed.answer(self.random, soul))]

    def writes_junk(self) -> list[Deed]:
        return [self._write(self.somebody(), typed.junk(self.random))]

    def makes_a_bot(self) -> list[Deed]:
        soul = self.random.choice(TRADERS)
        return [self._write(soul, f"/newbot {typed.line(self.random, soul)}")]

    def writes_in_a_group(self) -> list[Deed]:
        soul, chat_id = self.somebody(), self.random.choice(PLACES.all)
        topic = self.random.choice(PLACES.topics) if chat_id == PLACES.forum else None
        text = self.random.choice([typed.command(self.random, soul), typed.junk(self.random)])
        anonymous = self.random.random() < 0.1
        place = acts.Place(chat_id, topic, anonymous=anonymous)
        acts.write(self.world, self.world.persons[soul.person_id], place, text)
        unknown = anonymous or chat_id == PLACES.channel
        return [Deed(who=None if unknown else soul, what="writes", chat_id=chat_id, typed=text)]

    def sends_media(self) -> list[Deed]:
        soul, kind = self.somebody(), self.random.choice(["photo", "document"])
        file = self.world.add_file(f"{self.random.choice(typed.HOSTILE)}.png", PNG)
        caption = self.random.choice(["", "/bots", "x", "<b>"])
        place = acts.Place(soul.person_id)
        acts.write(self.world, self.world.persons[soul.person_id], place, caption, Media(kind, file))
        return [self._wrote(soul, f"sends a {kind} with", caption)]

    def edits(self) -> list[Deed]:
        soul = self.somebody()
        own = [one for one in self._messages(soul.person_id) if one.sender_id == soul.person_id and one.text]
        if not own:
            return self.writes_command()
        text = typed.command(self.random, soul)
        message = self.random.choice(own[-5:])
        with asked_for(self.world, "edited_message"):
            acts.edit(self.world, self.world.persons[soul.person_id], message, text)
        return [Deed(who=soul, what="edits into", chat_id=soul.person_id, typed=text)]

    def writes_several(self) -> list[Deed]:
        return [
            deed
            for _ in range(self.random.randint(2, 5))
            for deed in self.random.choice([self.writes_command, self.taps, self.answers, self.makes_a_bot])()
        ]

    # --- tapping ---

    def taps(self) -> list[Deed]:
        """Tap one of the buttons that somebody has before them, of newer messages rather."""
        soul = self.random.choice([*LISTED, *LISTED, *LISTED, *SOULS])
        place = self.random.choices([soul.person_id, *PLACES.all], weights=[20, 1, 1, 1, 1])[0]
        with_buttons = [one for one in self._messages(place) if one.by_bot and one.keyboard]
        if not with_buttons:
            return self.writes_command()
        newer = self.random.choice([1, 1, 1, 2, 4, len(with_buttons)])
        message = self.random.choice(with_buttons[-newer:])
        buttons = [button for row in message.keyboard or [] for button in row if "callback_data" in button]
        button = self.random.choice(buttons[: self.random.choice([1, 2, len(buttons), len(buttons)])])
        query = acts.tap(self.world, self.world.persons[soul.person_id], message, button["callback_data"])
        return [_tap(soul, query, button["text"])]

    def taps_twice(self) -> list[Deed]:
        first = self.taps()
        last = first[-1]
        query = self.world.queries.get(last.query_id or "")
        if query is None or last.who is None:
            return first
        return [*first, self._query(last.who, query.chat_id, query.message_id, query.data)]

    def taps_what_was(self) -> list[Deed]:
        """Tap a button that a message had once, as a phone does that has not heard of the change."""
        soul = self.somebody()
        own = [button for button in self.buttons if button[0] == soul.person_id]
        if not own:
            return self.taps()
        return [self._query(soul, *self.random.choice(own[-60:]))]

    def taps_what_is_not(self) -> list[Deed]:
        """Tap with a payload that nobody has given them: others' and made-up ones."""
        soul = self.somebody()
        messages = [one for one in self._messages(soul.person_id) if one.by_bot]
        if not messages:
            return self.writes_command()
        others = [data for chat_id, _, data in self.buttons if chat_id != soul.person_id]
        data = forged(self.random, others, [data for _, _, data in self.buttons])
        message = self.random.choice(messages)
        if self.random.random() < 0.2:
            query = forged_update(self.random, self.world, soul.person_id, message, data)
            return [_tap(soul, query, "(message out of sight)")]
        return [self._query(soul, message.chat_id, message.message_id, data)]

    def _query(self, soul: Soul, chat_id: int, message_id: int, data: str) -> Deed:
        message = self.world.messages[chat_id].get(message_id)
        person = self.world.persons[soul.person_id]
        if self.world.chats[chat_id].blocked:
            raise RefusedError("They have blocked the bot.")
        if message is None:
            gone = Message(chat_id, message_id, 0, self.world.bot.bot_id, by_bot=True)
            return _tap(soul, forged_update(self.random, self.world, person.person_id, gone, data), "")
        return _tap(soul, self.world.open_query(message, person, data), "")

    # --- the alert chat ---

    def links_a_chat(self) -> list[Deed]:
        """Ask for alerts in a group or topic, or tap a button that offers them there."""
        soul, chat_id = self.random.choice([ANNA, ANNA, *LISTED]), self._place()
        offers = [
            one
            for one in self.buttons
            if one[0] == chat_id and one[2].startswith(payloads.LinkAlerts.__prefix__)
        ]
        if offers and self.random.random() < 0.6:
            return [self._query(soul, *self.random.choice(offers[-5:]))]
        topic = self.random.choice([None, *PLACES.topics]) if self.world.chats[chat_id].is_forum else None
        place = acts.Place(chat_id, topic)
        acts.write(self.world, self.world.persons[soul.person_id], place, "/alerts")
        return [Deed(who=soul, what="asks for alerts", chat_id=chat_id)]

    def moves_the_bot(self) -> list[Deed]:
        """Take the bot out of a group, or add it; close a topic, or open it; have a group grow up."""
        soul, chat = self.somebody(), self.world.chats[self._place()]
        by = self.world.persons[soul.person_id]
        if chat.kind == GROUP and self.random.random() < 0.3:
            what = "has it grow up"
            groups.migrate(self.world, chat, by, silent=self.random.random() < 0.5)
        elif chat.is_forum and self.random.random() < 0.6:
            topic, state = self.random.choice(PLACES.topics), self.random.choice(["open", "closed"])
            what = f"has topic {topic} be {state}"
            groups.set_topic(self.world, chat, topic, by, state)
        else:
            status = self.random.choice(["administrator", "member", "left", "kicked"])
            what = f"has the bot be {status}"
            groups.set_bot(self.world, chat, by, status)
        return [Deed(who=soul, what=what, chat_id=chat.chat_id, moves_bot=True)]

    def lets_it_in_everywhere(self) -> Deed:
        """Undo what keeps the bot from writing in a group."""
        by = self.world.persons[ANNA.person_id]
        for chat in [self.world.chats[one] for one in PLACES.linkable]:
            here = chat if chat.migrated_to is None else self.world.chats[chat.migrated_to]
            for topic in list(here.closed):
                groups.set_topic(self.world, here, int(topic), by, "open")
            groups.set_bot(self.world, here, by, "administrator")
        return Deed(who=ANNA, what="lets the bot in everywhere")

    def _place(self) -> int:
        """Return a group where it is now."""
        chat = self.world.chats[self.random.choice(PLACES.linkable)]
        return chat.chat_id if chat.migrated_to is None else chat.migrated_to

    def taps_about_people(self) -> list[Deed]:
        """Tap a button by which one person has to do with another: lists, roles, what is shared."""
        soul = self.random.choice([ANNA, *TRADERS])
        own = [one for one in self.buttons if one[0] == soul.person_id and one[2].startswith(ABOUT_PEOPLE)]
        if not own:
            return [self._write(soul, self.random.choice(["/users", "/bots"]))]
        return [self._query(soul, *self.random.choice(own[-25:]))]

    def follows_a_link(self) -> list[Deed]:
        """Write the newest invitation, as whoever was sent it would."""
        soul = self.random.choice(SOULS)
        if not self.invitations:
            return self.taps_about_people()
        return [self._write(soul, f"/start {self.random.choice(self.invitations[-3:])}")]

    # --- the rest ---

    def comes_again(self) -> list[Deed]:
        """Have the newest update delivered again, under its old number."""
        if not self.world.updates.repeat(with_new_id=False):
            return self.writes_command()
        self.repeats += 1
        return [Deed(what="the newest update comes again", again=True)]

    def is_odd(self) -> list[Deed]:
        soul = self.somebody()
        kind, body = odd_update(self.random, self.world, soul.person_id, typed.junk(self.random))
        with asked_for(self.world, kind):
            self.world.updates.add(kind, body)
        return [Deed(who=soul, what=f"causes {kind}: {sorted(body)}")]

    def deletes(self) -> list[Deed]:
        """Take a message of the bot out of the chat, as people can."""
        soul = self.somebody()
        messages = self._messages(soul.person_id)
        if messages:
            self.world.remove(self.random.choice(messages[-10:]))
        return [Deed(who=soul, what="deletes a message")]

    def blocks(self) -> list[Deed]:
        soul = self.somebody()
        blocked = not self.world.chats[soul.person_id].blocked
        acts.set_blocked(self.world, self.world.persons[soul.person_id], blocked=blocked)
        return [Deed(who=soul, what="blocks" if blocked else "unblocks", chat_id=soul.person_id)]

    def waits(self) -> list[Deed]:
        seconds = self.random.choice([1, 1, 2, 5, 5, 20, 20, 40])
        return [Deed(what=f"{seconds} s pass", passes_s=seconds)]

    def waits_long(self) -> list[Deed]:
        seconds = self.random.choice([61, 130, 700, 4000])
        return [Deed(what=f"{seconds} s pass in one go", passes_s=seconds, in_one_go=True)]

    def restarts(self) -> list[Deed]:
        """Have the program end and start again, in the middle of what people do."""
        before = self.writes_several() if self.random.random() < 0.7 else []
        return [*before, Deed(what="the program is started again", is_restart=True)]

    # --- inside ---

    def _messages(self, chat_id: int) -> list[Message]:
        return list(self.world.messages[chat_id].values())

    def _write(self, soul: Soul, text: str, *, ago: bool = False) -> Deed:
        place = acts.Place(soul.person_id, seconds_ago=self.random.choice([100, 200, 4000]) if ago else 0)
        acts.write(self.world, self.world.persons[soul.person_id], place, text)
        return self._wrote(soul, "wrote long ago" if ago else "writes", text)

    def _wrote(self, soul: Soul, what: str, text: str) -> Deed:
        return Deed(who=soul, what=what, chat_id=soul.person_id, typed=text, wants_answer=True)


def _tap(soul: Soul, query: OpenQuery, label: str) -> Deed:
    what = f"taps {label!r} of message {query.message_id}"
    return Deed(who=soul, what=what, chat_id=query.chat_id, typed=query.data, query_id=query.query_id)


ACTS: dict[Callable[[Hands], list[Deed]], int] = {
    Hands.writes_command: 14,
    Hands.answers: 10,
    Hands.writes_junk: 5,
    Hands.makes_a_bot: 4,
    Hands.writes_in_a_group: 6,
    Hands.sends_media: 2,
    Hands.edits: 2,
    Hands.writes_several: 3,
    Hands.taps: 36,
    Hands.taps_twice: 5,
    Hands.taps_what_was: 5,
    Hands.taps_what_is_not: 7,
    Hands.comes_again: 4,
    Hands.is_odd: 4,
    Hands.deletes: 2,
    Hands.blocks: 1,
    Hands.waits: 14,
    Hands.waits_long: 1,
    Hands.links_a_chat: 3,
    Hands.moves_the_bot: 2,
    Hands.taps_about_people: 4,
    Hands.follows_a_link: 1,
    Hands.restarts: 1,
}
"""How often each is done, in parts."""
