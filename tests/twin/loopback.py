"""Addresses of a twin, and the proof that a client uses no others."""

from collections.abc import Iterator, Mapping
from typing import Protocol
from urllib.parse import urlsplit

from engine.venues.exchanges.registry import EXCHANGES

LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Urls = dict[str, dict[str, str]]


class HasUrls(Protocol):
    """A ccxt client, as far as it matters here."""

    urls: Mapping[str, object]


def exchange_urls(base: str) -> Urls:
    """Return what EXCHANGE_URLS holds for a twin at `http://127.0.0.1:PORT`, for what we trade at."""
    ws = base.replace("http://", "ws://", 1)
    return {exchange.name.lower(): {"rest": base, "ws": ws} for exchange in EXCHANGES}


def ccxt_binance_urls(base: str) -> dict[str, object]:
    """Return the value for `urls["api"]` of a ccxt (pro) Binance client; all else there leads nowhere."""
    ws = base.replace("http://", "ws://", 1)
    nowhere = ["dapiPublic", "dapiPrivate", "dapiPrivateV2", "dapiData"]
    nowhere += ["eapiPublic", "eapiPrivate", "papi", "papiV2"]
    return {
        "public": f"{base}/api/v3",
        "private": f"{base}/api/v3",
        "v1": f"{base}/api/v1",
        "sapi": f"{base}/sapi/v1",
        "sapiV2": f"{base}/sapi/v2",
        "sapiV3": f"{base}/sapi/v3",
        "sapiV4": f"{base}/sapi/v4",
        "fapiPublic": f"{base}/fapi/v1",
        "fapiPublicV2": f"{base}/fapi/v2",
        "fapiPublicV3": f"{base}/fapi/v3",
        "fapiPrivate": f"{base}/fapi/v1",
        "fapiPrivateV2": f"{base}/fapi/v2",
        "fapiPrivateV3": f"{base}/fapi/v3",
        "fapiData": f"{base}/futures/data",
        **{name: f"{base}/nowhere/{name}" for name in nowhere},
        "ws": {
            "spot": f"{ws}/stream/ws",  # ccxt takes a stream for spot only if its address has "/stream" in it
            "margin": f"{ws}/nowhere",
            "linear": f"{ws}/futures/ws",
            "inverse": f"{ws}/nowhere",
            "stock": f"{ws}/nowhere",
            "option": f"{ws}/nowhere",
            "optionMarket": f"{ws}/nowhere",
            "optionPrivate": f"{ws}/nowhere",
            "papi": f"{ws}/nowhere",
            "ws-api": {
                "spot": f"{ws}/ws-api/v3",
                "linear": f"{ws}/nowhere",
                "inverse": f"{ws}/nowhere",
            },
        },
    }


def ccxt_bybit_urls(base: str) -> dict[str, object]:
    """Return the value for `urls["api"]` of a ccxt (pro) Bybit client; all else there leads nowhere."""
    ws = base.replace("http://", "ws://", 1)
    return {
        **dict.fromkeys(("public", "private"), base),
        **{name: f"{base}/nowhere/{name}" for name in ("spot", "futures", "v2")},
        "ws": {
            "public": {
                category: f"{ws}/v5/public/{category}" for category in ("spot", "linear", "inverse", "option")
            },
            "private": {
                "spot": {"unified": f"{ws}/v5/private", "nonUnified": f"{ws}/nowhere"},
                "contract": f"{ws}/v5/private",
                "usdc": f"{ws}/nowhere",
                "trade": f"{ws}/nowhere",
            },
        },
    }


def ccxt_okx_urls(base: str) -> dict[str, object]:
    """Return the value for `urls["api"]` of a ccxt (pro) OKX client."""
    return {"rest": base, "ws": f"{base.replace('http://', 'ws://', 1)}/ws/v5"}


def assert_loopback(client: HasUrls) -> None:
    """Fail unless every address below `urls["api"]`, websockets too, is on loopback."""
    found = dict(_leaves("api", client.urls["api"]))
    assert found, "the client has no addresses"
    hostname = str(getattr(client, "hostname", None) or "")
    strangers = {
        where: url for where, url in found.items() if not is_loopback(url.replace("{hostname}", hostname))
    }
    assert not strangers, f"not on loopback: {strangers}"


def is_loopback(url: str) -> bool:
    """Tell whether an address leads to this machine by a name that cannot mean another."""
    return urlsplit(url).hostname in LOOPBACK


def _leaves(where: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{where}.{name}", inner)
    else:
        yield where, str(value)
