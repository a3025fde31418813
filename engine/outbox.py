"""The notices owed to chats: stored with what they tell about, worded and sent by someone else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from engine.core.notices import BotNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangerSeen:
    """Somebody outside the list wrote to the bot. Told once per person."""

    kind: Literal["stranger"] = "stranger"
    at: datetime
    user_id: int
    name: str
    """As the person calls themselves: foreign text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBot:
    """A bot that waits for a decision."""

    bot_id: UUID
    label: str
    """Like "#3 BTC/USDT"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The program started again."""

    kind: Literal["resumed"] = "resumed"
    at: datetime
    bots: tuple[str, ...]
    """A line about each bot that goes on: what it does, and what was traded for it meanwhile."""
    held_back: tuple[str, ...] = ()
    """A line, with the reason, about each bot that waits for a decision."""
    waiting: tuple[WaitingBot, ...] = ()
    """The same bots, to be opened."""
    stopped: tuple[str, ...] = ()
    """A line about each bot whose work has come to its end meanwhile."""
    fills: int = 0
    """How many fills were found. Each has a notice of its own."""
    silent: tuple[str, ...] = ()
    """Exchanges, with their mode, that have not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChatLost:
    """The alert chat of this installation cannot be written to. Told once until it works again."""

    kind: Literal["alert chat lost"] = "alert chat lost"
    at: datetime
    reason: str
    """As Telegram says it: foreign text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRestored:
    """The program goes on from an older backup: what happened since then is not in its books."""

    kind: Literal["restored"] = "restored"
    at: datetime
    held_back: tuple[str, ...] = ()
    """Labels of the bots that wait until their owner has looked at the exchange."""


Notice = BotNotice | StrangerSeen | Resumed | AlertChatLost | DatabaseRestored


@dataclass(frozen=True, slots=True)
class ToPerson:
    """To the private chat of one person."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ToAlerts:
    """To the alert chat of this installation."""


Audience = ToPerson | ToAlerts


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One notice for one audience."""

    id: int
    """Grows: the order of sending, per audience."""
    audience: Audience
    notice: Notice
    created_at: datetime
    uncertain: bool = False
    """An earlier sending of it was begun and its end is not known: it may stand in the chat already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Where a notice stands now."""

    chat_id: int
    message_id: int
    at: datetime
    ids: tuple[int, ...] = field(default=())


class Outbox(Protocol):
    """The table of notices owed."""

    async def owe(self, audience: Audience, notice: Notice, *, key: str | None = None) -> None:
        """Store a notice in a transaction of its own. The same `key` is stored once, for ever."""
        ...

    async def audiences(self) -> Sequence[Audience]:
        """Return those with notices waiting."""
        ...

    async def waiting(self, audience: Audience, most: int) -> Sequence[Owed]:
        """Return the oldest waiting notices of an audience, in order."""
        ...

    async def begin(self, ids: Sequence[int], at: datetime) -> None:
        """Note that these are about to be sent, so that a crash leaves a trace."""
        ...

    async def unsent(self, ids: Sequence[int]) -> None:
        """Take `begin` back: these certainly did not arrive, so sending them again is no repeat."""
        ...

    async def delivered(self, ids: Sequence[int], chat_id: int, message_id: int, at: datetime) -> None:
        """Mark them as sent."""
        ...

    async def undeliverable(self, ids: Sequence[int], reason: str, at: datetime) -> None:
        """Mark them as given up for good."""
        ...

    async def changed(self) -> None:
        """Return when something may have been added since the last call. A nudge, not a promise."""
        ...
