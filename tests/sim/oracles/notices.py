"""[told] Every notice once, in its order, and true."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import inf

from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    Charge,
    CycleClosed,
    FillBooked,
    OrderChanged,
    PriceStreamSilent,
)
from engine.core.types import BotId, Leg, Status
from tests.sim.chronicle import seconds
from tests.sim.oracles.case import Case
from tests.sim.oracles.promptness import SILENCES, unopened
from tests.sim.reference import names
from tests.sim.reference.bots import BotModel
from tests.sim.reference.figures import same, shown
from tests.sim.reference.moments import newest
from tests.sim.reference.records import Standing, Step

TOLD_LATE_AFTER_S = 120.0
TOLD_SILENT_AFTER_S = 58.0
SKEW_S = 1.0
"""So far the program's clock may be wrong."""
FARTHEST_OFF_S = 3641.0
"""An hour; and what is tried again waits half a minute at most, and is told with the time when it failed."""
STOPS = BotStopped | BotPaused | BotFailed


def notices(case: Case) -> list[str]:
    """Return what is wrong with what people are told."""
    found = [*_kept_as_told(case)]
    answered_from: dict[int, float] = {}
    for answer in case.chronicle.answers:
        answered_from.setdefault(answer.run, answer.at)
    for bot, steps in case.opinion.steps_of.items():
        teller = _Teller(case, bot, answered_from)
        found += [f"[told] bot {bot.int}: {what}" for step in steps for what in teller.judge(step)]
        found += [f"[told] bot {bot.int}: {what}" for what in teller.at_the_end()]
    return found


def _kept_as_told(case: Case) -> Iterator[str]:
    """What is in the books is what the transactions told, each once and in that order."""
    told = [notice for step in case.chronicle.steps for notice in step.notices]
    kept = list(case.world.disk.notices)
    if told != kept:
        yield f"[told] {len(kept)} notices are kept, the transactions told {len(told)}, or in another order"
    times = Counter((one.bot.ticker, one.trade_id, one.side) for one in kept if isinstance(one, FillBooked))
    yield from (f"[told] fill {one} is told {count} times" for one, count in times.items() if count > 1)


class _Teller:
    """Follows what one bot tells."""

    def __init__(self, case: Case, bot: BotId, answered_from: Mapping[int, float]) -> None:
        """`answered_from`: when the exchange first answered each run of the program."""
        self._case = case
        self._unopened = list(unopened(case))
        self._answered_from = answered_from
        self._bot = bot
        self._before: Standing | None = None
        self._index = -1
        self._model: BotModel = case.opinion.models[bot]
        self._final: set[str] = set()
        self._decided: set[str] = set()
        """The others that bear its names were sent before a crash, and found when it went on without them."""
        self._told_at = 0.0
        self._newest = -1.0
        self._told_silent = False
        self._run = -1

    def judge(self, step: Step) -> Iterator[str]:
        self._index += 1
        if step.run != self._run:  # whether prices are silent is found out anew
            self._run, self._told_silent = step.run, False
        told = [one for one in step.notices if isinstance(one, BotNotice) and not isinstance(one, Charge)]
        self._decided.update(one.name for one in step.decided)
        yield from self._fills(step, [one for one in told if isinstance(one, FillBooked)])
        yield from self._cycles(step, [one for one in told if isinstance(one, CycleClosed)])
        yield from self._standing(step, [one for one in told if isinstance(one, STOPS)])
        yield from self._order(told)
        yield from self._prices([one for one in told if isinstance(one, PriceStreamSilent)])
        for notice in told:
            if (notice.bot.bot_id, notice.bot.number) != (self._bot, self._bot.int):
                yield f"{notice} is told of another bot"
            if notice.bot.ticker != step.plan.symbol and not self._model.is_replanned:
                yield f"{notice} is told of another symbol"
            if not isinstance(notice, FillBooked) and abs(seconds(notice.at) - step.at) > self._patience(
                step
            ):
                yield f"{type(notice).__name__} says {seconds(notice.at):.1f}, it was {step.at:.1f}"
        times = [one.at for one in step.booked]
        self._newest = max([self._newest, *times])
        if step.after.last_fill_at is not None and abs(step.after.last_fill_at - self._newest) > 1e-6:
            yield f"has its last fill at {step.after.last_fill_at}, it was at {self._newest}"
        for one in step.changed:  # what was given up and has turned up is at work again
            (self._final.add if one.final else self._final.discard)(one.name)
        self._before = step.after
        if step.after.phase in {"PAUSED", "IDLE"}:  # its start finds that out, too
            self._told_silent = False

    def _patience(self, step: Step) -> float:
        if step.at < self._answered_from.get(step.run, inf):
            return FARTHEST_OFF_S  # the exchange has not told its time yet
        excused = self._case.troubles.excuse(step.at - 15, step.at, self._bot.int)
        return 8 + excused if excused else 2.5

    def _order(self, told: Sequence[BotNotice]) -> Iterator[str]:
        kinds = (FillBooked, CycleClosed, BotStopped, BotPaused, BotFailed)
        aside = (PriceStreamSilent, OrderChanged)
        ranks = [kinds.index(type(one)) for one in told if not isinstance(one, aside)]
        if ranks != sorted(ranks) or sum(rank > 1 for rank in ranks) > 1:
            yield f"tells {[type(one).__name__ for one in told]} at once"

    def _prices(self, told: list[PriceStreamSilent]) -> Iterator[str]:
        for notice in told:
            chronicle = self._case.chronicle
            silences = [one.at for one in chronicle.struck if one.fault in SILENCES]
            last = (newest(chronicle.prices[notice.bot.ticker], at) for at in silences)
            since = [at if price is None else price.at for at, price in zip(silences, last, strict=True)]
            # What was traded before a stream could be opened, it has not told either.
            since = [
                min([at, *(begin for begin, end in self._unopened if begin <= at <= end)]) for at in since
            ]
            if not notice.over and not any(seconds(notice.at) - at >= TOLD_SILENT_AFTER_S for at in since):
                yield f"tells of silent prices at {seconds(notice.at):.1f}, and there were none"
            if notice.over is not self._told_silent:
                yield f"tells twice that prices are {'back' if notice.over else 'silent'}"
            self._told_silent = not notice.over

    def _fills(self, step: Step, told: list[FillBooked]) -> Iterator[str]:
        if len(told) != len(step.booked):
            yield f"books {len(step.booked)} fills at {step.at:.2f}, and tells {len(told)}"
        for notice, booked in zip(told, step.booked, strict=False):
            trade, read = self._model.trade_of(booked, step.rules), names.read(booked.name)
            leg = read.leg if read is not None else Leg.EXIT
            if trade is None:
                continue
            figures = (
                notice.trade_id,
                notice.side,
                notice.price,
                notice.quantity,
                notice.fee,
                notice.fee_coin,
            )
            real = (trade.trade_id, trade.side, trade.price, trade.quantity, *booked.taken[:2])
            if figures != real or abs(seconds(notice.at) - trade.at) > 1e-6:
                yield f"tells fill {figures} of {seconds(notice.at):.2f}, it was {real} at {trade.at:.2f}"
            if notice.leg is not leg:
                yield f"tells fill {notice.trade_id} of the {notice.leg}, it was of the {leg}"
            is_late = booked.name in self._final or (read is not None and booked.name not in self._decided)
            if notice.late is not is_late:
                yield f"tells fill {notice.trade_id} with late {notice.late}"
            yield from self._learned(step, notice, trade.at)
            if read is None:
                continue  # looked for only when a position has been seen to differ
            is_known = trade.shown_at <= trade.at and not notice.late
            if trade.at < self._told_at and is_known:
                yield f"tells fill {notice.trade_id} of {trade.at:.2f} after a later one"
            self._told_at = max(self._told_at, trade.at if trade.shown_at <= trade.at else 0.0)

    def _learned(self, step: Step, notice: FillBooked, traded_at: float) -> Iterator[str]:
        if notice.learned_at is None:
            if step.at - traded_at > TOLD_LATE_AFTER_S + 60 + self._patience(step):
                yield f"tells fill {notice.trade_id} {step.at - traded_at:.0f} s late, and does not say so"
        elif seconds(notice.learned_at) - traded_at < TOLD_LATE_AFTER_S - SKEW_S:
            yield f"says that fill {notice.trade_id} was learned of late"
        elif abs(seconds(notice.learned_at) - step.at) > self._patience(step):
            yield f"says that fill {notice.trade_id} was learned of at {notice.learned_at}"

    def _cycles(self, step: Step, told: list[CycleClosed]) -> Iterator[str]:
        closed = [one for one in self._model.closed if one.step == self._index]
        if len(told) != len(closed):
            yield f"tells {len(told)} cycles at {step.at:.2f}, {len(closed)} were closed"
        for notice, real in zip(told, closed, strict=False):
            if notice.cycle != real.cycle:
                yield f"tells cycle {notice.cycle}, it was {real.cycle}"
            for what, said, is_so in (
                ("result", notice.result, real.result),
                ("fees", notice.fees, real.fees),
                ("funding", notice.funding, real.funding),
                ("total", notice.total, real.total),
            ):
                if not same(said, is_so):
                    yield f"tells the {what} of cycle {real.cycle} as {said}, it is {shown(is_so)}"
        results = [one.result for one in step.booked]
        expected = [None] * len(results)
        if closed and results:
            if (
                results[:-1] != expected[:-1]
                or results[-1] is None
                or not same(results[-1], closed[-1].result)
            ):
                yield f"books the results {results} on its fills, the cycle's is {shown(closed[-1].result)}"
        elif results != expected:
            yield f"books the results {results} on fills that closed nothing"

    def _standing(self, step: Step, told: list[STOPS]) -> Iterator[str]:
        before, after = self._before, step.after
        for kind, is_so, was_so in (
            (BotStopped, after.status is Status.STOPPED, before is None or before.status is Status.STOPPED),
            (BotFailed, after.status is Status.ERROR, before is not None and before.status is Status.ERROR),
            (BotPaused, after.phase == "PAUSED", before is not None and before.phase == "PAUSED"),
        ):
            said = any(isinstance(one, kind) for one in told)
            if said and not is_so:
                yield f"tells {kind.__name__} at {step.at:.2f}, and is {after.status} {after.phase}"
            if is_so and not was_so and not said:
                yield f"is {after.status} {after.phase} at {step.at:.2f}, and nobody is told"
        if told and before is not None and after.revision <= before.revision:
            yield f"comes to stand at {step.at:.2f}, and its revision stays {after.revision}"
        for notice in told:
            if isinstance(notice, BotPaused) and notice.revision != after.revision:
                yield f"pauses with revision {notice.revision}, it is {after.revision}"
            if isinstance(notice, BotStopped) and not same(Fraction(notice.held), Fraction(after.held)):
                yield f"says that it holds {notice.held}, it is {after.held}"
            if isinstance(notice, BotPaused):
                yield from self._kept(notice, after)

    def _kept(self, notice: BotPaused, after: Standing) -> Iterator[str]:
        order = after.order
        lives = order is not None and order.live
        out_of_reach = order is not None and not order.live and not order.final
        if (notice.kept is not None, notice.out_of_reach) != (lives, out_of_reach):
            yield f"pauses with kept {notice.kept}, out of reach {notice.out_of_reach}, and has {order}"
        if notice.kept is not None and order is not None:
            figures = notice.kept.quantity, notice.kept.filled
            if figures != (order.quantity, order.filled):
                yield f"says that the order kept has {figures}, it has {order}"

    def at_the_end(self) -> Iterator[str]:
        cycles = len(self._model.closed)
        told = sum(
            isinstance(one, CycleClosed) and one.bot.bot_id == self._bot
            for one in self._case.world.disk.notices
        )
        if told != cycles:
            yield f"has told {told} cycles, {cycles} were closed"
