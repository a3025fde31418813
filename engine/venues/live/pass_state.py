"""How the passes over an account have gone: what the last one failed with, and how far the first has come."""

from collections.abc import Iterable
from datetime import datetime

from engine.core.reasons.reason import Reason


class PassState:
    """As of the last pass."""

    def __init__(self) -> None:
        self.count = 0
        """Passes that went through."""
        self.trouble: Reason | None = None
        """What the last pass failed with; None when it went through."""
        self.trouble_since: datetime | None = None
        self.next_try_at: datetime | None = None
        self.caught_up: set[str] = set()
        """Symbols over which a first pass is through."""
        self.answered: set[str] = set()
        """Those, and the ones of which the exchange says that it does not know them (any more)."""

    def failed(self, trouble: Reason, at: datetime, next_try_at: datetime) -> None:
        self.trouble, self.next_try_at = trouble, next_try_at
        self.trouble_since = self.trouble_since or at

    def went_through(self) -> None:
        self.count += 1
        self.trouble = self.trouble_since = self.next_try_at = None

    def covered(self, symbols: Iterable[str], known: Iterable[str]) -> None:
        """Note the symbols that a pass was over, and those of them that the exchange knows."""
        wanted = set(symbols)
        self.caught_up |= wanted & set(known)
        self.answered |= wanted
