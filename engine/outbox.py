"""The notices owed to chats: stored with what they tell about, worded and sent by someone else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.core.types import BotId
from engine.notices import Notice


@dataclass(frozen=True, slots=True)
class ToPerson:
    """To the private chat of one person."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ToAlerts:
    """To the alert chat of this installation."""


Audience = ToPerson | ToAlerts


CLOSED = ":closed"
"""The end of the causes in a message that no later notice changes."""


class KeptFor(StrEnum):
    """What a notice is kept for that is not sent by itself."""

    CYCLE = "cycle"
    """The message that ends its cycle: it stands inside of that."""
    DIGEST = "digest"
    REPEAT = "repeat"
    """The next edit of the message that told its cause at first."""
    HISTORY = "history"
    """Nothing more: its audience has muted it."""


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
    kept_for: KeptFor | None = None
    """What it was kept for, also once that is sent."""
    sent_at: datetime | None = None
    cause: str | None = None
    """Of what can come again and again: what it is the same as, by `engine.storms.Cause`, and `CLOSED`."""
    chat_id: int | None = None
    message_id: int | None = None
    """Of one that is sent: the message that tells it."""
    correlation: str = ""
    """Of what it came of, in the log."""


class Outbox(Protocol):
    """The table of notices owed."""

    async def owe(
        self, audience: Audience, notice: Notice, *, key: str | None = None, first: bool = False
    ) -> None:
        """Store a notice in a transaction of its own. The same `key` is stored once, for ever.

        One with a key may come `first`: alone and before all that waits, while this process lives.
        """

    async def first(self, audience: Audience) -> Sequence[Owed]:
        """Return the notice that comes before all that waits for the audience, if there is one."""

    async def audiences(self) -> Sequence[Audience]:
        """Return those with notices that wait, or are kept for a later message."""

    async def waiting(self, audience: Audience, most: int) -> Sequence[Owed]:
        """Return the oldest waiting notices of an audience, in order."""

    async def begin(self, notices: Sequence[Owed], at: datetime) -> bool:
        """Note that these are about to be sent, so that a crash leaves a trace.

        Return False when one of them was decided upon anew since it was read: then nothing is noted.
        """

    async def unsent(self, ids: Sequence[int]) -> None:
        """Take `begin` back: these certainly did not arrive, so sending them again is no repeat."""

    async def delivered(self, ids: Sequence[int], chat_id: int, message_id: int, at: datetime) -> None:
        """Mark them as sent."""

    async def told_in(self, audience: Audience, chat_id: int, message_id: int) -> Sequence[Owed]:
        """Return the notices that a message in a chat told that audience, as far as they are kept."""

    async def told_last(self, audience: Audience, cause: str) -> Sequence[Owed]:
        """Return all that the newest of those messages told which told the audience of that cause.

        Nothing where there is none that may be changed.
        """

    async def close(self, audience: Audience, chat_id: int, message_id: int) -> None:
        """Have no later notice change that message."""

    async def again(self, ids: Sequence[int]) -> None:
        """Have these be decided upon anew, which were kept for a later message."""

    async def keep(
        self, ids: Sequence[int], what_for: KeptFor, at: datetime, bot_id: BotId | None = None
    ) -> None:
        """Have these wait for no sending of their own from then on. `bot_id`: whose cycle tells them."""

    async def kept(self, audience: Audience, what_for: KeptFor, most: int) -> Sequence[Owed]:
        """Return the oldest notices that are kept for this and not sent, in order."""

    async def kept_fills(self, audience: Audience, bots: Collection[BotId], most: int) -> Sequence[Owed]:
        """Return the oldest that are kept for the cycles of these bots, in order."""

    async def loose_fills(self, audience: Audience, most: int) -> Sequence[Owed]:
        """Return the oldest that are kept for the cycle of a bot that is paused, or not active any more.

        None while anything waits: it may be the end that they stand in, stored since one looked for that.
        """

    async def undeliverable(self, ids: Sequence[int], reason: str, at: datetime) -> None:
        """Mark them as given up for good."""

    async def changed(self) -> None:
        """Return when something may have been added since the last call. A signal, not a promise."""


async def owe_each(outbox: Outbox, person_ids: Iterable[int], notice: Notice, key: str) -> None:
    """Owe each of these people a notice, once for a key. Raises StorageUnavailable."""
    for person_id in person_ids:
        await outbox.owe(ToPerson(person_id), notice, key=f"{key} {person_id}")
