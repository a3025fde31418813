"""Numbers of a line that are written in groups: 60 000 is one number, where the line has no other reading.

A group of three digits that begins with a zero stands for nothing by itself. Where there are such ones, or
more numbers than a bot has, the groups are put together so that the line has just the numbers of a bot.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bot.parsing.values import QUOTES

MOST_NUMBERS = 3
"""Quantity, buy price, sell price."""
_MOST_GAPS = 8
_HEAD = re.compile(r"[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}")
_LAST = re.compile(r"\d{3}(?:[.,]\d+)?(?:[A-Za-z]{2,}|%)?")
_NUMBER = re.compile(r"(?:last)?[+-]?[\d.,'_]*\d[\d.,'_]*(?P<unit>[a-z]{2,}|%)?|last", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spaced:
    """The words of a line with its groups put together."""

    words: tuple[str, ...]
    is_joined: bool = False
    two_ways: tuple[str, str, str] | None = None
    """What can be read in several ways, and two of them. Then it is not among the words."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that may be groups of one number, or of several."""

    begin: int
    words: tuple[str, ...]

    def readings(self) -> Iterator[tuple[str, ...]]:
        """Yield the numbers that they can be."""
        for cuts in product((False, True), repeat=len(self.words) - 1):
            numbers = [self.words[0]]
            for cut, word in zip(cuts, self.words[1:], strict=True):
                if cut:
                    numbers.append(word)
                else:
                    numbers[-1] += word
            if not any(number.startswith("0") for number in numbers):
                yield tuple(numbers)


def put_together(words: Sequence[str], apart: frozenset[int]) -> Spaced:
    """Return the words with the groups of numbers put together. `apart`: words that say something else."""
    runs = list(_runs(words, apart))
    numbers = sum(at not in apart and _is_number(words, at) for at in range(len(words)))
    is_needed = numbers > MOST_NUMBERS or any(word.startswith("0") for run in runs for word in run.words)
    if not runs or not is_needed or sum(len(run.words) - 1 for run in runs) > _MOST_GAPS:
        return Spaced(tuple(words))
    besides = numbers - sum(len(run.words) for run in runs)
    readings = [
        (sum(map(len, reading)) + besides, reading) for reading in product(*(run.readings() for run in runs))
    ]
    most = max((count for count, _ in readings if count <= MOST_NUMBERS), default=0)
    found = [reading for count, reading in readings if count == most]
    if not found:
        return Spaced(tuple(words))
    if len(found) > 1:
        typed, one, other = (_text(reading) for reading in ([run.words for run in runs], *found[:2]))
        return Spaced(_replaced(words, runs, [()] * len(runs)), two_ways=(typed, one, other))
    return Spaced(_replaced(words, runs, found[0]), is_joined=True)


def _is_number(words: Sequence[str], at: int) -> bool:
    """Say whether a number stands there: 0.01, 100USDT, last-1%; not a coin that begins like one, 1INCH."""
    found = _NUMBER.fullmatch(words[at])
    if found is None:
        return False
    unit = (found["unit"] or "").upper()
    if unit in {"", "%"} or unit in QUOTES:
        return True
    is_pair = at + 1 < len(words) and words[at + 1].upper() in QUOTES
    return not is_pair and not unit.endswith(tuple(QUOTES))


def _runs(words: Sequence[str], apart: frozenset[int]) -> Iterator[_Run]:
    at = 0
    while at < len(words):
        end = at + 1
        if at not in apart and _HEAD.fullmatch(words[at]):
            while end < len(words) and end not in apart and _GROUP.fullmatch(words[end]):
                end += 1
            if end < len(words) and end not in apart and _LAST.fullmatch(words[end]):
                end += 1
        if end > at + 1:
            yield _Run(at, tuple(words[at:end]))
        at = end


def _replaced(
    words: Sequence[str], runs: Sequence[_Run], numbers: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    result, at = list[str](), 0
    for run, instead in zip(runs, numbers, strict=True):
        result += [*words[at : run.begin], *instead]
        at = run.begin + len(run.words)
    return (*result, *words[at:])


def _text(reading: Sequence[Sequence[str]]) -> str:
    return " … ".join(" ".join(numbers) for numbers in reading)
