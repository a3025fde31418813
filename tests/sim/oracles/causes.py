"""[cause] No bot pauses, fails or stops without a cause that was really injected, or a person's word."""

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from fractions import Fraction

from engine.core.notices import BotFailed, BotPaused, BotStopped, StopCause
from engine.core.orders import OrderFact
from engine.core.reasons.accounts import AboutAccount, AboveLimit, ClockOff, InsufficientFunds
from engine.core.reasons.causes import AccountCause, Cause, OrderCause, SymbolCause
from engine.core.reasons.markets import AboutSymbol, QuantityTooSmall, RulesChanged, ValueTooSmall
from engine.core.reasons.reason import (
    AboutOrder,
    CouldNotClose,
    OrderEnded,
    OrderRefused,
    OrdersDidNotArrive,
    Plain,
    Reason,
    Several,
    SeveralOrdersMatch,
    TooManyRefusals,
)
from engine.core.types import BotId, ClientOrderId, Leg, Side, Status
from tests.sim.chronicle import seconds
from tests.sim.faults import CREATE_FAULTS, Fault
from tests.sim.oracles.case import Case
from tests.sim.oracles.position_causes import (
    explains_position,
    has_other_terms,
    is_forced_there,
    is_moved,
    is_opposed,
    is_settled,
    waits_beside,
)
from tests.sim.reference.records import Asked, Decided, Known, Plan, Step, Wish

MOST_UNSENT = 5
MOST_REFUSALS = 5
REFUSALS_S = 1200.0 + 60.0
"""So many within ten minutes stop entries for ten minutes."""
SHOWN_LATE_S = 55.0
"""A person is asked about fills that are missing for a minute."""
CAUSES = {RulesChanged: Fault.RULES_CHANGED, ClockOff: Fault.CLOCK_FAR_OFF}
AFTER_S = 100.0
"""So long after a rule has changed, or a halt is over, it may be noticed."""
ASKED_AGAIN_S = 45.0
UNANSWERED = {Fault.OUTAGE, Fault.RATE_LIMITED, Fault.READ_FAILED}
ARRIVES_WITHIN_S = 6.5
"""From its decision: its window, and a second for the clocks."""


def causes(case: Case) -> list[str]:
    """Return who stands without a cause."""
    found: list[str] = []
    hidden = {(one.name, one.trade_id) for one in case.chronicle.traded if one.shown_at > one.at}
    for bot, steps in case.opinion.steps_of.items():
        seeker = _Seeker(case, bot, hidden)
        for step in steps:
            found += [f"[cause] bot {bot.int} at {step.at:.2f}: {what}" for what in seeker.judge(step)]
    return found


class _Seeker:
    """Follows one bot, and looks for the cause of each stand."""

    def __init__(self, case: Case, bot: BotId, hidden: AbstractSet[tuple[ClientOrderId, str]]) -> None:
        """`hidden`: order and number of the trades that were shown late."""
        self._case = case
        self._hidden = hidden
        self._bot = bot
        self._decided: list[Decided] = []
        self._decided_at: dict[ClientOrderId, float] = {}
        """When: the order itself is dated by the program's clock."""
        self._beside: set[ClientOrderId] = set()
        """Entries that may have waited for a look at the position, for as long as that took."""
        self._known_as: dict[ClientOrderId, str] = {}
        """Order -> its state in the books."""
        self._late_booked = False
        self._asked = case.asked_of(bot)
        self._granted_at = [one.at for one in self._asked if one.denied_at is None]
        self._stopped_at = -1.0
        self._heard: list[Asked] = []
        """Commands that have led to a stop."""
        self._failed = False
        self._granted = 0
        self._unsent_from = 0
        self._phase = "IDLE"
        self._pauses_since: float | None = None
        """Since when it has been on its way to a pause: its order has to end first."""
        self._ended: set[ClientOrderId] = set()
        self._ended_there: tuple[str, Plan] | None = None
        """Leg and plan of an order that a person has ended at the exchange."""

    def judge(self, step: Step) -> Iterator[str]:
        self._late_booked |= any(self._is_late(one.name, one.trade_id) for one in step.booked)
        self._known_as |= {one.name: one.state for one in step.changed}
        for notice in step.notices:
            match notice:
                case BotPaused():
                    reasons = (
                        notice.reason.reasons if isinstance(notice.reason, Several) else (notice.reason,)
                    )
                    for reason in reasons:
                        if not self._explains_pause(reason, step):
                            yield f"pauses without a cause: {reason}"
                case BotFailed():
                    if not self._explains_failure(notice.reason, step):
                        yield f"fails without a cause: {notice.reason}"
                case BotStopped():
                    if not self._explains_stop(notice.why, step):
                        yield f"stops without a cause: {notice.why}"
                    self._stopped_at = step.at
                case _:
                    pass
        yield from self._unsent(step)
        yield from self._not_fought(step)
        yield from self._refused(step)
        self._follow(step)
        self._failed = step.after.status is Status.ERROR

    def _follow(self, step: Step) -> None:
        self._phase = step.after.phase
        if step.after.goal != "PAUSE":
            self._pauses_since = None
        elif self._pauses_since is None:
            self._pauses_since = step.at

    def _not_fought(self, step: Step) -> Iterator[str]:
        """What a person has ended at the exchange is not placed again before a person says so."""
        for known in step.changed:
            placed = self._case.chronicle.named.get(known.name, [])[-1:]
            is_new = known.final and known.name not in self._ended
            # While it was being cancelled for a person anyway, an edit say, that person has spoken.
            if is_new and self._phase == "WORKING" and any(one.by_hand for one in placed):
                self._ended_there = known.name[:14], step.plan
            if known.final:
                self._ended.add(known.name)
        if any(isinstance(notice, BotPaused | BotFailed | BotStopped) for notice in step.notices):
            self._ended_there = None
        for decided in step.decided:
            if self._ended_there == (decided.name[:14], step.plan):
                yield f"sends {decided.name} after its like was ended by hand"
            self._ended_there = None

    def _refused(self, step: Step) -> Iterator[str]:
        """One try, one notice."""
        newest = step.after.order
        refused = newest is not None and newest.state == "REJECTED" and newest in step.changed
        if refused and self._phase == "WORKING" and step.after.status is not Status.ERROR:
            yield f"has an order refused, and is {step.after.status} {step.after.phase}"

    def _unsent(self, step: Step) -> Iterator[str]:
        """After so many orders that did not arrive a person is asked."""
        granted = bisect_right(self._granted_at, step.at)
        stands = any(isinstance(notice, BotPaused | BotFailed | BotStopped) for notice in step.notices)
        if stands or granted > self._granted:
            self._unsent_from = len(self._decided)
        self._granted = granted
        if not step.decided:
            return
        self._decided += step.decided
        if waits_beside(self._case, step):
            self._beside |= {one.name for one in step.decided if one.leg is Leg.ENTRY}
        self._decided_at |= {one.name: step.at for one in step.decided}
        tried = self._tried(self._decided[self._unsent_from : -1])
        unsent = [one for one in tried if not self._may_have_had_no_way(one, step)][-MOST_UNSENT:]
        if len(unsent) == MOST_UNSENT and not any(self._case.chronicle.named.get(one.name) for one in unsent):
            yield f"sends a further order after {MOST_UNSENT} that did not arrive"

    # --- pauses --------------------------------------------------------------------------------------------

    def _explains_pause(self, reason: Reason, step: Step) -> bool:
        match reason:
            case Plain():
                return self._explains_plainly(reason.code, step)
            case OrderRefused() | OrderEnded():
                return self._explains_end(reason, step)
            case OrdersDidNotArrive(count=count):
                return count == MOST_UNSENT and self._did_not_arrive(MOST_UNSENT, step)
            case AboutOrder() | SeveralOrdersMatch():
                return self._explains_order(reason, step)
            case RulesChanged() | ClockOff():
                return self._struck(CAUSES[type(reason)], step, AFTER_S)
            case AboutSymbol(code=SymbolCause.STANDS_HALTED):
                return self._struck(Fault.HALTED, step, AFTER_S)
            case InsufficientFunds() | AboveLimit():
                return True  # `limits` says whether it is so
            case TooManyRefusals():
                return self._many_were_refused(step)
            case AboutAccount(code=AccountCause.WALLET_UNSEEN):
                return self._case.troubles.excuse(step.at - 60, step.at) > 0
            case _:
                return explains_position(self._case, reason, step)

    def _explains_plainly(self, code: Cause, step: Step) -> bool:
        match code:
            case Cause.LIVE_IS_OFF | Cause.LIVE_WAS_OFF:
                by_run = self._case.world.limits_of.items()
                return any(run <= step.run and not limits.live_trading for run, limits in by_run)
            case Cause.LATE_FILL:
                return self._late_booked
            case Cause.CANCELED_THERE:
                return self._ended_by_hand("canceled")
            case Cause.NEVER_ARRIVED:
                return self._did_not_arrive(1, step) or self._was_sent_by_nobody(step)
            case Cause.EDIT_NOT_MADE:
                return any(asked.wish is Wish.EDIT for asked in self._asked)
            case _:
                return False

    def _many_were_refused(self, step: Step) -> bool:
        """Say so of what was refused in this run, and of what it has learned of an order sent before it."""
        since, chronicle = step.at - REFUSALS_S, self._case.chronicle
        refused = {
            one.name for one in chronicle.refusals if one.run == step.run and since < one.at <= step.at
        }
        by_exchange = {one.name for one in chronicle.refusals if one.at <= step.at}
        learned = {
            known.name
            for before in chronicle.steps
            if before.run == step.run and since < before.at <= step.at
            for known in before.changed
            if known.state == "REJECTED"
        }
        return len(refused | (learned & by_exchange)) >= MOST_REFUSALS

    def _explains_order(self, reason: AboutOrder | SeveralOrdersMatch, step: Step) -> bool:
        name = reason.client_order_id
        if isinstance(reason, SeveralOrdersMatch):
            return self._may_be_any(reason, step)
        match reason.code:
            case OrderCause.CONTRADICTS:  # a fill by that name with another number came before the answer
                struck = self._case.chronicle.struck
                return any((one.fault, one.name) == (Fault.FRAME_LIES, name) for one in struck)
            case OrderCause.FILLS_MISSING:
                trades = [one for one in self._case.chronicle.traded if one.name == name]
                return any(one.shown_at - one.at > SHOWN_LATE_S for one in trades)
            case OrderCause.REAPPEARED:
                return self._case.is_known_unworked(name)
            case OrderCause.ACCEPTED_AS_IS:
                return any(asked.wish is Wish.ACCEPT for asked in self._asked)
            case _:
                return False

    def _may_be_any(self, reason: SeveralOrdersMatch, step: Step) -> bool:
        """Say whether nobody could tell these apart: they are alike, and the books have none as another's.

        A stranger's is none of ours; one of another bot counts while it is not known what became of that.
        """
        placed, symbol = self._case.chronicle.placed, step.plan.symbol
        there = [placed.get((symbol, one.venue_order_id)) for one in reason.candidates]
        others = {one.name for one in there if one is not None} - {reason.client_order_id}
        newest = {
            known.name: known
            for before in self._case.chronicle.steps
            if before.at <= step.at
            for known in before.changed
            if known.name in others
        }
        shapes = {(one.side, one.price, one.quantity) for one in reason.candidates}
        return (
            (len(reason.candidates) > 1 or self._has_rival(reason, step))
            and len(shapes) == 1
            and all(name in newest and _is_in_doubt(newest[name]) for name in others)
        )

    def _has_rival(self, reason: SeveralOrdersMatch, step: Step) -> bool:
        """Say whether another bot's order that looks the same was decided when that one may have come."""
        [one] = reason.candidates
        came_at = seconds(one.created_at)
        return any(
            (decided.side, decided.price, decided.quantity) == (one.side, one.price, one.quantity)
            and decided.name != reason.client_order_id
            and before.plan.symbol == step.plan.symbol
            and abs(came_at - decided.at) < ARRIVES_WITHIN_S
            for before in self._case.chronicle.steps
            if before.at <= step.at
            for decided in before.decided
        )

    def _is_late(self, name: ClientOrderId, trade_id: str) -> bool:
        """Say whether the trade was hidden, or nobody waited for it any more."""
        accepted = any(one.wish is Wish.ACCEPT for one in self._asked)
        return accepted or (name, trade_id) in self._hidden

    def _ended_by_hand(self, how: str) -> bool:
        """Say whether the newest order was ended at the exchange so, and not by us."""
        if not self._decided:
            return False
        placed = self._case.chronicle.named.get(self._decided[-1].name, [])[-1:]
        return any(one.by_hand and one.how == how for one in placed)

    def _made_smaller(self) -> bool:
        """Say whether a hand has made the newest order smaller, and all that was left of it has traded."""
        if not self._decided:
            return False
        decided = self._decided[-1]
        placed = self._case.chronicle.named.get(decided.name, [])[-1:]
        return any(one.is_for < decided.quantity and one.how == "filled" for one in placed)

    def _did_not_arrive(self, count: int, step: Step) -> bool:
        """Say whether so many orders in a row did not, each for a cause."""
        tried = (self._decided,) if count == 1 else (self._decided, self._tried(self._decided))
        return any(len(those) >= count and self._is_explained(those[-count:], step) for those in tried)

    def _is_explained(self, unsent: list[Decided], step: Step) -> bool:
        """Say whether each of these has a cause not to have arrived."""
        times = [self._decided_at[one.name] for one in unsent]
        return not any(self._case.chronicle.named.get(one.name) for one in unsent) and all(
            one.name in self._beside
            or self._case.troubles.excuse(at - 15, min(step.at, at + 15), self._bot.int) > 0
            for one, at in zip(unsent, times, strict=True)
        )

    def _tried(self, decided: list[Decided]) -> list[Decided]:
        """Leave out those that are known to have had no way: these are tried until there is one.

        Of one whose answer was lost with the program it is only known that it is not there.
        """
        kept_here = self._case.chronicle.kept_here
        return [
            one
            for one in decided
            if one.name not in self._beside
            and (one.name not in kept_here or self._known_as.get(one.name) == "ABSENT")
        ]

    def _may_have_had_no_way(self, one: Decided, step: Step) -> bool:
        """Say whether it did not get as far as the wire, because the account had to be asked first in vain.

        Its symbol had not been heard in this life of the program, or nobody answered just then.
        """
        chronicle, since = self._case.chronicle, self._decided_at[one.name]
        until = since + ARRIVES_WITHIN_S
        if self._known_as.get(one.name) != "NEVER_SENT" or any(
            sent.name == one.name for sent in chronicle.creates
        ):
            return False
        listed, read = (
            [
                answer.at
                for answer in chronicle.answers
                if (answer.run, answer.symbol, answer.question) == (step.run, step.plan.symbol, question)
                and answer.at <= until
            ]
            for question in ("open orders", "trades")
        )
        # A pass reads trades after orders; before the first one they are read for a single order alone.
        is_heard = bool(listed and read) and read[-1] >= listed[0]
        return not is_heard or any(
            struck.fault in UNANSWERED and struck.at <= until and since <= struck.until
            for struck in chronicle.struck
        )

    def _was_sent_by_nobody(self, step: Step) -> bool:
        """Say so of an order that was foreseen before a crash: it was only asked for."""
        asked = [one.name for one in self._decided[-1:] if one.asked_first]
        chronicle = self._case.chronicle
        denied = sum(one.name in asked and one.at <= step.at for one in chronicle.denials)
        return denied > 1 and not any(one.name in asked for one in chronicle.creates)

    def _struck(self, fault: Fault, step: Step, after_s: float) -> bool:
        since = step.at if self._pauses_since is None else self._pauses_since
        return any(
            struck.fault == fault and struck.at <= step.at and since <= struck.until + after_s
            for struck in self._case.chronicle.struck
        )

    def _explains_end(self, how: OrderRefused | OrderEnded, step: Step) -> bool:
        if isinstance(how, OrderRefused):  # late, of an order that was kept
            return self._was_refused(step)
        is_smaller = how.why == Plain(Cause.MADE_SMALLER)
        return self._made_smaller() if is_smaller else self._ended_by_hand("expired")

    # --- errors and stops ----------------------------------------------------------------------------------

    def _explains_failure(self, reason: Reason, step: Step) -> bool:
        match reason:
            case OrderRefused():
                return self._was_refused(step)
            case CouldNotClose(why=Plain(code=Cause.NO_OFFERS)):
                return False
            case CouldNotClose(why=ValueTooSmall(smallest=smallest)):
                return smallest == step.rules.min_notional and self._is_worth_too_little(step)
            case CouldNotClose():
                return self._case.troubles.excuse(step.at - 15, step.at, self._bot.int) > 0
            case QuantityTooSmall():
                return self._struck(Fault.RULES_CHANGED, step, AFTER_S)
            case _:
                return self._explains_pause(reason, step)

    def _is_worth_too_little(self, step: Step) -> bool:
        """Say whether the exchange would refuse what is held at the price that a close had to have."""
        held, prices = step.after.held, self._case.opinion.closing_prices
        return not step.rules.derivative and any(
            Fraction(abs(held)) * price < step.rules.min_notional
            for price in prices(step, Side.SELL if held > 0 else Side.BUY)
        )

    def _was_refused(self, step: Step) -> bool:
        if not self._decided:
            return False
        name = self._decided[-1].name
        if any(one.how != OrderFact.REJECTED for one in self._case.chronicle.named.get(name, ())):
            return False
        return (
            name in self._case.chronicle.refused_for_money  # `money` says whether it had to be
            or (self._decided[-1].reduce_only and self._is_less_there(step))
            or any(
                struck.name == name and struck.fault in CREATE_FAULTS
                for struck in self._case.chronicle.struck
            )
            or self._struck(Fault.RULES_CHANGED, step, AFTER_S)
            or self._struck(Fault.HALTED, step, AFTER_S)
            or has_other_terms(self._case, step)
        )

    def _is_less_there(self, step: Step) -> bool:
        """Say whether there may be nothing to reduce any more."""
        case = self._case
        return is_moved(case, step) or is_forced_there(case, step) or is_opposed(case, step)

    @property
    def _closes(self) -> bool:
        """Whether the newest order is that of a close: no other one is sent to trade at once or never."""
        return bool(self._decided) and self._decided[-1].immediate

    def _explains_stop(self, why: StopCause, step: Step) -> bool:
        if why is StopCause.SETTLED:
            return is_settled(self._case, step)
        wishes = {
            StopCause.STOP: set(Wish) - {Wish.START} if self._failed else {Wish.STOP},
            StopCause.FINISH: {Wish.FINISH},
            StopCause.CLOSE: {Wish.CLOSE, Wish.ACCEPT},  # the order of a close may be taken as it is
        }.get(why)
        if wishes is None:
            return not step.plan.loops and self._case.opinion.models[self._bot].closed != []
        if why is StopCause.CLOSE and self._closes:  # so may it be found among several, and go on as that
            wishes = wishes | {Wish.ADOPT}
        asked = [one for one in self._asked if one.wish in wishes and one.at <= step.at]
        # One that waited for what was under way is heard after the stop that ended that.
        for one in asked:
            if one.at >= self._stopped_at or (
                one not in self._heard and (one.granted_at or 0) > self._stopped_at
            ):
                self._heard.append(one)
                return True
        return False


def _is_in_doubt(known: Known) -> bool:
    """Say whether the books do not know which order at the exchange it is."""
    return known.accepted_as_is or known.state in {"INTENT", "UNKNOWN", "QUARANTINED"}
