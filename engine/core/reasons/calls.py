"""Reasons about calls to an exchange: what it said, or why nothing came back."""

from dataclasses import dataclass
from typing import Literal

from engine.core.reasons.causes import Cause
from engine.core.types import ClientOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSaid:
    """The exchange's own words: foreign text."""

    code: Literal["exchange_said"] = "exchange_said"
    text: str
    number: str | None = None
    """The exchange's own number for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeCode:
    """The exchange's own word for why it has ended or refused an order."""

    code: Literal["exchange_code"] = "exchange_code"
    said: str
    """Foreign text."""
    cause: Cause | None = None
    """What it means, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed:
    """A call has failed on the way."""

    code: Literal["call_failed"] = "call_failed"
    error: str
    """The name of the error's class, of ccxt or of Python. Never its text: that holds addresses and keys."""
    cause: str | None = None
    """The same of what was beneath it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableAnswer:
    """An answer that says neither yes nor no. The log says what is wrong with it."""

    code: Literal["unreadable_answer"] = "unreadable_answer"
    status: int | None = None
    """Of HTTP, where that is what is wrong."""
    said: str = ""
    """Its beginning: foreign text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherOrder:
    """The exchange was asked about one order and told of another."""

    code: Literal["another_order"] = "another_order"
    asked: ClientOrderId
    told: ClientOrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimited:
    """The exchange's rate limit leaves no turn in time."""

    code: Literal["rate_limited"] = "rate_limited"
    wait_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedOut:
    code: Literal["timed_out"] = "timed_out"
    seconds: float


CallReason = (
    ExchangeSaid | ExchangeCode | CallFailed | UnreadableAnswer | AnotherOrder | RateLimited | TimedOut
)
