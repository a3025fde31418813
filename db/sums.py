"""Sums of amounts that lose no digit, made by the database itself."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Numeric, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.types import Amount
from engine.core.money import EXACT, INTEGER_DIGITS, PLACES, plain

_WIDTH = 10
"""Digits of a part: a whole number of them is summed exactly over more rows than there ever are."""
_POINT = 1
_PARTS = (
    *((start, _WIDTH) for start in range(INTEGER_DIGITS + _POINT + PLACES, PLACES + _POINT, -_WIDTH)),
    *((start, PLACES // 2) for start in range(PLACES, 0, -PLACES // 2)),
)
"""Where a part of an amount's text begins, counted from its end, and its length."""


class _Summed(TypeDecorator[Decimal]):
    """A sum as the database tells it: on SQLite the sums of the parts, with colons between."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric(asdecimal=True))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:  # noqa: ANN401 - by dialect
        if value is None or not isinstance(value, str):
            return None if value is None else plain(Decimal(value))
        total = 0
        for part, (_, width) in zip(value.split(":"), _PARTS, strict=True):
            total = total * 10**width + int(part)
        return plain(EXACT.scaleb(Decimal(total), -PLACES))


class ExactSum(FunctionElement[Decimal]):
    """The sum of a column of amounts: what SQLite keeps as text of one width is added up in parts."""

    inherit_cache = True
    type = _Summed()

    def __init__(self, column: ColumnElement[Decimal]) -> None:
        if isinstance(column.type, Amount) and (column.type.integer_digits, column.type.places) != (
            INTEGER_DIGITS,
            PLACES,
        ):
            raise ValueError(f"{column} has another width")
        super().__init__(column)


@compiles(ExactSum)
def _sum(element: ExactSum, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401 - as SQLAlchemy calls it
    return f"sum({compiler.process(element.clauses, **kwargs)})"


@compiles(ExactSum, "sqlite")
def _sum_of_parts(element: ExactSum, compiler: SQLCompiler, **kwargs: Any) -> str:  # noqa: ANN401 - likewise
    text = compiler.process(element.clauses, **kwargs)
    sign = f"(CASE WHEN {text} < '0' THEN -1 ELSE 1 END)"  # a minus comes before all digits
    sums = (f"sum({sign} * CAST(substr({text}, -{start}, {width}) AS INTEGER))" for start, width in _PARTS)
    return " || ':' || ".join(sums)
