"""Each exchange stands in its own folder: what the rest knows of it is its spec."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.config.settings import Settings
from engine.core.ids import OrderNaming
from engine.core.types import Leg
from engine.errors import SettingsError
from engine.venues.exchanges.bybit.spec import BYBIT
from engine.venues.exchanges.ccxt_client import build_client
from engine.venues.exchanges.registry import EXCHANGES, VENUES, exchange_of
from engine.venues.exchanges.spec import Environment, ExchangeSpec, KeySettings, VenueSpec

ROOT = Path(__file__).parents[2]
HOMES = ROOT / "engine" / "venues" / "exchanges"
NAMED = re.compile(r"binance|bybit|coindcx|okx", re.IGNORECASE)
MODES = re.compile(r":(PAPER|TESTNET|LIVE)\b")
REGISTRY, SETTINGS = HOMES / "registry.py", ROOT / "bot" / "config" / "settings.py"
EXAMPLES = ROOT / "bot" / "views"
"""People read names there."""
EXAMPLE = '{"binance": {"public": "https://..."}}'
"""Of a setting, for people too."""


def product_files() -> Iterator[Path]:
    for part in ("engine", "db", "bot"):
        for path in sorted((ROOT / part).rglob("*.py")):
            of_one_exchange = path.is_relative_to(HOMES) and path.parent != HOMES
            exempt = path.is_relative_to(ROOT / "db" / "migrations") or path.is_relative_to(EXAMPLES)
            if not of_one_exchange and not exempt:
                yield path


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the texts of the code: no docstrings, neither of definitions nor of fields."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node


def identifiers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for name in ("id", "attr", "arg", "name", "module"):
            found = getattr(node, name, None)
            if isinstance(found, str):
                yield found


def slips(path: Path, source: str) -> list[str]:
    tree = ast.parse(source)
    found = [
        f"{path.name}:{text.lineno} says {text.value!r}"
        for text in texts(tree)
        if text.value != EXAMPLE
        and (NAMED.search(str(text.value)) or text.value == " F" or MODES.search(str(text.value)))
    ]
    if path not in {REGISTRY, SETTINGS}:
        found += [f"{path.name} names {name}" for name in identifiers(tree) if NAMED.search(name)]
    return found


def test_no_exchange_is_named_outside_its_folder() -> None:
    files = list(product_files())
    assert len(files) > 200
    assert not [slip for path in files for slip in slips(path, path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "slip",
    [
        'x = exchange == "Binance F"',
        'x = exchange.endswith(" F")',
        'x = exchange.startswith("Bybit")',
        'x = "Acme:LIVE"',
        'x = f"{venue}:LIVE"',
        "from engine.venues.exchanges.bybit import values",
        "class BinanceThing: pass",
    ],
)
def test_a_slip_would_be_seen(slip: str) -> None:
    assert slips(Path("driver.py"), slip)
    assert not slips(Path("driver.py"), '"""Binance F: see there."""\nx = 1\n"""Bybit has none."""')


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.name)
def test_our_order_names_are_what_each_exchange_is_told_they_are(exchange: ExchangeSpec) -> None:
    name = OrderNaming(epoch=36**3 - 1, serial=7).name(cycle=1, leg=Leg.EXIT, attempt=36)
    assert exchange.order_names.is_ours(name)
    for other in ("", "web_1", name.upper(), name + "0", "x" + name[1:]):
        assert not exchange.order_names.is_ours(other)


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.name)
def test_the_settings_have_the_keys_of_every_exchange(exchange: ExchangeSpec) -> None:
    prefix = exchange.keys.prefix
    wanted = {f"{prefix}_api_key", f"{prefix}_secret_key", f"{prefix}_testnet"}
    if any(venue.derivative for venue in exchange.venues):
        wanted |= {f"{prefix}_futures_api_key", f"{prefix}_futures_secret_key"}
    if exchange.keys.passphrase:
        wanted.add(f"{prefix}_passphrase")
    assert wanted <= Settings.model_fields.keys()


@pytest.mark.parametrize("venue", VENUES.values(), ids=lambda venue: venue.name)
def test_a_venue_belongs_to_one_exchange_and_its_name_to_it_alone(venue: VenueSpec) -> None:
    assert venue in exchange_of(venue.name).venues
    assert sum(venue.name == other.name for exchange in EXCHANGES for other in exchange.venues) == 1


def test_a_passphrase_is_asked_for_where_it_belongs_to_the_keys_and_shown_nowhere() -> None:
    keys = KeySettings(prefix="acme", passphrase=True)
    with pytest.raises(SettingsError, match="ACME_PASSPHRASE"):
        keys.credentials("key", "signs", None)
    credentials = keys.credentials("key", "signs", "a word")
    assert credentials.secrets == ("key", "signs", "a word")
    assert not [secret for secret in credentials.secrets if secret in repr(credentials)]
    assert KeySettings(prefix="acme").credentials("key", "signs", None).secrets == ("key", "signs")
    exchange = replace(BYBIT, client="okx", keys=keys)
    venue = replace(exchange.venues[0], options={})
    client, _ = build_client(
        exchange,
        venue,
        environment=Environment.LIVE,
        overrides={},
        credentials=credentials,
        heartbeat_s=15,
        timeout_s=1,
    )
    assert (client.apiKey, client.secret, client.password) == credentials.secrets
