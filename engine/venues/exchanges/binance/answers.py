"""Reads the raw text of Binance's answers."""

from collections.abc import Mapping
from decimal import Decimal

from engine.venues.exchanges.answers import ExchangeRefusal, Json, Reply, demand_success, parsed, short


def read(reply: Reply) -> Json:
    """Return the payload. Raises ExchangeRefusal, Unreadable."""
    payload = parsed(reply)
    if isinstance(payload, Mapping) and "msg" in payload and isinstance(payload.get("code"), int | Decimal):
        code = int(payload["code"])
        if code not in {0, 200}:
            raise ExchangeRefusal(str(code), short(payload["msg"]), reply.status)
    demand_success(reply)
    return payload
