"""How much one person may ask of the bot."""

from collections import deque
from datetime import timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class RateLimit:
    """Counts what each person sends. Pure: the time comes in with each call, as `Clock.monotonic` has it."""

    def __init__(self, per_minute: int, per_hour: int) -> None:
        self._windows = ((per_minute, MINUTE), (per_hour, HOUR))
        self._times: dict[int, deque[timedelta]] = {}

    def wait_s(self, user_id: int, now: timedelta) -> float:
        """Count one more and return 0, or return the seconds until the next is taken."""
        times = self._times.setdefault(user_id, deque())
        while times and now - times[0] >= HOUR:
            times.popleft()
        wait = max(_wait(times, most, window, now) for most, window in self._windows)
        if wait <= timedelta():
            times.append(now)
            return 0.0
        return wait.total_seconds()


def _wait(times: deque[timedelta], most: int, window: timedelta, now: timedelta) -> timedelta:
    return times[-most] + window - now if len(times) >= most else timedelta()
