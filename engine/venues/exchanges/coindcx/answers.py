"""CoinDCX's answers: what was asked for, or an error of which the status and a sentence tell."""

from collections.abc import Mapping

from engine.core.reasons.calls import ExchangeSaid
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    Reply,
    UnreadableRule,
    demand_success,
    mapping,
    parsed,
    rule,
    short,
)
from engine.venues.exchanges.coindcx.rejections import is_listed
from engine.venues.exchanges.spec import RawRules

SERVER_ERRORS = 500


def read(reply: Reply) -> Json:
    """Return the payload. Raises ExchangeRefusal, Unreadable.

    An error of the server's says nothing of what became of a request; nor does a page, which is not theirs.
    """
    if reply.status >= SERVER_ERRORS:
        demand_success(reply)
    payload = parsed(reply)
    if isinstance(payload, Mapping) and payload.get("status") == "error":
        refusal = ExchangeRefusal(str(reply.status), short(payload.get("message") or ""), reply.status)
        if not is_listed(refusal):
            refusal.reason = ExchangeSaid(text=f"HTTP {reply.status}", number=refusal.code)
        raise refusal
    demand_success(reply)
    return payload


def rules(raw: Mapping[str, Json]) -> RawRules:
    """Return the rules of an instrument. Raises UnreadableRule."""
    tick, step = rule(raw, "price_increment"), rule(raw, "quantity_increment")
    for name, value in (("price_increment", tick), ("quantity_increment", step)):
        if not value:
            raise UnreadableRule(name, raw.get(name))
    return RawRules(
        tick=tick,
        step=step,
        min_quantity=max(rule(raw, "min_quantity"), rule(raw, "min_trade_size")),
        min_notional=rule(raw, "min_notional"),
    )


def instrument(payload: Json) -> Mapping[str, Json]:
    return mapping(mapping(payload).get("instrument"))
