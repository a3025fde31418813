"""The gateway against the exchange twin, whose journal says what really happened."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from engine.clock import SystemClock
from engine.core.orders import Order, OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import Market, Mode, Side, VenueOrderId
from engine.timings import ConnectionTimings, EngineTimings
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Execution,
    Gateway,
    MarginSettings,
    NotFound,
    OrderReport,
    Print,
)
from tests.exchanges.conftest import MakeOrder, client_of
from tests.support.trades import trade_of
from tests.twin import Answer, Fault, FaultKind, Operation, Twin, assert_loopback
from tests.twin.core.accounts import ApiKey

VENUES = ["Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F"]


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    try:
        yield twin
    finally:
        await twin.stop()


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def gateway(twin: Twin, venue: str) -> AsyncIterator[Gateway]:
    clock, key = SystemClock(), twin.account.keys[0]
    gateway = build_gateway(
        venue,
        mode=Mode.TESTNET,
        credentials=keys_of(key),
        exchange_urls=twin.urls,
        process_wide=ProcessWide(clock),
        clock=clock,
        # Bybit wants ten minutes of silence from an address that asks too much.
        timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=2.0, longest_ban_s=3.0)),
    )
    assert_loopback(client_of(gateway))
    try:
        yield gateway
    finally:
        await gateway.close()


@pytest.fixture
async def market(gateway: Gateway) -> Market:
    return await gateway.market("BTC/USDT")


@pytest.fixture
def resting(make_order: MakeOrder) -> Order:
    return make_order(price=Decimal(94000), quantity=Decimal("0.01"))


def keys_of(key: ApiKey) -> Credentials:
    return Credentials(api_key=key.key, secret=key.secret, passphrase=key.passphrase)


def created(twin: Twin, order: Order) -> int:
    """Return how many orders of that name the exchange really took."""
    entries = twin.world.journal.read("order_created", account="main")
    return sum(order.client_order_id in str(entry.as_json()) for entry in entries)


async def test_the_life_of_an_order(
    twin: Twin, venue: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert await gateway.fetch_order(resting.identity, market) == NotFound()
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    (listed,) = await gateway.open_orders([market])
    assert listed == await gateway.fetch_order(resting.identity, market)
    assert listed == await gateway.order_of(trade_of(placed.venue_order_id), market)
    assert (listed.client_order_id, listed.ended) == (resting.client_order_id, None)

    twin.world.venue(venue).trade("BTCUSDT", Decimal(93900))
    filled = await gateway.fetch_order(resting.identity, market)
    assert isinstance(filled, OrderReport)
    assert (filled.ended, filled.filled) == (OrderFact.FILLED, Decimal("0.01"))
    (trade,) = await gateway.trades_of(market, resting, placed.venue_order_id)
    assert await gateway.trades_since(market, resting.created_at) == [trade]
    assert (trade.side, trade.quantity, trade.taker) == (Side.BUY, Decimal("0.01"), False)
    assert trade.fee.coin == ("USDT" if market.derivative else "BTC")
    assert trade.fee.value == trade.price * trade.quantity * market.maker_fee
    assert await gateway.cancel(resting.identity, market) is CancelAnswer.NO_SUCH_ORDER
    assert await gateway.open_orders([market]) == []


@pytest.mark.parametrize("venue", ["Binance F", "Bybit F", "OKX F"], indirect=True)
async def test_trades_of_a_time_that_the_exchange_does_not_show_any_more(
    twin: Twin, venue: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    """A bot that has stood for months: Binance's futures show the trades of three."""
    await gateway.create(resting, market)
    twin.world.venue(venue).trade("BTCUSDT", Decimal(93900))
    long_ago = resting.created_at - timedelta(days=200)
    (trade,) = await gateway.trades_since(market, long_ago)
    assert trade.quantity == Decimal("0.01")


async def test_a_cancel(gateway: Gateway, market: Market, resting: Order) -> None:
    await gateway.create(resting, market)
    assert await gateway.cancel(resting.identity, market) is CancelAnswer.TAKEN
    ended = await gateway.fetch_order(resting.identity, market)
    assert isinstance(ended, OrderReport)
    assert (ended.ended, ended.filled) == (OrderFact.CANCELED, Decimal(0))
    assert ended.client_order_id == resting.client_order_id


async def test_an_immediate_order_does_not_rest(gateway: Gateway, market: Market, resting: Order) -> None:
    assert isinstance(await gateway.create(replace(resting, immediate=True), market), Accepted)
    ended = await gateway.fetch_order(resting.identity, market)
    assert isinstance(ended, OrderReport)
    assert (ended.ended, ended.filled) == (OrderFact.EXPIRED, Decimal(0))


async def test_what_the_exchange_refuses_for_good(gateway: Gateway, market: Market, resting: Order) -> None:
    for hopeless in (
        replace(resting, quantity=Decimal(100)),  # funds
        replace(resting, price=Decimal("94000.123")),  # tick
        replace(resting, reduce_only=True) if market.derivative else replace(resting, quantity=market.step),
    ):
        assert isinstance(await gateway.create(hopeless, market), Rejected), hopeless
        assert await gateway.fetch_order(hopeless.identity, market) == NotFound()


TAKEN = [
    Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)),
    Fault(FaultKind.CUT_ANSWER, (Operation.CREATE,)),
    *(
        Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=answer)
        for answer in (
            Answer(502, "<html>", "text/html"),
            Answer(
                503, '{"code":-1000,"msg":"Unknown error, please check your request or try again later."}'
            ),
            Answer(400, '{"code":-1007,"msg":"Timeout waiting for response from backend server."}'),
            Answer(200, "{}"),
            Answer(200, "null"),
            Answer(200, "<html>", "text/html"),
        )
    ),
    Fault(FaultKind.DELAY, (Operation.CREATE,), after_s=2.5),
]


@pytest.mark.parametrize("fault", TAKEN, ids=lambda fault: f"{fault.kind.value} {fault.answer.status}")
@pytest.mark.parametrize("takes", [True, False])
async def test_an_order_whose_answer_is_lost_is_unknown_and_then_found_or_not(
    fault: Fault, takes: bool, twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.world.faults.add(replace(fault, takes=takes, hits=0))
    placed: PlaceAnswer = await gateway.create(resting, market)
    assert isinstance(placed, Unknown), placed
    found = await gateway.fetch_order(resting.identity, market)
    assert created(twin, resting) == int(isinstance(found, OrderReport))
    if fault.kind is FaultKind.ANSWER:  # the others always take it
        assert created(twin, resting) == int(takes)


async def test_a_duplicate_is_no_refusal(
    twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert isinstance(await gateway.create(resting, market), Accepted)
    assert await gateway.create(resting, market) == Unknown(reason=Plain(Cause.NAME_TAKEN))
    assert isinstance(await gateway.fetch_order(resting.identity, market), OrderReport)
    assert created(twin, resting) == 1


async def test_a_send_that_arrives_late_is_turned_away_by_the_exchange(
    twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    decided = resting.created_at - timedelta(seconds=6)
    assert isinstance(await gateway.create(replace(resting, created_at=decided), market), Unknown)
    assert await gateway.fetch_order(resting.identity, market) == NotFound()
    assert created(twin, resting) == 0
    late = replace(resting, created_at=decided, deadline=decided + timedelta(seconds=5))
    assert isinstance(await gateway.create(late, market), NeverSent)


async def test_a_clock_that_is_minutes_off_trades_all_the_same(
    twin: Twin, gateway: Gateway, market: Market, make_order: MakeOrder
) -> None:
    twin.world.clock.offset = timedelta(minutes=3)
    assert await gateway.clock_drift_s() == pytest.approx(-180, abs=0.2)
    now = gateway.now()
    assert now is not None
    figures = {"price": Decimal(94000), "quantity": Decimal("0.01")}
    order = make_order(created_at=now, deadline=now + timedelta(seconds=5), **figures)
    assert isinstance(await gateway.create(order, market), Accepted)


async def test_a_short_ban_is_sat_out(
    twin: Twin,
    venue: str,
    gateway: Gateway,
    market: Market,
    resting: Order,
) -> None:
    banned_at = time.monotonic()
    twin.exchanges.of(venue).ban(venue, 3.0)
    assert isinstance(await gateway.create(resting, market), Unknown)
    assert await gateway.cancel(resting.identity, market) is CancelAnswer.NO_SUCH_ORDER
    assert time.monotonic() - banned_at > 2.9
    assert created(twin, resting) == 0


async def test_the_time_is_known_as_well_as_the_quickest_answer_tells_it(
    twin: Twin, gateway: Gateway
) -> None:
    twin.world.faults.add(Fault(FaultKind.DELAY, (Operation.TIME,), after_s=0.4, times=3))
    await gateway.clock_drift_s()
    slow = gateway.time_error
    await gateway.clock_drift_s()
    assert slow >= timedelta(seconds=0.2) > timedelta(0)
    assert gateway.time_error < slow


async def test_the_streams_tell_of_fills_and_prices(
    twin: Twin, venue: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    told: asyncio.Queue[AccountEvent] = asyncio.Queue()
    prints: asyncio.Queue[Print | None] = asyncio.Queue()

    async def listen() -> None:
        async for event in gateway.account_events(lambda _: market):
            told.put_nowait(event)

    async def follow() -> None:
        async for trade in gateway.prints(market):
            prints.put_nowait(trade)

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        tasks = [group.create_task(listen()), group.create_task(follow())]
        assert await told.get() is None
        await gateway.create(resting, market)
        assert await the_next(told, OrderReport) == await gateway.fetch_order(resting.identity, market)
        seen: set[Decimal] = set()
        number = 0
        while not seen:  # a trade before the subscription stands is not told
            twin.world.venue(venue).trade("BTCUSDT", Decimal(94900 + number))
            number += 1
            await asyncio.sleep(0.02)
            while not prints.empty():
                seen |= {one.price for one in [prints.get_nowait()] if one is not None}
        twin.world.venue(venue).trade("BTCUSDT", Decimal(93000))
        fill = await the_next(told, Execution)
        while (last := await prints.get()) is None or last.price != Decimal(93000):
            pass
        for task in tasks:
            task.cancel()
    (trade,) = await gateway.trades_since(market, resting.created_at)
    assert replace(fill.trade, client_order_id=trade.client_order_id) == trade
    assert fill.trade.client_order_id == resting.client_order_id
    assert (fill.quantity, fill.filled, fill.ended) == (resting.quantity, resting.quantity, True)


Event = TypeVar("Event", Execution, OrderReport)


async def the_next(told: "asyncio.Queue[AccountEvent]", kind: type[Event]) -> Event:
    """Return what is told next of that kind."""
    while not isinstance(event := await told.get(), kind):
        pass
    return event


async def test_two_orders_of_one_account_meet(
    twin: Twin, venue: str, gateway: Gateway, market: Market, resting: Order, make_order: MakeOrder
) -> None:
    """Binance and OKX end the one that rested. Bybit lets them trade, and calls both sides by one id."""
    await gateway.create(resting, market)
    twin.world.venue(venue).quote("BTCUSDT", Decimal(93999), Decimal(94001))
    coming = make_order(
        client_order_id="s00100020000100001", side=Side.SELL, price=resting.price, quantity=resting.quantity
    )
    assert isinstance(await gateway.create(coming, market), Accepted)
    found = [await gateway.fetch_order(order.identity, market) for order in (resting, coming)]
    first, second = [report for report in found if isinstance(report, OrderReport)]
    trades = await gateway.trades_since(market, resting.created_at)
    if venue.startswith("Bybit"):
        assert (first.ended, second.ended) == (OrderFact.FILLED, OrderFact.FILLED)
        assert {trade.client_order_id for trade in trades} == {
            resting.client_order_id,
            coming.client_order_id,
        }
        assert len({trade.trade_id for trade in trades}) == 2
    else:
        assert (first.ended, second.ended) == (OrderFact.EXPIRED, None)
        said = "cancelSource 32" if venue.startswith("OKX") else "EXPIRED_IN_MATCH"
        assert first.reason == ExchangeCode(said=said, cause=Cause.SELF_TRADE)
        assert trades == []


@pytest.mark.parametrize("exchange", ["Binance F", "Bybit F", "OKX F"])
async def test_futures_positions_and_settings(twin: Twin, make_order: MakeOrder, exchange: str) -> None:
    clock, key = SystemClock(), twin.account.keys[0]
    gateway = build_gateway(
        exchange,
        mode=Mode.LIVE,
        credentials=keys_of(key),
        exchange_urls=twin.urls,
        process_wide=ProcessWide(clock),
        clock=clock,
    )
    try:
        market = await gateway.market("BTC/USDT")
        await gateway.prepare(market, 3)
        bid, ask = await gateway.quote(market)
        order = make_order(price=(ask * 2).quantize(market.tick), quantity=Decimal("0.01"), immediate=True)
        order = replace(order, price=ask)
        assert isinstance(await gateway.create(order, market), Accepted)
        (position,) = await gateway.positions()
        assert position.quantity == Decimal("0.01")
        assert await gateway.margin_settings(market) == MarginSettings(
            one_way=True, isolated=True, leverage=Decimal(3)
        )
        assert list(await gateway.forced_trades(market, order.created_at)) == []
        now = datetime.now(UTC)  # noqa: TID251 - requests go over real sockets, in real time
        way_out = make_order(
            client_order_id="s00100010000x0001",
            side=Side.SELL,
            price=bid,
            quantity=Decimal("0.01"),
            reduce_only=True,
            immediate=True,
            created_at=now,
            deadline=now + timedelta(seconds=5),
        )
        assert isinstance(await gateway.create(way_out, market), Accepted)
        assert list(await gateway.positions()) == []
        again = replace(way_out, client_order_id=VenueOrderId("s00100010000x0002"))  # type: ignore[arg-type]  # text
        refused = await gateway.create(again, market)
        assert isinstance(refused, Rejected), refused
    finally:
        await gateway.close()
