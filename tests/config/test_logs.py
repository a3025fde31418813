"""No secret gets into the log by any way: message, values, traceback, uncaught error, JSON or text."""

import errno
import json
import linecache
import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from urllib.parse import quote, quote_plus

import ccxt
import pytest
import sentry_sdk
from pydantic import SecretStr

from bot.config.env_file import is_secret
from bot.config.settings import Settings
from bot.process.logs import say, set_up_early_logging, set_up_logging
from bot.process.redaction import Redactor, secret_values
from engine.correlation import correlated
from engine.errors import SettingsError

TOKEN = "123456789:" + "AbCdEf_-" * 5
OTHER_TOKEN = "987654321:" + "ZyXwVu_-" * 5
KEY = "binance+key/with=signs"


@pytest.fixture(autouse=True)
def _put_logging_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    in_thread, unraisable = threading.excepthook, sys.unraisablehook
    levels = {
        name: logging.getLogger(name).level
        for name in ("aiogram", "alembic", "ccxt", "sqlalchemy", "sqlalchemy.engine", "asyncio", "urllib3")
    }
    yield
    sentry_sdk.get_client().close(timeout=5)  # its thread would go on logging
    sentry_sdk.get_global_scope().set_client(None)
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    threading.excepthook, sys.unraisablehook = in_thread, unraisable
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


ADDRESSES = {
    "database_url": ("postgresql://scalper:{}@db/x", "pass=word/with?signs"),
    "telegram_proxy": ("socks5://ann:{}@proxy:1080", "hush-word"),
    "redis_url": ("redis://:{}@cache:6379", "hush-hush"),
    "heartbeat_url": ("https://monitor.example/ping/{}", "0b1e8f3a-7c2d-4e5f-9a6b"),
    "sentry_dsn": ("https://{}@127.0.0.1:9/1", "0123456789abcdef"),
}
"""Settings whose secret is in an address: how it stands there, and what it is."""
WAYS: dict[str, Callable[[logging.Logger, str], object]] = {
    "message": lambda log, secret: log.info("it is %s.", secret),
    "in a repr": lambda log, secret: log.info("it is %r", {"deep": [secret]}),
    "in an address": lambda log, secret: log.info("GET https://x/y?k=%s&z=1", quote(secret, safe="")),
    "in a form": lambda log, secret: log.info("k=%s&z=1", quote_plus(secret)),
    "in JSON": lambda log, secret: log.info("body %s", json.dumps({"k": secret})),
    "in an exception": lambda log, secret: _raised(log, ValueError(secret, {"k": secret})),
    "in its cause": lambda log, secret: _raised(log, RuntimeError("no"), ValueError(f"with {secret}")),
    "in a group": lambda log, secret: _raised(log, ExceptionGroup("no", [ValueError(secret)])),
    "in ccxt's error": lambda log, secret: _raised(
        log, ccxt.ExchangeError(f'binance GET https://x/y?apiKey={secret}&signature=00ff {{"k":"{secret}"}}')
    ),
    "in a source line": lambda log, secret: _raised_in_source(log, secret),  # noqa: PLW0108 - made below
    "uncaught": lambda log, secret: sys.excepthook(ValueError, ValueError(secret), None),
    "in a warning": lambda log, secret: warnings.warn(f"it is {secret}", UserWarning, stacklevel=1),
    "in a thread": lambda log, secret: _falls_in_thread(secret),
}


def _raised(log: logging.Logger, error: Exception, cause: Exception | None = None) -> None:
    try:
        raise error from cause  # noqa: TRY301 - that is what it is for
    except Exception:
        log.exception("it fell")


def _raised_in_source(log: logging.Logger, secret: str) -> None:
    """Fall in a line of a program that holds the secret itself, as a traceback shows it."""
    linecache.cache["pasted.py"] = (1, None, [f"call({secret!r})\n"], "pasted.py")
    try:
        exec(compile("call(0)", "pasted.py", "exec"), {"call": _fall})  # noqa: S102
    except ZeroDivisionError:
        log.exception("it fell")


def _fall(_: int) -> None:
    raise ZeroDivisionError


def _falls_in_thread(secret: str) -> None:
    def fall() -> None:
        raise ValueError(secret)

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()


def every_secret() -> dict[str, tuple[object, str]]:
    """Return a value for every secret setting there is, and what of it may never be seen."""
    names = [name for name, field in Settings.model_fields.items() if is_secret(field)]
    assert len(names) > 15
    found: dict[str, tuple[object, str]] = {}
    for name in names:
        how, secret = ADDRESSES.get(name, ("{}", f"{name}/se+cret \"=é'\\{len(found):04}"))
        if name == "telegram_bot_token":
            secret = TOKEN
        elif name == "totp_secret":
            secret = "JBSWY3DPEHPK3PXP"
        found[name] = SecretStr(how.format(quote(secret, safe="") if name in ADDRESSES else secret)), secret
    found["okx_secret_key"] = (
        SecretStr("-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF"),
        "kqhkiG9w0BAQEF",
    )
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_secret_of_any_setting_gets_out(
    log_format: str, way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = every_secret()
    values = {name: value for name, (value, _) in secrets.items()}
    set_up_logging(settings(tmp_path, log_format=log_format, **values))
    for name, (_, secret) in secrets.items():
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            WAYS[way](logging.getLogger(name), secret)
    written = (tmp_path / "logs" / "scalper.log").read_text() + capsys.readouterr().err
    assert written.count("***") >= len(secrets)
    for name, (_, secret) in secrets.items():
        for form in (
            secret,
            quote(secret, safe=""),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
        ):
            assert form not in written, name
            assert json.dumps(form)[1:-1] not in written, name


@pytest.mark.parametrize(
    "secret", ["https://[hush-hush", "hush://[and-hush", "hush-a://hush-b", "hush://y:z@h"]
)
@pytest.mark.parametrize("name", sorted(every_secret()))
def test_a_secret_that_only_looks_like_an_address_is_hidden_whole(
    secret: str, name: str, tmp_path: Path
) -> None:
    values = {name: value for name, (value, _) in every_secret().items()}
    made = settings(tmp_path, **values).model_copy(update={name: SecretStr(secret)})
    assert "hush" not in Redactor(secret_values(made)).redacted(f"it is {secret} there")


def test_what_signs_a_request_is_taken_out_though_nobody_knows_it(tmp_path: Path) -> None:
    set_up_logging(settings(tmp_path))
    logging.getLogger("x").info("https://x/y?symbol=BTC&listenKey=abc123&signature=00ff00ff done")
    written = (tmp_path / "logs" / "scalper.log").read_text()
    assert "https://x/y?symbol=BTC&listenKey=***&signature=*** done" in written


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_lines_of_one_cause_bear_its_id(log_format: str, tmp_path: Path) -> None:
    set_up_logging(settings(tmp_path, log_format=log_format))
    with correlated("abc-1"):
        logging.getLogger("x").info("one")
    logging.getLogger("x").info("two")
    one, two = (tmp_path / "logs" / "scalper.log").read_text().splitlines()
    assert "abc-1" in one
    assert "abc-1" not in two
    assert log_format == "text" or json.loads(one)["correlation"] == "abc-1"


def test_everything_on_stderr_is_json_when_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_early_logging("json")
    logging.getLogger("early").warning("there is no setting called X")
    set_up_logging(settings(tmp_path, log_format="json"))
    say("\n  A banner\n  of two lines.\n\n")
    logging.getLogger("alembic.runtime.migration").warning("Running upgrade")
    logging.getLogger("x").info("with its stack", stack_info=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("a warning", UserWarning, stacklevel=1)
    _falls_in_thread("oh")
    sys.unraisablehook(_Unraisable())  # type: ignore[arg-type]  # as Python makes one
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["message"].partition(":")[0] for line in lines][:3] == [
        "there is no setting called X",
        "A banner of two lines.",
        "Running upgrade",
    ]
    assert len(lines) == 7
    assert "A banner" not in (tmp_path / "logs" / "scalper.log").read_text(), "what is shown is in no log"


class _Unraisable:
    exc_type, exc_value, exc_traceback, err_msg, object = ValueError, ValueError("x"), None, None, "a thing"


def test_a_full_disk_is_said_once_and_costs_nobody_the_log_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_logging(settings(tmp_path, log_format="json"))
    file = next(one for one in logging.getLogger().handlers if isinstance(one, RotatingFileHandler))

    def full(_: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(file.stream, "write", full, raising=False)
        for number in range(3):
            logging.getLogger("x").info("line %d", number)
    logging.getLogger("x").info("again")
    said = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert [one for one in said if one.startswith("line") or one == "again"] == [
        "line 0",
        "line 1",
        "line 2",
        "again",
    ]
    assert [one for one in said if "No space left on device" in one] == [said[1]]
    assert "again" in (tmp_path / "logs" / "scalper.log").read_text()


@pytest.mark.parametrize("way", ["moved", "moved and made anew", "deleted", "copied and emptied"])
def test_a_log_file_that_others_rotate_goes_on_in_its_place(tmp_path: Path, way: str) -> None:
    """As logrotate does, with `create`, `nocreate` and `copytruncate`."""
    set_up_logging(settings(tmp_path))
    file = tmp_path / "logs" / "scalper.log"
    logging.getLogger("x").info("before")
    if way == "deleted":
        file.unlink()
    elif way == "copied and emptied":
        os.truncate(file, 0)
    else:
        file.rename(tmp_path / "old")
    if way == "moved and made anew":
        file.touch()
    logging.getLogger("x").info("after")
    logging.getLogger("x").info("and on")
    written = file.read_text()
    assert ("before" in written, written.count("after"), written.count("and on")) == (False, 1, 1)
    assert "\0" not in written


def test_a_log_file_whose_folder_is_gone_costs_nobody_the_log_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(settings(tmp_path))
    (tmp_path / "logs").rename(tmp_path / "old")
    logging.getLogger("x").info("after")
    said = capsys.readouterr().err
    assert "after" in said
    assert "LOG_FILE_PATH" in said
    assert "Traceback" not in said
