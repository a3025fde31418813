"""The notices owed to chats: stored with what they tell about, worded and sent by someone else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID

from engine.core.notices import BotNotice, BotRef, OrderSummary
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, BotId, Mode
from engine.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangerSeen:
    """Somebody outside the list wrote to the bot. Told once per person."""

    kind: Literal["stranger"] = "stranger"
    at: datetime
    user_id: int
    name: str
    """As the person calls themselves: foreign text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined:
    """Somebody has come onto the list by an invitation."""

    kind: Literal["joined"] = "joined"
    at: datetime
    user_id: int
    name: str
    """As the person calls themselves: foreign text."""
    role: Role


class Doing(StrEnum):
    """What a bot does after a start."""

    PAUSED = "paused"
    FAILED = "failed"
    FINISHED = "finished"
    UNSETTLED = "unsettled"
    """It is idle, and its last order is not final yet."""
    WATCHING = "watching"
    UNCONFIRMED = "unconfirmed"
    """The exchange has not confirmed its order yet."""
    ORDER_OPEN = "order open"
    CANCELING = "canceling"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumedBot:
    """A bot that was taken up at the start."""

    bot: BotRef
    doing: Doing
    reason: Reason | None = None
    """Why it waits for a decision."""
    order: OrderSummary | None = None
    """The order that is out; of a bot that watches, the one that it watches for."""
    fills: int = 0
    """How many fills of it were found."""
    last_fill_at: datetime | None = None
    """When the newest fill of all was traded, by the exchange's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumedLine:
    """A bot that was taken up, as an earlier version stored it."""

    text: str
    bot_id: UUID | None = None
    """Known of one that waits for a decision, and so is `label`."""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The program started again."""

    kind: Literal["resumed"] = "resumed"
    at: datetime
    bots: tuple[ResumedBot | ResumedLine, ...]
    """Those that go on."""
    held_back: tuple[ResumedBot | ResumedLine, ...] = ()
    """Those that wait for a decision."""
    stopped: tuple[ResumedBot | ResumedLine, ...] = ()
    """Those whose work has come to its end meanwhile."""
    fills: int = 0
    """How many fills were found. Each has a notice of its own."""
    silent: tuple[AccountId, ...] = ()
    """Those that have not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChatLost:
    """The alert chat of this installation cannot be written to. Told once until it works again."""

    kind: Literal["alert chat lost"] = "alert chat lost"
    at: datetime
    reason: str
    """As Telegram says it: foreign text. Empty: we were removed from it."""
    title: str | None = None
    """Of one that was linked, as it called itself then; None: it is that of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTopic:
    """The linked topic takes no messages any more, which go to its group meanwhile; or it does again."""

    kind: Literal["alert topic"] = "alert topic"
    at: datetime
    title: str
    """Of the group, as it called itself when it was linked: foreign text."""
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenShared:
    """Another program takes the updates of the chat bot, so that commands may not arrive here."""

    kind: Literal["token shared"] = "token shared"
    at: datetime
    webhook_host: str | None
    """Where the webhook leads that was set on the token; None: the other one polls, as this program does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesRefused:
    """Somebody on the list has sent wrong one-time codes, and none of theirs is looked at for a while."""

    kind: Literal["codes refused"] = "codes refused"
    at: datetime
    user_id: int
    name: str
    """Foreign text."""
    locked_for: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramAway:
    """Telegram could not be reached for a while; it can be now."""

    kind: Literal["telegram away"] = "telegram away"
    at: datetime
    """When it was heard again."""
    since: datetime
    """When it was heard last before that."""
    stood_still: bool = False
    """The machine slept meanwhile, so nothing was traded for a part of that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWrong:
    """The time of day of this machine is not that of an exchange. Told once a day."""

    kind: Literal["clock wrong"] = "clock wrong"
    at: datetime
    exchange: str
    ahead_s: Decimal
    """Seconds; negative: it is behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAway:
    """An account on which the person's bots are at work cannot be read, or can be again."""

    kind: Literal["account away"] = "account away"
    at: datetime
    account_id: AccountId
    since: datetime
    """When a look at it failed first."""
    reason: Reason | None = None
    """What the last look failed with; None: it can be read again."""
    bots: int = 0
    """How many of the person's bots are at work there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFalls:
    """A bot cannot go on: something that it is told makes its driver fall, again and again. Or it can now."""

    kind: Literal["bot falls"] = "bot falls"
    bot: BotRef
    at: datetime
    since: datetime
    """When its driver fell first."""
    over: bool = False
    """Whether it works again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNotSent:
    """A backup was made, and could not be sent to its chat. Told once a day."""

    kind: Literal["backup unsent"] = "backup unsent"
    at: datetime
    file: str
    """Its name in the folder of backups, where it stays."""
    megabytes: int | None = None
    """Of one that is too large; None: that was not it."""
    reason: str = ""
    """Telegram's sentence; "": it has said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFailed:
    """The backup of the day could not be made. Told once a day."""

    kind: Literal["backup failed"] = "backup failed"
    at: datetime
    reason: str
    """What stood in the way, in the system's words."""
    newest_at: datetime | None = None
    """When the newest backup was made; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskLow:
    """There is little room left where the program keeps things."""

    kind: Literal["disk low"] = "disk low"
    at: datetime
    folder: str
    free_mb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseRestored:
    """The program goes on from an older backup: what happened since then is not in its books."""

    kind: Literal["restored"] = "restored"
    at: datetime
    held_back: tuple[str, ...] = ()
    """Labels of the bots that wait until their owner has looked at the exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotResult:
    """What one bot earned."""

    label: str
    """Like "#3 BTC/USDT Night": foreign text in it."""
    result: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinSummary:
    """What all bots of a person did in one mode and quote coin. Amounts are in that coin."""

    mode: Mode
    quote: str
    cycles: int
    trades: int
    result: Decimal
    fees: Decimal
    best: BotResult | None
    worst: BotResult | None
    """Of the bots that closed a cycle, where there are two."""
    holding: int
    """How many bots hold something now."""
    unrealised: Decimal | None
    """Its result by the newest prices; None where no price is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySummary:
    """What a person's bots did since the hour of the day before: also a proof of life."""

    kind: Literal["summary"] = "summary"
    at: datetime
    begins: datetime
    ends: datetime
    zone: str
    """Where the person lives, like "Europe/Berlin"."""
    coins: tuple[CoinSummary, ...]
    active: int
    paused: int
    stopped: int
    failed: int
    without_prices: timedelta
    """How long at least one of the bots had no market data."""
    running_since: datetime
    """When the program was started."""


Notice = (
    BotNotice
    | StrangerSeen
    | PersonJoined
    | Resumed
    | AlertChatLost
    | AlertTopic
    | TokenShared
    | CodesRefused
    | TelegramAway
    | ClockWrong
    | AccountAway
    | BotFalls
    | BackupNotSent
    | BackupFailed
    | DiskLow
    | DatabaseRestored
    | DailySummary
)


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
