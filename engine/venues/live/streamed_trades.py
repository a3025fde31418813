"""Fills that the account's own stream has told, kept until REST has shown the same."""

import logging
from datetime import timedelta

from engine.core.events import FeeDiffers, Pause
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import BotId, ClientOrderId, Fee, Fill, TradeId, VenueOrderId
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import TradeReport
from engine.venues.live.watched_order import Watched

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=30)
"""Some readings of all trades long."""
_Key = tuple[str, TradeId, VenueOrderId]


class StreamedTrades:
    """Of one account. What the two say must be the same: one of them is wrong otherwise.

    Another fee is corrected, once. By another price, quantity or side a bot's books are wrong, and it pauses.
    """

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._told: dict[_Key, tuple[timedelta, BotId, ClientOrderId, TradeReport]] = {}
        """The oldest first."""

    def told(self, watched: Watched, trade: TradeReport) -> None:
        """Note a fill that the stream has told of that order."""
        now = self._deps.clock.monotonic()
        self._told[_key(trade)] = now, watched.bot_id, watched.order.client_order_id, trade
        while (oldest := next(iter(self._told.items())))[1][0] < now - KEPT:
            del self._told[oldest[0]]

    async def shown(self, trade: TradeReport) -> bool:
        """Compare a trade that REST shows with what the stream has told of it. Return False if it has not."""
        kept = self._told.pop(_key(trade), None)
        if kept is None:
            return False
        _, bot_id, name, report = kept
        told = report.as_fill(name)
        if not _is_same(told, trade):
            booked = await self._booked(trade)  # by somebody else, perhaps; or it has a value by now
            self._judge(*(booked or (bot_id, told)), trade)
        return True

    async def was_booked(self, trade: TradeReport) -> None:
        """Compare one that was booked in another life of the program, or of its bot."""
        booked = await self._booked(trade)
        if booked is None:
            return
        self._judge(*booked, trade)
        if booked[1].venue_order_id in {None, trade.venue_order_id}:
            return
        owner = await self._deps.fill_history.owner_of(
            self._deps.account_id, trade.symbol, trade.client_order_id, trade.venue_order_id
        )
        if owner is not None and owner[1] != booked[1].client_order_id:  # one of the two has not traded
            self._contradicts(*owner)

    async def _booked(self, trade: TradeReport) -> tuple[BotId, Fill] | None:
        history, account_id = self._deps.fill_history, self._deps.account_id
        return await history.booked_fill(account_id, trade.symbol, trade.trade_id, trade.side)

    def _judge(self, bot_id: BotId, told: Fill, trade: TradeReport) -> None:
        if _is_same(told, trade):
            return
        log.error("%s: a fill was told as %s, and is %s", self._deps.account_id, told, trade)
        if _figures(told) == _figures(trade):
            differs = FeeDiffers(
                at=self._deps.clock.now(),
                fill=told,
                fee=trade.fee,
                account_id=self._deps.account_id,
                symbol=trade.symbol,
            )
            self._deps.tell(bot_id, differs)
        else:
            self._contradicts(bot_id, told.client_order_id)

    def _contradicts(self, bot_id: BotId, name: ClientOrderId) -> None:
        reason = AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=name)
        self._deps.tell(bot_id, Pause(at=self._deps.clock.now(), reason=reason))


def _is_same(told: Fill, trade: TradeReport) -> bool:
    return _figures(told) == _figures(trade) and _taken(told.fee) == _taken(trade.fee)


def _figures(one: Fill | TradeReport) -> tuple[object, ...]:
    return one.side, one.price, one.quantity


def _taken(fee: Fee) -> tuple[object, ...] | None:
    """Return what was taken: of nothing the coin means nothing."""
    return (fee.amount, fee.coin) if fee.amount else None


def _key(trade: TradeReport) -> _Key:
    return trade.symbol, trade.trade_id, trade.venue_order_id
