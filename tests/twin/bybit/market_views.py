"""Prices, books and public trades, as routes and streams show them."""

from datetime import datetime, timedelta

from tests.twin.bybit.text import Json, at, plain, price_text, quantity_text, sequence, side_name, trade_name
from tests.twin.core.clock import milliseconds
from tests.twin.core.values import ZERO, Kind, PublicTrade, Side
from tests.twin.core.venue import Venue

DAY = timedelta(days=1)
Rows = list[list[str]]


def book_rows(venue: Venue, symbol: str, count: int) -> tuple[Rows, Rows]:
    """Return bids and asks as pairs of texts, best first."""
    rule = venue.symbols[symbol]

    def rows(side: Side) -> Rows:
        levels = venue.book(symbol, side, count)
        return [[price_text(price, rule), quantity_text(amount, rule)] for price, amount in levels]

    return rows(Side.BUY), rows(Side.SELL)


def book_view(venue: Venue, symbol: str, count: int, now: datetime) -> Json:
    bids, asks = book_rows(venue, symbol, count)
    updates = venue.markets[symbol].updates
    return {
        "s": symbol,
        "b": bids,
        "a": asks,
        "ts": milliseconds(now),
        "u": updates,
        "seq": updates,
        "cts": milliseconds(now),
    }


def trade_view(venue: Venue, trade: PublicTrade) -> Json:
    rule = venue.symbols[trade.symbol]
    return {
        "execId": trade_name(venue.kind, trade),
        "symbol": trade.symbol,
        "price": price_text(trade.price, rule),
        "size": quantity_text(trade.quantity, rule),
        "side": side_name(trade.taker),
        "time": at(trade.at),
        "isBlockTrade": False,
        "isRPITrade": False,
        "seq": str(sequence(trade.trade_id)),
    }


def ticker_view(venue: Venue, symbol: str, now: datetime) -> Json:
    """Return the statistics of the last 24 hours and the best prices."""
    market, rule = venue.markets[symbol], venue.symbols[symbol]
    trades = market.since(now - DAY)
    prices = [trade.price for trade in trades] or [market.last]
    bids, asks = book_rows(venue, symbol, 1)
    (bid, bid_size), (ask, ask_size) = (bids or [["", ""]])[0], (asks or [["", ""]])[0]
    view: Json = {
        "symbol": symbol,
        "bid1Price": bid,
        "bid1Size": bid_size,
        "ask1Price": ask,
        "ask1Size": ask_size,
        "lastPrice": price_text(market.last, rule),
        "prevPrice24h": price_text(prices[0], rule),
        "price24hPcnt": f"{(market.last - prices[0]) / prices[0]:.6f}",
        "highPrice24h": price_text(max(prices), rule),
        "lowPrice24h": price_text(min(prices), rule),
        "turnover24h": plain(sum((trade.quantity * trade.price for trade in trades), ZERO)),
        "volume24h": plain(sum((trade.quantity for trade in trades), ZERO)),
    }
    if venue.kind is Kind.SPOT:
        return view | {"usdIndexPrice": plain(market.last)}
    mark = price_text(market.mark_price, rule)
    return view | {
        "indexPrice": mark,
        "markPrice": mark,
        "prevPrice1h": price_text(prices[0], rule),
        "openInterest": "50000",
        "openInterestValue": plain(50_000 * market.mark_price),
        "fundingRate": "0.0001",
        "nextFundingTime": str(milliseconds(now) // 28_800_000 * 28_800_000 + 28_800_000),
        "predictedDeliveryPrice": "",
        "basisRate": "",
        "basis": "",
        "deliveryFeeRate": "",
        "deliveryTime": "0",
    }


def streamed_ticker(venue: Venue, symbol: str, now: datetime) -> Json:
    """Return the ticker of the stream; that of spot has no best prices."""
    view = ticker_view(venue, symbol, now)
    if venue.kind is Kind.SPOT:
        return {name: value for name, value in view.items() if "1" not in name}
    return view | {"tickDirection": "PlusTick"}


def streamed_trade(venue: Venue, trade: PublicTrade) -> Json:
    view = trade_view(venue, trade)
    return {
        "T": milliseconds(trade.at),
        "s": trade.symbol,
        "S": view["side"],
        "v": view["size"],
        "p": view["price"],
        "i": view["execId"],
        "BT": False,
        "RPI": False,
        "seq": sequence(trade.trade_id),
    } | ({} if venue.kind is Kind.SPOT else {"L": "PlusTick"})
