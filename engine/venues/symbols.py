"""Symbols as people type them."""

from collections.abc import Sequence
from difflib import get_close_matches

from engine.errors import UnknownTicker

_SIMILAR = 3
_LIKENESS = 0.5


def resolve(typed: str, offered: Sequence[str], exchange: str) -> str:
    """Return the offered symbol that was meant: "btcusdt", "btc-usdt" and "BTC/USDT" are one.

    Raises UnknownTicker, naming similar symbols, when none or more than one could be meant.
    """
    if typed in offered:
        return typed
    wanted = _letters(typed)
    meant = [symbol for symbol in offered if _letters(symbol) == wanted]
    if len(meant) == 1:
        return meant[0]
    by_letters = {_letters(symbol): symbol for symbol in offered}
    close = get_close_matches(wanted, by_letters, _SIMILAR, _LIKENESS)
    begun = [letters for letters in by_letters if wanted and letters.startswith(wanted)]
    similar = dict.fromkeys(meant + [by_letters[letters] for letters in [*begun, *close]])
    raise UnknownTicker(typed, exchange, tuple(similar)[:_SIMILAR])


def coins(symbol: str) -> tuple[str, str]:
    """Return base and quote coin. Raises ValueError for what is not like BTC/USDT."""
    base, slash, quote = symbol.partition("/")
    if not (base and slash and quote):
        raise ValueError(f"a symbol is written like BTC/USDT, not {symbol}")
    return base, quote


def _letters(symbol: str) -> str:
    pair = symbol.partition(":")[0]  # BTC/USDT:USDT is how a library writes a perpetual
    return "".join(letter for letter in pair.upper() if letter.isalnum())
