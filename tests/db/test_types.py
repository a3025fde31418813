"""Amounts and moments come back as they went in, or are refused; the databases compare them rightly."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, Table, column, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from db.errors import translate_db_errors
from db.migrate import writable_connection
from db.types import Amount, UtcDateTime, ValueRefused, add_amounts, storable
from engine.core.money import EXACT, INTEGER_DIGITS, PLACES, ZERO, plain

SAMPLES = Table(
    "samples",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", Amount()),
    Column("other", Amount()),
    Column("percent", Amount(3, 2)),
    Column("at", UtcDateTime()),
    CheckConstraint(column("other", Amount()) > ZERO, name="positive"),
    CheckConstraint(column("other", Amount()) > column("amount", Amount()), name="order"),
    CheckConstraint(column("percent", Amount(3, 2)).between(ZERO, Decimal(100)), name="percent"),
)
LARGEST = Decimal("9" * INTEGER_DIGITS + "." + "9" * PLACES)
SMALLEST = Decimal(1).scaleb(-PLACES)


@pytest.fixture
async def connection(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    async with writable_connection(migrated_url) as connection:
        await connection.run_sync(SAMPLES.create)
        yield connection
        await connection.rollback()


@pytest.mark.parametrize(
    "amount",
    [
        LARGEST,
        LARGEST.copy_negate(),
        SMALLEST,
        -SMALLEST,
        Decimal(0),
        Decimal("-0"),
        Decimal("1E+5"),
        Decimal("60000.10"),
        Decimal("12345678901234567890.123456789012345678"),
        Decimal("0.000000010000000000000"),
        Decimal("1." + "0" * 60),
    ],
)
async def test_amounts_at_the_edges_come_back_exactly(connection: AsyncConnection, amount: Decimal) -> None:
    await connection.execute(insert(SAMPLES), {"amount": amount})
    stored = await connection.scalar(select(SAMPLES.c.amount))
    assert stored == amount
    assert isinstance(stored, Decimal)
    assert stored.as_tuple() == plain(amount).as_tuple()


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (EXACT.add(LARGEST, SMALLEST), "does not fit"),
        (Decimal(10) ** INTEGER_DIGITS, "does not fit"),
        (SMALLEST / 10, "does not fit"),
        (Decimal("1.0000000000000000001"), "does not fit"),
        (Decimal("1." + "0" * 99 + "1"), "does not fit"),
        (Decimal("NaN"), "no amount"),
        (Decimal("Infinity"), "no amount"),
        (0.5, "not float"),
        (1, "not int"),
        ("1", "not str"),
    ],
)
async def test_what_does_not_fit_is_refused_and_never_rounded(
    connection: AsyncConnection, value: object, complaint: str
) -> None:
    with pytest.raises(ValueRefused, match=complaint), translate_db_errors():
        await connection.execute(insert(SAMPLES), {"amount": value})


@pytest.mark.parametrize(
    "row",
    [
        {"other": Decimal(0)},
        {"other": Decimal(-1)},
        {"other": -SMALLEST},
        {"amount": Decimal(9), "other": Decimal("8.999999999999999999")},
        {"amount": Decimal(100), "other": Decimal(100)},
        {"amount": LARGEST, "other": LARGEST},
        {"percent": Decimal("-0.01")},
        {"percent": Decimal("100.01")},
    ],
)
async def test_checks_between_amounts_refuse(connection: AsyncConnection, row: dict[str, Decimal]) -> None:
    with pytest.raises(IntegrityError):
        await connection.execute(insert(SAMPLES), row)


@pytest.mark.parametrize(
    "row",
    [
        {"other": SMALLEST},
        {"amount": Decimal(9), "other": Decimal(10)},
        {"amount": Decimal("99.99"), "other": Decimal(100)},
        {"amount": Decimal(-5), "other": Decimal(1)},
        {"amount": Decimal(str(LARGEST)[:-1] + "8"), "other": LARGEST},
        {"percent": Decimal(100)},
        {"percent": Decimal("0.01")},
        {"percent": Decimal("9.5")},
    ],
)
async def test_checks_between_amounts_allow(connection: AsyncConnection, row: dict[str, Decimal]) -> None:
    await connection.execute(insert(SAMPLES), row)


async def test_a_percent_has_two_places(connection: AsyncConnection) -> None:
    with pytest.raises(ValueRefused, match="at most 3 digits before and 2 after"), translate_db_errors():
        await connection.execute(insert(SAMPLES), {"percent": Decimal("0.125")})


@given(st.decimals(min_value=0, max_value=LARGEST, places=PLACES), st.decimals(0, LARGEST, places=PLACES))
def test_text_sorts_as_the_numbers_do(one: Decimal, other: Decimal) -> None:
    text = Amount().to_text
    assert (text(one) < text(other)) == (one < other)
    assert Decimal(text(one)) == one


@given(st.decimals(-LARGEST, LARGEST, places=PLACES), st.decimals(-LARGEST, LARGEST, places=PLACES))
def test_texts_are_added_up_to_the_last_digit(one: Decimal, other: Decimal) -> None:
    text, total = Amount().to_text, EXACT.add(one, other)
    if total.copy_abs() > LARGEST:
        with pytest.raises(ValueRefused):
            add_amounts(text(one), text(other))
    else:
        assert add_amounts(text(one), text(other)) == text(total)


async def test_moments_come_back_aware_and_in_utc(connection: AsyncConnection) -> None:
    at = datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    await connection.execute(insert(SAMPLES), {"at": at})
    stored = await connection.scalar(select(SAMPLES.c.at))
    assert stored == at
    assert stored is not None
    assert stored.tzinfo is UTC


async def test_a_naive_moment_is_refused(connection: AsyncConnection) -> None:
    with pytest.raises(ValueRefused, match="no time zone"), translate_db_errors():
        await connection.execute(insert(SAMPLES), {"at": datetime(2026, 3, 1)})  # noqa: DTZ001 - the point


def test_foreign_text_is_made_fit_for_every_database() -> None:
    assert storable("a\0b \ud800 ü 🟢") == "ab ? ü 🟢"


@given(
    st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001 - hypothesis adds the zone
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001 - likewise
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=12))]
        ),
    )
)
def test_a_moment_on_sqlite_is_what_sqlalchemy_makes_of_it(at: datetime) -> None:
    kind, dialect = UtcDateTime(), sqlite.dialect()
    theirs = kind.dialect_impl(dialect).bind_processor(dialect)
    assert theirs is not None
    assert kind.to_text(at) == theirs(at)
    assert kind.to_text(None) is theirs(None) is None
    with pytest.raises(ValueRefused):
        kind.to_text(at.replace(tzinfo=None))
