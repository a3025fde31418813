"""Sets up the log: text or JSON, on stderr and perhaps in a file, and never with a secret in it."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from bot.config.settings import Settings
from bot.config.values import BOT_TOKEN
from engine.errors import SettingsError

HIDDEN = "***"
SHORTEST_SECRET = 6
"""Anything shorter would be found inside ordinary words."""
USER_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@")
CHATTER = (
    "aiogram",
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "ccxt",
    "sqlalchemy",
    "urllib3",
)
FILE_BYTES = 10_000_000
FILES_KEPT = 5

log = logging.getLogger(__name__)


class Redactor(logging.Filter):
    """Replaces the known secrets, whatever looks like a bot's token, and passwords in addresses.

    It works on the record itself: message, traceback and stack are put in words here, so that whoever
    handles the record next has nothing to leak.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = sorted({value for value in secrets if len(value) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.redacted(_message(record)), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.redacted(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redacted(record.stack_info)
        record.exc_info = None
        return True

    def redacted(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return USER_IN_ADDRESS.sub(f"{HIDDEN}@", BOT_TOKEN.sub(HIDDEN, text))


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message and, if there is one, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """One line for people, with the time in UTC. A line break in a message cannot start a new entry."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\n    ")
        line = f"{at} {record.levelname:7} {record.name}: {message}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


def secret_values(settings: Settings) -> set[str]:
    """Return every secret of the settings, the passwords inside addresses among them."""
    found: set[str] = set()
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            found |= _secrets_in(value.get_secret_value())
    return found


def _secrets_in(text: str) -> set[str]:
    if "://" not in text:
        return {text}
    password = urlsplit(text).password or ""
    return {password, unquote(password)}


def set_up_logging(settings: Settings) -> None:
    """Direct all logs, warnings and uncaught exceptions as the settings say.

    Raises SettingsError when the log file cannot be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if settings.log_file_path is not None:
        handlers.append(_file(settings.log_file_path))
    redactor = Redactor(secret_values(settings))
    for handler in handlers:
        handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
        handler.addFilter(redactor)
    logging.basicConfig(level=settings.log_level, handlers=handlers, force=True)
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)
    if settings.db_echo_log:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def _file(path: Path) -> RotatingFileHandler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError as error:
        raise SettingsError((f"LOG_FILE_PATH: {path} cannot be written: {error.strerror}.",)) from error


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a faulty log call, or any __str__, must not stop what is being logged
        return f"{record.msg!s} (its values could not be put in)"


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("The program ends because of an unhandled error", exc_info=(kind, error, trace))
