"""Stops new entries at an account that keeps refusing orders.

One refusal ends one bot's work, but twenty bots can have twenty refused, and an exchange that is
sent nothing but what it refuses bans the key. So after several within a short time new entries
wait for a while, of all bots at that account; exits and closes are sent all the same. It ends by
itself, and a start of the program begins without it.
"""

import logging
from collections import deque
from datetime import datetime

from engine.core.reasons.reason import Reason, TooManyRefusals
from engine.core.types import AccountId
from engine.timings import AccountTimings
from engine.venue_answers import PlaceAnswer, Rejected

log = logging.getLogger(__name__)

MOST_REFUSALS = 5


class Breaker:
    """Counts the definite refusals of one account."""

    def __init__(self, account_id: AccountId, timings: AccountTimings = AccountTimings()) -> None:
        self._account_id = account_id
        self._within = timings.refusals_within
        self._lasts = timings.refusals_stop_for
        self._refused_at: deque[datetime] = deque(maxlen=MOST_REFUSALS)
        self._since: datetime | None = None
        self._why: Reason | None = None

    def note(self, answer: PlaceAnswer, at: datetime) -> None:
        """Count the exchange's answer to an order when it is a definite refusal."""
        if isinstance(answer, Rejected):
            self.refused(answer.reason, at)

    def refused(self, why: Reason | None, at: datetime) -> None:
        """Count a refusal that became known later than with the answer."""
        self._refused_at.append(at)
        if len(self._refused_at) == MOST_REFUSALS and at - self._refused_at[0] <= self._within:
            self._refused_at.clear()  # so many more prolong it
            self._since, self._why = at, why
            log.warning("%s: %s", self._account_id, self.reason(at))

    def reason(self, now: datetime) -> Reason | None:
        """Return why no new entry may be sent, since when and until when; None when one may."""
        since = self._since
        if since is None or now >= since + self._lasts:
            return None
        return TooManyRefusals(
            account_id=self._account_id,
            count=MOST_REFUSALS,
            within_min=self._within.seconds // 60,
            last_at=since,
            why=self._why,
            until=since + self._lasts,
        )
