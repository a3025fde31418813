"""Turns at an exchange, within its limits and in order of importance.

Each rule is a window that slides: within any stretch of that length no more than its amount is
spent, so a window of the exchange that begins at another moment is kept as well. Who waits goes by
lane, then by arrival. A lane may fill a window up to a share of it only, so what is left above belongs
to the lanes before it: no question can take the room that an order or a cancel needs. What can wait
has a budget of its own besides, so that neither passes nor market data leave the other nothing.

Some limits are an account's own, others those of the address that it is asked from: these are shared
by all accounts there, which wait in one queue. What an exchange allows an account it allows the user, on
whichever of its markets: venues with the same key share that.
"""

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    CREATE = 1
    QUERY = 2
    """What somebody waits for: the fate of an order, its trades, a price to trade at."""
    PASS = 3
    """What is looked at now and then, of the account as a whole."""
    DATA = 4


SHARE = {Lane.CANCEL: 1.0, Lane.CREATE: 0.95, Lane.QUERY: 0.8, Lane.PASS: 0.7, Lane.DATA: 0.7}
"""How full a window may be with what a lane adds to it."""
BUDGET = {Lane.PASS: 0.4, Lane.DATA: 0.4}
"""How much of a window that all at an address share such a lane may take by itself."""


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
class Route:
    """Where a request goes that is sent without ccxt: method of HTTP, ccxt's name of the address, path."""

    method: str
    address: str
    path: str
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: ccxt's name of it, whose turn it takes, what it costs."""

    method: str
    lane: Lane
    costs: Mapping[str, float]
    """By the rule."""
    route: Route | None = None
    """For what must not wait for ccxt's detours: where it goes on the order line."""


class TurnMissed(Exception):
    """The turn cannot come in time. `wait_s`: how long it would take at least."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s
        self.reason = RateLimited(wait_s=wait_s)


@dataclass(slots=True, eq=False)
class _Window:
    rule: Rule
    of_lane: Lane | None = None
    """Of a lane's budget: nobody else spends from it."""
    held_until: timedelta | None = None
    used: float = 0.0
    spent: deque[tuple[timedelta, float]] = field(default_factory=deque)
    """Oldest first."""
    length: timedelta = field(init=False)

    def __post_init__(self) -> None:
        self.length = timedelta(seconds=self.rule.within_s)

    def spend(self, now: timedelta, cost: float) -> None:
        if cost:
            self.spent.append((now, cost))
            self.used += cost

    def forget(self, now: timedelta) -> None:
        """Let go of what was spent a whole window ago."""
        while self.spent and self.spent[0][0] + self.length <= now:
            self.used -= self.spent.popleft()[1]

    def free_at(self, now: timedelta, cost: float, lane: Lane) -> timedelta:
        """Return when that much more may be spent, if nobody else spends anything."""
        self.forget(now)
        room = self.rule.most * (SHARE[lane] if self.of_lane is None else 1.0) - cost
        used, moment = self.used, now
        for spent_at, spent in self.spent:
            if used <= room:
                break
            used -= spent
            moment = spent_at + self.length
        return max(moment, self.held_until or now)

    def hold(self, until: timedelta) -> None:
        self.held_until = max(until, self.held_until or until)

    def used_at(self, now: timedelta) -> float:
        """Return how much is spent. It only looks."""
        return sum(cost for at, cost in self.spent if at + self.length > now)

    def heard(self, used: float, now: timedelta) -> None:
        self.forget(now)
        if used > self.used:
            self.spend(now, used - self.used)


_GATE = Rule("all", 0, 0)
"""Of a window that every call passes, and that is held while there is a ban."""


@dataclass(slots=True, eq=False)
class _Ticket:
    lane: Lane
    number: int
    costs: Mapping[_Window, float]
    granted: bool = False
    earliest: timedelta | None = None

    @property
    def place(self) -> tuple[Lane, int]:
        return self.lane, self.number


class SharedLimits:
    """What all accounts that ask from one address share: its windows, its bans, and the queue."""

    def __init__(self) -> None:
        self.gate = _Window(_GATE)
        self.waiting: list[_Ticket] = []
        self._numbers = count()
        self._windows: dict[tuple[str, Lane | None], _Window] = {}
        self._of_accounts: dict[tuple[str, Rule], _Window] = {}

    def window_of(self, account: str, rule: Rule) -> _Window:
        """Return the window of a rule that is an account's own: one for all venues that have that rule."""
        return self._of_accounts.setdefault((account, rule), _Window(rule))

    def window(self, rule: Rule, lane: Lane | None) -> _Window:
        """Return the window of a rule, or of a lane's budget in it: one for all, whoever asks."""
        return self._windows.setdefault((rule.name, lane), _window(rule, lane))

    def usage(self, now: timedelta) -> list[tuple[Rule, float]]:
        """Return how much of each limit is spent. It only looks."""
        return [(one.rule, one.used_at(now)) for one in self._windows.values() if one.of_lane is None]

    def held_s(self, now: timedelta) -> float:
        """Return for how many seconds nobody may ask at all any more; 0 where everybody may."""
        until = self.gate.held_until
        return 0.0 if until is None else max((until - now).total_seconds(), 0.0)

    def queue(self, lane: Lane, costs: Mapping[_Window, float]) -> _Ticket:
        ticket = _Ticket(lane, next(self._numbers), costs)
        insort(self.waiting, ticket, key=lambda waiting: waiting.place)
        return ticket

    def grant(self, now: timedelta, up_to: _Ticket) -> None:
        """Let through who may go, in order. Nobody overtakes on a rule that someone before waits for.

        Who comes after `up_to` changes nothing for it, and asks again by itself.
        """
        waited_for: dict[_Window, timedelta] = {}
        for ticket in self.waiting[: bisect_right(self.waiting, up_to.place, key=lambda one: one.place)]:
            moments = {
                window: waited_for.get(window) or window.free_at(now, cost, ticket.lane)
                for window, cost in ticket.costs.items()
            }
            ticket.earliest = max(now, *moments.values())
            if ticket.earliest <= now:
                ticket.granted = True
                self.waiting.remove(ticket)
                for window, cost in ticket.costs.items():
                    window.spend(now, cost)
                continue
            waited_for |= {window: moment for window, moment in moments.items() if moment > now}
            in_the_way = [waited_for[window] for window in up_to.costs if window in waited_for]
            if in_the_way:
                up_to.earliest = max(in_the_way)
                return


def _window(rule: Rule, lane: Lane | None) -> _Window:
    return _Window(rule if lane is None else replace(rule, most=rule.most * BUDGET[lane]), lane)


class Limiter:
    """One per account."""

    def __init__(
        self, rules: Iterable[Rule], clock: Clock, shared: SharedLimits | None = None, account: str = ""
    ) -> None:
        """`shared`: with the other accounts of the address; None: there are no others.

        `account`: by what the exchange knows it, on any of its venues; empty for one that nobody else has.
        """
        self._clock = clock
        self._shared = shared or SharedLimits()
        self._gate = _Window(_GATE)
        self._windows: dict[tuple[str, Lane | None], _Window] = {}
        for rule in rules:
            if rule.per_account:
                own = self._shared.window_of(account, rule) if account else _Window(rule)
                self._windows[rule.name, None] = own
            else:
                lanes = (None, *BUDGET)
                self._windows |= {(rule.name, lane): self._shared.window(rule, lane) for lane in lanes}

    async def turn(self, lane: Lane, costs: Mapping[str, float], not_after: timedelta) -> None:
        """Return when it is the caller's turn, its costs spent. Raises TurnMissed, nothing spent.

        It is raised as soon as it is certain that the turn cannot come by `not_after`.
        """
        by_window = {self._windows[name, None]: cost for name, cost in costs.items()}
        if lane in BUDGET:
            budgets = ((self._windows.get((name, lane)), cost) for name, cost in costs.items())
            by_window |= {window: cost for window, cost in budgets if window is not None}
        ticket = self._shared.queue(lane, {self._gate: 0, self._shared.gate: 0} | by_window)
        try:
            while (now := self._clock.monotonic()) <= not_after:
                self._shared.grant(now, ticket)
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
        for window in (self._windows[name, None] for name in names):
            if window.rule.per_account:
                window.hold(until)

    def heard(self, name: str, used: float) -> None:
        """Take over what the exchange counts in its window, if that is more than we do.

        Somebody else behind the same address spends as well.
        """
        if (name, None) in self._windows:
            self._windows[name, None].heard(used, self._clock.monotonic())
