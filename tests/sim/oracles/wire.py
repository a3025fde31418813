"""[wire] What leaves us: after a first pass, in time, once, and not again before it is surely absent."""

from collections import Counter
from collections.abc import Iterator

from tests.sim.oracles.case import Case

SEND_WINDOW_S = 5.0
FENCE_S = 17.0
"""From the decision: 5 s to be sent in, 10 s that it may wait inside the exchange, 2 s for the clocks."""


def wire(case: Case) -> list[str]:
    """Return what should not have left us."""
    return [*_after_a_pass(case), *_once_and_in_time(case), *_absent_after_the_fence(case)]


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
            yield f"[wire] {sent.name} is sent, and was never decided"
            continue
        one, step = decided[sent.name]
        if sent.at < step.at or sent.run != step.run:
            yield f"[wire] {sent.name} is sent at {sent.at:.2f} by run {sent.run}, on disk at {step.at:.2f}"
        skew = case.world.odds.skew_s
        if sent.at + skew - one.at > SEND_WINDOW_S + 0.001:
            yield f"[wire] {sent.name} is sent {sent.at + skew - one.at:.1f} s after it was decided"


def _absent_after_the_fence(case: Case) -> Iterator[str]:
    decided = {one.name: one for step in case.chronicle.steps for one in step.decided}
    for step in case.chronicle.steps:
        for known in step.changed:
            one = decided.get(known.name)
            after = step.at + case.world.odds.skew_s - one.at if one is not None else FENCE_S
            if known.state == "ABSENT" and after < FENCE_S - 0.001:
                yield f"[wire] {known.name} is given up {after:.1f} s after it was decided"
