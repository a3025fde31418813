"""Rows of CoinDCX's lists that are not as they are documented: read, or no answer; never none there."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.orders import Order, OrderFact
from engine.core.types import Market, Side
from engine.errors import VenueUnavailable
from engine.venue_answers import Accepted, NeverSent
from engine.venues.live.gateway import Candidates, Gateway, NotFound, OrderReport
from tests.exchanges.coindcx_gateway import gateway_at, started_twin
from tests.exchanges.conftest import MakeOrder
from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.coindcx.views import order_view, position_view, trade_view, wallet_view
from tests.twin.core.accounts import FeeCoin, Fees

D = Decimal
Odd = dict[str, object]
NO_COIN: Odd = {"currency_short_name": None}
SECONDS, FRACTION = "its own time in seconds", "its own time with digits behind the point"


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    async with started_twin() as twin:
        twin.account.perpetual_fees = Fees(D("0.0002"), D("0.0005"), FeeCoin.QUOTE, D("0.18"))
        yield twin


@pytest.fixture
async def gateway(twin: Twin) -> AsyncIterator[Gateway]:
    async with gateway_at(twin) as gateway:
        yield gateway


@pytest.fixture
async def market(gateway: Gateway) -> Market:
    market = await gateway.market("BTC/USDT")
    await gateway.prepare(market, 20)
    return market


@pytest.fixture
async def order(twin: Twin, gateway: Gateway, market: Market, make_order: MakeOrder) -> Order:
    """One that rests there."""
    order = make_order(price=D(94000), quantity=D("0.01"))
    order = replace(order, deadline=order.created_at + timedelta(seconds=60))
    placed = await gateway.create(order, market)
    assert isinstance(placed, Accepted)
    return replace(order, venue_order_id=placed.venue_order_id)


def lists(twin: Twin, operation: Operation, row: Odd, odd: Odd) -> None:
    """Have all lists of a kind hold that row alone, with what is odd about it."""
    for name, value in odd.items():
        told = row[name]
        if value in {SECONDS, FRACTION}:
            assert isinstance(told, int | float)
            row[name] = told // 1000 if value == SECONDS else told + 0.25
        elif value is int:
            row[name] = 12345
        else:
            row[name] = value
    answer = Answer(200, json.dumps([row]))
    twin.world.faults.add(Fault(FaultKind.ANSWER, (operation,), times=None, answer=answer))


def order_row(twin: Twin) -> Odd:
    venue = twin.coindcx.usdt
    (there,) = venue.store.open_orders(account="main")
    return order_view(twin.coindcx.house, venue, there)


READ: list[Odd] = [
    {"margin_currency_short_name": None},
    {"margin_currency_short_name": "usdt"},
    {"pair": None},
    {"pair": ""},
    {"id": int},
    {"created_at": FRACTION},
    {"status": "resting_soon"},
    {"status": 3},
    {"side": "BUY"},
    {"total_quantity": "1E-2", "remaining_quantity": "1E-2", "price": "9.4E+4"},
    {"cancelled_quantity": None},
    {"remaining_quantity": 0.010000000000000002},
    {"remaining_quantity": 0.009999999999999998},
    {"total_quantity": 0.010000000000000002, "price": 94000.00000000001},
    {"order_type": "limit"},
    {"order_type": None},
]
DOUBTED: list[Odd] = [
    {"id": None},
    {"created_at": SECONDS},
    {"created_at": None},
    {"created_at": "2026-11-30T22:00:00Z"},
    {"created_at": 10**30},
    {"status": None},
    {"side": "long"},
    {"side": None},
    {"total_quantity": None},
    {"total_quantity": ""},
    {"total_quantity": "NaN"},
    {"total_quantity": "1e999999"},
    {"remaining_quantity": None},
    {"remaining_quantity": 1},
    {"price": "cheap"},
]


@pytest.mark.parametrize("odd", READ, ids=str)
async def test_an_order_that_is_told_oddly_is_found_by_its_shape(
    odd: Odd, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    lists(twin, Operation.ORDERS, order_row(twin), odd)
    found = await gateway.fetch_order(replace(order, venue_order_id=None).identity, market)
    assert isinstance(found, Candidates)
    (report,) = found.orders
    assert (report.ended, report.filled) == (None, D(0))


@pytest.mark.parametrize(
    ("left", "cancelled", "ended"),
    [(0, 0.004, OrderFact.CANCELED), (0.004, 0, None)],
    ids=["cancelled", "left"],
)
async def test_an_order_called_filled_of_which_a_part_has_not_traded(
    left: float,
    cancelled: float,
    ended: OrderFact,
    twin: Twin,
    gateway: Gateway,
    market: Market,
    order: Order,
) -> None:
    """What was cancelled of it never will; what is left may."""
    odd: Odd = {"status": "filled", "remaining_quantity": left, "cancelled_quantity": cancelled}
    lists(twin, Operation.ORDERS, order_row(twin), odd)
    found = await gateway.fetch_order(order.identity, market)
    assert isinstance(found, OrderReport)
    assert (found.ended, found.filled) == (ended, D("0.006"))


@pytest.mark.parametrize("odd", DOUBTED, ids=str)
async def test_an_order_that_cannot_be_read_is_no_absent_one(
    odd: Odd, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    lists(twin, Operation.ORDERS, order_row(twin), odd)
    for identity in (order.identity, replace(order, venue_order_id=None).identity):
        try:
            found = await gateway.fetch_order(identity, market)
        except VenueUnavailable:
            continue
        # By its number, one whose number cannot be read is not there; by its shape it is in doubt.
        assert (odd, found, identity.venue_order_id is None) == ({"id": None}, NotFound(), False)


async def test_a_price_that_is_empty_leaves_it_a_candidate(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    lists(twin, Operation.ORDERS, order_row(twin), {"price": ""})
    found = await gateway.fetch_order(replace(order, venue_order_id=None).identity, market)
    assert isinstance(found, Candidates)
    assert [one.venue_order_id for one in found.changed] == [order.venue_order_id]


async def test_another_order_that_cannot_be_read_does_not_hide_one_with_a_number(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    row = order_row(twin)
    odd = {**row, "id": "another", "total_quantity": None}
    answer = Answer(200, json.dumps([odd, row]))
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.ORDERS,), times=None, answer=answer))
    assert isinstance(await gateway.fetch_order(order.identity, market), OrderReport)
    assert {one.venue_order_id for one in await gateway.all_open_orders()} == {order.venue_order_id}


@pytest.mark.parametrize(
    "odd",
    [
        {"margin_currency_short_name": None},
        {"pair": None},
        {"order_id": int},
        {"side": "BUY"},
        {"price": "9.4E+4"},
        {"quantity": "1E-2"},
        {"quantity": 0.010000000000000002, "price": 93999.99999999999},
        {"is_maker": None},
        {"fee_amount": ""},
        {"fee_amount": "2e-7"},
        {"fee_amount": 0.00012345678901234567},
    ],
    ids=str,
)
async def test_a_fill_that_is_told_oddly_is_told(
    odd: Odd, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    lists(twin, Operation.TRADES, trade_row(twin), odd)
    (trade,) = await gateway.trades_since(market, order.created_at)
    assert (trade.price, trade.quantity) == (D(94000), D("0.01"))


@pytest.mark.parametrize(
    "odd",
    [
        {"timestamp": SECONDS},
        {"timestamp": None},
        {"timestamp": 10**30},
        {"order_id": None},
        {"side": None},
        {"price": ""},
        {"quantity": None},
        {"quantity": "inf"},
        {"quantity": 0},
        {"quantity": "1e25"},
        {"price": 0},
        {"fee_amount": "some"},
    ],
    ids=str,
)
async def test_a_fill_that_cannot_be_read_is_no_missing_one(
    odd: Odd, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    lists(twin, Operation.TRADES, trade_row(twin), odd)
    with pytest.raises(VenueUnavailable):
        await gateway.trades_since(market, order.created_at)


async def test_anothers_fill_that_cannot_be_read_does_not_hide_those_of_an_order(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    row = trade_row(twin)
    answer = Answer(200, json.dumps([{**row, "order_id": "another", "quantity": None}, row]))
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.TRADES,), times=None, answer=answer))
    assert order.venue_order_id is not None
    assert len(await gateway.trades_of(market, order, order.venue_order_id)) == 1


def trade_row(twin: Twin) -> Odd:
    venue = twin.coindcx.usdt
    venue.trade("BTCUSDT", D(93900))
    ((_, fill),) = venue.store.fills
    return trade_view(twin.coindcx.house, venue, fill)


async def test_a_position_on_no_pair_and_a_wallet_of_no_coin_are_no_answer(
    twin: Twin, gateway: Gateway, order: Order
) -> None:
    venue = twin.coindcx.usdt
    venue.trade("BTCUSDT", D(93900))
    assert len(await gateway.positions()) == 1
    row = position_view(twin.coindcx.house, venue, "main", venue.symbols["BTCUSDT"])
    lists(twin, Operation.POSITIONS, row, {"pair": None})
    with pytest.raises(VenueUnavailable):
        await gateway.positions()
    lists(twin, Operation.BALANCE, wallet_view(twin.coindcx.house, venue, twin.account), NO_COIN)
    assert await gateway.balances() == {"USDT": None}


@pytest.mark.parametrize(
    "odd",
    [
        {"margin_currency_short_name": None},
        {"active_pos": "1E-2"},
        {"active_pos": 0.010000000000000002},
        {"active_pos": 0.009999999999999998},
    ],
    ids=str,
)
async def test_a_position_that_is_told_oddly_can_be_reduced(
    odd: Odd, twin: Twin, gateway: Gateway, market: Market, order: Order, make_order: MakeOrder
) -> None:
    venue = twin.coindcx.usdt
    venue.trade("BTCUSDT", D(93900))
    row = position_view(twin.coindcx.house, venue, "main", venue.symbols["BTCUSDT"])
    lists(twin, Operation.POSITIONS, row, odd)
    (position,) = await gateway.positions()
    assert position.quantity == D("0.01")
    exit_ = make_order(side=Side.SELL, price=D(96000), quantity=D("0.01"), reduce_only=True)
    exit_ = replace(exit_, deadline=exit_.created_at + timedelta(seconds=60))
    assert not isinstance(await gateway.create(exit_, market), NeverSent)
