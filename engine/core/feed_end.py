"""Where and why the prices that a bot trades on have come to their end."""

from dataclasses import dataclass
from datetime import datetime

from engine.core.reasons.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEnd:
    since: datetime | None
    """When the first price was made; None where there was none. Market time, as below."""
    at: datetime | None
    """When the last one was."""
    reason: Reason | None = None
    """Why it cannot be read any further; None for a replay that is over."""
