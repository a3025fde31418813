"""Prices of some moments in a large file, without reading the rest of it: its rows are by time."""

import os
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from engine.core.money import plain
from engine.reads.history import PRICES, PriceRange
from engine.venues.exchanges.server_time import from_ms, to_ms
from engine.venues.paper.feeds.csv_lines import Form


def samples(path: Path, form: Form, begins: datetime, ends: datetime) -> list[PriceRange]:
    """Return the rows that are the first at moments evenly apart; none where the file cannot be read so."""
    try:
        with path.open("rb") as file:
            return list(_rows(file, form, begins, ends))
    except (OSError, ValueError, ArithmeticError, IndexError):
        return []


def _rows(file: BinaryIO, form: Form, begins: datetime, ends: datetime) -> Iterator[PriceRange]:
    size, place, newest = os.fstat(file.fileno()).st_size, len(file.readline()), -1
    for n in range(PRICES + 1):
        wanted = to_ms(begins + (ends - begins) * (n / PRICES))
        place = _first_at(file, form, wanted, place, size)
        row = _row(file, place)
        if row is None or (at := int(row[form.time])) > to_ms(ends):
            return
        if at > newest:
            newest = at
            prices = [plain(Decimal(row[column])) for column in form.prices]
            yield PriceRange(from_ms(at), min(prices), max(prices), prices[-1])


def _first_at(file: BinaryIO, form: Form, wanted: int, low: int, high: int) -> int:
    """Return where the first row of that moment or later begins, which is not before `low`."""
    while low < high:
        middle = (low + high) // 2
        begin = middle if middle == low else _next_row(file, middle)
        row = _row(file, begin) if begin < high else None
        if row is None or int(row[form.time]) >= wanted:
            high = middle
        else:
            low = begin + _length(file, begin)
    return low


def _next_row(file: BinaryIO, place: int) -> int:
    """Return where the first row begins that begins there or later."""
    file.seek(place - 1)
    file.readline()
    return file.tell()


def _row(file: BinaryIO, place: int) -> list[str] | None:
    file.seek(place)
    line = file.readline().decode().strip()
    return line.split(",") if line else None


def _length(file: BinaryIO, place: int) -> int:
    file.seek(place)
    return len(file.readline())
