"""What routes are: a path, who may call, which limit counts it, what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol
from tests.twin.core.venue import Venue
from tests.twin.okx.house import AppContext
from tests.twin.okx.params import Params


class Security(StrEnum):
    """NONE: anybody. SIGNED: signed in time. TRADE: signed by a key that may trade."""

    NONE = "none"
    SIGNED = "signed"
    TRADE = "trade"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the door. `now` is the server's time."""

    house: AppContext
    params: Params
    now: datetime
    by: Account | None = None
    key: ApiKey | None = None

    @property
    def account(self) -> Account:
        if self.by is None:
            raise RuntimeError("a route without security has asked for the account")
        return self.by

    def instrument(self) -> tuple[Venue, Symbol]:
        """Return venue and symbol that the request must name. Refused for one that is not listed."""
        return self.house.named(self.params.text("instId"))

    def asked_about(self) -> list[tuple[Venue, Symbol]]:
        """Return the symbols that a list is asked for: one, those of a type, or all."""
        if self.params.has("instId"):
            return [self.instrument()]
        return self.house.of_type(self.params.text("instType", ""))


Rows = list[dict[str, object]]
Handler = Callable[[Call], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`limit` names the limit per account; of orders it counts each instrument for itself."""

    method: str
    path: str
    operation: Operation
    handler: Handler
    security: Security = Security.NONE
    limit: str = ""
    by_instrument: bool = False


def private(  # all that a route is
    method: str,
    path: str,
    handler: Handler,
    operation: Operation,
    *,
    limit: str,
    by_instrument: bool = False,
) -> Route:
    """Return a signed route; what changes something takes a key that may trade."""
    return Route(
        method=method,
        path=f"/api/v5/{path}",
        operation=operation,
        handler=handler,
        security=Security.TRADE if method == "POST" else Security.SIGNED,
        limit=limit,
        by_instrument=by_instrument,
    )


def public(path: str, handler: Handler, operation: Operation) -> Route:
    return Route(method="GET", path=f"/api/v5/{path}", operation=operation, handler=handler)
