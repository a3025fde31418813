from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.markup import parse_html
from bot.views.help import greeting, help_text
from bot.views.html import esc, plain, visible_length
from bot.views.text import MOST_UNITS, age, number, pages, percent, rounded, signed, span
from engine.reads.views import PriceSource
from tests.support.words import EN


@given(st.text())
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    seen, entities = parse_html(f"a{esc(text)}z")
    assert entities == []
    assert plain(esc(text)) == seen[1:-1]


def test_what_turns_lines_around_is_taken_out() -> None:
    assert esc("\u202eabc\x00<b>") == "abc&lt;b&gt;"


@given(st.lists(st.text(min_size=1, max_size=600), min_size=1, max_size=60))
def test_pages_fit_and_lose_nothing(lines: list[str]) -> None:
    made = list(pages([esc(line) for line in lines]))
    assert all(visible_length(page) <= MOST_UNITS for page in made)
    assert "\n".join(made) == "\n".join(esc(line) for line in lines)


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(), "1 s"),
        (timedelta(seconds=4.4), "4 s"),
        (timedelta(seconds=59.4), "59 s"),
        (timedelta(seconds=59.6), "59 s"),
        (timedelta(seconds=91), "1 min"),
        (timedelta(minutes=59, seconds=40), "59 min"),
        (timedelta(hours=25), "25 h 0 min"),
        (timedelta(hours=48), "2 d 0 h"),
        (timedelta(days=14, hours=3, minutes=5), "14 d 3 h"),
    ],
)
def test_a_span_is_told_in_the_units_that_say_something(length: timedelta, shown: str) -> None:
    assert span(EN, length) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("60000", "60000"),
        ("6E+4", "60000"),
        ("0.0100", "0.01"),
        ("1E-18", "0.000000000000000001"),
        ("0", "0"),
        ("-0", "0"),
    ],
)
def test_numbers_are_plain(amount: str, shown: str) -> None:
    assert number(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1.234567894", "1.23456789"),
        ("0.000000123456", "0.0000001235"),
        ("-0.00000000000000012", "-0.00000000000000012"),
        ("12345.000000001", "12345"),
        ("0", "0"),
    ],
)
def test_results_are_rounded_for_reading(amount: str, shown: str) -> None:
    assert rounded(Decimal(amount)) == shown


def test_results_carry_sign_and_coin() -> None:
    assert signed(Decimal("1.5"), "USDT") == "+1.5 USDT"
    assert signed(Decimal("-1.5"), "<x>") == "-1.5 &lt;x&gt;"
    assert signed(Decimal(0), "USDT") == "0 USDT"


def test_percentages_carry_their_sign() -> None:
    assert percent(Decimal("0.8264")) == "0.83%"
    assert percent(Decimal("0.00012345")) == "0.00012%"
    assert percent(Decimal(1)) == "1%"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3, "0 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (7500, "2 h 5 min ago"),
        (7200, "2 h ago"),
        (90000, "1 day ago"),
        (200000, "2 days ago"),
    ],
)
def test_ages_are_words(seconds: int, shown: str) -> None:
    assert age(EN, timedelta(seconds=seconds)) == shown


def test_made_up_prices_are_called_so() -> None:
    for prices, said in ((PriceSource.MADE_UP, "made up"), (PriceSource.FILE, "replayed from a file")):
        assert said in greeting(EN, "Ann", prices)
        assert said in help_text(EN, prices)
    assert "rices are" not in greeting(EN, "Ann", PriceSource.EXCHANGE) + help_text(EN, PriceSource.EXCHANGE)
