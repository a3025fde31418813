"""By which clock times are shown: that of whoever reads them, and each says by which one."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo

_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


@contextmanager
def clock_of(zone: tzinfo) -> Iterator[None]:
    """Have times shown by the clock of that zone while in the block; elsewhere it is UTC."""
    before = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(before)


def zone_here() -> tzinfo:
    """Return the zone by whose clock times are shown here."""
    return _zone.get()


def here(at: datetime) -> datetime:
    """Return the moment by the clock that is shown here."""
    try:
        return at.astimezone(_zone.get())
    except OverflowError:  # at the very end of what a date can be
        return at.astimezone(UTC)


def clock_name(at: datetime) -> str:
    """Return what the clock is called at that moment: UTC, CET, CEST, UTC+04."""
    name = here(at).tzname() or "UTC"
    return f"UTC{name}" if name.startswith(("+", "-")) else name
