"""The notifier keeps its word through outages, crashes and refusals. Hours pass on a hand-moved clock."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config.values import ChatPlace
from bot.notifier.errors import Throttled, Unreachable
from engine.notice_settings import NoticeKind
from engine.outbox import ToAlerts, ToPerson
from engine.people import Role
from engine.reads.journal import NoticeUndelivered
from engine.tasks import Nursery
from tests.notifier.stage import (
    ANN,
    BEN,
    BOT,
    GROUP,
    REFUSED,
    TIMED_OUT,
    ScriptedTelegram,
    Stage,
    fill,
    paused,
)
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryOutbox, MemoryPeople
from tests.support.words import REPEAT_MARK


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = ManualClock()
    people = MemoryPeople()
    people.add(11, chat_id=11)
    people.add(22, chat_id=22, name="Ben")
    made = Stage(clock, MemoryOutbox(START), people, ScriptedTelegram(clock), Nursery(clock))
    yield made
    await made.nursery.close()


async def test_what_waits_is_joined_into_one_message_in_order(stage: Stage) -> None:
    for number in range(3):
        stage.outbox.add(ANN, fill(number))
    stage.start()
    await stage.clock.settle()
    assert stage.telegram.texts == ["<b>fill 0</b>\n\n<b>fill 1</b>\n\n<b>fill 2</b>"]
    assert stage.outbox.is_empty()


async def test_a_new_notice_goes_out_at_once(stage: Stage) -> None:
    stage.start()
    await stage.clock.advance(100)
    stage.outbox.add(ANN, fill(1))
    await stage.clock.settle()
    assert stage.telegram.tries == [100]


async def test_at_most_thirty_in_a_message_and_one_message_a_second(stage: Stage) -> None:
    for number in range(70):
        stage.outbox.add(ANN, fill(number))
    stage.start()
    await stage.clock.advance(10)
    assert stage.telegram.tries == [0, 1, 2]
    assert [text.count("fill") for text in stage.telegram.texts] == [30, 30, 10]
    assert "\n\n".join(stage.telegram.texts) == "\n\n".join(f"<b>fill {number}</b>" for number in range(70))


async def test_people_do_not_wait_for_each_other(stage: Stage) -> None:
    stage.telegram.troubles = [Throttled(500)]
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(BEN, fill(2))
    stage.start()
    await stage.clock.settle()
    assert [message.chat_id for message in stage.telegram.messages] == [22]


async def test_nine_hours_without_telegram_lose_and_repeat_nothing(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.start()
    for number in range(40):
        stage.outbox.add(ANN, fill(number))
        await stage.clock.advance(9 * 3600 / 40)
    stage.telegram.down = None
    await stage.clock.advance(70)
    told = [line for text in stage.telegram.texts for line in text.split("\n\n") if "fill" in line]
    assert told == [f"<b>fill {number}</b>" for number in range(40)]
    assert all(REPEAT_MARK not in text for text in stage.telegram.texts)
    assert stage.outbox.is_empty()


async def test_the_pauses_of_an_outage_grow_to_a_minute(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(300)
    assert stage.telegram.tries == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]


async def test_late_messages_say_when_they_are_from(stage: Stage) -> None:
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(ANN, fill(2), at=START + timedelta(minutes=5))
    await stage.clock.advance(600)
    stage.start()
    await stage.clock.settle()
    assert stage.telegram.texts == [
        "<i>Delayed. From 03:04 to 03:09 UTC:</i>\n\n<b>fill 1</b>\n\n<b>fill 2</b>"
    ]


async def test_a_message_that_waited_for_telegram_says_when_it_is_from(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(200)
    stage.telegram.down = None
    await stage.clock.advance(60)
    assert stage.telegram.texts == ["<i>Delayed. From 03:04 UTC:</i>\n\n<b>fill 1</b>"]


@pytest.mark.parametrize("set_by", [3600, -3600])
async def test_a_clock_that_is_set_makes_nothing_late(stage: Stage, set_by: int) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(10)
    stage.clock.set_ahead(set_by)
    stage.telegram.down = None
    await stage.clock.advance(60)
    assert stage.telegram.texts == ["<b>fill 1</b>"]
    stage.telegram.down = REFUSED  # what waits from then on is known to
    stage.outbox.add(ANN, fill(2), at=stage.clock.now())
    await stage.clock.advance(200)
    stage.telegram.down = None
    await stage.clock.advance(60)
    assert stage.telegram.texts[1].startswith("<i>Delayed.")


async def test_what_has_waited_longer_than_the_clock_was_set_by_is_late(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    stage.start()
    stage.clock.set_ahead(3600)
    await stage.clock.advance(200)
    stage.telegram.down = None
    await stage.clock.advance(60)
    assert stage.telegram.texts[0].startswith("<i>Delayed.")


async def test_the_wait_that_telegram_asks_for_is_obeyed_exactly(stage: Stage) -> None:
    stage.telegram.troubles = [Throttled(37)]
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(36.9)
    assert stage.telegram.tries == [0]
    await stage.clock.advance(0.1)
    assert stage.telegram.tries == [0, 37]
    assert stage.telegram.texts == ["<b>fill 1</b>"]


async def test_an_unanswered_message_is_sent_again_with_a_mark(stage: Stage) -> None:
    stage.telegram.troubles = [TIMED_OUT]
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(1)
    assert stage.telegram.texts == [f"{REPEAT_MARK}\n\n<b>fill 1</b>"]


async def test_whoever_sees_a_message_can_wait_until_it_is_booked(stage: Stage) -> None:
    stage.telegram.hold = asyncio.Event()
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    waiting = asyncio.ensure_future(stage.on_the_way.booked(11))  # noqa: TID251 - awaited below
    await stage.on_the_way.booked(22)  # nothing is on its way there
    await stage.clock.settle()
    assert not waiting.done()
    stage.telegram.hold.set()
    await waiting
    assert [owed.notice for owed in await stage.outbox.told_in(ANN, 11, 1)] == [fill(1)]
    await stage.on_the_way.booked(11)


async def test_nobody_waits_for_books_that_cannot_be_kept_for_the_moment(stage: Stage) -> None:
    stage.telegram.hold = asyncio.Event()
    stage.outbox.fails["delivered"] = 3
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    waiting = asyncio.ensure_future(stage.on_the_way.booked(11))  # noqa: TID251 - awaited below
    await stage.clock.settle()
    stage.telegram.hold.set()
    await waiting
    assert not stage.outbox.is_empty()
    await stage.clock.advance(60)
    assert stage.outbox.is_empty()
    assert len(stage.telegram.texts) == 1


async def test_a_crash_between_sending_and_booking_leaves_a_mark(stage: Stage) -> None:
    stage.outbox.fails["delivered"] = 99
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    assert stage.telegram.texts == ["<b>fill 1</b>"]
    stage.outbox.fails.clear()
    stage.outbox.add(ANN, fill(2))
    await stage.crash_and_start()
    await stage.clock.advance(2)
    assert stage.telegram.texts[1:] == [f"{REPEAT_MARK}\n\n<b>fill 1</b>", "<b>fill 2</b>"]


async def test_a_crash_during_an_outage_leaves_no_mark(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(10)
    stage.telegram.down = None
    await stage.crash_and_start()
    await stage.clock.advance(1)
    assert stage.telegram.texts == ["<b>fill 1</b>"]


async def test_a_crash_after_an_unanswered_message_leaves_a_mark(stage: Stage) -> None:
    stage.telegram.down = TIMED_OUT
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    stage.telegram.down = None
    await stage.crash_and_start()
    await stage.clock.advance(2)
    assert stage.telegram.texts == [f"{REPEAT_MARK}\n\n<b>fill 1</b>"]


async def test_a_sent_message_is_not_repeated_because_the_database_is_away(stage: Stage) -> None:
    stage.outbox.fails["delivered"] = 3
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(600)
    assert stage.telegram.texts == ["<b>fill 1</b>"]
    assert stage.outbox.is_empty()


async def test_the_database_may_be_away_for_a_while(stage: Stage) -> None:
    stage.outbox.fails |= {"audiences": 3, "waiting": 3, "begin": 3}
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.texts == ["<b>fill 1</b>"]


async def test_who_blocked_the_bot_is_left_alone_until_they_write(stage: Stage) -> None:
    stage.looks_every_s = 60.0
    stage.telegram.troubles = [Unreachable("Forbidden: bot was blocked by the user")]
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(24 * 3600)
    assert stage.telegram.tries == [0]
    assert stage.people.listed[11].unreachable == "Forbidden: bot was blocked by the user"
    await stage.people.seen(11, "Ann", 11)
    await stage.clock.advance(60)
    assert stage.telegram.texts == ["<i>Delayed. From 2026-01-02 03:04 UTC:</i>\n\n<b>fill 1</b>"]


async def test_the_log_tells_once_that_somebody_cannot_be_written_to(stage: Stage) -> None:
    stage.looks_every_s = 60.0
    blocked = Unreachable("Forbidden: bot was blocked by the user")
    waits = NoticeUndelivered(alerts=False, given_up=False, reason=blocked.reason)
    stage.telegram.troubles = [blocked]
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(24 * 3600)
    assert stage.journal.lines == [(11, waits)]
    await stage.people.seen(11, "Ann", 11)
    await stage.clock.advance(60)
    stage.telegram.troubles = [blocked]
    stage.outbox.add(ANN, fill(2))
    await stage.clock.advance(3600)
    assert stage.journal.lines == [(11, waits)] * 2


async def test_the_log_tells_of_a_notice_that_is_given_up(stage: Stage) -> None:
    stage.telegram.refused_texts = ("low balance",)
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(ANN, paused())
    stage.outbox.add(ToAlerts(), paused())
    stage.people.add(11, chat_id=11, role=Role.TRADER)
    stage.start(ChatPlace(GROUP))
    await stage.clock.advance(60)
    told = NoticeUndelivered(
        alerts=False, given_up=True, reason="bad", about=NoticeKind.DECISIONS, bot=BOT.label
    )
    assert sorted(stage.journal.lines, key=lambda one: one[0]) == [
        (11, told),
        (22, replace(told, alerts=True)),
    ]


async def test_the_log_tells_of_an_alert_chat_that_is_lost(stage: Stage) -> None:
    stage.people.add(11, chat_id=11, role=Role.TRADER)
    stage.telegram.lost_chats = {GROUP}
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(ChatPlace(GROUP))
    await stage.clock.advance(3 * 3600)
    assert stage.journal.lines == [(22, NoticeUndelivered(alerts=True, given_up=False, reason="kicked"))]


async def test_who_has_never_written_waits(stage: Stage) -> None:
    stage.people.add(33, chat_id=None)
    stage.outbox.add(ToPerson(33), fill(1))
    stage.outbox.add(ToPerson(44), fill(1))
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.tries == []
    stage.people.add(33, chat_id=33)
    await stage.clock.advance(5)
    assert [message.chat_id for message in stage.telegram.messages] == [33]


async def test_without_an_alert_chat_alerts_are_given_up(stage: Stage) -> None:
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start()
    await stage.clock.settle()
    assert stage.outbox.rows[0].dead == "no alert chat"
    assert stage.telegram.tries == []


async def test_alerts_go_to_the_topic_of_the_settings(stage: Stage) -> None:
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(alerts=ChatPlace(GROUP, 7))
    await stage.clock.settle()
    assert [(message.chat_id, message.thread_id) for message in stage.telegram.messages] == [(GROUP, 7)]


async def test_the_only_owner_is_not_told_twice_in_the_same_chat(stage: Stage) -> None:
    del stage.people.listed[22]
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(alerts=ChatPlace(11))
    await stage.clock.advance(5)
    assert stage.telegram.texts == ["<b>fill 1</b>"]


async def test_one_of_several_owners_may_have_the_alerts(stage: Stage) -> None:
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(alerts=ChatPlace(11))
    await stage.clock.settle()
    assert stage.telegram.texts == ["<b>fill 1</b>"]


async def test_a_lost_alert_chat_is_told_once_and_tried_each_half_an_hour(stage: Stage) -> None:
    del stage.people.listed[22]
    stage.telegram.troubles = [Unreachable("kicked"), None, Unreachable("kicked"), None]
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(alerts=ChatPlace(GROUP))
    await stage.clock.advance(2 * 3600)
    assert [(message.chat_id, message.html.split("\n")[-1]) for message in stage.telegram.messages] == [
        (11, "alert chat lost: kicked"),
        (GROUP, "<b>fill 1</b>"),
    ]
    assert stage.telegram.tries_at(GROUP) == pytest.approx([0, 1800, 3600], abs=5)


async def test_a_chat_lost_for_days_is_told_once_and_again_when_it_is_lost_anew(stage: Stage) -> None:
    stage.looks_every_s = 300.0
    del stage.people.listed[22]
    stage.telegram.lost_chats = {GROUP}
    stage.outbox.add(ToAlerts(), fill(1))
    stage.start(alerts=ChatPlace(GROUP))
    await stage.clock.advance(3 * 24 * 3600)
    assert len(stage.telegram.texts) == 1
    stage.telegram.lost_chats = set()
    await stage.clock.advance(3600)
    assert len(stage.telegram.texts) == 2
    stage.telegram.lost_chats = {GROUP}
    stage.outbox.add(ToAlerts(), fill(2))
    await stage.clock.advance(3600)
    assert [text.split("\n")[-1] for text in stage.telegram.texts] == [
        "alert chat lost: kicked",
        "<b>fill 1</b>",
        "alert chat lost: kicked",
    ]


async def test_one_bad_notice_does_not_hold_up_the_others(stage: Stage) -> None:
    stage.telegram.refused_texts = ("fill 1<",)
    for number in range(4):
        stage.outbox.add(ANN, fill(number))
    stage.start()
    await stage.clock.advance(10)
    assert [row.dead for row in stage.outbox.rows] == [None, "bad", None, None]
    assert "\n\n".join(stage.telegram.texts).count("fill") == 3


async def test_a_notice_that_cannot_be_worded_is_shown_as_it_is(stage: Stage) -> None:
    stage.outbox.add(ANN, "not a notice")  # type: ignore[arg-type] # what the wording function chokes on
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    assert stage.telegram.texts == ["&#x27;not a notice&#x27;\n\n<b>fill 1</b>"]


async def test_fills_are_silent_and_troubles_are_not(stage: Stage) -> None:
    stage.start()
    stage.outbox.add(ANN, fill(1))
    await stage.clock.advance(5)
    stage.outbox.add(ANN, fill(2))
    stage.outbox.add(ANN, paused())
    await stage.clock.advance(5)
    assert [message.silent for message in stage.telegram.messages] == [True, True, False]


async def test_a_very_long_notice_comes_in_parts_and_a_crash_in_between_marks_it(stage: Stage) -> None:
    stage.outbox.add(ANN, paused("word " * 2000))
    stage.outbox.add(ANN, fill(2))
    stage.telegram.troubles = [None, REFUSED]
    stage.start()
    await stage.clock.advance(1)
    assert len(stage.telegram.texts) == 1
    await stage.crash_and_start()
    await stage.clock.advance(10)
    again = stage.telegram.texts[1:]
    assert all(REPEAT_MARK in text for text in again[:-1])
    assert "".join(again[:-1]).count("word") == 2000
    assert again[-1] == "<b>fill 2</b>"


async def test_answers_to_people_take_their_part_of_the_pace(stage: Stage) -> None:
    stage.pace.sent(11, stage.clock.monotonic())
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(2)
    assert stage.telegram.tries == [1]


async def test_settling_waits_for_the_message_on_its_way_and_begins_no_other(stage: Stage) -> None:
    stage.telegram.hold = asyncio.Event()
    stage.outbox.add(ANN, fill(1))
    started = stage.start()
    await stage.clock.settle()
    stage.outbox.add(ANN, fill(2))
    async with asyncio.TaskGroup() as group:
        settling = group.create_task(started.settle(5))
        await stage.clock.settle()
        assert not settling.done()
        stage.outbox.add(BEN, fill(3))
        stage.telegram.hold.set()
    await stage.clock.advance(60)
    assert stage.telegram.texts == ["<b>fill 1</b>"]
    assert [row.waits for row in stage.outbox.rows] == [False, True, True]


async def test_settling_ends_in_time_when_telegram_does_not_answer(stage: Stage) -> None:
    stage.telegram.hold = asyncio.Event()
    stage.outbox.add(ANN, fill(1))
    started = stage.start()
    await stage.clock.settle()
    await started.settle(0.05)
    assert stage.outbox.rows[0].waits


async def test_a_stopped_notifier_leaves_the_rest_to_the_next(stage: Stage) -> None:
    stage.telegram.down = REFUSED
    stage.outbox.add(ANN, fill(1))
    started = stage.start()
    await stage.clock.advance(10)
    await started.stop()
    stage.telegram.down = None
    await stage.clock.advance(3600)
    assert stage.telegram.texts == []
    stage.start()
    await stage.clock.advance(1)
    assert [text.split("\n")[-1] for text in stage.telegram.texts] == ["<b>fill 1</b>"]


async def test_notices_go_out_as_if_no_card_were_ever_changed(stage: Stage) -> None:
    edited: list[float] = []

    async def change_cards() -> None:
        while True:
            now = stage.clock.monotonic()
            if (wait_s := stage.pace.edit_wait_s(11, now)) <= 0:
                stage.pace.edited(11, now)
                edited.append(now.total_seconds())
            await stage.clock.sleep(max(wait_s, 5))

    stage.nursery.start("edits", change_cards)
    stage.start()
    await stage.clock.advance(30.25)
    for number in range(70):
        stage.outbox.add(ANN, fill(number))
    await stage.clock.advance(60)
    assert stage.telegram.tries == [30.25, 31.25, 32.25]
    assert edited[:7] == [0, 5, 10, 15, 20, 25, 30]
    assert not [at_s for at_s in edited if 30.25 <= at_s < 33.25]
