"""The exchange's time, as far as we have measured it."""

from datetime import UTC, datetime, timedelta

from engine.clock import Clock
from engine.venues.exchanges.answers import Unreadable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Return whole milliseconds since 1970."""
    return (at - EPOCH) // _MS


def from_ms(milliseconds: int) -> datetime:
    """Return the moment, aware, in UTC. Raises Unreadable: no moment that there is."""
    try:
        return EPOCH + milliseconds * _MS
    except OverflowError:
        raise Unreadable("a time in milliseconds that is no moment") from None


class ExchangeTime:
    """Measured now and then, and carried on by the clock that only goes forward. Requests are signed with it.

    So it stays right when this machine's time of day is set.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zero: datetime | None = None
        """What the exchange's clock showed at the zero of ours that only goes forward."""
        self._measured_at: timedelta | None = None
        """None: never, or what was measured is known to be wrong."""
        self.error = timedelta(0)
        """By how much what was measured may be wrong, in either direction."""

    def measured(self, server: datetime, at: timedelta, error: timedelta = timedelta(0)) -> None:
        """Note that the exchange's clock showed `server` when `Clock.monotonic` was `at`, give or take."""
        self._zero, self.error = server - at, error
        self._measured_at = self._clock.monotonic()

    def doubt(self) -> None:
        """Have it measured anew: the exchange refused a timestamp made with it."""
        self._measured_at = None

    def is_older_than(self, age: timedelta | None) -> bool:
        """Say whether the measurement is missing or older than that. None: no age is too much."""
        if self._measured_at is None:
            return True
        return age is not None and self._clock.monotonic() - self._measured_at > age

    @property
    def known(self) -> datetime | None:
        """The exchange's time of this moment; None before the first measurement."""
        return None if self._zero is None else self._zero + self._clock.monotonic()

    def now(self) -> datetime:
        """Return the same; before the first measurement our own time of day."""
        return self.known or self._clock.now()

    def now_ms(self) -> int:
        return to_ms(self.now())
