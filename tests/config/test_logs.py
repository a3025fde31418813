"""No secret gets into the log by any way: message, values, traceback, uncaught error, JSON or text."""

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.process.logs import set_up_logging
from engine.errors import SettingsError

TOKEN = "123456789:" + "AbCdEf_-" * 5
OTHER_TOKEN = "987654321:" + "ZyXwVu_-" * 5
KEY = "binance+key/with=signs"


@pytest.fixture(autouse=True)
def _put_logging_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {
        name: logging.getLogger(name).level
        for name in ("aiogram", "alembic", "ccxt", "sqlalchemy", "sqlalchemy.engine")
    }
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(capture=False)


def settings(tmp_path: Path, **more: object) -> Settings:
    values: dict[str, object] = {
        "telegram_bot_token": SecretStr(TOKEN),
        "binance_api_key": SecretStr("abc"),
        "binance_secret_key": SecretStr(KEY),
        "database_url": SecretStr("postgres://scalper:p%40ssword@db/x"),
        "log_file_path": tmp_path / "logs" / "scalper.log",
    }
    return Settings(_env_file=None, **values | more)  # type: ignore[arg-type] # pydantic checks them


class Talkative:
    def __str__(self) -> str:
        return f"I know {KEY}"

    __repr__ = __str__


def call_telegram() -> None:
    raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/getMe")


def fall_with_secrets() -> None:
    try:
        call_telegram()
    except ConnectionError as error:
        raise RuntimeError(f"{KEY} refused at postgres://scalper:p@ssword@db/x") from error


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_secrets_are_replaced_wherever_they_stand(
    log_format: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(settings(tmp_path, log_format=log_format))
    log = logging.getLogger("somewhere")
    log.info("calling /bot%s/sendMessage", TOKEN)
    log.info("another token %s in %s", OTHER_TOKEN, {"deep": [Talkative()]})
    log.info("redis://:hushhush@cache:6379 and postgresql+asyncpg://scalper:p%%40ssword@db/x")
    try:
        fall_with_secrets()
    except RuntimeError as error:
        log.exception("it fell with %s", KEY)
        sys.excepthook(type(error), error, error.__traceback__)
    log.info("with its stack", stack_info=True)
    log.info(*["not enough values %s %s", KEY])
    written = (tmp_path / "logs" / "scalper.log").read_text() + capsys.readouterr().err
    for secret in (TOKEN, OTHER_TOKEN, KEY, "p@ssword", "p%40ssword", "hushhush"):
        assert secret not in written
    assert "calling /bot***/sendMessage" in written
    assert "fall_with_secrets" in written, "tracebacks are kept"
    assert written.count("an unhandled error") == 2


def test_a_short_value_is_no_secret_to_search_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(settings(tmp_path))
    logging.getLogger("x").info("abc data/scalper.db")
    assert "abc data/scalper.db" in capsys.readouterr().err


def test_json_lines_can_be_read_back(tmp_path: Path) -> None:
    set_up_logging(settings(tmp_path, log_format="json"))
    logging.getLogger("x").warning("two\nlines %s", "ü")
    line = json.loads((tmp_path / "logs" / "scalper.log").read_text())
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "x", "two\nlines ü")
    assert line["at"].endswith("+00:00")


def test_a_message_cannot_pretend_to_be_two(tmp_path: Path) -> None:
    set_up_logging(settings(tmp_path))
    logging.getLogger("x").warning("name: %s", "Mallory\n2026-01-01 00:00:00 ERROR   engine: all is lost")
    lines = (tmp_path / "logs" / "scalper.log").read_text().splitlines()
    assert not lines[1].startswith("2026")


def test_libraries_are_quiet_and_the_level_is_ours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(settings(tmp_path, log_level="DEBUG"))
    logging.getLogger("aiogram.event").info("Update id=1 is handled")
    logging.getLogger("alembic.runtime.plugins").info("setup plugin alembic.autogenerate.schemas")
    logging.getLogger("ccxt.base.exchange").debug("request")
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT")
    logging.getLogger("engine.bots.driver").debug("tick")
    written = capsys.readouterr().err
    assert "tick" in written
    assert len(written.splitlines()) == 1


def test_sql_is_shown_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(settings(tmp_path, db_echo_log=True))
    logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
    assert "SELECT 1" in capsys.readouterr().err


def test_a_log_file_that_cannot_be_written_is_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="LOG_FILE_PATH"):
        set_up_logging(settings(tmp_path, log_file_path=tmp_path / "file" / "scalper.log"))
