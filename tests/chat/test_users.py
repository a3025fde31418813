"""Owners say who is on the list; traders have bots of their own, viewers read what is shared with them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from engine.core.types import AccountId, BotId, Mode, Status
from engine.notice_settings import Delivery, NoticeKind
from engine.outbox import ToPerson
from engine.people import Actor, Role
from engine.people import Person as Listed
from engine.reads.people import INVITED_FOR
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot, told
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen

BEN, DORA = 2000, 3000
TESTNET = AccountId("Binance", Mode.TESTNET)
NOT_ON_LIST = "This is a private bot and you are not on its list"


@pytest.fixture
async def ben(rig: Rig, control: ChatControl) -> AsyncIterator[Person]:
    await control.person("Ben", person_id=BEN, started=True)
    async with Person(rig.chat.page_url, BEN) as person:
        yield person


@pytest.fixture
async def dora(rig: Rig, control: ChatControl) -> AsyncIterator[Person]:
    await control.person("Dora", person_id=DORA, started=True)
    async with Person(rig.chat.page_url, DORA) as person:
        yield person


async def invited(anna: Person, role: str) -> str:
    """Have Anna invite somebody, and return what they send to follow the link."""
    await anna.send("/users")
    await anna.reads("People")
    await anna.tap(f"Invite a {role}")
    link = await anna.reads("This link lets one person in")
    assert link.labels == [], "what is shown once stays"
    shown = link.text
    token = shown.rpartition("/start ")[2].split()[0]
    assert "https://t.me/" in shown
    assert f"?start={token}" in shown
    assert len(token) >= 22, "128 bits and more"
    return f"/start {token}"


async def joins(anna: Person, guest: Person, role: str) -> None:
    await guest.send(await invited(anna, role))
    await guest.reads("Hello")


async def page_of(anna: Person, name: str) -> Seen:
    await anna.send("/users")
    await anna.reads("People")
    await anna.tap(name)
    return await anna.reads("Telegram id:")


async def bens_bot(rig: Rig, *, start: bool = True) -> BotId:
    return (await has_bot(rig, start=start, key="bens", actor=Actor(BEN, Role.TRADER))).state.bot_id


async def test_a_link_lets_one_in_once_with_the_role_it_is_for(
    rig: Rig, anna: Person, ben: Person, dora: Person
) -> None:
    link = await invited(anna, "trader")
    await ben.send(link)
    assert "/newbot" in (await ben.reads("Hello Ben!")).text
    assert "newbot" in await ben.commands()
    assert "users" not in await ben.commands()
    await dora.send(link)
    await dora.reads("This invitation does not work")
    await anna.send("/users")
    assert "Ben: trader" in (await anna.reads("People")).text
    await ben.send("/users")
    await ben.reads("You are not allowed to do that.")


async def test_whom_a_stranger_needs_and_how_they_are_let_in_is_said(
    rig: Rig, anna: Person, ben: Person, notices: None
) -> None:
    """The settings make owners of people, who may do everything: strangers are invited."""
    await ben.send("hello")
    refused = (await ben.reads(NOT_ON_LIST)).text
    assert "Only its owner can invite you." in refused
    assert str(BEN) in refused
    seen = (await told(anna, rig, "Someone who is not on the list")).text
    assert "invite them in /users" in seen
    assert "TELEGRAM_OWNER_IDS" not in seen


async def test_a_link_that_is_too_old_lets_nobody_in(rig: Rig, anna: Person, ben: Person) -> None:
    link = await invited(anna, "viewer")
    await rig.clock.advance(INVITED_FOR.total_seconds())
    await ben.send(link)
    await ben.reads("This invitation does not work")
    assert await rig.now.store.people.person(BEN) is None


async def test_what_is_stored_of_a_link_opens_nothing(rig: Rig, anna: Person, ben: Person) -> None:
    link = await invited(anna, "viewer")
    token = link.split()[1].encode()
    files = list(rig.database_file.parent.glob(f"{rig.database_file.name}*"))
    assert files
    assert not [file for file in files if token in file.read_bytes()]


async def test_who_follows_a_link_is_told_to_the_owners(
    rig: Rig, anna: Person, ben: Person, notices: None
) -> None:
    await joins(anna, ben, "viewer")
    assert "as viewer" in (await told(anna, rig, "followed an invitation")).text


async def test_each_role_has_the_commands_it_can_use(rig: Rig, anna: Person, dora: Person) -> None:
    await joins(anna, dora, "viewer")
    assert set(await dora.commands()) == {"bots", "settings", "help"}
    await page_of(anna, "Dora")
    await anna.tap("Make trader")
    await anna.reads("Done.")
    assert {"newbot", "stop_all"} <= set(await dora.commands())
    await dora.send("/newbot")
    await dora.reads("Which trading pair?")
    await anna.send("/start")
    await anna.reads("Hello")
    assert "users" in await anna.commands()


async def test_a_viewer_reads_what_is_shared_and_changes_nothing(
    rig: Rig, anna: Person, dora: Person
) -> None:
    await joins(anna, dora, "viewer")
    made = await has_bot(rig, start=True)
    await has_bot(rig, key="other")
    await card_in_chat(anna)
    await anna.tap("Share")
    await anna.reads("Who may read #1 BTC/USDT?")
    await anna.tap("Dora")
    await anna.reads(lambda seen: "• Dora" in seen.labels)
    await dora.send("/bots")
    listed = await dora.reads("Your bots")
    assert listed.has_button("#1 BTC/USDT")
    assert not listed.has_button("#2 BTC/USDT")
    assert "New bot" not in listed.labels
    await dora.tap("#1 BTC/USDT")
    card = await dora.reads("Realised:")
    assert not {"Stop", "Edit", "Logs", "Share", "Start", "Delete"} & set(card.labels)
    for text in ("/newbot", "/stop_all", "/stop_all now", "/orders", "/accounts", "/logs add x", "/users"):
        await dora.send(text)
        await dora.reads("so nothing was done" if text != "/users" else "Nothing was done")
    for text in ("/cancel", "hello"):
        await dora.send(text)
        assert "/newbot" not in (await dora.reads("No form is open.")).text
    await dora.send("stop")
    assert "/stop_all" not in (await dora.reads("Nothing was stopped")).text
    await dora.send("/settings")
    await dora.reads(lambda seen: "Notices" in seen.labels)
    await dora.tap("Notices")
    assert "The alert chat" not in (await dora.reads(lambda seen: "Back" in seen.labels)).labels
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.ACTIVE
    await anna.tap("• Dora")
    await anna.reads(lambda seen: "Dora" in seen.labels)
    await dora.send("/bots")
    assert (await dora.reads("No bot is shared with you yet")).labels == []


async def test_a_trader_sees_nothing_of_others_and_uses_what_was_given(
    rig: Rig, anna: Person, ben: Person
) -> None:
    rig.venues.open_account("Binance", Mode.TESTNET)
    await joins(anna, ben, "trader")
    await has_bot(rig, start=True)
    await ben.send("/accounts")
    assert ".env" not in (await ben.reads("No exchange account was given to you")).text
    await ben.send("/bots")
    assert not (await ben.reads("no bots")).has_button("#1")
    await ben.send("/stop_all now")
    await ben.reads("Nothing is running")
    await ben.send("/accounts")
    await ben.reads("Accounts")
    assert "TESTNET" not in ben.last.text
    shown = await page_of(anna, "Ben")
    assert "PAPER only" in shown.text
    await anna.tap("Binance TESTNET")
    await anna.reads("May use Binance TESTNET, and PAPER.")
    await ben.send("/accounts")
    await ben.reads("TESTNET")
    await anna.tap("• Binance TESTNET")
    await anna.reads("PAPER only")


@pytest.mark.parametrize(
    ("way", "said", "status"),
    [
        ("Stop the bots", "Stopped, and in your care: #1 BTC/USDT (PAPER).", Status.STOPPED),
        ("Let the bots go on", "They go on, in your care: #1 BTC/USDT (PAPER).", Status.ACTIVE),
    ],
)
async def test_who_is_taken_off_is_a_stranger_and_their_bots_are_in_care(
    rig: Rig, anna: Person, ben: Person, notices: None, way: str, said: str, status: Status
) -> None:
    await joins(anna, ben, "trader")
    bot_id = await bens_bot(rig)
    card = await card_in_chat(ben)
    await ben.send("/newbot")
    form = await ben.reads("Which trading pair?")
    await page_of(anna, "Ben")
    await anna.tap("Take off the list")
    asked = await anna.reads("At work now: 1.")
    assert asked.labels == ["Stop the bots", "Let the bots go on", "Cancel"]
    await anna.tap(way)
    assert said in (await anna.reads("is off the list")).text
    await ben.tap("Stop", on=card)
    await ben.reads_toast(NOT_ON_LIST)
    await ben.tap(form.labels[0], on=form)
    await ben.send("/bots")
    heir = await rig.now.store.people.person(OWNER)
    assert heir is not None
    found = await rig.now.service.card(heir.actor, bot_id)
    assert found.state.status is status
    await card_in_chat(anna)
    await ben.catch_up()
    before = len(ben.messages)
    await cycle_of_the_bot(rig)
    if status is Status.ACTIVE:
        await told(anna, rig, "Cycle 1 of #1 BTC/USDT")
        await anna.send("/stop_all now")
        await anna.reads("Stop all: 1 bot")
    await ben.catch_up()
    assert [seen.text for seen in ben.messages[before:]] == []


async def test_the_question_is_answered_once_and_in_time(rig: Rig, anna: Person, ben: Person) -> None:
    await joins(anna, ben, "trader")
    await page_of(anna, "Ben")
    await anna.tap("Take off the list")
    asked = await anna.reads("Take Ben off the list?")
    assert asked.labels == ["Take off the list", "Cancel"]
    await rig.clock.advance(timedelta(seconds=61).total_seconds())
    await anna.tap("Take off the list", on=asked)
    await anna.reads("expired")
    assert await rig.now.store.people.person(BEN) is not None
    await page_of(anna, "Ben")
    await anna.tap("Take off the list")
    asked = await anna.reads("Take Ben off the list?")
    await anna.tap("Cancel", on=asked)
    await anna.tap("Take off the list", on=asked)
    await all_is_answered(anna)
    assert await rig.now.store.people.person(BEN) is not None


async def test_who_comes_back_has_their_bots_again(rig: Rig, anna: Person, ben: Person) -> None:
    await joins(anna, ben, "trader")
    bot_id = await bens_bot(rig, start=False)
    await page_of(anna, "Ben")
    await anna.tap("Take off the list")
    asked = await anna.reads("Take Ben off the list?")
    assert "Their bots stand, and are in your care then: you find them in /bots." in asked.text
    await anna.tap("Take off the list", on=asked)
    await anna.reads("is off the list")
    await joins(anna, ben, "trader")
    await ben.send("/bots")
    await ben.reads(lambda seen: seen.has_button("#1 BTC/USDT"))
    heir = await rig.now.store.people.person(OWNER)
    assert heir is None or not heir.wards
    back = await rig.now.store.people.person(BEN)
    assert isinstance(back, Listed)
    assert (await rig.now.service.card(back.actor, bot_id)).state.owner_id == BEN


async def test_what_working_bots_need_is_not_taken_from_under_them(
    rig: Rig, anna: Person, ben: Person
) -> None:
    rig.venues.open_account("Binance", Mode.TESTNET)
    await joins(anna, ben, "trader")
    await page_of(anna, "Ben")
    await anna.tap("Binance TESTNET")
    await anna.reads("May use Binance TESTNET, and PAPER.")
    trader = await rig.now.store.people.person(BEN)
    assert trader is not None
    await has_bot(rig, start=True, key="bens", actor=trader.actor, mode=Mode.TESTNET)
    await anna.tap("• Binance TESTNET")
    await anna.reads("1 bot of theirs is at work")
    await ben.send("/stop_all now")
    await ben.reads("Stop all: 1 bot")
    await page_of(anna, "Ben")
    await anna.tap("• Binance TESTNET")
    await anna.reads("PAPER only")


async def cycle_of_the_bot(rig: Rig) -> None:
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60700")


async def test_the_bots_of_who_only_reads_from_now_on_are_in_care(
    rig: Rig, anna: Person, ben: Person, notices: None
) -> None:
    """Whoever has the care commands them, and is told as they have chosen themselves."""
    await joins(anna, ben, "trader")
    await has_bot(rig, start=True, buy="60123.47", sell="60654.31", key="bens", actor=Actor(BEN, Role.TRADER))
    settings = rig.now.store.notice_settings
    await settings.change(ToPerson(BEN), lambda his: his.choosing(NoticeKind.CYCLES, Delivery.OFF))
    await page_of(anna, "Ben")
    await anna.tap("Make viewer")
    assert "Ben: viewer" in (await anna.reads("Their bots are in your care now")).text
    assert "Stop" not in (await card_in_chat(ben)).labels
    await ben.catch_up()
    before = len(ben.messages)
    await cycle_of_the_bot(rig)
    cycle = await told(anna, rig, "Cycle 1 of #1 BTC/USDT")
    await anna.tap("Exact", on=cycle)
    await anna.reads(lambda seen: seen.has_button("Rounded"))
    await anna.send("/notices")
    await anna.reads("Cycle 1 of #1 BTC/USDT")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    await ben.catch_up()
    assert [seen.text for seen in ben.messages[before:]] == []
    await page_of(anna, "Ben")
    await anna.tap("Make trader")
    await anna.reads("Done.")
    await anna.send("/bots")
    await anna.reads("no bots")
    assert "Start" in (await card_in_chat(ben)).labels


async def test_whose_role_is_changed_is_told_once(rig: Rig, anna: Person, ben: Person) -> None:
    """What they may do has changed, and who is told of their bots."""
    await joins(anna, ben, "trader")
    await bens_bot(rig)
    page = await page_of(anna, "Ben")
    viewer = page.button("Make viewer")["data"]
    await asyncio.gather(anna.tap_data(page, viewer), anna.tap_data(page, viewer))
    await anna.reads("Their bots are in your care now")
    seen = await ben.reads("You only read here from now on")
    assert "Your bots are in the care of an owner now" in seen.text
    assert "/bots" in seen.text
    await all_is_answered(anna)
    await ben.catch_up()
    assert sum("only read" in message.text for message in ben.messages) == 1
    await anna.tap("Make trader")
    seen = await ben.reads("You are a trader here now")
    assert "in the care" not in seen.text


async def test_who_is_taken_off_the_list_is_told_in_their_language(
    rig: Rig, anna: Person, ben: Person
) -> None:
    await joins(anna, ben, "trader")
    await bens_bot(rig, start=False)
    await ben.send("/settings")
    await ben.reads("Settings")
    await ben.tap("Русский")
    await ben.reads("Настройки")
    await page_of(anna, "Ben")
    await anna.tap("Take off the list")
    await anna.reads("Take Ben off the list?")
    await anna.tap("Take off the list")
    await anna.reads("is off the list")
    seen = await ben.reads("больше нет в списке этого бота")
    assert "под присмотром владельца" in seen.text


async def test_who_cannot_be_told_is_taken_off_all_the_same(
    rig: Rig, anna: Person, ben: Person, control: ChatControl
) -> None:
    await joins(anna, ben, "trader")
    await control.wish("block", person=BEN)
    await page_of(anna, "Ben")
    await anna.tap("Make viewer")
    await anna.reads("Done.")
    await anna.tap("Take off the list")
    await anna.reads("Take Ben off the list?")
    await anna.tap("Take off the list")
    await anna.reads("is off the list")


async def test_who_is_no_owner_by_the_settings_leaves_their_bots_to_the_first_who_is(
    rig: Rig, anna: Person, ben: Person, notices: None
) -> None:
    await rig.now.store.people.admit(BEN, "Ben", BEN, rig.clock.now())
    await bens_bot(rig)
    await ben.send("/stop_all now")
    await ben.reads(NOT_ON_LIST)
    assert "Stop" in (await card_in_chat(anna)).labels
    await cycle_of_the_bot(rig)
    await told(anna, rig, "Cycle 1 of #1 BTC/USDT")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")


async def test_nobody_takes_themselves_off_and_owners_of_the_settings_stay(
    rig: Rig, anna: Person, ben: Person
) -> None:
    await anna.send("/users")
    shown = await anna.reads("People")
    assert "Invite an owner" not in shown.labels
    await anna.tap(shown.labels[0])
    page = await anna.reads("Telegram id:")
    assert page.labels == ["People"]
    assert "The settings say that they are an owner" in page.text


async def test_in_a_group_only_the_list_acts_and_what_they_may(
    rig: Rig, anna: Person, ben: Person, dora: Person, control: ChatControl
) -> None:
    await joins(anna, dora, "viewer")
    await has_bot(rig, start=True)
    group = await control.group("Desk", {OWNER: "creator", BEN: "member", DORA: "member"})
    await ben.send("/stop_all now", chat=group)
    await dora.send("/stop_all now", chat=group)
    await dora.reads("so nothing was done")
    await anna.send("/help", chat=group)
    await anna.reads("private chat", chat=group)
    await ben.catch_up()
    assert [seen for seen in ben.messages if seen.by_bot] == []
    assert len(await rig.now.service.running(ANNA)) == 1
