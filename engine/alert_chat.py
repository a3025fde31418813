"""The chat for `ToAlerts`, as far as it is stored: the group that was linked, and groups that have moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedChat:
    """A group, or one topic in it, that an owner has linked."""

    chat_id: int
    thread_id: int | None
    title: str
    """As the group called itself then: foreign text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOfAlerts:
    """What the owners were told of the alert chat as it is linked now, and what still holds by that."""

    lost: bool = False
    topic_closed: bool = False


class AlertChatBook(Protocol):
    """The tables of it."""

    async def linked(self) -> LinkedChat | None:
        """Return what is linked, as it was."""

    async def moves(self) -> Mapping[int, int]:
        """Return the groups that became supergroups: the number of each, and the one that followed."""

    async def told(self) -> ToldOfAlerts:
        """Return what was told, and not taken back by a message that arrived since then."""

    async def link(self, chat: LinkedChat, at: datetime) -> None:
        """Store the chat in the place of the one before."""

    async def unlink(self) -> None:
        """Forget what is linked."""

    async def moved(self, chat_id: int, to: int) -> None:
        """Store that a group has another number from now on."""
