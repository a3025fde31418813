"""What an account has: its wallet as it was seen last, and our own fills since then.

A wallet is seen now and then, and an exchange shows it as it was up to some seconds ago. The order that
follows a fill is decided at once, so the coins of that very fill have to be counted although no wallet
shows them yet. Of what has moved while a wallet was asked for, or just before, nobody knows whether it
shows it: until it is looked at again, that counts as there only for an exit from a bot's own coins. It
shows an account as it was at one moment, so what it does not show is what came last.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from itertools import accumulate

from engine.core.money import ZERO, exact
from engine.core.state import BotState
from engine.core.types import AccountId, Fill, Market, Side, TradeId
from engine.timings import FundsTimings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """What one account had at a moment."""

    asked_at: datetime
    """When it was asked for, by the exchange's clock."""
    answered_at: datetime
    """When the answer was here: it shows a moment between the two, or a little before."""
    coins: Mapping[str, Decimal | None]
    """Coin -> free and locked together; None where the exchange's answer about it cannot be read."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a coin an account has."""

    surely: Decimal
    at_most: Decimal
    """With what the wallet may or may not show yet in our favour."""


class WalletRefresh(Enum):
    """What came of looking at a wallet again."""

    NEWER = auto()
    """It was seen, and so were the orders that have changed it."""
    AS_BEFORE = auto()
    """It was seen a moment ago; there is nothing newer to see."""
    IN_VAIN = auto()
    """The exchange does not answer: what it has is for the exchange to judge."""


WalletOf = Callable[[AccountId], Wallet | None]
"""Account -> its wallet as it was seen last; None while it is not known."""


_Key = tuple[str, TradeId, Side]
_Moved = tuple[datetime, Mapping[str, Decimal]]
"""When a fill traded, and what it added to each coin in the wallet."""
_NOTHING: Mapping[str, Decimal] = {}


@dataclass(slots=True)
class _RecentFills:
    """Of one account, in the order in which they traded: only the newest of them matter to a wallet.

    What each has moved is reckoned once, when it is noted: each order that follows asks of all of them.
    """

    _by_key: dict[_Key, _Moved] = field(default_factory=dict)
    _order: list[tuple[datetime, _Key]] = field(default_factory=list)

    def add(self, market: Market, fill: Fill) -> None:
        """Take it in; one that is there already is replaced."""
        key = market.symbol, fill.trade_id, fill.side
        known = self._by_key.get(key)
        self._by_key[key] = fill.executed_at, _effects(market, fill)
        if known is not None and known[0] == fill.executed_at:
            return
        if known is not None:
            self._order.remove((known[0], key))
        insort(self._order, (fill.executed_at, key))

    def forget_before(self, moment: datetime) -> None:
        while self._order and self._order[0][0] < moment:
            del self._by_key[self._order.pop(0)[1]]

    def after(self, moment: datetime) -> list[_Moved]:
        """Return what those have moved that traded later than that, the oldest first."""
        by_key, begin = self._by_key, bisect_right(self._order, moment, key=lambda one: one[0])
        return [by_key[key] for _, key in self._order[begin:]]

    @property
    def newest_at(self) -> datetime | None:
        return self._order[-1][0] if self._order else None


class Funds:
    """Keeps the fills of late, per account."""

    def __init__(self, wallet_of: WalletOf, timings: FundsTimings = FundsTimings()) -> None:
        self._wallet_of = wallet_of
        self._timings = timings
        self._recent: defaultdict[AccountId, _RecentFills] = defaultdict(_RecentFills)

    def note(self, state: BotState, fills: Iterable[Fill]) -> None:
        """Take note of fills that are in the books, or are on their way there. Once or twice is the same."""
        recent = self._recent[state.config.account_id]
        for fill in fills:
            recent.add(state.market, fill)
            recent.forget_before(fill.executed_at - self._timings.fills_kept)

    def of(self, state: BotState, coin: str) -> Amount | None:
        """Return how much of the coin the bot's account has; None while that has not been seen."""
        account_id = state.config.account_id
        wallet = self._wallet_of(account_id)
        had = wallet.coins.get(coin, ZERO) if wallet is not None else None
        if wallet is None or had is None:
            return None
        missing, doubtful = ZERO, list[tuple[datetime, Decimal]]()
        # Any other is in the wallet for certain, its effect included.
        for at, effects in self._recent[account_id].after(wallet.asked_at - self._timings.reads_lag):
            effect = effects.get(coin)
            if effect is None:
                continue
            if at > wallet.answered_at:  # it cannot show that one
                missing += effect
            else:
                doubtful.append((at, effect))
        surely = had + missing + _worst_of_the_newest(doubtful)
        at_most = had + missing - _worst_of_the_newest((at, -effect) for at, effect in doubtful)
        return Amount(surely, at_most)

    def sure_from(self, account_id: AccountId) -> datetime | None:
        """Return from when on a wallet must be asked for to show all our fills; None: any does."""
        newest = self._recent[account_id].newest_at
        return None if newest is None else newest + self._timings.reads_lag


def _worst_of_the_newest(effects: Iterable[tuple[datetime, Decimal]]) -> Decimal:
    """Return the least that may have to be added to a wallet: it shows all until a moment, and none later.

    Of what came at one moment it may show any.
    """
    ordered = sorted(effects, key=lambda one: (one[0], -one[1]), reverse=True)
    return min(accumulate((effect for _, effect in ordered), initial=ZERO))


def _effects(market: Market, fill: Fill) -> Mapping[str, Decimal]:
    """Return what the fill adds to each coin in the wallet, its fee included; on a perpetual, nothing."""
    if market.derivative:
        return _NOTHING
    sign, fee = fill.side.sign, fill.fee
    with exact():
        effects = {market.base: sign * fill.quantity, market.quote: -sign * fill.value}
        effects[fee.coin] = effects.get(fee.coin, ZERO) - fee.amount
    return effects
