"""Every error that the engine raises on purpose.

Errors carry facts; the sentence for a person is worded in `bot.views`, and their text is for the log.
Foreign exceptions are turned into these where they enter: ccxt's in `engine.venues`, the database's in `db`.
"""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from engine.core.checks import Complaint
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.calls import AnotherOrder, UnreadableAnswer
from engine.core.reasons.causes import Cause, SymbolCause
from engine.core.reasons.markets import (
    AboutSymbol,
    BookCrossed,
    FeedBroken,
    NoPriceYet,
    QuoteFarOff,
    UnreadableRules,
)
from engine.core.reasons.reason import NoAnswer, Plain, Reason
from engine.core.state import Refusal
from engine.core.types import AccountId, Mode


class ScalperError(Exception):
    """Base of all. Never raised itself."""

    reason: Reason = Plain(Cause.UNEXPECTED)
    """What it means for a bot that stands because of it."""
    is_noted = False
    """Whether the audit log tells of it already."""


class BadInput(ScalperError):
    """The person can put it right."""


class UnknownExchange(BadInput):
    """Not one that is offered in that mode."""

    def __init__(self, exchange: str, offered: tuple[str, ...] = ()) -> None:
        super().__init__(f"no exchange {exchange}")
        self.exchange = exchange
        self.offered = offered


class UnknownAccount(BadInput):
    """The settings have no keys of that account."""

    def __init__(self, account_id: AccountId) -> None:
        super().__init__(f"no keys of {account_id}")
        self.account_id = account_id


class UnknownTicker(BadInput):
    """The venue has no such symbol. `similar` names some that it has."""

    cause = SymbolCause.UNKNOWN

    def __init__(self, ticker: str, exchange: str, similar: tuple[str, ...] = ()) -> None:
        super().__init__(f"{ticker} at {exchange}: {self.cause}")
        self.reason = AboutSymbol(code=self.cause, exchange=exchange, symbol=ticker)
        self.ticker = ticker
        self.exchange = exchange
        self.similar = similar


class NotTraded(UnknownTicker):
    """The venue has the symbol, and takes no new orders for it now."""

    cause = SymbolCause.HALTED


class ModeNotOffered(BadInput):
    """The exchange is there, but not in that mode. `offered` are the modes that it has here."""

    def __init__(self, exchange: str, mode: Mode, offered: tuple[Mode, ...]) -> None:
        super().__init__(f"{exchange} is not offered in mode {mode}")
        self.exchange = exchange
        self.mode = mode
        self.offered = offered


class InvalidConfig(BadInput):
    """A configuration that cannot be traded, with all that is wrong with it."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("; ".join(f"{item.field}: {item.problem}" for item in complaints))
        self.complaints = complaints


class NotPossible(ScalperError):
    """Right input, wrong moment. Nothing was changed."""


class NotAllowed(NotPossible):
    """This person may not do that here, or is not on the list at all."""


class ReadOnly(NotAllowed):
    """This person only reads: what was shared with them."""


class AccountNotGiven(NotAllowed):
    """This person may not use that account."""

    def __init__(self, account_id: AccountId) -> None:
        super().__init__(f"{account_id} was not given to them")
        self.account_id = account_id


class PersonNotFound(NotPossible):
    """Nobody like that is on the list (any more)."""


class NotYourself(NotPossible):
    """Nobody takes themselves off the list, or makes themselves something else."""


class OwnersAreFixed(NotPossible):
    """The settings say who the owners are, so the chat cannot change it."""


class BotsAtWork(NotPossible):
    """Bots of the person are at work that they could not command any more."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} bots are at work")
        self.count = count


class BotNotFound(NotPossible):
    """No such bot, or it belongs to someone else: the two are not told apart."""

    def __init__(self, bot_id: UUID) -> None:
        super().__init__(f"no bot {bot_id}")


class BotUnreadable(NotPossible):
    """What is stored of the bot cannot be read. It stays as it is, and the bot does nothing."""

    def __init__(self, bot_id: UUID, problem: str) -> None:
        super().__init__(f"what is stored of bot {bot_id} cannot be read: {problem}")
        self.bot_id = bot_id
        self.problem = problem


class CardOutdated(NotPossible):
    """The bot has changed since the card was shown."""


class BotsOutdated(CardOutdated):
    """Those that are at work, or what they do, have changed since they were shown."""


class CommandRejected(NotPossible):
    """What the bot is doing does not allow it."""

    def __init__(self, why: Refusal, detail: Reason | None = None) -> None:
        """`detail` says more than `why`, where there is more to say."""
        super().__init__(f"{why}: {detail}")
        self.why = why
        self.detail = detail


class OrderTaken(NotPossible):
    """Another bot has that order, or had it before it was deleted."""

    def __init__(self, client_order_id: str) -> None:
        super().__init__(f"order {client_order_id} belongs to another bot")


class LimitReached(NotPossible):
    """The person has as many bots as the owner allows."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} bots")
        self.most = most


class NameTooLong(NotPossible):
    """A bot's name may have so many characters."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} characters")
        self.most = most


class AmountNotPossible(NotPossible):
    """A wallet on paper can be given more than nothing, and has at most so much."""

    def __init__(self, most: Decimal) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class LiveUnconfirmed(NotPossible):
    """Orders with money are sent only after a person has confirmed just that."""


class CodeNeeded(NotPossible):
    """Orders with money need a one-time code first."""


class CodeWrong(NotPossible):
    """It is no code of this moment, or was used before."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries are left")
        self.left = left


class CodesLocked(NotPossible):
    """After wrong codes no further one is looked at for a while."""

    def __init__(self, locked_for: timedelta) -> None:
        super().__init__(f"for {locked_for}")
        self.locked_for = locked_for


class LiveSwitchedOff(NotPossible):
    """The owner's switch for money is off: no bot is set to work with it."""


class MarginUnfit(NotPossible):
    """A perpetual's position is not kept as the bot needs it, and that could not be changed."""

    def __init__(self, reason: SettingNotMade) -> None:
        super().__init__(repr(reason))
        self.reason: SettingNotMade = reason


class TryLater(ScalperError):
    """Nobody's fault now; the same call may work soon."""


class VenueUnavailable(TryLater):
    """The exchange does not answer."""

    def __init__(self, exchange: str, why: Reason, retry_after_s: float | None = None) -> None:
        super().__init__(f"{exchange}: {why}")
        self.reason = NoAnswer(exchange=exchange, why=why)
        self.why = why
        self.exchange = exchange
        self.retry_after_s = retry_after_s

    @property
    def has_answered(self) -> bool:
        """Whether an answer came, about what was asked, of which nothing can be made.

        The next question may be answered better, where it is about something else.
        """
        return self.why == UnreadableAnswer() or isinstance(self.why, AnotherOrder)


class NoPrice(TryLater):
    """There is no market data for the symbol yet."""

    def __init__(self, ticker: str) -> None:
        super().__init__(ticker)
        self.reason = NoPriceYet(symbol=ticker)
        self.ticker = ticker


class DoubtfulPrice(TryLater):
    """There are prices, and nobody should trade at them. `reason` says what is wrong with them."""

    def __init__(self, reason: BookCrossed | QuoteFarOff) -> None:
        super().__init__(repr(reason))
        self.reason: BookCrossed | QuoteFarOff = reason


class RulesUnreadable(TryLater):
    """The exchange lists a symbol with rules that cannot be read. Others are not concerned."""

    def __init__(self, reason: UnreadableRules) -> None:
        super().__init__(repr(reason))
        self.reason: UnreadableRules = reason


class DialogsUnavailable(TryLater):
    """Where half-filled forms are kept does not answer."""


class StorageUnavailable(TryLater):
    """The database does not answer."""


class StorageDamaged(StorageUnavailable):
    """What the database has stored cannot be read. No waiting helps, and a backup does."""


class NotStored(StorageUnavailable):
    """The database did not answer, and says by now that nothing was stored."""


class SettingsError(ScalperError):
    """The program cannot start like this. `complaints` are sentences for the operator."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class AskedToEnd(ScalperError):
    """The program was told to end while it still waited for the database to become free."""


class LeaseLost(ScalperError):
    """Another process owns the database now. Nothing was stored; this process must end.

    `by` names that process, None when nobody does.
    """

    def __init__(self, by: str | None) -> None:
        super().__init__(f"the database belongs to {by or 'nobody'} now")
        self.by = by


class FillAlreadyBooked(ScalperError):
    """The ledger has that fill; nothing of the transaction was stored."""


class StateOutdated(ScalperError):
    """What is stored of the bot is newer than what the caller has; nothing was stored.

    Somebody else wrote it, or a commit whose end was not known has succeeded. Load it again.
    """


class StoredByNewerVersion(ScalperError):
    """What is stored was written by a newer version of the program than this one."""

    def __init__(self, version: int | str, newest_known: int | str) -> None:
        super().__init__(f"stored as version {version}; this program reads up to {newest_known}")


class FeedError(ScalperError):
    """The market data cannot be read: which file, which row, what is wrong."""

    def __init__(self, reason: Reason) -> None:
        said = str(reason)
        if isinstance(reason, FeedBroken):
            row = "" if reason.row is None else f", row {reason.row}"
            said = f"{reason.file}{row}: {reason.problem} {reason.found}".rstrip()
        super().__init__(said)
        self.reason = reason
