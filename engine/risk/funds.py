"""What an account has: its wallet as it was seen last, and our own fills since then.

A wallet is seen now and then, and an exchange shows it as it was up to some seconds ago. The order that
follows a fill is decided at once, so the coins of that very fill have to be counted although no wallet
shows them yet. Of what has moved while a wallet was asked for, or just before, nobody knows whether it
shows it: until it is looked at again, that counts as there only for an exit from a bot's own coins. It
shows an account as it was at one moment, so what it does not show is what came last.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from itertools import accumulate

from engine.core.money import ZERO
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


class Funds:
    """Keeps the fills of late, per account."""

    def __init__(self, wallet_of: WalletOf, timings: FundsTimings = FundsTimings()) -> None:
        self._wallet_of = wallet_of
        self._timings = timings
        self._recent: defaultdict[AccountId, dict[tuple[str, TradeId, Side], tuple[Market, Fill]]]
        self._recent = defaultdict(dict)

    def note(self, state: BotState, fills: Iterable[Fill]) -> None:
        """Take note of fills that are in the books, or are on their way there. Once or twice is the same."""
        recent = self._recent[state.config.account_id]
        for fill in fills:
            recent[state.market.symbol, fill.trade_id, fill.side] = (state.market, fill)
            kept_since = fill.executed_at - self._timings.fills_kept
            old = [key for key, (_, one) in recent.items() if one.executed_at < kept_since]
            for key in old:
                del recent[key]

    def of(self, state: BotState, coin: str) -> Amount | None:
        """Return how much of the coin the bot's account has; None while that has not been seen."""
        account_id = state.config.account_id
        wallet = self._wallet_of(account_id)
        had = wallet.coins.get(coin, ZERO) if wallet is not None else None
        if wallet is None or had is None:
            return None
        missing, doubtful = ZERO, list[tuple[datetime, Decimal]]()
        for market, fill in self._recent[account_id].values():
            if not _may_be_missing(wallet, fill, self._timings.reads_lag):
                continue
            effect = _effect(market, fill, coin)
            if _is_missing(wallet, fill):
                missing += effect
            elif effect:
                doubtful.append((fill.executed_at, effect))
        surely = had + missing + _worst_of_the_newest(doubtful)
        at_most = had + missing - _worst_of_the_newest((at, -effect) for at, effect in doubtful)
        return Amount(surely, at_most)

    def sure_from(self, account_id: AccountId) -> datetime | None:
        """Return from when on a wallet must be asked for to show all our fills; None: any does."""
        recent = self._recent[account_id].values()
        newest = max((fill.executed_at for _, fill in recent), default=None)
        return None if newest is None else newest + self._timings.reads_lag


def _may_be_missing(wallet: Wallet, fill: Fill, reads_lag: timedelta) -> bool:
    return fill.executed_at > wallet.asked_at - reads_lag


def _is_missing(wallet: Wallet, fill: Fill) -> bool:
    return fill.executed_at > wallet.answered_at


def _worst_of_the_newest(effects: Iterable[tuple[datetime, Decimal]]) -> Decimal:
    """Return the least that may have to be added to a wallet: it shows all until a moment, and none later.

    Of what came at one moment it may show any.
    """
    ordered = sorted(effects, key=lambda one: (one[0], -one[1]), reverse=True)
    return min(accumulate((effect for _, effect in ordered), initial=ZERO))


def _effect(market: Market, fill: Fill, coin: str) -> Decimal:
    """Return what the fill adds to the coin in the wallet, its fee included; on a perpetual, nothing."""
    if market.derivative:
        return ZERO
    effect = -fill.fee.amount if coin == fill.fee.coin else ZERO
    if coin == market.base:
        effect += fill.side.sign * fill.quantity
    elif coin == market.quote:
        effect -= fill.side.sign * fill.value
    return effect
