"""A group or a topic is linked with a tap, and followed wherever it goes."""

import asyncio

import pytest

from bot.config.values import ChatPlace
from bot.notifier.addresses import AlertAddress
from bot.notifier.undelivered import Undelivered
from engine.outbox import ToAlerts
from engine.people import Role
from tests.chat.money import delivering
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import all_is_answered, has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person

BEN, CARL = 2001, 2002


async def added(control: ChatControl, *, by: int = OWNER) -> int:
    """Have somebody add the program to a group of theirs."""
    group = await control.group("Desk", {by: "creator"}, bot="left")
    await control.bot_member(group, "member", by=by)
    return group


async def linked(anna: Person, group: int) -> None:
    await anna.reads("Shall I send alerts here?", chat=group)
    await anna.tap("Send alerts here", chat=group)
    await anna.reads_toast("Alerts come here from now on")
    await anna.reads("Alerts come here from now on", chat=group)


async def fills(rig: Rig, times: int = 1) -> None:
    """Have the bot go through so many cycles."""
    for _ in range(times):
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")


def cycles(anna: Person, chat: int) -> list[str]:
    """Return the numbers of the cycles that stand in a chat, in their order."""
    texts = [seen.text for seen in anna.in_chat(chat) if "Cycle" in seen.text]
    return [word.split(" of ")[0] for text in texts for word in text.split("Cycle ")[1:]]


def times(anna: Person, told: str) -> int:
    return sum(told in seen.text for seen in anna.messages)


async def reads_so_often(anna: Person, told: str, number: int) -> None:
    await anna.reads(lambda _: times(anna, told) == number)


async def until_delivered(rig: Rig) -> None:
    for _ in range(100):
        if not await rig.now.store.outbox.waiting(ToAlerts(), 10):
            return
        await rig.clock.advance(5)
    raise AssertionError("it waits for ever")


async def test_a_group_is_linked_with_one_tap_and_unlinked_in_the_settings(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await has_bot(rig, start=True)
    group = await added(control)
    async with delivering(rig):
        await linked(anna, group)
        assert anna.in_chat(group)[-1].labels == []
        await fills(rig)
        await anna.reads("Cycle 1 of #1 BTC/USDT", chat=group)
        await anna.send("/settings")
        await anna.reads("Alerts go to: Desk")
        await anna.tap("Unlink the group")
        shown = await anna.reads("Alerts go to no group.")
        assert not any("Unlink" in label for label in shown.labels)
        await fills(rig)
        await anna.reads("Cycle 2 of #1 BTC/USDT")
    assert cycles(anna, group) == ["1"]


async def test_what_is_linked_wins_over_the_settings_also_after_a_restart(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    old = await control.group("Old desk", {OWNER: "creator"})
    rig.alert_place = ChatPlace(old)
    await rig.restart()
    group = await added(control)
    await linked(anna, group)
    await rig.restart()
    await has_bot(rig, start=True)
    async with delivering(rig):
        await fills(rig)
        await anna.reads("Cycle 1 of #1 BTC/USDT", chat=group)
        await anna.send("/settings")
        await anna.reads("Alerts go to: Desk")
        await anna.tap("Unlink the group")
        await anna.reads("Alerts go to the chat of TELEGRAM_CHAT_ID.")
        await fills(rig)
        await anna.reads("Cycle 2 of #1 BTC/USDT", chat=old)
    assert cycles(anna, group) == ["1"]


async def test_a_topic_is_linked_by_asking_for_it_there(rig: Rig, anna: Person, control: ChatControl) -> None:
    await has_bot(rig, start=True)
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts", "Talk"], bot="member")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    offer = await anna.reads("Shall I send alerts here?", chat=forum)
    assert offer.thread_id == topics["Alerts"]
    await anna.tap("Send alerts here", chat=forum)
    await anna.reads_toast("also those of your bot")
    async with delivering(rig):
        await fills(rig)
        told = await anna.reads("Cycle 1 of #1 BTC/USDT", chat=forum)
        assert told.thread_id == topics["Alerts"]
        await anna.send("/settings")
        await anna.reads(f"Alerts go to: Desk, topic {topics['Alerts']}")


async def test_where_it_is_asked_for_in_a_closed_topic_the_owner_reads_why_nothing_came(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts"], bot="member")
    await control.topic(forum, topics["Alerts"], "closed")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    assert "the topic is closed" in (await anna.reads("I cannot write there")).text
    await control.topic(forum, topics["Alerts"], "open")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    await anna.reads("Shall I send alerts here?", chat=forum)


@pytest.mark.parametrize("state", ["closed", "gone"])
async def test_what_a_topic_takes_no_more_stands_in_the_group_and_again_in_the_topic_once_it_is_open(
    rig: Rig, anna: Person, control: ChatControl, state: str
) -> None:
    await has_bot(rig, start=True)
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts"], bot="member")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    await linked(anna, forum)
    await control.topic(forum, topics["Alerts"], state)
    async with delivering(rig):
        await fills(rig)
        assert (await anna.reads("Cycle 1 of #1 BTC/USDT", chat=forum)).thread_id is None
        if state == "closed":
            await control.topic(forum, topics["Alerts"], "open")
            await fills(rig)
            assert (await anna.reads("Cycle 2 of", chat=forum)).thread_id == topics["Alerts"]


@pytest.mark.parametrize("state", ["closed", "gone"])
async def test_owners_are_told_once_that_a_topic_takes_nothing_and_again_after_it_did(
    rig: Rig, anna: Person, control: ChatControl, state: str
) -> None:
    await has_bot(rig, start=True)
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts"], bot="member")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    await linked(anna, forum)
    closed, is_open = "is closed or deleted", "is open again: alerts go there"
    async with delivering(rig):
        await control.topic(forum, topics["Alerts"], state)
        if state == "gone":  # of which nobody tells
            await fills(rig)
        assert "The topic in Desk" in (await anna.reads(closed)).text
        await fills(rig)
        await until_delivered(rig)
    await rig.restart()
    async with delivering(rig):
        await fills(rig)
        await until_delivered(rig)
        await all_is_answered(anna)
        assert times(anna, closed) == 1
        if state == "gone":
            return
        await control.topic(forum, topics["Alerts"], "open")
        await anna.reads(is_open)
        await fills(rig)
        await until_delivered(rig)
        await control.topic(forum, topics["Alerts"], "closed")
        await rig.clock.advance(5)
        await reads_so_often(anna, closed, 2)
    assert times(anna, is_open) == 1


async def test_who_is_removed_again_is_told_again_after_it_worked(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await has_bot(rig, start=True)
    group = await added(control)
    await linked(anna, group)
    async with delivering(rig):
        for number in (1, 2):
            await control.bot_member(group, "kicked")
            await rig.clock.advance(5)
            await reads_so_often(anna, "I was removed from Desk", number)
            await anna.send("/settings")
            assert "I could not write there the last time" in (await anna.reads("Alerts go to: Desk")).text
            await control.bot_member(group, "member")
            await all_is_answered(anna)
            await fills(rig)
            await until_delivered(rig)
            await anna.send("/settings")
            assert "could not write" not in (await anna.reads("Alerts go to: Desk")).text
    await anna.catch_up()
    assert cycles(anna, group) == ["1", "2"]


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("by_setting", [False, True])
async def test_a_group_that_becomes_a_supergroup_is_followed_and_remembered(
    rig: Rig, anna: Person, control: ChatControl, *, silent: bool, by_setting: bool
) -> None:
    old = await control.basic_group("Desk", {OWNER: "creator"})
    if by_setting:
        rig.alert_place = ChatPlace(old)
        await rig.restart()
    else:
        await anna.send("/alerts", chat=old)
        await linked(anna, old)
    await has_bot(rig, start=True)
    async with delivering(rig):
        await fills(rig)
        await anna.reads("Cycle 1 of", chat=old)
        new = await control.migrate(old, silent=silent)
        if not silent:
            await anna.send("/help")  # what came before it is noted
            await anna.reads("What I can do")
            assert rig.now.alert_chat.place == ChatPlace(new)
        await fills(rig, 2)
        await anna.reads("Cycle 3 of", chat=new)
    await rig.restart()
    before = (await control.calls())[-1]["number"]
    async with delivering(rig):
        await fills(rig)
        await anna.reads("Cycle 4 of", chat=new)
    assert cycles(anna, new) == ["2", "3", "4"]
    sent = await control.calls("sendMessage", after=before)
    assert {call["values"]["chat_id"] for call in sent if call["code"] != 200} == set()


async def test_a_bot_that_was_removed_keeps_what_is_owed_and_tells_it_once_it_is_added_again(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await has_bot(rig, start=True)
    group = await added(control)
    await linked(anna, group)
    async with delivering(rig):
        await control.bot_member(group, "kicked")
        told = await anna.reads("I was removed from Desk")
        await fills(rig, 3)
        assert "Add me to it again, link another group, or unlink this one in /settings." in told.text
        await rig.clock.advance(5)
        assert cycles(anna, group) == []
    await rig.restart()
    async with delivering(rig):
        await fills(rig)
        while not rig.now.alert_chat.is_lost:
            await rig.clock.advance(1)
        await control.bot_member(group, "member")
        await rig.clock.advance(5)
        await until_delivered(rig)
        await anna.reads("Cycle 4 of", chat=group)
    assert cycles(anna, group) == ["1", "2", "3", "4"]
    assert times(anna, "I was removed from Desk") == 1
    assert times(anna, "I cannot write to Desk") == 0
    assert sum("Shall I send alerts here?" in seen.text for seen in anna.in_chat(group)) == 0


@pytest.mark.parametrize("what_changes", ["added again", "another linked", "nothing"])
async def test_a_message_that_is_refused_says_nothing_of_what_has_changed_there_since(
    what_changes: str, rig: Rig, anna: Person, control: ChatControl
) -> None:
    await linked(anna, await added(control))
    now = rig.now
    people = now.store.people
    undelivered = Undelivered(now.store.journal, people, rig.clock)
    address = AlertAddress(now.alert_chat, people, now.store.outbox, rig.clock, undelivered)
    assert await address.place() is not None
    if what_changes == "added again":
        now.alert_chat.try_again()
    elif what_changes == "another linked":
        other = await control.group("Other desk", {OWNER: "creator"}, bot="left")
        await control.bot_member(other, "administrator")
        await linked(anna, other)
    await address.lost("Forbidden: bot was kicked from the supergroup chat")
    assert now.alert_chat.is_lost is now.alert_chat.rests is (what_changes == "nothing")
    assert (await address.place() is None) is (what_changes == "nothing")


async def test_the_group_that_was_linked_last_is_the_one_that_is_stored(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await linked(anna, await added(control))
    other = await control.group("Other desk", {OWNER: "creator"}, bot="left")
    await control.bot_member(other, "administrator")
    await linked(anna, other)
    stored = await rig.now.store.alert_chat.linked()
    assert stored is not None
    assert (stored.chat_id, stored.title) == (other, "Other desk")


async def test_what_waits_for_a_lost_group_goes_to_the_next_that_is_linked(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    await has_bot(rig, start=True)
    group = await added(control)
    await linked(anna, group)
    async with delivering(rig):
        await control.bot_member(group, "left")
        await fills(rig)
        await anna.reads("I was removed from Desk")
        other = await control.group("Other desk", {OWNER: "creator"}, bot="left")
        await control.bot_member(other, "administrator")
        await linked(anna, other)
        await rig.clock.advance(5)
        await anna.reads("Cycle 1 of", chat=other)


async def test_whoever_is_no_owner_is_offered_nothing_and_links_nothing(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    people = rig.now.store.people
    for number, role in ((BEN, Role.VIEWER), (CARL, Role.TRADER)):
        await control.person("Somebody", person_id=number, started=True)
        await people.admit(number, "Somebody", number, rig.clock.now())
        await people.set_role(number, role)
        await added(control, by=number)
    stranger = await control.person("Mallory", started=True)
    theirs = await added(control, by=stranger)
    group = await control.group("Desk", dict.fromkeys((OWNER, BEN, CARL, stranger), "member"))
    async with Person(rig.chat.page_url, stranger) as mallory:
        await mallory.send("/alerts", chat=theirs)
        await mallory.send("/alerts", chat=group)
        await anna.send("/alerts", chat=group)
        await mallory.reads("Shall I send alerts here?", chat=group)
        await mallory.tap("Send alerts here", chat=group)
        for number in (BEN, CARL):
            async with Person(rig.chat.page_url, number) as listed:
                await listed.send("/alerts", chat=group)
                await listed.reads("You are not allowed to do that.")
                await listed.tap("Send alerts here", chat=group)
                await listed.reads("You are not allowed to do that.")
        assert await rig.now.store.alert_chat.linked() is None
        sent = await control.calls("sendMessage")
        groups = [
            int(call["values"]["chat_id"]) for call in sent if call["values"]["chat_id"].startswith("-")
        ]
        assert set(groups) == {group}
        assert groups.count(group) == 3  # the offer, and twice that the answer is in private
        await anna.tap("Send alerts here", chat=group)
        await anna.reads_toast("Alerts come here from now on")
    assert rig.now.alert_chat.place == ChatPlace(group)


async def test_strangers_move_nothing(rig: Rig, anna: Person, control: ChatControl) -> None:
    group = await added(control)
    await linked(anna, group)
    stranger = await control.person("Mallory", started=True)
    theirs = await control.basic_group("Theirs", {stranger: "creator"})
    await control.migrate(theirs)
    await anna.send("/help")
    await anna.reads("What I can do")
    assert rig.now.alert_chat.place == ChatPlace(group)
    assert await rig.now.store.alert_chat.moves() == {}


async def test_an_old_button_unlinks_nothing_else(rig: Rig, anna: Person, control: ChatControl) -> None:
    await linked(anna, await added(control))
    await anna.send("/settings")
    old = await anna.reads("Alerts go to: Desk")
    other = await control.group("Other desk", {OWNER: "creator"})
    await anna.send("/alerts", chat=other)
    await linked(anna, other)
    await anna.tap("Unlink the group", on=old)
    assert "Unlink the group" in (await anna.reads("Alerts go to: Other desk")).labels


async def test_a_group_that_is_gone_cannot_be_linked(rig: Rig, anna: Person, control: ChatControl) -> None:
    group = await added(control)
    await anna.reads("Shall I send alerts here?", chat=group)
    await control.bot_member(group, "kicked")
    await anna.tap("Send alerts here", chat=group)
    await anna.reads_toast("I cannot reach that group.")
    assert rig.now.alert_chat.linked is None


async def test_where_alerts_come_already_nothing_is_offered(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts", "Talk"], bot="member")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    await linked(anna, forum)
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    told = await anna.reads("Alerts come here already.", chat=forum)
    assert told.labels == []
    assert told.thread_id == topics["Alerts"]
    await anna.send("/alerts", chat=forum, thread=topics["Talk"])
    await anna.reads("Shall I send alerts here?", chat=forum)


async def test_where_alerts_come_no_more_that_is_said(rig: Rig, anna: Person, control: ChatControl) -> None:
    """Whoever relies on them there would take silence for a quiet market."""
    forum, topics = await control.forum("Desk", {OWNER: "creator"}, ["Alerts", "Talk"], bot="member")
    await anna.send("/alerts", chat=forum, thread=topics["Alerts"])
    await linked(anna, forum)
    await anna.send("/alerts", chat=forum, thread=topics["Talk"])
    await linked(anna, forum)
    told = await anna.reads("Alerts come here no more", chat=forum)
    assert told.thread_id == topics["Alerts"]
    await anna.send("/settings")
    await anna.reads("Alerts go to: Desk")
    await anna.tap("Unlink the group")
    await anna.reads("Alerts go to no group.")
    told = await anna.reads("Alerts come here no more", chat=forum)
    assert told.thread_id == topics["Talk"]


async def test_linking_the_same_place_again_says_nothing_of_an_end(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    group = await added(control)
    await anna.reads("Shall I send alerts here?", chat=group)
    offer = anna.in_chat(group)[-1]
    data = offer.button("Send alerts here")["data"]
    await asyncio.gather(anna.tap_data(offer, data), anna.tap_data(offer, data))
    await anna.reads("Alerts come here from now on", chat=group)
    await all_is_answered(anna)
    assert not any("no more" in seen.text for seen in anna.in_chat(group))


async def test_a_place_that_cannot_be_written_to_is_left_without_a_word(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    group = await added(control)
    await linked(anna, group)
    await control.bot_member(group, "kicked")
    await anna.send("/settings")
    await anna.reads("Alerts go to: Desk")
    await anna.tap("Unlink the group")
    await anna.reads("Alerts go to no group.")
