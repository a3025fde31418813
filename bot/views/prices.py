"""Whose prices they are, in words: nobody shall take made-up ones for real ones."""

from bot.views.html import esc
from bot.views.words import Words
from engine.reads.views import PriceSource

_SENTENCES = {
    PriceSource.MADE_UP: " Their prices are made up too: they are not real market prices.",
    PriceSource.FILE: " Their prices are replayed from a file: they are not current market prices.",
}


def prices_sentence(words: Words, prices: PriceSource) -> str:
    """Return a sentence to follow one about PAPER bots, with its blank before; nothing for real prices."""
    return _SENTENCES.get(prices, "")


def whose(words: Words, prices: PriceSource, venue: str) -> str:
    """Return what stands behind a price, with its blank before."""
    match prices:
        case PriceSource.EXCHANGE:
            return f" ({esc(venue)})"
        case PriceSource.TEST_VENUE:
            return f" (test venue of {esc(venue)})"
        case PriceSource.MADE_UP:
            return " (made up)"
        case PriceSource.FILE:
            return " (replayed from a file)"
