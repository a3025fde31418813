"""Files of trades and candles: read exactly, from anywhere, and refused in words that help."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.core.reasons.causes import FeedProblem
from engine.core.reasons.markets import FeedBroken
from engine.errors import FeedError
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.csv_feed import CsvFeed

T0 = 1_570_752_011_620
TRADES = "timestamp,id,side,price,amount\n"
CANDLES = "timestamp,open,high,low,close,volume\n"
DATA = Path(__file__).parents[1] / "data"


async def read(feed: CsvFeed, begin: int = 0) -> list[Tick]:
    return [tick async for tick in feed.read(begin)]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "market.csv"
    path.write_text(text)
    return path


async def test_trades_are_read_exactly(tmp_path: Path) -> None:
    text = f"{TRADES}{T0},1,sell,0.00141342,23\n{T0},2,buy,0.100000000000000005,54\n{T0 + 250},3,buy,1e-3,1\n"
    first, second, third = await read(CsvFeed(written(tmp_path, text)))
    assert first == Tick(
        index=0, at=datetime(2019, 10, 11, 0, 0, 11, 620_000, tzinfo=UTC), price=Decimal("0.00141342")
    )
    assert second.price == Decimal("0.100000000000000005")
    assert (second.at, second.index) == (first.at, 1)
    assert (third.price, third.index) == (Decimal("0.001"), 2)


async def test_a_rising_candle_goes_low_first_and_a_falling_one_high_first(tmp_path: Path) -> None:
    text = f"{CANDLES}{T0},10,13,9,12,5\n{T0 + 60_000},12,14,8,9,5\n{T0 + 120_000},9,9,9,9,0\n"
    ticks = await read(CsvFeed(written(tmp_path, text)))
    assert [int(tick.price) for tick in ticks] == [10, 9, 13, 12, 12, 14, 8, 9, 9, 9, 9, 9]
    assert [tick.index for tick in ticks] == list(range(12))
    assert [(tick.at - ticks[0].at).total_seconds() for tick in ticks] == [
        15.0 * number for number in range(12)
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_the_place_of_a_wrong_row_counts_blank_lines_and_cells_of_several(
    tmp_path: Path, newline: str
) -> None:
    rows = [
        f'{T0 + number},{number},sell,100,"a{newline}b"{newline * (1 + number % 3)}' for number in range(1500)
    ]
    path = tmp_path / "market.csv"
    path.write_bytes(f"{TRADES}{''.join(rows)}{T0 + 2000},1500,sell,none,1{newline}".encode())
    feed = CsvFeed(path)
    with pytest.raises(FeedError) as caught:
        [tick async for tick in feed.read_outside(0, lambda: (Decimal(99), Decimal(101)))]
    assert isinstance(caught.value.reason, FeedBroken)
    assert caught.value.reason.row == 1 + 1500 * 2 + 1500 + 1


async def test_a_hole_in_the_candles_does_not_stretch_them(tmp_path: Path) -> None:
    text = f"{CANDLES}{T0},1,1,1,1,1\n{T0 + 300_000},1,1,1,1,1\n{T0 + 360_000},1,1,1,1,1\n"
    ticks = await read(CsvFeed(written(tmp_path, text)))
    assert [(tick.at - ticks[0].at).total_seconds() for tick in ticks[:6]] == [0, 15, 30, 45, 300, 315]


@pytest.mark.parametrize("name", ["trades.csv", "candles.csv"])
async def test_reading_can_begin_anywhere(name: str) -> None:
    feed = CsvFeed(DATA / name)
    ticks = await read(feed)
    assert feed.first == ticks[0]
    for begin in (0, 1, 2, 3, 4, 5, 77, len(ticks) - 1, len(ticks), len(ticks) + 50):
        assert await read(feed, begin) == ticks[begin:]


async def test_other_columns_blank_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    text = f"\ufeffPrice , note,Timestamp\r\n\r\n0.5,x,{T0}\r\n\r\n0.6,,{T0}\r\n\r\n"
    ticks = await read(CsvFeed(written(tmp_path, text)))
    assert [str(tick.price) for tick in ticks] == ["0.5", "0.6"]
    assert await read(CsvFeed(written(tmp_path, text)), 1) == ticks[1:]


BAD = [
    ("", None, FeedProblem.HEADER, "empty"),
    ("a,b\n", 1, FeedProblem.HEADER, "a,b"),
    (f"{TRADES}{T0},1,buy,abc,1\n", 2, FeedProblem.NOT_A_NUMBER, "abc"),
    (f"{TRADES}{T0},1,buy,NaN,1\n", 2, FeedProblem.NOT_A_NUMBER, "NaN"),
    (f"{TRADES}{T0},1,buy,1_0,1\n", 2, FeedProblem.NOT_A_NUMBER, "1_0"),
    (f"{TRADES}{T0},1,buy,0,1\n", 2, FeedProblem.NOT_ABOVE_ZERO, "0"),
    (f"{TRADES}{T0},1,buy,-3,1\n", 2, FeedProblem.NOT_ABOVE_ZERO, "-3"),
    (f"{TRADES}{T0},1,buy,1e-30,1\n", 2, FeedProblem.OUT_OF_RANGE, "1e-30"),
    (f"{TRADES}{T0},1,buy,1e9999999,1\n", 2, FeedProblem.OUT_OF_RANGE, "1e9999999"),
    (f"{TRADES}{T0},1,buy, ,1\n", 2, FeedProblem.EMPTY_CELL, "price"),
    (f"{TRADES}{T0},1\n", 2, FeedProblem.COLUMNS, "2 cells, not 5"),
    (f"{TRADES}{TRADES}", 2, FeedProblem.HEADER_AGAIN, ""),
    (f"{TRADES}2019-10-11,1,buy,1,1\n", 2, FeedProblem.NO_TIMESTAMP, "2019-10-11"),
    (f"{TRADES}{T0 // 1000},1,buy,1,1\n", 2, FeedProblem.NOT_MILLISECONDS, "1570752011"),
    (f"{CANDLES}{T0},5,4,1,3,1\n", 2, FeedProblem.CANDLE, "5, 4, 1, 3"),
    (
        f"{CANDLES}{T0},0.00000005,0.00000004,0.00000001,3e-8,1\n",
        2,
        FeedProblem.CANDLE,
        "0.00000005, 0.00000004, 0.00000001, 0.00000003",
    ),
    (f"price,{TRADES}1,{T0},1,buy,2,1\n", 1, FeedProblem.HEADER, f"price,{TRADES.strip()}"),
    (f"{TRADES}{T0},1,buy,\u0665,1\n", 2, FeedProblem.NOT_A_NUMBER, "\u0665"),
    (f"{TRADES}{T0},1,buy,\0\x1b5,1\n", 2, FeedProblem.NOT_A_NUMBER, "��5"),
    (TRADES, None, FeedProblem.NO_ROWS, ""),
]


@pytest.mark.parametrize(("text", "row", "problem", "found"), BAD)
def test_a_bad_beginning_is_refused_at_once(
    tmp_path: Path, text: str, row: int | None, problem: FeedProblem, found: str
) -> None:
    with pytest.raises(FeedError) as caught:
        CsvFeed(written(tmp_path, text))
    assert caught.value.reason == FeedBroken(file="market.csv", row=row, problem=problem, found=found)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("x,9,buy,1,1", FeedProblem.NO_TIMESTAMP),
        (f"{T0 - 1},9,buy,1,1", FeedProblem.TIME_ORDER),
        (f"{T0},9,buy,0,1", FeedProblem.NOT_ABOVE_ZERO),
    ],
)
async def test_a_bad_row_further_on_is_named_when_it_comes(
    tmp_path: Path, bad: str, problem: FeedProblem
) -> None:
    good = "".join(f"{T0},{number},buy,1,1\n" for number in range(20))
    feed = CsvFeed(written(tmp_path, f"{TRADES}{good}{bad}\n"))
    ticks = feed.read(18)
    assert [(await anext(ticks)).index for _ in range(2)] == [18, 19]
    with pytest.raises(FeedError) as caught:
        await anext(ticks)
    assert isinstance(caught.value.reason, FeedBroken)
    assert (caught.value.reason.row, caught.value.reason.problem) == (22, problem)


async def test_a_candle_that_stands_twice_is_named(tmp_path: Path) -> None:
    """Its prices would go back in time."""
    times = (T0, T0 + 60_000, T0 + 60_000)
    rows = "".join(f"{time},2,3,1,2,9\n" for time in times)
    with pytest.raises(FeedError) as caught:
        await read(CsvFeed(written(tmp_path, f"{CANDLES}{rows}")))
    wanted = FeedBroken(file="market.csv", row=4, problem=FeedProblem.CANDLE_AGAIN, found="")
    assert caught.value.reason == wanted


async def test_bytes_that_are_no_text_are_named_by_their_own_row(tmp_path: Path) -> None:
    """Not by where the block ends that was read at once."""
    path = tmp_path / "market.csv"
    good = "".join(f"{T0},{number},buy,1,1\n" for number in range(3_000))
    path.write_bytes(f"{TRADES}{good}".encode() + f"{T0},9,é,1,1\n".encode("latin-1"))
    feed = CsvFeed(path)
    with pytest.raises(FeedError) as caught:
        await read(feed, 2_990)
    assert caught.value.reason == FeedBroken(file="market.csv", row=3_002, problem=FeedProblem.NOT_TEXT)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, FeedProblem.UNREADABLE),
        (b"\x89PNG\xff\xfe", FeedProblem.NOT_TEXT),
        (b"\x1f\x8b\x08\x00\x00", FeedProblem.COMPRESSED),
        (b"PK\x03\x04\x14", FeedProblem.COMPRESSED),
        (TRADES.encode("utf-16"), FeedProblem.NOT_TEXT),
    ],
)
def test_what_is_no_such_file_at_all(tmp_path: Path, content: bytes | None, problem: FeedProblem) -> None:
    path = tmp_path / "market.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FeedError) as caught:
        CsvFeed(path)
    assert isinstance(caught.value.reason, FeedBroken)
    assert caught.value.reason.problem is problem


async def test_skipping_far_lets_others_run(tmp_path: Path) -> None:
    lines = "".join(f"{T0},{number},buy,1,1\n" for number in range(30_000))
    feed = CsvFeed(written(tmp_path, TRADES + lines))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(others())
        (last,) = await read(feed, 29_999)
        task.cancel()
    assert turns > 10
    assert last.index == 29_999


WIDE = Decimal(0), Decimal("Infinity")


async def outside(feed: CsvFeed, band: tuple[Decimal, Decimal], begin: int = 0) -> list[Tick]:
    return [tick async for tick in feed.read_outside(begin, lambda: band)]


@pytest.mark.parametrize("name", ["trades.csv", "candles.csv"])
async def test_only_ticks_of_the_band_are_left_out(name: str) -> None:
    feed = CsvFeed(DATA / name)
    ticks = await read(feed)
    prices = sorted(tick.price for tick in ticks)
    for begin in (0, 1, 5, 77, len(ticks) - 1, len(ticks)):
        for part in (4, 8, 100):
            low, high = prices[len(prices) // part], prices[-1 - len(prices) // part]
            shown = await outside(feed, (low, high), begin)
            assert set(shown) <= set(ticks)
            assert {tick for tick in ticks[begin:] if not low < tick.price < high} <= set(shown)
            assert shown[:1] == ticks[begin : begin + 1]
            assert shown[-1:] == ticks[begin:][-1:]


async def test_of_many_lines_that_concern_nobody_some_are_shown(tmp_path: Path) -> None:
    rows = "".join(f"{T0 + number},{number},buy,1,1\n" for number in range(5_000))
    shown = await outside(CsvFeed(written(tmp_path, TRADES + rows)), WIDE)
    assert [tick.index for tick in shown] == [*range(0, 5_000, 501), 4_999]


async def test_the_band_is_the_one_of_now(tmp_path: Path) -> None:
    rows = "".join(f"{T0},1,buy,{price},1\n" for price in (5, 5, 7, 5, 5, 7, 7, 9, 9))
    band, seen = [Decimal(1), Decimal(6)], []
    feed = CsvFeed(written(tmp_path, TRADES + rows))
    async for tick in feed.read_outside(0, lambda: (band[0], band[1])):
        seen.append(tick.index)
        if tick.index == 5:
            band[1] = Decimal(8)
    assert seen == [0, 2, 5, 7, 8]


@pytest.mark.parametrize("before", [2, 1250])
@pytest.mark.parametrize("columns", [TRADES, CANDLES])
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({0: str(T0 - 1)}, FeedProblem.TIME_ORDER),
        ({0: "x"}, FeedProblem.NO_TIMESTAMP),
        ({0: "123"}, FeedProblem.NOT_MILLISECONDS),
        ({0: "99" * 9}, FeedProblem.NOT_MILLISECONDS),
        ({0: "timestamp"}, FeedProblem.HEADER_AGAIN),
        ({3: "NaN"}, FeedProblem.NOT_A_NUMBER),
        ({3: "1_0"}, FeedProblem.NOT_A_NUMBER),
        ({3: "\u0665"}, FeedProblem.NOT_A_NUMBER),
        ({3: "0"}, FeedProblem.NOT_ABOVE_ZERO),
        ({3: "-3"}, FeedProblem.NOT_ABOVE_ZERO),
        ({3: "1e-30"}, FeedProblem.OUT_OF_RANGE),
        ({3: ""}, FeedProblem.EMPTY_CELL),
        ({4: "1,1,1"}, FeedProblem.COLUMNS),
        ({4: "1,1"}, FeedProblem.COLUMNS),
        ({1: "\udcff"}, FeedProblem.NOT_TEXT),
    ],
)
async def test_a_bad_line_among_those_that_concern_nobody_is_named(
    tmp_path: Path, columns: str, before: int, change: dict[int, str], problem: FeedProblem
) -> None:
    cells = [str(T0 + 3000), "2", "2", "2", "2", "1"][: columns.count(",") + 1]
    good = [",".join([str(T0 + number), *cells[1:]]) + "\n" for number in range(before)]
    bad = ",".join(change.get(place, cell) for place, cell in enumerate(cells)) + "\n"
    path = tmp_path / "market.csv"
    after = [good[-1].removesuffix(f",{cells[-1]}\n") + "\n"] if problem is FeedProblem.COLUMNS else good[:9]
    text = "".join([columns, *good, bad, *(after if before > 2 else [])])
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(FeedError) as caught:
        await outside(CsvFeed(path), WIDE)
    assert isinstance(caught.value.reason, FeedBroken)
    assert (caught.value.reason.row, caught.value.reason.problem) == (2 + before, problem)


@pytest.mark.parametrize("candle", ["5,4,1,3", "2,3,2.5,2.8", "2,3,1,4", "2,1.5,1,2"])
async def test_a_candle_that_cannot_be_is_named_also_where_it_concerns_nobody(
    tmp_path: Path, candle: str
) -> None:
    text = f"{CANDLES}{T0},2,2,2,2,1\n{T0 + 9},{candle},1\n"
    with pytest.raises(FeedError) as caught:
        await outside(CsvFeed(written(tmp_path, text)), WIDE)
    assert isinstance(caught.value.reason, FeedBroken)
    assert (caught.value.reason.row, caught.value.reason.problem) == (3, FeedProblem.CANDLE)
