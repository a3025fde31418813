"""What Binance spot charges for a call (binance-spot-api-docs/rest-api.md)."""

from collections.abc import Mapping

WEIGHTS: Mapping[str, int] = {
    "GET /api/v3/exchangeInfo": 20,
    "GET /api/v3/account": 20,
    "GET /api/v3/account/commission": 20,
    "GET /api/v3/order": 4,
    "GET /api/v3/klines": 2,
    "GET /api/v3/aggTrades": 4,
    "GET /api/v3/trades": 25,
    "GET /api/v3/ticker/bookTicker": 2,
    "GET /api/v3/ticker/price": 2,
    "POST /api/v3/userDataStream": 2,
    "PUT /api/v3/userDataStream": 2,
}
CREATE = "POST /api/v3/order"


def weight_of(call: str, params: Mapping[str, str]) -> tuple[str, int]:
    """Return the call with what decides its price, and its price."""
    if call == "GET /api/v3/openOrders":
        return (f"{call} of a symbol", 6) if "symbol" in params else (f"{call} of all", 80)
    if call == "GET /api/v3/myTrades":
        return (f"{call} of an order", 5) if "orderId" in params else (f"{call} of a time", 20)
    return call, WEIGHTS.get(call, 1)
