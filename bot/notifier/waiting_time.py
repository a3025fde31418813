"""How long a notice has waited, as far as that can be known."""

from datetime import datetime, timedelta

from engine.clock import Clock

SET = timedelta(seconds=1)
"""What the time of day jumps by when it is set; less is drift."""


class WaitingTime:
    """Notices have the time of day of their storing, which may have been set forward since.

    For those of the time before that, the jump may be all that lies between: it does not count.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zero = clock.now() - clock.monotonic()
        self._set_at: datetime | None = None
        self._set_by = timedelta(0)

    def at_least(self, since: datetime) -> timedelta:
        """Return how long ago that certainly was."""
        now = self._clock.now()
        zero = now - self._clock.monotonic()
        if abs(zero - self._zero) > SET:
            self._set_at, self._set_by = now, self._set_by + max(zero - self._zero, timedelta(0))
            self._zero = zero
        doubtful = self._set_at is not None and since < self._set_at
        return now - since - (self._set_by if doubtful else timedelta(0))
