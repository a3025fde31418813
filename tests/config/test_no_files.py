"""A setting may name what is no file: a pipe that nobody writes to ends the start with a sentence."""

import os
import socket
import threading
from pathlib import Path

import pytest

from bot.config.env_file import load_settings
from bot.config.file_kinds import read_in_time
from engine.errors import SettingsError
from tests.whole.test_command_line import run


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe without anybody at its other end."""
    made = tmp_path / "pipe"
    os.mkfifo(made)
    return made


@pytest.mark.parametrize(
    ("setting", "before", "command"),
    [
        ("TELEGRAM_BOT_TOKEN_FILE", "", ()),
        ("BINANCE__MAIN__API_KEY_FILE", "", ("doctor",)),
        ("MARKET_DATA", "csv:", ()),
        ("LOG_FILE_PATH", "", ("doctor",)),
        ("DATABASE_URL", "sqlite:///", ()),
    ],
)
async def test_a_setting_that_names_a_pipe(
    pipe: Path, setting: str, before: str, command: tuple[str, ...]
) -> None:
    data = str(pipe.parent / "data")
    values = {setting: f"{before}{pipe}", "SCALPER_DATA_DIR": data}
    status, said = await run(*command, nobody=False, **values)
    assert status == (1 if command else 2), said
    assert (setting in said, "Traceback" in said) == (True, False)


async def test_the_log_may_go_to_a_pipe_that_somebody_reads(tmp_path: Path) -> None:
    """As /dev/stdout is in a container."""
    status, said = await run("doctor", LOG_FILE_PATH="/dev/stdout", SCALPER_DATA_DIR=str(tmp_path / "data"))
    assert (status, "LOG_FILE_PATH" in said) == (0, False)


@pytest.mark.parametrize("name", ["keys.sealed", "installation.json", "jobs.json", "scalper.db"])
async def test_one_in_the_data_folder(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    status, said = await run(SCALPER_DATA_DIR=str(tmp_path), SECRET_KEY="long enough for one")
    assert (status, str(tmp_path / name) in said, "Traceback" in said) == (2, True, False)


@pytest.mark.parametrize("command", ["restore", "move-database"])
async def test_one_that_a_command_is_given(pipe: Path, command: str) -> None:
    address = "postgresql://u@127.0.0.1:1/d" if command == "move-database" else ""
    status, said = await run(
        command, str(pipe), SCALPER_DATA_DIR=str(pipe.parent / "data"), DATABASE_URL=address
    )
    assert (status, str(pipe) in said, "Traceback" in said) == (2, True, False)


async def test_one_in_the_place_of_the_file_of_settings(pipe: Path) -> None:
    with pytest.raises(SettingsError, match="it is a pipe"):
        load_settings(pipe)


async def test_templates_that_are_pipes_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "templates" / "en").mkdir(parents=True)
    os.mkfifo(tmp_path / "templates" / "en" / "group.ftl")
    status, said = await run(SCALPER_DATA_DIR=str(tmp_path), DATABASE_URL="postgresql://u@127.0.0.1:1/d")
    assert status == 2
    assert "templates" in said


def test_what_comes_by_a_pipe_counts(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of `<(pass show scalper)` in a shell."""
    writer = threading.Thread(target=pipe.write_text, args=("a passphrase for backups\n",))
    writer.start()
    monkeypatch.setenv("BACKUP_PASSPHRASE_FILE", str(pipe))
    settings = load_settings(None)
    writer.join()
    assert settings.backup_passphrase is not None
    assert settings.backup_passphrase.get_secret_value() == "a passphrase for backups"


def test_what_does_not_end_is_not_waited_for(pipe: Path, tmp_path: Path) -> None:
    writer = os.open(pipe, os.O_RDWR)
    os.write(writer, b"begun")
    with pytest.raises(TimeoutError, match="nobody has written all of it"):
        read_in_time(pipe, within_s=0.05)
    os.close(writer)
    with pytest.raises(OSError, match="does not end"):
        read_in_time(Path("/dev/zero"))
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(tmp_path / "socket"))
        with pytest.raises(OSError, match="No such device"):
            read_in_time(tmp_path / "socket")
