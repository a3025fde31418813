"""No address that a client could use leaves the machine unless it was meant to."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from engine.clock import SystemClock
from engine.core.types import Mode
from engine.errors import SettingsError
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.registry import VENUES
from engine.venues.exchanges.spec import Credentials
from engine.venues.exchanges.transport import ForeignHost, GuardedSession
from engine.venues.exchanges.urls import urls_in_use
from engine.venues.live.gateway import Gateway
from tests.exchanges.conftest import client_of
from tests.twin import assert_loopback

LOOPBACK = {"rest": "http://127.0.0.1:8801", "ws": "ws://127.0.0.1:8801"}
NAMES = {
    "Binance": "private public sapi fapiPrivate ws.spot ws.ws-api.spot ws.ws-api.linear papiV2 v1",
    "Binance F": "fapiPrivate fapiPublic fapiPrivateV3 ws.linear ws.ws-api.linear public",
    "Bybit": "private public spot v2 ws.public.spot ws.private.contract ws.private.spot.unified",
    "Bybit F": "private public futures ws.public.linear ws.private.contract ws.private.trade",
    "CoinDCX F": "private public ws.stream",
    "CoinDCX F INR": "private public ws.stream",
    "OKX": "rest ws",
    "OKX F": "rest ws",
}


def gateway(exchange: str, urls: dict[str, Any], mode: Mode = Mode.TESTNET) -> Gateway:
    return build_gateway(
        exchange,
        mode=mode,
        credentials=Credentials(api_key="k", secret="s", passphrase="p"),
        exchange_urls=urls,
        process_wide=ProcessWide(SystemClock()),
        clock=SystemClock(),
    )


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("exchange", VENUES)
def test_rest_and_ws_move_every_address_here(exchange: str, mode: Mode) -> None:
    made = gateway(exchange, {exchange: LOOPBACK}, mode)
    assert_loopback(client_of(made))
    names = urls_in_use(client_of(made))
    assert set(NAMES[exchange].split()) <= names.keys()


@pytest.mark.parametrize("exchange", VENUES)
def test_every_single_address_that_is_forgotten_is_seen(exchange: str) -> None:
    names = urls_in_use(client_of(gateway(exchange, {exchange: LOOPBACK})))
    assert set(names) & set(LOOPBACK) == (set(LOOPBACK) if exchange.startswith("OKX") else set())
    for name in names.keys() - LOOPBACK.keys():  # those two are what all others follow
        scheme = "wss" if name.startswith("ws.") else "https"
        forgotten = {name: f"{scheme}://api.example.com/x"}
        made = gateway(exchange, {exchange: LOOPBACK | forgotten})
        with pytest.raises(AssertionError, match=rf"\{{'api\.{name}': '{scheme}://api\.example\.com/x'\}}"):
            assert_loopback(client_of(made))


@pytest.mark.parametrize("exchange", VENUES)
def test_without_overrides_nothing_counts_as_loopback(exchange: str) -> None:
    with pytest.raises(AssertionError):
        assert_loopback(client_of(gateway(exchange, {})))


HOSTS = [
    ("Binance", Mode.LIVE, "private", "https://api.binance.com/api/v3"),
    ("Binance", Mode.PAPER, "ws.spot", "wss://stream.binance.com:9443/ws"),
    ("Binance", Mode.TESTNET, "private", "https://testnet.binance.vision/api/v3"),
    ("Binance", Mode.TESTNET, "ws.ws-api.spot", "wss://ws-api.testnet.binance.vision/ws-api/v3"),
    ("Binance F", Mode.LIVE, "fapiPrivate", "https://fapi.binance.com/fapi/v1"),
    ("Binance F", Mode.TESTNET, "fapiPrivate", "https://demo-fapi.binance.com/fapi/v1"),
    ("Bybit", Mode.LIVE, "private", "https://api.bybit.com"),
    ("Bybit", Mode.TESTNET, "private", "https://api-testnet.bybit.com"),
    ("CoinDCX F", Mode.LIVE, "private", "https://api.coindcx.com"),
    ("CoinDCX F INR", Mode.PAPER, "public", "https://public.coindcx.com"),
    ("CoinDCX F INR", Mode.PAPER, "ws.stream", "wss://stream.coindcx.com"),
    ("Bybit F", Mode.TESTNET, "ws.private.contract", "wss://stream-testnet.bybit.com/v5/private"),
    ("OKX", Mode.LIVE, "rest", "https://www.okx.com"),
    ("OKX", Mode.LIVE, "ws", "wss://ws.okx.com:443/ws/v5"),
    ("OKX F", Mode.TESTNET, "ws", "wss://wspap.okx.com:443/ws/v5"),
]


@pytest.mark.parametrize(("exchange", "mode", "name", "address"), HOSTS)
def test_each_mode_has_its_own_world(exchange: str, mode: Mode, name: str, address: str) -> None:
    assert urls_in_use(client_of(gateway(exchange, {}, mode)))[name] == address


@pytest.mark.parametrize("exchange", VENUES)
def test_one_world_does_not_leak_into_the_next(exchange: str) -> None:
    gateway(exchange, {exchange: LOOPBACK}, Mode.TESTNET)
    gateway(exchange, {}, Mode.TESTNET)
    live = urls_in_use(client_of(gateway(exchange, {}, Mode.LIVE)))
    foreign = ("127.0.0.1", "testnet", "demo", "wspap")
    assert not any(word in url for url in live.values() for word in foreign)


BAD = [
    ({"Binanse": LOOPBACK}, 'no exchange "Binanse"'),
    ({"Binance": {"rest": LOOPBACK["rest"]}}, '"rest" and "ws" together'),
    ({"Binance": LOOPBACK | {"rset": "http://127.0.0.1:1"}}, 'no address "rset"'),
    ({"Binance": LOOPBACK | {"rest": "127.0.0.1:8801"}}, "must be an address like http://127.0.0.1:8801"),
    ({"Binance": LOOPBACK | {"ws": "http://127.0.0.1:8801"}}, "must be an address like ws://"),
    ({"Binance": LOOPBACK | {"ws": 8801}}, "must be an address like ws://"),
    ({"Binance": {"private": "http://user:password@127.0.0.1"}}, "must be an address like http://"),
]


@pytest.mark.parametrize(("urls", "complaint"), BAD)
def test_what_cannot_be_meant_is_refused(urls: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        gateway("Binance", urls)


def test_names_of_exchanges_may_be_written_in_any_case() -> None:
    assert_loopback(client_of(gateway("Binance F", {"binance f": LOOPBACK})))


def test_the_entry_of_an_exchange_goes_for_its_futures_unless_they_have_their_own() -> None:
    assert_loopback(client_of(gateway("Binance F", {"binance": LOOPBACK})))
    assert_loopback(client_of(gateway("Bybit F", {"Bybit": LOOPBACK})))
    own = {"rest": "http://127.0.0.2:1", "ws": "ws://127.0.0.2:1"}
    made = gateway("Bybit F", {"Bybit": LOOPBACK, "Bybit F": own})
    assert all("127.0.0.2" in url for url in urls_in_use(client_of(made)).values())


def test_a_path_given_goes_before_the_exchanges_own() -> None:
    made = gateway("Binance", {"Binance": LOOPBACK | {"rest": "http://127.0.0.1:1/twin/"}})
    assert urls_in_use(client_of(made))["private"] == "http://127.0.0.1:1/twin/api/v3"


def test_a_host_given_keeps_the_path_of_the_one_address_of_its_kind() -> None:
    made = urls_in_use(client_of(gateway("OKX", {"OKX": LOOPBACK})))
    assert made == {"rest": "http://127.0.0.1:8801", "ws": "ws://127.0.0.1:8801/ws/v5"}


@pytest.mark.parametrize("urls", [{}, {"OKX": LOOPBACK}])
def test_requests_of_a_testnet_account_at_okx_say_that_they_are_about_play_money(
    urls: dict[str, Any],
) -> None:
    """The host is that of real money, also where a region of OKX has been named."""
    name = "x-simulated-trading"
    for mode in Mode:
        headers = client_of(gateway("OKX F", urls, mode)).headers
        assert headers.get(name) == ("1" if mode is Mode.TESTNET else None)
    assert name not in client_of(gateway("Bybit", urls and {"Bybit": LOOPBACK})).headers


@pytest.mark.parametrize("url", ["https://api.binance.com/api/v3/time", "http://127.0.0.1:8802/api"])
def test_the_session_goes_nowhere_else(url: str) -> None:
    session = GuardedSession(LOOPBACK.values())
    with pytest.raises(ForeignHost):
        session.get(url)
    with pytest.raises(ForeignHost):
        session.ws_connect(url)


async def test_once_closed_the_session_opens_no_more() -> None:
    session = GuardedSession(LOOPBACK.values())
    await session.close()
    with pytest.raises(aiohttp.ClientConnectionError):
        session.get(f"{LOOPBACK['rest']}/time")


def test_the_package_costs_nothing_until_something_is_built() -> None:
    look = (
        "import sys, engine.venues.live.gateway, engine.venues.live.account, engine.venues.exchanges,"
        " engine.venues.exchanges.registry,"
        " engine.venues.exchanges.exchange_urls, bot.venue_wiring; sys.exit('ccxt' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", look], cwd=root, check=False, timeout=30).returncode == 0
