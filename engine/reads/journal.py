"""What a log line tells: facts with their numbers and no wording. `bot.views.journal` words them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from engine.core.notices import BotNotice, BotRef, OrderSummary
from engine.core.reasons.reason import Reason
from engine.core.state import BotState, Phase, Refusal
from engine.core.types import AccountId, BotConfig, ClientOrderId, Market, Side, Status
from engine.notices import DatabaseRestored

# --- what happens to a bot ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCreated:
    kind: Literal["created"] = "created"
    bot: BotRef
    config: BotConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class BotDeleted:
    """Somebody deleted the bot. The line outlives it."""

    kind: Literal["deleted"] = "deleted"
    bot: BotRef
    by: int
    trades: int
    result: Decimal
    """Sum of its closed cycles, in quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanged:
    """The bot trades by another configuration from now on."""

    kind: Literal["config changed"] = "config changed"
    bot: BotRef
    before: BotConfig
    after: BotConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRules:
    """The exchange has changed the rules of the bot's market."""

    kind: Literal["new rules"] = "new rules"
    bot: BotRef
    before: Market
    after: Market


class Beginning(StrEnum):
    """How a bot gets to work."""

    STARTED = "started"
    RESUMED = "resumed"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkBegun:
    kind: Literal["work begun"] = "work begun"
    bot: BotRef
    how: Beginning


class OrderNews(StrEnum):
    """What can become known of an order."""

    PLACED = "placed"
    ADOPTED = "adopted"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    NEVER_SENT = "never sent"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    QUARANTINED = "quarantined"
    ACCEPTED_AS_IS = "accepted as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """Something has become known of an order of the bot, which is told as it was before."""

    kind: Literal["order"] = "order"
    bot: BotRef
    news: OrderNews
    client_order_id: ClientOrderId
    order: OrderSummary
    immediate: bool = False
    reason: Reason | None = None


# --- what people did ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A person's own words."""

    kind: Literal["note"] = "note"
    text: str


class OwnerAct(StrEnum):
    """What an owner can have a bot do."""

    START = "START"
    EDIT = "EDIT"
    STOP = "STOP"
    FINISH = "FINISH"
    CLOSE = "CLOSE"
    NAME = "NAME"
    ALERTS_ON = "ALERTS ON"
    ALERTS_OFF = "ALERTS OFF"
    ALERTS_MASKED = "ALERTS MASKED"
    ALERTS_FULL = "ALERTS FULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSituation:
    """How a bot stood before an act, or after it."""

    status: Status
    paused: bool
    name: str
    """Foreign text."""
    config: BotConfig | None = None
    """Where the act has changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerActed:
    kind: Literal["owner acted"] = "owner acted"
    act: OwnerAct
    bot: BotRef | None = None
    """Not known in lines of earlier versions, as below."""
    before: BotSituation | None = None
    after: BotSituation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanCanceled:
    """A person cancelled an order that no bot owns."""

    kind: Literal["orphan canceled"] = "orphan canceled"
    account_id: AccountId
    client_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanAdopted:
    """The owner had the bot go on with an order that no bot owned."""

    kind: Literal["orphan adopted"] = "orphan adopted"
    client_order_id: str
    side: Side
    quantity: Decimal
    price: Decimal
    bot: BotRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedAsIs:
    """The owner ended an order with what is booked of it."""

    kind: Literal["accepted as it is"] = "accepted as it is"
    client_order_id: str
    booked: Decimal
    reported: Decimal | None
    """What the exchange said was filled in all; None when it did not know the order."""
    bot: BotRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChosen:
    """The owner said which order at the exchange is the bot's."""

    kind: Literal["order chosen"] = "order chosen"
    client_order_id: str
    venue_order_id: str
    bot: BotRef | None = None


def acted(line: "ActLine", before: BotState, after: BotState) -> "ActLine":
    """Return the line of an act that led from one state to the other."""
    line = replace(line, bot=after.ref)
    if not isinstance(line, OwnerActed):
        return line
    edited = before.config != after.config
    return replace(line, before=_situation(before, edited=edited), after=_situation(after, edited=edited))


def _situation(state: BotState, *, edited: bool) -> BotSituation:
    return BotSituation(
        status=state.status,
        paused=state.phase is Phase.PAUSED,
        name=state.name,
        config=state.config if edited else None,
    )


ActLine = OwnerActed | OrphanAdopted | AcceptedAsIs | OrderChosen
"""What a person had one of their bots do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsCleared:
    kind: Literal["logs cleared"] = "logs cleared"
    lines: int


class PeopleAct(StrEnum):
    """What somebody can do about who is on the list, and with what."""

    INVITED = "invited"
    JOINED = "joined"
    ROLE = "role"
    REMOVED = "removed"
    ACCOUNT_GIVEN = "account given"
    ACCOUNT_TAKEN = "account taken"
    SHARED = "shared"
    UNSHARED = "unshared"
    CODE_ACCEPTED = "code accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleActed:
    kind: Literal["people acted"] = "people acted"
    act: PeopleAct
    user_id: int | None
    """Whom it is about; None for an invitation."""
    name: str
    """As the person calls themselves: foreign text."""
    detail: str = ""
    """The role, the account or the bot."""
    before: str = ""
    """The role that somebody had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One setting. The values as they are stored; None: none."""

    name: str
    about: str = ""
    """Which kind of notices, or which bot: foreign text."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """A person chose how they, or the alert chat, are spoken to."""

    kind: Literal["settings changed"] = "settings changed"
    alerts: bool
    """Whether they are the alert chat's."""
    changes: tuple[Changed, ...]


class Tried(StrEnum):
    """What somebody has wanted to do."""

    CREATE = "create"
    IMPORT = "import"
    START = "start"
    EDIT = "edit"
    STOP = "stop"
    FINISH = "finish"
    CLOSE = "close"
    NAME = "name"
    ALERTS = "alerts"
    DELETE = "delete"
    STOP_ALL = "stop all"
    ADOPT = "adopt"
    CANCEL_ORPHAN = "cancel orphan"
    ACCEPT_AS_IS = "accept"
    CHOOSE_ORDER = "choose order"
    CLEAR_LOGS = "clear logs"
    INVITE = "invite"
    ROLE = "role"
    REMOVE = "remove"
    ACCOUNT = "account"
    SHARE = "share"
    WALLET = "wallet"
    ALERT_CHAT = "alert chat"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused:
    """Somebody wanted to do something, and it was not done."""

    kind: Literal["act refused"] = "act refused"
    act: Tried
    bot: BotRef | None = None
    error: str
    """The name of the error."""
    why: Refusal | None = None
    """What the bot is doing that does not allow it."""
    reason: Reason | None = None
    """More of why, where there is more to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletActed:
    """A person has topped up one of their wallets on paper, or had it begin anew."""

    kind: Literal["wallet acted"] = "wallet acted"
    exchange: str
    coin: str = ""
    amount: Decimal | None = None
    """None: it was reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeUndelivered:
    """Telegram did not take what was owed to somebody."""

    kind: Literal["undelivered"] = "undelivered"
    alerts: bool
    """Whether it was owed to the alert chat; else to whose log this is."""
    given_up: bool
    """Whether the message itself is refused, and will never be told; else it waits."""
    reason: str
    """What Telegram says: foreign text. "": we were removed from the alert chat."""
    about: str = ""
    """Which kind of notice, where it was given up."""
    bot: str = ""
    """What the bot of the notice is called, if it is about one: foreign text."""


AuditLine = (
    BotCreated
    | BotDeleted
    | OwnerActed
    | OrphanCanceled
    | OrphanAdopted
    | AcceptedAsIs
    | OrderChosen
    | LogsCleared
    | PeopleActed
    | WalletActed
    | SettingsChanged
    | ActRefused
    | DatabaseRestored
)
"""Who did what. Such a line is never cleared."""
JournalLine = (
    ConfigChanged | NewRules | WorkBegun | OrderLine | BotNotice | Note | NoticeUndelivered | AuditLine
)
WordLine = Callable[[JournalLine], str]
"""Returns the sentence that the log keeps beside the values, for whoever reads the table."""
