"""A secret may be in a file that NAME_FILE names: it counts as the setting does, and is never shown."""

import logging
import os
import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.env_file import load_settings, secret_names
from bot.config.settings import Settings
from bot.process.redaction import Redactor, secret_values
from engine.errors import SettingsError

TOKEN = "123456789:" + "AbCdEf_-" * 5
VALUES = {
    "telegram_bot_token": TOKEN,
    "database_url": "postgresql+asyncpg://u:hushpassword@h/d",
    "telegram_proxy": "socks5://u:hushproxy@h:1080",
    "backup_passphrase": "hush-hush-passphrase",
    "totp_secret": "HUSHHUSHHUSHHUSH",
    "redis_url": "redis://:hushredis@h",
    "heartbeat_url": "https://monitor.invalid/hush-heartbeat-address",
    "sentry_dsn": "https://hushdsn@sentry.invalid/1",
}
"""What the settings take; of all others a word will do."""


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().removesuffix("_file") in Settings.model_fields:
            monkeypatch.delenv(name)


@pytest.fixture
def secrets() -> dict[str, str]:
    """Return a value for each secret that there is."""
    return {name: VALUES.get(name, f"hush-{name}") for name in secret_names()}


def named(folder: Path, secrets: dict[str, str]) -> dict[str, str]:
    """Write each secret to a file, as editors and `docker secret` do, and return the settings."""
    for name, value in secrets.items():
        (folder / name).write_text(f"{value}\n")
    return {f"{name}_file".upper(): str(folder / name) for name in secrets}


def env_file(folder: Path, values: dict[str, str]) -> Path:
    file = folder / ".env"
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return file


def complaints(folder: Path, values: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        load_settings(env_file(folder, values))
    assert "hush" not in "".join(traceback.format_exception(error.value))
    return error.value.complaints


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_every_secret_may_be_in_a_file(
    place: str,
    tmp_path: Path,
    secrets: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    given = named(tmp_path, secrets)
    if place == "environment":
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        settings = load_settings(None)
    else:
        settings = load_settings(env_file(tmp_path, given))
    found = {name: getattr(settings, name) for name in secrets}
    assert all(isinstance(value, SecretStr) for value in found.values())
    assert {name: value.get_secret_value() for name, value in found.items()} == secrets
    assert caplog.messages == []
    redact = Redactor(secret_values(settings)).redacted
    told = redact(" ".join(secrets.values())) + repr(settings) + settings.model_dump_json()
    assert "hush" not in told
    assert TOKEN not in told


def test_what_is_in_a_file_is_checked_like_the_setting(tmp_path: Path) -> None:
    wrong = {"telegram_bot_token": "hush", "database_url": "mysql://hush@h/d", "okx_api_key": "hush"}
    found = complaints(tmp_path, named(tmp_path, wrong))
    assert [sentence.split()[0] for sentence in found] == [
        "TELEGRAM_BOT_TOKEN",
        "DATABASE_URL",
        "OKX_SECRET_KEY",
    ]


def test_both_of_a_secret_are_refused(tmp_path: Path, secrets: dict[str, str]) -> None:
    """Which one was meant, nobody can know."""
    given = named(tmp_path, secrets) | {name.upper(): value for name, value in secrets.items()}
    assert complaints(tmp_path, given) == tuple(
        f"{name.upper()}_FILE and {name.upper()} are both set: set one of them." for name in secrets
    )


def test_a_placeholder_beside_a_file_counts_as_unset(tmp_path: Path) -> None:
    given = named(tmp_path, {"telegram_bot_token": TOKEN})
    settings = load_settings(
        env_file(tmp_path, given | {"TELEGRAM_BOT_TOKEN": "your-bot-token", "REDIS_URL_FILE": ""})
    )
    assert settings.telegram_bot_token is not None
    assert settings.redis_url is None


def test_a_file_that_cannot_be_read_is_named_for_every_secret(
    tmp_path: Path, secrets: dict[str, str]
) -> None:
    given = {f"{name}_file".upper(): str(tmp_path / "no" / name) for name in secrets}
    assert complaints(tmp_path, given) == tuple(
        f"{name} names a file that does not exist: {file}." for name, file in given.items()
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read (Is a directory)"),
        (b"", "does not hold the value alone"),
        (b"\n", "does not hold the value alone"),
        (b"changeme\n", "does not hold the value alone"),
        (b"REDIS_URL=hush\nTELEGRAM_BOT_TOKEN=hush\n", "does not hold the value alone"),
        (b"hush\xff\xfe", "cannot be read as text"),
    ],
)
def test_a_file_without_a_secret_is_a_sentence(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """An empty one is no unset setting: the program would start, and on another database."""
    file = tmp_path / "secret"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    (complaint,) = complaints(tmp_path, {"DATABASE_URL_FILE": str(file)})
    assert complaint == f"DATABASE_URL_FILE names a file that {problem}: {file}."


@pytest.mark.parametrize(
    "pasted", ["hush", "postgresql://u:hush@h/d", "hush/and+more==", "/hush/and", "hush" * 100, "hush\0"]
)
def test_a_secret_in_place_of_the_name_is_not_shown(
    tmp_path: Path, pasted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (complaint,) = complaints(tmp_path, {"DATABASE_URL_FILE": pasted})
    assert complaint.startswith("DATABASE_URL_FILE names a file that ")


def test_the_name_of_an_ordinary_setting_has_no_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        load_settings(env_file(tmp_path, {"LOG_LEVEL_FILE": "x", "REDIS_URL_FILE": "..."}))
    assert "no setting called LOG_LEVEL_FILE;" in caplog.text
