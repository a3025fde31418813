"""The settings that are more than a number: read from text, or refused with a sentence."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.config.file_kinds import no_file
from bot.locales import LANGUAGES
from engine.core.money import fits_storage
from engine.risk.paper_wallets import ANY_COIN

BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")
PLACEHOLDER = re.compile(
    r"(your[-_ ].*|.*[-_ ]your[-_ ].*|<.*>|x{3,}|change[-_ ]?me|replace[-_ ]?me|todo|\.{3})?", re.IGNORECASE
)
"""What nobody has filled in yet: empty, `your-bot-token`, `<token>`, `changeme`, `xxx`."""
CHAT = re.compile(r"(?:(-?\d+)|(@[A-Za-z][A-Za-z0-9_]{3,31}))(?:[:/](\d+))?")
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""To these Telegram brings updates."""
SLOWEST, FASTEST = 0.0001, 1_000_000
"""How many times faster than in reality a replay may go."""
COIN = re.compile(r"[^\s/:=,;]{1,20}")
"""A coin is whatever exchanges list, in any script: only what stands between coins is none."""
PAIR = re.compile(rf"({COIN.pattern})/({COIN.pattern})(?::\2)?")
"""BTC/USDT; BTC/USDT:USDT is how libraries write the perpetual."""

QuoteLimits = Mapping[str, Decimal]
"""Quote coin -> amount in it."""


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """A chat, or one topic in it."""

    chat_id: int | str
    """Telegram's number of the chat (negative for groups and channels), or the @name of a public one."""
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class MarketSource:
    """Where the prices of paper bots come from."""

    kind: Literal["live", "synthetic", "csv"]
    path: Path | None = None
    """The file of trades or candles; only with csv."""


def unquoted(text: str) -> str:
    """Return the text without the blanks and the one pair of quotes around it."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].strip()
    return text


def chat_place(text: str) -> ChatPlace:
    """Read `-1001234567890`, `@name`, and either with a topic behind `:` or `/`. Raises ValueError."""
    found = CHAT.fullmatch(text)
    if found is None:
        raise ValueError(
            "must be the id of a chat or the @name of a public one, followed by :topic if needed"
        )
    number, name, topic = found.groups()
    return ChatPlace(int(number) if number else name, int(topic) if topic else None)


def person_ids(text: str) -> tuple[int, ...]:
    """Read Telegram ids of persons, separated by commas or blanks. Raises ValueError."""
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    for part in parts:
        if not part.isascii() or not part.isdecimal() or int(part) == 0:
            raise ValueError(
                f'must be numeric Telegram ids of people, separated by commas; "{shortened(part)}" is not one'
                " (names can change hands, and a negative number is a group)"
            )
    return tuple(dict.fromkeys(int(part) for part in parts))


def market_source(text: str) -> MarketSource:
    """Read `live`, `synthetic` or `csv:PATH`. Raises ValueError."""
    kind, _, path = text.partition(":")
    match kind.strip().lower():
        case "live" if not path:
            return MarketSource("live")
        case "synthetic" if not path:
            return MarketSource("synthetic")
        case "csv" if path.strip():
            file = Path(path.strip())
            return MarketSource("csv", _readable(file))
        case _:
            raise ValueError("must be live, synthetic or csv:PATH")


def _readable(file: Path) -> Path:
    try:
        if file.is_dir():
            raise ValueError("names a folder, not a file")
        if (why_not := no_file(file)) is not None:
            raise ValueError(f"names no file that can be read from its begin again: {why_not}")
        file.open("rb").close()
    except FileNotFoundError:
        raise ValueError("names a file that does not exist") from None
    except OSError as e:
        raise ValueError(f"names a file that cannot be read ({e.strerror or type(e).__name__})") from None
    return file


def time_of_day(text: str) -> time:
    """Read a time in UTC such as 03:30. Raises ValueError."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text.strip()):
        raise ValueError("must be a time of day in UTC such as 03:30")
    return time.fromisoformat(text.strip())


def pair(text: str) -> str:
    """Read a pair as exchanges list it: BTC/USDT, 币安人生/USDT. Raises ValueError."""
    found = PAIR.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError("must be a pair with a stroke in it")
    return f"{found[1]}/{found[2]}"


def quote_limits(text: str) -> QuoteLimits:
    """Read `USDT=1000,BTC=0.01`, or the same as JSON. Raises ValueError."""
    of = "an amount for each quote coin"
    pairs = json_object(text, of).items() if text.startswith("{") else _written_pairs(text)
    limits: dict[str, Decimal] = {}
    for coin, amount in pairs:
        name = coin.strip().upper()
        if not COIN.fullmatch(name) or name in limits:
            raise ValueError("must name each quote coin once")
        limits[name] = _positive(str(amount))
    return limits


def wallet_amounts(text: str) -> QuoteLimits:
    """Read `USDT=10000,BTC=0.5,*=1000`, or one number for every coin. Raises ValueError."""
    one_for_all = re.fullmatch(r"[\d_.]+", text)
    return {ANY_COIN: _positive(text)} if one_for_all else quote_limits(text)


def stored_amount(amount: Decimal) -> Decimal:
    """Return the amount if it is one that can be counted with. Raises ValueError."""
    if not fits_storage(amount):
        raise ValueError("is out of range: at most 20 digits before the point and 18 behind it")
    return amount


def possible_speed(times: float) -> float:
    """Return the speed if time can pass so. Raises ValueError."""
    if times and not SLOWEST <= times <= FASTEST:
        raise ValueError(f"must be 0, or between {SLOWEST:g} and {FASTEST:,.0f}")
    return times


def _written_pairs(text: str) -> Iterable[tuple[str, object]]:
    pairs = [part.partition("=") for part in re.split(r"[,;\s]+", text) if part]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError("must be an amount for each quote coin: COIN=AMOUNT, separated by commas")
    return [(coin, amount) for coin, _, amount in pairs]


def _positive(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError("must have a number above 0 for each quote coin")
    return stored_amount(amount)


def json_object(text: str, of: str) -> dict[str, object]:
    """Read a JSON object; its numbers stay exact. Raises ValueError."""
    try:
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError(f"must be {of} as a JSON object")  # noqa: TRY004 - what pydantic collects
    return found


def known_language(text: str) -> str:
    """Return the code of one of the languages that there are. Raises ValueError."""
    language = text.strip().lower()
    if language not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return language


def web_address(text: str) -> str:
    """Return the address without a slash at its end. Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with https:// or http://")
    return text.rstrip("/")


def webhook_address(text: str) -> str:
    """Return where Telegram may bring updates, without a slash at the end. Raises ValueError."""
    parts = urlsplit(text)
    try:
        port = parts.port or 443
    except ValueError:  # no port is like that
        port = 0
    is_one = parts.scheme == "https" and parts.hostname and port in WEBHOOK_PORTS
    if not is_one or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must be an address that begins with https://, at port 443, 80, 88 or 8443")
    return text.rstrip("/")


def proxy_address(text: str) -> str:
    """Return the address of a proxy that is offered. Raises ValueError, without the address."""
    parts = urlsplit(text)
    try:
        is_one = parts.scheme in ("http", "socks5") and parts.hostname and parts.port
    except ValueError:  # no port is like that
        is_one = False
    if not is_one:
        raise ValueError("must be http:// or socks5:// with a host and a port")
    return text


def shortened(text: str) -> str:
    """Return a value so that it may be shown: nothing of what could be a secret in the wrong place."""
    longest = 40
    if len(text) > longest or BOT_TOKEN.search(text):
        return "..."
    return text.encode(errors="backslashreplace").decode()  # the environment may hold bytes that are no text
