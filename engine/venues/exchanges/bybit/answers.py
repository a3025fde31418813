"""Reads Bybit's answers: the payload or the refusal in one, the rules of a symbol."""

from collections.abc import Mapping

from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    demand_success,
    parsed,
    part,
    rule,
    rule_or_digits,
    short,
    unreadable,
)
from engine.venues.exchanges.spec import RawRules


def read(reply: Reply) -> Json:
    """Return the `result`. Raises ExchangeRefusal, Unreadable."""
    payload = parsed(reply)
    if not isinstance(payload, Mapping) or not isinstance(payload.get("retCode"), int):
        raise unreadable("no retCode", reply)
    if payload["retCode"] != 0:
        raise ExchangeRefusal(str(payload["retCode"]), short(payload.get("retMsg")), reply.status)
    demand_success(reply)
    return payload.get("result")


def rules(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of instruments-info tells. Raises UnreadableRule."""
    price, lot = part(info, "priceFilter"), part(info, "lotSizeFilter")
    # Contracts come with a scale, and have other names in the lot.
    is_contract = "priceScale" in info or "qtyStep" in lot
    return RawRules(
        tick=rule_or_digits(price, "tickSize", info, "priceScale"),
        step=rule_or_digits(lot, "qtyStep" if is_contract else "basePrecision", info),
        min_quantity=rule(lot, "minOrderQty"),
        min_notional=rule(lot, "minNotionalValue" if is_contract else "minOrderAmt"),
    )
