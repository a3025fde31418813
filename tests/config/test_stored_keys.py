"""Keys that were typed in on the command line: encrypted in one file, and read at the start as others are."""

import asyncio
import os
import pty
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.backups import make_backup, restore_command
from bot.config.env_file import load_settings
from bot.config.settings import Settings
from bot.config.stored_keys import FILE, MARK, read_keys, write_keys
from bot.process.arguments import KeysAct, KeysWanted, read_arguments
from bot.process.keys_command import keys_command
from db.migrate import upgrade
from engine.clock import SystemClock
from engine.errors import SettingsError
from tests.support.program import CLEAN, ROOT

SECRET_KEY = "correct horse battery"
KEYS = {"api_key": "an-api-key-of-mine", "secret_key": "a-secret-key-of-mine"}
BINANCE = {f"binance_{part}": value for part, value in KEYS.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)


def load(folder: Path, **values: str) -> Settings:
    given = {"SCALPER_DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY} | values
    file = folder.parent / "settings.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    return load_settings(file)


def complaint(folder: Path, **values: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, **values)
    [found] = caught.value.complaints
    return found


def answers(*given: str) -> Iterator[str]:
    yield from given


def run(
    folder: Path, act: KeysAct, exchange: str = "", *typed: str, account: str = "", futures: bool = False
) -> int:
    waiting = answers(*typed)
    wanted = KeysWanted(act, exchange, account, futures=futures)
    return keys_command(load(folder), wanted, lambda _: next(waiting))


def shown(settings: Settings, prefix: str, *, futures: bool = False) -> dict[str, list[str]]:
    return {
        name: [part.get_secret_value() for part in keys if part is not None]
        for name, keys in settings.accounts(prefix, futures=futures).items()
    }


def test_what_was_typed_in_is_gone_by_at_the_next_start(folder: Path, on_a_terminal: None) -> None:
    assert run(folder, KeysAct.SET, "Binance", *KEYS.values()) == 0
    assert run(folder, KeysAct.SET, "binance", "api-key-of-main", "secret-of-main", account="main") == 0
    assert run(folder, KeysAct.SET, "okx", "okx-api-key", "okx-secret-key", "pass") == 0
    assert run(folder, KeysAct.SET, "bybit", "api-futures", "secret-futures", futures=True) == 0
    settings = load(folder)
    assert shown(settings, "binance") == {
        "": list(KEYS.values()),
        "main": ["api-key-of-main", "secret-of-main"],
    }
    assert shown(settings, "okx") == {"": ["okx-api-key", "okx-secret-key", "pass"]}
    assert shown(settings, "bybit") == {}
    assert shown(settings, "bybit", futures=True) == {"": ["api-futures", "secret-futures"]}
    assert {"api-key-of-main", "pass", SECRET_KEY} <= {one.get_secret_value() for one in settings.secrets}


def test_the_list_says_whose_keys_there_are_and_nothing_of_them(
    folder: Path, on_a_terminal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, KeysAct.SET, "binance", *KEYS.values(), account="main")
    run(folder, KeysAct.SET, "binance", *KEYS.values(), futures=True)
    capsys.readouterr()
    assert run(folder, KeysAct.LIST) == 0
    assert capsys.readouterr().out == "binance__main\nbinance_futures\n"
    assert run(folder, KeysAct.REMOVE, "binance", account="main") == 0
    assert run(folder, KeysAct.REMOVE, "binance", account="main") == 1
    capsys.readouterr()
    assert run(folder, KeysAct.LIST) == 0
    assert capsys.readouterr().out == "binance_futures\n"


def test_nothing_of_it_can_be_read_without_the_secret_key(folder: Path, on_a_terminal: None) -> None:
    run(folder, KeysAct.SET, "binance", *KEYS.values())
    content = (folder / FILE).read_bytes()
    assert content.startswith(MARK)
    assert not [value for value in (*KEYS.values(), "binance", SECRET_KEY) if value.encode() in content]
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    run(folder, KeysAct.SET, "binance", *KEYS.values())
    assert (folder / FILE).read_bytes()[len(MARK) : 60] != content[len(MARK) : 60], "salt and nonce are new"
    assert [file.name for file in folder.iterdir()] == [FILE]


def test_a_wrong_secret_key_is_a_sentence(folder: Path) -> None:
    write_keys(folder / FILE, SECRET_KEY, BINANCE)
    assert "SECRET_KEY does not open" in complaint(folder, SECRET_KEY="another horse battery")
    assert "SECRET_KEY is not set" in complaint(folder, SECRET_KEY="")


@pytest.mark.parametrize("at", [0, len(MARK) + 3, len(MARK) + 20, -1])
def test_a_file_that_was_changed_is_not_believed(folder: Path, at: int) -> None:
    write_keys(folder / FILE, SECRET_KEY, BINANCE)
    content = bytearray((folder / FILE).read_bytes())
    content[at] ^= 1
    (folder / FILE).write_bytes(content)
    assert "is damaged" in complaint(folder)
    (folder / FILE).write_bytes(content[:20])
    assert "is damaged" in complaint(folder)


def test_the_secret_key_may_be_in_a_file(folder: Path) -> None:
    write_keys(folder / FILE, SECRET_KEY, BINANCE)
    secret = folder / "secret"
    secret.write_text(SECRET_KEY)
    assert shown(load(folder, SECRET_KEY="", SECRET_KEY_FILE=str(secret)), "binance")


def test_keys_of_the_environment_come_first_and_are_never_mixed(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_keys(folder / FILE, SECRET_KEY, BINANCE | {"okx_api_key": "x" * 9, "okx_secret_key": "y" * 9})
    given = {"BINANCE_API_KEY": "of-the-file", "BINANCE_SECRET_KEY": "of-the-file-too"}
    assert shown(load(folder, **given), "binance") == {"": list(given.values())}
    assert "binance: keys of it stand in the settings" in caplog.text
    assert "belong together" in complaint(folder, BINANCE_API_KEY="alone")


def test_an_exchange_that_is_not_there_and_a_key_that_is_none_are_said(
    folder: Path, on_a_terminal: None
) -> None:
    with pytest.raises(SettingsError, match="no exchange kraken; there are binance, bybit, coindcx, okx"):
        run(folder, KeysAct.SET, "kraken", "x")
    with pytest.raises(SettingsError, match="no api key"):
        run(folder, KeysAct.SET, "binance", "two words")
    with pytest.raises(SettingsError, match="--account"):
        run(folder, KeysAct.SET, "binance", "x", account="A B")
    assert not (folder / FILE).exists()


def test_without_a_terminal_nothing_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert run(folder, KeysAct.SET, "binance", *KEYS.values()) == 2
    assert not (folder / FILE).exists()


def test_keys_stand_on_no_command_line() -> None:
    assert read_arguments(["keys", "list"]) == KeysWanted(KeysAct.LIST)
    wanted = KeysWanted(KeysAct.SET, "okx", "main", futures=True)
    assert read_arguments(["keys", "set", "okx", "--account", "main", "--futures"]) == wanted
    with pytest.raises(SystemExit):
        read_arguments(["keys", "set", "okx", "a-key"])


async def test_a_backup_takes_them_along_as_they_are(folder: Path, tmp_path: Path) -> None:
    write_keys(folder / FILE, SECRET_KEY, BINANCE)
    settings = load(folder)
    await upgrade(settings.database_url.get_secret_value())
    made = await make_backup(settings, SystemClock())
    assert (made.parent / FILE).read_bytes() == (folder / FILE).read_bytes()
    elsewhere = tmp_path / "new" / "data"
    elsewhere.mkdir(parents=True)
    assert await restore_command(load(elsewhere), made) == 0
    assert shown(load(elsewhere), "binance") == {"": list(KEYS.values())}
    write_keys(elsewhere / FILE, SECRET_KEY, {})
    assert await restore_command(load(elsewhere), made) == 0
    assert read_keys(elsewhere / FILE, SECRET_KEY) == {}, "what is there is never overwritten"


async def test_on_a_terminal_nothing_that_is_typed_is_shown(folder: Path) -> None:
    outer, inner = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    settings = {"SCALPER_DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "keys", "set", "binance"),
        cwd="/",
        env=environment | settings,
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    said = await asyncio.to_thread(_typed_in, outer, list(KEYS.values()))
    assert await process.wait() == 0
    assert "API key:" in said
    assert not [value for value in KEYS.values() if value in said]
    assert read_keys(folder / FILE, SECRET_KEY) == BINANCE


def _typed_in(terminal: int, lines: list[str]) -> str:
    """Type a line at each question; return all that the terminal showed."""
    shown, waiting = b"", list(lines)
    try:
        while part := os.read(terminal, 4096):
            shown += part
            if waiting and shown.endswith(b": "):
                os.write(terminal, f"{waiting.pop(0)}\n".encode())
    except OSError:  # so it ends
        pass
    os.close(terminal)
    return shown.decode()
