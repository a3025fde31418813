"""The list of what every venue passes: each row has a test, and the documents have the same list."""

import re
from pathlib import Path

from engine.venues.exchanges.registry import VENUES as REGISTERED
from tests.acceptance import ROWS, VENUES, why_not

TESTS = Path(__file__).parents[1]
DOCS = TESTS.parent / "docs" / "adding-an-exchange.md"
MARK = re.compile(r"^@acceptance\((\d+)", re.MULTILINE)


def test_every_venue_is_on_the_list() -> None:
    assert set(VENUES) == {*REGISTERED, "PAPER"}


def test_every_row_has_a_test_and_every_test_a_row() -> None:
    numbers = {int(number) for path in TESTS.rglob("test_*.py") for number in MARK.findall(path.read_text())}
    assert numbers == set(ROWS)


def test_the_documents_have_the_same_list_and_the_same_reasons() -> None:
    text = DOCS.read_text()
    told = {
        int(number): what.strip()
        for number, what in re.findall(r"^\| (\d+) \| (.+?) \|$", text, re.MULTILINE)
    }
    assert told == ROWS
    reasons = {why for number in ROWS for venue in VENUES if (why := why_not(number, venue)) is not None}
    assert reasons
    assert not {why for why in reasons if why not in text.replace("\n", " ")}
