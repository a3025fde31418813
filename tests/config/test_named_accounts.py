"""Accounts with names: BINANCE__MAIN__API_KEY and its like, or files that hold them."""

from pathlib import Path

import pytest

from bot.config.env_file import load_settings
from bot.config.settings import Settings
from bot.process.redaction import secret_values
from engine.errors import SettingsError

BOTH = "BINANCE_API_KEY=k\nBINANCE_SECRET_KEY=s\nBINANCE__MAIN__API_KEY=key-of-main\n"


def load(folder: Path, text: str) -> Settings:
    file = folder / ".env"
    file.write_text(text)
    return load_settings(file)


def keys_of(settings: Settings, prefix: str, *, futures: bool = False) -> dict[str, str]:
    found = settings.accounts(prefix, futures=futures).items()
    return {label: keys.api_key.get_secret_value() for label, keys in found}


def test_each_has_its_name_beside_the_one_without(tmp_path: Path) -> None:
    settings = load(tmp_path, BOTH + "BINANCE__MAIN__SECRET_KEY=secret-of-main\n")
    assert keys_of(settings, "binance") == {"": "k", "main": "key-of-main"}
    assert keys_of(settings, "binance", futures=True) == {"": "k", "main": "key-of-main"}
    assert keys_of(settings, "bybit") == {}


def test_a_key_may_be_in_a_file_and_futures_may_have_their_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("key-in-a-file\n")
    text = (
        f"BINANCE__MAIN__SECRET_KEY=s\nBINANCE_FUTURES__MAIN__API_KEY_FILE={tmp_path / 'key'}\n"
        "BINANCE_FUTURES__MAIN__SECRET_KEY=s2\n"
    )
    settings = load(tmp_path, BOTH + text)
    assert keys_of(settings, "binance")["main"] == "key-of-main"
    assert keys_of(settings, "binance", futures=True)["main"] == "key-in-a-file"


def test_what_is_missing_or_no_name_is_said_without_what_is_secret(tmp_path: Path) -> None:
    text = "OKX__SUB_1__API_KEY=aaaa\nOKX__SUB_1__SECRET_KEY=bbbb\nBYBIT__A.B__API_KEY=cccc\n"
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, BOTH + text)
    said = str(raised.value)
    for part in ("BINANCE__MAIN__SECRET_KEY", "OKX__SUB_1__PASSPHRASE", "BYBIT__A.B__API_KEY"):
        assert part in said
    assert not any(secret in said for secret in ("key-of-main", "aaaa", "bbbb", "cccc"))


def test_they_are_secret(tmp_path: Path) -> None:
    settings = load(tmp_path, BOTH + "BINANCE__MAIN__SECRET_KEY=secret-of-main\n")
    assert {"key-of-main", "secret-of-main"} <= secret_values(settings)
    assert "of-main" not in repr(settings)
