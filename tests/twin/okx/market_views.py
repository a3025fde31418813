"""Prices, books and public trades, as routes and streams show them."""

from datetime import datetime, timedelta

from tests.twin.core.values import ZERO, PublicTrade, Side
from tests.twin.core.venue import Venue
from tests.twin.okx.house import AppContext
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import Json, at, plain

DAY = timedelta(days=1)
Rows = list[list[str]]


def book_rows(house: AppContext, venue: Venue, symbol: str, count: int) -> tuple[Rows, Rows]:
    """Return bids and asks, best first: price, size, nothing, number of orders."""
    size = house.size(venue, symbol)

    def rows(side: Side) -> Rows:
        return [
            [plain(price), plain(amount / size), "0", "1"]
            for price, amount in venue.book(symbol, side, count)
        ]

    return rows(Side.BUY), rows(Side.SELL)


def book_view(house: AppContext, venue: Venue, symbol: str, count: int, now: datetime) -> Json:
    bids, asks = book_rows(house, venue, symbol, count)
    return {"asks": asks, "bids": bids, "ts": at(now), "seqId": venue.markets[symbol].updates}


def trade_view(house: AppContext, venue: Venue, trade: PublicTrade) -> Json:
    return {
        "instId": instrument_id(venue.symbols[trade.symbol]),
        "tradeId": str(trade.trade_id),
        "px": plain(trade.price),
        "sz": plain(trade.quantity / house.size(venue, trade.symbol)),
        "side": trade.taker.lower(),
        "source": "0",
        "ts": at(trade.at),
    }


def ticker_view(house: AppContext, venue: Venue, symbol: str, now: datetime) -> Json:
    """Return the statistics of the last 24 hours and the best prices."""
    market, rule, size = venue.markets[symbol], venue.symbols[symbol], house.size(venue, symbol)
    trades = market.since(now - DAY)
    prices = [trade.price for trade in trades] or [market.last]
    volume = sum((trade.quantity for trade in trades), ZERO)
    bids, asks = book_rows(house, venue, symbol, 1)
    (bid, bid_size, *_), (ask, ask_size, *_) = (bids or [["", ""]])[0], (asks or [["", ""]])[0]
    return {
        "instType": instrument_type(rule),
        "instId": instrument_id(rule),
        "last": plain(market.last),
        "lastSz": plain(trades[-1].quantity / size) if trades else "0",
        "askPx": ask,
        "askSz": ask_size,
        "bidPx": bid,
        "bidSz": bid_size,
        "open24h": plain(prices[0]),
        "high24h": plain(max(prices)),
        "low24h": plain(min(prices)),
        "vol24h": plain(volume / size),
        "volCcy24h": plain(volume),
        "sodUtc0": plain(prices[0]),
        "sodUtc8": plain(prices[0]),
        "ts": at(now),
    }
