"""Whether what a bot says of the position of its perpetual is so, and by what that was injected."""

from uuid import UUID

from engine.core.reasons.accounts import (
    AboutAccount,
    OtherLeverage,
    PositionClosedByForce,
    PositionClosedByHand,
    PositionDiffers,
    PositionOccupied,
)
from engine.core.reasons.causes import AccountCause, Force, SymbolCause
from engine.core.reasons.markets import AboutSymbol
from engine.core.reasons.reason import Reason
from engine.core.types import BotId, Leg
from tests.sim.faults import Fault
from tests.sim.oracles.case import Case
from tests.sim.oracles.positions import occupies, seen_by
from tests.sim.reference.records import Step

OCCUPIED_S = 1.0
CLAIMED_S = 35.0
"""So long a driver that fell may wait until it begins anew, from what is stored."""
SEEN_AFTER_S = 20.0
"""So long after a trade is booked the account may still go by what it saw before."""


def explains_position(case: Case, reason: Reason, step: Step) -> bool:
    """Say whether the reason is about a position, and true."""
    match reason:
        case PositionOccupied(bot_number=number):
            return _is_occupied(case, BotId(UUID(int=number)), step)
        case PositionDiffers():
            return is_moved(case, step) or is_forced_there(case, step)
        case PositionClosedByHand():
            return is_moved(case, step)
        case PositionClosedByForce():
            return _is_told_of(case, reason, step)
        case OtherLeverage():
            return has_other_terms(case, step) or _is_entered_so(case, reason, step)
        case AboutSymbol(code=SymbolCause.CROSS_MARGIN):
            return has_other_terms(case, step)
        case AboutAccount(code=AccountCause.HEDGE_MODE):
            return has_other_terms(case, step)
        case _:
            return False


def _is_occupied(case: Case, other: BotId, step: Step) -> bool:
    """Say whether that bot had the symbol, a moment before or after."""
    asked = any(step.at - CLAIMED_S < one.at <= step.at for one in case.asked_of(other))
    if asked and case.troubles.excuse(step.at - CLAIMED_S, step.at) > 0:
        return True  # it may have had the symbol, until it is known that that was not stored
    around = [one for one in case.opinion.steps_of.get(other, ()) if abs(one.at - step.at) < OCCUPIED_S]
    around += [case.last_step(other, at) or step for at in (step.at - OCCUPIED_S, step.at)]
    return any(one.bot == other and one.plan.symbol == step.plan.symbol and occupies(one) for one in around)


def has_other_terms(case: Case, step: Step) -> bool:
    """Say whether a person has positions kept otherwise, or had until a while ago."""
    return any(
        one.fault == Fault.TERMS_BY_HAND and one.at <= step.at <= seen_by(case, one.until)
        for one in case.chronicle.struck
    )


def _is_entered_so(case: Case, reason: OtherLeverage, step: Step) -> bool:
    """Say whether the newest entry there was for that leverage, and the bot's fill came to light after that.

    It seemed to hold nothing then: so it could be edited, or another bot could enter.
    """
    entered = [
        before
        for before in case.chronicle.steps
        if before.at <= step.at
        and before.plan.symbol == step.plan.symbol
        and any(one.leg is Leg.ENTRY for one in before.decided)
    ]
    if not (entered and entered[-1].plan.leverage == reason.there and step.after.held):
        return False
    since = entered[-1].at
    if entered[-1].bot == step.bot:
        steps = [one for one in case.opinion.steps_of[step.bot] if since < one.at <= step.at]
        since = next((one.at for one in steps if one.plan.leverage == reason.here), step.at)
    before = case.last_step(step.bot, since)
    return before is not None and not before.after.held


def is_forced_there(case: Case, step: Step) -> bool:
    """Say whether the exchange has closed something there that is not booked yet, or was just now."""
    booked = {
        (one.plan.symbol, fill.trade_id)
        for one in case.chronicle.steps
        for fill in one.booked
        if one.at < step.at - SEEN_AFTER_S
    }
    return any(
        trade.symbol == step.plan.symbol and trade.at <= step.at and key not in booked
        for key, (trade, _) in case.chronicle.forced.items()
    )


def _is_told_of(case: Case, reason: PositionClosedByForce, step: Step) -> bool:
    """Say whether a trade by which the exchange closed the position is told with its figures."""
    return any(
        (trade.symbol, trade.quantity, trade.price, force)
        == (step.plan.symbol, reason.quantity, reason.price, reason.force)
        for trade, force in case.chronicle.forced.values()
        if trade.at <= step.at
    )


def is_opposed(case: Case, step: Step) -> bool:
    """Say whether another bot holds the opposite, so that nothing of its own is left for the bot to close.

    That can be only where a person took an order as it is whose fill was shown later.
    """
    held = step.after.held
    newest = [case.last_step(other, step.at) for other in case.opinion.steps_of if other != step.bot]
    others = [one for one in newest if one is not None and one.plan.symbol == step.plan.symbol]
    opposed = [one for one in others if one.after.held * held < 0]
    left = held + sum(one.after.held for one in others)
    return left * held <= 0 and any(
        known.accepted_as_is and known.filled
        for bot in (step.bot, *(one.bot for one in opposed))
        for before in case.opinion.steps_of[bot]
        if before.at <= step.at and opposed
        for known in before.changed
    )


def is_settled(case: Case, step: Step) -> bool:
    """Say whether the exchange has settled a position there."""
    return any(
        trade.symbol == step.plan.symbol and trade.at <= step.at and force is Force.SETTLEMENT
        for trade, force in case.chronicle.forced.values()
    )


def is_moved(case: Case, step: Step) -> bool:
    """Say whether the position there is not what the bot can know of: by hand, or by trades not shown."""
    by_hand = any(
        one.symbol == step.plan.symbol and one.at <= step.at for one in case.chronicle.traded_by_others
    )
    return by_hand or is_traded_unseen(case, step)


def waits_beside(case: Case, step: Step) -> bool:
    """Say whether entries on the symbol may wait until its position was looked at more than once."""
    return step.rules.derivative and (is_moved(case, step) or is_forced_there(case, step))


def is_traded_unseen(case: Case, step: Step) -> bool:
    """Say whether the exchange has traded something there that it did not show at once, nor anybody knew."""
    booked = {
        (fill.name, fill.trade_id)
        for one in case.chronicle.steps
        for fill in one.booked
        if one.at < step.at - SEEN_AFTER_S
    }
    return any(
        one.symbol == step.plan.symbol
        and one.at < one.shown_at
        and one.at <= step.at
        and (one.name, one.trade_id) not in booked
        for one in case.chronicle.traded
    )
