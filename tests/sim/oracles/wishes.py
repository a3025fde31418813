"""[wish] What a person asked for and was promised happens; what fits is not refused; nothing else is done."""

from collections.abc import Iterator

from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed, StopCause
from engine.core.types import BotId, Leg, Status
from tests.sim.oracles.case import Case
from tests.sim.reference.figures import price_of
from tests.sim.reference.records import Asked, Plan, Standing, Step, Wish

ENDS_WITHIN_S = 4.0
"""A stop or a close, of an order that is open, without faults."""
CLOSES_WITHIN_S = 40.0
"""Its order may have to be looked for."""
SETTLES_WITHIN_S = 90.0
HEARD_S = 2.0


def wishes(case: Case) -> list[str]:
    """Return what was not done as asked."""
    found: list[str] = []
    for bot, steps in case.opinion.steps_of.items():
        asked = case.asked_of(bot)
        found += [
            f"[wish] bot {bot.int}: {what}"
            for judge in (
                _ends_when_told,
                _cycles_as_told,
                _refuses_rightly,
                _starts_when_told,
                _leaves_orders,
            )
            for what in judge(case, bot, steps, asked)
        ]
        found += [f"[wish] bot {bot.int}: {what}" for what in _plans(case, bot, steps)]
    return [*found, *_finishes_cycles(case)]


def _finishes_cycles(case: Case) -> Iterator[str]:
    """To finish is to complete the cycle, where it has begun."""
    for seen in case.opinion.seen:
        stops = [notice for notice in seen.step.notices if isinstance(notice, BotStopped)]
        closed = any(isinstance(notice, CycleClosed) for notice in seen.step.notices)
        order = seen.step.after.order
        short = order is not None and not order.final  # nobody can wait for it: it stops as it is
        if seen.traded and not closed and not short and any(stop.why is StopCause.FINISH for stop in stops):
            bot, at = seen.step.bot.int, seen.step.at
            yield f"[wish] bot {bot}: stops at {at:.2f} in the middle of what it was to finish"


def _plans(case: Case, bot: BotId, steps: list[Step]) -> Iterator[str]:
    """A bot trades by what it was made with, or by an edit that was asked for before."""
    known = [(-1.0, case.chronicle.plans.get(bot))]
    known += [(asked.at, asked.plan) for asked in case.asked_of(bot) if asked.plan is not None]
    for step in steps:
        if not any(at <= step.at and plan == step.plan for at, plan in known):
            yield f"trades by {step.plan} at {step.at:.2f}, which nobody asked for"


def _leaves_orders(case: Case, bot: BotId, steps: list[Step], asked: list[Asked]) -> Iterator[str]:
    """An order that an edit leaves as it is stays at the exchange, and the edit is in force at once."""
    for one in asked:
        if one.plan is None or one.granted_at is None:
            continue
        made = [step for step in steps if one.at <= step.at <= one.granted_at]
        before = case.last_step(bot, one.at)
        if len(made) != 1 or before is None or before.after.phase != "WORKING" or made[0].booked:
            continue  # something else came between, and what the edit has met is not known
        order = before.after.order
        if order is None or not order.live or not _same_terms(before.plan, one.plan, before.after.leg):
            continue
        if made[0].after.phase != "WORKING" or made[0].cancels or made[0].plan != one.plan:
            yield f"was edited at {one.at:.2f}, which leaves its order as it is, and is {made[0].after}"


def _same_terms(old: Plan, new: Plan, leg: Leg) -> bool:
    side = old.first if leg is Leg.ENTRY else old.first.other
    quantities = {old.quantity, new.quantity} if leg is Leg.ENTRY else {None}
    was, now = (
        (plan.symbol, plan.first, plan.leverage, plan.trailing_percent, price_of(plan, side))
        for plan in (old, new)
    )
    return was == now and len(quantities) == 1


def _ends_when_told(case: Case, bot: BotId, steps: list[Step], asked: list[Asked]) -> Iterator[str]:
    for number, one in enumerate(asked):
        if one.wish not in {Wish.STOP, Wish.CLOSE} or one.granted_at is None:
            continue
        later = [other.at for other in asked[number + 1 :] if other.granted_at is not None]
        until = min([*later, case.now])
        ended = [
            step.at
            for step in steps
            if step.at >= one.at - 0.001
            and any(isinstance(notice, BotStopped | BotFailed | BotPaused) for notice in step.notices)
        ]
        end = min([*ended, until])
        calm = case.troubles.base_s < SETTLES_WITHIN_S / 20
        allowed = ENDS_WITHIN_S if calm else SETTLES_WITHIN_S
        excused = case.troubles.excuse(one.at - 20, end, bot.int)
        hidden = any(trade.shown_at > trade.at for trade in case.chronicle.traded)
        if end - one.at > allowed + excused + (CLOSES_WITHIN_S if excused else 0) and not hidden:
            yield f"was to {one.wish} at {one.at:.2f}, and has not by {end:.2f}"


def _cycles_as_told(case: Case, bot: BotId, steps: list[Step], asked: list[Asked]) -> Iterator[str]:
    """With a loop another cycle begins, without one, or when it was to finish, the bot stops."""
    for step in steps:
        if not any(isinstance(notice, CycleClosed) for notice in step.notices):
            continue
        stops = [notice for notice in step.notices if isinstance(notice, BotStopped)]
        before = [one for one in asked if one.at <= step.at]
        granted = [one for one in before if one.granted_at is not None and one.granted_at <= step.at]
        last = granted[-1].wish if granted else None
        unheard = any(one.granted_at is None or one.granted_at > step.at for one in before if not one.denied)
        closes = step.after.goal == "CLOSE"  # what the cycle has left over
        at_work = step.after.status is Status.ACTIVE and step.after.phase != "PAUSED" and not closes
        if not step.plan.loops and at_work:
            yield f"goes on after its cycle at {step.at:.2f}, and it does not loop"
        if last is Wish.FINISH and not unheard and at_work:
            yield f"goes on after its cycle at {step.at:.2f}, and was to finish"
        early = any(stop.why in {StopCause.FINISH, StopCause.LOOP_OFF} for stop in stops)
        if step.plan.loops and early and not any(one.wish is Wish.FINISH for one in before):
            yield f"stops after its cycle at {step.at:.2f}, and it loops"
        if step.plan.loops and early and not unheard and granted and _keeps_looping(case, bot, granted[-1]):
            yield f"stops after its cycle at {step.at:.2f}, and was to go on"


def _keeps_looping(case: Case, bot: BotId, asked: Asked) -> bool:
    """Say whether it is a start of a bot at work: one that was to finish goes on then."""
    before = case.last_step(bot, asked.at)
    return asked.wish is Wish.START and before is not None and before.after.phase not in {"IDLE", "PAUSED"}


def _refuses_rightly(case: Case, bot: BotId, steps: list[Step], asked: list[Asked]) -> Iterator[str]:
    for one in asked:
        if one.denied_at is None:
            continue
        around = [step.after for step in steps if step.at <= one.at][-1:]
        heard_by = max(one.at + HEARD_S, one.denied_at)  # it may wait behind what the database does not take
        around += [step.after for step in steps if one.at < step.at <= heard_by]
        if around and all(_fits(one.wish, standing) for standing in around):
            yield f"refuses to {one.wish} at {one.at:.2f}, and is {around[0]}"


def _fits(wish: Wish, standing: Standing) -> bool:
    """Say whether a bot that stands so can do it."""
    order = standing.order
    free = order is None or order.final
    match wish:
        case Wish.START:
            return standing.phase in {"IDLE", "PAUSED"} and (free or (order is not None and order.live))
        case Wish.STOP:
            stuck = order is not None and not order.live and not order.final
            return standing.phase in {"WATCHING", "WORKING", "PAUSED"} and not stuck
        case Wish.CLOSE:
            return standing.phase in {"WATCHING", "WORKING", "PAUSED"} and free
        case _:
            return False


def _starts_when_told(case: Case, bot: BotId, steps: list[Step], asked: list[Asked]) -> Iterator[str]:
    for one in asked:
        if one.wish is not Wish.START or one.granted_at is None:
            continue
        done = [step for step in steps if one.at - 0.001 <= step.at <= one.granted_at + 0.001]
        works = any(
            step.after.status is Status.ACTIVE
            or any(isinstance(n, BotStopped | BotFailed) for n in step.notices)
            for step in done
        )
        if not works:
            yield f"was to start at {one.at:.2f}, said yes, and did not"
