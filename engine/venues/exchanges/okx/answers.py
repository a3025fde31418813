"""Reads OKX's answers: the rows or the refusal in one, the rules of an instrument."""

from collections.abc import Mapping
from decimal import Decimal

from engine.core.money import exact
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    UnreadableRule,
    demand_success,
    parsed,
    rule,
    short,
    unreadable,
)
from engine.venues.exchanges.spec import RawRules

FINE = "0"


def read(reply: Reply) -> Json:
    """Return the rows. Raises ExchangeRefusal, Unreadable.

    With most refusals HTTP says 200. What is said of the one order that a request is about goes before what
    is said of the request.
    """
    payload = parsed(reply)
    if not isinstance(payload, Mapping) or not isinstance(payload.get("code"), str):
        raise unreadable("no code", reply)
    rows = payload.get("data")
    for row in rows if isinstance(rows, list) else ():
        said = row.get("sCode", FINE) if isinstance(row, Mapping) else FINE
        if said != FINE:
            raise ExchangeRefusal(short(said), short(row.get("sMsg")), reply.status)
    if payload["code"] != FINE:
        raise ExchangeRefusal(short(payload["code"]), short(payload.get("msg")), reply.status)
    demand_success(reply)
    return rows


def rules(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of the instruments tells, in coins. Raises UnreadableRule.

    There is no smallest value of an order.
    """
    tick, size = rule(info, "tickSz"), contract_size(info)
    if not tick:
        raise UnreadableRule("tickSz")
    lot = rule(info, "lotSz")
    if not lot:
        raise UnreadableRule("lotSz")
    with exact():
        return RawRules(
            tick=tick, step=lot * size, min_quantity=rule(info, "minSz") * size, min_notional=Decimal(0)
        )


def contract_size(info: Mapping[str, Json]) -> Decimal:
    """Return how many coins one of what is counted stands for: 1 on spot. Raises UnreadableRule."""
    if info.get("instType") != "SWAP":
        return Decimal(1)
    value = rule(info, "ctVal")
    if not value:
        raise UnreadableRule("ctVal")
    with exact():
        return value * (rule(info, "ctMult") or 1)
