"""The exchanges there are, one line each. It costs no import of ccxt."""

from collections.abc import Mapping

from engine.venues.exchanges.binance.spec import BINANCE
from engine.venues.exchanges.bybit.spec import BYBIT
from engine.venues.exchanges.coindcx.spec import COINDCX
from engine.venues.exchanges.okx.spec import OKX
from engine.venues.exchanges.spec import ExchangeSpec, VenueSpec

EXCHANGES: tuple[ExchangeSpec, ...] = (
    BINANCE,
    BYBIT,
    OKX,
    COINDCX,
)
VENUES: Mapping[str, VenueSpec] = {venue.name: venue for exchange in EXCHANGES for venue in exchange.venues}
"""By their names, in the order in which they are offered."""


def exchange_of(venue: str) -> ExchangeSpec:
    """Return the exchange of a venue. Raises KeyError for a name that is none of `VENUES`."""
    found = VENUES[venue]
    return next(exchange for exchange in EXCHANGES if found in exchange.venues)
