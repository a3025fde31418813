"""What was told, and what was kept instead: asked for by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.core.notices import PriceStreamSilent
from engine.core.types import BotId
from engine.outbox import Audience, Owed

PAGE_SIZE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    audiences: Sequence[Audience]
    bot_id: BotId | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Not including this moment."""
    before: int | None = None
    """The id of a notice: those older than it. None: the newest."""
    after: int | None = None
    """The id of a notice: those newer than it, the nearest page of them. Put one of the two only."""
    page_size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """One page of notices, newest first."""

    notices: Sequence[Owed]
    newer: bool
    older: bool


class NoticeHistory(Protocol):
    """All notices, as long as they are kept."""

    async def page(self, query: HistoryQuery) -> HistoryPage:
        """Return the page; the newest, where nothing is beyond what was asked. Raises StorageUnavailable."""

    async def silences(self, audience: Audience, since: datetime) -> Sequence[PriceStreamSilent]:
        """Return the notices on streams of prices that were silent, or are so no more, from then on.

        Raises StorageUnavailable.
        """
