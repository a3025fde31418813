"""What routes are: a path, who may call, which limit counts it, what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tests.twin.bybit.house import AppContext
from tests.twin.bybit.params import Params
from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.faults import Operation
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue


class Security(StrEnum):
    """NONE: anybody. SIGNED: signed in time. TRADE: signed by a key that may trade."""

    NONE = "none"
    SIGNED = "signed"
    TRADE = "trade"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the door. `now` is the server's time; `market` is what its category means."""

    params: Params
    now: datetime
    market: Venue | None = None
    by: Account | None = None
    key: ApiKey | None = None

    @property
    def venue(self) -> Venue:
        if self.market is None:
            raise RuntimeError("a route without category has asked for the venue")
        return self.market

    @property
    def is_spot(self) -> bool:
        return self.venue.kind is Kind.SPOT

    @property
    def account(self) -> Account:
        if self.by is None:
            raise RuntimeError("a route without security has asked for the account")
        return self.by


Handler = Callable[[AppContext, Call], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`limit` names the limit per account and second; `by_category`: the request must name a category."""

    method: str
    path: str
    operation: Operation
    handler: Handler
    security: Security = Security.NONE
    limit: str = ""
    by_category: bool = True
    of_one: Operation | None = None
    """What the request is about when it names one order."""

    def is_about(self, params: Params | None) -> Operation:
        named = params is not None and (params.has("orderId") or params.has("orderLinkId"))
        return self.of_one if named and self.of_one is not None else self.operation


def private(
    method: str,
    path: str,
    handler: Handler,
    operation: Operation,
    *,
    limit: str,
    by_category: bool = True,
    of_one: Operation | None = None,
) -> Route:
    """Return a signed route; what changes something takes a key that may trade."""
    return Route(
        method=method,
        path=f"/v5/{path}",
        operation=operation,
        handler=handler,
        security=Security.TRADE if method == "POST" else Security.SIGNED,
        limit=limit,
        by_category=by_category,
        of_one=of_one,
    )


def public(path: str, handler: Handler, operation: Operation, *, by_category: bool = True) -> Route:
    return Route(
        method="GET",
        path=f"/v5/{path}",
        operation=operation,
        handler=handler,
        by_category=by_category,
    )
