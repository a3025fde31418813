"""The setting EXCHANGE_URLS: other addresses for an exchange.

An entry looks like this:

    {"Binance": {"rest": "http://127.0.0.1:8801", "ws": "ws://127.0.0.1:8801"}}

`rest` and `ws` come together and replace scheme, host and port of every address that ccxt knows for
the exchange; paths stay, but for `ExchangeSpec.stream_paths` (a path given is put before them). Any
single address can be named as well, by ccxt's own name with dots ("private", "ws.ws-api.spot"), and is
then used as it is. What is said of an exchange goes for all its venues, unless they have an entry of
their own: "Binance" for "Binance F" too.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from engine.errors import SettingsError
from engine.venues.exchanges.registry import EXCHANGES, VENUES, exchange_of
from engine.venues.exchanges.urls import SIMPLE


def overrides_for(venue: str, exchange_urls: Mapping[str, Mapping[str, object]]) -> Mapping[str, str]:
    """Return what the setting says of one venue; upper and lower case are the same.

    Raises SettingsError when it names an exchange that nobody knows: a slip there would leave the
    real exchange's addresses in place.
    """
    names = (*VENUES, *(exchange.name for exchange in EXCHANGES))
    known = {_plain(name): name for name in names}
    complaints = [
        f'EXCHANGE_URLS: there is no exchange "{name}"; there are {", ".join(known.values())}'
        for name in exchange_urls
        if _plain(name) not in known
    ]
    if complaints:
        raise SettingsError(tuple(complaints))
    entries = {known[_plain(name)]: entry for name, entry in exchange_urls.items()}
    for name in (venue, exchange_of(venue).name):
        if name in entries:
            return _checked(venue, entries[name])
    return {}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def _checked(exchange: str, entry: Mapping[str, object]) -> dict[str, str]:
    complaints, fine = [], {}
    for name, value in entry.items():
        schemes = SIMPLE["ws" if name == "ws" or name.startswith("ws.") else "rest"]
        if isinstance(value, str) and _is_address(value, schemes):
            fine[name] = value
        else:
            complaints.append(
                f'EXCHANGE_URLS: "{name}" of {exchange} must be an address like {schemes[0]}://127.0.0.1:8801'
            )
    if ("rest" in entry) != ("ws" in entry):
        complaints.append(f'EXCHANGE_URLS: {exchange} needs "rest" and "ws" together')
    if complaints:
        raise SettingsError(tuple(complaints))
    return fine


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = not (parts.query or parts.fragment or parts.username or parts.password)
    return parts.scheme in schemes and bool(parts.hostname) and port_is_fine and bare
