"""[limit] No entry beyond the owner's limits, none while LIVE is off, and nobody turned away within them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

from engine.core.notices import BotFailed, BotPaused
from engine.core.reasons.accounts import AboveLimit
from engine.core.reasons.causes import Limit
from engine.core.reasons.reason import Several
from engine.core.types import BotId, Leg
from engine.risk.engine import RiskLimits
from tests.sim.chronicle import seconds
from tests.sim.faults import Fault
from tests.sim.oracles.case import Case
from tests.sim.reference.bots import up_to_step
from tests.sim.reference.figures import NEAR, price_of, too_little
from tests.sim.reference.opinion import Seen
from tests.sim.reference.records import Decided, Step

DAY_S = 86400.0
CLAIMED_S = 35.0
"""So long a driver that fell may wait until it begins anew, from what is stored."""
CLOCKS_S = 10.0
SOON_S = 1.0
LOOK_S = 6.5
"""So long the wallet is looked at before a bot is turned away, and its fill is stored after that."""
STORED_AGAIN_S = 1.5
"""So soon what could not be stored is stored again."""
PLENTY = RiskLimits()
STANDS = BotPaused, BotFailed


def limits(case: Case) -> list[str]:
    """Return what went beyond the limits, and who was turned away without need."""
    return [*_Keeper(case).judge()]


class _Keeper:
    """Follows all bots together: what they have at work, and what they have lost on each day."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._set = PLENTY
        """The limits of the incarnation that is looked at."""
        self._latest: dict[BotId, Seen] = {}
        """Bot -> what was made of its newest transaction."""
        self._entries: dict[BotId, tuple[Decided, Fraction]] = {}
        """Bot -> its entry order that is out, and what of it has not traded yet, by the books."""
        self._earned: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)

    def judge(self) -> Iterator[str]:
        for seen in self._case.opinion.seen:
            step = seen.step
            self._latest[step.bot] = seen
            self._set = self._case.world.limits_of.get(step.run, self._set)
            self._follow_order(step)
            for decided in step.decided:
                if decided.asked_first:  # who has sent it, if anybody, was allowed to
                    continue
                if not (self._set.live_trading or decided.immediate):
                    yield f"[limit] {decided.name} is decided at {step.at:.2f}, and LIVE is switched off"
                if decided.leg is Leg.ENTRY and not decided.immediate:
                    yield from self._within(decided, step, seen.earned)
            for reason in self._turned_away(step):
                yield from self._rightly(reason, seen)
            self._earned[_day_of(step), step.rules.quote] += seen.earned

    def _follow_order(self, step: Step) -> None:
        for decided in step.decided:
            if decided.leg is Leg.ENTRY:
                self._entries[step.bot] = decided, Fraction(decided.quantity)
        current = self._entries.get(step.bot)
        for known in step.changed:
            if current is not None and known.name == current[0].name:
                if known.final:
                    self._entries.pop(step.bot, None)
                else:
                    as_it_is = replace(current[0], price=known.price)
                    self._entries[step.bot] = as_it_is, Fraction(known.quantity - known.filled)

    def _figures(
        self, step: Step, value: Fraction, earned_now: Fraction, *, really: bool = False
    ) -> dict[Limit, Fraction]:
        """Return what each limit is about. `really`: what has ended counts as such, stored or not."""
        at_work = value + self._held_beside(step)
        for bot, other in self._latest.items():
            plan = other.step.plan
            if bot == step.bot or plan.account != step.plan.account:
                continue
            at_work += abs(other.held) * price_of(plan, plan.first)
            if bot in self._entries:
                decided, left = self._entries[bot]
                never = self._never_to_come(decided, step.at) if really else Fraction(0)
                at_work += (left - never) * Fraction(decided.price)
        today = int(step.at // DAY_S)
        if _day_of(step) != today:  # a fill of the day before has come to light
            earned_now = Fraction(0)
        lost = -(self._earned[today, step.rules.quote] + earned_now)
        return {Limit.ORDER_VALUE: value, Limit.EXPOSURE: at_work, Limit.DAILY_LOSS: lost}

    def _held_beside(self, step: Step) -> Fraction:
        """Return what the bot itself has at work beside its next entry: all that it holds but dust."""
        held, plan = self._latest[step.bot].held, step.plan
        left = up_to_step(held, step.rules)
        if too_little(step.rules, left, Fraction(plan.buy_price), leaves=True):
            return Fraction(0)
        return abs(held) * price_of(plan, plan.first)

    def _never_to_come(self, decided: Decided, at: float) -> Fraction:
        """Return what of the order can never trade any more: it had ended at the exchange by then."""
        placed = self._case.chronicle.named.get(decided.name, [])[-1:]
        gone = (one.is_for - one.traded for one in placed if (one.ended_at or at) < at)
        return Fraction(sum(gone, start=Decimal(0)))

    def _most(self, limit: Limit, quote: str) -> Fraction | None:
        by_coin = {
            Limit.ORDER_VALUE: self._set.order_value,
            Limit.EXPOSURE: self._set.exposure,
            Limit.DAILY_LOSS: self._set.daily_loss,
        }[limit]
        return Fraction(by_coin[quote]) if quote in by_coin else None

    def _is_over(self, limit: Limit, figure: Fraction, most: Fraction) -> bool:
        return figure > most + NEAR or (limit is Limit.DAILY_LOSS and figure >= most)

    def _within(self, decided: Decided, step: Step, earned_now: Fraction) -> Iterator[str]:
        value = Fraction(decided.quantity) * Fraction(decided.price)
        for limit, figure in self._figures(step, value, earned_now, really=True).items():
            if limit is Limit.DAILY_LOSS and _at_midnight(step.at):
                continue
            most = self._most(limit, step.rules.quote)
            if most is None or not self._is_over(limit, figure, most):
                continue
            falls = self._about_to_go(limit, step)
            if limit is Limit.DAILY_LOSS:
                falls += max(self._may_count(step, decided.at))
            if self._is_over(limit, figure - falls, most):
                yield f"[limit] {decided.name} makes {float(figure):.6f}, {limit} is {float(most):.6f}"

    def _about_to_go(self, limit: Limit, step: Step) -> Fraction:
        """Return what a figure falls by what had traded, and is stored of other bots only a moment later."""
        until = step.at + SOON_S + LOOK_S + self._case.troubles.excuse(step.at, step.at + SOON_S)
        falls, held = Fraction(0), {bot: seen.held for bot, seen in self._latest.items()}
        for seen in self._case.opinion.seen:
            other = seen.step
            if not step.at < other.at <= until or other.bot == step.bot or not other.booked:
                continue
            if max(fill.at for fill in other.booked) > step.at or other.rules.quote != step.rules.quote:
                continue
            # What an entry trades has counted as its order, and counts as held from then on.
            fewer = max(abs(held.get(other.bot, Fraction(0))) - abs(seen.held), Fraction(0))
            falls += (
                seen.earned if limit is Limit.DAILY_LOSS else fewer * price_of(other.plan, other.plan.first)
            )
            held[other.bot] = seen.held
        return Fraction(0) if limit is Limit.ORDER_VALUE else falls

    def _may_count(self, step: Step, since: float) -> set[Fraction]:
        """Return what may be counted beyond what is stored by then, of an order that was decided `since`.

        What funding, or a fee that is valued or corrected, adds to a result counts from its decision on. Of
        each other bot one step is decided and not stored yet; those that were stored since then may not
        have been decided when the order was.
        """
        soon_s = SOON_S + self._case.troubles.excuse(step.at, step.at + SOON_S)
        begin, day = max(min(since, step.at), step.at - soon_s), int(step.at // DAY_S)
        sums: defaultdict[BotId, set[Fraction]] = defaultdict(lambda: {Fraction(0)})
        stored: defaultdict[BotId, list[Fraction]] = defaultdict(list)
        ahead: set[BotId] = set()
        for seen in self._case.opinion.seen:
            other = seen.step
            if other.bot == step.bot or not begin <= other.at <= step.at + soon_s:
                continue
            is_of_that_sum = (_day_of(other), other.rules.quote) == (day, step.rules.quote)
            adds = seen.earned if is_of_that_sum and not other.booked else Fraction(0)
            if other.at <= step.at:
                stored[other.bot].append(adds)
            elif other.bot not in ahead:
                ahead.add(other.bot)
                sums[other.bot].add(adds)
        for bot, added in stored.items():
            sums[bot] |= {-sum(added[first:], start=Fraction(0)) for first in range(len(added))}
        return {sum(each, start=Fraction(0)) for each in product(*sums.values())}

    def _turned_away(self, step: Step) -> Iterator[AboveLimit]:
        for notice in step.notices:
            if isinstance(notice, STANDS):
                reasons = notice.reason.reasons if isinstance(notice.reason, Several) else (notice.reason,)
                yield from (reason for reason in reasons if isinstance(reason, AboveLimit))

    def _is_crowded(self, step: Step) -> bool:
        """Say whether another bot is about to store something: the program counts with it already."""
        until = step.at + SOON_S + self._case.troubles.excuse(step.at, step.at + SOON_S)
        others = [one for one in self._case.chronicle.steps if one.bot != step.bot]
        later = [one for one in others if one.at > step.at]
        stands_at = _stands_at(step)
        before = [other for other in others if other.at <= step.at]
        at_once = (one.at for other in before for one in other.decided)
        # One that was stored first, and decided later or with the same price; or booked what it had traded,
        # or that its order has ended.
        if any(one >= stands_at for one in at_once):
            return True
        ended = (other for other in before if other.booked or any(one.final for one in other.changed))
        if any(other.at >= stands_at for other in ended):
            return True
        return any(
            (other.at <= until and bool(other.booked or other.decided))
            # Stored by the next incarnation only: the trade was there all the same.
            or any(fill.at <= step.at for fill in other.booked)
            for other in later
        )

    def _is_in_doubt(self, step: Step) -> bool:
        """Say whether another bot has stored something just now, and was told that it was not."""
        struck = self._case.chronicle.struck
        doubts = {one.at for one in struck if one.fault == Fault.STORAGE_DOUBT and one.at <= step.at}
        stored = (one.step for bot, one in self._latest.items() if bot != step.bot)
        return any(other.at in doubts and step.at - other.at <= STORED_AGAIN_S for other in stored)

    def _rightly(self, reason: AboveLimit, seen: Seen) -> Iterator[str]:
        step = seen.step
        if step.after.leg is Leg.EXIT:
            yield f"[limit] bot {step.bot.int}: an exit is turned away at {step.at:.2f}: {reason}"
        if reason.limit is Limit.DAILY_LOSS and _at_midnight(step.at):
            return
        if self._is_crowded(step) or self._is_in_doubt(step):
            return
        figure = self._figures(step, seen.value, seen.earned)[reason.limit]
        most = self._most(reason.limit, step.rules.quote)
        told = Fraction(reason.value), Fraction(reason.most)
        if reason.limit is Limit.DAILY_LOSS and abs(told[0] - figure) > NEAR:
            lost = (figure - ahead for ahead in self._may_count(step, _stands_at(step)))
            figure = next((one for one in lost if abs(told[0] - one) <= NEAR), figure)
        unsure = self._case.troubles.excuse(step.at - CLAIMED_S, step.at) > 0
        if reason.limit is Limit.EXPOSURE and told[0] > figure and unsure:
            return  # an order counts from its decision on, and until it is known that it was not stored
        if most is None or abs(told[0] - figure) > NEAR or told[1] != most:
            yield f"[limit] bot {step.bot.int} is told {reason}, it is {float(figure):.8f} of {most}"
        elif not self._is_over(reason.limit, figure, most):
            yield f"[limit] bot {step.bot.int} is turned away at {step.at:.2f} within its limit: {reason}"


def _stands_at(step: Step) -> float:
    """Return when it was decided that the bot stands."""
    return min((seconds(one.at) for one in step.notices if isinstance(one, STANDS)), default=step.at)


def _day_of(step: Step) -> int:
    """Return the day whose result the step adds to."""
    at = max([one.at for one in step.booked] + [one.at for one in step.charged], default=step.at)
    return int(at // DAY_S)


def _at_midnight(at: float) -> bool:
    """Say whether it is so near to midnight that a clock that is a little wrong counts for another day."""
    return min(at % DAY_S, -at % DAY_S) < CLOCKS_S
