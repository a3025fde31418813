"""A TESTNET bot's price is the test venue's, whatever PAPER bots trade on."""

from engine.core.types import Mode
from engine.reads.views import PriceSource
from tests.chat.rig import Rig
from tests.support.person import Person


async def test_a_testnet_price_is_not_called_made_up(anna: Person, rig: Rig) -> None:
    rig.venues.open_account("Binance", Mode.TESTNET)
    rig.venues.paper_prices = PriceSource.MADE_UP
    await rig.restart()
    for mode, whose in (("TESTNET", "test venue of Binance"), ("PAPER", "made up")):
        await anna.send(f"/newbot BTC/USDT Binance {mode} BUY 0.01 60000 60600 loop")
        await anna.reads(f"Last price 60500 USDT ({whose}) at")
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap("Buy price")
        await anna.reads(f"Last price 60500 USDT ({whose}) at")
        await anna.send("60000")
        await anna.reads("Each cycle brings")
        await anna.tap("Create and start")
        await anna.reads(f"Price 60500 USDT ({whose}): ")
    await anna.send("/orders")
    listed = await anna.reads("Open orders")
    assert "price 60500 (test venue of Binance)" in listed.text
    assert "price 60500 (made up)" in listed.text
