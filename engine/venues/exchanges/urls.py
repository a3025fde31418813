"""The addresses a client uses: overridden, listed, checked."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from engine.errors import SettingsError

CcxtTree = MutableMapping[str, Any]
"""Addresses by name, and such trees."""
SIMPLE = {"rest": ("http", "https"), "ws": ("ws", "wss")}


def override(urls: CcxtTree, overrides: Mapping[str, str], venue: str, paths: Mapping[str, str]) -> None:
    """Change ccxt's tree of addresses (`client.urls`) in place. Raises SettingsError for unknown names.

    `paths`: `ExchangeSpec.stream_paths`.
    """
    tree = urls["api"]
    if not isinstance(tree, MutableMapping):
        raise TypeError("ccxt keeps its addresses elsewhere")
    known = list(_leaves(tree))
    unknown = sorted(set(overrides) - set(SIMPLE) - {name for name, *_ in known})
    if unknown:
        raise SettingsError(
            tuple(f'EXCHANGE_URLS: {venue} has no address "{name}"; use "rest" and "ws"' for name in unknown)
        )
    for name, branch, key in known:
        # Of an exchange that has one address of a kind, that one is called as the kind is.
        given = overrides.get(name) if name not in SIMPLE else None
        base = overrides.get("ws" if f"{name}.".startswith("ws.") else "rest")
        if given is None and base is not None:
            given = base.rstrip("/") + paths.get(name, urlsplit(branch[key]).path)
        if given is not None:
            branch[key] = given


def _leaves(tree: CcxtTree, before: str = "") -> Iterator[tuple[str, CcxtTree, str]]:
    """Yield every address in ccxt's tree: its dotted name, and where it is."""
    for key, value in tree.items():
        if isinstance(value, MutableMapping):
            yield from _leaves(value, f"{before}{key}.")
        elif isinstance(value, str):
            yield before + key, tree, key


def urls_in_use(client: object) -> dict[str, str]:
    """Return every address that a ccxt client could use, by dotted name, placeholders filled in."""
    tree: CcxtTree = client.urls["api"]  # type: ignore[attr-defined]  # ccxt ships no types
    hostname = getattr(client, "hostname", None) or ""
    return {name: branch[key].replace("{hostname}", hostname) for name, branch, key in _leaves(tree)}


def origin(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(url)
    default = 443 if parts.scheme in {"https", "wss"} else 80
    return parts.hostname or "", parts.port or default
