"""The addresses a client uses: overridden, listed, checked.

An entry of EXCHANGE_URLS looks like this:

    {"Binance": {"rest": "http://127.0.0.1:8801", "ws": "ws://127.0.0.1:8801"}}

`rest` and `ws` come together and replace scheme, host and port of every address that ccxt knows for
the exchange; paths stay, but for `STREAM_PATHS` (a path given is put before them). Any single address
can be named as well, by ccxt's own name with dots ("private", "ws.ws-api.spot"), and is then used as
it is. What is said of "Binance" and "Bybit" goes for "Binance F" and "Bybit F" too, unless those have
an entry of their own.
"""

import ipaddress
from collections.abc import Iterator, Mapping, MutableMapping
from urllib.parse import urlsplit

from engine.errors import SettingsError
from engine.venues.exchanges.environment import EXCHANGES

SIMPLE = {"rest": ("http", "https"), "ws": ("ws", "wss")}
STREAM_PATHS = {"Binance": {"ws.spot": "/stream/ws", "ws.margin": "/stream/ws", "ws.linear": "/futures/ws"}}
"""Where one host serves both of Binance's markets. ccxt knows a spot stream by "/stream" in its address."""
KNOWN_ELSEWHERE = ("CoinDCX F",)


def overrides_for(exchange: str, exchange_urls: Mapping[str, Mapping[str, object]]) -> Mapping[str, str]:
    """Return what EXCHANGE_URLS says of one exchange; upper and lower case are the same.

    Raises SettingsError when it names an exchange that nobody knows: a slip there would leave the
    real exchange's addresses in place.
    """
    known = {_plain(name): name for name in (*EXCHANGES, *KNOWN_ELSEWHERE)}
    complaints = [
        f'EXCHANGE_URLS: there is no exchange "{name}"; there are {", ".join(known.values())}'
        for name in exchange_urls
        if _plain(name) not in known
    ]
    if complaints:
        raise SettingsError(tuple(complaints))
    entries = {known[_plain(name)]: entry for name, entry in exchange_urls.items()}
    for name in (exchange, _family(exchange)):
        if name in entries:
            return _checked(exchange, entries[name])
    return {}


def is_simulated(overrides: Mapping[str, str]) -> bool:
    """Say whether every address is overridden."""
    return "rest" in overrides


def override(urls: MutableMapping[str, object], overrides: Mapping[str, str], exchange: str) -> None:
    """Change ccxt's tree of addresses (`client.urls`) in place. Raises SettingsError for unknown names."""
    tree = urls["api"]
    if not isinstance(tree, MutableMapping):
        raise TypeError("ccxt keeps its addresses elsewhere")
    known = dict(leaves(tree))
    unknown = sorted(set(overrides) - set(SIMPLE) - set(known))
    if unknown:
        raise SettingsError(
            tuple(
                f'EXCHANGE_URLS: {exchange} has no address "{name}"; use "rest" and "ws"' for name in unknown
            )
        )
    for name, address in known.items():
        given = overrides.get(name)
        base = overrides.get("ws" if name.startswith("ws.") else "rest")
        if given is None and base is not None:
            own_paths = STREAM_PATHS.get(_family(exchange), {})
            given = base.rstrip("/") + own_paths.get(name, urlsplit(address).path)
        if given is not None:
            _put(tree, name, given)


def leaves(tree: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every address in ccxt's tree with its dotted name."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{before}{name}.")
        elif isinstance(value, str):
            yield before + name, value


def urls_in_use(client: object) -> dict[str, str]:
    """Return every address that a ccxt client could use, by dotted name, placeholders filled in."""
    tree: Mapping[str, object] = client.urls["api"]  # type: ignore[attr-defined]  # ccxt ships no types
    hostname = getattr(client, "hostname", None) or ""
    return {name: address.replace("{hostname}", hostname) for name, address in leaves(tree)}


def assert_loopback(client: object) -> None:
    """Raise AssertionError naming every address of a ccxt client that leaves this machine."""
    abroad = {name: url for name, url in urls_in_use(client).items() if not _is_loopback(url)}
    if abroad:
        raise AssertionError(f"addresses that are not loopback: {abroad}")


def origin(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(url)
    default = 443 if parts.scheme in {"https", "wss"} else 80
    return parts.hostname or "", parts.port or default


def _is_loopback(url: str) -> bool:
    host, _ = origin(url)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _family(exchange: str) -> str:
    return exchange.removesuffix(" F")


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _checked(exchange: str, entry: Mapping[str, object]) -> dict[str, str]:
    complaints, checked = [], {}
    for name, value in entry.items():
        if name in SIMPLE:
            schemes = SIMPLE[name]
        else:
            schemes = SIMPLE["ws"] if name.startswith("ws.") else SIMPLE["rest"]
        if isinstance(value, str) and _is_address(value, schemes):
            checked[name] = value
        else:
            complaints.append(
                f'EXCHANGE_URLS: "{name}" of {exchange} must be an address like {schemes[0]}://127.0.0.1:8801'
            )
    if ("rest" in entry) != ("ws" in entry):
        complaints.append(f'EXCHANGE_URLS: {exchange} needs "rest" and "ws" together')
    if complaints:
        raise SettingsError(tuple(complaints))
    return checked


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in schemes and bool(parts.hostname) and port_is_fine and bare


def _put(tree: MutableMapping[str, object], name: str, address: str) -> None:
    # A name can hold a dash but no dot, so the dots are the way down.
    *way, last = name.split(".")
    for step in way:
        below = tree[step]
        if not isinstance(below, MutableMapping):
            raise TypeError("ccxt keeps its addresses elsewhere")
        tree = below
    tree[last] = address
