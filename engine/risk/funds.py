"""What an account has: its wallet as it was seen last, and our own fills since then.

A wallet is seen now and then, and an exchange shows it as it was up to some seconds ago. The order that
follows a fill is decided at once, so the coins of that very fill have to be counted although no wallet
shows them yet.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto

from engine.core.money import ZERO
from engine.core.state import BotState
from engine.core.types import AccountId, Fill, Market, TradeId
from engine.timings import FundsTimings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """What one account had at a moment."""

    asked_at: datetime
    """When it was asked for, by the exchange's clock."""
    answered_at: datetime
    """When the answer was here: it shows a moment between the two, or a little before."""
    coins: Mapping[str, Decimal]
    """Coin -> free and locked together."""


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
        self._recent: defaultdict[AccountId, dict[tuple[str, TradeId], tuple[Market, Fill]]]
        self._recent = defaultdict(dict)

    def note(self, state: BotState, fills: Iterable[Fill]) -> None:
        """Take note of fills that are in the books, or are on their way there. Once or twice is the same."""
        recent = self._recent[state.config.account_id]
        for fill in fills:
            recent[state.market.symbol, fill.trade_id] = (state.market, fill)
            kept_since = fill.executed_at - self._timings.fills_kept
            old = [key for key, (_, one) in recent.items() if one.executed_at < kept_since]
            for key in old:
                del recent[key]

    def of(self, state: BotState, coin: str, fills: Iterable[Fill]) -> Decimal | None:
        """Return how much of the coin the bot's account has; None while no wallet has been seen.

        `fills`: what the bot is about to book, in the step that asks.
        """
        account_id = state.config.account_id
        wallet = self._wallet_of(account_id)
        if wallet is None:
            return None
        self.note(state, fills)
        moved = (
            _since(wallet, market, fill, coin, self._timings.reads_lag)
            for market, fill in self._recent[account_id].values()
        )
        return wallet.coins.get(coin, ZERO) + sum(moved, ZERO)


def _since(wallet: Wallet, market: Market, fill: Fill, coin: str, reads_lag: timedelta) -> Decimal:
    """Return what the fill does to the coin, as far as that wallet does not show it.

    In doubt a gain is not shown yet and a cost is: what is not there after all, the exchange refuses.
    """
    effect = _effect(market, fill, coin)
    since = wallet.asked_at - reads_lag if effect > 0 else wallet.answered_at
    return effect if fill.executed_at > since else ZERO


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
