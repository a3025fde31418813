"""Prices, books, trades and candles as both venues show them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.twin.binance.text import Json, at, eight, fixed, plain, price_text, quantity_text
from tests.twin.core.market import Market
from tests.twin.core.values import ZERO, Kind, PublicTrade, Side
from tests.twin.core.venue import Venue

DAY = timedelta(days=1)
LENGTHS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def interval_length(name: str) -> timedelta | None:
    """Return how long a candle is; None for an unknown name."""
    number, unit = name[:-1], name[-1:]
    if not number.isdigit() or unit not in LENGTHS:
        return None
    return timedelta(seconds=int(number) * LENGTHS[unit])


def book_view(venue: Venue, symbol: str, count: int) -> tuple[list[list[str]], list[list[str]]]:
    """Return bids and asks as pairs of texts, best first."""
    rule = venue.symbols[symbol]
    return tuple(  # type: ignore[return-value]  # one for each of two sides
        [
            [price_text(price, rule), quantity_text(amount, rule)]
            for price, amount in venue.book(symbol, side, count)
        ]
        for side in (Side.BUY, Side.SELL)
    )


def best_view(venue: Venue, symbol: str) -> Json:
    """Return best bid and ask with their quantities; zero where nothing is offered."""
    rule = venue.symbols[symbol]
    bids, asks = book_view(venue, symbol, 1)
    nothing = [[price_text(ZERO, rule), quantity_text(ZERO, rule)]]
    (bid, bid_quantity), (ask, ask_quantity) = (bids or nothing)[0], (asks or nothing)[0]
    return {
        "symbol": symbol,
        "bidPrice": bid,
        "bidQty": bid_quantity,
        "askPrice": ask,
        "askQty": ask_quantity,
    }


def trade_view(trade: PublicTrade, market: Market) -> Json:
    view: Json = {
        "id": trade.trade_id,
        "price": price_text(trade.price, market.symbol),
        "qty": quantity_text(trade.quantity, market.symbol),
        "quoteQty": eight(trade.price * trade.quantity),
        "time": at(trade.at),
        "isBuyerMaker": trade.taker is Side.SELL,
    }
    if market.symbol.kind is Kind.SPOT:
        view["isBestMatch"] = True
    return view


def aggregate_view(trade: PublicTrade, market: Market) -> Json:
    """Return the trade as an aggregate of one."""
    view: Json = {
        "a": trade.trade_id,
        "p": price_text(trade.price, market.symbol),
        "q": quantity_text(trade.quantity, market.symbol),
        "f": trade.trade_id,
        "l": trade.trade_id,
        "T": at(trade.at),
        "m": trade.taker is Side.SELL,
    }
    if market.symbol.kind is Kind.SPOT:
        view["M"] = True
    return view


def day_view(venue: Venue, symbol: str, now: datetime) -> Json:
    """Return the statistics of the last 24 hours."""
    market, rule = venue.markets[symbol], venue.symbols[symbol]
    trades = market.since(now - DAY)
    prices = [trade.price for trade in trades] or [market.last]
    volume = sum((trade.quantity for trade in trades), ZERO)
    value = sum((trade.quantity * trade.price for trade in trades), ZERO)
    change = market.last - prices[0]
    view: Json = {
        "symbol": symbol,
        "priceChange": price_text(change, rule),
        "priceChangePercent": fixed(change / prices[0] * 100, 3),
        "weightedAvgPrice": price_text(value / volume if volume else market.last, rule),
        "lastPrice": price_text(market.last, rule),
        "lastQty": quantity_text(trades[-1].quantity if trades else ZERO, rule),
        "openPrice": price_text(prices[0], rule),
        "highPrice": price_text(max(prices), rule),
        "lowPrice": price_text(min(prices), rule),
        "volume": quantity_text(volume, rule),
        "quoteVolume": eight(value) if rule.kind is Kind.SPOT else plain(value),
        "openTime": at(now - DAY),
        "closeTime": at(now),
        "firstId": trades[0].trade_id if trades else -1,
        "lastId": trades[-1].trade_id if trades else -1,
        "count": len(trades),
    }
    if rule.kind is Kind.SPOT:
        best = best_view(venue, symbol)
        best["prevClosePrice"] = price_text(prices[0], rule)
        view |= best
    return view


def candles(
    market: Market,
    length: timedelta,
    *,
    now: datetime,
    start: datetime | None,
    end: datetime | None,
    limit: int,
) -> list[list[object]]:
    """Return candles without gaps, the youngest `limit` of them, or the oldest from a start on."""
    last = _begin(min(end or now, now), length)
    first = max(_begin(start, length), last - length * 5_000) if start else last - length * (limit - 1)
    found = market.candles(length, first)
    price, rows = _price_before(market, first), list[list[object]]()
    begins = first
    while begins <= last and len(rows) < limit:
        trades = found.get(begins, [])
        rows.append(_candle(begins, length, trades, price, market))
        price = trades[-1].price if trades else price
        begins += length
    return rows


def _candle(
    begins: datetime, length: timedelta, trades: Sequence[PublicTrade], before: Decimal, market: Market
) -> list[object]:
    rule = market.symbol
    prices = [trade.price for trade in trades] or [before]
    bought = [trade for trade in trades if trade.taker is Side.BUY]
    return [
        at(begins),
        price_text(prices[0], rule),
        price_text(max(prices), rule),
        price_text(min(prices), rule),
        price_text(prices[-1], rule),
        quantity_text(sum((trade.quantity for trade in trades), ZERO), rule),
        at(begins + length) - 1,
        eight(sum((trade.quantity * trade.price for trade in trades), ZERO)),
        len(trades),
        quantity_text(sum((trade.quantity for trade in bought), ZERO), rule),
        eight(sum((trade.quantity * trade.price for trade in bought), ZERO)),
        "0",
    ]


def _begin(moment: datetime, length: timedelta) -> datetime:
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, UTC)


def _price_before(market: Market, moment: datetime) -> Decimal:
    earlier = [trade.price for trade in market.trades if trade.at < moment]
    if earlier:
        return earlier[-1]
    return market.trades[0].price if market.trades else market.last
