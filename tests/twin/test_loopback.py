"""No client of a test may know an address outside this machine."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import ccxt.pro
import pytest

from tests.twin import assert_loopback, ccxt_binance_urls, ccxt_bybit_urls, exchange_urls

BASE = "http://127.0.0.1:1"


@pytest.fixture
async def client() -> AsyncIterator[Any]:
    exchange = ccxt.pro.binance()
    yield exchange
    await exchange.close()


def test_a_fresh_client_is_caught(client: Any) -> None:  # noqa: ANN401  # ccxt has no types
    with pytest.raises(AssertionError, match="not on loopback"):
        assert_loopback(client)


def test_every_address_that_ccxt_has_is_covered(client: Any) -> None:  # noqa: ANN401  # ccxt has no types
    own = client.urls["api"]
    ours: Any = ccxt_binance_urls(BASE)
    assert set(own) <= set(ours)
    assert set(own["ws"]) <= set(ours["ws"])
    assert set(own["ws"]["ws-api"]) <= set(ours["ws"]["ws-api"])
    client.urls["api"] = ours
    assert_loopback(client)


async def test_every_address_of_bybit_that_ccxt_has_is_covered() -> None:
    exchange = ccxt.pro.bybit()
    own, ours = exchange.urls["api"], ccxt_bybit_urls(BASE)
    assert _names(own) <= _names(ours)
    exchange.urls["api"] = ours
    assert_loopback(exchange)
    await exchange.close()


def _names(tree: Any) -> set[str]:  # noqa: ANN401  # ccxt has no types
    if not isinstance(tree, dict):
        return {""}
    return {f"{name}.{below}" for name, value in tree.items() for below in _names(value)}


@pytest.mark.parametrize(
    "stranger", ["https://api.binance.com", "http://127.0.0.1.example.com", "http://10.0.0.1"]
)
def test_one_stranger_is_enough(stranger: str) -> None:
    urls = {"api": {"public": BASE, "ws": {"spot": "ws://127.0.0.1:1/ws", "deep": {"one": stranger}}}}
    with pytest.raises(AssertionError, match=r"api\.ws\.deep\.one"):
        assert_loopback(SimpleNamespace(urls=urls))


def test_templates_are_filled_before_they_are_judged() -> None:
    urls = {"api": {"public": "http://{hostname}:1"}}
    assert_loopback(SimpleNamespace(urls=urls, hostname="127.0.0.1"))
    with pytest.raises(AssertionError):
        assert_loopback(SimpleNamespace(urls=urls, hostname="bybit.com"))


def test_the_setting_names_where_rest_and_websockets_begin() -> None:
    assert exchange_urls(BASE)["binance"] == {"rest": BASE, "ws": "ws://127.0.0.1:1"}
