"""A changed copy is what `dataclasses.replace` makes."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.core.copies import changed
from engine.core.results import EMPTY_TALLY
from engine.core.trailing import Trail
from engine.core.types import AccountId, Mode


def test_the_copy_has_the_new_fields_and_the_old_one_stays() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    copy = changed(EMPTY_TALLY, paid=Decimal(7), began_at=at)
    assert copy == replace(EMPTY_TALLY, paid=Decimal(7), began_at=at)
    assert hash(copy) == hash(replace(EMPTY_TALLY, paid=Decimal(7), began_at=at))
    assert EMPTY_TALLY.began_at is None
    assert changed(EMPTY_TALLY, began_at=None) is EMPTY_TALLY


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError, match="payed"):
        changed(EMPTY_TALLY, payed=Decimal(7))


def test_what_checks_itself_when_it_is_made_is_not_copied_so() -> None:
    with pytest.raises(TypeError, match="AccountId"):
        changed(AccountId("Binance", Mode.PAPER))


def test_a_value_with_one_field_is_copied_too() -> None:
    assert changed(Trail(extreme=Decimal(1)), extreme=Decimal(2)) == Trail(extreme=Decimal(2))
