"""The rules of Bybit's symbols."""

from collections.abc import Mapping

from engine.core.money import ZERO
from engine.venues.exchanges.answers import Json, mapping, number
from engine.venues.exchanges.spec import RawRules


def read(info: Mapping[str, Json]) -> RawRules:
    """Return the rules that an entry of instruments-info tells. Raises Unreadable."""
    price, lot = mapping(info.get("priceFilter")), mapping(info.get("lotSizeFilter"))
    step = number(lot, "qtyStep" if lot.get("qtyStep") else "basePrecision")
    name = "minNotionalValue" if lot.get("minNotionalValue") else "minOrderAmt"
    least = number(lot, name) if lot.get(name) else ZERO
    return RawRules(number(price, "tickSize"), step, number(lot, "minOrderQty"), least)


def likely_id(symbol: str) -> str:
    """Return how most perpetuals are named: BTCUSDT, and BTCPERP for BTC/USDC."""
    base, _, quote = symbol.partition("/")
    return f"{base}PERP" if quote == "USDC" else f"{base}{quote}"
