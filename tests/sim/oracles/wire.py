"""[wire] What leaves us: after a first pass, in time, once, and not again before it is surely absent."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from engine.core.types import BotId, ClientOrderId
from tests.sim.faults import STORAGE_FAULTS, Fault
from tests.sim.oracles.case import Case
from tests.sim.oracles.trouble import PASS_S, SLACK_S
from tests.sim.reference.records import Step

SEND_WINDOW_S = 5.0
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 30.0
MAY_BE_SENT_S = 8.0
"""That it never left us is known when its window is over, if it had to wait; and then the bot may be busy."""
EVERY_S = 300.0
"""So often all trades are read."""
MOST_AHEAD_S = 0.5
"""By which the date of an order may be ahead: it was decided before the exchange's time was known."""
INSIDE_S = 12.0
FENCE_S = SEND_WINDOW_S + INSIDE_S
"""From the decision: 5 s to be sent in, 10 s that it may wait inside the exchange, 2 s for the clocks."""


def wire(case: Case) -> list[str]:
    """Return what should not have left us."""
    return [
        *_after_a_pass(case),
        *_once_and_in_time(case),
        *_absent_after_the_fence(case),
        *_trades_are_read(case),
        *_tries_again_in_time(case),
    ]


def _after_a_pass(case: Case) -> Iterator[str]:
    """Nothing is sent on a symbol before its first pass after a start."""
    asked: dict[tuple[int, str, str], float] = {}
    for answer in case.chronicle.answers:
        asked.setdefault((answer.run, answer.symbol, answer.question), answer.at)
    for sent in case.chronicle.creates:
        for question in ("open orders", "trades"):
            if asked.get((sent.run, sent.symbol, question), case.now) >= sent.at:
                yield f"[wire] {sent.name} is sent at {sent.at:.2f}, before its first pass: {question}"


def _once_and_in_time(case: Case) -> Iterator[str]:
    decided = {one.name: (one, step) for step in case.chronicle.steps for one in step.decided}
    for name, count in Counter(sent.name for sent in case.chronicle.creates).items():
        if count > 1:
            yield f"[wire] {name} is sent {count} times"
    for sent in case.chronicle.creates:
        if sent.name not in decided:
            if not case.is_known_unworked(sent.name):
                yield f"[wire] {sent.name} is sent, and was never decided"
            continue
        one, step = decided[sent.name]
        is_early = sent.at < step.at or sent.run != step.run
        if is_early and not case.was_foreseen(sent):
            yield f"[wire] {sent.name} is sent at {sent.at:.2f} by run {sent.run}, on disk at {step.at:.2f}"
        if not -MOST_AHEAD_S <= sent.at - sent.dated <= SEND_WINDOW_S + 0.001:
            yield f"[wire] {sent.name} is sent {sent.at - sent.dated:.1f} s after it was decided"
        if one.asked_first and not is_early:
            yield f"[wire] {sent.name} is sent, though it is asked whether it is out"
        if not is_early and one.at != sent.dated:
            yield f"[wire] {sent.name} is sent as of {sent.dated:.2f}, in the books it is of {one.at:.2f}"


def _absent_after_the_fence(case: Case) -> Iterator[str]:
    """An order is given up after its fence, two denials later than that, and a look at the trades."""
    decided = {one.name: one for step in case.chronicle.steps for one in step.decided}
    stored = {one.name: step.at for step in case.chronicle.steps for one in step.decided}
    given_up = set[ClientOrderId]()
    for step in case.chronicle.steps:
        for known in step.changed:
            one = decided.get(known.name)
            if one is None or known.state != "ABSENT" or known.name in given_up:
                continue
            given_up.add(known.name)
            # One that is dated by a wrong clock was decided when it was stored.
            fence = min(one.at, stored[known.name]) + FENCE_S - 0.001
            if one.asked_first:  # nobody sends it any more
                fence = max(
                    (sent.at for sent in case.chronicle.creates if sent.name == known.name), default=0.0
                )
                fence += INSIDE_S
            if step.at < fence:
                yield f"[wire] {known.name} is given up {step.at - fence:.1f} s before its fence"
            denials = [no.at for no in case.chronicle.denials if no.name == known.name and no.at >= fence]
            if len(denials) < 2:
                yield f"[wire] {known.name} is given up after {len(denials)} denials"
            elif not _looked(case, step, denials[1]):
                yield f"[wire] {known.name} is given up without a look at the trades"


def _tries_again_in_time(case: Case) -> Iterator[str]:
    """After an order that never left us the next attempt waits a second and more, and no longer than due."""
    decided = {one.name: step.at for step in case.chronicle.steps for one in step.decided}
    told: set[ClientOrderId] = set()
    in_a_row: defaultdict[tuple[int, BotId], int] = defaultdict(int)
    newest: dict[tuple[int, BotId], ClientOrderId] = {}
    falls = (Fault.DRIVER_FELL, Fault.TASK_FELL, *STORAGE_FAULTS)
    begin_anew = any(case.world.counts[fault] for fault in falls)
    for step in case.chronicle.steps:
        key = step.run, step.bot
        for known in step.changed:
            if known.state not in {"NEVER_SENT", "INTENT"} and known.name == newest.get(key, known.name):
                in_a_row[key] = 0  # what a late fill says of an earlier one changes nothing
            if known.state == "NEVER_SENT" and known.name in decided and known.name not in told:
                told.add(known.name)
                longest = min(FIRST_RETRY_S * 2.0 ** in_a_row[key], LONGEST_RETRY_S)
                due = FIRST_RETRY_S if begin_anew else longest
                in_a_row[key] += 1
                waited = step.at - decided[known.name]
                excused = case.troubles.excuse(decided[known.name], step.at, step.bot.int, but=known.name)
                if _was_told_to_rest_until(case, decided[known.name], step.at):
                    due = FIRST_RETRY_S
                # What a late fill has done meanwhile is not tried again.
                is_early = waited < due - 0.01 and step.after.phase == "WORKING"
                if is_early or waited > longest + MAY_BE_SENT_S + excused:
                    yield f"[wire] {known.name} never left us, and the next comes {waited:.1f} s later"
        for one in step.decided:
            newest[key] = one.name


def _was_told_to_rest_until(case: Case, since: float, end: float) -> bool:
    """Say whether the exchange took nothing then, and had said until when."""
    return any(
        one.fault is Fault.RATE_LIMITED and one.at <= since <= one.until <= end
        for one in case.chronicle.struck
    )


def _looked(case: Case, step: Step, since: float) -> bool:
    return any(
        answer.question == "trades" and answer.symbol == step.plan.symbol and since <= answer.at <= step.at
        for answer in case.chronicle.answers
    )


def _trades_are_read(case: Case) -> Iterator[str]:
    """All trades are read at the start, after each break of the stream, and every five minutes."""
    ends = {run.number: case.now if run.ended_at is None else run.ended_at for run in case.chronicle.runs}
    read: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for answer in case.chronicle.answers:
        if answer.question == "trades":
            read[answer.run, answer.symbol].append(answer.at)
    broken = [one.at for one in case.chronicle.struck if one.fault == Fault.STREAM_BROKEN]
    for (run, symbol), times in read.items():
        end = min(ends[run], case.rests_from)
        for at, later in zip(times, [*times[1:], end], strict=True):
            excused = case.troubles.excuse(at, later)
            is_late = later - at > EVERY_S + PASS_S + SLACK_S + excused
            if is_late and case.is_followed(symbol, at, later):
                yield f"[wire] the trades on {symbol} are not read from {at:.1f} to {later:.1f}"
        for moment in broken:
            due = moment + PASS_S + SLACK_S
            due += case.troubles.excuse(moment, due + case.troubles.excuse(moment, due))
            is_missed = times[0] <= moment and due < end and not any(moment <= at <= due for at in times)
            if is_missed and case.is_followed(symbol, moment, due):
                yield f"[wire] the trades on {symbol} are not read after the break at {moment:.1f}"
