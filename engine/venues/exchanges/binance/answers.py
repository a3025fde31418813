"""Reads Binance's answers: the payload or the refusal in one, the rules of a symbol."""

from collections.abc import Mapping
from decimal import Decimal

from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    UnreadableRule,
    demand_success,
    integer,
    parsed,
    rule,
    rule_or_digits,
    short,
)
from engine.venues.exchanges.spec import RawRules


def read(reply: Reply) -> Json:
    """Return the payload. Raises ExchangeRefusal, Unreadable."""
    payload = parsed(reply)
    if isinstance(payload, Mapping) and "msg" in payload and isinstance(payload.get("code"), int | Decimal):
        code = integer(payload, "code")
        if code not in {0, 200}:
            raise ExchangeRefusal(str(code), short(payload["msg"]), reply.status)
    demand_success(reply)
    return payload


def rules(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of exchangeInfo tells. Raises UnreadableRule."""
    rows = info.get("filters") or ()
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise UnreadableRule("filters", rows)
    filters = {str(row.get("filterType")): row for row in rows}
    price, lot = filters.get("PRICE_FILTER", {}), filters.get("LOT_SIZE", {})
    notional = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or {}
    # Contracts have digits of their own, spot those of its coins.
    price_digits = "pricePrecision" if "pricePrecision" in info else "quotePrecision"
    quantity_digits = "quantityPrecision" if "quantityPrecision" in info else "baseAssetPrecision"
    return RawRules(
        tick=rule_or_digits(price, "tickSize", info, price_digits),
        step=rule_or_digits(lot, "stepSize", info, quantity_digits),
        min_quantity=rule(lot, "minQty"),
        min_notional=rule(notional, "minNotional" if "minNotional" in notional else "notional"),
    )
