"""Orders and cancels go over connections of their own, which stand open, and are signed here."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine.clock import SystemClock
from engine.core.types import Market, VenueOrderId
from engine.timings import ConnectionTimings, EngineTimings
from engine.venue_answers import Accepted
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import CancelAnswer
from tests.exchanges.bench import Bench, Seen, answer, stay_silent
from tests.exchanges.canned import bybit_ok, okx_ok
from tests.exchanges.conftest import CREATE_PATH, IMPATIENT, MakeGateway, MakeOrder

OURS = "s00100010000100001"
VENUES = list(CREATE_PATH)
CANCEL = {
    "Binance": ("DELETE", "/api/v3/order"),
    "Binance F": ("DELETE", "/fapi/v1/order"),
    "Bybit": ("POST", "/v5/order/cancel"),
    "Bybit F": ("POST", "/v5/order/cancel"),
    "OKX": ("POST", "/api/v5/trade/cancel-order"),
    "OKX F": ("POST", "/api/v5/trade/cancel-order"),
}
TIME = {
    "Binance": "/api/v3/time",
    "Binance F": "/fapi/v1/time",
    "Bybit": "/v5/market/time",
    "Bybit F": "/v5/market/time",
    "OKX": "/api/v5/public/time",
    "OKX F": "/api/v5/public/time",
}
WALLET = {
    "Binance": "/api/v3/account",
    "Bybit": "/v5/account/wallet-balance",
    "OKX": "/api/v5/account/balance",
}
ED25519 = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
"""
"""A key that everybody knows: the first of RFC 8032, section 7.1."""

MakeMarket = Callable[[str], Market]


def lay_orders(bench: Bench, venue: str) -> None:
    taken = {"symbol": "BTCUSDT", "orderId": 28, "clientOrderId": OURS, "transactTime": 1795331639100}
    bodies = {
        "Binance": taken,
        "Bybit": bybit_ok({"orderId": "28", "orderLinkId": OURS}),
        "OKX": okx_ok({"ordId": "28", "clOrdId": OURS, "sCode": "0"}),
    }
    body = bodies[venue.removesuffix(" F")]
    bench.put("POST", CREATE_PATH[venue], answer(body))
    bench.put(*CANCEL[venue], answer(body))


def is_signed(sent: Seen) -> bool:
    """Say whether the HMAC that the exchange makes of what arrived is the one that came along."""
    address, _, body = sent.raw.partition(" ")
    if "ok-access-sign" in sent.headers:
        text = f"{sent.headers['ok-access-timestamp']}{sent.method}{address}{body}"
        made = hmac.new(b"the-secret", text.encode(), hashlib.sha256).digest()
        is_whole = sent.headers["ok-access-passphrase"] == "the-word"
        return is_whole and base64.b64encode(made).decode() == sent.headers["ok-access-sign"]
    text, given = body or address.partition("?")[2], sent.headers.get("x-bapi-sign")
    if given is None:
        text, _, given = text.rpartition("&signature=")
    else:
        text = f"{sent.headers['x-bapi-timestamp']}{sent.headers['x-bapi-api-key']}5000{text}"
    return hmac.new(b"the-secret", text.encode(), hashlib.sha256).hexdigest() == given


@pytest.mark.parametrize("venue", VENUES)
async def test_an_order_and_its_cancel_are_signed_over_what_arrives(
    venue: str, bench: Bench, make_gateway: MakeGateway, make_market: MakeMarket, make_order: MakeOrder
) -> None:
    gateway, order = make_gateway(venue), make_order(price=Decimal("1E-8"), quantity=Decimal("1E+5"))
    lay_orders(bench, venue)
    assert isinstance(await gateway.create(order, make_market(venue)), Accepted)
    assert await gateway.cancel(order.identity, make_market(venue)) is CancelAnswer.TAKEN
    named = replace(order, venue_order_id=VenueOrderId("28")).identity
    assert await gateway.cancel(named, make_market(venue)) is CancelAnswer.TAKEN
    (created,), cancels = bench.asked("POST", CREATE_PATH[venue]), bench.asked(*CANCEL[venue])
    demo = {sent.headers.get("x-simulated-trading") for sent in (created, *cancels)}
    assert demo == ({"1"} if venue.startswith("OKX") else {None}), "the accounts of these tests are TESTNET"
    assert [is_signed(sent) for sent in (created, *cancels)] == [True] * 3
    assert "0.00000001" in created.raw
    assert ("10000000" if venue == "OKX F" else "100000") in created.raw
    names = ("origClientOrderId", "orderLinkId", "clOrdId")
    assert any(sent.params.get(name, "").strip('"') == OURS for sent in cancels[:1] for name in names)
    assert cancels[1].params["ordId" if venue.startswith("OKX") else "orderId"].strip('"') == "28"


@pytest.mark.parametrize("venue", VENUES)
async def test_an_order_goes_over_a_connection_that_stood_open_whatever_else_is_asked(
    venue: str, bench: Bench, make_gateway: MakeGateway, make_market: MakeMarket, make_order: MakeOrder
) -> None:
    gateway = make_gateway(venue, timings=EngineTimings(connection=ConnectionTimings(call_timeout_s=5)))
    lay_orders(bench, venue)
    wallet = WALLET.get(venue) or WALLET[venue.removesuffix(" F")]
    wallet = "/fapi/v3/balance" if venue == "Binance F" else wallet
    bench.put("GET", wallet, stay_silent)
    await gateway.market("BTC/USDT")
    async with asyncio.TaskGroup() as group:
        asking = [group.create_task(gateway.balances()) for _ in range(10)]
        await bench.until(lambda: len(bench.asked("GET", wallet)) == 10)
        open_before = {seen.connection for seen in bench.asked("GET", TIME[venue])}
        busy = {seen.connection for seen in bench.asked("GET", wallet)}
        await gateway.create(make_order(), make_market(venue))
        await gateway.cancel(make_order().identity, make_market(venue))
        for one in asking:
            one.cancel()
    used = {
        seen.connection for seen in (*bench.asked("POST", CREATE_PATH[venue]), *bench.asked(*CANCEL[venue]))
    }
    assert used <= open_before
    assert not used & busy


async def test_two_orders_at_once_find_two_connections_open(
    bench: Bench, make_gateway: MakeGateway, make_market: MakeMarket, make_order: MakeOrder
) -> None:
    gateway, market = make_gateway("Binance"), make_market("Binance")
    lay_orders(bench, "Binance")
    await gateway.market("BTC/USDT")
    await bench.until(lambda: len({seen.connection for seen in bench.asked("GET", TIME["Binance"])}) == 2)
    await gateway.cancel(make_order().identity, market)  # by now the time has been told
    open_before = {seen.connection for seen in bench.asked("GET", TIME["Binance"])}
    await asyncio.gather(*(gateway.create(make_order(), market) for _ in range(2)))
    used = {seen.connection for seen in bench.asked("POST", CREATE_PATH["Binance"])}
    assert used == open_before


class Hurried(SystemClock):
    """A clock whose hours pass when they are told to; sockets live in real time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def monotonic(self) -> timedelta:
        return super().monotonic() + self.ahead


async def test_connections_for_orders_are_used_while_the_account_asks_anything(
    bench: Bench, make_gateway: MakeGateway
) -> None:
    clock = Hurried()
    gateway = make_gateway("Binance", clock)
    bench.put("GET", WALLET["Binance"], answer({"balances": []}))
    await gateway.balances()
    await bench.until(lambda: len(bench.asked("GET", TIME["Binance"])) == 5)  # three to know the time
    for asked in (7, 9):
        clock.ahead += timedelta(seconds=12)
        for _ in range(3):
            await gateway.balances()
        await bench.until(lambda: len(bench.asked("GET", TIME["Binance"])) >= asked)  # noqa: B023 - at once
        assert len(bench.asked("GET", TIME["Binance"])) == asked
    assert len({seen.connection for seen in bench.asked("GET", TIME["Binance"])}) == 2


async def test_a_secret_that_is_a_key_file_is_for_ccxt_to_sign_with(
    bench: Bench, make_gateway: MakeGateway, make_market: MakeMarket, make_order: MakeOrder
) -> None:
    keys = Credentials(api_key="the-public-key", secret=ED25519)
    gateway, market = make_gateway("Binance", credentials=keys), make_market("Binance")
    lay_orders(bench, "Binance")
    assert isinstance(await gateway.create(make_order(), market), Accepted)
    assert await gateway.cancel(make_order().identity, market) is CancelAnswer.TAKEN
    for sent in (*bench.asked("POST", CREATE_PATH["Binance"]), *bench.asked(*CANCEL["Binance"])):
        assert len(sent.params["signature"]) == 88, "64 bytes in base64"
        assert "PRIVATE" not in sent.raw


async def test_what_fails_on_the_way_names_no_address_and_no_key(
    bench: Bench,
    make_gateway: MakeGateway,
    make_market: MakeMarket,
    make_order: MakeOrder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench.put("POST", CREATE_PATH["Binance"], stay_silent)
    bench.put(*CANCEL["Binance"], stay_silent)
    gateway, market = make_gateway("Binance", timings=IMPATIENT), make_market("Binance")
    got = await gateway.create(make_order(), market)
    assert await gateway.cancel(make_order().identity, market) is CancelAnswer.UNCLEAR
    assert "RequestTimeout" in repr(got)
    for text in (repr(got), caplog.text):
        assert "signature" not in text
        assert "the-public-key" not in text
        assert "127.0.0.1" not in text


async def test_a_slow_line_costs_an_order_nothing_but_its_own_way(
    bench: Bench, make_gateway: MakeGateway, make_market: MakeMarket, make_order: MakeOrder
) -> None:
    """However long the exchange takes to say what time it is, no order waits for that."""
    patient = EngineTimings(connection=ConnectionTimings(call_timeout_s=60))
    gateway, market = make_gateway("Binance", timings=patient), make_market("Binance")
    lay_orders(bench, "Binance")
    await gateway.market("BTC/USDT")
    await gateway.clock_drift_s()
    bench.put("GET", TIME["Binance"], stay_silent)
    bench.put("GET", WALLET["Binance"], answer({"balances": []}))
    await gateway.balances()
    order = make_order()
    assert isinstance(await gateway.create(order, market), Accepted)
    assert datetime.now(UTC) - order.created_at < timedelta(seconds=30)  # noqa: TID251 - requests go in real time
