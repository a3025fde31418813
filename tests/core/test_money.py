"""Exact arithmetic: grids, rounding, what storage can hold."""

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.money import ceil_to, exact, fits_storage, floor_to, plain, quantize, round_to
from tests.core.story import Bot

D = Decimal
BIGGEST = D("99999999999999999999.999999999999999999")
amounts = st.decimals(min_value=-(10**19), max_value=10**19, places=18)
steps = st.sampled_from([D("1e-18"), D("1e-8"), D("0.00025"), D("0.01"), D("0.5"), D(1), D(3), D(1000)])


@given(amount=amounts, step=steps)
def test_the_grid(amount: Decimal, step: Decimal) -> None:
    low, near, high = floor_to(amount, step), round_to(amount, step), ceil_to(amount, step)
    for value in (low, near, high):
        assert (Fraction(value) / Fraction(step)).denominator == 1
    assert 0 <= Fraction(amount) - Fraction(low) < Fraction(step)
    assert 0 <= Fraction(high) - Fraction(amount) < Fraction(step)
    assert abs(Fraction(near) - Fraction(amount)) <= Fraction(step) / 2


def test_half_a_step_goes_to_the_even_one() -> None:
    assert [round_to(D(value), D(1)) for value in ("0.5", "1.5", "2.5")] == [0, 2, 2]


@given(amount=amounts)
def test_settling_rounds_to_the_18th_place(amount: Decimal) -> None:
    assert quantize(amount) == amount
    with exact():
        finer = amount / 7
    assert abs(Fraction(quantize(finer)) - Fraction(finer)) <= Fraction(1, 2 * 10**18)
    assert fits_storage(quantize(finer))


def test_settling_halves_to_even() -> None:
    assert quantize(D("0.5e-18")) == 0
    assert quantize(D("1.5e-18")) == D("2e-18")


def test_products_of_the_largest_amounts_lose_no_digit() -> None:
    with exact():
        product = BIGGEST * BIGGEST
        assert Fraction(product) == Fraction(BIGGEST) ** 2
        assert Fraction(product + D("1e-36")) == Fraction(BIGGEST) ** 2 + Fraction(1, 10**36)


def test_the_surroundings_have_no_say() -> None:
    with localcontext(prec=3):
        assert floor_to(D("123456.789"), D("0.01")) == D("123456.78")
        assert quantize(D("123456.789")) == D("123456.789")
        assert plain(D("123456.789")) == D("123456.789")
        fill = Bot()
        fill.start()
        assert fill.a_fill(fill.order, "123.456", "7.891").value == D("974.191296")
        assert getcontext().prec == 3


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("6E+4", "60000"),
        ("60000.00", "60000"),
        ("0.0010", "0.001"),
        ("-0.0", "0"),
        ("0E+3", "0"),
        ("1E-7", "1E-7"),
    ],
)
def test_plain_numbers(amount: str, text: str) -> None:
    assert str(plain(D(amount))) == text


@pytest.mark.parametrize(
    ("amount", "fits"),
    [
        ("0", True), ("1e-18", True), ("1e-19", False), ("1.0000000000000000000000", True),
        (str(BIGGEST), True), (f"-{BIGGEST}", True), ("1e20", False), ("99999999999999999999", True),
        ("NaN", False), ("sNaN", False), ("Infinity", False), ("-Infinity", False),
    ],
)  # fmt: skip
def test_what_storage_holds(amount: str, fits: bool) -> None:
    assert fits_storage(D(amount)) is fits
