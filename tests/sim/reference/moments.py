"""Looking up by time in records that are in its order."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Dated(Protocol):
    """What has a moment."""

    @property
    def at(self) -> float: ...


Record = TypeVar("Record", bound=Dated)


def between(records: Sequence[Record], begin: float, end: float) -> Sequence[Record]:
    """Return those of that time, both ends included."""
    return records[bisect_left(records, begin, key=_at) : count_until(records, end)]


def newest(records: Sequence[Record], at: float) -> Record | None:
    """Return the last one until then, that moment included."""
    count = count_until(records, at)
    return records[count - 1] if count else None


def count_until(records: Sequence[Dated], at: float) -> int:
    """Return how many there are until then, that moment included."""
    return bisect_right(records, at, key=_at)


def _at(record: Dated) -> float:
    return record.at
