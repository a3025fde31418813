"""Named points between two persistence steps, where a crash would hurt most.

In service `no_crash` does nothing. A kill test gives a hook that ends the process at a point of
its choice, so that every gap between "decided", "on disk" and "sent" is really tried.
"""

from collections.abc import Callable
from enum import StrEnum

from engine.core.state import Outcome, PlaceOrder


class CrashPoint(StrEnum):
    """The gaps, in the order of an order's life."""

    BEFORE_INTENT = "before intent"
    AFTER_INTENT = "after intent"
    BEFORE_PLACE = "before place"
    AFTER_PLACE = "after place"
    BEFORE_NEWS = "before news"
    AFTER_NEWS = "after news"
    BEFORE_FILL = "before fill"
    AFTER_FILL = "after fill"
    """And with it the next leg's intent, where there is one."""
    BEFORE_STATE = "before state"
    """A trail, a command, a position in a feed."""
    AFTER_STATE = "after state"
    BEFORE_CANCEL = "before cancel"
    AFTER_CANCEL = "after cancel"
    BEFORE_NOTICE = "before notice"
    AFTER_NOTICE = "after notice"
    """Sent, and not yet marked as sent."""


CrashHook = Callable[[CrashPoint], None]


def no_crash(_: CrashPoint) -> None:
    """Do nothing."""


def around_commit(outcome: Outcome) -> tuple[CrashPoint, CrashPoint]:
    """Return the points before and after the commit of a step, by the weightiest thing in it."""
    if outcome.fills:
        return CrashPoint.BEFORE_FILL, CrashPoint.AFTER_FILL
    if any(isinstance(request, PlaceOrder) for request in outcome.requests):
        return CrashPoint.BEFORE_INTENT, CrashPoint.AFTER_INTENT
    if outcome.orders:
        return CrashPoint.BEFORE_NEWS, CrashPoint.AFTER_NEWS
    return CrashPoint.BEFORE_STATE, CrashPoint.AFTER_STATE
