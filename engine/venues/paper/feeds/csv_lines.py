"""The lines of a file of trades or candles. Most concern nobody: those are looked at together, by columns."""

import csv
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

from engine.core.money import ZERO
from engine.core.reasons.causes import FeedProblem
from engine.core.reasons.markets import FeedBroken
from engine.errors import FeedError
from engine.venues.level_index import Band

if TYPE_CHECKING:
    from _csv import Reader

LAST_MS = 100_000_000_000_000
"""After that a timestamp is no milliseconds since 1970 but some other unit."""
SHOWN = 60
"""So much of a wrong cell is told."""
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

Line = TypeVar("Line")
_Fields = list[str]
_Columns = tuple[Sequence[str], list[Sequence[str]]]
"""The cells of the times, and those of each price."""
_Figures = tuple[list[int], list[Decimal], list[Decimal]]
"""Of lines: milliseconds, lowest and highest price."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the header says: the columns of the time and of the prices that are read."""

    columns: tuple[str, ...]
    time: int
    prices: tuple[int, ...]
    """So many ticks a line has."""
    candle_ms: int = 0


class Lines:
    """The lines of a CSV file that are not blank, as fields. Foreign errors become FeedError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as raw:
                begins = raw.read(4)
            self._file: TextIO = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        except OSError as e:
            raise self.broken(FeedProblem.UNREADABLE, e.strerror or "") from e
        self._plain_lines = 0
        self._reader: Reader | None = None
        """What reads the file once a cell was quoted: such a cell may have lines of its own."""
        self._block: _Block = _PlainBlock(0, [])
        self._failure: FeedError | None = None
        if begins.startswith((*_PACKED, *_UTF_16)):
            self._file.close()
            packed = begins.startswith(_PACKED)
            raise self.broken(FeedProblem.COMPRESSED if packed else FeedProblem.NOT_TEXT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def next(self) -> _Fields | None:
        """Return the next line; None after the last. Raises FeedError."""
        if not self._has_more():
            return None
        fields = self._block.fields(self._block.at)
        self._block.at += 1
        if _NOT_UTF_8.search("".join(fields)):
            raise self.error(FeedProblem.NOT_TEXT)
        return fields

    def _has_more(self) -> bool:
        """Say whether a line follows. After the last one its block stays."""
        while self._block.at == len(self._block) and (following := self._read()) is not None:
            self._block = following
        return self._block.at < len(self._block)

    def _read(self) -> "_Block | None":
        """Return the next lines; None at the end. An error comes after the lines before it."""
        if self._failure is not None:
            raise self._failure
        if self._reader is None:
            texts = self._take(self._file)
            begins, self._plain_lines = self._plain_lines, self._plain_lines + len(texts)
            text = "".join(texts)
            if '"' not in text and len(text) < csv.field_size_limit():
                return _PlainBlock(begins, texts) if texts else None
            self._plain_lines = begins
            self._reader = csv.reader(chain(texts, self._file))
        begins = self._lines_read
        lines = self._take(self._reader)
        return _QuotedBlock(begins, lines) if lines else None

    def _take(self, source: Iterator[Line]) -> list[Line]:
        """Return the next of them. What keeps others from being read is told when those are wanted."""
        taken = list[Line]()
        try:
            taken.extend(islice(source, _BLOCK))
        except (OSError, csv.Error) as e:
            self._failure = self.broken(FeedProblem.UNREADABLE, str(e), row=self._lines_read)
            if not taken:
                raise self._failure from e
        return taken

    @property
    def _lines_read(self) -> int:
        return self._plain_lines + (0 if self._reader is None else self._reader.line_num)

    def pass_over(self, form: Form, newest: int, band: Band) -> tuple[int, int]:
        """Go on over lines that concern nobody. Return how many, and the time of the last in milliseconds.

        All their prices lie in the band, and nothing at all is wrong with them: each that might be is left to
        `next`, which says what it is.
        """
        (low, high), apart = band, len(form.prices) > 1  # two candles never have the same time
        passed, before = 0, newest
        while low < high and self._has_more():
            block, begun = self._block, self._block.at
            ahead = slice(begun, begun + _PASSED_AT_ONCE - passed)
            times, lows, highs = block.figures(form)
            for time, lowest, highest in zip(times[ahead], lows[ahead], highs[ahead], strict=True):
                if not (low < lowest and highest < high and newest + apart <= time):
                    break
                before, newest = newest, time
                block.at += 1
            passed += block.at - begun
            if block.at < len(block):
                return passed, newest
        if passed:  # the last of the file is shown
            self._block.at -= 1
            passed, newest = passed - 1, before
        return passed, newest

    def error(self, problem: FeedProblem, found: object = "") -> FeedError:
        """Return the error about the line read last."""
        shown = "".join(letter if letter.isprintable() else "�" for letter in str(found)[:SHOWN])
        return self.broken(problem, shown, row=self._block.place if self._block.at else None)

    def broken(self, problem: FeedProblem, found: str = "", *, row: int | None = None) -> FeedError:
        return FeedError(FeedBroken(file=self._path.name, row=row, problem=problem, found=found))


class _Block(ABC):
    """Lines that were read at once, and are not blank."""

    def __init__(self) -> None:
        self.at = 0
        """So many were given out."""
        self._figures: _Figures | None = None

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def fields(self, number: int) -> _Fields:
        """Return a line."""

    @property
    @abstractmethod
    def place(self) -> int:
        """The place in the file of the line given out last."""

    @abstractmethod
    def columns(self, form: Form) -> _Columns:
        """Return what the form names. Raises ValueError where that is not plain to see."""

    def figures(self, form: Form) -> _Figures:
        """Return what the lines say."""
        if self._figures is None:
            try:
                self._figures = _figures_of(*self.columns(form))
            except (ValueError, InvalidOperation):
                self._figures = _figures([self.fields(number) for number in range(len(self))], form)
        return self._figures


class _PlainBlock(_Block):
    """No cell of it is quoted: a comma ends a cell, and nothing but the end of a line ends the line."""

    def __init__(self, begins: int, texts: list[str]) -> None:
        """`begins`: the lines before it."""
        super().__init__()
        self._begins = begins
        self._all = [text.rstrip("\r\n") for text in texts]
        self._rows = self._all if all(self._all) else list(filter(None, self._all))

    def __len__(self) -> int:
        return len(self._rows)

    def fields(self, number: int) -> _Fields:
        return self._rows[number].split(",")

    @property
    def place(self) -> int:
        places = (place for place, text in enumerate(self._all, self._begins + 1) if text)
        return next(islice(places, self.at - 1, None))

    def columns(self, form: Form) -> _Columns:
        # All cells in one list, with one more after each line but the last, by which their number is told.
        width, text = len(form.columns) + 1, ",\n,".join(self._rows)
        cells = text.split(",")
        ends = cells[width - 1 :: width]
        if not text.isascii() or len(cells) != len(self) * width - 1 or ends.count("\n") != len(self) - 1:
            raise ValueError
        return cells[form.time :: width], [cells[column::width] for column in form.prices]


class _QuotedBlock(_Block):
    """Likewise, with cells that are quoted."""

    def __init__(self, begins: int, lines: list[_Fields]) -> None:
        super().__init__()
        self._begins = begins
        self._all = lines
        self._rows = list(filter(None, lines))

    def __len__(self) -> int:
        return len(self._rows)

    def fields(self, number: int) -> _Fields:
        return self._rows[number]

    @property
    def place(self) -> int:
        """Where it ends, for its cells may have lines."""
        places = accumulate(1 + sum(map(_count_breaks, fields)) for fields in self._all)
        ends = (place for place, fields in zip(places, self._all, strict=True) if fields)
        return self._begins + next(islice(ends, self.at - 1, None))

    def columns(self, form: Form) -> _Columns:
        return _columns(self._rows, form)


def _count_breaks(cell: str) -> int:
    return len(_LINE_BREAK.findall(cell))


def _columns(rows: list[_Fields], form: Form) -> _Columns:
    columns = list(zip(*rows, strict=True))
    if len(columns) != len(form.columns) or not all("".join(column).isascii() for column in columns):
        raise ValueError
    return columns[form.time], [columns[column] for column in form.prices]


def _figures(rows: list[_Fields], form: Form) -> _Figures:
    """Return what lines say that are surely right; of others what lets them be looked at more closely.

    They are taken together, and in halves where that finds something.
    """
    try:
        return _figures_of(*_columns(rows, form))
    except (ValueError, InvalidOperation):
        pass
    if len(rows) == 1:
        return [-1], [ZERO], [ZERO]
    first, second = (_figures(half, form) for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]))
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def _figures_of(times: Sequence[str], prices: list[Sequence[str]]) -> _Figures:
    """Return what they say. Raises ValueError, InvalidOperation for what may be wrong."""
    plain = "".join(times).isdigit() and _PLAIN_PRICES.fullmatch("\n".join([*chain(*prices), ""]))
    moments = list(map(int, times))
    if not plain or max(moments) >= LAST_MS:
        raise ValueError
    amounts = [list(map(Decimal, column)) for column in prices]
    if len(amounts) == 1:
        return moments, amounts[0], amounts[0]
    for opening, high, low, close in zip(*amounts, strict=True):
        if not low <= min(opening, close) <= max(opening, close) <= high:
            raise ValueError
    _, highs, lows, _ = amounts
    return moments, lows, highs
