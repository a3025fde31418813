"""What holds for every call."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from engine.core.types import Market, VenueOrderId
from engine.errors import VenueUnavailable
from engine.venues.exchanges.build import ProcessWide
from engine.venues.live.gateway import CancelAnswer
from tests.exchanges.bench import Bench, answer
from tests.exchanges.conftest import BY_CCXT, MakeGateway, MakeOrder
from tests.support.clock import ManualClock
from tests.support.trades import trade_of

MarketOf = Callable[[str], Market]


@pytest.mark.parametrize("exchange", BY_CCXT)
async def test_nothing_none_is_ever_on_the_wire_and_no_call_needs_more_than_trading_rights(
    exchange: str, bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    gateway, market, order = make_gateway(exchange), make_market(exchange), make_order()
    venue_order_id = VenueOrderId("28")
    await gateway.market("BTC/USDT")
    asks: Mapping[str, Callable[[], Any]] = {
        "create": lambda: gateway.create(order, market),
        "cancel": lambda: gateway.cancel(order.identity, market),
        "fetch_order": lambda: gateway.fetch_order(order.identity, market),
        "renamed": lambda: gateway.renamed(order, market),
        "order_of": lambda: gateway.order_of(trade_of("28"), market),
        "open_orders": lambda: gateway.open_orders([market]),
        "trades_since": lambda: gateway.trades_since(market, order.created_at - timedelta(hours=1)),
        "trades_of": lambda: gateway.trades_of(market, order, venue_order_id),
        "balances": gateway.balances,
        "positions": gateway.positions,
        "fundings": lambda: gateway.fundings(order.created_at - timedelta(hours=1)),
        "rights": gateway.rights,
        "prepare": lambda: gateway.prepare(market, 1),
        "quote": lambda: gateway.quote(market),
        "last_price": lambda: gateway.last_price(market),
        "range_since": lambda: gateway.range_since(market, order.created_at - timedelta(hours=1)),
        "prices_between": lambda: gateway.prices_between(
            market, order.created_at - timedelta(hours=1), order.created_at
        ),
        "last_prints": lambda: gateway.last_prints(market),
        "clock": gateway.clock_drift_s,
    }
    for ask in asks.values():
        with contextlib.suppress(VenueUnavailable):
            await ask()  # most of it is not on the bench; what was sent is what counts
    assert len(bench.seen) > len(asks)
    for seen in bench.seen:
        assert "None" not in seen.raw, seen.raw
        assert "null" not in seen.raw, seen.raw
    forbidden = ("capital", "margin/", "asset/", "coin/query-info", "transfer", "withdraw")
    assert not [seen.path for seen in bench.seen if any(word in seen.path for word in forbidden)]


async def test_clients_of_one_exchange_load_its_markets_once(bench: Bench, make_gateway: MakeGateway) -> None:
    clock = ManualClock()
    process_wide = ProcessWide(clock)
    first, second = (make_gateway("Binance", clock, process_wide=process_wide) for _ in range(2))
    await first.market("BTC/USDT")
    await second.market("ETH/USDT")
    assert len(bench.asked("GET", "/api/v3/exchangeInfo")) == 1
    await clock.advance(31 * 60)
    await second.market("ETH/USDT")
    await first.market("ETH/USDT")
    assert len(bench.asked("GET", "/api/v3/exchangeInfo")) == 2


async def test_during_a_ban_no_call_is_made_at_all(
    bench: Bench, make_gateway: MakeGateway, make_market: MarketOf, make_order: MakeOrder
) -> None:
    clock = ManualClock()
    gateway, market = make_gateway("Binance", clock), make_market("Binance")
    await gateway.market("BTC/USDT")
    banned = answer({"code": -1003, "msg": "Way too much request weight used."}, 418, Retry_After="600")
    bench.put("GET", "/api/v3/openOrders", banned, answer([]))
    with pytest.raises(VenueUnavailable) as raised:
        await gateway.open_orders([market])
    assert raised.value.retry_after_s == pytest.approx(600)
    before = len(bench.seen)
    for _ in range(3):
        with pytest.raises(VenueUnavailable):
            await gateway.open_orders([market])
        assert await gateway.cancel(make_order().identity, market) is CancelAnswer.UNCLEAR
        order = make_order(created_at=clock.now(), deadline=clock.now() + timedelta(seconds=5))
        assert "NeverSent" in repr(await gateway.create(order, market))
        await clock.advance(150)
    assert len(bench.seen) == before
    await clock.advance(151)
    assert await gateway.open_orders([market]) == []


async def test_during_a_ban_streams_ask_for_no_keys_either(bench: Bench, make_gateway: MakeGateway) -> None:
    gateway = make_gateway("Binance F")
    await gateway.market("BTC/USDT")
    await gateway.clock_drift_s()
    bench.put("GET", "/fapi/v3/balance", answer("{}", 418, Retry_After="600"))
    with pytest.raises(VenueUnavailable):
        await gateway.balances()
    async with asyncio.timeout(60):
        with pytest.raises(VenueUnavailable):
            await anext(aiter(gateway.account_events(lambda _: None)))
    assert not bench.asked("POST", "/fapi/v1/listenKey")
