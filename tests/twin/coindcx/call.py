"""What routes are: a path, who may call, what is done."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tests.twin.coindcx.errors import CoinDCXError, invalid
from tests.twin.coindcx.house import MOST_IN_PAGE, AppContext
from tests.twin.coindcx.text import name_of
from tests.twin.core.accounts import Account
from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol
from tests.twin.core.venue import Venue

FUTURES = "/exchange/v1/derivatives/futures"
AMOUNT = re.compile(r"\d{1,20}(\.\d{1,20})?")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the door: the fields of its body, or of its query where it is public."""

    fields: Mapping[str, object]
    now: datetime
    by: Account | None = None

    @property
    def account(self) -> Account:
        if self.by is None:
            raise RuntimeError("a public route has asked for the account")
        return self.by

    def venues(self, house: AppContext) -> Sequence[Venue]:
        """Return the books that a reading asks for; that of USDT where it does not say. 422 for no list."""
        asked = self.fields.get("margin_currency_short_name", ["USDT"])
        if not isinstance(asked, list):
            raise invalid()
        found = [house.of_margin(one) for one in asked]
        return [venue for venue in found if venue is not None]

    def venue(self, house: AppContext, fields: Mapping[str, object] | None = None) -> Venue:
        """Return the book that a change is about. 422 unless it is named by a text."""
        asked = (self.fields if fields is None else fields).get("margin_currency_short_name", "USDT")
        found = house.of_margin(asked)
        if found is None:
            raise invalid()
        return found

    def page(self, house: AppContext, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        """Return one page of rows that are given newest first."""
        number, size = self.count("page", 1), self.count("size", 10)
        if not 1 <= size <= MOST_IN_PAGE or number < 1:
            raise invalid()
        size = min(size, house.most_rows)
        return rows[(number - 1) * size : number * size]

    def count(self, name: str, default: int) -> int:
        text = str(self.fields.get(name, default))
        if not text.isdecimal():
            raise invalid()
        return int(text)

    def text(self, name: str, fields: Mapping[str, object] | None = None) -> str:
        """Return a text that is there. 422 otherwise."""
        value = (self.fields if fields is None else fields).get(name)
        if not isinstance(value, str) or not value:
            raise invalid()
        return value


def amount(fields: Mapping[str, object], name: str) -> Decimal | None:
    """Return an amount, a number or a text without exponent; None where there is none."""
    value = fields.get(name)
    if value is None:
        return None
    text = str(value)
    if isinstance(value, bool) or not AMOUNT.fullmatch(text):
        raise invalid()
    return Decimal(text)


def symbol_of(venue: Venue, pair: object) -> Symbol:
    """Return what a pair names. 422 for one that is not listed."""
    symbol = venue.symbols.get(name_of(pair))
    if symbol is None or not symbol.listed:
        raise CoinDCXError(422, "Currency pair is not valid")
    return symbol


Handler = Callable[[AppContext, Call], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`signed`: the raw body is signed, whatever the verb. `fresh`: within ten seconds."""

    method: str
    path: str
    operation: Operation
    handler: Handler
    signed: bool = True
    fresh: bool = False


def private(path: str, handler: Handler, operation: Operation, *, method: str = "POST") -> Route:
    return Route(method=method, path=f"{FUTURES}/{path}", operation=operation, handler=handler)


def public(path: str, handler: Handler, operation: Operation = Operation.MARKET) -> Route:
    return Route(method="GET", path=path, operation=operation, handler=handler, signed=False)
