"""What routes are: a path (or a method of the websocket API), who may call, what is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tests.twin.binance.desk import Desk
from tests.twin.binance.params import Params
from tests.twin.core.accounts import Account, ApiKey
from tests.twin.core.faults import Operation
from tests.twin.core.venue import Venue


class Security(StrEnum):
    """NONE: anybody. KEY: a known key. SIGNED: signed in time. TRADE: signed by a key that may trade."""

    NONE = "none"
    KEY = "key"
    SIGNED = "signed"
    TRADE = "trade"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the door. `now` is the server's time."""

    venue: Venue
    params: Params
    now: datetime
    by: Account | None = None
    key: ApiKey | None = None

    @property
    def account(self) -> Account:
        if self.by is None:
            raise RuntimeError("a route without security has asked for the account")
        return self.by


Handler = Callable[[Desk, Call], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`paths` are all spellings (versions) of one route. `weight` may depend on the parameters."""

    method: str
    paths: tuple[str, ...]
    operation: Operation
    handler: Handler
    security: Security = Security.NONE
    weight: int | Callable[[Params], int] = 1
    ws_method: str = ""

    def weighs(self, params: Params) -> int:
        return self.weight if isinstance(self.weight, int) else self.weight(params)


def signed(
    method: str,
    name: str,
    handler: Handler,
    operation: Operation,
    *,
    weight: int = 1,
    versions: tuple[int, ...] = (1,),
) -> Route:
    """Return a signed route of futures; what changes something takes a key that may trade."""
    return Route(
        method=method,
        paths=tuple(f"/fapi/v{version}/{name}" for version in versions),
        operation=operation,
        handler=handler,
        security=Security.TRADE if method == "POST" else Security.SIGNED,
        weight=weight,
    )
