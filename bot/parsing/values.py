"""What people type, turned into values, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.parsing.own_words import in_english
from engine.core.types import Mode, Side

_PLAIN = re.compile(r"[+-]?[0-9]*[.]?[0-9]+|[+-]?[0-9]+[.]")
_MOST_LENGTH = 48
_LONGEST_LEVERAGE = 6
_COMMA_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+\.[0-9]+|[1-9][0-9]{0,2}(,[0-9]{3}){2,}")
_POINT_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+,[0-9]+")
_SPACE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([  '’_][0-9]{3})+([.,][0-9]+)?")
_LAKHS = re.compile(r"[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}(\.[0-9]+)?")
_EITHER_WAY = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_UNIT = re.compile(r"(?P<number>.*[0-9.,])\s*(?P<unit>[A-Za-z][A-Za-z0-9]*)")
_SIGNS = {
    "$": ("USDT", "USDC", "FDUSD", "TUSD", "USD", "DAI"),
    "€": ("EUR",),
    "£": ("GBP",),
    "₹": ("INR",),
    "¥": ("JPY",),
    "₺": ("TRY",),
}
"""Of which coins an amount is that has the sign."""
_SIGNED = re.compile(
    rf"(?P<before>[{''.join(_SIGNS)}])?\s*(?P<amount>[^{''.join(_SIGNS)}]*?)\s*(?P<behind>[{''.join(_SIGNS)}])?"
)
_TIMES = dict.fromkeys(("k", "к", "тыс", "тыс."), 1000) | dict.fromkeys(("lakh", "लाख"), 100_000)
"""Words behind a price that say how many times it is meant."""
_MANY = re.compile(
    rf"(?P<number>[0-9]{{1,9}}([.,][0-9]{{1,2}})?)\s*(?P<times>{'|'.join(map(re.escape, _TIMES))})"
    r"(\s+(?P<unit>\w+))?",
    re.IGNORECASE,
)
_COIN = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9]*")
_AWAY = re.compile(r"(?P<last>last)?\s*((?P<sign>[+-])\s*(?P<number>[^+%-]+)%)?", re.IGNORECASE)
_LONGEST_TICKER = 40
_BETWEEN_COINS = re.compile(r"[/_\s\\|-]+")
_AROUND_STROKE = re.compile(r"\s*[/\\|]\s*|\s+-\s+")
QUOTES = frozenset(
    (
        "USDT",
        "USDC",
        "FDUSD",
        "TUSD",
        "USD",
        "EUR",
        "GBP",
        "TRY",
        "BRL",
        "INR",
        "JPY",
        "DAI",
        "BTC",
        "ETH",
        "BNB",
    )
)
"""Coins that others are priced in: behind another coin such a one makes it a pair."""
_TRAIL = re.compile(r"\b(trail|trailing)\b\s*")
_FUTURES = re.compile(r"(?<=.)(futures|perpetual)\Z")
_MARKS = (
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_FOREIGN = "[^\x00-\x7f\\s]"
_INVISIBLE = re.compile(f"(?<!{_FOREIGN}){_MARKS}|{_MARKS}(?!{_FOREIGN})")


class _Alike(dict[int, str]):
    """A table for `str.translate`, which finds the digits of a script when it is written in first."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if not sign.isdecimal():
            raise KeyError(code)  # it stays as it is
        self[code] = digit = str(unicodedata.decimal(sign))
        return digit


ALIKE = _Alike(
    str.maketrans(
        dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-")
        | dict.fromkeys("\u066b\uff0e", ".")
        | dict.fromkeys("\u066c\uff0c", ",")
        | dict.fromkeys(("\u00a0", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000"), " ")
        | dict.fromkeys("\u2018\u2019\u02bc\u02b9\u2032\u00b4`", "'")
        | {"\uff0f": "/", "\uff05": "%", "\uff0b": "+"}
    )
)
"""Makes one sign of all that are the same: digits of every script, dashes, spaces, marks of full width."""

_YES = frozenset({"yes", "y", "on", "true", "loop"})
_NO = frozenset({"no", "n", "off", "false", "once", "noloop", "none"})
_SIDES = dict.fromkeys(("buy", "b", "long"), Side.BUY) | dict.fromkeys(("sell", "s", "short"), Side.SELL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with what was typed: the key of a sentence with an example, and what goes into it."""

    key: str
    values: Mapping[str, str | int]


class Unclear(ValueError):
    """It cannot be read."""

    def __init__(self, key: str, /, **values: str) -> None:
        super().__init__(key)
        self.fault = Fault(key, values)


def read_bot_number(written: str) -> str:
    """Return a bot's number as it is stored, of #3 or 3 in digits of any script; "" where it is none."""
    number = written.strip().removeprefix("#").translate(ALIKE)
    return number if number.isascii() and number.isdecimal() else ""


def without_marks(text: str) -> str:
    """Return the text without what nobody sees, as it comes along with pasted lines.

    Inside words that are not ASCII such marks have a meaning, and stay: in Persian, in emoji.
    """
    return _INVISIBLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Away:
    """A price by its distance from another one."""

    percent: Decimal
    from_last: bool
    """From the last price; else from what a percentage alone means: the buy price, for a sell price."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A quantity by what it is worth at the buy price, in quote."""

    amount: Decimal
    coin: str


def read_quantity(
    typed: str, base: str | None = None, quote: str | None = None, example: str = "0.01"
) -> Decimal | Worth:
    """Return a quantity in base, or what it shall be worth: 0.01, 0.01 BTC, 100 USDT, $100.

    Raises Unclear.
    """
    text = typed.strip().translate(ALIKE)
    if quote and (amount := _without_sign(text, quote, "100")) != text:
        return Worth(read_number(amount, example="100"), quote)
    match = _UNIT.fullmatch(text)
    if match is not None and quote and match["unit"].lower() == quote.lower():
        return Worth(read_number(match["number"], example="100"), quote)
    return read_number(typed, base, example)


def coins_of(ticker: str | None) -> tuple[str, str] | None:
    """Return base and quote of a ticker that is written with a stroke."""
    base, stroke, rest = (ticker or "").partition("/")
    quote = rest.partition(":")[0]
    return (base, quote) if stroke and base and quote else None


def read_price(typed: str, unit: str | None = None, example: str = "0.01") -> Decimal | Away:
    """Return a price, or how far it is: -0.1%, last, last-0.2%. $60000 and 60k are read. Raises Unclear."""
    text = typed.strip().translate(ALIKE)
    away = _AWAY.fullmatch(in_english(text))
    if text and away is not None:
        number = read_number(away["number"]) if away["number"] else Decimal(0)
        return Away(-number if away["sign"] == "-" else number, from_last=away["last"] is not None)
    if text.endswith("%"):
        said = re.fullmatch(r"[0-9.,]+%", text)
        share = text if said and said[0].strip("%.,") else "1%"
        raise Unclear("typed-share-no-price", typed=shown(typed), share=share)
    if text.startswith("+"):
        raise Unclear("typed-sign-no-price", typed=shown(typed))
    text = _without_sign(text, unit, example)
    many = _MANY.fullmatch(text)
    if many is None:
        return read_number(text, unit, example)
    number = read_number(f"{many['number']} {many['unit'] or ''}", unit, example)
    return number * _TIMES[many["times"].lower()]


def _without_sign(text: str, unit: str | None, example: str) -> str:
    """Return an amount without the sign of the unit, before or behind it. Raises Unclear for another's."""
    match = _SIGNED.fullmatch(text)
    if match is None or unit is None or (match["before"] is None) is (match["behind"] is None):
        return text
    sign = match["before"] or match["behind"]
    if unit.upper() not in _SIGNS[sign]:
        raise Unclear("typed-other-unit", unit=unit, given=sign, example=example)
    return match["amount"]


def read_number(typed: str, unit: str | None = None, example: str = "0.01") -> Decimal:
    """Return a number typed with comma or point: 0.01, 0,01, 1 000.5, 60,000.50, 1,00,000.

    A `unit` may stand behind it. Raises Unclear; 60,000 is refused, for it could mean either.
    """
    text = _without_unit(typed.strip().translate(ALIKE), unit, example)
    if len(text) > _MOST_LENGTH:
        raise Unclear("typed-too-long", example=example)
    if _EITHER_WAY.fullmatch(text):
        whole = text.replace(",", "")
        raise Unclear("typed-two-ways", typed=text, whole=whole, fraction=text.replace(",", "."))
    if _SPACE_THOUSANDS.fullmatch(text):
        text = re.sub(r"[  '’_]", "", text)
    if _COMMA_THOUSANDS.fullmatch(text) or _LAKHS.fullmatch(text):
        text = text.replace(",", "")
    elif _POINT_THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        if "." not in example:
            raise Unclear("typed-not-a-number", typed=shown(typed), example=example)
        comma = example.replace(".", ",")
        raise Unclear("typed-not-a-number-comma", typed=shown(typed), example=example, comma=comma)
    return Decimal(text)


def _without_unit(text: str, unit: str | None, example: str) -> str:
    match = _UNIT.fullmatch(text)
    if match is None or unit is None:
        return text
    given = match["unit"]
    if given.lower() == unit.lower():
        return match["number"].strip()
    if _COIN.fullmatch(given):
        raise Unclear("typed-other-unit", unit=unit, given=given, example=example)
    return text


def read_percent(typed: str) -> Decimal | None:
    """Return a percentage, with its sign or without: 0.5% and 0.5 are the same. None: no trailing.

    Raises Unclear.
    """
    text = _TRAIL.sub("", in_english(typed.translate(ALIKE)).lower()).strip()
    if text in _NO or text in {"-", "0", "0%"}:
        return None
    try:
        return read_number(text.removesuffix("%").strip())
    except Unclear as e:
        raise Unclear("typed-not-a-percentage", typed=shown(typed)) from e


def read_leverage(typed: str) -> int:
    """Return a leverage: 3, 3x and x3 are the same. Raises Unclear."""
    text = typed.strip().lower().strip("x×х")  # noqa: RUF001 - the last is the Cyrillic one
    if text.isdecimal() and len(text) < _LONGEST_LEVERAGE:
        return int(text)
    raise Unclear("typed-not-a-leverage", typed=shown(typed))


def read_side(typed: str) -> Side:
    """Return the side. Raises Unclear."""
    words = [word for word in in_english(typed).lower().split() if word != "first"]
    side = _SIDES.get(" ".join(words))
    if side is None:
        raise Unclear("typed-not-a-side", typed=shown(typed))
    return side


def read_mode(typed: str) -> Mode:
    """Return the mode. Raises Unclear."""
    word = in_english(typed).strip().upper()
    if word in Mode.__members__:
        return Mode(word)
    raise Unclear("typed-not-a-mode", typed=shown(typed))


def read_loop(typed: str) -> bool:
    """Return whether to loop. Raises Unclear."""
    text = "".join(in_english(typed).lower().split())
    if text in _YES or text in _NO:
        return text in _YES
    raise Unclear("typed-not-yes-or-no", typed=shown(typed))


def read_ticker(typed: str) -> str:
    """Return a ticker in capitals, with a stroke where one was meant: BTC/USDT, BTC-USDT, btc usdt, btcusdt.

    Whether there is such a one the exchange says. Raises Unclear for what can be none at all.
    """
    text = typed.translate(ALIKE).strip().removeprefix("$").removeprefix("#").rstrip(".,;!?").upper()
    if len(pieces := _BETWEEN_COINS.split(text)) == 2:  # noqa: PLR2004 - a pair
        text = "/".join(pieces)
    if not any(letter.isalnum() for letter in text) or len(text) > _LONGEST_TICKER:
        raise Unclear("typed-not-a-ticker", typed=shown(typed))
    return text


def read_exchange(typed: str, exchanges: tuple[str, ...]) -> str:
    """Return one of the exchanges: "binance f", "BinanceF" and "binance-f" are the same. Raises Unclear."""
    wanted = _FUTURES.sub("f", _bare(typed))
    for name in exchanges:
        if _bare(name) == wanted:
            return name
    raise Unclear("typed-not-an-exchange", typed=shown(typed), offered=", ".join(exchanges))


def read_ticker_and_exchange(typed: str, exchanges: tuple[str, ...]) -> tuple[str, str | None]:
    """Return a ticker, and the exchange that may stand behind it: BTC USDT, btc/usdt bybit f.

    Raises Unclear.
    """
    words = _AROUND_STROKE.sub("/", typed.translate(ALIKE)).split()
    in_halves = len(words) > 1 and not _BETWEEN_COINS.search(words[0]) and words[1].upper() in QUOTES
    pair, where = words[: 1 + in_halves], words[1 + in_halves :]
    exchange = read_exchange(" ".join(where), exchanges) if where else None
    return read_ticker(" ".join(pair)), exchange


def _bare(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def shown(typed: str, most: int = 40) -> str:
    """Return what was typed, short enough to be quoted."""
    text = " ".join(typed.split())
    return text if len(text) <= most else text[: most - 1] + "…"
