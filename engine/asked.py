"""Who has asked for what is being done, and from where: known to whatever is done for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Way(StrEnum):
    """How somebody asks for something."""

    WRITTEN = "written"
    """A command, or what was written into a form."""
    TAPPED = "tapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A person's asking."""

    by: int
    name: str
    """As the person calls themselves: foreign text."""
    at: datetime
    way: Way
    chat_id: int | None
    """Where; None where Telegram does not say."""


_ASKED: ContextVar[Asked | None] = ContextVar("asked", default=None)


def who_asked() -> Asked | None:
    """Return whose asking this task carries out; None where nobody in a chat has asked."""
    return _ASKED.get()


@contextmanager
def asking(asked: Asked) -> Iterator[None]:
    """Note whose asking is carried out in the block, and in the tasks that are begun there."""
    before = _ASKED.set(asked)
    try:
        yield
    finally:
        _ASKED.reset(before)
