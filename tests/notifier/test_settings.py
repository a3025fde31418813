"""What is told goes by what its reader has chosen, and by the kind of the notice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from bot.config.values import ChatPlace
from bot.notifier.errors import Throttled
from bot.notifier.routing import MOST_INSIDE
from bot.notifier.telling import fold
from bot.parsing.notice_settings import read_choice
from bot.parsing.values import Unclear
from db.notice_settings import SETTINGS
from engine.core.feed_end import FeedEnd
from engine.core.notices import BotFailed, BotNotice, BotStopped, CycleClosed, ReplayEnded, StopCause
from engine.core.types import BotId
from engine.notice_settings import (
    CALM,
    KINDS,
    Delivery,
    NoticeKind,
    NoticeSettings,
    QuietHours,
    Snooze,
    SnoozeSpan,
    choices,
    kind_of,
)
from engine.notices import Notice
from engine.outbox import KeptFor, ToAlerts
from engine.tasks import Nursery
from tests.notifier.stage import ANN, BOT, GROUP, ScriptedTelegram, Stage, fill, paused
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryNoticeSettings, MemoryOutbox, MemoryPeople
from tests.support.reasons import said
from tests.support.words import REPEAT_MARK
from tests.views.test_notices import EXAMPLES


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = ManualClock()
    people = MemoryPeople()
    people.add(11, chat_id=11)
    outbox = MemoryOutbox(START)
    book = MemoryNoticeSettings(outbox=outbox)
    made = Stage(clock, outbox, people, ScriptedTelegram(clock), Nursery(clock), book=book)
    yield made
    await made.nursery.close()


def cycle(result: str = "5") -> CycleClosed:
    return CycleClosed(
        bot=BOT, at=START, cycle=1, result=Decimal(result), fees=Decimal(1), total=Decimal(result)
    )


def stopped() -> BotStopped:
    return BotStopped(bot=BOT, at=START, why=StopCause.FINISH, held=Decimal(0))


def replayed() -> ReplayEnded:
    end = FeedEnd(since=START, at=START)
    nothing = Decimal(0)
    return ReplayEnded(
        bot=BOT, at=START, end=end, fills=1, cycles=0, result=nothing, fees=nothing, held=Decimal(1)
    )


def failed() -> BotFailed:
    return BotFailed(bot=BOT, at=START, reason=said("refused"))


async def calm(stage: Stage) -> None:
    """Have it be as it is for whoever has chosen nothing."""
    await stage.book.change(ANN, lambda _: NoticeSettings())


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


async def choose(stage: Stage, **deliveries: Delivery) -> None:
    chosen = {NoticeKind(kind): delivery for kind, delivery in deliveries.items()}
    await stage.book.change(ANN, lambda settings: replace(settings, deliveries=settings.deliveries | chosen))


def in_history(stage: Stage) -> list[Notice]:
    return [row.owed.notice for row in stage.outbox.rows if row.kept_for is KeptFor.HISTORY]


def test_every_notice_has_one_kind_and_every_kind_a_notice() -> None:
    assert set(KINDS) == set(get_args(Notice))
    assert {kind_of(notice) for notice in EXAMPLES} == set(NoticeKind) == set(CALM)


def test_what_needs_a_decision_is_always_sent() -> None:
    assert choices(NoticeKind.DECISIONS) == (Delivery.ON, Delivery.SILENT)
    settings = NoticeSettings().choosing(NoticeKind.DECISIONS, Delivery.OFF)
    assert settings.chosen(NoticeKind.DECISIONS) is Delivery.ON


@pytest.mark.parametrize("muted", [{"bot_id": BOT.bot_id}, {"kind": NoticeKind.DECISIONS}])
def test_what_needs_a_decision_is_as_loud_as_ever_where_all_else_is_muted(muted: dict[str, Any]) -> None:
    until = START + timedelta(hours=1)
    assert NoticeSettings(snoozes=(Snooze(until=until, **muted),)).delivery(paused(), START) is Delivery.ON
    asked = NoticeSettings().snoozing(Snooze(until=until, **muted), START)
    assert asked.delivery(paused(), START) is Delivery.ON
    assert asked.delivery(stopped(), START) is (Delivery.OFF if "bot_id" in muted else Delivery.ON)


def test_what_is_muted_ends_by_itself_and_a_second_time_changes_nothing() -> None:
    settings = NoticeSettings(time_zone="Asia/Kolkata")
    until = settings.end_of(SnoozeSpan.HOUR, START)
    assert until - START == timedelta(hours=1)
    once = settings.snoozing(Snooze(until=until, kind=NoticeKind.CYCLES), START)
    later = START + timedelta(minutes=30)
    again = Snooze(until=once.end_of(SnoozeSpan.MORNING, later), kind=NoticeKind.CYCLES)
    assert once.snoozing(again, later) == once
    assert once.delivery(cycle(), until - timedelta(seconds=1)) is Delivery.OFF
    assert once.delivery(cycle(), until) is Delivery.SILENT
    assert once.snoozing(again, until).snoozes == (again,)
    assert once.waking(NoticeKind.CYCLES, None, int(until.timestamp()) + 1) == once
    assert once.waking(NoticeKind.CYCLES, None, int(until.timestamp())).snoozes == ()


@pytest.mark.parametrize(
    ("zone", "now", "morning"),
    [
        (None, "2026-03-01T07:59:00+00:00", "2026-03-01T08:00:00+00:00"),
        (None, "2026-03-01T08:00:00+00:00", "2026-03-02T08:00:00+00:00"),
        ("Asia/Kolkata", "2026-03-01T20:00:00+00:00", "2026-03-02T02:30:00+00:00"),
        ("Europe/Berlin", "2026-03-28T20:00:00+00:00", "2026-03-29T06:00:00+00:00"),  # summer has begun
    ],
)
def test_the_morning_is_that_of_the_reader(zone: str | None, now: str, morning: str) -> None:
    ends = NoticeSettings(time_zone=zone).end_of(SnoozeSpan.MORNING, datetime.fromisoformat(now))
    assert ends == datetime.fromisoformat(morning)
    assert ends.utcoffset() == timedelta(0)


async def test_each_kind_is_as_loud_as_was_chosen(stage: Stage) -> None:
    await choose(stage, fills=Delivery.ON, cycles=Delivery.SILENT)
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.settle()
    stage.outbox.add(ANN, cycle())
    await stage.clock.advance(10)
    assert [message.silent for message in stage.telegram.messages] == [False, True]


async def test_what_is_muted_is_in_the_history_and_holds_up_nothing(stage: Stage) -> None:
    await choose(stage, fills=Delivery.OFF, cycles=Delivery.OFF)
    for notice in (fill(1), cycle(), paused(), fill(2)):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    assert [("paused" in text, "fill" in text) for text in stage.telegram.texts] == [(True, False)]
    assert in_history(stage) == [fill(1), cycle(), fill(2)]
    await choose(stage, fills=Delivery.ON)  # what is told in the history is told
    await stage.clock.advance(10)
    assert len(stage.telegram.texts) == 1


async def test_what_may_stand_in_the_chat_is_sent_whatever_was_chosen_since(stage: Stage) -> None:
    stage.outbox.add(ANN, fill(1))
    stage.outbox.rows[0].begun_at = START
    await choose(stage, fills=Delivery.OFF, cycles=Delivery.OFF)
    stage.start()
    await stage.clock.settle()
    assert "may be a repeat" in stage.telegram.texts[0]
    assert "fill 1" in stage.telegram.texts[0]
    assert in_history(stage) == []


async def test_a_digest_is_one_silent_message_an_hour(stage: Stage) -> None:
    await choose(stage, fills=Delivery.DIGEST, stops=Delivery.DIGEST)
    stage.start()
    for number in range(3):
        stage.outbox.now = stage.clock.now()
        stage.outbox.add(ANN, fill(number))
        await stage.clock.advance(900)
    assert stage.telegram.texts == []
    await stage.clock.advance(1800)
    assert len(stage.telegram.texts) == 1
    assert stage.telegram.texts[0].startswith("<b>Digest</b>, 03:04 to 03:34 UTC:\n\n<b>fill 0</b>")
    assert [stage.telegram.texts[0].count(f"fill {number}") for number in range(3)] == [1, 1, 1]
    assert stage.telegram.messages[0].silent


async def test_a_digest_that_is_no_longer_wanted_is_told_now(stage: Stage) -> None:
    await choose(stage, fills=Delivery.DIGEST)
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.texts == []
    await choose(stage, fills=Delivery.SILENT)
    await stage.clock.advance(5)
    assert stage.telegram.texts == ["<b>fill 1</b>"]


def test_settings_are_kept_as_json() -> None:
    settings = NoticeSettings(
        deliveries={NoticeKind.FILLS: Delivery.DIGEST},
        smallest_results={"USDT": Decimal("0.10")},
        snoozes=(Snooze(until=START, kind=NoticeKind.MARKET), Snooze(until=START, bot_id=BOT.bot_id)),
    )
    adapter = TypeAdapter(NoticeSettings)
    assert adapter.validate_json(adapter.dump_json(settings)) == settings


def test_a_cycle_that_is_too_small_is_not_worth_a_message() -> None:
    settings = NoticeSettings(smallest_results={BOT.quote: Decimal(5)})
    told = [settings.delivery(cycle(result), START) for result in ("4.99", "5", "-4.99", "-5")]
    assert told == [Delivery.OFF, Delivery.SILENT, Delivery.OFF, Delivery.SILENT]
    assert settings.delivery(stopped(), START) is Delivery.ON


def test_what_is_too_small_of_one_coin_is_not_of_another() -> None:
    """Half a dollar is little, and half a bitcoin is not."""
    settings = NoticeSettings(smallest_results={"USDT": Decimal("0.5"), "BTC": Decimal("0.0001")})

    def told(quote: str, result: str) -> Delivery:
        closed = cycle(result)
        return settings.delivery(replace(closed, bot=replace(closed.bot, quote=quote)), START)

    assert [told("USDT", "0.4"), told("USDT", "0.6")] == [Delivery.OFF, Delivery.SILENT]
    assert [told("BTC", "0.00009"), told("BTC", "0.4")] == [Delivery.OFF, Delivery.SILENT]
    assert told("ETH", "0.000001") is Delivery.SILENT


def test_what_was_chosen_before_coins_were_told_holds_for_dollars() -> None:
    settings = SETTINGS.load('{"smallest_result":"0.5","deliveries":{}}')
    assert settings.smallest_results["USDT"] == settings.smallest_results["USDC"] == Decimal("0.5")
    assert "BTC" not in settings.smallest_results
    assert SETTINGS.load('{"smallest_result":null}') == NoticeSettings()
    assert SETTINGS.load(SETTINGS.dump(settings)) == settings


async def test_a_cycle_is_one_message_with_its_fills_inside(stage: Stage) -> None:
    await calm(stage)
    stage.start()
    for number in range(3):
        stage.outbox.add(ANN, fill(number))
        await stage.clock.advance(60)
    assert stage.telegram.texts == []
    stage.outbox.now = stage.clock.now()
    stage.outbox.add(ANN, cycle())
    await stage.clock.settle()
    assert [lines(text) for text in stage.telegram.texts] == [
        ["cycle 1", *["BUY 0.01 BTC @ 60000 · fee 0 BTC"] * 3]
    ]
    assert stage.outbox.is_empty()


@pytest.mark.parametrize("end", [stopped(), failed()], ids=lambda end: str(end.kind))
async def test_a_cycle_that_ends_early_tells_its_fills(stage: Stage, end: Notice) -> None:
    await calm(stage)
    for notice in (fill(1), end, fill(2), cycle()):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    told = [line for text in stage.telegram.texts for line in lines(text)]
    assert told == [
        end.kind,
        "BUY 0.01 BTC @ 60000 · fee 0 BTC",
        "cycle 1",
        "BUY 0.01 BTC @ 60000 · fee 0 BTC",
    ]


async def test_a_fill_that_waits_is_told_at_once_when_fills_are_turned_on(stage: Stage) -> None:
    await calm(stage)
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.texts == []
    await choose(stage, fills=Delivery.SILENT)
    await stage.clock.advance(5)
    stage.outbox.add(ANN, cycle())
    await stage.clock.advance(5)
    assert stage.telegram.texts == ["<b>fill 1</b>", "cycle 1"]


async def test_what_is_being_sent_stays_as_it_is_sent_whatever_is_chosen_meanwhile(stage: Stage) -> None:
    await calm(stage)
    stage.telegram.hold = asyncio.Event()
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(ANN, cycle())
    stage.start()
    await stage.clock.settle()
    await choose(stage, fills=Delivery.SILENT)
    stage.telegram.hold.set()
    await stage.clock.advance(10)
    (text,) = stage.telegram.texts
    assert lines(text) == ["cycle 1", "BUY 0.01 BTC @ 60000 · fee 0 BTC"]
    (told,) = fold(await stage.outbox.told_in(ANN, 11, 1))
    assert [inside.notice for inside in told.fills] == [fill(1)], "it is worded again as it stands there"


async def test_what_waits_for_its_turn_goes_by_what_is_chosen_meanwhile(stage: Stage) -> None:
    await calm(stage)
    stage.outbox.add(ANN, paused())
    stage.start()
    await stage.clock.settle()
    stage.outbox.add(ANN, fill(1))
    stage.outbox.add(ANN, cycle())
    await stage.clock.settle()
    assert len(stage.telegram.texts) == 1
    await choose(stage, fills=Delivery.SILENT)
    await stage.clock.advance(10)
    assert stage.telegram.texts[1:] == ["<b>fill 1</b>\n\ncycle 1"]
    assert [one.fills for one in fold(await stage.outbox.told_in(ANN, 11, 2))] == [(), ()]
    assert stage.outbox.is_empty()


async def test_a_cycle_that_is_muted_takes_its_fills_along(stage: Stage) -> None:
    await calm(stage)
    await stage.book.change(ANN, lambda settings: replace(settings, smallest_results={BOT.quote: Decimal(6)}))
    for notice in (fill(1), cycle("5"), fill(2), cycle("7")):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    assert [len(lines(text)) for text in stage.telegram.texts] == [2]
    assert in_history(stage) == [fill(1), cycle("5")]


@pytest.mark.parametrize("end", [stopped(), replayed()], ids=lambda end: str(end.kind))
async def test_an_end_that_is_muted_takes_no_fills_along_that_are_not(stage: Stage, end: BotNotice) -> None:
    await choose(stage, stops=Delivery.OFF)
    stage.outbox.add(ANN, fill(1))
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.texts == []
    for notice in (fill(2), end, fill(3), cycle()):
        stage.outbox.add(ANN, notice)
    await stage.clock.advance(10)
    assert [lines(text) for text in stage.telegram.texts] == [
        ["<b>fill 1</b>", "<b>fill 2</b>"],
        ["cycle 1", "BUY 0.01 BTC @ 60000 · fee 0 BTC"],
    ]
    assert all(message.silent for message in stage.telegram.messages)
    assert in_history(stage) == [end]


async def test_what_is_told_instead_of_a_muted_end_comes_after_what_was_before_it(stage: Stage) -> None:
    await choose(stage, stops=Delivery.OFF)
    for notice in (fill(1), paused(), fill(2), stopped(), paused("again")):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    told = [line for text in stage.telegram.texts for line in lines(text)]
    assert [line.partition(" ")[0] for line in told] == ["paused:", "BUY", "<b>fill", "paused:"]
    assert in_history(stage) == [stopped()]


@pytest.mark.parametrize(
    "muted", [{"bot_id": BOT.bot_id}, {"kind": NoticeKind.CYCLES}], ids=["bot", "cycles"]
)
async def test_the_end_of_a_bot_that_is_snoozed_takes_its_fills_along(
    stage: Stage, muted: dict[str, Any]
) -> None:
    await choose(stage, stops=Delivery.OFF)
    until = START + timedelta(hours=1)
    await stage.book.change(ANN, lambda one: replace(one, snoozes=(Snooze(until=until, **muted),)))
    for notice in (fill(1), stopped()):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    assert stage.telegram.texts == []
    assert in_history(stage) == [fill(1), stopped()]


MANY = 2 * MOST_INSIDE + 7


async def test_a_cycle_of_very_many_fills_tells_each_once_and_in_their_order(stage: Stage) -> None:
    await calm(stage)
    for number in range(MANY):
        stage.outbox.add(ANN, fill(number))
    stage.outbox.add(ANN, cycle())
    stage.outbox.add(ANN, paused())
    stage.start()
    await stage.clock.advance(60)
    told = [line for text in stage.telegram.texts for line in lines(text)]
    inside = told.count("BUY 0.01 BTC @ 60000 · fee 0 BTC")
    alone = told[: MANY - inside]
    assert alone == [f"<b>fill {number}</b>" for number in range(MANY - inside)]
    assert told[len(alone)] == "cycle 1"
    assert told[-1].startswith("paused")
    assert len(told) == MANY + 2
    assert 0 < inside < MOST_INSIDE


async def test_a_muted_cycle_of_very_many_fills_takes_all_along(stage: Stage) -> None:
    await calm(stage)
    await stage.book.change(ANN, lambda settings: replace(settings, smallest_results={BOT.quote: Decimal(6)}))
    for number in range(MANY):
        stage.outbox.add(ANN, fill(number))
    stage.outbox.add(ANN, cycle())
    stage.start()
    await stage.clock.advance(60)
    assert stage.telegram.texts == []
    assert in_history(stage) == [*(fill(number) for number in range(MANY)), cycle()]


async def test_each_bot_has_cycles_of_its_own(stage: Stage) -> None:
    await calm(stage)
    other = replace(BOT, bot_id=BotId(UUID(int=8)), number=8)
    for notice in (fill(1), replace(fill(2), bot=other), replace(fill(3), bot=other), cycle()):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    assert [len(lines(text)) for text in stage.telegram.texts] == [2]


async def test_of_cycles_that_end_together_each_tells_its_own_fills(stage: Stage) -> None:
    await calm(stage)
    other = replace(BOT, bot_id=BotId(UUID(int=8)), number=8)
    of_other = replace(fill(2), bot=other, quantity=Decimal("0.02"))
    for notice in (fill(1), of_other, replace(cycle(), bot=other, cycle=8), replace(cycle(), cycle=7)):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(10)
    assert [lines(text) for text in stage.telegram.texts] == [
        ["cycle 8", "BUY 0.02 BTC @ 60000 · fee 0 BTC", "cycle 7", "BUY 0.01 BTC @ 60000 · fee 0 BTC"]
    ]


async def test_a_crash_between_sending_and_booking_repeats_a_cycle_with_its_fills(stage: Stage) -> None:
    await calm(stage)
    stage.outbox.fails["delivered"] = 10**6
    for notice in (fill(1), cycle()):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(1)
    stage.outbox.fails.clear()
    await stage.crash_and_start()
    await stage.clock.advance(5)
    first, again = stage.telegram.texts
    assert again == f"{REPEAT_MARK}\n\n{first}"
    assert len(lines(first)) == 2


async def test_a_fill_that_may_stand_in_the_chat_is_sent_with_its_cycle_whatever_was_chosen(
    stage: Stage,
) -> None:
    await calm(stage)
    await choose(stage, cycles=Delivery.OFF)
    for notice in (fill(1), cycle()):
        stage.outbox.add(ANN, notice)
    begun = stage.outbox.rows[0]
    begun.begun_at, begun.kept_for = START, KeptFor.CYCLE
    stage.start()
    await stage.clock.advance(10)
    [told] = stage.telegram.texts
    assert told.startswith(REPEAT_MARK)
    assert "BUY 0.01 BTC" in told
    assert in_history(stage) == []


async def test_in_a_digest_fills_stand_in_their_cycle(stage: Stage) -> None:
    await calm(stage)
    await choose(stage, cycles=Delivery.DIGEST)
    for notice in (fill(1), cycle(), fill(2)):
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(3700)
    (text,) = stage.telegram.texts
    assert lines(text)[1:] == ["cycle 1", "BUY 0.01 BTC @ 60000 · fee 0 BTC"]


async def test_in_quiet_hours_only_what_needs_a_decision_makes_a_sound(stage: Stage) -> None:
    """It is 03:04 in UTC, and 22:04 of the day before in New York."""
    quiet = QuietHours(begins=time(22), ends=time(7, 30))
    await stage.book.change(ANN, lambda one: replace(one, quiet=quiet, time_zone="America/New_York"))
    stage.start()
    for hour in range(11):
        stage.outbox.now = stage.clock.now()
        stage.outbox.add(ANN, stopped() if hour % 2 else paused())
        await stage.clock.advance(3600)
    sounds = [not message.silent for message in stage.telegram.messages]
    assert sounds == [True, False, True, False, True, False, True, False, True, False, True]
    stage.outbox.add(ANN, stopped())
    await stage.clock.advance(10)
    assert not stage.telegram.messages[-1].silent  # it is 09:04 there


def test_quiet_hours_of_a_day_and_over_midnight() -> None:
    night, noon = QuietHours(begins=time(22), ends=time(7)), QuietHours(begins=time(12), ends=time(13))
    assert [night.hold(time(hour)) for hour in (21, 22, 0, 6, 7)] == [False, True, True, True, False]
    assert [noon.hold(time(hour)) for hour in (11, 12, 13)] == [False, True, False]


async def test_a_digest_waits_for_the_end_of_quiet_hours(stage: Stage) -> None:
    await choose(stage, stops=Delivery.DIGEST)
    quiet = QuietHours(begins=time(3), ends=time(7))
    await stage.book.change(ANN, lambda one: replace(one, quiet=quiet))
    stage.outbox.add(ANN, stopped())
    stage.start()
    await stage.clock.advance(3 * 3600)
    assert stage.telegram.texts == []
    await stage.clock.advance(3600)
    assert len(stage.telegram.texts) == 1


@pytest.mark.parametrize(
    "written",
    ["", "quiet", "quiet 22", "quiet 22-22", "quiet 25:00-07:00",
     "quiet 22:30:15-07:00", "quiet 22:3-07:00", "quiet 22:30-", "zone", "zone Mars/Base", "zone ../etc",
     "smallest", "smallest -1", "smallest 0", "loud", "quiet 22:00+01:00-07:00"],
)  # fmt: skip
def test_what_is_no_setting_changes_nothing(written: str) -> None:
    assert read_choice(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "22:30-07:00",
        "22.30-7.00",
        "22:30 \u2013 7:00",
        "22:30\u20147:00",
        "\u0968\u0968:\u0969\u0966-\u096d:\u0966\u0966",
    ],
)
def test_quiet_hours_are_read_to_the_minute_as_people_write_them(written: str) -> None:
    change = read_choice(f"quiet {written}")
    assert change is not None
    assert change(NoticeSettings()).quiet == QuietHours(begins=time(22, 30), ends=time(7))


def test_quiet_hours_are_read_in_whole_hours() -> None:
    for written, ends in (("22-7", time(7)), ("22:00-24:00", time(0))):
        change = read_choice(f"quiet {written}")
        assert change is not None
        assert change(NoticeSettings()).quiet == QuietHours(begins=time(22), ends=ends)


@pytest.mark.parametrize("written", ["1,000", "60,000 USDT", "nan", "1e400", "1e5", "1" * 60])
def test_a_smallest_result_is_read_like_any_amount(written: str) -> None:
    """1,000 is a thousand to some people and one to others: it is asked about here as in the form."""
    with pytest.raises(Unclear):
        read_choice(f"smallest {written}", ["USDT"])


@pytest.mark.parametrize(
    ("written", "coins", "chosen"),
    [
        ("0.5 USDT", (), {"USDT": "0.5"}),
        ("0.5usdt", (), {"USDT": "0.5"}),
        ("1 000 USDT", ("BTC", "ETH"), {"USDT": "1000"}),
        ("0,0001 btc", ("USDT",), {"BTC": "0.0001"}),
        ("0.5", ("USDT",), {"USDT": "0.5"}),
        ("off BTC", (), {}),
        ("off", (), {}),
    ],
)
def test_a_smallest_result_is_of_a_coin(written: str, coins: tuple[str, ...], chosen: dict[str, str]) -> None:
    change = read_choice(f"smallest {written}", coins)
    assert change is not None
    before = NoticeSettings(smallest_results={"BTC": Decimal(1)} if written.startswith("off") else {})
    assert change(before).smallest_results == {coin: Decimal(amount) for coin, amount in chosen.items()}


@pytest.mark.parametrize("coins", [(), ("BTC", "USDT")])
def test_one_of_no_coin_is_asked_about_where_there_are_several_or_none(coins: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as caught:
        read_choice("smallest 0.5", coins)
    assert caught.value.fault.key == "settings-which-coin"


def test_settings_that_are_typed() -> None:
    settings = NoticeSettings()
    for written in ("quiet 22:30-7:00", "zone Asia/Kolkata", "smallest 0,5 USDT"):
        change = read_choice(written)
        assert change is not None
        settings = change(settings)
    assert settings == NoticeSettings(
        quiet=QuietHours(begins=time(22, 30), ends=time(7)),
        time_zone="Asia/Kolkata",
        smallest_results={"USDT": Decimal("0.5")},
    )
    for written in ("quiet off", "zone off", "smallest OFF"):
        change = read_choice(written)
        assert change is not None
        settings = change(settings)
    assert settings == NoticeSettings()


async def test_a_group_that_is_held_up_never_delays_a_person(stage: Stage) -> None:
    stage.telegram.troubles = [Throttled(3600)]
    stage.outbox.add(ToAlerts(), paused("first"))
    stage.start(ChatPlace(GROUP))
    await stage.clock.settle()
    stage.outbox.add(ANN, paused("second"))
    await stage.clock.advance(2)
    assert [message.chat_id for message in stage.telegram.messages] == [11]
    await stage.clock.advance(3600)
    assert [message.chat_id for message in stage.telegram.messages] == [11, GROUP]
