"""The daily summary: chosen in the settings, sent once a day, over restarts, also when nothing happened."""

from datetime import timedelta

from sqlalchemy import func, select

from db.chat_models import OutboxRow
from engine.summaries import Summaries
from tests.chat.rig import Rig
from tests.chat.stories import has_bot, told
from tests.support.person import Person


def summaries(rig: Rig) -> Summaries:
    """Return them as a start of the program makes them."""
    now = rig.now
    return Summaries(
        service=now.service,
        people=now.store.people,
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
    """Let it be that hour of the next day."""
    now = rig.clock.now()
    wanted = (now + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)
    rig.clock.set_ahead((wanted - now).total_seconds())


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


async def test_it_comes_when_nothing_happened_and_what_was_missed_comes_once(
    anna: Person, rig: Rig, notices: None
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
