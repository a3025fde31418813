"""With how many digits amounts are shown: for reading, or all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Digits:
    """How amounts are shown in a block, and what has come of it."""

    exact: bool
    rounded: bool = False
    """Whether one has, or for reading would have, fewer digits than it is."""


_digits: ContextVar[Digits | None] = ContextVar("digits", default=None)


@contextmanager
def digits(*, exact: bool = False) -> Iterator[Digits]:
    """Have amounts shown in that way while in the block."""
    before = _digits.set(found := Digits(exact))
    try:
        yield found
    finally:
        _digits.reset(before)


def in_digits(exact: str, rounded: str) -> str:
    """Return which of an amount's two forms is shown here."""
    asked = _digits.get()
    if asked is None:
        return rounded
    asked.rounded = asked.rounded or exact != rounded
    return exact if asked.exact else rounded
