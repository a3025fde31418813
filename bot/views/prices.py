"""Whose prices they are, in words: nobody shall take made-up ones for real ones."""

from datetime import datetime

from bot.views.html import Html, esc
from bot.views.text import as_of, number
from bot.views.words import Words, named
from engine.reads.views import MarketView, PriceSource


def prices_sentence(words: Words, prices: PriceSource) -> str:
    """Return a sentence to follow one about PAPER bots, with its blank before; nothing for real prices."""
    match prices:
        case PriceSource.MADE_UP:
            return f" {words('prices-made-up')}"
        case PriceSource.FILE:
            return f" {words('prices-file')}"
        case _:
            return ""


def price_text(words: Words, view: MarketView, now: datetime) -> Html:
    """Return what a pair costs now, and by whom."""
    market = view.market
    if view.last_price is None:
        return words("price-none", pair=market.symbol, venue=market.venue)
    price = Html(f"{number(view.last_price)} {esc(market.quote)}{whose(words, view.prices, market.venue)}")
    return words("price-now", pair=market.symbol, price=price, moment=as_of(view.priced_at or now, now))


def whose(words: Words, prices: PriceSource, venue: str) -> Html:
    """Return what stands behind a price, with its blank before."""
    return Html(f" {words(named('whose', prices), venue=venue)}")
