"""The daily summary: chosen in the settings, sent once a day, over restarts, also when nothing happened."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import func, select

from bot.pictures.pictures import NotDrawn, Pictures
from bot.pictures.values import Picture
from db.chat_models import OutboxRow
from engine.errors import StorageUnavailable
from engine.people import People
from engine.people import Person as Known
from engine.summaries import LOOKS_EVERY_S, Summaries
from tests.chat.rig import Rig
from tests.chat.stories import all_is_answered, has_bot, told
from tests.chat.test_pictures import is_picture, picture
from tests.support.person import Person, Seen


def summaries(rig: Rig, people: People | None = None) -> Summaries:
    """Return them as a start of the program makes them."""
    now = rig.now
    return Summaries(
        service=now.service,
        people=people or now.store.people,
        book=now.store.notice_settings,
        history=now.store.notice_history,
        outbox=now.store.outbox,
        clock=rig.clock,
        running_since=rig.clock.now(),
    )


async def owed(rig: Rig) -> int:
    async with rig.now.store.database.read() as session:
        wanted = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == "summary")
        return await session.scalar(wanted) or 0


async def chooses(anna: Person, hour: str) -> None:
    await anna.send("/settings")
    await anna.reads("Settings")
    await anna.tap("Daily summary")
    await anna.reads("Daily summary: off.")
    await anna.tap(hour)
    await anna.reads(f"Daily summary: at {hour}")


async def to_the_hour(rig: Rig, hour: int) -> None:
    """Let it be that hour when it comes next: what has just happened was in the day before it."""
    now = rig.clock.now()
    wanted = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    wanted += timedelta(days=wanted <= now)
    rig.clock.set_ahead((wanted - now).total_seconds())


class NobodyAnswers:
    """A list of people in a database that is away."""

    async def everybody(self) -> Sequence[Known]:
        raise StorageUnavailable("away")


async def test_health_says_whether_the_summaries_that_are_due_could_be_looked_for(rig: Rig) -> None:
    looking = summaries(rig)
    [never] = looking.health()
    assert (never.done_at, never.failed_at, never.next_at) == (None, None, rig.clock.now())
    await looking.look()
    [done] = looking.health()
    assert (done.done_at, done.failed_at) == (rig.clock.now(), None)
    assert done.next_at == rig.clock.now() + timedelta(seconds=LOOKS_EVERY_S)
    looking = summaries(rig, cast("People", NobodyAnswers()))
    await looking.look()
    [failed] = looking.health()
    assert (failed.done_at, failed.failed_at) == (None, rig.clock.now())


async def test_it_tells_what_bots_did_and_is_sent_once(anna: Person, rig: Rig, notices: None) -> None:
    await chooses(anna, "08:00")
    await has_bot(rig, start=True, loop=False)
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60610")
    await has_bot(rig, key="stands")
    await to_the_hour(rig, 8)
    await summaries(rig).look()
    seen = await told(anna, rig, "Daily summary, ")
    assert "🧪 PAPER · USDT" in seen.text
    assert "1 cycle" in seen.text
    assert "Best: #1 BTC/USDT +4.7" in seen.text
    assert "0 paused, 2 stopped, 0 in error" in seen.text
    assert "Market data: no gaps." in seen.text
    await summaries(rig).look()
    assert await owed(rig) == 1


async def a_day_with_a_result(anna: Person, rig: Rig) -> Seen:
    """Return the summary of it."""
    await chooses(anna, "08:00")
    await has_bot(rig, start=True, loop=False)
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60610")
    await to_the_hour(rig, 8)
    await summaries(rig).look()
    return await told(anna, rig, "Daily summary, ")


async def test_a_picture_of_the_results_follows_it(anna: Person, rig: Rig, notices: None) -> None:
    summary = await a_day_with_a_result(anna, rig)
    await rig.clock.advance(2)
    seen = await picture(anna)
    assert seen.silent
    assert seen.message_id > summary.message_id
    [begins, ends] = re.findall(r"\d{4}-\d\d-\d\d 08:00", seen.text)
    assert seen.text == f"Results · {begins} to {ends}, UTC"
    assert f"{begins} to {ends}" in summary.text


async def test_what_cannot_be_drawn_leaves_the_text(
    anna: Person, rig: Rig, notices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    async def fails(_: Pictures, __: Picture) -> bytes:
        tried.set()
        raise NotDrawn

    monkeypatch.setattr(Pictures, "draw", fails)
    summary = await a_day_with_a_result(anna, rig)
    await tried.wait()
    await rig.clock.advance(2)
    await all_is_answered(anna)
    assert "+4.788606 USDT" in summary.text
    assert not any(is_picture(seen) for seen in anna.messages)


async def test_it_comes_when_nothing_happened_and_what_was_missed_comes_once(
    anna: Person, rig: Rig, notices: None, drawn: list[Picture]
) -> None:
    await chooses(anna, "08:00")
    await summaries(rig).look()
    assert await owed(rig) == 0
    await to_the_hour(rig, 8)
    await to_the_hour(rig, 8)
    await to_the_hour(rig, 7)
    await summaries(rig).look()
    seen = await told(anna, rig, "Daily summary, ")
    assert "Nothing was traded." in seen.text
    assert "no bot is trading" in seen.text
    assert await owed(rig) == 1, "of two that were missed"
    await rig.clock.advance(2)
    await all_is_answered(anna)
    assert drawn == [], "there is nothing to draw"
    await to_the_hour(rig, 8)
    await summaries(rig).look()
    assert await owed(rig) == 2, "the next day has none"
