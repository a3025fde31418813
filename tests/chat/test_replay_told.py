"""A replay as its owner sees it: the file's times, one summary at its end, and what is wrong with a file."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from engine.clock import SystemClock
from engine.crash_points import no_crash
from tests.support.person import Person, Seen

T0 = 1_570_752_000_000  # 2019-10-11 00:00:00 UTC
DAY_MS = 86_400_000
LATER = T0 + 9 * DAY_MS
TRADES = "timestamp,id,side,price,amount\n"
PRICES = ("105", "99", "112", "99", "112", "105")


def rows(prices: tuple[str, ...] = PRICES) -> list[str]:
    """Return one trade a half day."""
    return [f"{T0 + number * DAY_MS // 2},{number},buy,{price},1" for number, price in enumerate(prices)]


def written(folder: Path, lines: list[str], header: str = TRADES) -> Path:
    path = folder / "prices.csv"
    path.write_text(header + "".join(f"{line}\n" for line in lines))
    return path


@asynccontextmanager
async def the_chat(folder: Path, file: Path) -> AsyncIterator[Person]:
    settings = Settings(
        _env_file=None,
        scalper_data_dir=folder,
        local_chat_port=0,
        market_data=MarketSource("csv", file),
        replay_symbol="COIN/USD",
        replay_speed=0,
    )
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as context:
        await context.chat_is_up.wait()
        assert context.local is not None
        async with Person(context.local.page_url, patience_seconds=60) as anna:
            yield anna


async def made(anna: Person, exchange: str = "Binance", buy: str = "100") -> None:
    await anna.send(f"/newbot COIN/USD {exchange} BUY 1 {buy} 110 loop")
    await anna.reads("Each cycle")
    await anna.tap("Create and start")
    await anna.reads("Created and started")


def said(anna: Person, text: str) -> list[Seen]:
    return [message for message in anna.messages if message.by_bot and text in message.text]


async def card(anna: Person, bot: str = "#1 COIN/USD") -> str:
    await anna.send("/bots")
    await anna.reads("Your bots")
    await anna.tap(bot)
    return (await anna.reads("Realised")).text


# --- a replay that goes well -----------------------------------------------------------------------


async def test_its_times_are_the_files_and_its_end_is_summed_up_once(tmp_path: Path) -> None:
    file = written(tmp_path, rows())
    async with the_chat(tmp_path, file) as anna:
        await anna.send("/newbot COIN/USD Binance BUY 1 100 110 loop")
        review = await anna.reads("Each cycle")
        assert "Last price 105 USD (replayed from a file) at 2019-10-11 00:00:00 UTC." in review.text
        await anna.tap("Create and start")
        over = await anna.reads("The replay of #1 COIN/USD is over")
        assert "2019-10-11 00:00:00 UTC to 2019-10-13 12:00:00 UTC: 4 fills, 2 cycles" in over.text
        assert re.search(r"result \+\S+ USD after \S+ USD in fees\. It holds \S+ COIN\.", over.text)
        (bought, *_) = said(anna, "BUY 1 COIN @ 100 ")
        assert "2019-10-11 12:00:00 UTC" in bought.text
        (closed,) = said(anna, "Cycle 1 of #1 COIN/USD")
        assert "2019-10-12 00:00:00 UTC" in closed.text
        shown = await card(anna)
        assert "The replay has ended at 2019-10-13 12:00:00 UTC: there will be no more prices." in shown
        assert "Price 105 USD (replayed from a file) at 2019-10-13 12:00:00 UTC" in shown
        assert "Last fill: SELL 0.999 COIN @ 110, 2019-10-13 00:00:00 UTC" in shown
        await anna.send("/stats")
        stats = (await anna.reads("Statistics")).text
        assert re.search(
            r"Result on 2019-10-13, the newest day of the replay: \+\S+ USD \(1 cycle, 1 trade\)", stats
        )
        assert re.search(r"Total result from 2019-10-11 on: \+\S+ USD \(2 cycles, 4 trades\)", stats)
        await anna.send("/orders")
        assert "BUY 1 COIN @ 100 · since 2019-10-13 00:00:00 UTC" in (await anna.reads("Open orders")).text
        await anna.send("/logs")
        log = (await anna.reads("Logs · all levels")).text
        assert "replayed from 2019-10-13 00:00:00 UTC" in log
        assert (
            "The replay is over (PAPER, Binance); 2019-10-11 00:00:00 UTC to 2019-10-13 12:00:00 UTC" in log
        )
    async with the_chat(tmp_path, file) as anna:  # the end is known by then, and so is that it was told
        await anna.reads("The replay of #1 COIN/USD is over")
        assert "The replay has ended" in await card(anna)
        await anna.tap("Stop")
        await anna.reads("Finish cycle: ")
        await anna.tap("Stop")
        await anna.reads("Stopped")
        await anna.tap("Start")
        await anna.reads("Started")
        await anna.catch_up()
        assert len(said(anna, "The replay of #1 COIN/USD is over")) == 1


async def test_an_edit_counts_from_the_bots_own_price(tmp_path: Path) -> None:
    """A new bot begins at the file's first row; one that replays has gone on from there."""
    file = written(tmp_path, rows(("105", "106", "150")))
    async with the_chat(tmp_path, file) as anna:
        await made(anna, buy="90")
        await anna.reads("The replay of #1 COIN/USD is over")
        await card(anna)
        await anna.tap("Edit")
        review = await anna.reads("Nothing has changed yet.")
        assert "Last price 150 USD (replayed from a file) at 2019-10-12 00:00:00 UTC." in review.text
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap("Buy price")
        asked = await anna.reads("Buy at which price")
        assert "Last price 150 USD" in asked.text
        assert asked.has_button("-1%")  # of the price that stands, 90
        await anna.send("-50%")
        await anna.reads("Buy price: 90 → 75")
        await anna.tap("Change")
        await anna.reads("What do you want to change?")
        await anna.tap("Exchange")
        await anna.reads("On which exchange?")
        await anna.send("Bybit")  # from there it would begin at the first row
        await anna.reads("Last price 105 USD (replayed from a file) at 2019-10-11 00:00:00 UTC.")


# --- a file that goes wrong ------------------------------------------------------------------------

MIDDLE = {
    "out of order": (f"{T0},3,buy,99,1", "row 5: it is earlier than the row before; sort the file by time"),
    "NaN": (
        f"{LATER},3,buy,NaN,1",
        "row 5: the price must be a number such as 0.00141342, it is “NaN”",
    ),
    "infinite": (f"{LATER},3,buy,inf,1", "row 5: the price must be a number"),
    "empty": (f"{LATER},3,buy,,1", "row 5: a cell is empty (price)"),
    "no time": (",3,buy,99,1", "row 5: a cell is empty (timestamp)"),
    "header again": (TRADES.strip(), "row 5: the header stands here again"),
    "cut off": (f"{LATER},3,bu", "row 5: it has 3 cells, not 5 as the header has; it may be cut off"),
    "one cell more": (f"{LATER},3,buy,99,1,7", "row 5: it has 6 cells, not 5"),
    "decimal comma": (f'{LATER},3,buy,"99,5",1', "row 5: the price must be a number"),
    "huge": (f"{LATER},3,buy,1e9999999,1", "row 5: the price is out of range: 1e9999999"),
    "beyond decimals": (
        f"{LATER},3,buy,1e99999999999999999999,1",
        "row 5: the price must be a number",
    ),
    "tiny": (f"{LATER},3,buy,1e-9999999,1", "row 5: the price is out of range"),
    "negative": (f"{LATER},3,buy,-99,1", "row 5: the price must be above zero, it is -99"),
    "zero": (f"{LATER},3,buy,0,1", "row 5: the price must be above zero, it is 0"),
    "seconds": (f"{T0 // 1000 + 9},3,buy,99,1", "row 5: the timestamp must be in milliseconds"),
    "no text": (f"{LATER},3,b\udce9y,99,1", "row 5: it is not text in UTF-8"),
    "a cell of megabytes": (f"{LATER},3,{'x' * 200_000},99,1", "row 5: it cannot be read"),
}


@pytest.mark.parametrize("wrong", MIDDLE)
async def test_what_is_wrong_in_the_middle_is_named_on_the_card_and_in_one_notice(
    tmp_path: Path, wrong: str
) -> None:
    row, words = MIDDLE[wrong]
    file = tmp_path / "prices.csv"
    lines = [TRADES.strip(), *rows()[:3], row, *rows()[3:]]
    file.write_bytes("\n".join(lines).encode(errors="surrogateescape"))
    async with the_chat(tmp_path, file) as anna:
        await made(anna)
        stops = await anna.reads("The prices of #1 COIN/USD stop")
        assert f"Reason: prices.csv, {words}" in stops.text
        assert "2019-10-11 00:00:00 UTC to 2019-10-12 00:00:00 UTC: 2 fills, 1 cycle" in stops.text
        shown = await card(anna)
        assert f"⚠️ The prices stop at 2019-10-12 00:00:00 UTC: prices.csv, {words}" in shown
        assert "The replay" not in shown
    file.write_text(TRADES + "\n".join(rows()))  # put right: it goes on where it stands
    async with the_chat(tmp_path, file) as anna:
        over = await anna.reads("The replay of #1 COIN/USD is over")
        assert "4 fills, 2 cycles" in over.text
        assert len(said(anna, "The prices of #1 COIN/USD stop")) == 1


async def test_a_candle_that_cannot_be_is_named(tmp_path: Path) -> None:
    header = "timestamp,open,high,low,close,volume\n"
    lines = [f"{T0 + number * 60_000},105,112,99,105,1" for number in range(3)]
    file = written(tmp_path, [*lines, f"{T0 + 180_000},105,99,112,105,1"], header)
    async with the_chat(tmp_path, file) as anna:
        await made(anna)
        stops = await anna.reads("The prices of #1 COIN/USD stop")
        assert "row 5: open and close do not lie between low and high (105, 99, 112, 105)" in stops.text


async def test_other_bots_go_on(tmp_path: Path) -> None:
    """Each reads the file for itself: one that is further along, one that begins, one that was stopped."""
    file = written(tmp_path, [*rows()[:3], "oops", *rows()[3:]])
    async with the_chat(tmp_path, file) as anna:
        await made(anna)
        await made(anna, "Bybit F", "99.5")
        for number in (1, 2):
            assert "row 5: " in (await anna.reads(f"The prices of #{number} COIN/USD stop")).text
        await anna.send("/stop_all now")
        assert "Stop all: 2 bots" in (await anna.reads("Stop all")).text


def shorten(file: Path) -> None:
    written(file.parent, rows()[:2])


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone": (Path.unlink, "prices.csv: it cannot be read (No such file or directory)"),
    "shorter": (shorten, "COIN/USD: the file ends before price no. 5"),
    "compressed": (lambda file: file.write_bytes(b"\x1f\x8b\x08\x00"), "prices.csv: it is compressed"),
    "UTF-16": (
        lambda file: file.write_text(TRADES, encoding="utf-16"),
        "prices.csv: it is not text in UTF-8",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
async def test_a_file_that_is_spoilt_while_a_bot_stands_is_named(tmp_path: Path, how: str) -> None:
    spoil, words = SPOILT[how]
    file = written(tmp_path, rows())
    async with the_chat(tmp_path, file) as anna:
        await made(anna)
        await anna.reads("is over")
        await anna.send("/stop_all now")
        await anna.reads("Stop all")
        spoil(file)
        await card(anna)
        await anna.tap("Start")
        assert words in (await anna.reads("The prices of #1 COIN/USD stop")).text
        assert words in await card(anna)
