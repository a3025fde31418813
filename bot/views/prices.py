"""Whose prices they are, in words: nobody shall take made-up ones for real ones."""

from bot.views.html import Html
from bot.views.words import Words, named
from engine.reads.views import PriceSource


def prices_sentence(words: Words, prices: PriceSource) -> str:
    """Return a sentence to follow one about PAPER bots, with its blank before; nothing for real prices."""
    match prices:
        case PriceSource.MADE_UP:
            return f" {words('prices-made-up')}"
        case PriceSource.FILE:
            return f" {words('prices-file')}"
        case _:
            return ""


def whose(words: Words, prices: PriceSource, venue: str) -> Html:
    """Return what stands behind a price, with its blank before."""
    return Html(f" {words(named('whose', prices), venue=venue)}")
