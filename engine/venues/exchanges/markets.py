"""The symbols of an exchange: loaded once for all accounts, and read into our rules."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from engine.clock import Clock
from engine.core.money import plain
from engine.core.reasons.markets import UnreadableRules
from engine.core.types import Market
from engine.errors import NotTraded, RulesUnreadable
from engine.venues.exchanges.answers import Json, Unreadable, UnreadableRule, mapping
from engine.venues.exchanges.spec import CcxtClient, Fees, ReadRules, VenueSpec
from engine.venues.symbols import resolve

Load = Callable[[], Awaitable[None]]
_MARKETS = (
    *("markets", "markets_by_id", "symbols", "ids", "codes"),
    *("currencies", "currencies_by_id", "baseCurrencies", "quoteCurrencies"),
)
"""What ccxt knows of markets."""


class MarketCache:
    """What the clients of one exchange and address share: one of them loads it for all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = asyncio.Lock()
        self._source: CcxtClient = None
        self._loaded_at: timedelta | None = None
        self._ids: dict[str, str] = {}
        """Our symbol -> the exchange's name of it, of all that were ever listed."""
        self._others: set[str] = set()
        """The exchange's names of the instruments that we do not trade."""
        self._symbols: dict[object, str] = {}
        """The exchange's name -> our symbol, as far as it was asked for."""

    async def supply(
        self, client: CcxtClient, load: Load, max_age: timedelta | None, *, derivative: bool
    ) -> None:
        """Give the client its markets: any that are at hand, or with `max_age` none older than that.

        `load` makes the client load them. Raises what it raises, and Unreadable for a list without any
        symbol: no exchange has none, so that is no answer, and what was known stays.
        """
        async with self._lock:
            now = self._clock.monotonic()
            if self._loaded_at is None or (max_age is not None and now - self._loaded_at >= max_age):
                before = {name: getattr(client, name) for name in _MARKETS}
                await load()
                if not any(our_symbol(name, derivative=derivative) for name in client.markets):
                    for name, value in before.items():
                        setattr(client, name, value)
                    raise Unreadable("a list without any symbol")
                self._source, self._loaded_at = client, now
                for name, entry in client.markets.items():
                    self._note(name, str(mapping(entry)["id"]), derivative=derivative)
        if client.markets is not self._source.markets:
            client.set_markets_from_exchange(self._source)

    def _note(self, name: str, market_id: str, *, derivative: bool) -> None:
        symbol = our_symbol(name, derivative=derivative)
        if symbol is None:
            self._others.add(market_id)
        else:
            self._ids[symbol] = market_id

    def was_listed(self, symbol: str) -> bool:
        """Say whether the symbol is or was there, traded or not."""
        return symbol in self._ids

    def id_of(self, symbol: str, likely: str) -> str | None:
        """Return the exchange's name of a symbol that is, or was, listed.

        One that has not been listed since we began has its `likely` name, or None where another symbol
        is called so, or an instrument that we do not trade.
        """
        if symbol not in self._ids and likely not in self._others and likely not in self._ids.values():
            self._ids[symbol] = likely
        return self._ids.get(symbol)

    def symbol_of(self, market_id: object) -> str | None:
        """Return our symbol of one of the exchange's names; None for an instrument that we do not trade."""
        symbol = self._symbols.get(market_id)
        if symbol is None or self._ids.get(symbol) != market_id:
            symbol = next((one for one, known in self._ids.items() if known == market_id), None)
            if symbol is not None:
                self._symbols[market_id] = symbol
        return symbol


def ccxt_symbol(symbol: str, *, derivative: bool) -> str:
    """Return ccxt's name: "BTC/USDT", and "BTC/USDT:USDT" for the perpetual."""
    return f"{symbol}:{symbol.rpartition('/')[2]}" if derivative else symbol


def our_symbol(name: str, *, derivative: bool) -> str | None:
    """Return what we call what ccxt calls so: "BTC/USDT", also for the perpetual.

    None for another instrument on the same pair: a dated contract, one with margin in another coin, an
    option. It is never taken for the one that we trade.
    """
    symbol = name.partition(":")[0]
    return symbol if name == ccxt_symbol(symbol, derivative=derivative) else None


def find(client: CcxtClient, venue: VenueSpec, symbol: str) -> Mapping[str, Json]:
    """Return ccxt's entry of a symbol that is traded, in whatever letters it was typed.

    Raises NotTraded for one that is not, and UnknownTicker with what it may have been meant to be.
    """
    name = ccxt_symbol(symbol, derivative=venue.derivative)
    entry = client.markets.get(name)
    if entry is not None and _is_traded(mapping(entry)):
        return mapping(entry)
    if entry is not None and _is_ours(mapping(entry)):
        raise NotTraded(symbol, venue.name)
    traded = [other for other, it in client.markets.items() if _is_traded(mapping(it))]
    named = (our_symbol(other, derivative=venue.derivative) for other in traded)
    offered = [ours for ours in named if ours is not None]
    meant = resolve(symbol, offered, venue.name, derivative=venue.derivative)
    return mapping(client.markets[ccxt_symbol(meant, derivative=venue.derivative)])


def _is_ours(entry: Mapping[str, Json]) -> bool:
    """Say whether it is of a kind that we trade: not a dated future."""
    return bool(entry.get("spot") or entry.get("swap"))


def _is_traded(entry: Mapping[str, Json]) -> bool:
    return _is_ours(entry) and entry.get("active") is not False


def rules(entry: Mapping[str, Json], venue: VenueSpec, symbol: str, read: ReadRules, fees: Fees) -> Market:
    """Return the rules of a symbol from ccxt's entry of it. Raises RulesUnreadable."""
    derivative = bool(entry.get("swap"))
    try:
        tick, step, min_quantity, min_notional = (plain(value) for value in read(mapping(entry.get("info"))))
    except UnreadableRule as e:
        raise RulesUnreadable(
            UnreadableRules(exchange=venue.name, symbol=symbol, field=e.field, said=e.said)
        ) from None
    base, _, quote = symbol.partition("/")
    return Market(
        venue=venue.name,
        symbol=symbol,
        base=base,
        quote=quote,
        tick=tick,
        step=step,
        min_quantity=min_quantity,
        min_notional=min_notional,
        maker_fee=fees[0],
        taker_fee=fees[1],
        derivative=derivative,
        reducing_exempt=venue.reducing_exempt,
    )
