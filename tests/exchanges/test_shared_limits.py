"""Accounts at one address of an exchange: its limits are asked for once, and each has its own orders."""

import asyncio

import pytest

from engine.clock import SystemClock
from engine.errors import VenueUnavailable
from engine.timings import EngineTimings
from engine.venue_answers import Accepted, NeverSent
from engine.venues.exchanges.build import ProcessWide
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import Gateway
from tests.exchanges.bench import Bench, answer
from tests.exchanges.canned import okx_ok
from tests.exchanges.conftest import MakeGateway, MakeOrder
from tests.support.clock import ManualClock

WALLET = "/api/v3/account"
ALL_OF_IT = "5400"
"""All that we use of the 6,000 a minute."""
EMPTY: dict[str, object] = {"balances": []}
WAITS = "RateLimited"


def account(
    make_gateway: MakeGateway, process_wide: ProcessWide, name: str, venue: str = "Binance"
) -> Gateway:
    keys = Credentials(api_key=f"key of {name}", secret=f"secret of {name}")
    return make_gateway(venue, process_wide=process_wide, credentials=keys)


async def test_what_one_account_has_spent_of_the_address_s_weight_is_spent_for_all(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    process_wide = ProcessWide(SystemClock())
    first = account(make_gateway, process_wide, "first")
    second = account(make_gateway, process_wide, "second")
    stranger = account(make_gateway, ProcessWide(SystemClock()), "stranger")
    bench.put("GET", WALLET, answer(EMPTY))
    await second.balances()
    await stranger.balances()
    bench.put("GET", WALLET, answer(EMPTY, X_MBX_USED_WEIGHT_1M=ALL_OF_IT), answer(EMPTY))
    await first.balances()
    asked = len(bench.asked("GET", WALLET))
    for one in (first, second):
        with pytest.raises(VenueUnavailable, match=WAITS):
            await one.balances()
    assert len(bench.asked("GET", WALLET)) == asked
    await stranger.balances()
    keys = [seen.headers["x-mbx-apikey"] for seen in bench.asked("GET", WALLET)]
    assert keys == [f"key of {name}" for name in ("second", "stranger", "first", "stranger")]


async def test_the_other_market_of_the_exchange_has_a_weight_of_its_own(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    process_wide = ProcessWide(SystemClock())
    spot = account(make_gateway, process_wide, "first")
    futures = account(make_gateway, process_wide, "first", "Binance F")
    bench.put("GET", WALLET, answer(EMPTY, X_MBX_USED_WEIGHT_1M=ALL_OF_IT))
    bench.put("GET", "/fapi/v3/balance", answer([]))
    await spot.balances()
    with pytest.raises(VenueUnavailable, match=WAITS):
        await spot.balances()
    assert await futures.balances() == {}


async def test_futures_on_another_host_of_the_exchange_spend_the_same_weight(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    """All its futures share one pool, in Binance's own words, and no answer has told of it yet."""
    process_wide = ProcessWide(SystemClock())
    first = account(make_gateway, process_wide, "first", "Binance F")
    elsewhere = {"Binance F": bench.urls | {"fapiPrivate": f"http://localhost:{bench.port}/fapi/v1"}}
    second = make_gateway("Binance F", process_wide=process_wide, exchange_urls=elsewhere)
    bench.put("GET", "/fapi/v3/balance", answer([], X_MBX_USED_WEIGHT_1M="2160"), answer([]))
    await first.balances()
    with pytest.raises(VenueUnavailable, match=WAITS):
        await second.balances()


async def test_a_pass_waits_for_its_turn_where_a_person_is_told_to_come_again(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    """That the pace is ours is no trouble of the account. A ban is."""
    clock = ManualClock()
    gateway = make_gateway("Binance", clock, timings=EngineTimings())
    bench.put("GET", WALLET, answer(EMPTY, X_MBX_USED_WEIGHT_1M=ALL_OF_IT), answer(EMPTY))
    await gateway.balances()
    with pytest.raises(VenueUnavailable, match=WAITS):
        await gateway.market("BTC/USDT")
    async with asyncio.TaskGroup() as group:
        passing = group.create_task(gateway.balances())
        await clock.advance(59)
        assert not passing.done()
        await clock.advance(2)
    bench.put("GET", WALLET, answer("{}", 418, Retry_After="60"))
    for _ in range(2):
        with pytest.raises(VenueUnavailable):
            await gateway.balances()
    assert len(bench.asked("GET", WALLET)) == 3


async def test_two_venues_of_one_key_share_what_their_exchange_allows_a_user(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    """OKX answers a question too many with a refusal, and then nobody at our address asks for a while."""
    clock = ManualClock()
    process_wide, wallet = ProcessWide(clock), "/api/v5/account/balance"
    keys = Credentials(api_key="of one user", secret="secret", passphrase="word")
    both = [
        make_gateway(venue, clock, process_wide=process_wide, credentials=keys) for venue in ("OKX", "OKX F")
    ]
    another = make_gateway("OKX", clock, process_wide=process_wide)
    bench.put("GET", wallet, answer(okx_ok({"details": []})))
    spot, swaps = both
    for gateway in (*both, another):
        await gateway.clock_drift_s()
        await clock.advance(3)
    for _ in range(6):
        await spot.balances()
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(swaps.balances())
        await another.balances()
        await clock.advance(1)
        assert not asking.done()
        await clock.advance(1.1)
    assert len(bench.asked("GET", wallet)) == 8


async def test_the_orders_of_one_account_do_not_keep_the_other_from_sending(
    bench: Bench, make_gateway: MakeGateway, make_order: MakeOrder
) -> None:
    process_wide = ProcessWide(SystemClock())
    first = account(make_gateway, process_wide, "first")
    second = account(make_gateway, process_wide, "second")
    order = make_order()
    market = await first.market("BTC/USDT")
    taken = {"symbol": "BTCUSDT", "orderId": 28, "clientOrderId": order.client_order_id}
    bench.put("POST", "/api/v3/order", answer(taken, X_MBX_ORDER_COUNT_10S="90"))
    assert isinstance(await first.create(order, market), Accepted)
    assert isinstance(await first.create(order, market), NeverSent)
    assert isinstance(await second.create(order, market), Accepted)
