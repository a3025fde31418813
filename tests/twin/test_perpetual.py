"""Perpetual: positions, margin, reduce-only, and what the exchange does to positions."""

import pytest

from tests.twin import Twin
from tests.twin.asking import D, buy, market, sell
from tests.twin.core.errors import Refused, UnknownNameError, Why
from tests.twin.core.rules import UnfitOrder
from tests.twin.core.values import Side, State, TimeInForce
from tests.twin.core.venue import Venue


def _usdt(still: Twin) -> object:
    return still.account.wallet("Binance F").of("USDT").total


def test_a_round_trip_leaves_profit_less_fees(still: Twin, futures: Venue) -> None:
    futures.place(sell("96000"))
    futures.trade("BTCUSDT", D("96000"))
    position = futures.contracts.position("main", "BTCUSDT")
    assert (position.amount, position.entry_price) == (D("-0.01"), D("96000"))
    futures.place(buy("95000", reduce_only=True, name="exit"))
    futures.trade("BTCUSDT", D("95000"))
    assert (position.amount, position.entry_price) == (D(0), D(0))
    fees = D("0.192") + D("0.19")
    assert _usdt(still) == D("50000") + D("10") - fees


def test_an_opposite_order_without_reduce_only_turns_the_position_round(futures: Venue) -> None:
    futures.place(market(Side.BUY, "0.01"))
    futures.place(market(Side.SELL, "0.03", name="turn"))
    position = futures.contracts.position("main", "BTCUSDT")
    assert (position.amount, position.entry_price) == (D("-0.02"), D("94999.9"))


def test_reduce_only_is_refused_without_a_position_and_never_goes_beyond_it(futures: Venue) -> None:
    with pytest.raises(Refused) as refused:
        futures.place(sell("96000", reduce_only=True))
    assert refused.value.why is Why.REDUCE_ONLY
    futures.place(market(Side.BUY, "0.01"))
    futures.place(sell("96000", "0.05", reduce_only=True, name="exit"))
    futures.trade("BTCUSDT", D("96000"))
    assert futures.contracts.position("main", "BTCUSDT").amount == 0


def test_what_reduces_expires_when_there_is_nothing_left_to_reduce(futures: Venue) -> None:
    futures.place(market(Side.BUY, "0.01"))
    waits = futures.place(sell("97000", reduce_only=True, name="waits")).order
    futures.place(market(Side.SELL, "0.01", name="closes"))
    ended = futures.store.get(waits.key)
    assert ended is not None
    assert (ended.state, ended.ended_because) == (State.EXPIRED, "nothing left to reduce")


def test_margin_is_what_limits_orders(futures: Venue) -> None:
    futures.contracts.set_leverage("main", "BTCUSDT", 1)
    futures.place(buy("94000", "0.5"))
    with pytest.raises(Refused) as refused:
        futures.place(buy("94000", "0.1", name="two"))
    assert refused.value.why is Why.INSUFFICIENT_FUNDS
    futures.cancel("main", "BTCUSDT", client_order_id="one")
    futures.contracts.set_leverage("main", "BTCUSDT", 10)
    futures.place(buy("94000", "5", name="three"))


def test_liquidation_ends_orders_and_closes_the_position_under_the_exchanges_own_name(
    still: Twin, futures: Venue
) -> None:
    futures.place(market(Side.BUY, "0.1"))
    waits = futures.place(sell("96000", reduce_only=True, name="waits")).order
    fill = futures.contracts.liquidate("main", "BTCUSDT", D("90500"))
    assert (fill.side, fill.quantity, fill.client_order_id) == (Side.SELL, D("0.1"), "autoclose")
    assert fill.realized == D("0.1") * (D("90500") - D("95000.1"))
    assert futures.contracts.position("main", "BTCUSDT").amount == 0
    ended = futures.store.get(waits.key)
    assert ended is not None
    assert ended.state is State.EXPIRED


def test_deleveraging_has_a_name_of_its_own_and_needs_a_position(futures: Venue) -> None:
    with pytest.raises(UnknownNameError):
        futures.contracts.deleverage("main", "BTCUSDT", D("95000"))
    futures.place(market(Side.SELL, "0.1"))
    assert futures.contracts.deleverage("main", "BTCUSDT", D("95000")).client_order_id == "adl_autoclose"


def test_a_settlement_has_a_name_of_its_own(futures: Venue) -> None:
    futures.place(market(Side.SELL, "0.1"))
    settled = futures.contracts.settle("main", "BTCUSDT", D("95000"))
    assert settled.client_order_id.startswith("settlement_autoclose-")
    assert futures.contracts.position("main", "BTCUSDT").amount == 0


def test_modes_cannot_be_changed_under_orders_or_a_position(futures: Venue) -> None:
    futures.place(buy("94000"))
    with pytest.raises(Refused, match="open orders exist"):
        futures.contracts.set_isolated("main", "BTCUSDT", isolated=True)
    with pytest.raises(Refused, match="open orders exist"):
        futures.contracts.set_hedge("main", hedge=True)
    futures.trade("BTCUSDT", D("94000"))
    with pytest.raises(Refused) as refused:
        futures.contracts.set_isolated("main", "BTCUSDT", isolated=True)
    assert refused.value.why is Why.POSITION_EXISTS


def test_fill_or_kill_is_refused_here(futures: Venue) -> None:
    futures.market("BTCUSDT").depth[Side.SELL] = D("0.001")
    with pytest.raises(Refused) as refused:
        futures.place(buy("95001", time_in_force=TimeInForce.FOK))
    assert refused.value.why is Why.CANNOT_FILL_WHOLE


def test_an_unfit_post_only_order_can_end_instead_of_being_refused(futures: Venue) -> None:
    futures.rules.post_only = UnfitOrder.ENDED
    order = futures.place(buy("96000", time_in_force=TimeInForce.POST_ONLY)).order
    assert (order.state, order.filled) == (State.EXPIRED, D(0))
