"""Why a bot stands, an order was refused or an account sends nothing: values, worded by the chat alone.

Each has a `code` that is stored with its parameters, and is never changed or given to another one.
Prices and values are in quote, quantities in base, unless a coin is named.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from engine.core.reasons.accounts import AccountReason, MoneyReason
from engine.core.reasons.calls import CallReason
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.markets import MarketReason
from engine.core.types import AccountId, ClientOrderId, OrderCandidate, Side


@dataclass(frozen=True, slots=True)
class Plain:
    """A reason that needs no parameter."""

    code: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """A sentence that an earlier version has stored."""

    code: Literal["legacy"] = "legacy"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """More than one thing at once, in the order in which they came."""

    code: Literal["several"] = "several"
    reasons: tuple["Reason", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutOrder:
    code: OrderCause
    client_order_id: ClientOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused:
    code: Literal["order_refused"] = "order_refused"
    why: "Reason | None"
    """None where it does not say."""
    closing: bool = False
    """Whether it was the order of a close."""
    reducing: bool = False
    """Whether it could only reduce a position: there may be none left for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEnded:
    """The exchange ended an order by itself."""

    code: Literal["order_ended"] = "order_ended"
    why: "Reason | None"
    """None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersDidNotArrive:
    """So many orders in a row never reached the exchange."""

    code: Literal["orders_did_not_arrive"] = "orders_did_not_arrive"
    count: int
    why: "Reason | None" = None
    """Of the last; None where nobody knows, and in what an earlier version has stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOutOfSight:
    """The exchange does not list the order's symbol any more, and with it nothing of the order."""

    code: Literal["order_out_of_sight"] = "order_out_of_sight"
    client_order_id: ClientOrderId
    exchange: str
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralOrdersMatch:
    """Nobody can say which of these is the order."""

    code: Literal["several_orders_match"] = "several_orders_match"
    client_order_id: ClientOrderId
    candidates: tuple[OrderCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedElsewhere:
    """An order of before the bot changed its pair or account has traded: nobody works with that."""

    code: Literal["traded_elsewhere"] = "traded_elsewhere"
    client_order_id: ClientOrderId
    side: Side
    quantity: Decimal
    coin: str
    symbol: str
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class CouldNotClose:
    """A close has sent nothing."""

    code: Literal["could_not_close"] = "could_not_close"
    why: "Reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyRefusals:
    """The account has refused so many orders that new entries wait for a while."""

    code: Literal["too_many_refusals"] = "too_many_refusals"
    account_id: AccountId
    count: int
    within_min: int
    last_at: datetime
    why: "Reason | None"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The exchange does not answer, or not in a way that says anything."""

    code: Literal["no_answer"] = "no_answer"
    exchange: str
    why: "Reason"


OrderReason = (
    AboutOrder
    | OrderRefused
    | OrderEnded
    | OrdersDidNotArrive
    | OrderOutOfSight
    | SeveralOrdersMatch
    | TradedElsewhere
    | CouldNotClose
)
Reason = (
    Plain
    | Legacy
    | Several
    | OrderReason
    | MarketReason
    | MoneyReason
    | AccountReason
    | CallReason
    | TooManyRefusals
    | NoAnswer
)


def together(first: Reason | None, second: Reason | None) -> Reason:
    """Return both as one; one alone as it is, and a bare pause where there is none."""
    found: list[Reason] = []
    for one in (first, second):
        if isinstance(one, Several):
            found += one.reasons
        elif one is not None:
            found.append(one)
    if len(found) == 1:
        return found[0]
    return Several(reasons=tuple(found)) if found else Plain(Cause.PAUSED)


def candidates_in(reason: Reason | None) -> tuple[OrderCandidate, ...]:
    """Return the orders of which one may be the bot's, where that is the reason or a part of it."""
    match reason:
        case SeveralOrdersMatch():
            return reason.candidates
        case Several():
            return next((found for one in reason.reasons if (found := candidates_in(one))), ())
        case _:
            return ()
