"""Events of public streams."""

from datetime import datetime

from tests.twin.binance.market_views import (
    aggregate_view,
    best_view,
    book_view,
    candles,
    day_view,
    interval_length,
)
from tests.twin.binance.text import Json, at, price_text, quantity_text
from tests.twin.core.market import Market
from tests.twin.core.values import Kind, PublicTrade, Side
from tests.twin.core.venue import Venue

WHOLE_BOOK = 5_000


def trade(trade_: PublicTrade, market: Market, now: datetime) -> Json:
    view: Json = {
        "e": "trade",
        "E": at(now),
        "s": trade_.symbol,
        "t": trade_.trade_id,
        "p": price_text(trade_.price, market.symbol),
        "q": quantity_text(trade_.quantity, market.symbol),
        "T": at(trade_.at),
        "m": trade_.taker is Side.SELL,
    }
    return view | ({"M": True} if market.symbol.kind is Kind.SPOT else {"X": "MARKET"})


def aggregate(trade_: PublicTrade, market: Market, now: datetime) -> Json:
    return {"e": "aggTrade", "E": at(now), "s": trade_.symbol} | aggregate_view(trade_, market)


def best(venue: Venue, symbol: str, now: datetime) -> Json:
    """Return best bid and ask; on spot without a name of its own."""
    view = best_view(venue, symbol)
    short: Json = {
        "u": venue.markets[symbol].updates,
        "s": symbol,
        "b": view["bidPrice"],
        "B": view["bidQty"],
        "a": view["askPrice"],
        "A": view["askQty"],
    }
    return short if venue.kind is Kind.SPOT else {"e": "bookTicker", "E": at(now), "T": at(now)} | short


def ticker(venue: Venue, symbol: str, now: datetime, *, mini: bool) -> Json:
    """Return the statistics of the last 24 hours, in the long or the short form."""
    day = day_view(venue, symbol, now)
    short: Json = {
        "e": "24hrMiniTicker",
        "E": at(now),
        "s": symbol,
        "c": day["lastPrice"],
        "o": day["openPrice"],
        "h": day["highPrice"],
        "l": day["lowPrice"],
        "v": day["volume"],
        "q": day["quoteVolume"],
    }
    if mini:
        return short
    full: Json = {
        "e": "24hrTicker",
        "p": day["priceChange"],
        "P": day["priceChangePercent"],
        "w": day["weightedAvgPrice"],
        "Q": day["lastQty"],
        "O": day["openTime"],
        "C": day["closeTime"],
        "F": day["firstId"],
        "L": day["lastId"],
        "n": day["count"],
    }
    if venue.kind is Kind.SPOT:
        full |= {
            "x": day["prevClosePrice"],
            "b": day["bidPrice"],
            "B": day["bidQty"],
            "a": day["askPrice"],
            "A": day["askQty"],
        }
    return short | full


def candle(venue: Venue, symbol: str, interval: str, now: datetime) -> Json | None:
    """Return the candle that is being made; None for an unknown interval."""
    length = interval_length(interval)
    if length is None:
        return None
    row = candles(venue.markets[symbol], length, now=now, start=None, end=None, limit=1)[0]
    names = ("t", "o", "h", "l", "c", "v", "T", "q", "n", "V", "Q", "B")
    values: Json = dict(zip(names, row, strict=True))
    return {
        "e": "kline",
        "E": at(now),
        "s": symbol,
        "k": values | {"s": symbol, "i": interval, "f": -1, "L": -1, "x": False},
    }


def partial_book(venue: Venue, symbol: str, count: int, now: datetime) -> Json:
    bids, asks = book_view(venue, symbol, count)
    updates = venue.markets[symbol].updates
    if venue.kind is Kind.SPOT:
        return {"lastUpdateId": updates, "bids": bids, "asks": asks}
    return _depth(symbol, now, updates, updates, bids, asks) | {"T": at(now), "pu": updates - 1}


class Books:
    """Turns the book into differences to what was sent before."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self._sent: dict[str, tuple[int, dict[str, str], dict[str, str]]] = {}

    def follow(self, symbol: str) -> None:
        """Begin with the book as it stands, unless it is followed already."""
        if symbol not in self._sent:
            bids, asks = book_view(self._venue, symbol, WHOLE_BOOK)
            self._sent[symbol] = (self._venue.markets[symbol].updates, _by_price(bids), _by_price(asks))

    def difference(self, symbol: str, now: datetime) -> Json | None:
        """Return what has changed since the last time; None when nothing has."""
        self.follow(symbol)
        before, old_bids, old_asks = self._sent[symbol]
        bids, asks = (_by_price(levels) for levels in book_view(self._venue, symbol, WHOLE_BOOK))
        changed_bids, changed_asks = _changes(old_bids, bids), _changes(old_asks, asks)
        if not changed_bids and not changed_asks:
            return None
        market = self._venue.markets[symbol]
        market.updates += 1
        self._sent[symbol] = (market.updates, bids, asks)
        event = _depth(symbol, now, before + 1, market.updates, changed_bids, changed_asks)
        return event if self._venue.kind is Kind.SPOT else event | {"T": at(now), "pu": before}


def _depth(
    symbol: str, now: datetime, first: int, last: int, bids: list[list[str]], asks: list[list[str]]
) -> Json:
    return {"e": "depthUpdate", "E": at(now), "s": symbol, "U": first, "u": last, "b": bids, "a": asks}


def _by_price(levels: list[list[str]]) -> dict[str, str]:
    return {price: amount for price, amount in levels}  # noqa: C416  # pairs come as lists


def _changes(old: dict[str, str], new: dict[str, str]) -> list[list[str]]:
    changed = [[price, amount] for price, amount in new.items() if old.get(price) != amount]
    gone = [[price, "0.00000000"] for price in old if price not in new]
    return changed + gone
