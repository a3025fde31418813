"""How much may be asked: weights per minute, orders per interval, and bans."""

import math
from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class Weights:
    """Counts weight in whole minutes of the clock, as exchanges do."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.used = 0
        self.over = 0
        """Requests sent although the limit was reached, in this minute."""
        self._minute: datetime | None = None

    def add(self, weight: int, now: datetime) -> bool:
        """Count a request; return whether it is within the limit."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self.used, self.over = minute, 0, 0
        self.used += weight
        if self.used > self.limit:
            self.over += 1
        return self.used <= self.limit

    def resets_in(self, now: datetime) -> int:
        """Return the whole seconds until the count begins anew."""
        return 60 - now.second


class OrderCount:
    """Counts the orders of one account over one interval."""

    def __init__(self, limit: int, interval: timedelta) -> None:
        self.limit = limit
        self.interval = interval
        self._sent: deque[datetime] = deque()

    def used(self, now: datetime) -> int:
        while self._sent and self._sent[0] <= now - self.interval:
            self._sent.popleft()
        return len(self._sent)

    def add(self, now: datetime) -> None:
        self._sent.append(now)


class Ban:
    """Closes the door for everybody until a moment."""

    def __init__(self) -> None:
        self.until: datetime | None = None

    def seconds_left(self, now: datetime) -> int:
        """Return the seconds left, rounded up; zero when the door is open."""
        if self.until is None or now >= self.until:
            return 0
        return math.ceil((self.until - now).total_seconds())
