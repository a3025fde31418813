"""The addresses a client uses: overridden, listed, checked."""

from collections.abc import Iterator, Mapping, MutableMapping
from urllib.parse import urlsplit

from engine.errors import SettingsError

SIMPLE = {"rest": ("http", "https"), "ws": ("ws", "wss")}


def is_simulated(overrides: Mapping[str, str]) -> bool:
    """Say whether every address is overridden."""
    return "rest" in overrides


def override(
    urls: MutableMapping[str, object], overrides: Mapping[str, str], venue: str, paths: Mapping[str, str]
) -> None:
    """Change ccxt's tree of addresses (`client.urls`) in place. Raises SettingsError for unknown names.

    `paths`: `ExchangeSpec.stream_paths`.
    """
    tree = urls["api"]
    if not isinstance(tree, MutableMapping):
        raise TypeError("ccxt keeps its addresses elsewhere")
    known = dict(leaves(tree))
    unknown = sorted(set(overrides) - set(SIMPLE) - set(known))
    if unknown:
        raise SettingsError(
            tuple(f'EXCHANGE_URLS: {venue} has no address "{name}"; use "rest" and "ws"' for name in unknown)
        )
    for name, address in known.items():
        given = overrides.get(name)
        base = overrides.get("ws" if name.startswith("ws.") else "rest")
        if given is None and base is not None:
            given = base.rstrip("/") + paths.get(name, urlsplit(address).path)
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


def origin(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(url)
    default = 443 if parts.scheme in {"https", "wss"} else 80
    return parts.hostname or "", parts.port or default


def _put(tree: MutableMapping[str, object], name: str, address: str) -> None:
    # A name can hold a dash but no dot, so the dots are the way down.
    *way, last = name.split(".")
    for step in way:
        below = tree[step]
        if not isinstance(below, MutableMapping):
            raise TypeError("ccxt keeps its addresses elsewhere")
        tree = below
    tree[last] = address
