"""[late] What has happened at the exchange is known soon, and what follows from it is done at once."""

from collections.abc import Iterator
from itertools import pairwise

from engine.core.types import ClientOrderId, Leg
from tests.sim.faults import STORAGE_FAULTS, Fault
from tests.sim.oracles.case import Case
from tests.sim.oracles.position_causes import waits_beside
from tests.sim.oracles.trouble import CALL_S, PASS_S, STORAGE_S, WALLET_S
from tests.sim.oracles.wire import MOST_AHEAD_S
from tests.sim.reference import names
from tests.sim.reference.moments import between, count_until
from tests.sim.reference.opinion import Watch
from tests.sim.reference.records import Answered, Asked, Step
from tests.sim.reference.trails import Trail

SENT_WITHIN_S = 0.1
PREPARED_WITHIN_S = 0.1
"""An entry on a perpetual waits for one question: how its position is kept."""
MOST_LOOKS = 3
"""At the wallet, for one order."""
WALLET_LAGS_S = 3.5
"""What has traded so shortly before a wallet is answered it may not show: answers lag, and travel."""
FIRST_PASS_PAUSE_S = 0.3
"""An order that waits for a first pass looks that often whether it is through."""
LOOKED_PAUSE_S = 0.3
"""And one whether the position of its symbol was looked at."""
FIRST_PASS_S = 5.2
"""So long an order may wait for the first pass over its symbol: then it is not sent any more."""
ABSENT_WITHIN_S = 45.0
"""An order that never arrived: its fence, the asking, or the longest pause between attempts."""
TAKEN_AS_IT_IS_S = 330.0
"""Trades of an order that nobody asks about any more are found when all are read, every five minutes."""
UNWORKED_S = 75.0
"""Of an order that was sent before a crash and that no step decides: it is asked for once the one before it,
which may have ended a minute before its trades are shown, is known to have ended.
"""
FIRED_WITHIN_S = 1.0
FALLS = {Fault.DRIVER_FELL, Fault.TASK_FELL}
DOUBTS = set(STORAGE_FAULTS)
"""Prices wait behind a step that could not be stored."""
FELL_FOR_S = 5.0
"""A price that a driver falls at is lost, and those until it is begun anew."""
OPENS_S = 0.2
"""Until a stream of prices is open that is the first to learn the exchange's time."""
UNANSWERED = {Fault.OUTAGE, Fault.RATE_LIMITED, Fault.READ_FAILED}
REOPENED_S = 11.0
"""After a stream could not be opened it is tried again so soon at the latest."""
SILENCES = {Fault.PRINTS_SILENT}
SILENT_FOR_S = 20.0
"""Until a stream of prices that tells nothing is noticed, and opened anew."""


def late(case: Case) -> list[str]:
    """Return what came too late."""
    known = _Known(case)
    return [
        *_booked_late(case, known),
        *_ended_late(case, known),
        *_sent_late(case),
        *_cancelled_late(case),
        *_never_settled(case, known),
        *_trails_missed(case),
    ]


class _Known:
    """When the books came to know what."""

    def __init__(self, case: Case) -> None:
        self.booked: dict[tuple[str, ClientOrderId], float] = {}
        self.final: dict[ClientOrderId, float] = {}
        self.accepted: set[ClientOrderId] = set()
        self.decided: set[ClientOrderId] = set()
        for step in case.chronicle.steps:
            self.decided.update(one.name for one in step.decided)
            for booked in step.booked:
                self.booked.setdefault((booked.trade_id, booked.name), step.at)
            for one in step.changed:
                if one.final:
                    self.final.setdefault(one.name, step.at)
                if one.accepted_as_is:
                    self.accepted.add(one.name)


def _number(name: ClientOrderId) -> int | None:
    read = names.read(name)
    return read.bot if read else None


def _booked_late(case: Case, known: _Known) -> Iterator[str]:
    for trade in case.chronicle.traded:
        at = known.booked.get((trade.trade_id, trade.name))
        end = case.now if at is None else at
        allowed = case.troubles.base_s + case.troubles.excuse(trade.at, end, _number(trade.name))
        if trade.shown_at > trade.at:
            allowed += PASS_S
        if trade.name in known.accepted:
            allowed += TAKEN_AS_IT_IS_S
        if trade.name not in known.decided:
            allowed += UNWORKED_S
        late_by = end - trade.shown_at - allowed
        if late_by > 0 and late_by > looking(case, trade.at, end):
            yield (
                f"[late] trade {trade.trade_id} of {trade.name} at {trade.at:.2f} is booked "
                f"{end - trade.shown_at:.1f} s later, {allowed:.1f} s are excused"
            )


def looking(case: Case, begin: float, end: float) -> float:
    """Return how long a look at the wallet may have taken, where there was one.

    Nobody knows of a fill just before a wallet was asked for whether it shows it. What follows is decided
    after another look, late enough for that. What trades just before that one makes it doubtful as well.
    """
    looks = [one.at for one in between(case.chronicle.answers, begin, end) if one.question == "wallet"]
    traded = case.chronicle.traded
    again = [
        later
        for look, later in pairwise(looks)
        if count_until(traded, look) > count_until(traded, look - WALLET_LAGS_S)
    ]
    return WALLET_S * min(len(looks[:1]) + len(again), MOST_LOOKS)


def _ended_late(case: Case, known: _Known) -> Iterator[str]:
    hidden: dict[ClientOrderId, float] = {}
    for trade in case.chronicle.traded:
        if trade.shown_at > trade.at:
            hidden[trade.name] = max(hidden.get(trade.name, 0.0), trade.shown_at)
    for placed in case.chronicle.placed.values():
        if placed.ended_at is None or placed.name in known.accepted:
            continue
        at = known.final.get(placed.name)
        end = case.now if at is None else at
        began = max(placed.ended_at, hidden.get(placed.name, 0.0))
        allowed = case.troubles.base_s + case.troubles.excuse(placed.ended_at, end, _number(placed.name))
        if placed.name in hidden:
            allowed += PASS_S
        if placed.name not in known.decided:
            allowed += UNWORKED_S
        late_by = end - began - allowed
        if late_by > 0 and late_by > looking(case, placed.ended_at, end):
            yield (
                f"[late] {placed.name} has ended at {placed.ended_at:.2f} ({placed.how}), and is final "
                f"{end - began:.1f} s later, {allowed:.1f} s are excused"
            )


def _sent_late(case: Case) -> Iterator[str]:
    sent: dict[ClientOrderId, float] = {}
    for create in case.chronicle.creates:
        sent.setdefault(create.name, create.at)
    passed: dict[tuple[int, str], float] = {}
    for answer in case.chronicle.answers:
        if answer.question == "trades" and (answer.run, answer.symbol) not in passed:
            passed[answer.run, answer.symbol] = answer.at + case.world.LOOKUP_S * _trades_in(case, answer)
    ends = sorted(run.ended_at for run in case.chronicle.runs if run.ended_at is not None)
    for step in case.chronicle.steps:
        ready = max(step.at, min(passed.get((step.run, step.plan.symbol), case.now), step.at + FIRST_PASS_S))
        for decided in step.decided:
            if decided.asked_first:
                continue
            at = sent.get(decided.name)
            end = min(case.now, ready + FIRST_PASS_S) if at is None else at
            fell = any(step.at <= moment <= end for moment in ends)
            excused = case.troubles.excuse(step.at - CALL_S, end, step.bot.int)
            is_ahead = decided.at - step.at > MOST_AHEAD_S  # dated by a wrong clock: it would be refused
            beside = decided.leg is Leg.ENTRY and waits_beside(case, step)
            if fell or (at is None and (excused or is_ahead or beside or _has_another_out(case, step, end))):
                continue
            allowed = SENT_WITHIN_S + FIRST_PASS_PAUSE_S * (ready > step.at)
            if step.rules.derivative and decided.leg is Leg.ENTRY:
                allowed += PREPARED_WITHIN_S + max(_position_seen(case, step) - ready, 0)
            if end - ready > allowed + excused:
                never = "never" if at is None else f"{at - step.at:.2f} s later"
                yield f"[late] {decided.name} is decided at {step.at:.2f}, and sent {never}"


def _position_seen(case: Case, step: Step) -> float:
    """Return until when an entry may have waited for a look at the position of its symbol.

    A pass that was under way may have looked without it: the bot was not there yet.
    """
    told = [one for one in case.chronicle.answers if one.run == step.run and one.at > step.at]
    looks = [one.at for one in told if one.question == "positions"]
    begun = next(
        (one.at for one in told if (one.question, one.symbol) == ("open orders", step.plan.symbol)), case.now
    )
    seen = (*looks[:1], *(at for at in looks if at >= begun))[:2]
    return max((at + LOOKED_PAUSE_S for at in seen if at <= step.at + FIRST_PASS_S), default=step.at)


def _has_another_out(case: Case, step: Step, until: float) -> bool:
    """Say whether an order of the bot rests that it does not work: no other may be out beside it."""
    return any(
        placed.at <= until
        and (placed.ended_at is None or placed.ended_at >= step.at)
        and case.bot_of(placed.name) == step.bot
        and case.is_known_unworked(placed.name)
        for placed in case.chronicle.placed.values()
    )


def _trades_in(case: Case, answer: Answered) -> int:
    """Return how many trades it shows, each of which the books are asked about."""
    since = 0.0 if answer.since is None else answer.since
    return sum(one.symbol == answer.symbol and since <= one.at <= answer.at for one in case.chronicle.traded)


def _cancelled_late(case: Case) -> Iterator[str]:
    """A cancel that was asked for happens at the exchange, unless the order has ended before."""
    first: dict[ClientOrderId, Step] = {}
    for step in case.chronicle.steps:
        for name in step.cancels:
            first.setdefault(name, step)
    for name, step in first.items():
        for placed in case.chronicle.named.get(name, ()):
            end = case.now if placed.ended_at is None else placed.ended_at
            allowed = case.troubles.base_s + case.troubles.excuse(step.at, end)
            if end - step.at > allowed:
                yield (
                    f"[late] the cancel of {name} is asked for at {step.at:.2f}, and it "
                    f"{'rests' if placed.ended_at is None else 'ended'} {end - step.at:.1f} s later, "
                    f"{allowed:.1f} s are excused"
                )


def _never_settled(case: Case, known: _Known) -> Iterator[str]:
    for step in case.chronicle.steps:
        for decided in step.decided:
            if case.chronicle.named.get(decided.name):
                continue
            end = known.final.get(decided.name, case.now)
            allowed = ABSENT_WITHIN_S + case.troubles.excuse(step.at, end, step.bot.int) + CALL_S
            if end - step.at > allowed:
                yield (
                    f"[late] {decided.name} never arrived, and that is known only {end - step.at:.1f} s later"
                )


def _trails_missed(case: Case) -> Iterator[str]:
    for watch in case.opinion.watches:
        if not watch.sure:
            continue
        fired_at = _fired(case, watch)
        end = case.now if watch.until is None else watch.until
        if fired_at is None:
            continue
        excused = case.troubles.excuse(fired_at, end, watch.bot.int)
        late_by = end - fired_at - FIRED_WITHIN_S - excused
        if late_by > 0 and late_by > looking(case, fired_at, end):
            yield (
                f"[late] bot {watch.bot.int}: its trail has turned at {fired_at:.2f}, and nothing was "
                f"decided until {end:.2f}"
            )


def opens_s(case: Case, watch: Watch) -> float:
    """Return how long the watch may have to wait for prices: a stream that nobody follows is opened first."""
    return 0.05 if case.is_followed(watch.symbol, watch.since - 0.05, watch.since - 0.001) else OPENS_S


def silences_of(case: Case, watch: Watch) -> list[float]:
    """Return from when on silent streams may have kept prices from the watch.

    Nobody notices while nobody waits for a price: one that had begun before is there for the watch.
    """
    return [max(one.at, watch.since) for one in case.chronicle.struck if one.fault in SILENCES]


def _fallen(case: Case) -> Iterator[tuple[float, float]]:
    """Return when prices may have been lost with a driver: also those that waited behind a database."""
    doubts = [one.at for one in case.chronicle.struck if one.fault in DOUBTS]
    for fall in (one.at for one in case.chronicle.struck if one.fault in FALLS):
        waited = [at for at in doubts if fall - STORAGE_S < at < fall]
        yield min([fall - 0.5, *waited]), fall + FELL_FOR_S


def _unstored(case: Case, watch: Watch) -> Iterator[tuple[float, float]]:
    """Return when prices may have gone by the bot because a step of it waited for a database.

    By then its stream goes by the levels of before that step. Behind a command prices wait, unless nobody can
    say whether that is stored: then they are lost with the driver.
    """
    asked = case.asked_of(watch.bot)
    for one in case.chronicle.struck:
        if one.fault not in DOUBTS:
            continue
        is_command = any(command.at <= one.at <= _answered_at(command) for command in asked)
        if one.fault == Fault.STORAGE_UNREAD:
            yield one.at - STORAGE_S, one.at + FELL_FOR_S
        elif not is_command:
            yield one.at - 0.5, one.at + STORAGE_S


def _answered_at(command: Asked) -> float:
    answers = [at for at in (command.granted_at, command.denied_at) if at is not None]
    return min(answers, default=command.at + CALL_S)


def unopened(case: Case) -> Iterator[tuple[float, float]]:
    """Return when a program that had started while nobody answers could not open its first streams.

    A stream that asks for the exchange's time may be on its way when another question has its answer, and
    get none itself.
    """
    for run in case.chronicle.runs:
        first = next((one.at for one in case.chronicle.answers if one.run == run.number), case.now)
        for one in case.chronicle.struck:
            is_early = one.at < first + OPENS_S and run.begun_at <= one.until
            if one.fault in UNANSWERED and is_early:
                yield max(one.at, run.begun_at) - 0.5, one.until + REOPENED_S


def _fired(case: Case, watch: Watch) -> float | None:
    """Return when the trail must have fired, whatever a restart may have lost of it."""
    trail = Trail(watch.side, watch.price, watch.percent)
    end = case.now if watch.until is None else watch.until
    away = [
        (run.ended_at - 1.0, later.begun_at + 1.0)
        for run, later in zip(case.chronicle.runs, case.chronicle.runs[1:], strict=False)
        if run.ended_at is not None
    ]
    away += _fallen(case)
    away += _unstored(case, watch)
    away += [(at - 0.5, at + SILENT_FOR_S) for at in silences_of(case, watch)]
    away += unopened(case)
    away.sort()
    forgotten = begun = 0
    back_until = 0.0
    for price in between(case.chronicle.prices[watch.symbol], watch.since + opens_s(case, watch), end):
        while forgotten < len(away) and price.at > away[forgotten][0]:
            trail.forget_some()
            forgotten += 1
        while begun < len(away) and price.at >= away[begun][0]:
            back_until = max(back_until, away[begun][1])
            begun += 1
        if price.at <= back_until:
            continue
        if trail.see(price):
            return price.at
    return None
