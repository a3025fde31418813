"""Which message shows which bot's card to whom, so that a card goes on after a restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from engine.core.types import BotId


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMessage:
    """The message that is one bot's card for one person."""

    chat_id: int
    """The person's private chat, whose number is the person's."""
    bot_id: BotId
    message_id: int
    posted_at: datetime
    shown: str
    """A digest of what it shows."""
    label: str
    """What the bot was called last, as plain text."""
    exact: bool
    """Whether it shows amounts with every digit."""


class CardMessages(Protocol):
    """The table of living cards: one a person and bot."""

    async def all(self) -> Sequence[CardMessage]:
        """Return all of them, as they were stored."""

    async def is_deleted(self, bot_id: BotId) -> bool:
        """Say whether there is no such bot any more: a card outlives it."""

    def keep(self, card: CardMessage) -> None:
        """Have the card stored, in the place of the one before. Returns at once."""

    def forget(self, chat_id: int, bot_id: BotId) -> None:
        """Have the card taken out. Returns at once."""
