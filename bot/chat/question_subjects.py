"""What each question is about: one value a kind, kept with the question until it is answered."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter

from engine.confirmations import Ask
from engine.core.types import AccountId, BotId
from engine.errors import StoredByNewerVersion
from engine.reads.logs import LogLevel
from engine.reads.open_orders import OrderFigures, OrphanName
from engine.reads.views import SeenBot
from engine.stored_json import StoredJson
from engine.transfer_actions import BotPlan


class Target(Protocol):
    """What a question is about. Each kind is a dataclass of values that JSON can tell."""

    ask: ClassVar[Ask]


T = TypeVar("T", bound=Target)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTarget:
    """A bot as it was shown: where nothing is done, its card is the answer."""

    ask: ClassVar[Ask]
    bot_id: BotId
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTarget(BotTarget):
    """Stop a bot, in the form that the answer chooses."""

    ask: ClassVar[Ask] = Ask.STOP
    order: str | None = None
    """Our name for the order that was out: what to finish and to close are about."""

    @property
    def seen(self) -> SeenBot:
        return SeenBot(bot_id=self.bot_id, revision=self.revision, order=self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAllTarget:
    """Stop everything that is at work, in the form that the answer chooses."""

    ask: ClassVar[Ask] = Ask.STOP_ALL
    shown: tuple[SeenBot, ...] = ()
    """To finish and to close are about just these, as they were shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteTarget(BotTarget):
    """Delete a bot as it was shown; `release`: with what it holds."""

    ask: ClassVar[Ask] = Ask.DELETE_BOT
    release: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLogsTarget:
    """Delete log lines. None: of all levels, of all bots."""

    ask: ClassVar[Ask] = Ask.CLEAR_LOGS
    level: LogLevel | None
    bot_id: BotId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartLiveTarget(BotTarget):
    """Have a LIVE bot work, as it was shown."""

    ask: ClassVar[Ask] = Ask.GO_LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitLiveTarget:
    """Make and start a LIVE bot, or change the one that the form edits."""

    ask: ClassVar[Ask] = Ask.SUBMIT_LIVE
    form: str
    bot_id: BotId | None
    revision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrphanTarget:
    """Cancel an order that no bot owns."""

    ask: ClassVar[Ask] = Ask.CANCEL_ORPHAN
    account_id: AccountId
    client_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptOrphanTarget:
    """Give an order that no bot owns to a bot, both as they were shown."""

    ask: ClassVar[Ask] = Ask.ADOPT_ORPHAN
    order: OrphanName
    bot_id: BotId
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAsIsTarget(BotTarget):
    """Take a bot's order as it is, with the figures that were shown."""

    ask: ClassVar[Ask] = Ask.ACCEPT_AS_IS
    figures: OrderFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseOrderTarget(BotTarget):
    """Say which of the orders at the exchange is the bot's, with those that were shown."""

    ask: ClassVar[Ask] = Ask.CHOOSE_ORDER
    figures: OrderFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePersonTarget:
    """Take somebody off the list."""

    ask: ClassVar[Ask] = Ask.REMOVE_PERSON
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTarget:
    """Make these bots, stopped and on paper: all or none."""

    ask: ClassVar[Ask] = Ask.IMPORT
    key: str
    """Makes them once, however often it is tried."""
    plans: tuple[BotPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpTarget:
    """Add to a coin of the person's wallet on paper."""

    ask: ClassVar[Ask] = Ask.TOP_UP
    exchange: str
    coin: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetWalletTarget:
    """Have the person's wallet on paper begin anew."""

    ask: ClassVar[Ask] = Ask.RESET_WALLET
    exchange: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainTarget:
    """Do what was written long ago, in that message of the person's."""

    ask: ClassVar[Ask] = Ask.AGAIN
    line: str
    message_id: int


@cache
def _stored(kind: type[Target]) -> StoredJson[Any]:
    return StoredJson(TypeAdapter(kind))


def encode(target: Target) -> str:
    """Return the target as it is kept."""
    return json.dumps(_stored(type(target)).dump_document(target))


def decode(kind: type[T], text: str) -> T | None:
    """Return the target that was kept, or None when it is not of that kind or cannot be read."""
    try:
        target: T = _stored(kind).load_document(json.loads(text))
    except (ValueError, TypeError, AttributeError, StoredByNewerVersion):
        return None
    return target
