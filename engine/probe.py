"""Named points between two persistence steps, where a crash would hurt most.

In service `no_probe` does nothing. A kill test gives a probe that ends the process at a point of
its choice, so that every gap between "decided", "on disk" and "sent" is really tried.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """The gaps, in the order of an order's life."""

    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"
    BEFORE_PLACE = "before place"
    AFTER_PLACE = "after place"
    BEFORE_CANCEL = "before cancel"
    AFTER_CANCEL = "after cancel"
    BEFORE_NOTICE = "before notice"
    AFTER_NOTICE = "after notice"
    """Sent, and not yet marked as sent."""
    NOTICE_MARKED = "notice marked"


Probe = Callable[[Point], None]


def no_probe(_: Point) -> None:
    """Do nothing."""
