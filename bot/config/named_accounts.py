"""Several accounts at one exchange, each with a name: BINANCE__MAIN__API_KEY and its like, or files of them.

The name is what people see and choose; "main" here. Spot and futures may have keys of their own, as
BINANCE_FUTURES__MAIN__API_KEY; where they have none those of BINANCE__MAIN are used.
"""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.config.secret_files import SUFFIX, read_secret_file
from bot.config.settings import ExchangeKeys, Settings
from bot.config.values import PLACEHOLDER, unquoted
from engine.core.types import AccountId, Mode

PARTS = ("api_key", "secret_key", "passphrase")

NamedKeys = dict[str, dict[str, ExchangeKeys]]
"""How settings of an exchange begin, "binance" or "binance_futures" -> name of the account -> its keys."""


def is_of_an_account(name: str) -> bool:
    """Say whether a setting of that name, in small letters, belongs to a named account."""
    prefix, label, part = _parts(name.removesuffix(SUFFIX))
    return bool(label) and part in PARTS and f"{prefix}_{part}" in Settings.model_fields


def account_of(name: str) -> str:
    """Return how the settings of the account begin whose key that is; "" where it is none."""
    part = next((part for part in PARTS if name.endswith(f"_{part}")), "")
    return name.removesuffix(part).rstrip("_") if part else ""


def _parts(name: str) -> tuple[str, str, str]:
    prefix, _, rest = name.partition("__")
    label, _, part = rest.rpartition("__")
    return prefix, label, part


def named_accounts(given: Mapping[str, str | None]) -> tuple[NamedKeys, list[str]]:
    """Return the keys of all accounts that have names, and what is wrong with what is given.

    `given`: names in small letters -> what is written.
    """
    written: dict[tuple[str, str], dict[str, SecretStr]] = {}
    complaints: list[str] = []
    for name in sorted({one.removesuffix(SUFFIX) for one in given if is_of_an_account(one)}):
        prefix, label, part = _parts(name)
        try:
            AccountId(prefix, Mode.LIVE, label)
            text = read_secret_file(name, given) or unquoted(given.get(name) or "")
        except ValueError as e:
            complaints.append(f"{name.upper()}: {e}")
            continue
        if not PLACEHOLDER.fullmatch(text):
            written.setdefault((prefix, label), {})[part] = SecretStr(text)
    found: NamedKeys = {}
    for (prefix, label), parts in written.items():
        needed = [part for part in PARTS if f"{prefix}_{part}" in Settings.model_fields]
        missing = [f"{prefix}__{label}__{part}".upper() for part in needed if part not in parts]
        if missing:
            complaints.append(
                f"{' and '.join(missing)} must be set as well: an account needs all of its keys."
            )
        else:
            keys = ExchangeKeys(parts["api_key"], parts["secret_key"], parts.get("passphrase"))
            found.setdefault(prefix, {})[label] = keys
    return found, complaints
