"""What a cycle earned: the wallet's change, less the cost of what is still held."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.results import EMPTY_TALLY, Tally, add, cost_of_held, next_tally, result, unrealised
from engine.core.types import ClientOrderId, Fee, Fill, Side, TradeId

D = Decimal
SMALLEST = Fraction(1, 10**18)
amounts = st.decimals(min_value="0.00000001", max_value=100000, places=8)


def a_fill(side: Side, quantity: str, price: str, fee: Fee) -> Fill:
    return Fill(
        trade_id=TradeId("t"), client_order_id=ClientOrderId("c"), side=side, price=D(price),
        quantity=D(quantity), fee=fee, executed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def quote_fee(value: str) -> Fee:
    return Fee(amount=D(value), coin="USDT", value=D(value))


def tally_of(*fills: Fill) -> Tally:
    tally = EMPTY_TALLY
    for fill in fills:
        tally = add(tally, fill, "XRP")
    return tally


def test_a_round_trip_with_fees_in_quote() -> None:
    tally = tally_of(
        a_fill(Side.BUY, "100", "10", quote_fee("1")), a_fill(Side.SELL, "100", "11", quote_fee("1.1"))
    )
    assert (tally.held, cost_of_held(tally), result(tally)) == (D(0), D(0), D("97.9"))
    assert tally.fees == D("2.1")


def test_a_fee_in_base_is_not_counted_a_second_time() -> None:
    in_base = Fee(amount=D("0.1"), coin="XRP", value=D(1))
    tally = tally_of(
        a_fill(Side.BUY, "100", "10", in_base), a_fill(Side.SELL, "99.9", "11", quote_fee("1.0989"))
    )
    assert tally.held == 0
    assert result(tally) == D("99.9") * 11 - 1000 - D("1.0989")
    assert (tally.fees, tally.other_fees) == (D("2.0989"), D("1.0989"))


def test_a_half_sold_position_bears_half_its_cost() -> None:
    tally = tally_of(
        a_fill(Side.BUY, "100", "10", quote_fee("0")), a_fill(Side.SELL, "50", "11", quote_fee("0"))
    )
    assert (tally.held, cost_of_held(tally), result(tally)) == (D(50), D(500), D(50))
    assert unrealised(tally, D(12)) == 100


def test_what_is_unrealised_before_fees_bears_no_fee_in_base_either() -> None:
    bought = a_fill(Side.BUY, "100", "10", Fee(amount=D("0.1"), coin="XRP", value=D(1)))
    tally = tally_of(bought)
    assert (tally.held, unrealised(tally, D(10)), unrealised(tally, D(11))) == (D("99.9"), D(0), D("99.9"))
    half = tally_of(bought, a_fill(Side.SELL, "49.95", "12", quote_fee("0.5994")))
    assert unrealised(half, D(11)) == D("49.95")
    closed = tally_of(bought, a_fill(Side.SELL, "99.9", "11", quote_fee("1.0989")))
    assert result(closed) == unrealised(tally, D(11)) - closed.fees


def test_a_short_bears_what_it_earned() -> None:
    tally = tally_of(
        a_fill(Side.SELL, "100", "11", quote_fee("0")), a_fill(Side.BUY, "40", "10", quote_fee("0"))
    )
    assert (tally.held, cost_of_held(tally), result(tally)) == (D(-60), D(-660), D(40))
    assert unrealised(tally, D(10)) == 60


def test_dust_is_carried_at_its_cost_and_realised_when_sold() -> None:
    first = tally_of(
        a_fill(Side.BUY, "100", "10", quote_fee("0")), a_fill(Side.SELL, "99", "11", quote_fee("0"))
    )
    assert (result(first), next_tally(first)) == (D(99), Tally(carried=D(1), carried_cost=D(10)))
    second = add(next_tally(first), a_fill(Side.SELL, "1", "12", quote_fee("0")), "XRP")
    assert (second.held, result(second)) == (D(0), D(2))


def test_a_debt_is_carried_at_what_it_brought() -> None:
    first = tally_of(
        a_fill(Side.BUY, "99", "10", quote_fee("0")), a_fill(Side.SELL, "100", "11", quote_fee("0"))
    )
    assert (result(first), next_tally(first)) == (D(99), Tally(carried=D(-1), carried_cost=D(-11)))
    second = add(next_tally(first), a_fill(Side.BUY, "1", "10", quote_fee("0")), "XRP")
    assert result(second) == 1


@pytest.mark.parametrize("side", Side)
def test_any_fill_makes_a_cycle_traded(side: Side) -> None:
    assert not EMPTY_TALLY.traded
    assert not Tally(carried=D(1), carried_cost=D(10)).traded
    assert tally_of(a_fill(side, "1", "10", quote_fee("0"))).traded


def _priced(side: Side, quantity: Decimal, price: Decimal, rate: Decimal, coin: str) -> Fill:
    value = rate * quantity * price
    amount = {"XRP": rate * quantity, "USDT": value, "BNB": value / 600}[coin]
    return replace(
        a_fill(side, "1", "1", Fee(amount=amount, coin=coin, value=value)), quantity=quantity, price=price
    )


fills = st.builds(
    _priced,
    st.sampled_from(Side), amounts, amounts,
    st.sampled_from([D("0.001"), D("0.00075"), D(0), D("-0.0002")]), st.sampled_from(["XRP", "USDT", "BNB"]),
)  # fmt: skip


@given(cycles=st.lists(st.lists(fills, max_size=5), max_size=5))
def test_all_results_add_up_to_what_the_wallet_gained_less_the_cost_of_what_is_left(
    cycles: list[list[Fill]],
) -> None:
    """The other side of the equation is counted in fractions, from the fills alone."""
    tally, results, base, cash = EMPTY_TALLY, Fraction(0), Fraction(0), Fraction(0)
    for cycle in cycles:
        for fill in cycle:
            tally = add(tally, fill, "XRP")
            sign = 1 if fill.side is Side.BUY else -1
            base += sign * Fraction(fill.quantity)
            cash -= sign * Fraction(fill.quantity) * Fraction(fill.price)
            if fill.fee.coin == "XRP":
                base -= Fraction(fill.fee.amount)
            else:
                cash -= Fraction(fill.fee.value)
        results += Fraction(result(tally))
        tally = next_tally(tally)
    assert Fraction(tally.held) == base
    assert abs(results - (cash + Fraction(tally.carried_cost))) <= len(cycles) * SMALLEST


@given(cycle=st.lists(fills, min_size=1, max_size=6))
def test_what_is_held_costs_an_average_of_what_was_paid(cycle: list[Fill]) -> None:
    tally = tally_of(*cycle)
    held, cost = Fraction(tally.held), Fraction(cost_of_held(tally))
    side = Side.BUY if held > 0 else Side.SELL
    paid = [Fraction(fill.price) for fill in cycle if fill.side is side]
    if held:
        assert min(paid) * Fraction("0.99") <= cost / held + SMALLEST / abs(held)
        assert cost / held - SMALLEST / abs(held) <= max(paid) * Fraction("1.01")
    else:
        assert cost == 0
