"""A notice offers to mute its kind or its bot for a while; what needs a decision comes all the same."""

import re
from datetime import timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.config.values import ChatPlace
from db.housekeeping import tidy
from engine.notice_settings import NoticeKind, NoticeSettings, Snooze
from engine.outbox import ToAlerts, ToPerson
from engine.people import Actor, Role
from tests.chat.money import delivering
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import all_is_answered, has_bot, is_owing, told
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen

BUY_AT, SELL_AT = "59990", "60610"
BEN = 2000
HOUR_PASSES_S = 3601


async def cycles(rig: Rig) -> None:
    """Have every bot do a cycle."""
    await rig.binance.move("BTC/USDT", BUY_AT)
    await rig.binance.move("BTC/USDT", SELL_AT)


async def nothing_waits(rig: Rig, anna: Person) -> None:
    """Let time pass until whatever is owed is sent, or kept."""
    while await is_owing(rig):
        await rig.clock.advance(1)
        await anna.catch_up()


async def offered(anna: Person, on: Seen) -> Seen:
    await anna.tap("Mute…", on=on)
    shown = await anna.reads(lambda seen: seen.has_button("Back"), chat=on.chat_id)
    assert (shown.message_id, shown.html) == (on.message_id, on.html)
    return shown


def fills_told(anna: Person) -> list[str]:
    """Return the lines about fills in all messages of the bot but the history."""
    texts = [seen.text for seen in anna.messages if seen.by_bot and not seen.text.startswith("Notices:")]
    return re.findall(r"^(?:BUY|SELL) .+ @ \d+", "\n".join(texts), re.MULTILINE)


async def snoozes(rig: Rig) -> tuple[Snooze, ...]:
    return (await rig.now.store.notice_settings.of(ToPerson(OWNER))).snoozes


async def history(anna: Person) -> str:
    await anna.send("/notices")
    return (await anna.reads("Notices: all bots, all days")).text


async def test_the_offer_opens_on_the_message_and_goes_back(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True, buy="60123.47", sell="60654.31")
        await rig.binance.move("BTC/USDT", "60000")
        await rig.binance.move("BTC/USDT", "60700")
        cycle = await told(anna, rig, "Cycle 1 of #1")
        assert cycle.buttons == [["Exact", "Mute…"]]
        shown = await offered(anna, cycle)
        assert shown.buttons == [
            ["Exact"],
            ["🔕 Cycles: 1 h"],
            ["🔕 Cycles: until 08:00 UTC"],
            ["🔕 #1 BTC/USDT (PAPER): 1 h"],
            ["🔕 #1 BTC/USDT (PAPER): until 08:00 UTC"],
            ["Back"],
        ]
        await anna.tap("Exact", on=shown)
        exact = await anna.reads(lambda seen: seen.has_button("Rounded"))
        assert exact.buttons[1:] == shown.buttons[1:]
        await anna.tap("Back", on=exact)
        assert (await anna.reads(lambda seen: not seen.has_button("Back"))).buttons == [["Rounded", "Mute…"]]
    assert await snoozes(rig) == ()


async def test_a_kind_is_muted_for_an_hour_and_told_again_then(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True)
        await cycles(rig)
        cycle = await told(anna, rig, "Cycle 1 of #1")
        shown = await offered(anna, cycle)
        await anna.tap("🔕 Cycles: 1 h", on=shown)
        assert "Cycles: muted until" in (await anna.reads_toast("What needs a decision still comes")).text
        assert (await anna.reads(lambda seen: not seen.has_button("Back"))).buttons == [["Mute…"]]
        await cycles(rig)
        await nothing_waits(rig, anna)
        await rig.clock.advance(HOUR_PASSES_S)
        await cycles(rig)
        await told(anna, rig, "Cycle 3 of #1")
        await nothing_waits(rig, anna)
        assert not any("Cycle 2 of #1" in seen.text for seen in anna.messages)
        assert len(fills_told(anna)) == 4
        text = await history(anna)
    assert text.count("not sent") == 3
    assert text.count("Cycle 2 of #1") == 1


async def test_a_bot_is_muted_and_what_needs_a_decision_comes_with_its_sound(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        muted = await has_bot(rig, start=True)
        await has_bot(rig, start=True, sell="60605", key="another")
        await rig.binance.move("BTC/USDT", BUY_AT)
        await rig.binance.move("BTC/USDT", "60602")
        cycle = await told(anna, rig, "Cycle 1 of #1")
        await anna.tap("🔕 #1 BTC/USDT (PAPER): 1 h", on=await offered(anna, cycle))
        await anna.reads_toast("#1 BTC/USDT (PAPER): muted until")
        await rig.binance.move("BTC/USDT", SELL_AT)
        await told(anna, rig, "Cycle 1 of #2")
        await cycles(rig)
        await told(anna, rig, "Cycle 2 of #2")
        assert not any("Cycle 2 of #1" in seen.text for seen in anna.messages)
        await rig.binance.cancel_by_hand(muted.state.bot_id)
        paused = await told(anna, rig, "⏸ #1 BTC/USDT")
    assert paused.silent is False
    assert not paused.has_button("Mute…")
    assert [(one.kind, one.bot_id, one.label) for one in await snoozes(rig)] == [
        (None, muted.state.bot_id, "#1 BTC/USDT (PAPER)")
    ]


async def test_a_tap_that_comes_twice_changes_nothing_the_second_time(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True)
        await cycles(rig)
        shown = await offered(anna, await told(anna, rig, "Cycle 1 of #1"))
        await anna.tap("🔕 Cycles: 1 h", on=shown)
        await anna.reads_toast("Cycles: muted until")
        once = await snoozes(rig)
        await rig.clock.advance(60)
        await control.repeat_update(with_new_id=True)
        await control.repeat_update()
        await all_is_answered(anna)
    assert await snoozes(rig) == once
    assert [one.kind for one in once] == [NoticeKind.CYCLES]


async def test_the_settings_show_what_is_muted_and_end_it(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True)
        await cycles(rig)
        shown = await offered(anna, await told(anna, rig, "Cycle 1 of #1"))
        await anna.tap("🔕 #1 BTC/USDT (PAPER): until 08:00 UTC", on=shown)
        await anna.reads_toast("#1 BTC/USDT (PAPER): muted until 08:00 UTC.")
    await rig.restart()
    async with delivering(rig):
        await anna.send("/settings")
        assert "🔕 #1 BTC/USDT (PAPER): muted until 08:00 UTC" in (await anna.reads("Settings")).text
        await anna.tap("Notices")
        old = await anna.reads("What I send you")
        assert "🔕 #1 BTC/USDT (PAPER): muted until 08:00 UTC" in old.text
        await anna.tap("🔔 Unmute: #1 BTC/USDT (PAPER)")
        assert "muted" not in (await anna.reads("What I send you")).text
        assert await snoozes(rig) == ()
        await cycles(rig)
        cycle = await told(anna, rig, "Cycle 2 of #1")
        # The button of that time does not end what is muted since.
        await rig.clock.advance(1)
        await anna.tap("🔕 #1 BTC/USDT (PAPER): 1 h", on=await offered(anna, cycle))
        await anna.reads_toast("#1 BTC/USDT (PAPER): muted until")
        data = old.button("🔔 Unmute: #1 BTC/USDT (PAPER)")["data"]
        await rig.now.bot.send_message(
            OWNER,
            "old",
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="old", callback_data=data)]]
            ),
        )
        await anna.reads("old")
        await anna.tap("old")
        assert "#1 BTC/USDT (PAPER): muted until" in (await anna.reads("What I send you")).text
        assert len(await snoozes(rig)) == 1


async def test_what_is_muted_is_told_again_from_the_message_too(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True)
        await cycles(rig)
        cycle = await told(anna, rig, "Cycle 1 of #1")
        await anna.tap("🔕 Cycles: 1 h", on=await offered(anna, cycle))
        await anna.reads(lambda seen: not seen.has_button("Back"))
        shown = await offered(anna, anna.current(cycle))
        assert shown.labels[:1] == ["🔔 Unmute: Cycles"]
        await anna.tap("🔔 Unmute: Cycles", on=shown)
        await anna.reads_toast("Cycles: sent again.")
    assert await snoozes(rig) == ()


async def test_the_heir_mutes_for_themselves_what_is_told_of_a_ward(rig: Rig, anna: Person) -> None:
    people = rig.now.store.people
    await people.admit(BEN, "Ben", BEN, rig.clock.now())
    await people.set_role(BEN, Role.TRADER)
    bens = await has_bot(rig, start=True, actor=Actor(BEN, Role.TRADER))
    await people.remove(BEN, OWNER)
    async with delivering(rig):
        await cycles(rig)
        cycle = await told(anna, rig, "Cycle 1 of #1")
        await anna.tap("🔕 #1 BTC/USDT (PAPER): 1 h", on=await offered(anna, cycle))
        await anna.reads_toast("#1 BTC/USDT (PAPER): muted until")
        await cycles(rig)
        await nothing_waits(rig, anna)
        assert not any("Cycle 2 of #1" in seen.text for seen in anna.messages)
        assert len(fills_told(anna)) == 2
        assert (await history(anna)).count("not sent") == 3
    assert [one.bot_id for one in await snoozes(rig)] == [bens.state.bot_id]
    assert await rig.now.store.notice_settings.of(ToPerson(BEN)) == NoticeSettings()


async def test_in_a_group_owners_alone_mute_and_for_the_group_alone(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    ben_id = await control.person("Ben", started=True)
    eve_id = await control.person("Eve", started=True)
    await rig.now.store.people.admit(ben_id, "Ben", ben_id, rig.clock.now())
    await rig.now.store.people.set_role(ben_id, Role.TRADER)
    members = {OWNER: "creator", ben_id: "member", eve_id: "member"}
    group = await control.group("Desk", members)
    async with delivering(rig, ChatPlace(group)), Person(rig.chat.page_url, ben_id) as ben:
        bot = await has_bot(rig, start=True)
        await rig.now.service.alerts.switch(ANNA, bot.state.bot_id, on=True)
        await cycles(rig)
        await ben.reads("Cycle 1 of #1", chat=group)
        there = await anna.reads("Cycle 1 of #1", chat=group)
        assert there.buttons == [["Mute…"]]
        await ben.tap("Mute…", on=there)
        await ben.reads_toast("Only owners choose what this chat is sent.")
        shown = await offered(anna, there)
        await ben.tap("🔕 Cycles: 1 h", on=shown)
        await ben.reads_toast("Only owners choose what this chat is sent.")
        async with Person(rig.chat.page_url, eve_id) as eve:
            await eve.tap("🔕 Cycles: 1 h", on=shown)
        await anna.send("/help")
        await anna.reads("What I can do")
        assert (await rig.now.store.notice_settings.of(ToAlerts())).snoozes == ()
        await anna.tap("🔕 Cycles: 1 h", on=shown)
        await anna.reads_toast("Cycles: muted until")
        await cycles(rig)
        await told(anna, rig, "Cycle 2 of #1")
        await nothing_waits(rig, anna)
        assert not any("Cycle 2" in seen.text for seen in anna.in_chat(group))
        await anna.send("/settings")
        assert "muted" not in (await anna.reads("Settings")).text
        await anna.tap("Notices")
        await anna.reads("What I send you")
        await anna.tap("The alert chat")
        await anna.reads("🔕 Cycles: muted until")
        await anna.tap("🔔 Unmute: Cycles")
        await anna.reads(lambda seen: "muted" not in seen.text)
    assert (await rig.now.store.notice_settings.of(ToAlerts())).snoozes == ()
    assert await snoozes(rig) == ()


async def test_a_notice_that_is_kept_no_more_says_where_else(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True)
        await cycles(rig)
        shown = await offered(anna, await told(anna, rig, "Cycle 1 of #1"))
        await tidy(rig.now.store.database, rig.clock.now() + timedelta(days=31))
        for label in ("🔕 Cycles: 1 h", "Back"):
            await anna.tap(label, on=shown)
            await anna.reads_toast("/settings")
    assert await snoozes(rig) == ()
