"""What was earned and what was lost, as it is read."""

from decimal import Decimal

import pytest

from tests.chat.rig import Rig
from tests.chat.stories import card_in_chat, holding_bot, told
from tests.support.person import Person


@pytest.mark.usefixtures("notices")
@pytest.mark.parametrize(("price", "mark"), [("60601", "✅"), ("50000", "🔻")], ids=["won", "lost"])
async def test_a_cycle_bears_the_mark_of_its_result(anna: Person, rig: Rig, price: str, mark: str) -> None:
    await holding_bot(rig)
    await rig.binance.move("BTC/USDT", price)
    if mark == "🔻":
        await card_in_chat(anna)
        await anna.tap("Stop")
        await anna.reads("Close now: ")
        await anna.tap("Close now")
    notice = await told(anna, rig, "Cycle 1 of #1 BTC/USDT:")
    line = next(line for line in notice.text.splitlines() if "Cycle 1 of" in line)
    assert line.startswith(f"{mark} ")
    assert ("✅" in notice.text) is (mark == "✅")


async def test_the_review_says_that_a_cycle_would_lose(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60010")
    review = await anna.reads("Ticker: BTC/USDT")
    assert "Each cycle loses 1.0995999 USDT" in review.text
    assert "each cycle loses 1.0995999 USDT" in review.text
    assert "brings" not in review.text
    assert rig.binance.prices["BTC/USDT"] == Decimal(60_500)
