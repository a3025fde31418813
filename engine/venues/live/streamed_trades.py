"""Fills that the account's own stream has told, kept until REST has shown the same."""

import logging
from datetime import timedelta

from engine.core.events import Pause
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import TradeId, VenueOrderId
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import TradeReport
from engine.venues.live.watched_order import Watched

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=30)
"""Some readings of all trades long."""
_Key = tuple[str, TradeId, VenueOrderId]


class StreamedTrades:
    """Of one account. What the two say must be the same: one of them is wrong otherwise."""

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._told: dict[_Key, tuple[timedelta, Watched, TradeReport]] = {}
        """The oldest first."""

    def told(self, watched: Watched, trade: TradeReport) -> None:
        """Note a fill that the stream has told of that order."""
        now = self._deps.clock.monotonic()
        self._told[_key(trade)] = now, watched, trade
        while (oldest := next(iter(self._told.items())))[1][0] < now - KEPT:
            del self._told[oldest[0]]

    def shown(self, trade: TradeReport) -> None:
        """Compare a trade that REST shows. A bot whose books are wrong by it pauses."""
        kept = self._told.pop(_key(trade), None)
        if kept is None:
            return
        _, watched, told = kept
        if (told.side, told.price, told.quantity) != (trade.side, trade.price, trade.quantity):
            name = watched.order.client_order_id
            log.error("%s: %s was told as %s, and is shown as %s", self._deps.account_id, name, told, trade)
            reason = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=name)
            self._deps.tell(watched.bot_id, Pause(at=self._deps.clock.now(), reason=reason))
        elif (told.fee.amount, told.fee.coin) != (trade.fee.amount, trade.fee.coin):
            log.warning("%s: a fee was told as %s, and is %s", self._deps.account_id, told.fee, trade.fee)


def _key(trade: TradeReport) -> _Key:
    return trade.symbol, trade.trade_id, trade.venue_order_id
