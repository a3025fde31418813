"""What a log line tells: facts with their numbers and no wording. `bot.views.journal` words them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from engine.core.notices import BotNotice, BotRef, OrderSummary
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, BotConfig, ClientOrderId, Market, Side
from engine.outbox import DatabaseRestored

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


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerActed:
    kind: Literal["owner acted"] = "owner acted"
    act: OwnerAct
    bot: BotRef | None = None
    """Not known in lines of earlier versions, as below."""


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


ActLine = OwnerActed | OrphanAdopted | AcceptedAsIs | OrderChosen
"""What a person had one of their bots do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsCleared:
    kind: Literal["logs cleared"] = "logs cleared"
    lines: int


class PeopleAct(StrEnum):
    """What somebody can do about who is on the list, and with what."""

    INVITED = "invited"
    ROLE = "role"
    REMOVED = "removed"
    ACCOUNT_GIVEN = "account given"
    ACCOUNT_TAKEN = "account taken"
    SHARED = "shared"
    UNSHARED = "unshared"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletActed:
    """A person has topped up one of their wallets on paper, or had it begin anew."""

    kind: Literal["wallet acted"] = "wallet acted"
    exchange: str
    coin: str = ""
    amount: Decimal | None = None
    """None: it was reset."""


AuditLine = (
    BotDeleted
    | OwnerActed
    | OrphanCanceled
    | OrphanAdopted
    | AcceptedAsIs
    | OrderChosen
    | LogsCleared
    | PeopleActed
    | WalletActed
    | DatabaseRestored
)
"""Who did what. Such a line is never cleared."""
JournalLine = BotCreated | ConfigChanged | NewRules | WorkBegun | OrderLine | BotNotice | Note | AuditLine
WordLine = Callable[[JournalLine], str]
"""Returns the sentence that the log keeps beside the values, for whoever reads the table."""
