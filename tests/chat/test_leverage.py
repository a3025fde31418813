"""Leverage: asked on real perpetuals, said everywhere, and never chosen by a slip."""

import pytest

from engine.core.types import AccountId, Mode
from tests.chat.hand_venue import HandVenue
from tests.chat.rig import OWNER, Rig
from tests.support.person import Person

LINE = "/newbot BTC/USDT Binance F testnet BUY 0.01 60000 60600 loop"


@pytest.fixture
def futures(rig: Rig) -> HandVenue:
    rig.venues.open_account("Binance F", Mode.TESTNET)
    return rig.venues.real[AccountId("Binance F", Mode.TESTNET)]


async def test_it_is_asked_on_a_real_perpetual(anna: Person, rig: Rig, futures: HandVenue) -> None:
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Leverage")
    asked = await anna.reads("Which leverage?")
    assert asked.labels[:4] == ["1x", "2x", "3x", "5x"]
    await anna.send("a lot")
    await anna.reads("“a lot” is not a leverage. Example: 3x")
    await anna.send("500x")
    await anna.reads("it must be a whole number from 1x to 125x")
    await anna.tap("5x")
    review = await anna.reads("Leverage: 5x")
    assert "a move of about 20% against the position liquidates it" in review.text
    await anna.tap("Create and start")
    assert "leverage 5x" in (await anna.reads("Created and started.")).text
    [row] = await rig.now.store.reads.bots(OWNER)
    assert row.state.config.leverage == 5


@pytest.mark.parametrize("word", ["3x", "lev 3", "leverage 3x", "3\u0445"])
async def test_a_line_may_say_it(anna: Person, futures: HandVenue, word: str) -> None:
    await anna.send(f"{LINE} {word}")
    assert "Leverage: 3x" in (await anna.reads("Each cycle brings")).text


async def test_a_line_that_says_it_twice_or_badly_is_told_so(anna: Person, futures: HandVenue) -> None:
    await anna.send(f"{LINE} 3x lev 4")
    assert "The leverage is given twice" in (await anna.reads("Leverage: 3x")).text
    await anna.send(f"{LINE} lev much")
    review = await anna.reads("“lev” says nothing by itself. Write lev 3x")
    assert "I do not understand “much”" in review.text


@pytest.mark.parametrize(
    "line",
    [LINE.replace("testnet ", "") + " 3x", LINE.replace("Binance F testnet", "Binance") + " 3x"],
    ids=["paper", "spot"],
)
async def test_where_nothing_is_liquidated_it_is_refused(anna: Person, futures: HandVenue, line: str) -> None:
    await anna.send(line)
    review = await anna.reads("only perpetuals in TESTNET and LIVE have leverage")
    assert "Create and start" not in review.labels
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Leverage")
    await anna.reads("Which leverage?")
    await anna.tap("1x")
    assert "Create and start" in (await anna.reads("Each cycle brings")).labels


async def test_it_is_not_asked_on_paper_and_on_spot(anna: Person, futures: HandVenue) -> None:
    await anna.send(LINE.replace("testnet ", ""))
    await anna.reads("Each cycle brings")
    await anna.tap("Change")
    assert "Leverage" not in (await anna.reads("What do you want to change?")).labels


async def test_moving_to_paper_lets_go_of_it(anna: Person, futures: HandVenue) -> None:
    await anna.send(f"{LINE} 3x")
    await anna.reads("Leverage: 3x")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Mode")
    await anna.reads("In which mode?")
    await anna.tap("🧪 PAPER")
    review = await anna.reads("Each cycle brings")
    assert "Leverage" not in review.text
    assert "Create and start" in review.labels
