"""What REST told first though the account's own stream should have: how much, and whether it is silent."""

from datetime import datetime, timedelta

from engine.clock import Clock

UNDER_WAY = timedelta(seconds=1)
"""A fill that is younger may still come by the stream."""
FINDS_OF_SILENCE = 2
"""So many, with nothing heard in between, are no accident."""
REOPEN_AFTER = timedelta(minutes=1)


class NetFinds:
    """Of one account."""

    def __init__(self, clock: Clock) -> None:
        """`clock` has the exchange's time."""
        self._clock = clock
        self._subscribed_at: datetime | None = None
        self._unheard = 0
        self._found_at: timedelta | None = None
        self._reopened_at: timedelta | None = None
        self.count = 0
        """Fills that were found so since the start."""
        self.silent_since: datetime | None = None
        """When the first fill happened of those that a silent stream has not told; None: it is not silent."""
        self._first_unheard: datetime | None = None

    def subscribed(self) -> None:
        """Note that the stream tells from now on."""
        self._subscribed_at = self._clock.now()

    def broke(self) -> None:
        """Note that it does not, and that this is known."""
        self._subscribed_at = None

    @property
    def is_subscribed(self) -> bool:
        """Whether the stream is subscribed, as far as is known."""
        return self._subscribed_at is not None

    def heard(self) -> None:
        """Note that it has told something of an order."""
        self._unheard = 0
        self._first_unheard = self.silent_since = None

    def found(self, executed_at: datetime) -> None:
        """Note a fill that REST tells first. Several of one moment are one sign of silence."""
        since, now = self._subscribed_at, self._clock.now()
        if since is None or executed_at < since + UNDER_WAY or now - executed_at < UNDER_WAY:
            return
        self.count += 1
        moment = self._clock.monotonic()
        if self._found_at is None or moment - self._found_at >= UNDER_WAY:
            self._found_at = moment
            self._unheard += 1
        self._first_unheard = self._first_unheard or executed_at
        if self._unheard >= FINDS_OF_SILENCE:
            self.silent_since = self._first_unheard

    def wants_reopening(self) -> bool:
        """Say whether the stream is silent and has to be opened anew now; then that counts as done."""
        now, last = self._clock.monotonic(), self._reopened_at
        if self.silent_since is None or (last is not None and now - last < REOPEN_AFTER):
            return False
        self._reopened_at = now
        return True
