"""Client order ids: short, plain, and never twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.ids import LENGTH, OrderNaming, base36, serial_in
from engine.core.types import Leg

parts = st.tuples(
    st.integers(0, 36**3 - 1),
    st.integers(0, 36**4 - 1),
    st.integers(0, 36**5 - 1),
    st.sampled_from(Leg),
    st.integers(0, 36**4 - 1),
)


def name(epoch: int, serial: int, cycle: int, leg: Leg, attempt: int) -> str:
    return OrderNaming(epoch=epoch, serial=serial).name(cycle=cycle, leg=leg, attempt=attempt)


def test_the_layout() -> None:
    assert name(1, 7, 36, Leg.ENTRY, 35) == "s" + "001" + "0007" + "00010" + "e" + "000z"
    assert name(46655, 0, 0, Leg.EXIT, 0) == "szzz000000000x0000"


@given(one=parts, other=parts)
def test_different_orders_have_different_names(
    one: tuple[int, int, int, Leg, int], other: tuple[int, int, int, Leg, int]
) -> None:
    assert (name(*one) == name(*other)) == (one == other)
    assert re.fullmatch(r"[a-z0-9]{1,18}", name(*one))
    assert len(name(*one)) == LENGTH == 18


@given(made=parts)
def test_a_name_tells_its_bot_and_its_place(made: tuple[int, int, int, Leg, int]) -> None:
    epoch, serial, cycle, _, attempt = made
    own, text = OrderNaming(epoch=epoch, serial=serial), name(*made)
    assert own.place_of(text) == (cycle, attempt)
    assert serial_in(text) == serial
    assert OrderNaming(epoch=epoch, serial=(serial + 1) % 36**4).place_of(text) is None


@given(number=st.integers(0, 36**5 - 1))
def test_base_36_reads_back(number: int) -> None:
    text = base36(number, 5)
    assert (len(text), int(text, 36)) == (5, number)


@pytest.mark.parametrize(("number", "width"), [(-1, 3), (36, 1), (36**4, 4)])
def test_a_number_that_does_not_fit_is_refused(number: int, width: int) -> None:
    with pytest.raises(ValueError, match=f"{number} does not fit into {width} digits"):
        base36(number, width)
