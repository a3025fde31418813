"""Reads the raw text of Bybit's answers."""

from collections.abc import Mapping

from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    demand_success,
    parsed,
    short,
    unreadable,
)


def read(reply: Reply) -> Json:
    """Return the `result`. Raises ExchangeRefusal, Unreadable."""
    payload = parsed(reply)
    if not isinstance(payload, Mapping) or not isinstance(payload.get("retCode"), int):
        raise unreadable("no retCode", reply)
    if payload["retCode"] != 0:
        raise ExchangeRefusal(str(payload["retCode"]), short(payload.get("retMsg")), reply.status)
    demand_success(reply)
    return payload.get("result")
