"""What is stored as JSON outlives the code: older versions are read, newer ones are refused."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from engine.errors import StoredByNewerVersion
from engine.stored_json import Document, StoredJson


@dataclass(frozen=True)
class Price:
    """As it is today."""

    amount: Decimal
    coin: str
    note: str = "none"


def amount_has_a_name(price: Document) -> Document:
    price["amount"] = price.pop("a")
    return price


def coin_is_told(price: Document) -> Document:
    return price | {"coin": "USDT"}


FIRST = StoredJson(TypeAdapter(Price))
THIRD = StoredJson(TypeAdapter(Price), [amount_has_a_name, coin_is_told])
EXACT = Price(Decimal("0.100000000000000001"), "BTC", note="Sold.")


def test_a_value_comes_back_exactly_and_its_text_says_the_version() -> None:
    text = THIRD.dump(EXACT)
    assert text.startswith('{"v":3,')
    assert THIRD.load(text) == EXACT
    assert THIRD.load_document(THIRD.dump_document(EXACT)) == EXACT


def test_a_text_without_a_version_is_of_the_first() -> None:
    assert FIRST.load('{"amount": "1.50", "coin": "EUR"}') == Price(Decimal("1.50"), "EUR")


def test_older_versions_go_through_all_upgraders_from_theirs_on() -> None:
    today = Price(Decimal("1.5"), "USDT")
    assert THIRD.load('{"a": "1.5"}') == today
    assert THIRD.load('{"v": 1, "a": "1.5"}') == today
    assert THIRD.load('{"v": 2, "amount": "1.5"}') == today
    assert THIRD.load('{"v":3,"amount":"1.5","coin":"EUR"}') == Price(Decimal("1.5"), "EUR")


@pytest.mark.parametrize("text", ['{"v":4,"amount":"1","coin":"EUR"}', '{"v": 40, "worth": "1"}'])
def test_what_a_newer_program_wrote_is_refused(text: str) -> None:
    with pytest.raises(StoredByNewerVersion, match="this program reads up to 3"):
        THIRD.load(text)
