"""The log lines of people: what is asked of them, and what they look like. Plain values, never tables."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from engine.asked import Asked
from engine.core.types import BotId
from engine.reads.journal import JournalLine


class LogLevel(StrEnum):
    INFO = "INFO"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    ERROR = "ERROR"
    TELEGRAM = "TELEGRAM"


PAGE_SIZE = 10
MOST_COUNTED = 999
"""Nobody pages through more: a count that is larger stands for "more than that"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    id: int
    owner_id: int
    """Whose line it is."""
    at: datetime
    level: LogLevel
    line: JournalLine | None
    """What it tells; None for one that was stored as a sentence alone."""
    message: str
    """The sentence that stands in the table."""
    bot_id: UUID | None
    bot_label: str | None
    """Like "#3 BTC/USDT", with the pair it traded then, where the line knows it.

    None for lines that belong to no bot, and where a line does not know which deleted one.
    """
    asked: Asked | None = None
    """Of an audit line: whose asking it tells of, and from where; None where nobody in a chat asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    owner_id: int
    level: LogLevel | None = None
    bot_id: BotId | None = None
    before: int | None = None
    """The id of a line: those older than it. None: the newest."""
    after: int | None = None
    """The id of a line: those newer than it, the nearest page of them. Put one of the two only."""
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One page of log lines, newest first."""

    entries: tuple[LogEntry, ...]
    counts: Mapping[LogLevel, int]
    """Lines per level, for the chosen bot; more than MOST_COUNTED are not counted on."""
    newer: int = 0
    """How many lines there are that are newer than these; counted as far as those."""
    older: bool = False
    """Whether there are older lines."""
    clearable: bool = False
    """Whether `clear` would delete any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which audit lines are meant."""

    owner_id: int | None = None
    """Whose; None: everybody's."""
    bot_id: BotId | None = None
    """On which bot; None: on any, and on none."""
    before: int | None = None
    after: int | None = None
    """These as in `LogQuery`."""
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """One page of audit lines, newest first."""

    entries: tuple[LogEntry, ...]
    newer: bool = False
    older: bool = False
    """Whether there are such lines."""


class Journal(Protocol):
    """The log lines of people."""

    async def note(
        self, owner_id: int, line: JournalLine, at: datetime, *, bot_id: BotId | None = None
    ) -> None:
        """Store one line. An `AuditLine` is never cleared, and tells who has asked (`engine.asked`)."""

    def noting(
        self, owner_id: int, line: JournalLine, at: datetime, *, bot_id: BotId | None = None
    ) -> AbstractAsyncContextManager[None]:
        """Store the line in the transaction of what is written first in the block.

        In one of its own where nothing is, and not at all where the block, or that transaction, fails.
        """

    async def audit(self, query: AuditQuery) -> AuditPage:
        """Return one page of audit lines; the newest, where nothing is beyond `before` or `after`."""

    async def logs(self, query: LogQuery) -> LogPage:
        """Return one page of log lines; the newest, where nothing is older than `before`."""

    def all_logs(self, query: LogQuery) -> AsyncIterator[LogEntry]:
        """Yield every line that the query means, newest first, ignoring its pages."""

    async def clear(self, query: LogQuery) -> int:
        """Delete what the query means, audit lines excepted. Return how many went."""

    async def clearable(self, query: LogQuery) -> int:
        """Return how many lines `clear` would delete, counted up to one more than MOST_COUNTED."""
