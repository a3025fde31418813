"""Where a bot trades, as its state says, and what the time is there."""

from datetime import datetime

from engine.core.state import BotState
from engine.errors import BadInput
from engine.ports import ReplayVenue, Venue, Venues


class BotVenues:
    """The venues as a driver sees them: by the state that it is about."""

    def __init__(self, venues: Venues) -> None:
        self._venues = venues

    def of(self, state: BotState) -> Venue:
        """Return the account. Raises BadInput where there are no keys of it any more."""
        return self._venues.venue(state.config.account_id)

    def replay_of(self, state: BotState) -> ReplayVenue | None:
        """Return the replay port of a paper account; None for a real one."""
        return self._venues.replay(state.config.account_id)

    def time_at(self, state: BotState) -> datetime | None:
        """Return the time of the exchange; None on paper, or not known."""
        try:
            return self.of(state).now()
        except BadInput:
            return None

    def takes_early_orders(self, state: BotState) -> bool:
        """Say whether an order may be sent there whose step is still being stored."""
        try:
            return self.replay_of(state) is None and self.of(state).finds_by_name
        except BadInput:
            return False
