"""How far a bot has followed the prices of where it trades: one number, stored with its steps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from engine.bots.subscription import needs_venue, place_of
from engine.clock import Clock
from engine.core.state import BotState
from engine.ports import ReplayVenue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

ReplayOf = Callable[[BotState], ReplayVenue | None]
"""The replay port of where a bot in that state trades; None at a real account."""


class FeedOffset:
    """The offset in a replayable feed; at a real account, milliseconds of the exchange's time."""

    def __init__(self, stored: int | None, replay_of: ReplayOf, clock: Clock) -> None:
        self.value = stored
        self._replay_of = replay_of
        self._clock = clock

    @property
    def as_time(self) -> datetime | None:
        """The same as a moment, for a bot at a real account."""
        return None if self.value is None else _EPOCH + self.value * _MS

    def advance(self, to: int) -> bool:
        """Go on, never back. Return whether it has moved."""
        if self.value is not None and to <= self.value:
            return False
        self.value = to
        return True

    def advance_to_time(self, at: datetime) -> bool:
        """Likewise, at a real account."""
        return self.advance(_ms(at))

    def at_begin(self, was: BotState, state: BotState) -> int | None:
        """Return where a bot begins that is about to join its venue in that state.

        In a feed its venue says so. At a real account one that goes on does so where it was, and one that
        is set to work there begins now: what prices did while it stood is not its matter.
        """
        replay = self._replay_of(state)
        if replay is not None:
            return replay.begin_offset(state.market.symbol, self.value)
        goes_on = needs_venue(was) and place_of(was) == place_of(state)
        return self.value if goes_on else _ms(self._clock.now())


def _ms(at: datetime) -> int:
    return (at - _EPOCH) // _MS
