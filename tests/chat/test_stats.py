"""Statistics by day, week and month of where a person lives; /pnl, /price and /bot."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.core.types import Mode, StopForm
from engine.people import Role
from engine.reads.views import PriceSource
from tests.chat.hand_venue import HandVenue
from tests.chat.money import live_bot
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import has_bot, holding_bot
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import ChatControl
from tests.support.clock import ManualClock
from tests.support.person import Person, Seen

SUNDAY_NIGHT = datetime(2026, 3, 29, 21, 30, tzinfo=UTC)
"""In Berlin it is half past eleven, on the day that has 23 hours."""
HOUR = 3600


@pytest.fixture
async def rig(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Rig]:
    file = Path(shutil.copy(migrated_file, tmp_path / "chat.db"))
    chat = ControlledChat()
    await chat.start()
    made = Rig(chat, file, ManualClock(SUNDAY_NIGHT))
    await made.start()
    yield made
    await made.stop()
    await chat.stop()


async def cycle(rig: Rig) -> None:
    """Let the running bots buy and sell once."""
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60601")


async def earned_over_midnight(rig: Rig) -> None:
    """Have one cycle before midnight of Berlin and two behind it, on the same UTC day."""
    await has_bot(rig, start=True)
    await cycle(rig)
    await rig.clock.advance(HOUR)
    await cycle(rig)
    await cycle(rig)


async def figures(anna: Person, label: str, head: str) -> Seen:
    await anna.tap(label)
    return await anna.reads(head)


async def test_days_begin_where_the_person_lives(rig: Rig, anna: Person) -> None:
    await earned_over_midnight(rig)
    await anna.send("/stats")
    shown = await anna.reads("Statistics")
    assert "Result today: +14.365818 USDT (3 cycles, 6 trades)" in shown.text
    assert "Today began at 2026-03-29 00:00:00 UTC." in shown.text
    await anna.send("/settings zone berlin")
    await anna.reads("Time zone: Europe/Berlin.")
    await anna.send("/stats")
    shown = await anna.reads("Statistics")
    assert "Result today: +9.577212 USDT (2 cycles, 4 trades)" in shown.text
    assert "Total result from 2026-03-29 on: +14.365818 USDT (3 cycles, 6 trades)" in shown.text
    assert "Today began at 2026-03-30 00:00:00 Europe/Berlin." in shown.text
    assert shown.labels[:5] == ["Day", "Week", "Month", "• All", "By bot"]


async def test_a_tap_shows_a_day_a_week_or_a_month_and_those_before(rig: Rig, anna: Person) -> None:
    await earned_over_midnight(rig)
    await anna.send("/settings zone Europe/Berlin")
    await anna.reads("Europe/Berlin")
    await anna.send("/stats")
    await anna.reads("Statistics")
    day = await figures(anna, "Day", "Today, 2026-03-30 (Europe/Berlin)")
    assert "🧪 PAPER · USDT\nResult: +9.577212 USDT (2 cycles, 4 trades)\nFees: 2.410788 USDT" in day.text
    assert not day.has_button("▶")
    before = await figures(anna, "◀", "\n2026-03-29 (Europe/Berlin)")
    assert "Result: +4.788606 USDT (1 cycle, 2 trades)" in before.text
    assert (await figures(anna, "▶", "Today")).text == day.text
    await figures(anna, "◀", "\n2026-03-29 ")
    assert "Nothing was traded then." in (await figures(anna, "◀", "\n2026-03-28 ")).text
    week = await figures(anna, "Week", "This week, 2026-03-30 to 2026-04-05 (Europe/Berlin)")
    assert "(2 cycles, 4 trades)" in week.text
    assert "(1 cycle, 2 trades)" in (await figures(anna, "◀", "Week of 2026-03-23 to 2026-03-29")).text
    month = await figures(anna, "Month", "This month, 2026-03-01 to 2026-03-31")
    assert "(3 cycles, 6 trades)" in month.text
    assert month.message_id == day.message_id
    assert "Total result" in (await figures(anna, "All", "Today began")).text


async def test_the_results_of_each_bot_deleted_ones_as_one_line(rig: Rig, anna: Person) -> None:
    named = await has_bot(rig, start=True)
    gone = await has_bot(rig, start=True, key="gone")
    await cycle(rig)
    await rig.now.service.rename(ANNA, named.state.bot_id, "<i>Tea")
    await rig.now.service.stop(ANNA, gone.state.bot_id, StopForm.STOP, None)
    await rig.now.service.delete(ANNA, gone.state.bot_id, None, release=True)
    await anna.send("/stats")
    await anna.reads("Statistics")
    of_all = await figures(anna, "By bot", "All days, by bot")
    line = "+4.788606 USDT (1 cycle, 2 trades), fees 1.205394 USDT"
    bots = f"🧪 PAPER · USDT\n#1 BTC/USDT “<i>Tea”: {line}\nDeleted bots: {line}"
    assert bots in of_all.text
    await figures(anna, "Day", "Result: +9.577212 USDT (2 cycles, 4 trades)")
    assert "Of this, deleted bots: +4.788606 USDT (1 cycle, 2 trades)" in anna.messages[-1].text
    assert bots in (await figures(anna, "By bot", "#1")).text
    await figures(anna, "By coin", "Result: +9.577212 USDT")


async def test_a_time_zone_is_chosen_by_a_tap(rig: Rig, anna: Person) -> None:
    await anna.send("/settings")
    await anna.reads("Settings")
    zones = await figures(anna, "Time zone", "Time zone: UTC")
    assert zones.has_button("• UTC")
    chosen = await figures(anna, "Asia/Kolkata", "Done.")
    assert "Time zone: Asia/Kolkata, it is 03:00 there." in chosen.text
    assert chosen.has_button("• Asia/Kolkata")
    await rig.restart()
    await anna.send("/stats")
    assert "Today began at 2026-03-30 00:00:00 Asia/Kolkata." in (await anna.reads("Statistics")).text
    await anna.send("/settings zone moon")
    await anna.reads("I do not understand “zone moon”.")


async def test_what_is_open_is_told_apart_from_what_was_earned(rig: Rig, anna: Person) -> None:
    await anna.send("/pnl")
    assert "No trades yet." in (await anna.reads("Profit and loss")).text
    await holding_bot(rig)
    await has_bot(rig, ticker="ETH/USDT", start=True, buy="2400", sell="3000", key="idle")
    await anna.send("/pnl")
    shown = await anna.reads("Profit and loss")
    assert "Open at the prices of now, before fees: " in shown.text
    assert "#1 BTC/USDT holds 0.00999 BTC: -" in shown.text
    assert "ETH" not in shown.text
    await rig.binance.move("BTC/USDT", "60601")
    await anna.send("/pnl")
    shown = await anna.reads("Profit and loss")
    assert "Result today: +4.788606 USDT (1 cycle, 2 trades)" in shown.text
    assert "Open: nothing" in shown.text


async def test_today_is_told_of_money_beside_a_replay(rig: Rig, anna: Person, live: HandVenue) -> None:
    rig.venues.paper_prices = PriceSource.FILE
    await rig.restart()
    await has_bot(rig, start=True)
    await live_bot(rig, start=True)
    for venue in (rig.binance, live):
        await venue.move("BTC/USDT", "59990")
        await venue.move("BTC/USDT", "60601")
    await anna.send("/pnl")
    on_paper, of_money = (await anna.reads("Profit and loss")).text.split("LIVE")
    assert "Result today: " not in on_paper
    assert "Result today: +4.788606 USDT (1 cycle, 2 trades)" in of_money


async def test_what_is_open_without_a_price_is_said(rig: Rig, anna: Person) -> None:
    await holding_bot(rig)
    del rig.binance.prices["BTC/USDT"]
    await anna.send("/pnl")
    shown = await anna.reads("Profit and loss")
    assert "#1 BTC/USDT holds 0.00999 BTC; there is no price now" in shown.text


async def test_the_price_of_a_pair_is_told(rig: Rig, anna: Person) -> None:
    price = rig.binance.prices["BTC/USDT"]
    await anna.send("/price btc-usdt")
    assert f"BTC/USDT: {price} USDT (Binance) at " in (await anna.reads("BTC/USDT")).text
    await anna.send("/price BTCUSDT binance")
    await anna.reads("BTC/USDT: ")
    for written in ("BTC USDT", "btc/usdt", "BTC - USDT bybit"):
        await anna.send(f"/price {written}")
        seen = await anna.reads("BTC/USDT: ")
        assert f"USDT ({'Bybit' if 'bybit' in written else 'Binance'}) at " in seen.text
    await anna.send("/price")
    assert (await anna.reads("/price BTC/USDT Bybit")).text.startswith("Send the pair behind the command")
    await anna.send("/price BTC/USDT Krakatoa")
    await anna.reads("Krakatoa")
    await anna.send("/price DOGE/EUR")
    await anna.reads("DOGE/EUR")


async def test_a_price_is_that_of_where_the_bot_on_the_pair_trades(rig: Rig, anna: Person) -> None:
    rig.venues.open_account("Binance", Mode.TESTNET)
    await has_bot(rig, mode=Mode.TESTNET)
    await anna.send("/price BTC/USDT")
    assert "(test venue of Binance)" in (await anna.reads("BTC/USDT: ")).text


async def test_bot_and_its_number_open_its_card(rig: Rig, anna: Person) -> None:
    await has_bot(rig)
    await anna.send("/bot 1")
    assert "#1 BTC/USDT · Binance" in (await anna.reads("Realised:")).text
    await anna.send("/bot")
    await anna.reads("Your bots")


async def test_nobody_sees_anothers_figures(rig: Rig, anna: Person, control: ChatControl) -> None:
    """Not even who reads a bot."""
    await earned_over_midnight(rig)
    for role in (Role.TRADER, Role.VIEWER):
        await rig.now.store.people.admit(OWNER + 5, "Ben", OWNER + 5, rig.clock.now())
        await rig.now.store.people.set_role(OWNER + 5, role)
        await control.person("Ben", person_id=OWNER + 5, started=True)
        async with Person(rig.chat.page_url, person_id=OWNER + 5) as ben:
            await ben.send("/stats")
            shown = await ben.reads("Statistics")
            assert "USDT" not in shown.text
            await ben.tap("Month")
            none = "You have no bots of your own." if role is Role.VIEWER else "Nothing was traded then."
            assert none in (await ben.reads("This month")).text


async def test_who_only_reads_is_told_where_results_of_shared_bots_are(
    rig: Rig, anna: Person, control: ChatControl
) -> None:
    made = await has_bot(rig, start=True)
    await cycle(rig)
    await rig.now.store.people.admit(OWNER + 5, "Ben", OWNER + 5, rig.clock.now())
    await rig.now.store.people.set_role(OWNER + 5, Role.VIEWER)
    await rig.now.store.people.share(made.state.bot_id, OWNER + 5)
    await control.person("Ben", person_id=OWNER + 5, started=True)
    async with Person(rig.chat.page_url, person_id=OWNER + 5) as ben:
        await ben.send("/stats")
        shown = await ben.reads("Statistics")
        assert "You have no bots of your own" in shown.text
        assert "/bots" in shown.text
        assert "No trades yet" not in shown.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/stats day", "Today, 2026-03-29 (UTC)"),
        ("/stats Today", "Today, 2026-03-29 (UTC)"),
        ("/stats yesterday", "2026-03-28 (UTC)"),
        ("/stats week", "This week, 2026-03-23 to 2026-03-29 (UTC)"),
        ("/stats month", "This month, 2026-03-01 to 2026-03-31 (UTC)"),
        ("/stats 2026-03-27", "2026-03-27 (UTC)"),
        ("/stats неделя", "This week, 2026-03-23 to 2026-03-29 (UTC)"),
        ("/stats महीना", "This month, 2026-03-01 to 2026-03-31 (UTC)"),
        ("/stats all", "Bots: 1"),
    ],
)
async def test_a_period_may_be_written_behind_the_command(
    rig: Rig, anna: Person, typed: str, shown: str
) -> None:
    await has_bot(rig, start=True)
    await cycle(rig)
    await anna.send(typed)
    seen = await anna.reads("Statistics")
    assert shown in seen.text
    assert any(label.startswith("• ") for label in seen.labels)
