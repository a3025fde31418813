"""Whether what a bot says of the position of its perpetual is so, and by what that was injected."""

from uuid import UUID

from engine.core.reasons.accounts import PositionClosedByHand, PositionDiffers, PositionOccupied
from engine.core.reasons.reason import Reason
from engine.core.types import BotId
from tests.sim.oracles.case import Case
from tests.sim.oracles.positions import occupies
from tests.sim.reference.records import Step

OCCUPIED_S = 1.0
CLAIMED_S = 35.0
"""So long a driver that fell may wait until it begins anew, from what is stored."""
SEEN_AFTER_S = 20.0
"""So long after a trade is shown it may be booked."""


def explains_position(case: Case, reason: Reason, step: Step) -> bool:
    """Say whether the reason is about a position, and true."""
    match reason:
        case PositionOccupied(bot_number=number):
            return _is_occupied(case, BotId(UUID(int=number)), step)
        case PositionDiffers() | PositionClosedByHand():
            return is_traded_unseen(case, step)
        case _:
            return False


def _is_occupied(case: Case, other: BotId, step: Step) -> bool:
    """Say whether that bot had the symbol, a moment before or after."""
    asked = any(step.at - CLAIMED_S < one.at <= step.at for one in case.asked_of(other))
    if asked and case.troubles.excuse(step.at - CLAIMED_S, step.at) > 0:
        return True  # it may have had the symbol, until it is known that that was not stored
    around = [one for one in case.opinion.steps_of[other] if abs(one.at - step.at) < OCCUPIED_S]
    around.append(case.last_step(other, step.at) or step)
    return any(
        one.bot == other and one.plan.symbol == step.plan.symbol and occupies(one.after) for one in around
    )


def is_traded_unseen(case: Case, step: Step) -> bool:
    """Say whether the exchange has traded something there that it did not show then."""
    return any(
        one.symbol == step.plan.symbol
        and one.shown_at > one.at
        and one.at <= step.at < one.shown_at + SEEN_AFTER_S
        for one in case.chronicle.traded
    )
