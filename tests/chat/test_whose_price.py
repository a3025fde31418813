"""Each price says whose it is, whatever other bots trade on."""

from decimal import Decimal

import pytest

from engine.core.types import Mode
from engine.reads.views import PriceSource
from tests.chat.hand_venue import HandVenue
from tests.chat.money import live_bot
from tests.chat.rig import Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.person import Person, Seen


def is_picture(seen: Seen) -> bool:
    return seen.media is not None


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


@pytest.mark.parametrize(
    ("paper", "whose"),
    [
        (PriceSource.EXCHANGE, "Binance"),
        (PriceSource.MADE_UP, "made up"),
        (PriceSource.FILE, "replayed from a file"),
    ],
)
async def test_a_paper_price_is_of_what_paper_trades_on_and_a_live_one_of_its_exchange(
    anna: Person, rig: Rig, live: HandVenue, paper: PriceSource, whose: str
) -> None:
    rig.venues.paper_prices = paper
    await rig.restart()
    await has_bot(rig, start=True)
    await live_bot(rig, start=True)
    for label, of in (("#1 BTC/USDT", whose), ("#2 BTC/USDT", "Binance")):
        shown = (await card_in_chat(anna, label)).text
        assert f"Price 60500 USDT ({of})" in shown
        await anna.tap("Picture")
        assert f"Price 60500 USDT ({of})\n" in (await anna.reads(is_picture)).text
        await card_in_chat(anna, label)
        await anna.tap("Edit")
        await anna.reads(f"Last price 60500 USDT ({of}) at")
    for venue in (rig.binance, live):
        venue.prices["BTC/USDT"] = Decimal(60000)
    for label, of in (("#1 BTC/USDT", whose), ("#2 BTC/USDT", "Binance")):
        assert f"Price 60000 USDT ({of}): right there." in (await card_in_chat(anna, label)).text
    await anna.send("/orders")
    listed = (await anna.reads("Open orders")).text
    assert listed.count(f"price 60000 ({whose})") == (2 if whose == "Binance" else 1)
    assert listed.count("price 60000 (Binance)") == (2 if whose == "Binance" else 1)
