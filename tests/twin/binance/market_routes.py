"""Public routes of both venues."""

from collections.abc import Callable

from tests.twin.binance.call import Call, Handler, Route
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import BinanceError
from tests.twin.binance.market_views import (
    aggregate_view,
    best_view,
    book_view,
    candles,
    day_view,
    interval_length,
    trade_view,
)
from tests.twin.binance.orders import symbol_of
from tests.twin.binance.text import Json, at, eight, price_text
from tests.twin.core.faults import Operation
from tests.twin.core.values import Kind

MOST_ROWS = 1_000


def ping(_: Desk, __: Call) -> object:
    return {}


def server_time(_: Desk, call: Call) -> object:
    return {"serverTime": at(call.now)}


def depth(_: Desk, call: Call) -> object:
    """Return the book; futures add times."""
    symbol = symbol_of(call)
    bids, asks = book_view(call.venue, symbol, _limit(call, 100))
    view: Json = {"lastUpdateId": call.venue.markets[symbol].updates, "bids": bids, "asks": asks}
    if call.venue.kind is Kind.PERPETUAL:
        view |= {"E": at(call.now), "T": at(call.now)}
    return view


def trades(_: Desk, call: Call) -> object:
    market = call.venue.market(symbol_of(call))
    return [trade_view(trade, market) for trade in list(market.trades)[-_limit(call, 500) :]]


def aggregate_trades(_: Desk, call: Call) -> object:
    """Return trades as aggregates of one; from an id or a time on the oldest, else the youngest."""
    market, limit = call.venue.market(symbol_of(call)), _limit(call, 500)
    first, start, end = (
        call.params.integer("fromId"),
        call.params.moment("startTime"),
        call.params.moment("endTime"),
    )
    found = [
        trade
        for trade in market.trades
        if (first is None or trade.trade_id >= first)
        and (start is None or trade.at >= start)
        and (end is None or trade.at <= end)
    ]
    from_start = first is not None or start is not None
    return [aggregate_view(trade, market) for trade in (found[:limit] if from_start else found[-limit:])]


def klines(_: Desk, call: Call) -> object:
    length = interval_length(call.params.text("interval"))
    if length is None:
        raise BinanceError(-1120, "Invalid interval.")
    return candles(
        call.venue.market(symbol_of(call)),
        length,
        now=call.now,
        start=call.params.moment("startTime"),
        end=call.params.moment("endTime"),
        limit=_limit(call, 500),
    )


def average_price(_: Desk, call: Call) -> object:
    market = call.venue.market(symbol_of(call))
    return {"mins": 5, "price": eight(market.last), "closeTime": at(call.now)}


def _price(call: Call, symbol: str) -> Json:
    market = call.venue.markets[symbol]
    view: Json = {"symbol": symbol, "price": price_text(market.last, market.symbol)}
    return view if market.symbol.kind is Kind.SPOT else view | {"time": at(call.now)}


def _best(call: Call, symbol: str) -> Json:
    view = best_view(call.venue, symbol)
    return view if call.venue.kind is Kind.SPOT else view | {"time": at(call.now)}


def _day(call: Call, symbol: str) -> Json:
    return day_view(call.venue, symbol, call.now)


def _premium(call: Call, symbol: str) -> Json:
    market = call.venue.markets[symbol]
    mark = eight(market.mark_price)
    return {
        "symbol": symbol,
        "markPrice": mark,
        "indexPrice": mark,
        "estimatedSettlePrice": mark,
        "lastFundingRate": "0.00000000",
        "interestRate": "0.00010000",
        "nextFundingTime": at(call.now) + 3_600_000,
        "time": at(call.now),
    }


def for_one_or_all(view: Callable[[Call, str], Json]) -> Handler:
    """Return a handler that shows one symbol, several, or all in a list."""

    def handler(_: Desk, call: Call) -> object:
        if call.params.has("symbols"):
            names = [name.strip('"[] ') for name in call.params.text("symbols").split(",")]
            return [view(call, call.venue.symbol(name).name) for name in names]
        if call.params.has("symbol"):
            return view(call, symbol_of(call))
        return [view(call, name) for name in call.venue.symbols]

    return handler


def _limit(call: Call, default: int) -> int:
    return min(call.params.integer("limit", default) or default, MOST_ROWS)


def _routes(base: str) -> list[Route]:
    spot = base == "/api/v3"
    table: list[tuple[str, Handler, int, Operation, str]] = [
        ("ping", ping, 1, Operation.TIME, "ping"),
        ("time", server_time, 1, Operation.TIME, "time"),
        ("depth", depth, 5, Operation.MARKET, "depth"),
        ("trades", trades, 25 if spot else 5, Operation.MARKET, "trades.recent"),
        ("historicalTrades", trades, 25 if spot else 20, Operation.MARKET, "trades.historical"),
        ("aggTrades", aggregate_trades, 4 if spot else 20, Operation.MARKET, "trades.aggregate"),
        ("klines", klines, 2, Operation.MARKET, "klines"),
        ("ticker/price", for_one_or_all(_price), 2, Operation.MARKET, "ticker.price"),
        ("ticker/24hr", for_one_or_all(_day), 2, Operation.MARKET, "ticker.24hr"),
        ("ticker/bookTicker", for_one_or_all(_best), 2, Operation.MARKET, "ticker.book"),
    ]
    if spot:
        table.append(("avgPrice", average_price, 2, Operation.MARKET, "avgPrice"))
    else:
        table.append(("premiumIndex", for_one_or_all(_premium), 1, Operation.MARKET, ""))
    return [
        Route(
            method="GET",
            paths=(f"{base}/{name}",)
            if spot or not name.startswith("ticker/")
            else (f"{base}/{name}", f"/fapi/v2/{name}"),
            operation=operation,
            handler=handler,
            weight=weight,
            ws_method=method,
        )
        for name, handler, weight, operation, method in table
    ]


SPOT_ROUTES = _routes("/api/v3")
FUTURES_ROUTES = _routes("/fapi/v1")
