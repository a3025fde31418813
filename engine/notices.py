"""What people are told besides the news of a bot: of restarts, of what the program stands on, of one day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

from engine.core.notices import BotNotice, BotRef, OrderSummary
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, Mode
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
class BotSetAside:
    """What is stored of a bot cannot be read, so it does nothing. Told once a day, with a start."""

    kind: Literal["aside"] = "aside"
    bot: BotRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeUnreadable:
    """Stands for a notice of which what is stored cannot be read: that there was one is told all the same."""

    kind: Literal["unreadable"] = "unreadable"
    at: datetime
    """When it was stored."""


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
    | BotSetAside
    | NoticeUnreadable
    | BackupNotSent
    | BackupFailed
    | DiskLow
    | DatabaseRestored
    | DailySummary
)
