"""The same cause again and again is one message that changes; what needs a decision is never swallowed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.values import ChatPlace
from bot.notifier.errors import NotSent, Throttled, Unanswered, Uneditable, Unsendable
from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed, PriceStreamSilent, StopCause
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.reasons.calls import CallFailed, ExchangeSaid
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder, OrderRefused, Reason, Several
from engine.core.types import BotId, ClientOrderId
from engine.notice_settings import Delivery, NoticeKind
from engine.notices import AccountAway, BotFalls, Notice, TelegramAway
from engine.outbox import KeptFor, Owed, ToAlerts
from engine.storms import DECISIONS, OTHERS, PAUSES, Limits, Step, cause_of, judge, storm_of
from engine.tasks import Nursery
from tests.notifier.stage import ANN, BOT, GROUP, ScriptedTelegram, Stage, fill, paused
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryNoticeSettings, MemoryOutbox, MemoryPeople
from tests.support.reasons import said
from tests.support.words import REPEAT_MARK
from tests.views.test_notices import EXAMPLES

OTHER = replace(BOT, bot_id=BotId(UUID(int=8)), number=8)


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


async def comes(stage: Stage, notice: Notice, *, wait_s: float = 0) -> None:
    """Have the notice be owed to Ann now, and let time pass."""
    now = stage.clock.now()
    stage.outbox.now = now
    stage.outbox.add(ANN, replace(notice, at=now))
    await stage.clock.advance(wait_s)


def silent(*, over: bool = False) -> PriceStreamSilent:
    return PriceStreamSilent(bot=BOT, at=START, since=START, over=over)


def kept(stage: Stage) -> list[Notice]:
    return [row.owed.notice for row in stage.outbox.rows if row.unsent and row.kept_for is KeptFor.REPEAT]


# --- what has the same cause -----------------------------------------------------------------------


def funds(needed: int, coin: str = "USDT") -> InsufficientFunds:
    return InsufficientFunds(coin=coin, needed=Decimal(needed), available=Decimal(1))


def test_a_reason_is_the_same_whatever_its_figures_are_and_another_by_anything_else() -> None:
    def cause(notice: BotPaused | BotFailed) -> str:
        found = cause_of(notice)
        assert found is not None
        assert len(found.text) <= 120
        return found.text

    def pause(reason: Reason) -> str:
        return cause(replace(paused(), reason=reason))

    lost = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=ClientOrderId("a"))
    assert pause(funds(10)) == pause(funds(20))
    assert pause(lost) == pause(replace(lost, client_order_id=ClientOrderId("b")))
    different: list[Reason] = [
        funds(10),
        funds(10, "BTC"),
        lost,
        replace(lost, code=OrderCause.REPLACED),
        said("insufficient balance"),
        said("would match at once"),
        OrderRefused(why=ExchangeSaid(text="no", number="-2010")),
        OrderRefused(why=ExchangeSaid(text="no", number="-2011")),
        OrderRefused(why=ExchangeSaid(text="no", number="-2010"), closing=True),
        CallFailed(error="NetworkError"),
        Several(reasons=(lost, CallFailed(error="NetworkError"))),
    ]
    assert len({pause(reason) for reason in different}) == len(different)
    same = paused()
    others: list[BotPaused | BotFailed] = [
        replace(same, bot=OTHER),
        replace(same, out_of_reach=True),
        BotFailed(bot=BOT, at=START, reason=same.reason),
    ]
    assert len({cause(one) for one in [same, *others]}) == 4
    assert cause(same) == cause(replace(same, revision=7, at=START + timedelta(hours=1)))


def test_what_is_told_each_time_has_no_cause() -> None:
    counted = {type(notice) for notice in EXAMPLES if cause_of(notice) is not None}
    assert counted == {BotPaused, BotFailed, PriceStreamSilent, TelegramAway, AccountAway, BotFalls}


# --- the pure part ---------------------------------------------------------------------------------


def owed(number: int, at: datetime) -> Owed:
    return Owed(id=number, audience=ANN, notice=silent(), created_at=at, cause="c")


def weather(gaps: list[int], limits: Limits) -> list[list[Owed]]:
    """Return the messages that come of a cause that comes with these gaps, each looked at every 5 s."""
    messages: list[list[Owed]] = []
    pending: list[Owed] = []
    come_at = [START + timedelta(seconds=sum(gaps[: at + 1])) for at in range(len(gaps))]
    now, number = START, 0
    while number < len(come_at) or pending:
        now += timedelta(seconds=5)
        while number < len(come_at) and come_at[number] <= now:
            one = owed(number, come_at[number])
            number += 1
            storm = storm_of("c", messages[-1], pending) if messages else None
            if judge(storm, limits, one.created_at, now) is not Step.TELL:
                pending.append(one)
                continue
            if pending:  # what is kept for the message before goes there
                messages[-1] += [replace(late, sent_at=now) for late in pending]
                pending = []
            messages.append([replace(one, sent_at=now)])
        if pending:
            storm = storm_of("c", messages[-1])
            if judge(storm, limits, storm.last_at, now) is Step.CHANGE:
                messages[-1] += [replace(one, sent_at=now) for one in pending]
                pending = []
    return messages


@given(
    gaps=st.lists(st.integers(0, 1000), min_size=1, max_size=40),
    limits=st.sampled_from([DECISIONS, OTHERS]),
)
def test_every_occurrence_is_told_soon_and_changes_come_ever_more_seldom(
    gaps: list[int], limits: Limits
) -> None:
    messages = weather(gaps, limits)
    told = [one for message in messages for one in message]
    assert [one.id for one in told] == list(range(len(gaps))), "each of them once, and in their order"
    for one in told:
        assert one.sent_at is not None
        assert one.sent_at - one.created_at <= PAUSES[-1] + timedelta(seconds=5)
    for message in messages:
        times = sorted({one.sent_at for one in message if one.sent_at is not None})
        came = [one.created_at for one in message]
        assert came[-1] - came[0] <= limits.longest
        assert all(later - earlier <= limits.quiet for earlier, later in pairwise(came))
        for change, (earlier, later) in enumerate(pairwise(times[:-1])):  # the last may close the message
            assert later - earlier >= PAUSES[min(change, len(PAUSES) - 1)]
    for before, after in pairwise(messages):
        begins = after[0].created_at
        quiet = begins - before[-1].created_at > limits.quiet
        assert quiet or begins - before[0].created_at > limits.longest, "a new message has a reason"


def test_a_clock_that_is_set_back_makes_nothing_wait() -> None:
    storm = storm_of("c", [replace(owed(1, START), sent_at=START)])
    an_hour_ago = START - timedelta(hours=1)
    assert judge(storm, OTHERS, an_hour_ago, an_hour_ago) is Step.CHANGE
    assert judge(storm, OTHERS, START, START + PAUSES[0] - timedelta(seconds=1)) is Step.WAIT
    assert judge(storm, OTHERS, START, START + PAUSES[0]) is Step.CHANGE


# --- in the chat -----------------------------------------------------------------------------------


async def test_a_pause_that_comes_back_is_counted_in_the_message_that_told_it(stage: Stage) -> None:
    stage.start()
    for _ in range(20):
        await comes(stage, paused(), wait_s=60)
    [message] = stage.telegram.messages
    assert not message.silent
    assert message.html.startswith("paused: ")
    changed = [at_s for at_s, _ in stage.telegram.changed]
    pauses = [later - earlier for earlier, later in pairwise([0, *changed])]
    assert len(changed) < 10
    assert pauses == sorted(pauses)
    await stage.clock.advance(600)
    assert "🔁 20 times since 03:04:05 UTC" in stage.telegram.texts[0]
    assert kept(stage) == []
    assert all(row.message_id == 1 for row in stage.outbox.rows), "each is told in that message"


async def test_another_reason_is_a_message_with_sound(stage: Stage) -> None:
    stage.start()
    for reason in ("low balance", "low balance", "no such pair", "low balance"):
        await comes(stage, paused(reason), wait_s=30)
    await stage.clock.advance(600)
    assert [message.silent for message in stage.telegram.messages] == [False, False]
    assert "🔁 3 times" in stage.telegram.texts[0]
    assert "🔁" not in stage.telegram.texts[1]


async def test_a_decision_is_asked_for_with_sound_again_after_ten_minutes_and_at_least_each_hour(
    stage: Stage,
) -> None:
    stage.start()
    await comes(stage, paused(), wait_s=601)
    await comes(stage, paused(), wait_s=1)
    assert len(stage.telegram.messages) == 2
    for _ in range(13):
        await comes(stage, paused(), wait_s=300)
    assert [message.silent for message in stage.telegram.messages] == [False] * 3


async def test_a_stream_that_comes_and_goes_is_one_message_that_says_in_the_end_that_it_is_over(
    stage: Stage,
) -> None:
    stage.start()
    for _ in range(6):
        await comes(stage, silent(), wait_s=120)
        await comes(stage, silent(over=True), wait_s=120)
    await stage.clock.advance(600)
    [text] = stage.telegram.texts
    assert text.startswith("prices again")
    assert text.endswith("✅ Recovered. It happened 6 times in 22 min.")
    await stage.clock.advance(OTHERS.quiet.total_seconds())
    await comes(stage, silent(), wait_s=10)
    assert stage.telegram.texts[1:] == ["no prices"], "after a quiet time it is news"


async def test_one_interruption_is_over_in_its_message(stage: Stage) -> None:
    stage.start()
    await comes(stage, silent(), wait_s=60)
    assert stage.telegram.texts == ["no prices"]
    await comes(stage, silent(over=True), wait_s=5)
    assert stage.telegram.texts == ["prices again"]


async def test_bots_that_lose_their_prices_together_share_a_message_and_its_changes(stage: Stage) -> None:
    others = [replace(BOT, bot_id=BotId(UUID(int=100 + one)), number=one) for one in range(10)]
    for _ in range(3):
        for bot in others:
            stage.outbox.now = stage.clock.now()
            stage.outbox.add(ANN, replace(silent(), bot=bot, at=stage.clock.now()))
        if stage.notifier is None:
            stage.start()
        await stage.clock.advance(120)
    await stage.clock.advance(600)
    [text] = stage.telegram.texts
    assert text.count("no prices\n🔁 3 times since 03:04:05 UTC") == 10
    assert len(stage.telegram.changed) <= 4


async def test_what_a_storm_has_owed_meanwhile_comes_as_one_line(stage: Stage) -> None:
    for number in range(25):
        stage.outbox.add(ANN, replace(silent(over=bool(number % 2)), at=START))
    stage.outbox.add(ANN, BotStopped(bot=BOT, at=START, why=StopCause.FINISH, held=Decimal(0)))
    stage.outbox.add(ANN, silent(over=True))
    stage.start()
    await stage.clock.advance(700)
    assert stage.telegram.texts[1] == "stopped"
    assert stage.telegram.texts[0].endswith("It happened 13 times in 1 s.")
    assert len(stage.telegram.texts) == 2


async def test_a_pause_with_fills_to_tell_is_a_message_of_its_own(stage: Stage) -> None:
    stage.start()
    await comes(stage, paused(), wait_s=30)
    await comes(stage, fill(1), wait_s=30)
    await comes(stage, paused(), wait_s=30)
    assert [("fee" in text, "🔁" in text) for text in stage.telegram.texts] == [(False, False), (True, False)]
    await comes(stage, paused(), wait_s=700)
    assert "🔁" not in stage.telegram.texts[0]
    assert stage.telegram.texts[1].count("· fee") == 1, "the fill stands there once, whatever came since"


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_fills_between_pauses_that_wait_together_are_each_told_once(stage: Stage, place: int) -> None:
    """What is counted names only its newest: no fill may stand inside of the others."""
    waiting: list[Notice] = [paused(), paused(), paused()]
    waiting.insert(place, fill(1))
    for notice in waiting:
        stage.outbox.add(ANN, notice)
    stage.start()
    await stage.clock.advance(700)
    assert sum(text.count("· fee") + text.count("fill 1") for text in stage.telegram.texts) == 1
    assert stage.outbox.is_empty()


async def test_after_a_crash_the_storm_goes_on_in_its_message(stage: Stage) -> None:
    stage.start()
    await comes(stage, paused(), wait_s=30)
    await comes(stage, paused(), wait_s=1)
    stage.outbox.fails["delivered"] = 10**6  # it is changed, and the program ends before that is stored
    await stage.clock.advance(60)
    stage.outbox.fails.clear()
    await stage.crash_and_start()
    await comes(stage, paused(), wait_s=600)
    [text] = stage.telegram.texts
    assert text.endswith("🔁 3 times since 03:04:05 UTC")
    assert REPEAT_MARK not in text


@pytest.mark.parametrize("gone", [Uneditable("message to edit not found"), Unsendable("bad")], ids=str)
async def test_where_the_message_is_gone_it_is_told_in_a_new_one(stage: Stage, gone: NotSent) -> None:
    stage.start()
    await comes(stage, paused(), wait_s=30)
    stage.telegram.change_troubles = [gone]
    await comes(stage, paused(), wait_s=30)
    assert len(stage.telegram.messages) == 2
    assert REPEAT_MARK not in stage.telegram.texts[1]
    await comes(stage, paused(), wait_s=600)
    assert "🔁" not in stage.telegram.texts[0]
    assert "🔁 2 times" in stage.telegram.texts[1]


async def test_a_message_that_may_stand_there_twice_keeps_its_mark(stage: Stage) -> None:
    stage.telegram.troubles = [Unanswered("timed out", may_have_arrived=True)]
    stage.start()
    await comes(stage, paused(), wait_s=30)
    await comes(stage, paused(), wait_s=30)
    assert [text.startswith(REPEAT_MARK) for text in stage.telegram.texts] == [True, False]


@pytest.mark.parametrize("trouble", [Throttled(100), Unanswered("timed out", may_have_arrived=True)], ids=str)
async def test_a_change_that_does_not_come_through_holds_no_message_up(
    stage: Stage, trouble: NotSent
) -> None:
    stage.start()
    await comes(stage, silent(), wait_s=30)
    stage.telegram.change_troubles = [trouble] * 3
    await comes(stage, silent(), wait_s=1)
    await comes(stage, cycle(), wait_s=400)
    assert stage.telegram.texts[1] == "cycle 1"
    assert "🔁 2 times" in stage.telegram.texts[0]
    assert len(stage.telegram.changed) == 4


async def test_a_reader_who_is_in_another_chat_by_now_is_told_there(stage: Stage) -> None:
    stage.start()
    await comes(stage, paused(), wait_s=30)
    stage.people.add(11, chat_id=12)
    await comes(stage, paused(), wait_s=30)
    assert [message.chat_id for message in stage.telegram.messages] == [11, 12]


async def test_what_is_muted_is_in_the_history_and_changes_no_message(stage: Stage) -> None:
    stage.start()
    await comes(stage, silent(), wait_s=30)
    await stage.book.change(ANN, lambda one: one.choosing(NoticeKind.MARKET, Delivery.OFF))
    await comes(stage, silent(over=True), wait_s=600)
    assert stage.telegram.texts == ["no prices"]
    assert [row.kept_for for row in stage.outbox.rows] == [None, KeptFor.HISTORY]


async def test_in_a_digest_a_storm_is_one_line(stage: Stage) -> None:
    await stage.book.change(ANN, lambda one: one.choosing(NoticeKind.MARKET, Delivery.DIGEST))
    await stage.book.change(ANN, lambda one: one.choosing(NoticeKind.CYCLES, Delivery.DIGEST))
    stage.start()
    await comes(stage, cycle())
    for _ in range(4):
        await comes(stage, silent(), wait_s=300)
    await stage.clock.advance(3600)
    [text] = stage.telegram.texts
    assert text.count("no prices") == 1
    assert text.endswith("🔁 4 times since 03:04:05 UTC")


async def test_changes_in_a_group_keep_to_its_pace_and_never_delay_a_person(stage: Stage) -> None:
    """Each of 40 bots has a storm of its own there."""
    bots = [replace(BOT, bot_id=BotId(UUID(int=100 + one)), number=one) for one in range(40)]
    stage.start(ChatPlace(GROUP))
    for _ in range(4):
        stage.outbox.now = stage.clock.now()
        for bot in bots:
            stage.outbox.add(ToAlerts(), BotFailed(bot=bot, at=stage.clock.now(), reason=said("refused")))
            await stage.clock.advance(2)
        before = stage.clock.now()
        await comes(stage, cycle(), wait_s=2)
        told = [one for one in stage.telegram.messages if one.chat_id == 11]
        assert told[-1].at_s - (before - START).total_seconds() <= 2
    there = [one.at_s for one in stage.telegram.messages if one.chat_id == GROUP]
    spoken = sorted([*there, *(at_s for at_s, _ in stage.telegram.changed)])
    assert stage.telegram.changed
    assert all(later - earlier >= 60 for earlier, later in zip(spoken, spoken[20:], strict=False))


async def test_many_fills_that_wait_are_one_message_and_no_counter(stage: Stage) -> None:
    await stage.book.change(ANN, lambda one: one.choosing(NoticeKind.FILLS, Delivery.ON))
    for number in range(25):
        stage.outbox.add(ANN, fill(number))
    stage.start()
    await stage.clock.advance(5)
    [text] = stage.telegram.texts
    assert [text.count(f"fill {number}<") for number in range(25)] == [1] * 25


def cycle() -> CycleClosed:
    return CycleClosed(bot=OTHER, at=START, cycle=1, result=Decimal(5), fees=Decimal(1), total=Decimal(5))
