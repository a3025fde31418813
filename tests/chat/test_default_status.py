"""DEFAULT_BOT_STATUS: which button comes first, and what a line does."""

import pytest

from engine.core.types import Mode, Status
from engine.reads.views import BotFilter, BotRow
from tests.chat.hand_venue import HandVenue
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import LINE
from tests.support.person import Person


@pytest.fixture
async def active(rig: Rig) -> None:
    rig.start_first = True
    await rig.restart()


async def bots(rig: Rig) -> tuple[BotRow, ...]:
    return (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows


async def test_stopped_comes_first_and_a_line_is_reviewed(anna: Person, rig: Rig) -> None:
    await anna.send(LINE)
    review = await anna.reads("Each cycle brings")
    assert review.labels[:2] == ["Create stopped", "Create and start"]
    assert await bots(rig) == ()
    await anna.tap("Create and start")
    await anna.reads("Created and started.")


@pytest.mark.usefixtures("active")
async def test_active_comes_first_and_a_line_starts_its_bot(anna: Person, rig: Rig) -> None:
    await anna.send(LINE)
    card = await anna.reads("Created and started.")
    assert "#1 BTC/USDT · Binance · 🧪 PAPER" in card.text
    assert "I took what is usual: Trailing: none. Edit changes it." in card.text
    [row] = await bots(rig)
    assert row.status is Status.ACTIVE
    await anna.tap("Clone")
    review = await anna.reads("New bot like #1")
    assert review.labels[:2] == ["Create and start", "Create stopped"]


@pytest.mark.usefixtures("active")
@pytest.mark.parametrize(
    "line",
    [
        "BTC/USDT Binance BUY 100 USDT 60000 60600",  # counted
        "BTC/USDT Binance BUY 0.0123456 60000 60600",  # rounded
        "BTC/USDT Binance BUY 0.01 60550 60560",  # warned of: it loses
        "BTC/USDT Binance BUY 0.01 30000 60600",  # warned of: far from the last price
        "BTC/USDT Binance BUY 0.01 60000",  # not complete
        "BTC/USDT Binance BUY 0.01 60000 60600 wow",  # not understood
        "FOO/BAR Binance BUY 0.01 60000 60600",  # not known
    ],
)
async def test_what_has_to_be_looked_at_is_shown_first(anna: Person, rig: Rig, line: str) -> None:
    await anna.send(f"/newbot {line}")
    await anna.reads("New bot · 🧪 PAPER")
    assert await bots(rig) == ()


async def test_a_line_never_passes_the_question_for_money(anna: Person, rig: Rig, live: HandVenue) -> None:
    rig.start_first = True
    await rig.restart()
    await anna.send(f"{LINE} live")
    review = await anna.reads("New bot · 💵 LIVE")
    assert await bots(rig) == ()
    assert review.labels[0] == "Create and start"
    await anna.tap("Create and start")
    await anna.reads(lambda seen: "Trade with real money" in seen.labels)
    assert await bots(rig) == ()
    assert live.resting == {}
    await anna.tap("Trade with real money")
    await anna.reads("Created and started.")
    [row] = await bots(rig)
    assert row.account_id.mode is Mode.LIVE
