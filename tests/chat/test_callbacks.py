"""No button carries more than Telegram takes, whatever stands in it."""

import inspect
from enum import Enum
from typing import Any, NewType, get_args
from uuid import UUID

import pytest
from aiogram.filters.callback_data import CallbackData
from pydantic.fields import FieldInfo

from bot.keyboards import callbacks

CLASSES = [
    found
    for _, found in inspect.getmembers(callbacks, inspect.isclass)
    if issubclass(found, CallbackData) and found is not CallbackData
]
LONGEST = {
    int: 2**31,
    bool: True,
    str: "x" * 18,  # our name for an order; the id of a question has 8
    UUID: UUID("ffffffff-ffff-4fff-bfff-ffffffffffff"),
}


def longest(kind: Any) -> object:  # noqa: ANN401 - whatever a field may be annotated with
    if isinstance(kind, NewType):
        return longest(kind.__supertype__)
    if kinds := get_args(kind):
        return longest(kinds[0])
    if issubclass(kind, Enum):
        return max(kind, key=lambda member: len(str(member.value)))
    return LONGEST[kind]


def longest_of(field: FieldInfo) -> object:
    """Return it within the bound that the field has, if any."""
    found, bounds = longest(field.annotation), [getattr(one, "le", None) for one in field.metadata]
    within = [bound for bound in bounds if isinstance(bound, int)]
    return min(found, *within) if within and isinstance(found, int) else found


@pytest.mark.parametrize("found", CLASSES)
def test_the_longest_values_fit_and_come_back(found: type[CallbackData]) -> None:
    payload = found(**{name: longest_of(field) for name, field in found.model_fields.items()})
    packed = payload.pack()
    assert len(packed.encode()) <= 64
    assert found.unpack(packed) == payload


def test_prefixes_differ() -> None:
    assert len({found.__prefix__ for found in CLASSES}) == len(CLASSES) > 10


@pytest.mark.parametrize(
    "data", ["lp:INFO::{}", "nh::0:{}", "nh::{}:0", "uo:{}", "bl:all:{}", "mw:::{}", "nb:{}:0"]
)
@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**20])
def test_a_number_that_no_database_takes_is_in_no_payload(data: str, number: int) -> None:
    packed = data.format(number)
    (found,) = (one for one in CLASSES if one.__prefix__ == packed.partition(":")[0])
    with pytest.raises(ValueError, match="than"):
        found.unpack(packed)
