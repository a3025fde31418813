"""The exchange's time, as far as we have measured it."""

from datetime import UTC, datetime, timedelta

from engine.clock import Clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Return whole milliseconds since 1970."""
    return (at - EPOCH) // _MS


def from_ms(milliseconds: int) -> datetime:
    """Return the moment, aware, in UTC."""
    return EPOCH + milliseconds * _MS


class ExchangeTime:
    """Our clock, corrected by the measured drift. Requests are signed with it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.drift = timedelta(0)
        """How far our clock is ahead."""
        self.measured_at: datetime | None = None
        """None: never, or what was measured is known to be wrong."""

    def measured(self, drift: timedelta) -> None:
        self.drift = drift
        self.measured_at = self._clock.now()

    def doubt(self) -> None:
        """Forget the measurement: the exchange refused a timestamp made with it."""
        self.measured_at = None

    def is_older_than(self, age: timedelta) -> bool:
        """Say whether the measurement is missing or older than that."""
        return self.measured_at is None or self._clock.now() - self.measured_at > age

    def ms(self, at: datetime) -> int:
        """Return the exchange's milliseconds of a moment of our clock."""
        return to_ms(at - self.drift)

    def earlier(self, at: datetime) -> datetime:
        """Return a moment that may be of either clock as the earlier of what it can be on the exchange's."""
        return min(at, at - self.drift)

    def now_ms(self) -> int:
        return self.ms(self._clock.now())
