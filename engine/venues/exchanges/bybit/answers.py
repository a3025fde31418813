"""Reads Bybit's answers: the payload or the refusal in one, the rules of a symbol."""

from collections.abc import Mapping

from engine.core.money import ZERO
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    demand_success,
    mapping,
    number,
    parsed,
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
    """Return the rules that an entry of instruments-info tells. Raises Unreadable."""
    price, lot = mapping(info.get("priceFilter")), mapping(info.get("lotSizeFilter"))
    step = number(lot, "qtyStep" if lot.get("qtyStep") else "basePrecision")
    name = "minNotionalValue" if lot.get("minNotionalValue") else "minOrderAmt"
    least = number(lot, name) if lot.get(name) else ZERO
    return RawRules(number(price, "tickSize"), step, number(lot, "minOrderQty"), least)
