"""Where the prices of PAPER bots come from, in words: nobody shall take made-up ones for real ones."""

from enum import StrEnum


class Prices(StrEnum):
    """What kind of prices PAPER bots trade on."""

    REAL = ""
    MADE_UP = "made up"
    REPLAYED = "replayed from a file"


_SENTENCES = {
    Prices.REAL: "",
    Prices.MADE_UP: " Prices are made up too: they are not real market prices.",
    Prices.REPLAYED: " Prices are replayed from a file: they are not current market prices.",
}


def prices_sentence(prices: Prices) -> str:
    """Return a sentence to follow others, with its blank before; nothing for real prices."""
    return _SENTENCES[prices]


def prices_mark(prices: Prices) -> str:
    """Return what stands behind a price, with its blank before; nothing for real prices."""
    return f" ({prices.value})" if prices.value else ""
