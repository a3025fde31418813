"""Which accounts a world has, and how the program finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from random import Random

from engine.core.types import AccountId, Market, Mode
from engine.ports import RealAccount, Venue
from engine.reads.health import VenuesHealth
from engine.reads.views import PriceSource
from tests.sim.market import CHEAP, PERPETUALS, SPOT

FUTURES = 0.3
"""So many of the worlds are an account for perpetuals."""
FEW_TICKS = 0.15
"""So many of the others have a coin that is worth a few ticks."""


def is_futures(seed: int) -> bool:
    """Say whether the account of the seed is one for perpetuals."""
    return Random(f"futures? {seed}").random() < FUTURES


def draw_symbols(random: Random, seed: int, *, futures: bool) -> Mapping[Market, Decimal]:
    """Draw what is traded there: rules -> the price that it starts with."""
    several = random.choice((1, 1, 1, 2, 3))
    if futures:  # each has room for one bot at work
        return dict(islice(PERPETUALS.items(), 1 + several % 3))
    cheap = {CHEAP: CHEAP.tick} if Random(f"cheap? {seed}").random() < FEW_TICKS else {}
    return dict(islice(SPOT.items(), several)) | cheap


@dataclass(slots=True)
class SimVenues:
    """Meets `engine.ports.Venues`: one account, or some."""

    accounts: Mapping[AccountId, Venue]

    def venue(self, account_id: AccountId) -> Venue:
        return self.accounts[account_id]

    def replay(self, account_id: AccountId) -> None:
        return None

    def exchanges(self) -> tuple[str, ...]:
        return tuple(account_id.venue for account_id in self.accounts)

    def real_accounts(self) -> dict[AccountId, RealAccount]:
        return {}

    def modes(self, exchange: str) -> tuple[Mode, ...]:
        return (Mode.LIVE,)

    def is_derivative(self, exchange: str) -> bool:
        return exchange.endswith(" F")

    def prices_of(self, mode: Mode) -> PriceSource:
        return PriceSource.EXCHANGE

    def symbols(self, account_id: AccountId) -> tuple[str, ...]:
        return ("BTC/USDT",)

    def health(self) -> VenuesHealth:
        return VenuesHealth()
