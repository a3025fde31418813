"""What may not leave this process in a log line or an error report, and how it is taken out."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, unquote, urlsplit

from bot.config.settings import Settings
from bot.config.values import BOT_TOKEN

HIDDEN = "***"
SHORTEST_SECRET = 6
"""Anything shorter would be found inside ordinary words."""
SHORTEST_IN_A_PATH = 16
"""A part of a web address that is as long as this may be what makes it secret."""
USER_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@")
SECRET_PARAMETER = re.compile(
    r"(?i)\b(signature|sign|api_?key|secret(?:_?key)?|passphrase|password|token|listen_?key)=[^&\s\"'<>]+"
)
"""In the signed address that the text of a foreign error holds."""


ADDRESSES = {"postgresql", "postgres", "sqlite", "redis", "rediss", "unix", "socks5", "http", "https"}
"""How secrets begin that are addresses: of these most may be seen."""


class Redactor(logging.Filter):
    """Replaces the known secrets, whatever looks like a bot's token, and what signs or opens an address.

    It works on the record itself: message, traceback and stack are put in words here, so that whoever
    handles the record next has nothing to leak.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        known = {form for value in secrets for form in _forms(value)}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if known else None

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
        """Return the text without any secret."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = USER_IN_ADDRESS.sub(f"{HIDDEN}@", BOT_TOKEN.sub(HIDDEN, text))
        return SECRET_PARAMETER.sub(rf"\1={HIDDEN}", text)


def secret_values(settings: Settings) -> set[str]:
    """Return every secret of the settings, and what is secret inside addresses."""
    found: set[str] = set()
    for secret in settings.secrets:
        found |= _secrets_in(secret.get_secret_value())
    return found


def _secrets_in(text: str) -> set[str]:
    """Return the secret itself; of an address its password, or whatever else opens it."""
    if "://" not in text:
        return {text}
    try:
        address = urlsplit(text)
    except ValueError:
        return {text}  # it only looks like one
    if address.scheme.partition("+")[0] not in ADDRESSES:
        return {text}
    found = {address.password or address.username or ""}
    if address.scheme in {"http", "https"}:
        parts = [*address.path.split("/"), *address.query.split("&")]
        found |= {part for part in parts if len(part) >= SHORTEST_IN_A_PATH}
    return found


def _forms(secret: str) -> Iterator[str]:
    """Yield the secret in the forms in which texts hold it: as it is, in an address, in JSON, in a repr.

    One of several lines (a private key) is also looked for line by line.
    """
    plain = {secret, unquote(secret)}
    if "\n" in secret:
        plain |= {line for line in secret.splitlines() if not line.startswith("-----")}
    for one in plain:
        for form in (one, quote(one, safe=""), quote_plus(one), json.dumps(one)[1:-1], repr(one)[1:-1]):
            if len(form) >= SHORTEST_SECRET:
                yield form


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a faulty log call, or any __str__, must not stop what is being logged
        return f"{record.msg!s} (its values could not be put in)"
