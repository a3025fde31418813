"""/settings: how notices are told, chosen in the chat by whom they are for."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.values import ChatPlace
from engine.core.notices import BotStopped, StopCause
from engine.notice_settings import Delivery, NoticeKind
from engine.outbox import ToAlerts, ToPerson
from tests.chat.money import delivering
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import has_bot, holding_bot, is_owing, told
from tests.support.chat_control import ChatControl
from tests.support.person import Person


async def opens_notices(anna: Person) -> None:
    await anna.send("/settings")
    await anna.reads("Settings")
    await anna.tap("Notices")
    await anna.reads("What I send you")


async def test_a_kind_is_chosen_by_taps_and_stays(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Stops")
    shown = await anna.reads("A bot that has stopped")
    assert shown.labels == ["• with sound", "without sound", "in an hourly digest", "not sent", "Back"]
    await anna.tap("not sent")
    assert "Stops: not sent" in (await anna.reads("What I send you")).text
    await rig.restart()
    await opens_notices(anna)
    assert "Stops: not sent" in anna.last.text
    chosen = await rig.now.store.notice_settings.of(ToPerson(OWNER))
    assert chosen.chosen(NoticeKind.STOPS) is Delivery.OFF


async def test_what_needs_a_decision_cannot_be_switched_off(anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Decisions, errors")
    shown = await anna.reads("It is always sent.")
    assert shown.labels == ["• with sound", "without sound", "Back"]


async def test_the_alert_chat_has_settings_of_its_own(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("The alert chat")
    await anna.reads("What I send to the alert chat")
    await anna.tap("Cycles")
    await anna.reads("The result of a cycle")
    await anna.tap("not sent")
    assert "Cycles: not sent" in (await anna.reads("What I send to the alert chat")).text
    await anna.tap("My own notices")
    assert "Cycles: without sound" in (await anna.reads("What I send you")).text
    assert (await rig.now.store.notice_settings.of(ToAlerts())).chosen(NoticeKind.CYCLES) is Delivery.OFF


async def test_what_is_switched_off_is_not_sent(rig: Rig, anna: Person) -> None:
    await opens_notices(anna)
    await anna.tap("Stops")
    await anna.reads("A bot that has stopped")
    await anna.tap("not sent")
    await anna.reads("Stops: not sent")
    async with delivering(rig):
        await has_bot(rig, start=True, loop=False)
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        cycle = await anna.reads("Cycle 1 of #1 BTC/USDT")
    assert "stopped" not in cycle.text
    await anna.send("/notices")
    history = await anna.reads("Notices: all bots, all days")
    assert history.text.count("not sent") == 1
    assert re.search(r"· not sent\n⚪ #1 BTC/USDT completed its one cycle and stopped", history.text)


async def test_the_history_has_pages_days_and_bots(rig: Rig, anna: Person) -> None:
    for number in range(12):
        card = await has_bot(rig, ticker="BTC/USDT" if number % 2 else "ETH/USDT", key=f"bot {number}")
        at = rig.clock.now() - timedelta(days=number // 4)
        stopped = BotStopped(bot=card.state.ref, at=at, why=StopCause.STOP, held=Decimal(0))
        await rig.now.store.outbox.owe(ToPerson(OWNER), stopped)
        await rig.now.store.outbox.owe(ToAlerts(), stopped)
    await anna.send("/notices")
    page = await anna.reads("Notices: all bots, all days")
    assert numbers(page.text) == [12, 11, 10, 9, 8, 7, 6, 5]
    await anna.tap("Older »")
    assert numbers((await anna.reads("#4 ")).text) == [4, 3, 2, 1]
    await anna.tap("« Newer")
    assert numbers((await anna.reads("#12 ")).text) == [12, 11, 10, 9, 8, 7, 6, 5]
    day = f"{rig.clock.now() - timedelta(days=2):%Y-%m-%d}"
    await anna.tap(day)
    assert numbers((await anna.reads(f"all bots, {day}")).text) == [12, 11, 10, 9]
    before = f"{rig.clock.now() - timedelta(days=1):%Y-%m-%d}"
    await anna.tap(before)
    assert numbers((await anna.reads(f"all bots, {before}")).text) == [8, 7, 6, 5]
    await anna.tap("Bot: all")
    await anna.reads("Which bot?")
    await anna.tap("⚪ #8 BTC/USDT")
    assert numbers((await anna.reads(f"#8 BTC/USDT (PAPER), {before}")).text) == [8]
    await anna.tap("All days")
    assert numbers((await anna.reads("#8 BTC/USDT (PAPER), all days")).text) == [8]


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "2026-13-45", "the day before"])
async def test_what_is_no_day_of_the_history_is_named(anna: Person, written: str) -> None:
    await anna.send(f"/notices {written}")
    await anna.reads(f"I do not understand “{written}”. Example: /notices 2026-11-28")


async def test_no_button_of_the_history_leads_to_a_day_to_come(rig: Rig, anna: Person) -> None:
    today = rig.clock.now().date()
    await anna.send(f"/notices {today}")
    shown = await anna.reads("No notices here.")
    assert shown.labels == ["All days", f"{today - timedelta(days=1)}", "Bot: all"]


def numbers(text: str) -> list[int]:
    """Return of which bots a page of the history tells, in its order."""
    return [int(number) for number in re.findall(r"^⚪ #(\d+) ", text, re.MULTILINE)]


async def test_by_default_a_cycle_is_one_message_with_its_fills(rig: Rig, anna: Person) -> None:
    async with delivering(rig):
        await has_bot(rig, start=True, loop=False)
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        cycle = await anna.reads("Cycle 1 of #1 BTC/USDT")
    assert re.findall(r"^(BUY|SELL) .+ · fee ", cycle.text, re.MULTILINE) == ["BUY", "SELL"]
    assert [seen for seen in anna.messages if " @ 60" in seen.text and seen.by_bot] == [cycle]


async def test_what_a_stopped_bot_had_traded_is_told_also_where_the_stop_is_told_in_an_answer(
    rig: Rig, anna: Person
) -> None:
    async with delivering(rig):
        await holding_bot(rig)
        await anna.send("/stop_all now")
        await anna.reads("Still held")
        await told(anna, rig, "BUY 0.01 BTC @ 60000")
        while await is_owing(rig):  # what is read has not been noted yet
            await rig.clock.advance(1)
    assert sum("BUY 0.01 BTC @ 60000" in seen.text for seen in anna.messages) == 1
    await anna.send("/notices")
    assert "not sent" not in (await anna.reads("Notices: all bots, all days")).text


async def test_a_group_has_cycles_with_their_fills_too(rig: Rig, anna: Person, control: ChatControl) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    async with delivering(rig, ChatPlace(group)):
        card = await has_bot(rig, start=True, loop=False)
        await rig.now.service.alerts.switch(ANNA, card.state.bot_id, on=True)
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        there = await anna.reads("Cycle 1 of #1 BTC/USDT", chat=group)
    assert re.findall(r"^(BUY|SELL) .+ · fee ", there.text, re.MULTILINE) == ["BUY", "SELL"]


async def test_quiet_hours_zone_and_smallest_result_are_typed(rig: Rig, anna: Person) -> None:
    await anna.send("/settings quiet 22:30-07:00")
    await anna.reads("Quiet hours: 22:30 to 07:00, UTC.")
    await anna.send("/settings zone Asia/Kolkata")
    await anna.reads("Quiet hours: 22:30 to 07:00, Asia/Kolkata.")
    await anna.send("/notices")
    await anna.reads("Notices: all bots, all days (Asia/Kolkata)")
    await anna.send("/settings smallest 0.5")
    asked = await anna.reads("0.5 of which coin?")
    assert "Write the coin, as in /settings smallest 0.5 USDT. Nothing has been changed." in asked.text
    assert "Your bots" not in asked.text
    await has_bot(rig)
    await anna.send("/settings smallest 0.5")
    await anna.reads("Smallest result of a cycle that is sent: 0.5 USDT, won or lost.")
    await anna.send("/settings smallest 0.0001 btc")
    await anna.reads("Smallest result of a cycle that is sent: 0.0001 BTC and 0.5 USDT, won or lost.")
    await anna.send("/settings smallest off BTC")
    await anna.reads("Smallest result of a cycle that is sent: 0.5 USDT, won or lost.")
    await anna.send("/settings smallest 60,000")
    await anna.reads("60,000 can be read in two ways. Write 60000 or 60.000")
    await anna.send("/settings quiet at night")
    await anna.reads("I do not understand “quiet at night”. You can write:")
    await rig.restart()
    await anna.send("/settings quiet off")
    shown = await anna.reads("Quiet hours: none. Time zone: Asia/Kolkata.")
    assert "0.5 USDT" in shown.text
