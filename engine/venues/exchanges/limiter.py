"""Turns at an exchange, within its limits and in order of importance.

Each rule is a window that slides: within any stretch of that length no more than its amount is
spent, so a window of the exchange that begins at another moment is kept as well. Who waits goes by
lane, then by arrival. A lane may use only a share of each window, so that market data can never
take the room that a cancel needs.

Some limits are an account's own, others those of the address that it is asked from: these are shared
by all accounts there, which wait in one queue.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from itertools import count

from engine.clock import Clock
from engine.core.reasons.calls import RateLimited

SHORTEST_SLEEP_S = 0.001
PRUDENCE = 0.9
"""Share of a limit that we use: a request does not arrive in the instant in which it is sent."""


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
    per_account: bool = False
    """Each account may spend that much; else all behind one address together."""


def documented(name: str, most: float, within_s: float, *, per_account: bool = False) -> Rule:
    """Return the rule to keep where an exchange documents that one."""
    return Rule(name, most * PRUDENCE, within_s, per_account=per_account)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: ccxt's name of it, whose turn it takes, what it costs."""

    method: str
    lane: Lane
    costs: Mapping[str, float]
    """By the rule."""


class TurnMissed(Exception):
    """The turn cannot come in time. `wait_s`: how long it would take at least."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s
        self.reason = RateLimited(wait_s=wait_s)


@dataclass(slots=True, eq=False)
class _Window:
    rule: Rule
    held_until: timedelta | None = None
    spent: deque[tuple[timedelta, float]] = field(default_factory=deque)

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.rule.within_s)

    def used(self, now: timedelta) -> float:
        while self.spent and self.spent[0][0] + self.length <= now:
            self.spent.popleft()
        return sum(cost for _, cost in self.spent)

    def free_at(self, now: timedelta, cost: float, share: float) -> timedelta:
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

    def hold(self, until: timedelta) -> None:
        self.held_until = max(until, self.held_until or until)

    def heard(self, used: float, now: timedelta) -> None:
        more = used - self.used(now)
        if more > 0:
            self.spent.append((now, more))


_GATE = Rule("all", 0, 0)
"""Of a window that every call passes, and that is held while there is a ban."""


@dataclass(slots=True, eq=False)
class _Ticket:
    lane: Lane
    number: int
    costs: Mapping[_Window, float]
    granted: bool = False
    earliest: timedelta | None = None


class SharedLimits:
    """What all accounts that ask from one address share: its windows, its bans, and the queue."""

    def __init__(self) -> None:
        self.gate = _Window(_GATE)
        self.waiting: list[_Ticket] = []
        self._numbers = count()
        self._windows: dict[str, _Window] = {}

    def window(self, rule: Rule) -> _Window:
        """Return the window of a rule: one for all, whoever asks."""
        return self._windows.setdefault(rule.name, _Window(rule))

    def queue(self, lane: Lane, costs: Mapping[_Window, float]) -> _Ticket:
        ticket = _Ticket(lane, next(self._numbers), costs)
        self.waiting.append(ticket)
        self.waiting.sort(key=lambda waiting: (waiting.lane, waiting.number))
        return ticket

    def grant(self, now: timedelta) -> None:
        """Let through who may go, in order. Nobody overtakes on a rule that someone before waits for."""
        waited_for: dict[_Window, timedelta] = {}
        for ticket in tuple(self.waiting):
            moments = {
                window: max(window.free_at(now, cost, SHARE[ticket.lane]), waited_for.get(window, now))
                for window, cost in ticket.costs.items()
            }
            ticket.earliest = max(now, *moments.values())
            if ticket.earliest <= now:
                ticket.granted = True
                self.waiting.remove(ticket)
                for window, cost in ticket.costs.items():
                    window.spent.append((now, cost))
            else:
                waited_for |= {window: moment for window, moment in moments.items() if moment > now}


class Limiter:
    """One per account."""

    def __init__(self, rules: Iterable[Rule], clock: Clock, shared: SharedLimits | None = None) -> None:
        """`shared`: with the other accounts of the address; None: there are no others."""
        self._clock = clock
        self._shared = shared or SharedLimits()
        self._gate = _Window(_GATE)
        self._windows = {
            rule.name: _Window(rule) if rule.per_account else self._shared.window(rule) for rule in rules
        }

    async def turn(self, lane: Lane, costs: Mapping[str, float], not_after: timedelta) -> None:
        """Return when it is the caller's turn, its costs spent. Raises TurnMissed, nothing spent.

        It is raised as soon as it is certain that the turn cannot come by `not_after`.
        """
        by_window = {self._windows[name]: cost for name, cost in costs.items()}
        ticket = self._shared.queue(lane, {self._gate: 0, self._shared.gate: 0} | by_window)
        try:
            while (now := self._clock.monotonic()) <= not_after:
                self._shared.grant(now)
                if ticket.granted:
                    return
                earliest = ticket.earliest or now
                if earliest > not_after:
                    raise TurnMissed((earliest - now).total_seconds())
                await self._clock.sleep(max((earliest - now).total_seconds(), SHORTEST_SLEEP_S))
            raise TurnMissed(0.0)
        finally:
            if not ticket.granted:
                self._shared.waiting.remove(ticket)

    def ban(self, seconds: float, *, account_only: bool = False) -> None:
        """Let nobody at the address through for that long, or nobody of this account. Never shortened."""
        gate = self._gate if account_only else self._shared.gate
        gate.hold(self._clock.monotonic() + timedelta(seconds=seconds))

    @property
    def banned_for_s(self) -> float:
        """Seconds until calls are allowed again; 0 when they are."""
        now = self._clock.monotonic()
        until = max(self._gate.held_until or now, self._shared.gate.held_until or now)
        return (until - now).total_seconds() if until > now else 0.0

    def hold(self, names: Iterable[str], seconds: float) -> None:
        """Let nothing through for that long of those of the rules that are the account's own."""
        until = self._clock.monotonic() + timedelta(seconds=seconds)
        for window in (self._windows[name] for name in names):
            if window.rule.per_account:
                window.hold(until)

    def heard(self, name: str, used: float) -> None:
        """Take over what the exchange counts in its window, if that is more than we do.

        Somebody else behind the same address spends as well.
        """
        if name in self._windows:
            self._windows[name].heard(used, self._clock.monotonic())
