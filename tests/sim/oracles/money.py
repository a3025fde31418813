"""[money] No order goes out for what others have or were promised, and none is held back without need."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from engine.core.notices import BotFailed, BotPaused
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.reasons.reason import Several
from engine.core.types import BotId, ClientOrderId, Leg, Side
from tests.sim.chronicle import seconds
from tests.sim.faults import Fault
from tests.sim.oracles.case import Case
from tests.sim.reference.figures import NEAR, NOTHING, price_of, to_bring_home
from tests.sim.reference.opinion import Seen
from tests.sim.reference.records import Decided, Known, Placed, Step

SEEN_WITHIN_S = 52.0
"""So old is a wallet at most when somebody goes by it: 30 s, a pass, and the worst that answers lag."""
LOOKED_AT_S = 14.0
"""So old is one by which somebody is turned away: it is looked at again for that."""
UNANSWERED_S = 8.0
"""When the exchange does not answer for so long it is left to judge itself."""
SOON_S = 1.0
MOVED = {
    Fault.WITHDRAWN,
    Fault.FOREIGN_ORDERS,
    Fault.FORCED,
    Fault.FUNDING,
    Fault.POSITION_BY_HAND,
    Fault.TERMS_BY_HAND,
}


def money(case: Case) -> list[str]:
    """Return who went beyond what was there, and who was turned away though it was."""
    return [*_Purse(case).judge(), *_is_seen(case)]


def _is_seen(case: Case) -> Iterator[str]:
    """Where the wallet has what all bots need together, a pause for want of funds is a wrong one.

    Not while the exchange hides trades whose money has moved already.
    """
    if case.world.money.is_scarce or any(trade.shown_at > trade.at for trade in case.chronicle.traded):
        return
    for step in case.chronicle.steps:
        for reason in _turned_away(step):
            if not _is_sold_unknown(case, step, reason.coin):
                yield f"[money] bot {step.bot.int} paused: {reason}"


def _is_sold_unknown(case: Case, step: Step, coin: str) -> bool:
    """Say whether another bot has sold of the coin by an order of unknown fate: the books hold it yet."""
    before = [one for one in case.chronicle.steps if one.at <= step.at]
    booked = {(fill.trade_id, fill.name) for one in before for fill in one.booked}
    states = {known.name: known.state for one in before for known in one.changed}
    return any(
        trade.at <= step.at
        and (trade.trade_id, trade.name) not in booked
        and trade.side is Side.SELL
        and trade.symbol.partition("/")[0] == coin
        and case.bot_of(trade.name) != step.bot
        and states.get(trade.name) in {"INTENT", "UNKNOWN", "QUARANTINED"}
        for trade in case.chronicle.traded
    )


class _Purse:
    """Follows what the bots of one account hold and have promised; on perpetuals, the margin of that."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._latest: dict[BotId, Seen] = {}
        """Bot -> what was made of its newest transaction."""
        self._orders: dict[BotId, tuple[Decided, Known | None]] = {}
        """Bot -> its newest order, and how it stands in the books."""
        self._phases: dict[BotId, str] = {}
        """Bot -> what it was at before its newest transaction."""
        self._wallets = [
            (seconds(at), {coin: Fraction(has) for coin, has in wallet.items()})
            for at, wallet in case.world.exchange.wallets
        ]
        self._moved = sorted(one.at for one in case.chronicle.struck if one.fault in MOVED)
        struck = case.chronicle.struck
        self._withdrawn = {round(one.at, 3) for one in struck if one.fault == Fault.WITHDRAWN}
        self._hides = any(trade.shown_at > trade.at for trade in case.chronicle.traded)

    def judge(self) -> Iterator[str]:
        for seen in self._case.opinion.seen:
            step = seen.step
            before = self._latest.get(step.bot)
            self._phases[step.bot] = before.step.after.phase if before is not None else "IDLE"
            self._latest[step.bot] = seen
            self._follow(step)
            for decided in step.decided:
                if not decided.asked_first:
                    yield from self._is_covered(decided, step)
            for reason in _turned_away(step):
                yield from self._was_short(reason, step)
            if step.after.order is not None and step.after.order in step.changed:
                yield from self._was_refused(step.after.order, step)

    def _follow(self, step: Step) -> None:
        for known in step.changed:
            if step.bot in self._orders and self._orders[step.bot][0].name == known.name:
                self._orders[step.bot] = self._orders[step.bot][0], known
        for decided in step.decided:
            self._orders[step.bot] = decided, None

    # --- going beyond it -----------------------------------------------------------------------------------

    def _is_covered(self, decided: Decided, step: Step) -> Iterator[str]:
        """What this order needs, and what the other bots have and were promised, is or was just there."""
        coin, needed = _needs(decided, step, Fraction(decided.quantity))
        others = self._of_others(step, coin)
        sells = decided.side is Side.SELL and not step.rules.derivative
        own = min(needed, max(self._latest[step.bot].held, NOTHING)) if sells else NOTHING
        begin = step.at - SEEN_WITHIN_S
        begin -= self._case.troubles.excuse(begin, step.at)
        first = max(bisect_left(self._wallets, begin, key=_at) - 1, 0)
        last = bisect_right(self._wallets, step.at, key=_at)
        most = max((wallet.get(coin, NOTHING) for _, wallet in self._wallets[first:last]), default=NOTHING)
        most += self._taken_out(coin, first, last)  # not seen yet, whatever has come in since
        left_to_judge = self._case.troubles.excuse(step.at - UNANSWERED_S, step.at) > 0
        if needed - own + others <= most - own + NEAR or own == needed or left_to_judge:
            return
        # What has traded and is not booked yet has left the promise and the wallet: both as it is now.
        now = self._wallets[last - 1][1].get(coin, NOTHING) if last else NOTHING
        if needed + self._of_others(step, coin, as_it_is=True) <= now + NEAR:
            return
        yield (
            f"[money] {decided.name} takes {float(needed):.8f} {coin}, others have or were promised "
            f"{float(others):.8f}, and the wallet had {float(most):.8f}"
        )

    def _taken_out(self, coin: str, first: int, last: int) -> Fraction:
        """Return what the owner has taken out of the wallet in that time."""
        seen = pairwise(self._wallets[first:last])
        return sum(
            (
                max(before.get(coin, NOTHING) - after.get(coin, NOTHING), NOTHING)
                for (_, before), (at, after) in seen
                if round(at, 3) in self._withdrawn
            ),
            NOTHING,
        )

    def _of_others(self, step: Step, coin: str, *, as_it_is: bool = False) -> Fraction:
        """Return what other bots hold of the coin, or have promised by the books.

        `as_it_is`: of an order that is at the exchange, what is open of it there; less what it has sold.
        """
        total = NOTHING
        for bot, other in self._latest.items():
            if bot == step.bot or bot not in self._case.opinion.models:
                continue
            total += _binds(other, coin)
            decided, known = self._orders.get(bot, (None, None))
            sells = decided is not None and decided.side is Side.SELL and coin == other.step.rules.base
            if as_it_is and decided is not None and sells:  # what it holds is less by that
                sold = self._traded_unbooked(decided, known, step.at)
                total -= min(sold, _binds(other, coin))
            if decided is None or (known is not None and (known.final or known.state == "UNKNOWN")):
                continue
            order, filled = self._by_now(decided, known), 0 if known is None else known.filled
            rest = Fraction(order.quantity - filled)
            of, left = _needs(order, other.step, min(rest, self._there(order, step.at)) if as_it_is else rest)
            total += _beyond(other, order, left) if of == coin else NOTHING
        return total

    def _traded_unbooked(self, order: Decided, known: Known | None, at: float) -> Fraction:
        """Return how much of the order has traded by then, and is not in the books."""
        traded = (
            one.quantity for one in self._case.chronicle.traded if one.name == order.name and one.at <= at
        )
        return max(Fraction(sum(traded)) - Fraction(0 if known is None else known.filled), NOTHING)

    def _there(self, order: Decided, at: float) -> Fraction:
        """Return how much of the order is open at the exchange then; all of it while it is on its way."""
        placed = self._case.chronicle.named.get(order.name, [])[-1:]
        if not placed or placed[0].at > at:
            return Fraction(order.quantity)
        ends = placed[0].ended_at
        return NOTHING if ends is not None and ends <= at else self._left(placed[0], at)

    def _by_now(self, decided: Decided, known: Known | None) -> Decided:
        """Return the order with the figures of the books, where a hand has given it those at the exchange."""
        placed = self._case.chronicle.named.get(decided.name, [])[-1:]
        if known is None or not any((known.price, known.quantity) in one.figures for one in placed):
            return decided
        return replace(decided, price=known.price, quantity=known.quantity)

    def _was_refused(self, known: Known, step: Step) -> Iterator[str]:
        """The exchange has to turn nobody away for want of money: we know what we have and have promised."""
        short = self._case.chronicle.refused_for_money.get(known.name)
        if known.state != "REJECTED" or short is None or self._is_excused(step):
            return
        unknown = short.others_have + self._fees_unbooked(known.name, step) + self._entered_dearer(step)
        if short.lacks > unknown and not self._is_taken(known, step):
            yield f"[money] {known.name} is refused for want of money at {step.at:.2f}"

    def _fees_unbooked(self, name: ClientOrderId, step: Step) -> Fraction:
        """Return what trades had cost in quote by the refusal that were not booked when it was decided."""
        decided_at = self._decided_at(name, step)
        booked_at = {
            (fill.trade_id, fill.name): one.at for one in self._case.chronicle.steps for fill in one.booked
        }
        return sum(
            (
                Fraction(trade.fee)
                for trade in self._case.chronicle.traded
                if trade.fee_coin == step.rules.quote
                and trade.at <= step.at
                and booked_at.get((trade.trade_id, trade.name), self._case.now) > decided_at
            ),
            NOTHING,
        )

    def _decided_at(self, name: ClientOrderId, step: Step) -> float:
        """Return when the order was decided that the step is about."""
        steps = self._case.chronicle.steps
        return next((one.at for one in steps if any(new.name == name for new in one.decided)), step.at)

    def _entered_dearer(self, step: Step) -> Fraction:
        """Return by how much more margin positions take there than by plan: a short one sold for more.

        By so little the exchange may refuse what would just be covered.
        """
        more = NOTHING
        for bot, other in self._latest.items():
            left, plan = max(-other.held, NOTHING), other.step.plan
            for trade in reversed(self._case.chronicle.traded):
                is_its_own = trade.at <= step.at and self._case.bot_of(trade.name) == bot
                if not other.step.rules.derivative or not left:
                    break
                if is_its_own and trade.side is Side.SELL:
                    part = min(left, Fraction(trade.quantity))
                    more += (
                        part
                        * max(Fraction(trade.price) - price_of(plan, plan.first), NOTHING)
                        / plan.leverage
                    )
                    left -= part
        return more

    def _is_excused(self, step: Step) -> bool:
        """Say whether money moved without us just before, or what is with some order was not known."""
        begin = step.at - SEEN_WITHIN_S
        moved = bisect_left(self._moved, step.at) > bisect_left(self._moved, begin)
        return self._hides or moved or self._case.troubles.excuse(begin, step.at) > 0

    def _is_taken(self, known: Known, step: Step) -> bool:
        """Say whether the owner has taken some of what bots hold: somebody's exit finds too little then."""
        if step.rules.derivative:  # its exits need nothing
            return False
        last = bisect_right(self._wallets, self._decided_at(known.name, step), key=_at)
        has = self._wallets[last - 1][1].get(step.rules.base, NOTHING) if last else NOTHING
        needed = max(self._latest[step.bot].held, NOTHING) + self._of_others(step, step.rules.base)
        return step.after.leg is Leg.EXIT and has < needed

    # --- being turned away ----------------------------------------------------------------------------------

    def _was_short(self, reason: InsufficientFunds, step: Step) -> Iterator[str]:
        begin = step.at - LOOKED_AT_S
        if self._hides or self._case.troubles.excuse(step.at - SEEN_WITHIN_S, step.at) > 0:
            return
        least = min(self._available(step, reason.coin, at) for at in self._moments(begin, step.at))
        least -= self._promised_just_now(step, reason.coin)
        if min(Fraction(reason.needed), self._is_needed(reason, step)) <= least:
            who = f"bot {step.bot.int} is turned away at {step.at:.2f}"
            yield f"[money] {who}: {reason}, it is {float(least):.8f}"

    def _is_needed(self, reason: InsufficientFunds, step: Step) -> Fraction:
        """Return what the rest of the leg takes by its plan, where that is paid in quote.

        A close is for what was sold, in either leg. It may go further than the plan, and must be
        covered as far as it may go.
        """
        value = self._latest[step.bot].value
        if not value or reason.coin != step.rules.quote:
            return Fraction(reason.needed)
        if self._phases[step.bot] == "CLOSING" and not step.rules.derivative:
            left = to_bring_home(self._latest[step.bot].held, step.rules)
            may_need = {left * price for price in self._case.opinion.closing_prices(step, Side.BUY)}
            is_right = Fraction(reason.needed) in may_need
            return Fraction(reason.needed) if is_right else left * price_of(step.plan, Side.BUY)
        return value / step.plan.leverage if step.rules.derivative else value

    def _promised_just_now(self, step: Step, coin: str) -> Fraction:
        """Return what others were promised before this was decided, and is stored a moment later."""
        total = NOTHING
        for other in self._case.chronicle.steps:
            if other.bot == step.bot or not step.at < other.at <= step.at + SOON_S:
                continue
            for decided in other.decided:
                of, needed = _needs(decided, other, Fraction(decided.quantity))
                total += needed if of == coin and decided.at <= step.at else NOTHING
        return total

    def _moments(self, begin: float, end: float) -> Iterator[float]:
        yield from (begin, end)
        yield from (at for at, _ in self._wallets if begin < at < end)
        for placed in self._case.chronicle.placed.values():
            yield from (
                at for at in (placed.at, placed.ended_at, *placed.amended_at) if at and begin < at < end
            )

    def _available(self, step: Step, coin: str, at: float) -> Fraction:
        """Return what was there for the bot at that moment, by the exchange's journal.

        Less what others have been promised since by an order that arrived later: the wallet that was seen may
        be of that moment, the promise is of now.
        """
        last = bisect_right(self._wallets, at, key=_at)
        has = self._wallets[last - 1][1].get(coin, NOTHING) if last else NOTHING
        for bot, other in self._latest.items():
            if other.step.rules.derivative or bot != step.bot:  # an entry that goes on adds to its position
                has -= _binds(other, coin)
            if bot == step.bot:
                continue
            decided, known = self._orders.get(bot, (None, None))
            waits = decided is not None and decided.name not in self._case.chronicle.named
            if decided is not None and waits and not (known is not None and known.final):
                of, left = _needs(decided, other.step, Fraction(decided.quantity))
                has -= _beyond(other, decided, left) if of == coin else NOTHING
            for placed in self._open_of(bot, at):
                left = self._left(placed, at)
                if (
                    other.step.rules.derivative
                ):  # what has traded binds as much as before: as held, once booked
                    left = Fraction(
                        placed.quantity - (known.filled if known and known.name == placed.name else 0)
                    )
                of, left = _needs(placed, other.step, left)
                has -= _beyond(other, placed, left) if of == coin else NOTHING
            if decided is None or any(self._open_of(bot, at)):
                continue
            if any(one.at > at for one in self._case.chronicle.named.get(decided.name, ())):
                of, left = _needs(decided, other.step, _promised(decided, known, other.step))
                has -= _beyond(other, decided, left) if of == coin else NOTHING
            elif other.step.rules.derivative:
                of, left = _needs(decided, other.step, self._traded_unbooked(decided, known, at))
                has -= left if of == coin else NOTHING
        return has

    def _open_of(self, bot: BotId, at: float) -> Iterator[Placed]:
        for placed in self._case.chronicle.placed.values():
            ends = self._case.now if placed.ended_at is None else placed.ended_at
            if placed.at <= at < ends and self._case.bot_of(placed.name) == bot:
                price, quantity = placed.figures_at(at)
                yield replace(placed, price=price, quantity=quantity)

    def _left(self, placed: Placed, at: float) -> Fraction:
        traded = (
            one.quantity
            for one in self._case.chronicle.traded
            if one.at <= at and (one.symbol, one.number) == (placed.symbol, placed.number)
        )
        return Fraction(placed.quantity - sum(traded))


def _turned_away(step: Step) -> Iterator[InsufficientFunds]:
    for notice in step.notices:
        if isinstance(notice, BotPaused | BotFailed):
            reasons = notice.reason.reasons if isinstance(notice.reason, Several) else (notice.reason,)
            yield from (reason for reason in reasons if isinstance(reason, InsufficientFunds))


def _needs(order: Decided | Placed, step: Step, quantity: Fraction) -> tuple[str, Fraction]:
    """Return which coin, and how much of it, an order for so much takes."""
    rules, value = step.rules, quantity * Fraction(order.price)
    if rules.derivative:
        return rules.quote, NOTHING if order.reduce_only else value / step.plan.leverage
    return (rules.quote, value) if order.side is Side.BUY else (rules.base, quantity)


def _promised(order: Decided, known: Known | None, step: Step) -> Fraction:
    """Return how much of an order is promised, or was spent by it: on perpetuals that is held as well."""
    if known is None:
        return Fraction(order.quantity)
    filled = Fraction(known.filled)
    of_it = filled if known.final else Fraction(order.quantity)
    return of_it - filled if step.rules.derivative else of_it


def _binds(other: Seen, coin: str) -> Fraction:
    """Return how much of the coin the bot holds, or needs for its position."""
    rules, plan = other.step.rules, other.step.plan
    if rules.derivative:
        margin = abs(other.held) * price_of(plan, plan.first) / plan.leverage
        return margin if coin == rules.quote else NOTHING
    return max(other.held, NOTHING) if coin == rules.base else NOTHING


def _beyond(other: Seen, order: Decided | Placed, left: Fraction) -> Fraction:
    """Return what an order promises beside what its bot holds."""
    from_its_own = order.side is Side.SELL and not other.step.rules.derivative
    return max(left - max(other.held, NOTHING), NOTHING) if from_its_own else left


def _at(seen: tuple[float, object]) -> float:
    return seen[0]
