"""The trades of an account, read from REST and told to the bots whose orders they were."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from engine.core.events import OrderFilled
from engine.core.types import BotId, ClientOrderId, Market, TradeId, VenueOrderId
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import TradeReport
from engine.venues.live.streamed_trades import StreamedTrades
from engine.venues.live.watched_order import Watched


class AccountTrades:
    """Reads them symbol by symbol, now and then or when something may have been missed."""

    def __init__(self, deps: AccountDeps, take: Callable[[Watched, TradeReport], Awaitable[None]]) -> None:
        """`take`: tells a trade of an order that is watched."""
        self._deps = deps
        self._take = take
        self._known: dict[str, set[tuple[TradeId, VenueOrderId]]] = {}
        """Symbol -> the trades of its last reading of which there is no more to say."""
        self._read_at: dict[str, timedelta] = {}
        self._cursor: dict[str, datetime] = {}
        self.streamed = StreamedTrades(deps)
        self._told = 0
        """Trades that were new, told and perhaps not booked yet."""

    def read_again(self, symbol: str | None = None) -> None:
        """Have the next pass read them, of a symbol or of all: something may have been missed."""
        if symbol is None:
            self._read_at.clear()
        else:
            self._read_at.pop(symbol, None)

    def are_wanted(self, symbol: str) -> bool:
        """Say whether a reading is wanted that has not begun."""
        return symbol not in self._read_at

    def tell_again(self, symbol: str) -> None:
        """Count nothing as told, and read those of the symbol once more."""
        self._known.clear()
        self._read_at.pop(symbol, None)

    async def read(self, symbol: str, market: Market) -> None:
        """Read the account's trades on a symbol since a little before the cursor.

        That is the beginning of the last reading that had nothing new to tell, and that began while the
        stream was subscribed. It is kept over a restart. No fill moves it, no order holds it back.
        """
        began, now = self._deps.clock.monotonic(), self._deps.clock.now()
        read_at = self._read_at.get(symbol)
        if read_at is not None and began - read_at < self._deps.timings.trades_every:
            return
        if symbol not in self._cursor:
            self._cursor[symbol] = await self._first_cursor(symbol, now)
        since = self._cursor[symbol] - self._deps.timings.trades_overlap
        may_move, told = self._deps.net_finds.is_subscribed, self._told
        self._read_at.pop(symbol, None)
        trades: Sequence[TradeReport] = ()
        try:
            while symbol not in self._read_at:  # who wants another reading meanwhile gets one
                self._read_at[symbol] = began
                trades = await self._deps.gateway.trades_since(market, since)
                for trade in trades:
                    await self._claim(trade)
        except BaseException:
            self._read_at.pop(symbol, None)
            raise
        self._known[symbol] = self._known.get(symbol, set()) & {_name_of(trade) for trade in trades}
        if may_move and self._told == told:
            self._cursor[symbol] = now
            self._deps.fill_history.note_trades_read(self._deps.account_id, symbol, now)

    async def _first_cursor(self, symbol: str, now: datetime) -> datetime:
        """Return from when on trades may be missing, for a program that has not read any yet."""
        kept = await self._deps.fill_history.trades_read_since(self._deps.account_id, symbol)
        if kept is not None:
            return min(kept, now)
        newest = await self._deps.fill_history.newest_fill_at(self._deps.account_id, symbol)
        orders = [one.order for one in self._deps.watched.values() if one.market.symbol == symbol]
        return min(newest or now, *(order.created_at for order in orders), now)

    async def _claim(self, trade: TradeReport) -> None:
        """Tell the trade to the bot whose order it was, if it was ours and has not been told.

        Not when another reading is wanted by now, or was when the books had been asked: it would come before
        what that one tells again.
        """
        if self.are_wanted(trade.symbol):
            return
        is_compared = await self.streamed.shown(trade)
        known, watched = self._known.setdefault(trade.symbol, set()), self._watch_over(trade)
        if watched is not None and trade.trade_id in watched.order.trade_ids and _name_of(trade) not in known:
            known.add(_name_of(trade))
            await self.streamed.was_booked(trade)
            watched = self._watch_over(trade)
        if self.are_wanted(trade.symbol):
            return
        if watched is not None:
            self._told += trade.trade_id not in watched.told
            await self._take(watched, trade)
            return
        if _name_of(trade) in known:
            return
        history, account_id = self._deps.fill_history, self._deps.account_id
        if await history.is_booked(account_id, trade.symbol, trade.trade_id, trade.side):
            if not is_compared:
                await self.streamed.was_booked(trade)
        elif not await self._tell_owner(trade):
            return
        known.add(_name_of(trade))

    def _watch_over(self, trade: TradeReport) -> Watched | None:
        """Return the watch over the order that has traded, if it is known to be watched."""
        for watched in self._deps.watched.values():
            if watched.number == (trade.symbol, trade.venue_order_id):
                return watched
        return None

    async def _tell_owner(self, trade: TradeReport) -> bool:
        """Tell a trade of an order that is not known to be watched. Return False if that is for later."""
        owner = await self._deps.fill_history.owner_of(
            self._deps.account_id, trade.symbol, trade.client_order_id, trade.venue_order_id
        )
        if self.are_wanted(trade.symbol):
            return False
        of_it = self._deps.watched.get(owner[1]) if owner is not None else None
        self._told += owner is not None
        if of_it is not None:
            of_it.venue_order_id = trade.venue_order_id  # by its trade the order is known
            await self._take(of_it, trade)
            return False
        if owner is not None:
            self._deps.net_finds.found(trade.executed_at)
            tell_fill(self._deps, *owner, trade)
        return True


def _name_of(trade: TradeReport) -> tuple[TradeId, VenueOrderId]:
    """Return what tells it from others: both sides may share an id where orders of ours trade together."""
    return trade.trade_id, trade.venue_order_id


def tell_fill(deps: AccountDeps, bot_id: BotId, name: ClientOrderId, trade: TradeReport) -> None:
    """Tell a bot of a fill of its order."""
    fill = trade.as_fill(name)
    deps.tell(bot_id, OrderFilled(at=deps.clock.now(), client_order_id=name, fill=fill))
