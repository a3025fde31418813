"""How the program is doing: plain values of what it knows already. No exchange is asked for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from engine.core.orders import OrderState
from engine.core.types import AccountId


class StreamState(StrEnum):
    """What a stream of an exchange does."""

    OPEN = "open"
    STARTING = "starting"
    """It has told nothing yet."""
    SILENT = "silent"
    """It tells nothing, though something happens."""
    CLOSED = "closed"
    """It is broken, and opened anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolHealth:
    """The prices of one symbol, as the bots on it are told them."""

    account_id: AccountId
    symbol: str
    age: timedelta | None
    """Since the newest trade price was made; None before the first."""
    stream: StreamState


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHealth:
    """A real account that is at work."""

    account_id: AccountId
    checked: timedelta | None
    """How long ago the last whole pass over its orders and trades began; None before the first."""
    in_trouble: bool
    """Whether the last pass has failed."""
    stream: StreamState
    """Of its own orders."""
    missed: int
    """Fills that its stream has not told, and passes have found, since the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHealth:
    """One limit that all accounts behind our address share."""

    pool: str
    """Which exchange's, and which of its."""
    name: str
    """What is counted: the exchange's weight, say."""
    used: float
    most: float
    """What we allow ourselves, a little less than the exchange does."""
    within_s: float
    """Of the window that slides."""
    held_s: float
    """So long nothing may be asked there any more; 0: it may."""

    @property
    def left(self) -> float:
        return max(self.most - self.used, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobHealth:
    """Something that is done every day, or every so often."""

    name: str
    done_at: datetime | None
    """When it was done last; None: never."""
    failed_at: datetime | None
    """When it failed, if the last run did."""
    next_at: datetime

    @classmethod
    def of_parts(cls, name: str, parts: Sequence["JobHealth"]) -> "JobHealth | None":
        """Return how it is as a whole: done as long ago as any part, failed if one has.

        None without any.
        """
        if not parts:
            return None
        done = [part.done_at for part in parts if part.done_at is not None]
        return cls(
            name=name,
            done_at=min(done) if len(done) == len(parts) else None,
            failed_at=max((part.failed_at for part in parts if part.failed_at is not None), default=None),
            next_at=min(part.next_at for part in parts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VenuesHealth:
    symbols: tuple[SymbolHealth, ...] = ()
    accounts: tuple[AccountHealth, ...] = ()
    limits: tuple[LimitHealth, ...] = ()
    rules: JobHealth | None = None
    """How it is with looking at the rules of markets; None where no real account is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHealth:
    """What the database has to say."""

    notices_waiting: int
    oldest_notice_at: datetime | None
    """Of those that wait; None where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterHealth:
    """How writing goes."""

    took_s: float
    """How long the last commit took, or the one under way takes already."""
    waiting: int
    """Units of work behind it."""


class StorageProbe(Protocol):
    """How the database is doing."""

    async def look(self) -> StoredHealth:
        """Ask it. Raises StorageUnavailable."""

    def writer(self) -> WriterHealth:
        """Return what is known without asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All of it at one moment."""

    at: datetime
    running_for: timedelta
    bots_at_work: int
    bots_paused: int
    orders: Mapping[OrderState, int]
    """Of the bots at work, those that are not final."""
    venues: VenuesHealth
    stored: StoredHealth | None
    """None: the database does not answer."""
    asked_for: timedelta
    """How long the database took to say that."""
    writer: WriterHealth
    longest_hold_s: float | None
    """How long bots could not react at most in the last hour; None where nobody measures it."""
    tasks_fallen: int
    """How often a background task fell and was begun anew since the start."""
    last_fallen: str | None
    """The name of the last of them."""
    last_fall_at: datetime | None
    jobs: tuple[JobHealth, ...] = ()
    set_aside: tuple[str, ...] = ()
    """Bots that do nothing, because what is stored of them cannot be read: their labels."""

    def count(self, *states: OrderState) -> int:
        """Return how many orders are in one of these states."""
        return sum(self.orders.get(state, 0) for state in states)

    @property
    def orders_in_flight(self) -> int:
        """Orders and cancels that are sent, or about to be, and not answered yet."""
        return self.count(OrderState.INTENT, OrderState.CANCELING)

    @property
    def orders_unknown(self) -> int:
        """Orders of which nobody knows yet what became of them, and those that a person has to look at."""
        return self.count(OrderState.UNKNOWN, OrderState.QUARANTINED)

    @property
    def orders_open(self) -> int:
        return self.count(OrderState.OPEN, OrderState.PARTIAL)
