"""CoinDCX's lists where they are not as documented: shorter pages, rows that were not asked for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.core.orders import Order, OrderFact
from engine.core.types import Market
from engine.venue_answers import Accepted
from engine.venues.live.gateway import Gateway, OrderReport
from tests.exchanges.coindcx_gateway import gateway_at, started_twin
from tests.exchanges.conftest import MakeOrder
from tests.twin import Operation, Twin
from tests.twin.asking import buy
from tests.twin.coindcx.views import ledger_view, position_view

D = Decimal
SHORT_PAGES = [10, 20, 25, 50]
LONG_AGO = timedelta(minutes=1)


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
def order(make_order: MakeOrder) -> Order:
    order = make_order(price=D(94000), quantity=D("0.01"))
    return replace(order, deadline=order.created_at + timedelta(seconds=60))


async def placed(gateway: Gateway, order: Order, market: Market) -> Order:
    answer = await gateway.create(order, market)
    assert isinstance(answer, Accepted)
    return replace(order, venue_order_id=answer.venue_order_id)


@pytest.mark.parametrize("most", SHORT_PAGES)
async def test_pages_that_hold_fewer_rows_than_were_asked_for_are_not_the_last(
    most: int, twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    venue = twin.coindcx.usdt
    twin.coindcx.house.most_rows = most
    order = await placed(gateway, order, market)
    assert order.venue_order_id is not None
    venue.trade("BTCUSDT", D(94000), D("0.001"))
    ((at, fill),) = venue.store.fills
    for number in range(1, 2 * most):
        venue.store.add_fill(replace(fill, at=fill.at + timedelta(milliseconds=number)), at)
        venue.place(buy(f"{93000 + number}", name=f"later {number}"))
    assert len(await gateway.all_open_orders()) == 2 * most
    assert len(await gateway.trades_of(market, order, order.venue_order_id)) == 2 * most
    assert isinstance(await gateway.fetch_order(order.identity, market), OrderReport)
    for number in range(2 * most):
        later = venue.place(buy("93000", name=f"ended {number}"))
        venue.cancel("main", "BTCUSDT", order_id=later.order.order_id)
    venue.cancel("main", "BTCUSDT", order_id=order.venue_order_id)
    found = await gateway.fetch_order(order.identity, market)
    assert isinstance(found, OrderReport)
    assert found.ended is OrderFact.CANCELED


@pytest.mark.parametrize("count", [10, 40, 100])
async def test_a_list_that_just_fills_a_page_is_read_to_its_end(
    count: int, twin: Twin, gateway: Gateway, market: Market
) -> None:
    venue = twin.coindcx.usdt
    for number in range(count):
        venue.place(buy(f"{93000 + number}", name=f"one {number}"))
    assert len(await gateway.all_open_orders()) == count


async def test_positions_by_the_hundred_are_read_though_their_marks_move(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    """Their pages change with every price, and are the same pages all the same."""
    venue = twin.coindcx.usdt
    await placed(gateway, order, market)
    venue.trade("BTCUSDT", D(93900))
    flat = position_view(twin.coindcx.house, venue, "main", venue.symbols["ETHUSDT"])
    for number in range(150):
        row = {**flat, "id": f"position {number}", "pair": f"B-COIN{number}_USDT"}
        twin.world.besides.add(venue.name, Operation.POSITIONS, row)
    (position,) = await gateway.positions()
    assert (position.symbol, position.quantity) == ("BTC/USDT", D("0.01"))


@pytest.mark.parametrize(
    "odd", [{"margin_currency_short_name": "INR"}, {"stage": "default", "amount": 12.5}], ids=str
)
async def test_rows_of_the_ledger_that_were_not_asked_for_are_no_funding(
    odd: dict[str, object], twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    venue = twin.coindcx.usdt
    await placed(gateway, order, market)
    venue.trade("BTCUSDT", D(93900))
    payment = venue.contracts.fund("main", "BTCUSDT", D("0.0001"))
    row = ledger_view(twin.coindcx.house, venue, payment, stage="funding")
    twin.world.besides.add(venue.name, Operation.FUNDINGS, {**row, **odd})
    (funding,) = await gateway.fundings(order.created_at - LONG_AGO)
    assert (funding.symbol, funding.coin) == ("BTC/USDT", "USDT")


async def test_a_payment_of_funding_that_is_told_in_several_rows_is_their_sum(
    twin: Twin, gateway: Gateway, market: Market, order: Order
) -> None:
    venue = twin.coindcx.usdt
    await placed(gateway, order, market)
    venue.trade("BTCUSDT", D(93900))
    payment = venue.contracts.fund("main", "BTCUSDT", D("0.0001"))
    row = ledger_view(twin.coindcx.house, venue, payment, stage="funding")
    twin.world.besides.add(venue.name, Operation.FUNDINGS, {**row, "amount": -0.25})
    (funding,) = await gateway.fundings(order.created_at - LONG_AGO)
    assert funding.amount == D(str(row["amount"])) - D("0.25")
