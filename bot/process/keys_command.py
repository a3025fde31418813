"""`python -m bot keys`: keys of exchanges are typed in on the terminal, and kept encrypted."""

import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path

from bot.config.named_accounts import PARTS
from bot.config.settings import Settings
from bot.config.stored_keys import FILE, read_keys, write_keys
from bot.process.arguments import KeysAct, KeysWanted
from bot.process.logs import say
from engine.core.types import AccountId, Mode
from engine.errors import SettingsError

FUTURES = "_futures"
ASKED = {"api_key": "API key", "secret_key": "Secret key", "passphrase": "Passphrase"}
NOT_A_TERMINAL = "Keys are typed in on a terminal, where nobody sees them. Nothing was stored.\n"
SHORTEST_KEY = 8


def keys_command(settings: Settings, wanted: KeysWanted, ask: Callable[[str], str] = getpass) -> int:
    """Do it, and return the exit status. Raises SettingsError."""
    file, secret_key = settings.scalper_data_dir / FILE, _secret_key(settings)
    stored = read_keys(file, secret_key)
    match wanted.act:
        case KeysAct.LIST:
            sys.stdout.write("".join(f"{account}\n" for account in _accounts(stored)))
            return 0
        case KeysAct.REMOVE:
            names = _names(wanted)
            if not stored.keys() & set(names):
                say("No such keys are stored.\n")
                return 1
            left = {name: value for name, value in stored.items() if name not in names}
            return _write(file, secret_key, left, "removed")
        case KeysAct.SET:
            if not sys.stdin.isatty():
                say(NOT_A_TERMINAL)
                return 2
            return _write(file, secret_key, stored | _typed(_names(wanted), ask), "stored")


def _secret_key(settings: Settings) -> str:
    if settings.secret_key is None:
        raise SettingsError(("SECRET_KEY is not set: keys are kept encrypted with it.",))
    return settings.secret_key.get_secret_value()


def _accounts(stored: dict[str, str]) -> list[str]:
    """Return the accounts as their settings begin, in order."""
    return sorted(name.removesuffix("api_key").rstrip("_") for name in stored if name.endswith("api_key"))


def _names(wanted: KeysWanted) -> list[str]:
    """Return the settings that the keys of the account are. Raises SettingsError."""
    prefix = wanted.exchange.lower() + (FUTURES if wanted.futures else "")
    if f"{prefix}_api_key" not in Settings.model_fields:
        known = (name.removesuffix("_api_key") for name in Settings.model_fields if name.endswith("_api_key"))
        offered = ", ".join(sorted(one for one in known if not one.endswith(FUTURES)))
        raise SettingsError((f"There is no exchange {wanted.exchange}; there are {offered}.",))
    if wanted.account:
        try:
            AccountId(prefix, Mode.LIVE, wanted.account)
        except ValueError as e:
            raise SettingsError((f"--account: {e}",)) from None
    between = f"__{wanted.account}__" if wanted.account else "_"
    return [f"{prefix}{between}{part}" for part in PARTS if f"{prefix}_{part}" in Settings.model_fields]


def _typed(names: list[str], ask: Callable[[str], str]) -> dict[str, str]:
    found = {}
    for name in names:
        part = next(part for part in PARTS if name.endswith(part))
        text = ask(f"{ASKED[part]}: ").strip()
        if not text.isprintable() or " " in text or len(text) < (1 if part == "passphrase" else SHORTEST_KEY):
            raise SettingsError((f"That is no {ASKED[part].lower()}. Nothing was stored.",))
        found[name] = text
    return found


def _write(file: Path, secret_key: str, stored: dict[str, str], done: str) -> int:
    try:
        write_keys(file, secret_key, stored)
    except OSError as e:
        say(f"{file} cannot be written ({e.strerror}).\n")
        return 1
    sys.stdout.write(f"The keys are {done} in {file}. Restart Scalper, and it goes by them.\n")
    return 0
