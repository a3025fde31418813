"""A bot that has replayed a file, met again with other market data: nothing false is said or traded."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.chat.test_replay_told import PRICES, T0, card, made, rows, said, written
from tests.support.person import Person

CANDLES = "timestamp,open,high,low,close,volume\n"


@asynccontextmanager
async def the_chat(
    folder: Path, file: Path | None, symbol: str = "COIN/USD", speed: float = 0
) -> AsyncIterator[Person]:
    settings = Settings(
        _env_file=None,
        scalper_data_dir=folder,
        local_chat_port=0,
        market_data=MarketSource("csv", file) if file else MarketSource("synthetic"),
        replay_symbol=symbol,
        replay_speed=speed,
    )
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as context:
        await context.chat_is_up.wait()
        assert context.local is not None
        async with Person(context.local.page_url, patience_seconds=60) as anna:
            yield anna


async def replayed(folder: Path, *, stop: bool = False) -> Path:
    """Have a bot replay a file to its end. `stop`: it is stopped there, and trades nothing elsewhere."""
    file = written(folder, rows())
    async with the_chat(folder, file) as anna:
        await made(anna)
        await anna.reads("The replay of #1 COIN/USD is over")
        if stop:
            await anna.send("/stop_all now")
            await anna.reads("No COIN is held")
    return file


async def test_without_its_file_its_times_are_the_files_all_the_same(tmp_path: Path) -> None:
    await replayed(tmp_path, stop=True)
    async with the_chat(tmp_path, None) as anna:
        shown = await card(anna)
        assert "Last fill: SELL 0.999 COIN @ 110, 2019-10-13 00:00:00 UTC" in shown
        assert "days ago" not in shown
        await anna.send("/stats")
        stats = (await anna.reads("Statistics")).text
        assert re.search(
            r"Total result from 2019-10-11 to 2019-10-13: \+\S+ USD \(2 cycles, 4 trades\)", stats
        )
        assert "Result today: 0 USD" in stats


async def test_a_file_said_to_be_of_another_pair_says_what_to_set(tmp_path: Path) -> None:
    file = await replayed(tmp_path)
    async with the_chat(tmp_path, file, "PEPE/BTC") as anna:
        stops = await anna.reads("The prices of #1 COIN/USD stop")
        words = "prices.csv has prices of PEPE/BTC, as REPLAY_SYMBOL says, and not of COIN/USD"
        assert words in stops.text
        assert "set REPLAY_SYMBOL=COIN/USD" in stops.text
        assert words in await card(anna)
    async with the_chat(tmp_path, file) as anna:  # as it is said: it goes on
        assert "The replay has ended" in await card(anna)


def begins_elsewhere(folder: Path) -> None:
    written(folder, rows(("104", *PRICES[1:], "99", "112")))


def of_another_year(folder: Path) -> None:
    lines = [f"{T0 + 10**10 + number},{number},buy,{price},1" for number, price in enumerate(PRICES * 2)]
    written(folder, lines)


def of_candles(folder: Path) -> None:
    written(folder, [f"{T0 + number * 60_000},105,112,99,105,1" for number in range(9)], CANDLES)


@pytest.mark.parametrize("other", [begins_elsewhere, of_another_year, of_candles])
async def test_another_file_of_the_pair_is_noticed_and_not_traded_on(tmp_path: Path, other: object) -> None:
    await replayed(tmp_path)
    assert callable(other)
    other(tmp_path)
    async with the_chat(tmp_path, tmp_path / "prices.csv") as anna:
        stops = await anna.reads("The prices of #1 COIN/USD stop")
        assert "prices.csv is another file than the one that the bot replays" in stops.text
        assert "105 at 2019-10-11 00:00:00 UTC" in stops.text
        shown = await card(anna)
        assert "Put the first one back, or make another bot for this one" in shown
        assert len(said(anna, "Cycle 3 of #1")) == 0
        await anna.send("/newbot COIN/USD Bybit BUY 1 100 110 loop")  # the way out
        await anna.reads("Each cycle")
        await anna.tap("Create and start")
        await anna.reads("The replay of #2 COIN/USD is over")
    written(tmp_path, rows())
    async with the_chat(tmp_path, tmp_path / "prices.csv") as anna:
        assert "The replay has ended" in await card(anna)


async def test_the_same_file_put_right_or_longer_is_the_same(tmp_path: Path) -> None:
    await replayed(tmp_path)
    written(tmp_path, rows((*PRICES, "99", "112")))
    async with the_chat(tmp_path, tmp_path / "prices.csv") as anna:
        over = await anna.reads(lambda seen: "is over" in seen.text and "6 fills" in seen.text)
        assert "3 cycles" in over.text


async def test_a_bot_of_the_made_up_market_begins_a_file_at_its_first_row(tmp_path: Path) -> None:
    file = written(tmp_path, rows())
    async with the_chat(tmp_path, None, speed=60) as anna:
        await made(anna)
        await card(anna)
    async with the_chat(tmp_path, file) as anna:
        over = await anna.reads(lambda seen: "#1 COIN/USD" in seen.text and " UTC to " in seen.text)
        assert "is over" in over.text
        assert "2019-10-11 00:00:00 UTC to 2019-10-13 12:00:00 UTC" in over.text
