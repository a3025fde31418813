"""The made-up market belongs to nobody: it lives by the clock, whoever comes, goes, looks or restarts."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from engine.clock import SystemClock
from engine.crash_points import no_crash
from engine.venues.paper.feeds.synthetic import BEGIN, ROW_EVERY, SyntheticFeed
from tests.support.person import Person

PRICE = re.compile(r"Last price (\S+) \w+ \(made up\) at (\S+) UTC")
ON_CARD = re.compile(r"Price (\S+) \w+ \(made up\)")


CLOCK = SystemClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, scalper_data_dir=tmp_path, local_chat_port=0)


@asynccontextmanager
async def the_chat(settings: Settings) -> AsyncIterator[Person]:
    async with open_app(settings, clock=CLOCK, crash_hook=no_crash) as context:
        await context.chat_is_up.wait()
        assert context.local is not None
        async with Person(context.local.page_url, patience_seconds=60) as anna:
            await anna.turn_the_page()
            yield anna


def of_the_clock(symbol: str, begun: datetime, ended: datetime) -> set[Decimal]:
    """Return the prices that the market has between two moments, and one tick before them."""
    feed = SyntheticFeed(symbol, seed=1, clock=CLOCK)
    first, last = ((at - BEGIN) // ROW_EVERY for at in (begun, ended))
    return {feed.tick(index).price for index in range(first - 1, last + 1)}


async def looked_at(anna: Person, symbol: str) -> bool:
    """Look at the price in the form, and say whether it is that of the clock."""
    begun = CLOCK.now()
    await anna.send(f"/newbot {symbol} Binance BUY 1 -1% +2% once")
    seen = await anna.reads("Last price")
    found = PRICE.search(seen.text)
    assert found is not None, seen.text
    await anna.tap("Cancel")
    await anna.reads("Nothing was created")
    return Decimal(found[1]) in of_the_clock(symbol, begun, CLOCK.now())


async def price_on_card(anna: Person, bot: str) -> bool:
    begun = CLOCK.now()
    await anna.send("/bots")
    await anna.reads("Your bots")
    await anna.tap(bot)
    seen = await anna.reads("Realised")
    found = ON_CARD.search(seen.text)
    assert found is not None, seen.text
    return Decimal(found[1]) in of_the_clock(bot.rsplit(maxsplit=1)[-1], begun, CLOCK.now())


async def as_shown(anna: Person) -> None:
    """Confirm prices far from the market's."""
    if any("Right as shown" in message.labels for message in anna.messages):
        await anna.tap("Right as shown")
        await anna.reads("Ticker:")


async def made(anna: Person, line: str) -> None:
    await anna.send(f"/newbot {line}")
    await anna.reads("Each cycle")
    await as_shown(anna)
    await anna.tap("Create and start")
    await anna.reads("Created and started")


async def test_the_price_goes_on_while_nobody_is_there(settings: Settings) -> None:
    async with the_chat(settings) as anna:
        for symbol in ("BTC/USDT", "SOL/USDT", "BTC/USDT"):
            assert await looked_at(anna, symbol)


async def test_it_goes_on_when_the_last_bot_has_left_and_over_a_restart(settings: Settings) -> None:
    async with the_chat(settings) as anna:
        await made(anna, "BTC/USDT Binance BUY 0.01 -3% +5% loop")
        assert await price_on_card(anna, "#1 BTC/USDT")
        assert await looked_at(anna, "BTC/USDT")
        await anna.send("/stop_all now")
        await anna.reads("Stop all")
        assert await looked_at(anna, "BTC/USDT")
        await made(anna, "BTC/USDT Bybit BUY 0.01 -3% +5% loop")
        assert await price_on_card(anna, "#2 BTC/USDT")
    async with the_chat(settings) as anna:
        assert await price_on_card(anna, "#2 BTC/USDT")
        assert await looked_at(anna, "BTC/USDT")


async def test_a_bot_that_comes_from_another_pair_moves_nobodys_prices(settings: Settings) -> None:
    """It joins the market where that is; what it came to elsewhere does not matter there."""
    async with the_chat(settings) as anna:
        await made(anna, "BTC/USDT Binance BUY 0.01 1 2 loop")
        await made(anna, "ETH/USDT Binance BUY 0.1 -3% +5% loop")
        for pair in ("ETH/USDT", "BTC/USDT", "ETH/USDT"):
            await anna.send("/bots")
            await anna.reads("Your bots")
            await anna.tap("#1 ")
            await anna.reads("Realised")
            await anna.tap("Edit")
            await anna.reads("Edit #1")
            await anna.tap("Change")
            await anna.reads("What do you want to change?")
            await anna.tap("Ticker")
            await anna.reads("Which trading pair?")
            await anna.send(pair)
            await anna.reads("Ticker:")
            await as_shown(anna)
            await anna.tap("Save")
            await anna.reads("Changes saved")
            assert await price_on_card(anna, f"#1 {pair}")
            assert await price_on_card(anna, "#2 ETH/USDT")
            assert await looked_at(anna, "ETH/USDT")


async def test_one_tick_of_it_is_worth_a_button(settings: Settings) -> None:
    async with the_chat(settings) as anna:
        await anna.send("/newbot BTC/USDT Binance BUY 0.01 59000 61000 once")
        await anna.reads("New bot")
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap("Buy price")
        asked = await anna.reads("Set to 59000 USDT.")
        assert [label for label in asked.labels if label[0] in "+-"][-2:] == [
            "-0.01: 58999.99",
            "+0.01: 59000.01",
        ]
