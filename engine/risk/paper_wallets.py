"""What people have on paper: a wallet for each person and exchange, as an exchange would keep it.

    wallet = what each begins with + top-ups, resets and deleted bots + what the fills of its bots have moved

The last of these is told by the states of the bots, which are stored with their fills: no fill is counted
anywhere else, so after a crash the wallet is what it was.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from engine.core import results
from engine.core.money import ZERO, exact
from engine.core.state import BotState

Amounts = Mapping[str, Decimal]
"""Coin -> amount of it."""
ANY_COIN = "*"
"""Of what a wallet begins with: each coin that is not named."""
NOTHING: Amounts = MappingProxyType({})
Owned = tuple[int, str]
"""Whose wallet, and at which exchange."""


class PaperBook(Protocol):
    """Where that is kept which no bot tells."""

    async def all(self) -> Mapping[Owned, Amounts]:
        """Return the amounts beside the bots, of every wallet that has any."""

    async def add(self, owned: Owned, coin: str, amount: Decimal) -> None:
        """Add to the amount of a coin."""

    async def reset(self, owned: Owned) -> Amounts:
        """Have the wallet be what it began with, and the coins that its bots hold on top.

        Returns the amounts beside the bots that make it so.
        """


@dataclass(frozen=True, slots=True)
class CoinBalance:
    """How much of a coin a wallet has."""

    total: Decimal
    available: Decimal
    """What neither a bot holds nor an order has reserved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWallet:
    """A person's wallet at one exchange."""

    exchange: str
    coins: Mapping[str, CoinBalance]
    """Those that it has to do with: of their bots' pairs, and topped up."""


class PaperWallets:
    """Keeps the amounts beside the bots."""

    def __init__(self, begins_with: Amounts) -> None:
        self._begins_with = begins_with
        self._beside: defaultdict[Owned, dict[str, Decimal]] = defaultdict(dict)

    def know(self, owned: Owned, amounts: Amounts) -> None:
        """Learn the amounts of a wallet beside its bots."""
        self._beside[owned] = dict(amounts)

    def add(self, owned: Owned, coin: str, amount: Decimal) -> None:
        with exact():
            self._beside[owned][coin] = self._beside[owned].get(coin, ZERO) + amount

    def beginning(self, coin: str) -> Decimal:
        """Return what each wallet begins with of the coin."""
        return self._begins_with.get(coin, self._begins_with.get(ANY_COIN, ZERO))

    def beside_bots(self, owned: Owned, coin: str) -> Decimal:
        """Return what there is of the coin without what bots have moved."""
        with exact():
            return self.beginning(coin) + self._beside.get(owned, NOTHING).get(coin, ZERO)

    def of(self, owner_id: int) -> dict[str, Amounts]:
        """Return the amounts beside bots of that person's wallets, by exchange."""
        return {exchange: amounts for (owner, exchange), amounts in self._beside.items() if owner == owner_id}


def moved_by(state: BotState) -> dict[str, Decimal]:
    """Return what the fills of a bot have moved in its wallet, by coin.

    On a perpetual that is what was won and lost, fees and funding included: its positions are no coins.
    """
    market, tally = state.market, state.tally
    with exact():
        realised = state.pnl + results.result(tally)
        if market.derivative:
            return {market.quote: realised}
        return {market.base: tally.held, market.quote: realised - results.cost_of_held(tally)}


def beside_after_reset(bots: list[BotState]) -> dict[str, Decimal]:
    """Return the amounts beside these bots of one wallet with which it is as in the beginning.

    The coins that they hold come on top: those were theirs to sell.
    """
    beside: defaultdict[str, Decimal] = defaultdict(Decimal)
    with exact():
        for state in bots:
            for coin, amount in moved_by(state).items():
                is_held = coin == state.market.base and not state.market.derivative and amount > 0
                beside[coin] -= ZERO if is_held else amount
    return {coin: amount for coin, amount in beside.items() if amount}
