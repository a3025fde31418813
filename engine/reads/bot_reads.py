"""The port behind what people look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.core.types import BotId, Mode
from engine.reads.figures import BotFigures, Stats
from engine.reads.views import BotCard, BotFilter, BotPage, TradeLine


@dataclass(frozen=True, slots=True)
class Beside:
    """Bots that are meant beside a person's own: all those of others, and single ones."""

    owners: frozenset[int] = frozenset()
    bots: frozenset[BotId] = frozenset()


class Reads(Protocol):
    """The questions of the chat. They see what belongs to the person, and what is named `beside` that."""

    async def bot_page(
        self, owner_id: int, which: BotFilter, page: int, page_size: int, beside: Beside = Beside()
    ) -> BotPage:
        """Return one page of the person's bots, newest first. A page past the end is the last."""

    async def bot(self, owner_id: int, bot_id: BotId, beside: Beside = Beside()) -> BotCard | None:
        """Return the stored part of a card (prices are None), or None if it is not among them."""

    async def bots(self, owner_id: int, beside: Beside = Beside()) -> Sequence[BotCard]:
        """Return the stored part of the cards of all these bots, oldest first."""

    async def trades(self, bot_id: BotId, after: int, most: int) -> Sequence[TradeLine]:
        """Return the bot's next trades behind the row `after`, oldest first, at most so many."""

    async def stats(self, owner_id: int, day: datetime) -> Stats:
        """Return the figures, with `day` as the midnight that began today, where the person lives."""

    async def figures_between(
        self, owner_id: int, begins: datetime | None, ends: datetime | None
    ) -> Sequence[BotFigures]:
        """Return what the person's bots did from one moment on and before another; None: from ever, for ever.

        By the bots' numbers, deleted ones last.
        """

    async def newest_result_at(self, owner_id: int, mode: Mode) -> datetime | None:
        """Return when the person's bots last traded or earned in that mode."""
