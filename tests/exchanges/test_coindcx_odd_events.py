"""Events of CoinDCX's private channel that are not as documented: read, or a reason to ask; never an end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.orders import Order
from engine.core.types import Market
from engine.venue_answers import Accepted
from engine.venues.live.gateway import Gateway, OrderReport
from tests.exchanges.coindcx_gateway import gateway_at, started_twin
from tests.exchanges.conftest import MakeOrder
from tests.twin import Twin
from tests.twin.coindcx.hub import frame
from tests.twin.coindcx.views import order_view

D = Decimal
PATIENCE_S = 60


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    async with started_twin() as twin:
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
async def order(gateway: Gateway, market: Market, make_order: MakeOrder) -> Order:
    """One that rests there."""
    order = make_order(price=D(94000), quantity=D("0.01"))
    order = replace(order, deadline=order.created_at + timedelta(seconds=60))
    placed = await gateway.create(order, market)
    assert isinstance(placed, Accepted)
    return replace(order, venue_order_id=placed.venue_order_id)


def say(twin: Twin, text: str) -> None:
    """Send a frame to whoever has joined the account."""
    for ear in twin.coindcx.hub.ears:
        if ear.account:
            ear.outlet.event(text)


async def test_an_order_that_is_told_alone_is_told(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    (there,) = twin.coindcx.usdt.store.open_orders(account="main")
    row = order_view(twin.coindcx.house, twin.coindcx.usdt, there)
    async with asyncio.timeout(PATIENCE_S), aclosing(gateway.account_events(lambda _: market)) as events:
        assert await anext(events) is None
        say(twin, frame("df-order-update", row))
        told = await anext(events)
    assert isinstance(told, OrderReport)
    assert told.venue_order_id == order.venue_order_id


@pytest.mark.parametrize(
    "odd",
    [
        '42["df-order-update"]',
        '42["df-order-update",null]',
        '42["df-order-update",{"event":"df-order-update","data":"["}]',
        '42["df-order-update",{"event":"df-order-update","data":null}]',
        '42["df-order-update",{"event":"df-order-update","data":"[1,null,[]]"}]',
        '42["df-order-update",{"event":"df-order-update"},{"more":1}]',
        '42["constructor",{}]',
        "42[",
        "42{}",
        "43",
        "5",
    ],
)
async def test_what_says_nothing_ends_no_stream(
    odd: str, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    async with asyncio.timeout(PATIENCE_S), aclosing(gateway.account_events(lambda _: market)) as events:
        assert await anext(events) is None
        say(twin, odd)
        twin.coindcx.usdt.trade("BTCUSDT", D(93900))
        while True:
            told = await anext(events)
            if isinstance(told, OrderReport) and told.filled:
                break
    assert told.filled == D("0.01")
