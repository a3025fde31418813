"""A file of trades or candles as a feed. It is read as it goes, and may be large."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path

from engine.core.money import fits_storage
from engine.core.reasons.causes import FeedProblem
from engine.core.types import FeedBegin
from engine.reads.history import PriceRange
from engine.venues.exchanges.server_time import from_ms
from engine.venues.level_index import NO_BAND, Band
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.csv_lines import LAST_MS, SHOWN, Form, Lines
from engine.venues.paper.feeds.csv_samples import samples

USUAL_CANDLE_MS = 60_000
"""How long the candle of a file with only one is taken to be."""

_FIRST_MS = 100_000_000_000
"""Before that a timestamp is no milliseconds since 1970 but some other unit."""
_LINES_AT_ONCE = 2_000
_CANDLES_TO_MEASURE = 10


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
        with Lines(path) as lines:
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

    async def prices_between(self, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        """Return the prices of moments that are evenly apart."""
        return await asyncio.to_thread(samples, self._path, self._form, begins, ends)

    async def read_outside(self, begin: int, band: Callable[[], Band]) -> AsyncGenerator[Tick]:
        form = self._form
        skipped, within = divmod(begin, len(form.prices))
        index, newest = begin - within, 0
        with Lines(self._path) as lines:
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


def _form_of(lines: Lines) -> Form:
    header = [name.strip().lower() for name in lines.next() or []]
    for columns in (("open", "high", "low", "close"), ("price",)):
        # A name that stands twice leaves open which column is meant.
        if all(header.count(name) == 1 for name in ("timestamp", *columns)):
            prices = tuple(header.index(name) for name in columns)
            return Form(tuple(header), header.index("timestamp"), prices)
    raise lines.error(FeedProblem.HEADER, ",".join(header) or "empty")


def _measured(lines: Lines, first: list[str], form: Form) -> Form:
    """Return the form with the length of a candle: the least distance of two of the first few."""
    times = [_milliseconds(lines, first, form)]
    while len(times) < _CANDLES_TO_MEASURE and (fields := lines.next()) is not None:
        times.append(_milliseconds(lines, fields, form))
    distances = [after - before for before, after in pairwise(times) if after > before]
    return replace(form, candle_ms=min(distances, default=USUAL_CANDLE_MS))


def _rows_of(lines: Lines, fields: list[str], form: Form, index: int) -> list[Tick]:
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
    lines: Lines, opening: Decimal, high: Decimal, low: Decimal, close: Decimal
) -> tuple[Decimal, ...]:
    if not low <= min(opening, close) <= max(opening, close) <= high:
        figures = (f"{price:f}" for price in (opening, high, low, close))
        raise lines.error(FeedProblem.CANDLE, ", ".join(figures))
    return (opening, low, high, close) if close >= opening else (opening, high, low, close)


def _milliseconds(lines: Lines, fields: list[str], form: Form) -> int:
    if len(fields) != len(form.columns):
        raise lines.error(FeedProblem.COLUMNS, f"{len(fields)} cells, not {len(form.columns)}")
    text = _cell(lines, fields, form, form.time)
    if text.lower() == form.columns[form.time]:
        raise lines.error(FeedProblem.HEADER_AGAIN)
    if not (text.isascii() and text.isdigit()):
        raise lines.error(FeedProblem.NO_TIMESTAMP, text)
    number = int(text[:SHOWN])
    if not _FIRST_MS <= number < LAST_MS:
        raise lines.error(FeedProblem.NOT_MILLISECONDS, number)
    return number


def _price(lines: Lines, fields: list[str], form: Form, column: int) -> Decimal:
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


def _cell(lines: Lines, fields: list[str], form: Form, column: int) -> str:
    text = fields[column].strip()
    if not text:
        raise lines.error(FeedProblem.EMPTY_CELL, form.columns[column])
    return text
