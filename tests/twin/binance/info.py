"""exchangeInfo of both venues."""

from tests.twin.binance.call import Call, Route
from tests.twin.binance.desk import Desk, unit_of
from tests.twin.binance.spot_views import STP
from tests.twin.binance.text import Json, at, eight, plain
from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol

MAX_NOTIONAL = "9000000.00000000"
STP_MODES = ["EXPIRE_TAKER", STP, "EXPIRE_BOTH", "DECREMENT"]
NO_END_MS = 4_133_404_800_000
"""The delivery date of contracts that are never delivered."""


def spot(desk: Desk, call: Call) -> object:
    return _head(desk, call) | {
        "exchangeFilters": [],
        "symbols": [call.venue.row(one, _spot(one)) for one in _wanted(call)],
    }


def futures(desk: Desk, call: Call) -> object:
    return _head(desk, call) | {
        "futuresType": "U_MARGINED",
        "exchangeFilters": [],
        "assets": [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}],
        "symbols": [call.venue.row(one, _perpetual(one, at(call.now))) for one in call.venue.listed],
    }


def _wanted(call: Call) -> list[Symbol]:
    params = call.params
    names = [params.text("symbol")] if params.has("symbol") else [one.name for one in call.venue.listed]
    if params.has("symbols"):
        names = [name.strip('"[] ') for name in params.text("symbols").split(",")]
    return [call.venue.symbol(name) for name in names]


def _head(desk: Desk, call: Call) -> Json:
    limits: list[Json] = [_limit("REQUEST_WEIGHT", "MINUTE", 1, desk.weights.limit)]
    limits += [
        _limit("ORDERS", unit_of(name), int(name[:-1]), limit) for name, limit in desk.order_limits.items()
    ]
    return {"timezone": "UTC", "serverTime": at(call.now), "rateLimits": limits}


def _limit(kind: str, interval: str, number: int, limit: int) -> Json:
    return {"rateLimitType": kind, "interval": interval, "intervalNum": number, "limit": limit}


def _spot(symbol: Symbol) -> Json:
    return {
        "symbol": symbol.name,
        "status": "TRADING" if symbol.trading else "BREAK",
        "baseAsset": symbol.base,
        "baseAssetPrecision": 8,
        "quoteAsset": symbol.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
        "icebergAllowed": False,
        "ocoAllowed": False,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "cancelReplaceAllowed": False,
        "amendAllowed": False,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": _spot_filters(symbol),
        "permissions": [],
        "permissionSets": [["SPOT", "TRD_GRP_004"]],
        "defaultSelfTradePreventionMode": STP,
        "allowedSelfTradePreventionModes": STP_MODES,
    }


def _spot_filters(symbol: Symbol) -> list[Json]:
    up, down = plain(symbol.percent_up), plain(symbol.percent_down)
    return [
        _price_filter(symbol, eight(symbol.tick), eight(symbol.max_price), eight(symbol.tick)),
        _lot("LOT_SIZE", eight(symbol.min_quantity), eight(symbol.max_quantity), eight(symbol.step)),
        _lot("MARKET_LOT_SIZE", eight(symbol.step * 0), eight(symbol.max_market_quantity), "0.00000000"),
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": up,
            "bidMultiplierDown": down,
            "askMultiplierUp": up,
            "askMultiplierDown": down,
            "avgPriceMins": 5,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": eight(symbol.min_notional),
            "applyMinToMarket": True,
            "maxNotional": MAX_NOTIONAL,
            "applyMaxToMarket": False,
            "avgPriceMins": 5,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": symbol.max_open_orders},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
    ]


def _perpetual(symbol: Symbol, now: int) -> Json:
    return {
        "symbol": symbol.name,
        "pair": f"{symbol.base}{symbol.quote}",
        "contractType": "CURRENT_QUARTER" if symbol.delivered_at else "PERPETUAL",
        "deliveryDate": at(symbol.delivered_at) if symbol.delivered_at else NO_END_MS,
        "onboardDate": now - 86_400_000,
        "status": "TRADING" if symbol.trading else "SETTLING",
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": symbol.base,
        "quoteAsset": symbol.quote,
        "marginAsset": symbol.margin_coin,
        "pricePrecision": symbol.price_digits,
        "quantityPrecision": symbol.quantity_digits,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": ["PoW"],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": "0.05",
        "maxMoveOrderLimit": 10_000,
        "filters": _perpetual_filters(symbol),
        "orderTypes": ["LIMIT", "MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
        "permissionSets": ["GRID"],
    }


def _perpetual_filters(symbol: Symbol) -> list[Json]:
    smallest, step = plain(symbol.min_quantity), plain(symbol.step)
    return [
        _price_filter(symbol, plain(symbol.tick), plain(symbol.max_price), plain(symbol.tick)),
        _lot("LOT_SIZE", smallest, plain(symbol.max_quantity), step),
        _lot("MARKET_LOT_SIZE", smallest, plain(symbol.max_market_quantity), step),
        {"filterType": "MAX_NUM_ORDERS", "limit": symbol.max_open_orders},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "limit": 10},
        {"filterType": "MIN_NOTIONAL", "notional": plain(symbol.min_notional)},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": f"{symbol.percent_up:.4f}",
            "multiplierDown": f"{symbol.percent_down:.4f}",
            "multiplierDecimal": "4",
        },
    ]


def _price_filter(symbol: Symbol, low: str, high: str, tick: str) -> Json:
    return {"filterType": "PRICE_FILTER", "minPrice": low, "maxPrice": high, "tickSize": tick}


def _lot(kind: str, low: str, high: str, step: str) -> Json:
    return {"filterType": kind, "minQty": low, "maxQty": high, "stepSize": step}


SPOT_ROUTES = [
    Route(
        method="GET",
        paths=("/api/v3/exchangeInfo",),
        operation=Operation.RULES,
        handler=spot,
        weight=20,
        ws_method="exchangeInfo",
    ),
]
FUTURES_ROUTES = [
    Route(method="GET", paths=("/fapi/v1/exchangeInfo",), operation=Operation.RULES, handler=futures),
]
