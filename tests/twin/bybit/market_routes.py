"""Public routes: time, rules, prices."""

from tests.twin.bybit.call import Call, public
from tests.twin.bybit.candles import MOST, candles, is_interval
from tests.twin.bybit.errors import BybitError, malformed
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.market_views import book_view, ticker_view, trade_view
from tests.twin.bybit.orders import symbol_of
from tests.twin.bybit.text import CATEGORIES, Json, at, plain
from tests.twin.core.clock import milliseconds
from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol

LAUNCHED = "1584230400000"
MOST_VALUE = "4000000"
MOST_INSTRUMENTS = 1_000
DEEPEST = 1_000


def server_time(_: AppContext, call: Call) -> object:
    seconds = milliseconds(call.now) // 1_000
    return {"timeSecond": str(seconds), "timeNano": f"{milliseconds(call.now)}{'0' * 6}"}


def system_status(_: AppContext, __: Call) -> object:
    return {"list": []}


def instruments(_: AppContext, call: Call) -> object:
    """Return the rules of one symbol or all; unless asked otherwise only of what is trading."""
    status = call.params.text("status", "Trading")
    symbols = [
        rule
        for rule in call.venue.listed
        if call.params.text("symbol", rule.name) == rule.name
        and call.params.text("baseCoin", rule.base) == rule.base
        and (status == "Trading") is rule.trading
    ]
    if call.params.has("symbol") and not symbols and not _is_listed(call):
        raise malformed("symbol")
    if call.is_spot:
        return {"category": "spot", "list": [call.venue.row(rule, _spot(rule)) for rule in symbols]}
    limit = call.params.integer("limit", 500)
    first = call.params.integer("cursor", 0)
    shown = symbols[first : first + min(limit, MOST_INSTRUMENTS)]
    more = first + len(shown) < len(symbols)
    return {
        "category": "linear",
        "list": [call.venue.row(rule, _linear(rule)) for rule in shown],
        "nextPageCursor": str(first + len(shown)) if more else "",
    }


def _is_listed(call: Call) -> bool:
    return call.params.text("symbol") in {one.name for one in call.venue.listed}


def tickers(_: AppContext, call: Call) -> object:
    if call.params.has("symbol") and not _is_listed(call):
        raise malformed("symbol")
    names = [symbol_of(call)] if call.params.has("symbol") else [one.name for one in call.venue.listed]
    return _list(call, [ticker_view(call.venue, name, call.now) for name in names])


def order_book(_: AppContext, call: Call) -> object:
    limit = call.params.integer("limit", 1 if call.is_spot else 25)
    return book_view(call.venue, symbol_of(call), min(limit, DEEPEST), call.now)


def recent_trades(_: AppContext, call: Call) -> object:
    """Return public trades, newest first."""
    trades = list(call.venue.market(symbol_of(call)).trades)
    limit = min(call.params.integer("limit", 60 if call.is_spot else 500), 60 if call.is_spot else 1_000)
    return _list(call, [trade_view(call.venue, trade) for trade in trades[::-1][:limit]])


def klines(_: AppContext, call: Call) -> object:
    return _list(call, _candles(call)) | {"symbol": symbol_of(call)}


def mark_klines(_: AppContext, call: Call) -> object:
    """Return candles of the mark price: those of trades, without volume."""
    return _list(call, [row[:5] for row in _candles(call)]) | {"symbol": symbol_of(call)}


def risk_limits(_: AppContext, call: Call) -> object:
    """Return one level of risk per contract."""
    names = [symbol_of(call)] if call.params.has("symbol") else list(call.venue.symbols)
    rows: list[Json] = [
        {
            "id": 1,
            "symbol": name,
            "riskLimitValue": "2000000",
            "maintenanceMargin": "0.004",
            "initialMargin": "0.01",
            "isLowestRisk": 1,
            "maxLeverage": f"{call.venue.symbols[name].max_leverage}.00",
            "mmDeduction": "",
        }
        for name in names
    ]
    return _list(call, rows)


def _candles(call: Call) -> list[list[str]]:
    interval, limit = call.params.text("interval"), call.params.integer("limit", 200)
    if not is_interval(interval):
        raise BybitError(10001, "Invalid period!")
    return candles(
        call.venue.market(symbol_of(call)),
        interval,
        now=call.now,
        start=call.params.moment("start"),
        end=call.params.moment("end"),
        limit=min(limit, MOST),
    )


def _list(call: Call, rows: object) -> Json:
    return {"category": CATEGORIES[call.venue.kind], "list": rows}


def _spot(rule: Symbol) -> Json:
    return {
        "symbol": rule.name,
        "baseCoin": rule.base,
        "quoteCoin": rule.quote,
        "innovation": "0",
        "symbolType": "",
        "status": "Trading" if rule.trading else "Closed",
        "marginTrading": "utaOnly",
        "stTag": "0",
        "lotSizeFilter": {
            "basePrecision": plain(rule.step),
            "quotePrecision": "0.0000001",
            "minOrderQty": plain(rule.min_quantity),
            "maxOrderQty": plain(rule.max_quantity),
            "minOrderAmt": plain(rule.min_notional),
            "maxOrderAmt": MOST_VALUE,
            "maxLimitOrderQty": plain(rule.max_quantity),
            "maxMarketOrderQty": plain(rule.max_market_quantity),
            "postOnlyMaxLimitOrderSize": plain(rule.max_quantity),
        },
        "priceFilter": {"tickSize": plain(rule.tick)},
        "riskParameters": {
            "priceLimitRatioX": plain(rule.percent_up - 1),
            "priceLimitRatioY": plain(rule.percent_up - 1),
        },
    }


def _linear(rule: Symbol) -> Json:
    return {
        "symbol": rule.name,
        "contractType": "LinearFutures" if rule.delivered_at else "LinearPerpetual",
        "status": "Trading" if rule.trading else "Closed",
        "baseCoin": rule.base,
        "quoteCoin": rule.quote,
        "settleCoin": rule.margin_coin,
        "symbolType": "",
        "launchTime": LAUNCHED,
        "deliveryTime": at(rule.delivered_at) if rule.delivered_at else "0",
        "deliveryFeeRate": "",
        "priceScale": str(rule.price_digits),
        "leverageFilter": {
            "minLeverage": "1",
            "maxLeverage": f"{rule.max_leverage}.00",
            "leverageStep": "0.01",
        },
        "priceFilter": {
            "minPrice": f"{rule.tick:f}",
            "maxPrice": plain(rule.max_price),
            "tickSize": f"{rule.tick:f}",
        },
        "lotSizeFilter": {
            "maxOrderQty": f"{rule.max_quantity:.{rule.quantity_digits}f}",
            "minOrderQty": f"{rule.min_quantity:f}",
            "qtyStep": f"{rule.step:f}",
            "postOnlyMaxOrderQty": f"{rule.max_quantity:.{rule.quantity_digits}f}",
            "maxMktOrderQty": f"{rule.max_market_quantity:.{rule.quantity_digits}f}",
            "minNotionalValue": plain(rule.min_notional),
        },
        "unifiedMarginTrade": True,
        "fundingInterval": 480,
        "copyTrading": "both",
        "upperFundingRate": "0.00375",
        "lowerFundingRate": "-0.00375",
        "isPreListing": False,
        "preListingInfo": None,
        "riskParameters": {
            "priceLimitRatioX": plain(rule.percent_up - 1),
            "priceLimitRatioY": plain(rule.percent_up - 1),
        },
        "displayName": "",
    }


ROUTES = [
    public("market/time", server_time, Operation.TIME, by_category=False),
    public("system/status", system_status, Operation.TIME, by_category=False),
    public("market/instruments-info", instruments, Operation.RULES),
    public("market/risk-limit", risk_limits, Operation.RULES),
    public("market/tickers", tickers, Operation.MARKET),
    public("market/orderbook", order_book, Operation.MARKET),
    public("market/recent-trade", recent_trades, Operation.MARKET),
    public("market/kline", klines, Operation.MARKET),
    public("market/mark-price-kline", mark_klines, Operation.MARKET),
    public("market/index-price-kline", mark_klines, Operation.MARKET),
]
