"""Turns at an exchange, within its limits and in order of importance.

Each rule is a window that slides: within any stretch of that length no more than its amount is
spent, so a window of the exchange that begins at another moment is kept as well. Who waits goes by
lane, then by arrival. A lane may use only a share of each window, so that market data can never
take the room that a cancel needs.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import count

from engine.clock import Clock

SHORTEST_SLEEP_S = 0.001


class Lane(IntEnum):
    """Who goes first."""

    CANCEL = 0
    QUERY = 1
    CREATE = 2
    DATA = 3


SHARE = {Lane.CANCEL: 1.0, Lane.QUERY: 0.95, Lane.CREATE: 0.9, Lane.DATA: 0.7}
"""How much of a window a lane may fill."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `most` within `within_s` seconds."""

    name: str
    most: float
    within_s: float


class TurnMissed(Exception):
    """The turn cannot come in time. `wait_s`: how long it would take at least."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"the exchange's rate limit asks to wait {wait_s:.1f} s")
        self.wait_s = wait_s


@dataclass(slots=True, eq=False)
class _Ticket:
    lane: Lane
    number: int
    costs: Mapping[str, float]
    granted: bool = False
    earliest: datetime | None = None

    @property
    def rank(self) -> tuple[Lane, int]:
        return self.lane, self.number


@dataclass(slots=True)
class _Window:
    rule: Rule
    held_until: datetime | None = None
    spent: deque[tuple[datetime, float]] = field(default_factory=deque)

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.rule.within_s)

    def used(self, now: datetime) -> float:
        while self.spent and self.spent[0][0] + self.length <= now:
            self.spent.popleft()
        return sum(cost for _, cost in self.spent)

    def free_at(self, now: datetime, cost: float, share: float) -> datetime:
        """Return when that much more may be spent, if nobody else spends anything."""
        room = self.rule.most * share - cost
        used = self.used(now)
        moment = now
        for spent_at, spent in self.spent:
            if used <= room:
                break
            used -= spent
            moment = spent_at + self.length
        return max(moment, self.held_until or now)


class Limiter:
    """One per account."""

    def __init__(self, rules: Iterable[Rule], clock: Clock) -> None:
        self._clock = clock
        self._windows = {rule.name: _Window(rule) for rule in rules}
        self._waiting: list[_Ticket] = []
        self._numbers = count()
        self._banned_until: datetime | None = None

    async def turn(self, lane: Lane, costs: Mapping[str, float], not_after: datetime) -> None:
        """Return when it is the caller's turn, its costs spent. Raises TurnMissed, nothing spent.

        It is raised as soon as it is certain that the turn cannot come by `not_after`.
        """
        if self._clock.now() > not_after:
            raise TurnMissed(0.0)
        ticket = _Ticket(lane, next(self._numbers), costs)
        self._waiting.append(ticket)
        self._waiting.sort(key=lambda waiting: waiting.rank)
        try:
            while True:
                self._grant()
                if ticket.granted:
                    return
                now = self._clock.now()
                earliest = ticket.earliest or now
                if earliest > not_after:
                    raise TurnMissed((earliest - now).total_seconds())
                await self._clock.sleep(max((earliest - now).total_seconds(), SHORTEST_SLEEP_S))
                if self._clock.now() > not_after:
                    raise TurnMissed(0.0)
        finally:
            if not ticket.granted:
                self._waiting.remove(ticket)

    def ban(self, seconds: float) -> None:
        """Let nobody through for that long. A ban is never shortened."""
        until = self._clock.now() + timedelta(seconds=seconds)
        if self._banned_until is None or until > self._banned_until:
            self._banned_until = until

    @property
    def banned_for_s(self) -> float:
        """Seconds until calls are allowed again; 0 when they are."""
        if self._banned_until is None:
            return 0.0
        return max((self._banned_until - self._clock.now()).total_seconds(), 0.0)

    def hold(self, name: str, seconds: float) -> None:
        """Let nothing of that rule through for that long."""
        window = self._windows.get(name)
        if window is not None:
            until = self._clock.now() + timedelta(seconds=seconds)
            window.held_until = max(until, window.held_until or until)

    def heard(self, name: str, used: float) -> None:
        """Take over what the exchange counts in its window, if that is more than we do.

        Somebody else behind the same address spends as well.
        """
        window = self._windows.get(name)
        if window is None:
            return
        now = self._clock.now()
        more = used - window.used(now)
        if more > 0:
            window.spent.append((now, more))

    def _grant(self) -> None:
        """Let through who may go, in order. Nobody overtakes on a rule that someone before waits for."""
        now = self._clock.now()
        waited_for: dict[str, datetime] = {}
        for ticket in tuple(self._waiting):
            moments = {
                name: max(
                    self._windows[name].free_at(now, cost, SHARE[ticket.lane]), waited_for.get(name, now)
                )
                for name, cost in ticket.costs.items()
            }
            ticket.earliest = max(now, self._banned_until or now, *moments.values())
            if ticket.earliest <= now:
                ticket.granted = True
                self._waiting.remove(ticket)
                for name, cost in ticket.costs.items():
                    self._windows[name].spent.append((now, cost))
            else:
                waited_for |= {name: moment for name, moment in moments.items() if moment > now}
