"""A file of trades or candles as a feed. It is read line by line and may be large."""

import asyncio
import csv
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import Self, TextIO

from engine.core.money import ZERO, fits_storage
from engine.core.reasons.causes import FeedProblem
from engine.core.reasons.markets import FeedBroken
from engine.core.types import FeedBegin
from engine.errors import FeedError
from engine.venues.exchanges.server_time import from_ms
from engine.venues.level_index import NO_BAND, Band
from engine.venues.paper.feeds.base import Tick

USUAL_CANDLE_MS = 60_000
"""How long the candle of a file with only one is taken to be."""

_FIRST_MS, _LAST_MS = 100_000_000_000, 100_000_000_000_000
"""Outside of these a timestamp is no milliseconds since 1970 but some other unit."""
_LINES_AT_ONCE = 2_000
_BLOCK = 500
_PASSED_AT_ONCE = 500
"""After so many lines that concern nobody one is shown all the same: time goes on, and others get a turn."""
_PLAIN_PRICES = re.compile(r"(?:[0-9]{1,18}(?:\.[0-9]{1,18})?\n)+")
"""What are surely prices that storage holds."""
_LINE_BREAK = re.compile("\r\n|\r|\n")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
"""What Python reads bytes as that are no text, so that they can be named by their row."""
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CANDLES_TO_MEASURE = 10
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """What the header says: the columns of the time and of the prices that are read."""

    columns: tuple[str, ...]
    time: int
    prices: tuple[int, ...]
    """So many ticks a line has."""
    candle_ms: int = 0


_Figures = tuple[int, Decimal, Decimal]
"""Of a line: milliseconds, lowest and highest price."""
_NOT_SURE: _Figures = -1, ZERO, ZERO
"""Of one that may be wrong, and is looked at more closely."""


class CsvFeed:
    """The prices of a CSV file. Tick n is its n-th trade, or price n % 4 of its candle n // 4.

    The header decides: `timestamp,price` and more is a file of trades, `timestamp,open,high,low,close`
    and more one of candles. Timestamps are milliseconds. A rising candle is read as open, low, high,
    close, a falling one as open, high, low, close, spread evenly over the candle.
    """

    replayable = True

    def __init__(self, path: Path) -> None:
        """Look at the file's beginning. Raises FeedError: no such file, wrong header, no or bad ticks."""
        self._path = path
        with _Lines(path) as lines:
            self._form = _form_of(lines)
            first = lines.next()
            if first is None:
                raise lines.broken(FeedProblem.NO_ROWS)
            self.first = _rows_of(lines, first, self._form, 0)[0]
            """The first tick."""
            self.begins_at = self.first.at
            candles = len(self._form.prices) > 1
            self.begin = FeedBegin(file=path.name, at=self.first.at, price=self.first.price, candles=candles)
            if candles:
                self._form = _measured(lines, first, self._form)

    def read(self, begin: int) -> AsyncGenerator[Tick]:
        """Yield the ticks from `begin` on. Raises FeedError naming file, row and what is wrong."""
        return self.read_outside(begin, lambda: NO_BAND)

    async def read_outside(self, begin: int, band: Callable[[], Band]) -> AsyncGenerator[Tick]:
        form = self._form
        skipped, within = divmod(begin, len(form.prices))
        index, newest = begin - within, 0
        with _Lines(self._path) as lines:
            for number in range(1 + skipped):  # the header too
                if number % _LINES_AT_ONCE == 0:
                    await asyncio.sleep(0)
                lines.next()
            while (fields := lines.next()) is not None:
                ticks = _rows_of(lines, fields, form, index)
                at = _milliseconds(lines, fields, form)
                if at < newest:
                    raise lines.error(FeedProblem.TIME_ORDER)
                if at == newest and len(ticks) > 1:
                    raise lines.error(FeedProblem.CANDLE_AGAIN)
                for tick in ticks[within:]:
                    yield tick
                within = 0
                passed, newest = lines.pass_over(form, at, band())
                index += len(ticks) * (1 + passed)


class _Lines:
    """The lines of a CSV file that are not blank, as fields. Foreign errors become FeedError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as raw:
                begins = raw.read(4)
            self._file: TextIO = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        except OSError as e:
            raise self.broken(FeedProblem.UNREADABLE, e.strerror or "") from e
        self._reader = csv.reader(self._file)
        self._block = _Block(0, [])
        self._failure: FeedError | None = None
        if begins.startswith((*_PACKED, *_UTF_16)):
            self._file.close()
            packed = begins.startswith(_PACKED)
            raise self.broken(FeedProblem.COMPRESSED if packed else FeedProblem.NOT_TEXT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def next(self) -> list[str] | None:
        """Return the next line; None after the last. Raises FeedError."""
        if not self._has_more():
            return None
        fields = self._block.rows[self._block.at]
        self._block.at += 1
        if _NOT_UTF_8.search("".join(fields)):
            raise self.error(FeedProblem.NOT_TEXT)
        return fields

    def _has_more(self) -> bool:
        """Say whether a line follows. After the last one its block stays."""
        if self._block.at == len(self._block.rows) and (following := self._read()).rows:
            self._block = following
        return self._block.at < len(self._block.rows)

    def _read(self) -> "_Block":
        """Return the next lines; none at the end. An error comes after the lines before it."""
        if self._failure is not None:
            raise self._failure
        begins, lines = self._reader.line_num, list[list[str]]()
        try:
            lines.extend(islice(self._reader, _BLOCK))
            while lines and not any(lines) and (more := list(islice(self._reader, _BLOCK))):
                lines += more
        except (OSError, csv.Error) as e:
            self._failure = self.broken(FeedProblem.UNREADABLE, str(e), row=self._reader.line_num)
            if not any(lines):
                raise self._failure from e
        return _Block(begins, lines)

    def pass_over(self, form: _Form, newest: int, band: Band) -> tuple[int, int]:
        """Go on over lines that concern nobody. Return how many, and the time of the last in milliseconds.

        All their prices lie in the band, and nothing at all is wrong with them: each that might be is left to
        `next`, which says what it is.
        """
        (low, high), apart = band, len(form.prices) > 1  # two candles never have the same time
        passed, before = 0, newest
        while low < high and self._has_more():
            block, begun = self._block, self._block.at
            for time, lowest, highest in block.figures(form)[begun : begun + _PASSED_AT_ONCE - passed]:
                if not (low < lowest and highest < high and newest + apart <= time):
                    break
                before, newest = newest, time
                block.at += 1
            passed += block.at - begun
            if block.at < len(block.rows):
                return passed, newest
        if passed:  # the last of the file is shown
            self._block.at -= 1
            passed, newest = passed - 1, before
        return passed, newest

    def error(self, problem: FeedProblem, found: object = "") -> FeedError:
        """Return the error about the line read last."""
        shown = "".join(letter if letter.isprintable() else "�" for letter in str(found)[:_SHOWN])
        return self.broken(problem, shown, row=self._block.place if self._block.at else None)

    def broken(self, problem: FeedProblem, found: str = "", *, row: int | None = None) -> FeedError:
        return FeedError(FeedBroken(file=self._path.name, row=row, problem=problem, found=found))


class _Block:
    """Lines that were read at once, the first of them after `begins` others."""

    def __init__(self, begins: int, lines: list[list[str]]) -> None:
        self._begins = begins
        self._lines = lines
        self.rows = list(filter(None, lines))
        """Those that are not blank."""
        self.at = 0
        """So many of the rows were given out."""
        self._figures: list[_Figures] = []

    @property
    def place(self) -> int:
        """The place in the file of the row given out last: where it ends, for its cells may have lines."""
        places = accumulate(1 + sum(map(_count_breaks, fields)) for fields in self._lines)
        ends = (place for place, fields in zip(places, self._lines, strict=True) if fields)
        return self._begins + next(islice(ends, self.at - 1, None))

    def figures(self, form: _Form) -> list[_Figures]:
        """Return what the lines say."""
        if not self._figures:
            self._figures = _figures(self.rows, form)
        return self._figures


def _count_breaks(cell: str) -> int:
    return len(_LINE_BREAK.findall(cell))


def _figures(rows: list[list[str]], form: _Form) -> list[_Figures]:
    """Return what lines say that are surely right. This is asked of every line of a file.

    So they are looked at together, column by column, and in halves where that finds something.
    """
    try:
        columns = list(zip(*rows, strict=True))
        times, prices = columns[form.time], [columns[column] for column in form.prices]
        texts = "\n".join([*chain(*prices), ""])
        is_sure = (
            len(columns) == len(form.columns)
            and all("".join(column).isascii() for column in columns)
            and "".join(times).isdigit()
            and _PLAIN_PRICES.fullmatch(texts) is not None
        )
        if is_sure:
            return _figures_of(list(map(int, times)), [list(map(Decimal, column)) for column in prices])
    except (ValueError, InvalidOperation, IndexError):
        pass
    half = len(rows) // 2
    return _figures(rows[:half], form) + _figures(rows[half:], form) if half else [_NOT_SURE]


def _figures_of(times: list[int], prices: list[list[Decimal]]) -> list[_Figures]:
    """Return them in rows. Raises ValueError for a time, or a candle, that cannot be."""
    if max(times) >= _LAST_MS:
        raise ValueError
    if len(prices) == 1:
        return list(zip(times, prices[0], prices[0], strict=True))
    for opening, high, low, close in zip(*prices, strict=True):
        if not low <= min(opening, close) <= max(opening, close) <= high:
            raise ValueError
    _, highs, lows, _ = prices
    return list(zip(times, lows, highs, strict=True))


def _form_of(lines: _Lines) -> _Form:
    header = [name.strip().lower() for name in lines.next() or []]
    for columns in (("open", "high", "low", "close"), ("price",)):
        # A name that stands twice leaves open which column is meant.
        if all(header.count(name) == 1 for name in ("timestamp", *columns)):
            prices = tuple(header.index(name) for name in columns)
            return _Form(tuple(header), header.index("timestamp"), prices)
    raise lines.error(FeedProblem.HEADER, ",".join(header) or "empty")


def _measured(lines: _Lines, first: list[str], form: _Form) -> _Form:
    """Return the form with the length of a candle: the least distance of two of the first few."""
    times = [_milliseconds(lines, first, form)]
    while len(times) < _CANDLES_TO_MEASURE and (fields := lines.next()) is not None:
        times.append(_milliseconds(lines, fields, form))
    distances = [after - before for before, after in pairwise(times) if after > before]
    return replace(form, candle_ms=min(distances, default=USUAL_CANDLE_MS))


def _rows_of(lines: _Lines, fields: list[str], form: _Form, index: int) -> list[Tick]:
    at = from_ms(_milliseconds(lines, fields, form))
    prices = [_price(lines, fields, form, column) for column in form.prices]
    if len(prices) == 1:
        return [Tick(index=index, at=at, price=prices[0])]
    part = timedelta(milliseconds=form.candle_ms) / len(prices)
    return [
        Tick(index=index + part_number, at=at + part * part_number, price=price)
        for part_number, price in enumerate(_path_of(lines, *prices))
    ]


def _path_of(
    lines: _Lines, opening: Decimal, high: Decimal, low: Decimal, close: Decimal
) -> tuple[Decimal, ...]:
    if not low <= min(opening, close) <= max(opening, close) <= high:
        figures = (f"{price:f}" for price in (opening, high, low, close))
        raise lines.error(FeedProblem.CANDLE, ", ".join(figures))
    return (opening, low, high, close) if close >= opening else (opening, high, low, close)


def _milliseconds(lines: _Lines, fields: list[str], form: _Form) -> int:
    if len(fields) != len(form.columns):
        raise lines.error(FeedProblem.COLUMNS, f"{len(fields)} cells, not {len(form.columns)}")
    text = _cell(lines, fields, form, form.time)
    if text.lower() == form.columns[form.time]:
        raise lines.error(FeedProblem.HEADER_AGAIN)
    if not (text.isascii() and text.isdigit()):
        raise lines.error(FeedProblem.NO_TIMESTAMP, text)
    number = int(text[:_SHOWN])
    if not _FIRST_MS <= number < _LAST_MS:
        raise lines.error(FeedProblem.NOT_MILLISECONDS, number)
    return number


def _price(lines: _Lines, fields: list[str], form: _Form, column: int) -> Decimal:
    text = _cell(lines, fields, form, column)
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or "_" in text or not text.isascii():
        raise lines.error(FeedProblem.NOT_A_NUMBER, text)
    if price <= 0:
        raise lines.error(FeedProblem.NOT_ABOVE_ZERO, text)
    if not fits_storage(price):
        raise lines.error(FeedProblem.OUT_OF_RANGE, text)
    return price


def _cell(lines: _Lines, fields: list[str], form: _Form, column: int) -> str:
    text = fields[column].strip()
    if not text:
        raise lines.error(FeedProblem.EMPTY_CELL, form.columns[column])
    return text
