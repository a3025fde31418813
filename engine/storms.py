"""Storms: the same cause again and again. It changes the message that told it first, and sends no new ones.

Pure: what was told is given, and the time. All of it stands in the outbox, so a restart changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from engine.core.notices import BotFailed, BotPaused, PriceStreamSilent
from engine.core.types import BotId
from engine.notice_settings import NoticeKind, kind_of
from engine.notices import AccountAway, BotFalls, Notice, TelegramAway
from engine.outbox import Owed

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300, 600))
"""Before each change of a message, since it was sent or changed last. The last holds for all that follow."""
_ORDER_NAMES = {"client_order_id", "asked", "told"}
"""Fields of reasons that name an order: another order is no other reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a message stands for a cause."""

    quiet: timedelta
    """After so long without, it is news again."""
    longest: timedelta
    """After so long it is told anew, though it goes on."""


DECISIONS = Limits(quiet=timedelta(minutes=10), longest=timedelta(hours=1))
"""Of what somebody has to decide: a change of a message makes no sound."""
OTHERS = Limits(quiet=timedelta(minutes=15), longest=timedelta(hours=24))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a notice that can come again is the same as."""

    kind: str
    bot_id: BotId | None = None
    reason: str = ""
    """Of a reason: its codes and whatever is not a figure in it."""

    @property
    def text(self) -> str:
        """Return it as one word of the database, of at most 120 characters."""
        reason = sha256(self.reason.encode()).hexdigest()[:32] if self.reason else ""
        return ":".join((self.kind, str(self.bot_id or ""), reason))


def cause_of(notice: Notice) -> Cause | None:
    """Return the cause of a notice; None of what is told each time, as every fill is.

    A pause that leaves another choice has another cause, though its reason be the same.
    """
    match notice:
        case PriceStreamSilent() | BotFalls():
            return Cause(kind=notice.kind, bot_id=notice.bot.bot_id)
        case TelegramAway():
            return Cause(kind=notice.kind)
        case AccountAway():
            return Cause(kind=notice.kind, reason=str(notice.account_id))
        case BotPaused():
            choice = f"{notice.kept is not None} {notice.out_of_reach}"
            reason = f"{choice} {' '.join(_identity(notice.reason))}"
            return Cause(kind=notice.kind, bot_id=notice.bot.bot_id, reason=reason)
        case BotFailed():
            return Cause(
                kind=notice.kind, bot_id=notice.bot.bot_id, reason=" ".join(_identity(notice.reason))
            )
        case _:
            return None


def _identity(value: object) -> Iterator[str]:
    """Yield what tells a reason from others: all of it but its figures, times, and names of orders."""
    if isinstance(value, tuple):
        for one in value:
            yield from _identity(one)
    elif is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            if field.name not in _ORDER_NAMES:
                yield from _identity(getattr(value, field.name))
    elif value is not None and not isinstance(value, Decimal | float | datetime):
        yield repr(value)


def is_recovery(notice: Notice) -> bool:
    """Say whether the notice says that its cause is over."""
    match notice:
        case PriceStreamSilent(over=over) | BotFalls(over=over):
            return over
        case AccountAway(reason=reason):
            return reason is None
        case _:
            return False


def limits_of(notice: Notice) -> Limits:
    return DECISIONS if kind_of(notice) is NoticeKind.DECISIONS else OTHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """One cause, as far as a message tells of it or is to do so."""

    first_at: datetime
    last_at: datetime
    told_at: datetime
    """When the message was sent or changed last."""
    changes: int
    """How often it was changed."""


def storm_of(cause: str, told: Sequence[Owed], pending: Sequence[Owed] = ()) -> Storm:
    """Return the storm of a message that has told these. `pending`: what it is to tell when it is changed."""
    times = [one.created_at for one in (*told, *pending) if one.cause == cause]
    tellings = {one.sent_at for one in told if one.sent_at is not None}
    return Storm(first_at=min(times), last_at=max(times), told_at=max(tellings), changes=len(tellings) - 1)


class Step(StrEnum):
    """What is done about a notice with a cause."""

    TELL = "tell"
    """Send a message."""
    CHANGE = "change"
    """Change the message that told the cause."""
    WAIT = "wait"
    """Change it later."""


def judge(storm: Storm | None, limits: Limits, at: datetime, now: datetime) -> Step:
    """Say what is done about one that came at that time. None: no message tells of its cause."""
    if storm is None or at - storm.last_at > limits.quiet or at - storm.first_at > limits.longest:
        return Step.TELL
    pause = PAUSES[min(storm.changes, len(PAUSES) - 1)]
    # A clock that was set back must not make it wait.
    return Step.WAIT if timedelta(0) <= now - storm.told_at < pause else Step.CHANGE
