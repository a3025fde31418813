"""Reads Binance's answers: the payload or the refusal in one, the rules of a symbol."""

from collections.abc import Mapping
from decimal import Decimal

from engine.core.money import ZERO
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    demand_success,
    listing,
    mapping,
    number,
    parsed,
    short,
)
from engine.venues.exchanges.spec import RawRules


def read(reply: Reply) -> Json:
    """Return the payload. Raises ExchangeRefusal, Unreadable."""
    payload = parsed(reply)
    if isinstance(payload, Mapping) and "msg" in payload and isinstance(payload.get("code"), int | Decimal):
        code = int(payload["code"])
        if code not in {0, 200}:
            raise ExchangeRefusal(str(code), short(payload["msg"]), reply.status)
    demand_success(reply)
    return payload


def rules(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of exchangeInfo tells. Raises Unreadable."""
    filters = {row.get("filterType"): row for row in listing(info.get("filters"))}
    price, lot = mapping(filters.get("PRICE_FILTER")), mapping(filters.get("LOT_SIZE"))
    notional = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or {}
    name = "minNotional" if "minNotional" in notional else "notional"
    least = number(notional, name) if name in notional else ZERO
    return RawRules(number(price, "tickSize"), number(lot, "stepSize"), number(lot, "minQty"), least)
