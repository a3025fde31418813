"""Every gateway against the exchange twin, whose journal says what really happened (`tests.acceptance`)."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from engine.clock import SystemClock
from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import ClientOrderId, Market, Mode, Side, VenueOrderId
from engine.errors import VenueUnavailable
from engine.timings import ConnectionTimings, EngineTimings
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.coindcx.signing import joining
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Candidates,
    Execution,
    Gateway,
    MarginSettings,
    NotFound,
    OrderReport,
    Print,
)
from tests.acceptance import COINDCX, SPOT, acceptance
from tests.exchanges.conftest import MakeOrder, client_of
from tests.support.trades import trade_of
from tests.twin import Answer, Fault, FaultKind, Operation, Twin, assert_loopback
from tests.twin.core.accounts import ApiKey, FeeCoin, Fees


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    try:
        yield twin
    finally:
        await twin.stop()


@pytest.fixture
def exchange(request: pytest.FixtureRequest, twin: Twin) -> str:
    name = str(request.param)
    if name in COINDCX:
        twin.account.perpetual_fees = Fees(
            Decimal("0.0002"), Decimal("0.0005"), FeeCoin.QUOTE, Decimal("0.18")
        )
    return name


@pytest.fixture
async def gateway(twin: Twin, exchange: str) -> AsyncIterator[Gateway]:
    clock, key = SystemClock(), twin.account.keys[0]
    gateway = build_gateway(
        exchange,
        mode=Mode.LIVE if exchange in COINDCX else Mode.TESTNET,
        credentials=keys_of(key),
        exchange_urls=twin.urls,
        process_wide=ProcessWide(clock),
        clock=clock,
        # Bybit wants ten minutes of silence from an address that asks too much.
        timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=5.0, longest_ban_s=3.0)),
    )
    assert_loopback(client_of(gateway))
    try:
        yield gateway
    finally:
        await gateway.close()


@pytest.fixture
async def market(gateway: Gateway) -> Market:
    market = await gateway.market("BTC/USDT")
    if market.derivative:
        await gateway.prepare(market, 20)
    return market


@pytest.fixture
def resting(make_order: MakeOrder) -> Order:
    return make_order(price=Decimal(94000), quantity=Decimal("0.01"))


def known(order: Order, placed: PlaceAnswer, exchange: str) -> OrderIdentity:
    """Return what the order is asked for by: its name where there is one, its number elsewhere."""
    number = placed.venue_order_id if isinstance(placed, Accepted) else None
    return replace(order.identity, venue_order_id=number) if exchange in COINDCX else order.identity


async def the_order(gateway: Gateway, identity: OrderIdentity, market: Market) -> OrderReport:
    """Return how it stands; found by its shape, it is the only one."""
    found = await gateway.fetch_order(identity, market)
    if isinstance(found, Candidates):
        (found,) = found.orders
    assert isinstance(found, OrderReport), found
    return found


def keys_of(key: ApiKey) -> Credentials:
    return Credentials(api_key=key.key, secret=key.secret, passphrase=key.passphrase)


def created(twin: Twin, order: Order) -> int:
    """Return how many orders of that name, or without one, the exchange really took."""
    entries = twin.world.journal.read("order_created", account="main")
    return sum(entry.facts["client_order_id"] in {order.client_order_id, ""} for entry in entries)


def trade_in_public(twin: Twin, exchange: str, price: Decimal) -> None:
    """Trade where the public sees it: at CoinDCX both margins have one market."""
    if exchange in COINDCX:
        twin.coindcx.trade("BTCUSDT", price)
    else:
        twin.world.venue(exchange).trade("BTCUSDT", price)


@acceptance(1, indirect=True)
async def test_every_address_can_be_moved(gateway: Gateway) -> None:
    assert_loopback(client_of(gateway))


@acceptance(2, indirect=True)
async def test_the_life_of_an_order(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert await gateway.fetch_order(resting.identity, market) == NotFound()
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    (listed,) = await gateway.open_orders([market])
    assert listed == await the_order(gateway, resting.identity, market)
    assert listed == await gateway.order_of(trade_of(placed.venue_order_id), market)
    name = None if exchange in COINDCX else resting.client_order_id
    assert (listed.client_order_id, listed.ended, listed.filled) == (name, None, Decimal(0))

    twin.world.venue(exchange).trade("BTCUSDT", Decimal(93900))
    identity = known(resting, placed, exchange)
    filled = await the_order(gateway, identity, market)
    assert (filled.ended, filled.filled) == (OrderFact.FILLED, Decimal("0.01"))
    (trade,) = await gateway.trades_of(market, resting, placed.venue_order_id)
    assert await gateway.trades_since(market, resting.created_at) == [trade]
    assert (trade.side, trade.quantity, trade.taker) == (Side.BUY, Decimal("0.01"), False)
    assert trade.venue_order_id == placed.venue_order_id
    assert trade.fee.coin == ("USDT" if market.derivative else "BTC")
    assert trade.fee.value == trade.price * trade.quantity * market.maker_fee
    assert await gateway.cancel(identity, market) is CancelAnswer.NO_SUCH_ORDER
    assert await gateway.open_orders([market]) == []


@acceptance(3, indirect=True)
async def test_a_cancel(exchange: str, gateway: Gateway, market: Market, resting: Order) -> None:
    identity = known(resting, await gateway.create(resting, market), exchange)
    assert await gateway.cancel(identity, market) is CancelAnswer.TAKEN
    ended = await the_order(gateway, identity, market)
    assert (ended.ended, ended.filled) == (OrderFact.CANCELED, Decimal(0))
    assert ended.client_order_id == resting.client_order_id


@acceptance(4, indirect=True)
async def test_an_immediate_order_does_not_rest(
    exchange: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    order = replace(resting, immediate=True)
    placed = await gateway.create(order, market)
    assert isinstance(placed, Accepted)
    ended = await the_order(gateway, known(order, placed, exchange), market)
    assert (ended.ended, ended.filled) == (OrderFact.EXPIRED, Decimal(0))


@acceptance(5, indirect=True)
async def test_what_the_exchange_refuses_for_good(gateway: Gateway, market: Market, resting: Order) -> None:
    for hopeless in (
        replace(resting, quantity=Decimal(100)),  # funds
        replace(resting, price=Decimal("94000.123")),  # tick
        replace(resting, quantity=market.step / 2),
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
    Fault(FaultKind.DELAY, (Operation.CREATE,), after_s=6),
]


@pytest.mark.parametrize("fault", TAKEN, ids=lambda fault: f"{fault.kind.value} {fault.answer.status}")
@pytest.mark.parametrize("takes", [True, False])
@acceptance(6, indirect=True)
async def test_an_order_whose_answer_is_lost_is_unknown_and_then_found_or_not(
    fault: Fault, takes: bool, twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.world.faults.add(replace(fault, takes=takes, hits=0))
    placed: PlaceAnswer = await gateway.create(resting, market)
    assert isinstance(placed, Unknown), placed
    found = await gateway.fetch_order(resting.identity, market)
    assert created(twin, resting) == int(isinstance(found, OrderReport | Candidates))
    if fault.kind is FaultKind.ANSWER:  # the others always take it
        assert created(twin, resting) == int(takes)


@acceptance(7, indirect=True)
async def test_a_duplicate_is_no_refusal(
    twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert isinstance(await gateway.create(resting, market), Accepted)
    assert await gateway.create(resting, market) == Unknown(reason=Plain(Cause.NAME_TAKEN))
    assert isinstance(await gateway.fetch_order(resting.identity, market), OrderReport)
    assert created(twin, resting) == 1


@acceptance(8, indirect=True)
async def test_a_send_that_arrives_late_is_turned_away_by_the_exchange(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    ago = timedelta(seconds=11 if exchange in COINDCX else 6)
    decided = resting.created_at - ago
    late = replace(resting, created_at=decided, deadline=resting.deadline + timedelta(seconds=30))
    assert isinstance(await gateway.create(late, market), Unknown)
    assert await gateway.fetch_order(late.identity, market) == NotFound()
    assert created(twin, resting) == 0
    late = replace(resting, created_at=decided, deadline=decided + timedelta(seconds=5))
    assert isinstance(await gateway.create(late, market), NeverSent)


@acceptance(9, indirect=True)
async def test_a_clock_that_is_minutes_off_trades_all_the_same(
    twin: Twin, gateway: Gateway, market: Market, make_order: MakeOrder
) -> None:
    twin.world.clock.offset = timedelta(minutes=3)
    drift = await gateway.clock_drift_s()
    assert abs(drift + 180) <= max(gateway.time_error.total_seconds(), 0.2)
    now = gateway.now()
    assert now is not None
    figures = {"price": Decimal(94000), "quantity": Decimal("0.01")}
    order = make_order(created_at=now, deadline=now + timedelta(seconds=5), **figures)
    assert isinstance(await gateway.create(order, market), Accepted)


@acceptance(10, indirect=True)
async def test_a_short_ban_is_sat_out(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    banned_at = time.monotonic()
    twin.exchanges.of(exchange).ban(exchange, 1.0 if exchange in COINDCX else 3.0)
    assert isinstance(await gateway.create(resting, market), Unknown)
    nothing = replace(resting.identity, venue_order_id=VenueOrderId("1"))
    assert await gateway.cancel(nothing, market) in {CancelAnswer.NO_SUCH_ORDER, CancelAnswer.UNCLEAR}
    assert time.monotonic() - banned_at > (0.9 if exchange in COINDCX else 2.9)
    assert created(twin, resting) == 0


@acceptance(11, indirect=True)
async def test_the_streams_tell_of_the_order_and_of_prices(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order
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
        placed = await gateway.create(resting, market)
        identity = known(resting, placed, exchange)
        first = await the_next(told, OrderReport)
        assert replace(first, client_order_id=resting.client_order_id) == await the_order(
            gateway, identity, market
        )
        seen: set[Decimal] = set()
        number = 0
        while not seen:  # a trade before the subscription stands is not told
            trade_in_public(twin, exchange, Decimal(94900 + number))
            number += 1
            await asyncio.sleep(0.02)
            while not prints.empty():
                seen |= {one.price for one in [prints.get_nowait()] if one is not None}
        trade_in_public(twin, exchange, Decimal(93000))
        fill = await the_fill(told, exchange)
        while (last := await prints.get()) is None or last.price != Decimal(93000):
            pass
        for task in tasks:
            task.cancel()
    (trade,) = await gateway.trades_since(market, resting.created_at)
    if fill is not None:
        assert replace(fill.trade, client_order_id=trade.client_order_id) == trade
        assert fill.trade.client_order_id == resting.client_order_id
        assert (fill.quantity, fill.filled, fill.ended) == (resting.quantity, resting.quantity, True)


async def the_fill(told: "asyncio.Queue[AccountEvent]", exchange: str) -> Execution | None:
    """Return the fill that the stream tells; None where it tells only that the order is filled."""
    if exchange not in COINDCX:
        return await the_next(told, Execution)
    while (await the_next(told, OrderReport)).ended is not OrderFact.FILLED:
        pass
    return None


Event = TypeVar("Event", Execution, OrderReport)


async def the_next(told: "asyncio.Queue[AccountEvent]", kind: type[Event]) -> Event:
    """Return what is told next of that kind."""
    while not isinstance(event := await told.get(), kind):
        pass
    return event


@acceptance(12, indirect=True)
async def test_positions_and_margin_settings(
    gateway: Gateway, market: Market, resting: Order, make_order: MakeOrder
) -> None:
    await gateway.prepare(market, 3)
    bid, ask = await gateway.quote(market)
    order = replace(resting, price=ask, immediate=True)
    assert isinstance(await gateway.create(order, market), Accepted)
    (position,) = await gateway.positions()
    assert (position.symbol, position.quantity) == ("BTC/USDT", Decimal("0.01"))
    there = MarginSettings(one_way=True, isolated=True, leverage=Decimal(3))
    assert await gateway.margin_settings(market) == there
    assert list(await gateway.forced_trades(market, order.created_at)) == []
    way_out = make_order(
        client_order_id="s00100010000x0001",
        side=Side.SELL,
        price=bid,
        quantity=Decimal("0.01"),
        reduce_only=True,
        immediate=True,
    )
    assert isinstance(await gateway.create(way_out, market), Accepted)
    assert list(await gateway.positions()) == []
    again = replace(way_out, client_order_id=ClientOrderId("s00100010000x0002"))
    refused = await gateway.create(again, market)
    assert isinstance(refused, Rejected | NeverSent), refused


@acceptance(13, indirect=True)
async def test_trades_of_a_time_that_the_exchange_does_not_show_any_more(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order
) -> None:
    """A bot that has stood for months: Binance's futures show the trades of three."""
    await gateway.create(resting, market)
    twin.world.venue(exchange).trade("BTCUSDT", Decimal(93900))
    long_ago = resting.created_at - timedelta(days=200)
    (trade,) = await gateway.trades_since(market, long_ago)
    assert trade.quantity == Decimal("0.01")


@acceptance(14, indirect=True)
async def test_a_halted_pair_takes_no_order_and_tells_what_there_was(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order, make_order: MakeOrder
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    twin.world.venue(exchange).trade("BTCUSDT", Decimal(93900))
    twin.world.venue(exchange).change_symbol("BTCUSDT", trading=False)
    refused = await gateway.create(
        replace(resting, client_order_id=ClientOrderId("s00100010000e0002")), market
    )
    assert isinstance(refused, Rejected), refused
    filled = await the_order(gateway, known(resting, placed, exchange), market)
    (trade,) = await gateway.trades_since(market, resting.created_at)
    assert (filled.filled, trade.quantity) == (Decimal("0.01"), Decimal("0.01"))


@acceptance(15, indirect=True)
async def test_no_secret_is_logged_or_told(
    twin: Twin,
    exchange: str,
    gateway: Gateway,
    market: Market,
    resting: Order,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    key = twin.account.keys[0]
    told = [repr(await gateway.create(resting, market)), repr(gateway)]
    async with asyncio.timeout(60), aclosing(gateway.account_events(lambda _: market)) as events:
        told.append(repr(await anext(events)))
    twin.world.faults.add(
        Fault(FaultKind.ANSWER, (Operation.BALANCE,), answer=Answer(500, f"no {key.secret}"))
    )
    with pytest.raises(VenueUnavailable) as raised:
        await gateway.balances()
    told += [repr(raised.value), str(raised.value), caplog.text]
    joins = joining(keys_of(key))["authSignature"] if exchange in COINDCX else key.secret
    for secret in (key.key, key.secret, key.passphrase, joins):
        assert not any(secret in one for one in told)


@pytest.mark.parametrize("exchange", sorted(SPOT), indirect=True)
async def test_two_orders_of_one_account_meet(
    twin: Twin, exchange: str, gateway: Gateway, market: Market, resting: Order, make_order: MakeOrder
) -> None:
    """Binance and OKX end the one that rested. Bybit lets them trade, and calls both sides by one id."""
    await gateway.create(resting, market)
    twin.world.venue(exchange).quote("BTCUSDT", Decimal(93999), Decimal(94001))
    coming = make_order(
        client_order_id="s00100020000100001", side=Side.SELL, price=resting.price, quantity=resting.quantity
    )
    assert isinstance(await gateway.create(coming, market), Accepted)
    found = [await gateway.fetch_order(order.identity, market) for order in (resting, coming)]
    first, second = [report for report in found if isinstance(report, OrderReport)]
    trades = await gateway.trades_since(market, resting.created_at)
    if exchange.startswith("Bybit"):
        assert (first.ended, second.ended) == (OrderFact.FILLED, OrderFact.FILLED)
        assert {trade.client_order_id for trade in trades} == {
            resting.client_order_id,
            coming.client_order_id,
        }
        assert len({trade.trade_id for trade in trades}) == 2
    else:
        assert (first.ended, second.ended) == (OrderFact.EXPIRED, None)
        said = "cancelSource 32" if exchange.startswith("OKX") else "EXPIRED_IN_MATCH"
        assert first.reason == ExchangeCode(said=said, cause=Cause.SELF_TRADE)
        assert trades == []
