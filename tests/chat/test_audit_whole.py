"""Whatever changes something in the chat has its line in the audit log, or a reason why it has none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.chat.late import command_changes, tap_changes
from bot.keyboards import callbacks as taps
from bot.keyboards.callbacks import Act, Place
from bot.pictures.theme import Theme
from engine.asked import Way
from engine.confirmations import Ask
from engine.core.checks import Field
from engine.core.types import BotId, Mode
from engine.errors import NotAllowed
from engine.notice_settings import Delivery, NoticeKind, SnoozeSpan
from engine.people import Role
from engine.reads.journal import (
    ActRefused,
    JournalLine,
    OwnerAct,
    OwnerActed,
    PeopleAct,
    PeopleActed,
    SettingsChanged,
    Tried,
)
from engine.reads.logs import LogEntry
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.routes_of import commands_of, payloads_of
from tests.chat.stories import LINE, all_is_answered, has_bot
from tests.chat.test_policy import STRANGER_BOT, TRADER, TRIES, ask
from tests.chat.test_replayed_updates import (
    ACCOUNT,
    ASKED_AND_SHOWN,
    DORA,
    GROUP,
    SEEN_ALONE,
    rows,
    tap_by_hand,
)
from tests.chat.test_users import joins
from tests.support.chat_control import ChatControl
from tests.support.person import Person

Fits = Callable[[JournalLine], bool]

AN_ANSWER = "a preset is kept to fill in a form, and does nothing by itself"
A_FORM = "the form alone opens or closes: what it makes is noted when it makes it"
OWN_WORDS = "a note is a line of the log itself"
BELOW_A_NOTICE = "here it stands below no notice; what it changes in the settings is noted with them"
NO_CHANGE = SEEN_ALONE | ASKED_AND_SHOWN | {"activity_logs", "outbox"}
"""What is shown and told is no change, and the log is what is looked at."""


def people(act: PeopleAct) -> Fits:
    return lambda line: isinstance(line, PeopleActed) and line.act is act


def setting(name: str) -> Fits:
    return lambda line: isinstance(line, SettingsChanged) and [one.name for one in line.changes] == [name]


def owner(act: OwnerAct) -> Fits:
    return lambda line: isinstance(line, OwnerActed) and line.act is act


TAPS: Mapping[type[CallbackData], Sequence[tuple[CallbackData, Fits | str]]] = {
    taps.CloneBot: [],
    taps.NewForm: [(taps.NewForm(), A_FORM)],
    taps.KeepPreset: [(taps.KeepPreset(kind=Field.TRAILING, value="0.35%"), AN_ANSWER)],
    taps.RemovePreset: [(taps.RemovePreset(kind=Field.TRAILING, value="0.35%"), AN_ANSWER)],
    taps.InviteAs: [(taps.InviteAs(role=Role.TRADER), people(PeopleAct.INVITED))],
    taps.GiveAccount: [
        (taps.GiveAccount(user=DORA, account=str(ACCOUNT), given=True), people(PeopleAct.ACCOUNT_GIVEN)),
        (taps.GiveAccount(user=DORA, account=str(ACCOUNT), given=False), people(PeopleAct.ACCOUNT_TAKEN)),
    ],
    taps.ShareWith: [],
    taps.MakeRole: [(taps.MakeRole(user=DORA, role=Role.TRADER), people(PeopleAct.ROLE))],
    taps.SetNotices: [
        (
            taps.SetNotices(place=place, kind=NoticeKind.CYCLES, delivery=Delivery.OFF),
            setting("notices"),
        )
        for place in Place
    ],
    taps.Mute: [(taps.Mute(kind=NoticeKind.CYCLES, bot=None, span=SnoozeSpan.HOUR), BELOW_A_NOTICE)],
    taps.Unmute: [(taps.Unmute(kind=NoticeKind.CYCLES, bot=None, until=0), BELOW_A_NOTICE)],
    taps.UnmuteThere: [
        (taps.UnmuteThere(place=Place.ME, kind=NoticeKind.CYCLES, bot=None, until=0), BELOW_A_NOTICE)
    ],
    taps.LinkAlerts: [(taps.LinkAlerts(chat=GROUP, thread=None), setting("alert chat"))],
    taps.UnlinkAlerts: [(taps.UnlinkAlerts(chat=GROUP, thread=None), setting("alert chat"))],
    taps.ChooseZone: [(taps.ChooseZone(zone="Asia/Kolkata"), setting("time zone"))],
    taps.ChooseTheme: [(taps.ChooseTheme(theme=Theme.DARK), setting("dark pictures"))],
    taps.PictureAfterCycle: [(taps.PictureAfterCycle(on=True), setting("cycle pictures"))],
    taps.ChooseSummary: [(taps.ChooseSummary(hour=8), setting("summary"))],
    taps.ChooseLanguage: [(taps.ChooseLanguage(language="ru"), setting("language"))],
}
"""Every kind of button that changes something, in an order in which it does: what is noted, or why not."""
ACTS: Mapping[Act, Fits | str] = {
    Act.ALERTS_OFF: owner(OwnerAct.ALERTS_OFF),
    Act.ALERTS_ON: owner(OwnerAct.ALERTS_ON),
    Act.ALERTS_MASKED: owner(OwnerAct.ALERTS_MASKED),
    Act.ALERTS_FULL: owner(OwnerAct.ALERTS_FULL),
    Act.START: owner(OwnerAct.START),
    Act.EDIT: A_FORM,
}
"""Likewise those on a card."""
COMMANDS: Mapping[str, tuple[str, Fits | str]] = {
    "newbot": (LINE, A_FORM),
    "cancel": ("/cancel", A_FORM),
    "name": ("/name 1 Morning", owner(OwnerAct.NAME)),
    "logs": ("/logs add mine", OWN_WORDS),
    "settings": ("/settings quiet 22:30-07:00", setting("quiet")),
}
QUESTIONS: Mapping[Ask, str] = {
    Ask.STOP: "stop",
    Ask.STOP_ALL: "stop_all",
    Ask.DELETE_BOT: "delete",
    Ask.CLEAR_LOGS: "clear_logs",
    Ask.GO_LIVE: "start",
    Ask.SUBMIT_LIVE: "create",
    Ask.CANCEL_ORPHAN: "orders.cancel_orphan",
    Ask.ADOPT_ORPHAN: "orders.adopt",
    Ask.ACCEPT_AS_IS: "orders.accept_as_is",
    Ask.CHOOSE_ORDER: "orders.choose_order",
    Ask.REMOVE_PERSON: "people.remove",
    Ask.IMPORT: "transfer.create_all",
    Ask.TOP_UP: "paper.top_up",
    Ask.RESET_WALLET: "paper.reset",
}
"""What a Yes does. The one that is not here has a command taken up again, which notes what it does."""
UNNOTED: Mapping[str, str] = {"note": OWN_WORDS}
"""The use cases that change something, and are not noted."""


@dataclass
class Watch:
    """What has become of the tables since it was looked last."""

    rig: Rig
    seen: frozenset[int] = frozenset()
    as_it_was: str = ""

    async def look(self) -> tuple[bool, list[LogEntry]]:
        """Return whether anything but the log has changed, and the audit lines that were added."""
        entries = (await self.rig.now.service.audit(ANNA)).entries
        new = [entry for entry in entries if entry.id not in self.seen]
        found = await rows(self.rig, NO_CHANGE)
        now = repr({name: sorted(those) for name, those in found.items()})
        changed, self.as_it_was = now != self.as_it_was, now
        self.seen |= {entry.id for entry in entries}
        return changed, new


def is_noted(expected: Fits | str, *, changed: bool, lines: Sequence[LogEntry], what: object) -> None:
    if isinstance(expected, str):
        assert not lines, f"{what} is noted after all"
        assert not changed or expected in {AN_ANSWER, A_FORM, OWN_WORDS}, f"{what} changes more than it may"
        return
    assert changed, f"{what} changes nothing here, which proves nothing"
    [entry] = lines
    assert entry.line is not None
    assert expected(entry.line), f"{what}: {entry.line}"
    assert entry.asked is not None
    assert (entry.asked.by, entry.asked.chat_id) == (OWNER, OWNER), what


async def test_every_button_that_changes_something_is_noted_with_who_and_from_where(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await all_taps_are_here(rig)
    rig.venues.open_account(ACCOUNT.venue, ACCOUNT.mode)
    card = await has_bot(rig)
    bot = card.state.bot_id
    await control.person("Dora", person_id=DORA, started=True)
    await control.group("Desk", {OWNER: "creator"}, chat_id=GROUP)
    async with Person(rig.chat.page_url, DORA) as dora:
        await joins(anna, dora, "viewer")
    watch = Watch(rig)
    await watch.look()
    about: Sequence[tuple[CallbackData, Fits | str]] = [
        (taps.ShareWith(bot=bot, user=DORA, shared=True), people(PeopleAct.SHARED)),
        (taps.ShareWith(bot=bot, user=DORA, shared=False), people(PeopleAct.UNSHARED)),
        (taps.CloneBot(bot=bot, below=True), A_FORM),
    ]
    linked = [one for kind, all_ in TAPS.items() if kind is taps.LinkAlerts for one in all_]
    acts = [(taps.OnCard(act=act, bot=bot, revision=0), expected) for act, expected in ACTS.items()]
    others = [one for kind, all_ in TAPS.items() if kind is not taps.LinkAlerts for one in all_]
    for payload, expected in [*linked, *about, *acts, *others]:
        await tap_by_hand(anna, rig, payload)
        await all_is_done(anna)
        changed, lines = await watch.look()
        if payload == linked[0][0]:
            lines = lines[-1:]  # behind it, what it has switched on
        is_noted(expected, changed=changed, lines=lines, what=payload)
        assert all(entry.asked and entry.asked.way is Way.TAPPED for entry in lines)


async def all_is_done(anna: Person) -> None:
    """Wait until the tap is dealt with, in whatever language the answer is."""
    await anna.send("/help")
    await anna.reads("/stop_all")


async def all_taps_are_here(rig: Rig) -> None:
    found = payloads_of(rig.now.dispatcher) - {taps.InDigits, taps.OnCard, taps.DecideOn}
    changing = {kind for kind in found if tap_changes(kind.model_construct(), "")}
    assert changing == TAPS.keys(), "a kind of button of which nobody has said what is noted"
    acts = {act for act in Act if tap_changes(taps.OnCard(act=act, bot=BotId(STRANGER_BOT), revision=0), "")}
    assert acts == ACTS.keys()


async def test_every_command_that_changes_something_is_noted(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    found = commands_of(rig.now.dispatcher)
    words = {name: line.partition(" ")[2] for name, (line, _) in COMMANDS.items()}
    assert {name for name in found if command_changes(name, words.get(name, ""))} == COMMANDS.keys()
    watch = Watch(rig)
    await watch.look()
    for line, expected in COMMANDS.values():
        await anna.send(line)
        await all_is_answered(anna)
        changed, lines = await watch.look()
        is_noted(expected, changed=changed, lines=lines, what=line)


async def test_every_use_case_that_changes_something_is_noted(rig: Rig) -> None:
    """Of the table of the policy: asked by Anna, about what is hers."""
    assert {*QUESTIONS.values()} <= TRIES.keys()
    assert {*QUESTIONS, Ask.AGAIN} == {*Ask}
    rig.venues.open_account("Binance", Mode.TESTNET)
    bot_id = (await has_bot(rig)).state.bot_id
    watch, noted = Watch(rig), set()
    await watch.look()
    for name in TRIES:
        answer = await outcome_of(rig, name, bot_id)
        changed, lines = await watch.look()
        if lines:
            noted.add(name)
        assert not changed or lines or name in UNNOTED, f"{name} changes something unseen ({answer})"
    ought = {*QUESTIONS.values(), "create", "start", "edit", "rename", "alerts.switch", "alerts.mask"}
    # Nothing runs any more, and there is no such order to cancel: nothing is done.
    assert ought - noted <= {"stop_all", "orders.cancel_orphan"}


async def outcome_of(rig: Rig, name: str, bot_id: BotId) -> Any:  # noqa: ANN401 - whatever it answers
    try:
        return await ask(rig, ANNA, name, bot_id)
    except Exception as e:  # noqa: BLE001 - it may not be possible, which is noted
        return e


async def test_who_comes_by_an_invitation_is_noted(anna: Person, rig: Rig, control: ChatControl) -> None:
    await control.person("Dora", person_id=DORA, started=True)
    async with Person(rig.chat.page_url, DORA) as dora:
        await joins(anna, dora, "trader")
    joined, invited = (await rig.now.service.audit(ANNA)).entries
    assert invited.line == PeopleActed(act=PeopleAct.INVITED, user_id=None, name="", detail="trader")
    assert joined.line == PeopleActed(act=PeopleAct.JOINED, user_id=DORA, name="Dora", detail="trader")
    assert joined.asked is not None
    assert (joined.asked.by, joined.asked.name, joined.asked.chat_id) == (DORA, "Dora", DORA)
    await anna.send("/logs audit")
    assert "Dora (3000) has joined as trader" in (await anna.reads("Who did what")).text


async def test_what_is_refused_of_the_alert_chat_and_of_wallets_is_noted(rig: Rig) -> None:
    service = rig.now.service
    with pytest.raises(NotAllowed):
        await service.alerts.check(TRADER)
    with pytest.raises(Exception, match="Nowhere"):
        await service.paper.reset(TRADER, "Nowhere")
    refused = [entry.line for entry in (await service.audit(TRADER)).entries]
    assert [line.act for line in refused if isinstance(line, ActRefused)] == [Tried.WALLET, Tried.ALERT_CHAT]


async def test_clear_is_offered_where_there_is_something_to_clear(anna: Person, rig: Rig) -> None:
    await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", Decimal(5))
    await anna.send("/logs")
    shown = await anna.reads("Logs")
    assert "PAPER wallet at Binance" in shown.text
    assert "Clear" not in shown.labels
    await anna.send("/logs add mine")
    await all_is_answered(anna)
    await anna.send("/logs")
    assert "Clear" in (await anna.reads("mine")).labels
    await anna.send("/logs TELEGRAM")
    assert "Clear" not in (await anna.reads("TELEGRAM")).labels
