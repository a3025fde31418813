"""How values stand in columns: amounts exact, times aware. Nothing is rounded, nothing is guessed."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CHAR, DateTime, Dialect, Numeric
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.core.money import EXACT, INTEGER_DIGITS, PLACES, plain

_SQLITE = sqlite.dialect()


class ValueRefused(ValueError):
    """A value that a column cannot hold as it is. It is a mistake of the caller, never rounded away."""


class Amount(TypeDecorator[Decimal]):
    """A Decimal with a fixed number of places, exact on every database.

    PostgreSQL has NUMERIC. SQLite has no decimals, so there an amount is text of one width with
    leading and trailing zeros: any comparison with a number that is not negative is right.
    Takes Decimal only; a float, NaN, an infinity or a number with more digits raises ValueRefused.
    Gives the number back without trailing zeros.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, integer_digits: int = INTEGER_DIGITS, places: int = PLACES) -> None:
        super().__init__(precision=integer_digits + places, scale=places)
        self.integer_digits = integer_digits
        self.places = places
        self._smallest = Decimal(1).scaleb(-places)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            width = self.integer_digits + self.places + 2  # a sign, the digits and the point
            return dialect.type_descriptor(CHAR(width))
        return dialect.type_descriptor(Numeric(self.integer_digits + self.places, self.places))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401 - by dialect
        if value is None:
            return None
        if not self._fits(value):
            self._check(value)
        return self.to_text(value) if dialect.name == "sqlite" else value

    def process_literal_param(self, value: Decimal | None, dialect: Dialect) -> str:
        """Return the amount as CHECK constraints spell it; the text type adds its own quotes."""
        return "NULL" if value is None else str(self.process_bind_param(value, dialect))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:  # noqa: ANN401 - by dialect
        return None if value is None else plain(Decimal(value))

    def to_text(self, value: Decimal) -> str:
        """Return the text form of an amount that fits."""
        width = self.integer_digits + self.places + 1
        # Not abs(): that rounds to the precision of the caller's context.
        return f"{'-' if value < 0 else ''}{value.copy_abs():0{width}.{self.places}f}"

    def _fits(self, value: object) -> bool:
        """Say at little cost whether it is an amount that fits. One that is written oddly may fit as well."""
        return (
            isinstance(value, Decimal)
            and value.is_finite()
            and value.adjusted() < self.integer_digits
            and EXACT.quantize(value, self._smallest) == value
        )

    def _check(self, value: object) -> None:
        if not isinstance(value, Decimal):
            raise ValueRefused(f"an amount is a Decimal, not {type(value).__name__}: {value!r}")
        if not value.is_finite():
            raise ValueRefused(f"{value} is no amount")
        reduced = value.normalize(EXACT) if len(value.as_tuple().digits) <= EXACT.prec else value
        exponent = reduced.as_tuple().exponent
        too_fine = isinstance(exponent, int) and exponent < -self.places
        if too_fine or (reduced and reduced.adjusted() >= self.integer_digits):
            raise ValueRefused(
                f"{value} does not fit: at most {self.integer_digits} digits before "
                f"and {self.places} after the point"
            )


ADD_AMOUNTS = "add_amounts"
"""SQLite's name for `add_amounts`, on the connection that writes."""


def add_amounts(one: str, other: str) -> str:
    """Return the sum of two amounts, all as SQLite keeps them. Raises ValueRefused."""
    return str(_AMOUNT.process_bind_param(EXACT.add(Decimal(one), Decimal(other)), _SQLITE))


_AMOUNT = Amount()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC. A naive one raises ValueRefused."""

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueRefused(f"{value} has no time zone")
        return value.astimezone(UTC)

    def to_text(self, value: datetime | None) -> str | None:
        """Return what SQLite keeps of a moment: what SQLAlchemy makes of it, in a fifth of the time."""
        moment = self.process_bind_param(value, _SQLITE)
        return None if moment is None else moment.replace(tzinfo=None).isoformat(" ", "microseconds")

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:  # noqa: ANN401 - by dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class JsonText(str):
    """JSON that is written already. Only what is prepared for a driver takes it for that."""

    __slots__ = ()


def to_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON tells
    """Return the value as JSON, which it may be already."""
    return value if isinstance(value, JsonText) else json.dumps(value)


def lenient_json(text: str) -> dict[str, Any]:
    """Return the object that a column tells; of what somebody has broken by hand an empty one.

    What counts stands in other columns: this is what is shown beside it.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


def storable(text: str) -> str:
    """Return foreign text as every database takes it: without zero bytes and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
