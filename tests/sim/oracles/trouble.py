"""How long what was injected may have held things up. Without faults nothing may be late."""

from bisect import bisect_left
from dataclasses import dataclass

from engine.core.types import ClientOrderId
from tests.sim.chronicle import Chronicle
from tests.sim.faults import CREATE_FAULTS, Fault, Odds
from tests.sim.reference import names

PROMPT_S = 1.5
"""With a stream that tells at once and answers that are fresh: a pass and its pause, twice."""
PASS_S = 12.0
"""Without: a pass comes by itself that often."""
SLACK_S = 3.0
ONCE_MORE_S = 15.5
"""A create without an answer: ten seconds for that, three until it is asked about, and the asking."""
BY_SHAPE_S = 20.5
"""Longer: without a name nothing is found before the fence."""
ANSWERED_S = 75.0
"""Until somebody has looked, who was asked which order it is."""
BACK_AFTER_S = 9.0
"""From a start until its first pass is through and what waited is done: deadlines of 5 s run off first."""
LONGEST_PAUSE_S = 31.0
"""Between passes that fail."""
WALLET_S = 6.5
"""A look at the wallet, and at the orders."""
CALL_S = 10.5
"""A call that gets no answer."""
STORAGE_S = 4.5
HELD_UP = 1.25
"""One trouble makes the next one a little longer."""
FELL_S = 15.0
"""A task that fell, and perhaps not for the first time: its pause, and what it does first."""

_COSTS = {
    Fault.OUTAGE: LONGEST_PAUSE_S,
    Fault.STORAGE_DOWN: STORAGE_S,
    Fault.STORAGE_DOUBT: STORAGE_S,
    Fault.STREAM_BROKEN: PASS_S + SLACK_S,
    Fault.CANCEL_LOST: CALL_S + PASS_S,
    Fault.CANCEL_REPLY_LOST: CALL_S + PASS_S,
    Fault.CANCEL_SLOW: CALL_S,
    Fault.HALTED: PASS_S,
    Fault.CREATE_SEEN_LATE: PASS_S,
    Fault.RATE_LIMITED: LONGEST_PAUSE_S,
    Fault.STREAM_MUTE: PASS_S + SLACK_S,
    Fault.DRIVER_FELL: FELL_S,
    Fault.TASK_FELL: FELL_S,
}


@dataclass(frozen=True, slots=True)
class _Trouble:
    at: float
    until: float
    costs_s: float
    bot: int | None = None
    order: ClientOrderId | None = None


class Troubles:
    """All that may hold things up in one run."""

    def __init__(self, chronicle: Chronicle, odds: Odds, rough_s: float, *, scarce: bool = False) -> None:
        """`scarce`: before somebody is turned away for want of money, the wallet is looked at again.

        While LIVE trading is off nobody can have a bot go on with an order: it may be so until all is
        quiet, after `rough_s`.
        """
        sees_at_once = not (odds.stream_silent or odds.frame_lost or odds.frame_late or odds.lag)
        self.base_s = PROMPT_S if sees_at_once else PASS_S + SLACK_S + odds.longest_lag_s
        """So late may be known what has happened at the exchange, when nothing else is the matter."""
        if scarce:
            self.base_s += WALLET_S
        self._troubles: list[_Trouble] = []
        self._failed: list[float] = []
        bans: list[tuple[float, float]] = []
        nameless, off = (
            any(struck.fault == fault for struck in chronicle.struck)
            for fault in (Fault.NAMELESS, Fault.LIVE_OFF)
        )
        answered_s = rough_s if off else ANSWERED_S
        for struck in chronicle.struck:
            fault = Fault(struck.fault)
            if fault in {Fault.READ_FAILED, Fault.STORAGE_UNREAD}:
                self._failed.append(struck.at)
            elif fault in {*CREATE_FAULTS, Fault.DOUBLE}:
                costs = answered_s if fault is Fault.DOUBLE else ONCE_MORE_S + BY_SHAPE_S * nameless
                bot, until = _bot(struck.name), struck.until + costs
                self._troubles.append(_Trouble(struck.at, until, costs, bot, struck.name))
            elif fault in _COSTS:
                costs = _COSTS[fault] + struck.until - struck.at
                self._troubles.append(_Trouble(struck.at, struck.until + _COSTS[fault], costs))
            if fault is Fault.OUTAGE:
                self._failed += [struck.at, *(struck.until - 5.0 * n for n in range(5))]
            if fault is Fault.RATE_LIMITED:
                bans.append((struck.at, struck.until))
        self._failed.sort()
        self._in_row = sorted([*((at, at) for at in self._failed), *bans])
        """Since when and until when a pass may have failed. A ban turns one away: the next awaits its end."""
        for run, later in zip(chronicle.runs, chronicle.runs[1:], strict=False):
            if run.ended_at is not None:
                away = later.begun_at - run.ended_at
                self._troubles.append(
                    _Trouble(run.ended_at, later.begun_at + BACK_AFTER_S, away + BACK_AFTER_S)
                )

    def excuse(
        self, begin: float, end: float, bot: int | None = None, but: ClientOrderId | None = None
    ) -> float:
        """Return how long what was injected then may have held up what was due to happen (to that bot).

        `but`: what struck that order does not count.
        """
        excused = sum(
            trouble.costs_s
            for trouble in self._troubles
            if trouble.at <= end
            and trouble.until >= begin
            and (trouble.bot is None or bot is None or trouble.bot == bot)
            and (but is None or trouble.order != but)
        )
        return HELD_UP * (excused + self._failing(begin, end))

    def _failing(self, begin: float, end: float) -> float:
        """Return how long passes that failed may have waited: twice as long after each in a row."""
        last = bisect_left(self._failed, end)
        failed = last - bisect_left(self._failed, begin - LONGEST_PAUSE_S)
        if failed <= 0:
            return 0.0
        row, since = failed, self._failed[last - failed]
        for at, until in reversed(self._in_row[: bisect_left(self._in_row, (since, 0.0))]):
            if since - until >= LONGEST_PAUSE_S:
                break
            row, since = row + 1, at
        return min(0.4 * 2.0 ** min(row, 10), LONGEST_PAUSE_S * failed) + failed


def _bot(name: ClientOrderId | None) -> int | None:
    read = names.read(name) if name is not None else None
    return read.bot if read else None
