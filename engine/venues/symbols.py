"""Symbols as people type them. What may be typed is what the exchange offers."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from engine.errors import UnknownTicker

_SIMILAR = 3
_LIKENESS = 0.5
_PAIR = 2


def resolve(typed: str, offered: Iterable[str], exchange: str, *, derivative: bool) -> str:
    """Return the offered symbol that was meant: "btcusdt", "btc-usdt" and "BTC/USDT" are one.

    What is typed in halves is those halves alone: "BT/CUSDT" is not BTC/USDT. "BTC/USDT:USDT" is how
    libraries write a perpetual, so it is BTC/USDT where the exchange is a `derivative` one.

    Raises UnknownTicker, naming similar symbols, when none or more than one could be meant.
    """
    symbols = tuple(offered)
    if typed in symbols:
        return typed
    wanted, joined = _halves(typed), _letters(typed)
    if derivative and wanted[_PAIR:] == wanted[_PAIR - 1 : _PAIR]:
        wanted = wanted[:_PAIR]
    if wanted[1:]:
        meant = [symbol for symbol in symbols if _halves(symbol) == wanted]
    else:
        meant = [symbol for symbol in symbols if _letters(symbol) == joined]
    if len(meant) == 1:
        return meant[0]
    by_letters = {_letters(symbol): symbol for symbol in symbols}
    close = get_close_matches(joined, by_letters, _SIMILAR, _LIKENESS)
    begun = [letters for letters in by_letters if joined and letters.startswith(joined)]
    similar = dict.fromkeys(meant + [by_letters[letters] for letters in [*begun, *close]])
    raise UnknownTicker(typed, exchange, tuple(similar)[:_SIMILAR])


def coins(symbol: str) -> tuple[str, str]:
    """Return base and quote coin. Raises ValueError for what is not like BTC/USDT."""
    base, slash, quote = symbol.partition("/")
    if not (base and slash and quote):
        raise ValueError(f"a symbol is written like BTC/USDT, not {symbol}")
    return base, quote


def _halves(typed: str) -> tuple[str, ...]:
    """Return what stands between the strokes, in capitals: one piece where nobody wrote a stroke."""
    return tuple(_letters(piece) for piece in re.split(r"[/:_\-\s]+", typed.strip()))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
