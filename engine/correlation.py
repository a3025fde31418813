"""What belongs together in the log: one id from a tap, or a fill, to the order and the notice it led to."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

_PROCESS = secrets.token_hex(4)
_NUMBERS = count(1)
_NOW: ContextVar[str] = ContextVar("correlation", default="")


def correlation_id() -> str:
    """Return the id of what is being done now; "" where nobody has given it one."""
    return _NOW.get()


def new_correlation_id() -> str:
    """Return an id that nothing else has: letters, digits and a hyphen."""
    return f"{_PROCESS}-{next(_NUMBERS):x}"


@contextmanager
def correlated(name: str) -> Iterator[None]:
    """Have all that is done in the block, and the tasks begun there, bear this id."""
    token = _NOW.set(name)
    try:
        yield
    finally:
        _NOW.reset(token)


def stand_alone() -> None:
    """Have the present task bear no id from now on: it outlives what began it."""
    _NOW.set("")
