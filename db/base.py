"""What all tables have in common: one catalogue, named constraints, column types by annotation."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Enum, Integer, MetaData, Text, Uuid, column
from sqlalchemy.orm import DeclarativeBase

from db.types import Amount, UtcDateTime
from engine.core.money import ZERO

Choice = TypeVar("Choice", bound=StrEnum)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a plain dict
        Decimal: Amount(),
        datetime: UtcDateTime(),
        UUID: Uuid(),
        str: Text(),
        dict[str, Any]: JSON(),
    }


GROWING_ID = BigInteger().with_variant(Integer(), "sqlite")
"""Type of ids that the database counts up. SQLite counts an INTEGER only."""

PERSON_ID = BigInteger()


def choice(kind: type[Choice]) -> Enum:
    """Return the column type of an enumeration: its text, wide enough for later members."""
    return Enum(
        kind,
        native_enum=False,
        length=16,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


def one_of(name: str, kind: type[StrEnum]) -> CheckConstraint:
    """Return the check that a text column holds a member's name."""
    return CheckConstraint(column(name).in_([member.value for member in kind]), name=name)


def positive(name: str) -> CheckConstraint:
    """Return the check that an amount is above zero."""
    return CheckConstraint(column(name, Amount()) > ZERO, name=f"{name}_positive")
