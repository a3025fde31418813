"""Sets up the log: text or JSON throughout, on stderr and perhaps in a file, never with a secret in it."""

import json
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from bot import __version__
from bot.config.settings import Settings
from bot.process.redaction import Redactor, secret_values
from engine.correlation import correlation_id
from engine.errors import SettingsError

CHATTER = (
    "aiogram",
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "ccxt",
    "sqlalchemy",
)
FILE_BYTES = 10_000_000
FILES_KEPT = 5

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and if there are, correlation and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if belongs_to := correlation_id():
            line["correlation"] = belongs_to
        if traceback := _traceback(record):
            line["traceback"] = traceback
        return json.dumps(line, ensure_ascii=False)


class TextLines(logging.Formatter):
    """One line for people, with the time in UTC. A line break in a message cannot start a new entry."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\n    ")
        belongs_to = correlation_id()
        where = f"{record.name} [{belongs_to}]" if belongs_to else record.name
        line = f"{at} {record.levelname:7} {where}: {message}"
        traceback = _traceback(record)
        return f"{line}\n{traceback}" if traceback else line


class _LogFile(RotatingFileHandler):
    """A log file that cannot be written says so once, in the log on stderr, until it can be again.

    One that others have moved or deleted, as logrotate does, is begun anew in its place.
    """

    is_stuck = False
    _fell = False

    def emit(self, record: logging.LogRecord) -> None:
        self._fell = False
        if self.stream is not None and self._is_moved(self.stream.fileno()):
            self.stream.close()
            self.stream = None  # so it is opened again
        super().emit(record)
        self.is_stuck = self._fell

    def _is_moved(self, opened: int) -> bool:
        try:
            return not os.path.samestat(os.fstat(opened), Path(self.baseFilename).stat())
        except FileNotFoundError:
            return True
        except OSError:
            return False  # nobody can say

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        self._fell = True
        if not self.is_stuck and record.name != __name__:
            log.error("LOG_FILE_PATH: %s cannot be written: %s", self.baseFilename, sys.exception())


def say(text: str) -> None:
    """Put it before the operator's eyes: on stderr, in the form of the log, and in no log."""
    if any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers):
        shown = logging.LogRecord("scalper", logging.INFO, "", 0, " ".join(text.split()), (), None)
        text = f"{JsonLines().format(shown)}\n"
    sys.stderr.write(text)


def set_up_early_logging(log_format: str) -> None:
    """Direct what is said before the settings are known, in that form, to stderr."""
    _direct([logging.StreamHandler(sys.stderr)], log_format, Redactor(()))


def wanted_format() -> str:
    """Return the form that the environment alone asks for: nothing else is known yet."""
    return os.environ.get("LOG_FORMAT", "text").strip().lower()


def set_up_logging(settings: Settings) -> None:
    """Direct all logs, warnings and uncaught exceptions as the settings say.

    Raises SettingsError when the log file cannot be written.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if settings.log_file_path is not None:
        handlers.append(_file(settings.log_file_path))
    redactor = Redactor(secret_values(settings))
    _direct(handlers, settings.log_format, redactor)
    if settings.sentry_dsn is not None:
        from bot.process.error_reports import error_reports  # noqa: PLC0415 - only who wants it pays for it

        dsn = settings.sentry_dsn.get_secret_value()
        logging.getLogger().handlers.insert(0, error_reports(dsn, redactor, __version__))
    logging.getLogger().setLevel(settings.log_level)
    for name in CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Of an ingest of errors that is away it tells each try, for each error.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    if settings.db_echo_log:  # not by `echo` of SQLAlchemy: that has a handler of its own
        logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)


def _direct(handlers: list[logging.Handler], log_format: str, redactor: Redactor) -> None:
    is_json = log_format == "json"
    for handler in handlers:
        handler.setFormatter(JsonLines() if is_json else TextLines())
        handler.addFilter(redactor)
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable


def _file(path: Path) -> RotatingFileHandler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_fifo():  # /dev/stdout may be one; where nobody reads, an open would wait for ever
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        return _LogFile(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError as error:
        raise SettingsError((f"LOG_FILE_PATH: {path} cannot be written: {error.strerror}.",)) from error


def _traceback(record: logging.LogRecord) -> str:
    return "\n".join(part for part in (record.exc_text, record.stack_info) if part)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("The program ends because of an unhandled error", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        name = args.thread.name if args.thread else "unknown"
        log.critical("The thread %s has ended because of an unhandled error", name, exc_info=args.exc_value)


def _log_unraisable(args: "sys.UnraisableHookArgs") -> None:
    log.error("An error where nobody could be told: %s", args.err_msg or args.object, exc_info=args.exc_value)
