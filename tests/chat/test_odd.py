"""Strange names and texts, groups, unknown commands, errors: answered calmly, privately, once."""

import asyncio

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.localchat.model import Person as LocalPerson
from bot.views.help import COMMANDS
from db.fsm_storage import DatabaseStorage
from db.handled_updates import DatabaseHandledUpdates
from engine.bots.supervisor import Supervisor
from engine.core.types import AccountId, BotId, Status
from engine.errors import StorageUnavailable, VenueUnavailable
from engine.people import Actor
from engine.reads.views import MarketView
from engine.service import Service
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import LINE, card_in_chat, has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person
from tests.support.reasons import said

HOSTILE = "<b>_*&"


async def test_help_and_the_menu_name_the_same_commands(anna: Person) -> None:
    await anna.send("/start")  # which shows owners a menu of their own
    await anna.reads("Hello")
    await anna.send("/help")
    text = (await anna.reads("What I can do")).text
    menu = await anna.commands()
    assert list(menu) == list(COMMANDS)
    assert all(f"/{name}" in text for name in menu)
    assert "PAPER" in text


async def test_groups_have_a_menu_of_their_own(anna: Person, control: ChatControl) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    assert "newbot" not in await anna.commands(chat=group)


async def test_unknown_commands_and_stray_texts_get_a_hint(anna: Person) -> None:
    await anna.send("/sell_everything <b>now</b>")
    await anna.reads("I do not know /sell_everything. /help lists what I can do.")
    await anna.send("hello <i>there</i>")
    await anna.reads("No form is open. /newbot opens one")
    await anna.upload("photo.txt", b"x")
    await anna.reads("No form is open.")


async def test_a_change_of_what_was_written_is_said_to_do_nothing(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    sent = await anna.send("/stop_al now")
    await anna.reads("I do not know /stop_al")
    await anna.edit(sent, "/stop_all now")
    await anna.reads("Please send it as a new message")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.ACTIVE


async def test_changes_in_a_group_are_let_be(anna: Person, rig: Rig, control: ChatControl) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    sent = await anna.send("hello", chat=group)
    await anna.edit(sent, "/bots", chat=group)
    await anna.send("/help")
    await anna.reads("What I can do")
    assert not any("new message" in one.text for one in anna.messages)


async def test_a_hostile_first_name_is_greeted_as_it_is(rig: Rig, anna: Person) -> None:
    rig.chat.world.add_person(LocalPerson(OWNER, HOSTILE), started=True)
    await anna.send("/start")
    await anna.reads(f"Hello {HOSTILE}!")


async def test_an_error_nobody_foresaw_is_one_calm_sentence(
    anna: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fall(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Service, "stats", fall)
    await anna.send("/stats")
    said = await anna.reads("Something went wrong on my side (reference ")
    reference = said.text.split("reference ")[1][:6]
    assert reference in caplog.text
    assert "secret detail" in caplog.text
    assert "secret detail" not in said.text
    assert "Traceback" not in said.text


async def test_a_database_that_does_not_answer_is_said(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object) -> None:
        raise StorageUnavailable("gone")

    await has_bot(rig)
    await anna.send("/bots")
    await anna.reads("Your bots")
    monkeypatch.setattr(Service, "bots", fall)
    await anna.send("/bots")
    await anna.reads("The database is not responding")
    await anna.tap("Stopped 1")
    await anna.reads("The database is not responding")


async def test_a_database_that_keeps_no_forms_is_said(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object, **__: object) -> None:
        raise StorageUnavailable("gone")

    await anna.send("/bots")
    await anna.reads("Your bots")
    monkeypatch.setattr(DatabaseStorage, "get_state", fall)
    await anna.tap("New bot")
    await anna.reads("The database is not responding")


@pytest.mark.parametrize("text", ["/help", "/stop_all"])
async def test_a_database_that_is_away_before_anything_is_known_of_an_update_is_said(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    async def fall(*_: object, **__: object) -> bool:
        raise StorageUnavailable("gone")

    await anna.send("/bots")
    await anna.reads("Your bots")
    monkeypatch.setattr(DatabaseHandledUpdates, "first_time", fall)
    for name in ("get_state", "get_data"):
        monkeypatch.setattr(DatabaseStorage, name, fall)
    await anna.send(text)
    await anna.reads("The database is not responding")


async def test_a_stop_of_all_waits_for_nothing_else_that_was_asked(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote, go_on = Service.quote, asyncio.Event()

    async def waits(
        self: Service, actor: Actor, account: AccountId, ticker: str, bot_id: BotId | None = None
    ) -> MarketView:
        await go_on.wait()
        return await quote(self, actor, account, ticker, bot_id)

    await has_bot(rig, start=True)
    monkeypatch.setattr(Service, "quote", waits)
    await anna.send(LINE)
    await anna.send("/stop_all")
    await anna.reads("Stop 1 bot?")
    await anna.tap("Back")
    await anna.reads("Nothing was stopped.")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    go_on.set()
    await anna.reads("Each cycle brings")


async def test_an_exchange_that_does_not_answer_loses_nothing(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object) -> None:
        raise VenueUnavailable("Binance", said("timeout"))

    with monkeypatch.context() as patch:
        patch.setattr(Service, "quote", fall)
        await anna.send(LINE)
        seen = await anna.reads("Binance is not responding.")
        assert "Quantity: 0.01" in seen.text
    await anna.tap("Refresh price")
    await anna.reads("Each cycle brings")


async def test_when_no_bot_can_be_stopped_the_report_says_so_of_each(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object) -> None:
        raise StorageUnavailable("gone")

    for key in ("one", "two"):
        await has_bot(rig, start=True, key=key)
    monkeypatch.setattr(Supervisor, "command", fall)
    await anna.send("/stop_all now")
    report = await anna.reads("Stop all: 2 bots")
    assert report.text.count("The database is not responding") == 2


async def test_in_a_group_details_go_to_the_private_chat(
    anna: Person, control: ChatControl, rig: Rig
) -> None:
    await has_bot(rig, start=True)
    group = await control.group("Desk", {OWNER: "creator"})
    for text, detail in (
        ("/bots", "Your bots"),
        ("/stats", "Statistics"),
        ("/logs", "Logs"),
        ("/stop_all", "Stop 1 bot?"),
        (LINE, "To use your line, send it here: " + LINE),
    ):
        await anna.send(text, chat=group)
        await anna.reads(detail)
        await anna.reads("I have answered you in our private chat.", chat=group)
    await anna.tap("New bot")
    await anna.reads("Which trading pair?")
    assert all("BTC" not in seen.text for seen in anna.in_chat(group) if seen.by_bot)


async def test_in_a_group_unknown_commands_and_texts_get_silence(anna: Person, control: ChatControl) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    await anna.send("/somebody_elses_command", chat=group)
    await anna.send("hello", chat=group)
    await anna.send("/help", chat=group)
    await anna.reads("I have answered you in our private chat.", chat=group)
    assert len([seen for seen in anna.in_chat(group) if seen.by_bot]) == 1


@pytest.mark.parametrize("trouble", ["the question is deleted", "the bot may not write there"])
async def test_what_is_asked_in_a_group_is_answered_once_whatever_happens_there(
    anna: Person, control: ChatControl, rig: Rig, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    group = await control.group("Desk", {OWNER: "creator"}, bot="administrator")
    if trouble == "the bot may not write there":
        rig.chat.world.chats[group].bot_status = "restricted"
    await control.fail("hang", "sendMessage", chat_id=OWNER)
    asked = await anna.send("/bots@scalper_local_bot", chat=group)
    async with asyncio.timeout(anna.patience_seconds):
        while not any(call["code"] is None for call in await control.calls("sendMessage")):
            await control.bot_polls()
    if trouble == "the question is deleted":
        rig.chat.world.remove(rig.chat.world.messages[group][asked])
    await control.release()
    await anna.reads("Your bots")
    await anna.send("/help@scalper_local_bot", chat=group)  # dealt with behind the first
    await anna.reads("What I can do")
    assert [seen.text[:9] for seen in anna.messages if seen.by_bot] == ["Your bots", "What I ca"]
    assert "unexpected" not in caplog.text


async def test_who_cannot_be_written_to_privately_is_told_how(
    anna: Person, control: ChatControl, rig: Rig
) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    await control.block(OWNER)
    await anna.send("/stats", chat=group)
    await anna.reads("I cannot send you private messages yet.", chat=group)


async def test_telegram_refuses_nothing_that_is_asked_of_it(
    anna: Person, control: ChatControl, rig: Rig
) -> None:
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    for label, question in (
        ("Change", "What do you want to change?"),
        ("Loop", "Start again"),
        ("yes", "Loop: yes"),
        ("Create and start", "Created and started."),
        ("Logs", "Order: BUY"),
        ("Follow", "Following"),
        ("Stop following", "No longer following."),
    ):
        await anna.tap(label)
        await anna.reads(question)
    await card_in_chat(anna)
    await rig.clock.advance(1)
    for label, question in (("Refresh", "Updated at"), ("Stop", "Finish cycle:"), ("Close now", "Stopped.")):
        await anna.tap(label)
        await anna.reads(question)
    calls = await control.calls()
    assert [call for call in calls if call["code"] not in {200, None}] == []  # None: still waiting
    taps = [call for call in calls if call["method"].lower() == "answercallbackquery"]
    assert len(taps) == 11


async def test_an_old_newbot_is_offered_again(anna: Person) -> None:
    await anna.send(LINE, seconds_ago=3005)
    asked = await anna.reads("You sent this 50 min ago, while I was away, so I have not done it.")
    assert LINE in asked.text
    await anna.tap("Do it now")
    await anna.reads("Each cycle brings")


async def test_a_button_of_an_older_version_points_to_the_list(anna: Person, rig: Rig) -> None:
    await anna.send("/help")
    helped = await anna.reads("What I can do")
    button = InlineKeyboardButton(text="Old", callback_data="zz:1")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    message = await rig.now.bot.send_message(OWNER, "old", reply_markup=markup)
    assert message.message_id > helped.message_id
    await anna.tap("Old")
    await anna.reads("This button is from an older version")


async def test_a_tap_is_answered_once_though_it_comes_to_nothing(
    anna: Person, control: ChatControl, rig: Rig
) -> None:
    card = await has_bot(rig)
    await card_in_chat(anna)
    await rig.now.service.delete(ANNA, card.state.bot_id, None, release=False)
    await anna.tap("Stop" if anna.last.has_button("Stop") else "Start")
    await anna.reads("This bot no longer exists.")
    answers = await control.calls("answerCallbackQuery")
    assert [call["code"] for call in answers[-1:]] == [200]
    assert all(call["code"] == 200 for call in answers)
