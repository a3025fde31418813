"""What the exchanges say when all is well, in the shapes of their documentation."""

import time
from typing import Any

from tests.exchanges.bench import Bench, answer

Json = dict[str, Any]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def binance_symbol(base: str, quote: str, *, futures: bool) -> Json:
    notional = (
        {"filterType": "MIN_NOTIONAL", "notional": "5"}
        if futures
        else {"filterType": "NOTIONAL", "minNotional": "5.00000000", "applyMinToMarket": True}
    )
    symbol: Json = {
        "symbol": base + quote,
        "status": "TRADING",
        "baseAsset": base,
        "quoteAsset": quote,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "orderTypes": ["LIMIT", "MARKET"],
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": "0.01",
                "maxPrice": "1000000",
                "tickSize": "0.01000000",
            },
            {"filterType": "LOT_SIZE", "minQty": "0.00010000", "maxQty": "9000", "stepSize": "0.00001000"},
            notional,
        ],
    }
    if futures:
        return symbol | {
            "pair": base + quote,
            "contractType": "PERPETUAL",
            "deliveryDate": 4133404800000,
            "onboardDate": 1569398400000,
            "marginAsset": quote,
            "pricePrecision": 2,
            "quantityPrecision": 3,
            "timeInForce": ["GTC", "IOC"],
        }
    return symbol | {"isSpotTradingAllowed": True, "isMarginTradingAllowed": False, "permissions": ["SPOT"]}


def lay_binance(bench: Bench, *, futures: bool = False) -> None:
    """Put markets, time and prices of Binance on the bench."""
    root = "/fapi/v1" if futures else "/api/v3"
    pairs = [("BTC", "USDT"), ("ETH", "USDT"), ("BNB", "USDT")]
    symbols = [binance_symbol(base, quote, futures=futures) for base, quote in pairs]
    bench.put(
        "GET", f"{root}/exchangeInfo", answer({"timezone": "UTC", "rateLimits": [], "symbols": symbols})
    )
    price = "/fapi/v2/ticker/price" if futures else f"{root}/ticker/price"  # Binance gives up that of v1
    bench.put("GET", price, answer({"symbol": "BNBUSDT", "price": "600.00"}))
    bench.put(
        "GET",
        f"{root}/ticker/bookTicker",
        answer({"symbol": "BTCUSDT", "bidPrice": "94999.90", "askPrice": "95000.10"}),
    )
    lay_time(bench, f"{root}/time", lambda ms: {"serverTime": ms})


def lay_time(bench: Bench, path: str, wrap: Any, shift_ms: int = 0) -> None:  # noqa: ANN401 - a shape
    """Put a clock on the bench that is `shift_ms` ahead of ours."""

    async def handle(seen: Any, request: Any) -> Any:  # noqa: ANN401 - as bench.Handler
        return await answer(wrap(now_ms() + shift_ms))(seen, request)

    bench.put("GET", path, handle)


def binance_order(client_order_id: str, **changes: object) -> Json:
    return {
        "symbol": "BTCUSDT",
        "orderId": 28,
        "clientOrderId": client_order_id,
        "price": "95000.00000000",
        "origQty": "0.00100000",
        "executedQty": "0.00000000",
        "status": "NEW",
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "time": 1795331639100,
        "updateTime": 1795331639100,
        **changes,
    }


def binance_trade(number: int, **changes: object) -> Json:
    return {
        "symbol": "BTCUSDT",
        "id": number,
        "orderId": 28,
        "price": "95000.00000000",
        "qty": "0.00100000",
        "commission": "0.00000100",
        "commissionAsset": "BTC",
        "time": 1795331639100 + number,
        "isBuyer": True,
        "isMaker": False,
        **changes,
    }


def bybit_ok(result: object) -> Json:
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now_ms()}


def bybit_list(*rows: object, cursor: str = "") -> Json:
    return bybit_ok({"list": list(rows), "nextPageCursor": cursor})


def bybit_no(code: int, text: str) -> Json:
    return {"retCode": code, "retMsg": text, "result": {}, "retExtInfo": {}, "time": now_ms()}


def bybit_symbol(base: str, quote: str, *, linear: bool) -> Json:
    symbol: Json = {
        "symbol": base + quote,
        "baseCoin": base,
        "quoteCoin": quote,
        "status": "Trading",
        "priceFilter": {"tickSize": "0.01", "minPrice": "0.01", "maxPrice": "2000000"},
    }
    if linear:
        return symbol | {
            "contractType": "LinearPerpetual",
            "settleCoin": quote,
            "launchTime": "1585526400000",
            "deliveryTime": "0",
            "leverageFilter": {"minLeverage": "1", "maxLeverage": "100", "leverageStep": "0.01"},
            "lotSizeFilter": {"minOrderQty": "0.001", "qtyStep": "0.001", "minNotionalValue": "5"},
        }
    return symbol | {
        "innovation": "0",
        "marginTrading": "none",
        "lotSizeFilter": {
            "basePrecision": "0.000001",
            "quotePrecision": "0.00000001",
            "minOrderQty": "0.000048",
            "minOrderAmt": "5",
        },
    }


def lay_bybit(bench: Bench, *, linear: bool = False) -> None:
    """Put markets, time and prices of Bybit on the bench."""
    pairs = [("BTC", "USDT"), ("ETH", "USDT")]
    symbols = [bybit_symbol(base, quote, linear=linear) for base, quote in pairs]
    listed = bybit_ok({"category": "x", "list": symbols, "nextPageCursor": ""})
    bench.put("GET", "/v5/market/instruments-info", answer(listed))
    prices = {"symbol": "BTCUSDT", "lastPrice": "95000", "bid1Price": "94999.9", "ask1Price": "95000.1"}
    bench.put("GET", "/v5/market/tickers", answer(bybit_list(prices)))
    lay_time(
        bench,
        "/v5/market/time",
        lambda ms: bybit_ok({"timeSecond": str(ms // 1000), "timeNano": str(ms * 1_000_000)}),
    )


def bybit_order(client_order_id: str, **changes: object) -> Json:
    return {
        "orderId": "1321003749386327552",
        "orderLinkId": client_order_id,
        "symbol": "BTCUSDT",
        "side": "Buy",
        "price": "95000",
        "qty": "0.001",
        "cumExecQty": "0",
        "orderStatus": "New",
        "rejectReason": "EC_NoError",
        "createdTime": "1795331639100",
        "updatedTime": "1795331639100",
        **changes,
    }


def bybit_execution(number: int, **changes: object) -> Json:
    return {
        "symbol": "BTCUSDT",
        "execId": f"exec-{number}",
        "orderId": "1321003749386327552",
        "orderLinkId": "s1",
        "side": "Buy",
        "execPrice": "95000",
        "execQty": "0.001",
        "execType": "Trade",
        "execFee": "0.000001",
        "feeCurrency": "BTC",
        "isMaker": False,
        "execTime": str(1795331639100 + number),
        "seq": number,
        "extraFees": "",
        **changes,
    }


def okx_ok(*rows: object) -> Json:
    return {"code": "0", "msg": "", "data": list(rows)}


def okx_no(code: int, text: str) -> Json:
    return {"code": str(code), "msg": text, "data": []}


def okx_order_no(code: int, text: str) -> Json:
    row = {"ordId": "", "clOrdId": "", "tag": "", "sCode": str(code), "sMsg": text}
    return {"code": "1", "msg": "All operations failed", "data": [row]}


def okx_instrument(base: str, quote: str, *, swap: bool) -> Json:
    pair = f"{base}-{quote}"
    shared: Json = {"tickSz": "0.01", "state": "live", "listTime": "1585526400000", "instIdCode": 1}
    if swap:
        return shared | {
            "instId": f"{pair}-SWAP",
            "instType": "SWAP",
            "uly": pair,
            "settleCcy": quote,
            "baseCcy": "",
            "quoteCcy": "",
            "ctType": "linear",
            "ctVal": "0.01",
            "ctMult": "1",
            "ctValCcy": base,
            "lotSz": "0.1",
            "minSz": "0.1",
            "lever": "100",
        }
    return shared | {
        "instId": pair,
        "instType": "SPOT",
        "baseCcy": base,
        "quoteCcy": quote,
        "settleCcy": "",
        "lotSz": "0.00001",
        "minSz": "0.0001",
        "lever": "",
    }


def lay_okx(bench: Bench, *, swap: bool = False) -> None:
    """Put instruments, time and prices of OKX on the bench."""
    pairs = [("BTC", "USDT"), ("ETH", "USDT")]
    listed = [okx_instrument(base, quote, swap=swap) for base, quote in pairs]
    bench.put("GET", "/api/v5/public/instruments", answer(okx_ok(*listed)))
    prices = {"instId": "BTC-USDT", "last": "95000", "bidPx": "94999.9", "askPx": "95000.1"}
    bench.put("GET", "/api/v5/market/ticker", answer(okx_ok(prices)))
    lay_time(bench, "/api/v5/public/time", lambda ms: okx_ok({"ts": str(ms)}))


def okx_order(client_order_id: str, **changes: object) -> Json:
    return {
        "instType": "SPOT",
        "instId": "BTC-USDT",
        "ordId": "312269865356374016",
        "clOrdId": client_order_id,
        "side": "buy",
        "px": "95000",
        "sz": "0.001",
        "accFillSz": "0",
        "state": "live",
        "category": "normal",
        "cancelSource": "",
        "tradeId": "",
        "fillSz": "0",
        "cTime": "1795331639100",
        "uTime": "1795331639100",
        **changes,
    }


def okx_fill(number: int, **changes: object) -> Json:
    return {
        "instType": "SPOT",
        "instId": "BTC-USDT",
        "tradeId": str(number),
        "ordId": "312269865356374016",
        "clOrdId": "s1",
        "billId": str(1000 + number),
        "subType": "1",
        "side": "buy",
        "fillPx": "95000",
        "fillSz": "0.001",
        "execType": "T",
        "feeCcy": "BTC",
        "fee": "-0.000001",
        "ts": str(1795331639100 + number),
        "fillTime": str(1795331639100 + number),
        **changes,
    }
