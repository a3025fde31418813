"""The rules of Binance's symbols."""

from collections.abc import Mapping

from engine.core.money import ZERO
from engine.venues.exchanges.answers import Json, listing, mapping, number
from engine.venues.exchanges.spec import RawRules


def read(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of exchangeInfo tells. Raises Unreadable."""
    filters = {row.get("filterType"): row for row in listing(info.get("filters"))}
    price, lot = mapping(filters.get("PRICE_FILTER")), mapping(filters.get("LOT_SIZE"))
    notional = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or {}
    name = "minNotional" if "minNotional" in notional else "notional"
    least = number(notional, name) if name in notional else ZERO
    return RawRules(number(price, "tickSize"), number(lot, "stepSize"), number(lot, "minQty"), least)
