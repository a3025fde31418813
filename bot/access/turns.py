"""Who has been answered of late, so that nobody can make a storm of answers."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import timedelta

from engine.clock import Clock

SAME_AFTER = timedelta(minutes=10)
MOST_A_MINUTE = 20
"""To all together."""
KEPT = 1000


class Turns:
    """Each is answered now and then, all together only so often."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._answered: OrderedDict[Hashable, timedelta] = OrderedDict()
        self._answers: deque[timedelta] = deque()

    def takes(self, turn: Hashable) -> bool:
        """Tell whether that may be answered now; it counts as answered then."""
        now = self._clock.monotonic()
        while self._answers and now - self._answers[0] >= timedelta(minutes=1):
            self._answers.popleft()
        last = self._answered.get(turn)
        if len(self._answers) >= MOST_A_MINUTE or (last is not None and now - last < SAME_AFTER):
            return False
        self._answers.append(now)
        self._answered[turn] = now
        self._answered.move_to_end(turn)
        if len(self._answered) > KEPT:
            self._answered.popitem(last=False)
        return True
