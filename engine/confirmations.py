"""Questions that are answered once: what was shown, to whom, until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Ask(StrEnum):
    """What a confirmation would do."""

    STOP = "stop"
    STOP_ALL = "stop_all"
    DELETE_BOT = "delete"
    CLEAR_LOGS = "clear_logs"
    GO_LIVE = "go_live"
    SUBMIT_LIVE = "submit_live"
    CANCEL_ORPHAN = "cancel_orphan"
    ADOPT_ORPHAN = "adopt_orphan"
    ACCEPT_AS_IS = "settle"
    CHOOSE_ORDER = "choose_order"
    REMOVE_PERSON = "remove_person"
    IMPORT = "import"
    AGAIN = "again"
    TOP_UP = "top_up"
    RESET_WALLET = "reset_wallet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A question that was put to a person."""

    id: str
    """Eight letters and digits, fit for a button."""
    user_id: int
    ask: Ask
    target: str
    """What it is about, in the asker's own format."""
    expires_at: datetime
    answer: str | None = None
    """What came of it, as JSON, once it was answered; None before."""
    expired: bool = False
    """Nobody answered while it was open."""


class Confirmations(Protocol):
    """The table of questions."""

    async def ask(self, user_id: int, ask: Ask, target: str, expires_at: datetime) -> Confirmation:
        """Store a new question."""

    async def claim(self, confirmation_id: str, user_id: int, now: datetime) -> Confirmation | None:
        """Take the question for answering, once.

        Returns None when it does not exist or belongs to someone else, and with `expired` one that came to
        its end unanswered. A later claim returns it with `answer` set (possibly to "" while the first is
        still being carried out).
        """

    async def answered(self, confirmation_id: str, answer: str) -> None:
        """Store what came of it, so that a second tap shows the same."""
