"""[life] Nobody waits for what cannot come: what is to be at work is, with the order it should have."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from engine.core.notices import BotPaused
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder, Several
from engine.core.types import BotId, ClientOrderId, Side, Status
from tests.sim.faults import Fault
from tests.sim.oracles.case import Case
from tests.sim.oracles.promptness import FALLS, FELL_FOR_S, SILENT_FOR_S, looking, opens_s, silences_of
from tests.sim.oracles.trouble import BACK_AFTER_S, PASS_S, WALLET_S
from tests.sim.reference.bots import BotModel
from tests.sim.reference.figures import price_of, shown, up
from tests.sim.reference.moments import between, newest
from tests.sim.reference.opinion import Watch
from tests.sim.reference.records import Placed, Rules, Standing, Step, Wish

JUST_NOW_S = 6.0
"""A bot that was told something so shortly ago may be on its way."""
ASKED_AFTER_S = 60.0
STORED_WITHIN_S = 1.0
HEALED_S = 50.0
"""So long a person lets a bot stand that has paused or failed."""


def life(case: Case) -> list[str]:
    """Return who does not live as it should."""
    found = [*_each_step(case), *_asks_about_fills(case), *_keeps_extremes(case)]
    if case.running:
        found += _at_work(case)
    else:
        found += _at_rest(case)
    return found


def _each_step(case: Case) -> Iterator[str]:
    """After each transaction a bot is somewhere from where it goes on."""
    for bot, steps in case.opinion.steps_of.items():
        before: Standing | None = None
        ended: set[ClientOrderId] = set()
        for step in steps:
            for what in _goes_on(step.after):
                yield f"[life] bot {bot.int} at {step.at:.2f}: {what}"
            late = any(one.name in ended for one in step.booked)
            if late and before is not None and _works(before) and _works(step.after):
                yield f"[life] bot {bot.int} works on at {step.at:.2f}, after a late fill"
            before = step.after
            ended |= {one.name for one in step.changed if one.final}


def _works(standing: Standing) -> bool:
    return standing.goal == "RUN" and standing.phase in {"WATCHING", "WORKING"}


def _goes_on(after: Standing) -> Iterator[str]:
    order = after.order
    out = order is not None and not order.final
    lives = order is not None and order.live
    active = after.status is Status.ACTIVE
    if active is (after.phase == "IDLE"):
        yield f"is {after.status} and {after.phase}"
    if after.phase == "WORKING" and not out:
        yield f"works, and its order has ended: {order}"
    if after.phase == "SETTLING" and not out:
        yield f"waits for the end of an order that has ended: {order}"
    if after.phase in {"WATCHING", "CLOSING"} and out:
        yield f"is {after.phase}, and its order has not ended: {order}"
    if after.phase == "SETTLING" and lives and order is not None and order.state in {"OPEN", "PARTIAL"}:
        yield f"waits for the end of an order, and has not asked for its cancel: {order}"


def _asked_by(case: Case, since: float, after_s: float, bot: BotId) -> float:
    """Return until when a person is asked, where the wait began then or so much later."""
    due = since + after_s + ASKED_AFTER_S + PASS_S + case.troubles.base_s
    excused = case.troubles.excuse(since, due, bot.int)
    return due + excused


def _was_asked_about(case: Case, bot: BotId, name: ClientOrderId, by: float) -> bool:
    """Say whether the bot has paused by then because fills of that order are missing."""
    missing = AboutOrder(code=OrderCause.FILLS_MISSING, client_order_id=name)
    return any(
        isinstance(notice, BotPaused)
        and missing in (notice.reason.reasons if isinstance(notice.reason, Several) else (notice.reason,))
        for step in case.opinion.steps_of[bot]
        if step.at <= by
        for notice in step.notices
    )


def _asks_about_fills(case: Case) -> Iterator[str]:
    """Where trades that the exchange counts stay away for a minute, a person is asked."""
    shown: dict[ClientOrderId, float] = {}
    for trade in case.chronicle.traded:
        if trade.shown_at > trade.at:
            shown[trade.name] = max(trade.shown_at, shown.get(trade.name, 0.0))
    for placed in case.chronicle.placed.values():
        bot = case.bot_of(placed.name)
        if placed.ended_at is None or placed.name not in shown or bot is None:
            continue
        due = _asked_by(case, placed.ended_at, 0.0, bot)
        for run in case.chronicle.runs:  # each start begins to wait anew
            if run.begun_at <= due:
                due = max(due, _asked_by(case, run.begun_at, BACK_AFTER_S, bot))
        step = case.last_step(bot, due)
        if due >= min(shown[placed.name], case.rests_from) or step is None:
            continue
        order = step.after.order
        waits = step.after.phase not in {"PAUSED", "IDLE"} and order is not None and not order.final
        if waits and order is not None and order.name == placed.name:
            if _was_asked_about(case, bot, placed.name, due):
                continue  # and has said since what the bot is to do, which waits for them as well
            yield f"[life] bot {bot.int}: trades of {placed.name} stay away, and nobody is asked by {due:.1f}"


def _keeps_extremes(case: Case) -> Iterator[str]:
    """What is stored of a trail is never further behind than a quarter of it, for longer than a moment."""
    for watch in case.opinion.watches:
        if watch.sure:
            yield from _kept_extremes(case, watch)


def _kept_extremes(case: Case, watch: Watch) -> Iterator[str]:
    until = min(case.rests_from, case.now if watch.until is None else watch.until)
    steps = [one for one in case.opinion.steps_of[watch.bot] if watch.since <= one.at < until]
    silences = silences_of(case, watch)
    further = min if watch.side is Side.BUY else max
    runs = [(run.begun_at, case.now if run.ended_at is None else run.ended_at) for run in case.chronicle.runs]
    falls = [one.at for one in case.chronicle.struck if one.fault in FALLS]
    for fall in falls:  # what a driver loses with its fall it has never seen
        runs = [
            part
            for begin, end in runs
            for part in ([(begin, fall), (fall + FELL_FOR_S, end)] if begin < fall < end else [(begin, end)])
        ]
    for begin, end in runs:
        known = newest(steps, begin)
        extreme = None if known is None else known.after.extreme
        prices = case.chronicle.prices[watch.symbol]
        asks_until = 0.0
        for price in between(prices, max(begin, watch.since) + opens_s(case, watch), min(end, until)):
            touches = price.price <= watch.price if watch.side is Side.BUY else price.price >= watch.price
            if extreme is None and not touches:
                continue
            extreme = price.price if extreme is None else further(extreme, price.price)
            # What a silent stream does not tell is read when that is noticed.
            silent = [at for at in silences if at <= price.at <= at + SILENT_FOR_S]
            by = STORED_WITHIN_S + max([price.at, *(at + SILENT_FOR_S for at in silent)])
            excused = case.troubles.excuse(price.at, by, watch.bot.int)
            if _has_turned(watch, extreme, price.price):
                asks_until = price.at + WALLET_S
            # Prices wait while a turn asks, also where it gets no answer. `late` says when it is decided.
            by = max(by + looking(case, price.at, by + WALLET_S), asks_until)
            if by >= min(end, until):
                return
            if excused:  # it may not have seen that price, and goes on from what it had before
                extreme = _stored(steps, price.at)
                continue
            stored = _stored(steps, by)
            slack = Fraction(extreme) * watch.percent / 400
            if stored is None or (Fraction(extreme) - Fraction(stored)) * -watch.side.sign > slack:
                yield f"[life] bot {watch.bot.int}: its trail is at {extreme} at {by:.1f}, stored is {stored}"
                return


def _stored(steps: Sequence[Step], at: float) -> Decimal | None:
    """Return the extreme that was stored then, after the watch had begun."""
    step = newest(steps, at)
    assert step is not None
    return step.after.extreme


def _has_turned(watch: Watch, extreme: Decimal, price: Decimal) -> bool:
    """Say whether the price is as far from the extreme as the trail is long."""
    back = (Fraction(price) - Fraction(extreme)) * watch.side.sign
    return back >= Fraction(extreme) * watch.percent / 100


def _at_work(case: Case) -> Iterator[str]:
    """When it has been quiet for a while every bot is at work, and its order rests as it should."""
    for bot, model in case.opinion.models.items():
        state = case.world.disk.bots.get(bot)
        step = case.last_step(bot, case.now)
        if state is None or step is None:
            continue
        after, since = step.after, case.now - step.at
        asked = [one.at for one in case.asked_of(bot)]
        if asked and case.now - asked[-1] < JUST_NOW_S:
            continue
        if after.phase in {"SETTLING", "CLOSING"} and since > JUST_NOW_S:
            yield f"[life] bot {bot.int} is {after.phase} for {since:.0f} s: {after.order}"
        if after.phase in {"IDLE", "PAUSED"} and since > HEALED_S:
            yield f"[life] bot {bot.int} is {after.status} {after.phase} for {since:.0f} s, and nobody helps"
        if after.phase == "WORKING" and since > JUST_NOW_S:
            yield from _order_rests(case, model, after)


def _order_rests(case: Case, model: BotModel, after: Standing) -> Iterator[str]:
    order = after.order
    placed = case.chronicle.named.get(order.name, []) if order is not None else []
    who = f"[life] bot {model.bot_id.int}"
    if order is None or not placed or placed[-1].ended_at is not None:
        yield f"{who} works, and no order of it rests at the exchange: {order}"
        return
    resting = placed[-1]
    if order.state not in {"OPEN", "PARTIAL"}:
        yield f"{who}: its order rests at the exchange, and is {order.state}"
    if resting.figures:
        if order.quantity != resting.is_for:
            yield f"{who}: {resting} rests, and is shown as one of {order.quantity}"
        return
    wanted = model.side, model.price
    if _was_chosen_after_an_edit(case, model, placed[-1]):
        return  # a person has said that it is the one to go on with, at the price that it was shown with
    if (resting.side, Fraction(resting.price)) != wanted:
        yield f"{who}: {resting} rests, wanted is {model.side} at {shown(model.price)}"
    if model.rules is not None and not case.world.counts[Fault.RULES_CHANGED]:
        beyond = Fraction(resting.quantity - resting.traded) - model.left(model.rules)
        is_other = _is_corrected(case, model, order.name) or _was_chosen_after_a_fill(case, model, resting)
        if not 0 <= beyond <= _kept_for_fees(resting, model.rules) and not is_other:
            yield f"{who}: {resting} rests, wanted are {shown(model.left(model.rules))}"


def _kept_for_fees(resting: Placed, rules: Rules) -> Fraction:
    """Return how much more was ordered back for the fees of what has traded: they may be of another coin."""
    if resting.side is Side.SELL or rules.derivative:
        return Fraction(0)
    traded = Fraction(resting.traded)
    return up(traded / (1 - Fraction(rules.dearest_fee)) - traded, rules.step)


def _was_chosen_after_an_edit(case: Case, model: BotModel, resting: Placed) -> bool:
    """Say whether a person had the bot go on with this order though they had changed the plan since it came.

    What it was to be when it was decided, by the plan of then, is examined there.
    """
    asked, steps = case.asked_of(model.bot_id), case.opinion.steps_of[model.bot_id]
    edits = [
        (one.at, one.plan)
        for one in asked
        if one.plan is not None
        and one.at >= resting.at
        # Who asked may never have been answered: it holds all the same once it is in the books.
        and (one.granted_at is not None or any(step.at >= one.at and step.plan == one.plan for step in steps))
    ]
    chosen = [one.at for one in asked if one.wish is Wish.ADOPT and one.granted_at is not None]
    before = [plan for at, plan in edits if chosen and at <= chosen[-1]]
    # One of after that leaves the leg's price as it is leaves its order.
    after = [plan for at, plan in edits if chosen and at > chosen[-1]]
    return bool(before) and len({price_of(plan, resting.side) for plan in (before[-1], *after)}) == 1


def _was_chosen_after_a_fill(case: Case, model: BotModel, resting: Placed) -> bool:
    """Say whether a person had the bot go on with this order after a fill of an earlier one had come late.

    It had been told, and the order was taken up for what it is: refused, it would have stayed beside another.
    """
    steps = [step for step in case.opinion.steps_of[model.bot_id] if step.at >= resting.at]
    late = [step.at for step in steps if any(one.name != resting.name for one in step.booked)]
    asked = [one for one in case.asked_of(model.bot_id) if one.granted_at is not None]
    return any(one.wish is Wish.ADOPT and late and late[0] <= one.at for one in asked)


def _at_rest(case: Case) -> Iterator[str]:
    """After all were told to stop nothing is open anywhere, and nobody is in the middle of anything."""
    for bot, state in case.world.disk.bots.items():
        order = state.order
        stuck = order is not None and order.state == "QUARANTINED"
        if str(state.phase) != "IDLE" or (state.order_pending and not stuck):
            yield f"[life] bot {bot.int} was stopped and is {state.phase}, order {order}"
    for placed in case.chronicle.placed.values():
        if placed.ended_at is None:
            yield f"[life] {placed.name} still rests at the exchange"
        elif placed.name not in case.world.disk.orders:
            yield f"[life] {placed.name} has no row"


def _is_corrected(case: Case, model: BotModel, name: ClientOrderId) -> bool:
    """Say whether a fee was corrected while the order was out, and with it what is held."""
    steps = case.opinion.steps_of[model.bot_id]
    decided = next((step.at for step in steps if any(one.name == name for one in step.decided)), 0.0)
    return any(step.corrected for step in steps if step.at >= decided)
