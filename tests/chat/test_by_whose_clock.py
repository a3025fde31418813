"""Times are shown by the clock of whoever reads them, wherever they stand, and say by which one."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.views.clock import clock_of
from bot.views.text import as_of, moment, time_of_day
from engine.core.notices import PriceStreamSilent
from engine.outbox import ToPerson
from tests.chat.keeping import becomes, keeping
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.person import Person

KOLKATA = "Asia/Kolkata"
AT = datetime(2026, 3, 1, 20, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "2026-03-01 20:15:30 UTC"),
        (KOLKATA, "2026-03-02 01:45:30 IST"),
        ("Europe/Berlin", "2026-03-01 21:15:30 CET"),
        ("Asia/Dubai", "2026-03-02 00:15:30 UTC+04"),
        ("America/Sao_Paulo", "2026-03-01 17:15:30 UTC-03"),
    ],
)
def test_a_moment_says_its_clock(zone: str, shown: str) -> None:
    assert moment(AT) == "2026-03-01 20:15:30 UTC"
    with clock_of(ZoneInfo(zone)):
        assert moment(AT) == shown
        assert time_of_day(AT) == shown.partition(" ")[2]
    assert moment(AT) == "2026-03-01 20:15:30 UTC"


def test_what_is_today_goes_by_that_clock_too() -> None:
    before_midnight, after = AT - timedelta(hours=3), AT
    assert as_of(before_midnight, after) == "17:15:30 UTC"
    with clock_of(ZoneInfo(KOLKATA)):
        assert as_of(before_midnight, after) == "2026-03-01 22:45:30 IST"


def test_the_hour_that_is_there_twice_can_be_told_apart() -> None:
    with clock_of(ZoneInfo("Europe/Berlin")):
        once, again = (moment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1))
    assert (once, again) == ("2026-10-25 02:30:00 CEST", "2026-10-25 02:30:00 CET")


async def lives_in_kolkata(rig: Rig) -> None:
    await rig.now.store.notice_settings.change(
        ToPerson(OWNER), lambda settings: replace(settings, time_zone=KOLKATA)
    )


def there(rig: Rig, pattern: str = "%H:%M") -> str:
    return f"{rig.clock.now().astimezone(ZoneInfo(KOLKATA)):{pattern}}"


async def test_cards_lists_and_questions(anna: Person, rig: Rig) -> None:
    await lives_in_kolkata(rig)
    await has_bot(rig, start=True)
    card = await card_in_chat(anna)
    assert f"{there(rig)}:" in card.text.splitlines()[-1]
    assert " IST" in card.text
    assert "UTC" not in card.text
    await anna.send("/logs")
    log = await anna.reads("Logs · all levels")
    assert f"Times in {KOLKATA} · updated {there(rig)}:" in log.text
    assert f"{there(rig)}:" in log.text.splitlines()[2]
    await anna.send("/logs audit")
    assert f"Times in {KOLKATA}." in (await anna.reads("Who did what")).text
    await anna.send("/price BTC/USDT")
    assert " IST" in (await anna.reads("BTC/USDT")).text
    await anna.send("/stop_all")
    assert "UTC" not in (await anna.reads("Stop 1 bot?")).text


async def test_a_card_that_changes_itself(anna: Person, rig: Rig) -> None:
    async with keeping(rig):
        await lives_in_kolkata(rig)
        await has_bot(rig, start=True)
        card = await card_in_chat(anna)
        await rig.binance.move("BTC/USDT", "59990")
        seen = await becomes(anna, rig, card, lambda card: "Last fill: BUY" in card.text)
        assert " IST" in seen.text
        assert "UTC" not in seen.text


@pytest.mark.usefixtures("notices")
async def test_notices_and_what_is_said_of_late_ones(anna: Person, rig: Rig) -> None:
    await lives_in_kolkata(rig)
    made = await has_bot(rig, start=True)
    told = PriceStreamSilent(bot=made.state.ref, at=rig.clock.now(), since=rig.clock.now())
    await rig.now.store.outbox.owe(ToPerson(OWNER), told)
    await anna.reads(f"no live prices since {there(rig, '%Y-%m-%d %H:%M:%S')} IST")


async def test_what_is_stored_for_whoever_reads_the_tables_stays_in_utc(anna: Person, rig: Rig) -> None:
    await lives_in_kolkata(rig)
    made = await has_bot(rig, start=True)
    told = PriceStreamSilent(bot=made.state.ref, at=rig.clock.now(), since=rig.clock.now())
    with clock_of(ZoneInfo(KOLKATA)):
        await rig.now.store.journal.note(OWNER, told, rig.clock.now())
    with closing(sqlite3.connect(rig.database_file)) as books:
        messages = [row[0] for row in books.execute("SELECT message FROM activity_logs")]
    dated = [one for one in messages if re.search(r"\d\d:\d\d:\d\d", one)]
    assert dated
    assert all("UTC" in one for one in dated)
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).number == 1
