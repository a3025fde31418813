"""What the lean exchange says, in Binance's words."""

import json
import time
from dataclasses import dataclass
from decimal import Decimal

KEY = "k" * 64
FEE = Decimal("0.001")
PLENTY = "100000000.00000000"
QUOTE = "USDT"
LAST = Decimal(100)
"""The price of everything."""


@dataclass(slots=True, kw_only=True)
class Placed:
    """An order as it arrived."""

    number: int
    symbol: str
    name: str
    side: str
    price: Decimal
    quantity: Decimal
    at: float
    """When it arrived, by the exchange's steady clock."""
    created_ms: int
    status: str = "NEW"
    filled: Decimal = Decimal(0)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def now_ms() -> int:
    return int(time.time() * 1000)


def base_of(symbol: str) -> str:
    return symbol.removesuffix(QUOTE)


def exchange_info(symbols: tuple[str, ...]) -> bytes:
    return compact(
        {
            "timezone": "UTC",
            "serverTime": now_ms(),
            "rateLimits": [
                {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
                {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
            ],
            "exchangeFilters": [],
            "symbols": [_symbol(name) for name in symbols],
        }
    )


def _symbol(name: str) -> dict[str, object]:
    lot = {"minQty": "0.00001000", "maxQty": "9000.00000000", "stepSize": "0.00001000"}
    flags = dict.fromkeys(
        ("icebergAllowed", "ocoAllowed", "otoAllowed", "opoAllowed", "allowTrailingStop"), False
    ) | dict.fromkeys(("cancelReplaceAllowed", "amendAllowed", "pegInstructionsAllowed"), False)
    return flags | {
        "symbol": name,
        "status": "TRADING",
        "baseAsset": base_of(name),
        "baseAssetPrecision": 8,
        "quoteAsset": QUOTE,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
        "quoteOrderQtyMarketAllowed": True,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000000.00", "tickSize": "0.01"},
            {"filterType": "LOT_SIZE"} | lot,
            {"filterType": "MARKET_LOT_SIZE"} | lot,
            {"filterType": "NOTIONAL", "minNotional": "5.0", "applyMinToMarket": True, "avgPriceMins": 5}
            | {"maxNotional": "9000000.0", "applyMaxToMarket": False},
        ],
        "permissions": ["SPOT"],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["EXPIRE_MAKER"],
    }


def account(symbols: tuple[str, ...]) -> bytes:
    coins = [*map(base_of, symbols), QUOTE]
    commissions = dict.fromkeys(("makerCommission", "takerCommission"), 10)
    return compact(
        commissions
        | {
            "buyerCommission": 0,
            "sellerCommission": 0,
            "canTrade": True,
            "canWithdraw": False,
            "canDeposit": True,
            "updateTime": now_ms(),
            "accountType": "SPOT",
            "balances": [{"asset": coin, "free": PLENTY, "locked": "0.00000000"} for coin in coins],
            "permissions": ["SPOT"],
        }
    )


def commission(symbol: str) -> bytes:
    rates = {"maker": str(FEE), "taker": str(FEE), "buyer": "0", "seller": "0"}
    none = dict.fromkeys(rates, "0")
    kinds = {"standardCommission": rates, "specialCommission": none, "taxCommission": none}
    return compact({"symbol": symbol} | kinds)


def created(order: Placed) -> bytes:
    return compact(
        {
            "symbol": order.symbol,
            "orderId": order.number,
            "orderListId": -1,
            "clientOrderId": order.name,
            "transactTime": order.created_ms,
        }
    )


def order_view(order: Placed) -> dict[str, object]:
    return {
        "symbol": order.symbol,
        "orderId": order.number,
        "orderListId": -1,
        "clientOrderId": order.name,
        "price": str(order.price),
        "origQty": str(order.quantity),
        "executedQty": str(order.filled),
        "cummulativeQuoteQty": str(order.filled * order.price),
        "status": order.status,
        "timeInForce": "GTC",
        "type": "LIMIT",
        "side": order.side,
        "stopPrice": "0.00000000",
        "icebergQty": "0.00000000",
        "time": order.created_ms,
        "updateTime": now_ms(),
        "isWorking": True,
        "workingTime": order.created_ms,
        "origQuoteOrderQty": "0.00000000",
        "selfTradePreventionMode": "EXPIRE_MAKER",
    }


def fee_of(order: Placed) -> tuple[str, str]:
    """Return amount and coin: of what was received."""
    if order.side == "BUY":
        return str(order.filled * FEE), base_of(order.symbol)
    return str(order.filled * order.price * FEE), QUOTE


def trade_of(order: Placed) -> dict[str, object]:
    """Return the one trade of an order that is filled. Trades are numbered as their orders are."""
    fee, coin = fee_of(order)
    return {
        "symbol": order.symbol,
        "id": order.number,
        "orderId": order.number,
        "orderListId": -1,
        "price": str(order.price),
        "qty": str(order.filled),
        "quoteQty": str(order.filled * order.price),
        "commission": fee,
        "commissionAsset": coin,
        "time": now_ms(),
        "isBuyer": order.side == "BUY",
        "isMaker": True,
        "isBestMatch": True,
    }


def execution_report(order: Placed) -> bytes:
    now, is_trade = now_ms(), order.filled > 0
    fee, coin = fee_of(order) if is_trade else ("0", None)
    return compact(
        {
            "e": "executionReport",
            "E": now,
            "s": order.symbol,
            "c": order.name,
            "S": order.side,
            "o": "LIMIT",
            "f": "GTC",
            "q": str(order.quantity),
            "p": str(order.price),
            "P": "0.00000000",
            "F": "0.00000000",
            "g": -1,
            "C": "",
            "x": "TRADE" if is_trade else order.status,
            "X": order.status,
            "r": "NONE",
            "i": order.number,
            "l": str(order.filled),
            "z": str(order.filled),
            "L": str(order.price) if is_trade else "0.00000000",
            "n": fee,
            "N": coin,
            "T": now,
            "t": order.number if is_trade else -1,
            "I": order.number,
            "w": not is_trade,
            "m": is_trade,
            "M": is_trade,
            "O": order.created_ms,
            "Z": str(order.filled * order.price),
            "Y": str(order.filled * order.price),
            "Q": "0.00000000",
            "W": order.created_ms,
            "V": "EXPIRE_MAKER",
        }
    )


def account_position(symbol: str) -> bytes:
    coins = [base_of(symbol), QUOTE]
    balances = [{"a": coin, "f": PLENTY, "l": "0.00000000"} for coin in coins]
    return compact({"e": "outboundAccountPosition", "E": now_ms(), "u": now_ms(), "B": balances})


def public_trade(symbol: str, number: int, price: str, quantity: str, at_ms: int) -> bytes:
    text = f'"s":"{symbol}","t":{number},"p":"{price}","q":"{quantity}","T":{at_ms},"m":false,"M":true'
    return f'{{"e":"trade","E":{at_ms},{text}}}'.encode()
