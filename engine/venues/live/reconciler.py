"""How an account comes to know: it asks, compares, and tells the bots the difference.

What the account's own stream tells of a fill is told at once (`engine.venues.live.stream_facts`). Passes are
the net below it: one asks for the open orders and, for each order of ours that should be open and is not
listed, for that order itself; now and then, and after every reconnect, it also reads the account's trades
since a little before the newest that is booked.

An order whose fate is unknown is never sent again: it is asked about (`engine.venues.live.order_lookup`)
until it is found, or proven absent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.core.events import OrderAccepted, OrderAmended, Pause
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder, OrderOutOfSight
from engine.core.types import BotId, ClientOrderId, Market
from engine.errors import TryLater, UnknownTicker, VenueUnavailable
from engine.venue_answers import Absent, Ambiguous, CannotTell, FindAnswer, Present, end_event
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.account_trades import AccountTrades, tell_fill
from engine.venues.live.ended_orders import EndedOrders
from engine.venues.live.gateway import CancelAnswer, Execution, OrderReport, TradeReport
from engine.venues.live.order_lookup import TOO_EARLY, OrderLookup
from engine.venues.live.orphan_orders import OrphanOrders
from engine.venues.live.symbol_errors import SymbolErrorIsolation
from engine.venues.live.watched_order import Watched, figures_of


class Reconciler:
    """Knows the orders of one account that may still change, and what the bots have been told."""

    def __init__(self, deps: AccountDeps, orphans: OrphanOrders) -> None:
        self._deps = deps
        self._watched = deps.watched
        self._orphans = orphans
        self.lookup = OrderLookup(deps)
        self.trades = AccountTrades(deps, self._take)
        self._silent: Collection[str] = ()
        self.ended = EndedOrders(deps.clock, deps.timings.orders_remembered)
        self.foreign_orders = 0
        """Open orders that are not ours, as of the last pass. They are never touched."""
        self.unreadable: VenueUnavailable | None = None
        """What of the last pass could not be read, of one order or symbol, while the others went through."""

    # --- whose orders are watched ------------------------------------------------------------------------

    def watch(self, bot_id: BotId, order: Order, market: Market) -> Watched:
        """Watch an order from now on; one that is watched already stays as it is."""
        known = self._watched.get(order.client_order_id)
        if known is None:
            known = Watched(
                bot_id=bot_id,
                order=order,
                market=market,
                venue_order_id=order.venue_order_id,
                told=set(order.trade_ids),
                filled=order.filled,
                watched_since=self._deps.clock.monotonic(),
            )
            self._watched[order.client_order_id] = known
            self._orphans.taken_up(order.client_order_id)
            self.lookup.settled(order.client_order_id)
        return known

    def watched(self, name: ClientOrderId) -> Watched | None:
        """Return the order of that name while it is watched."""
        return self._watched.get(name)

    def forget(self, order: Order) -> None:
        """Watch the order no more: it is proven to be nowhere."""
        self._watched.pop(order.client_order_id, None)

    def accept_as_is(self, name: ClientOrderId) -> None:
        """Ask no person about the order any more. Fills of it are told as ever."""
        self.lookup.settled(name)
        watched = self._watched.get(name)
        if watched is not None:
            watched.asked_a_person = True

    def begin_anew(self, bot_id: BotId, market: Market, open_order: Order | None) -> None:
        """Forget what the bot has been told: one that joins knows what is stored, and no more.

        What the exchange calls its order is kept: news that wakes the bot may end its asking for it. So
        is since when that contradicts itself: a driver may fall more often than a person is asked.
        """
        known = self._watched.get(open_order.client_order_id) if open_order is not None else None
        for name, watched in list(self._watched.items()):
            if watched.bot_id == bot_id:
                del self._watched[name]
        if open_order is not None:
            anew = self.watch(bot_id, open_order, market)
            if known is not None:
                anew.go_on_from(known)
            elif anew.venue_order_id is None:  # all of it was told, and may have been lost
                anew.venue_order_id = self.ended.number_of(open_order.client_order_id)
        self._tell_again(market.symbol)

    def left(self, bot_id: BotId, symbol: str) -> None:
        """Count nothing as told to a bot that leaves: it may have fallen, with all that in its queue.

        What is told from now on is told from the beginning, so that it is booked in its order.
        """
        for watched in self._watched.values():
            if watched.bot_id == bot_id:
                watched.tell_again()
        self._tell_again(symbol)

    def _tell_again(self, symbol: str) -> None:
        self.ended.forget(symbol)
        self.trades.tell_again(symbol)

    def is_short_of_trades(self, symbol: str) -> bool:
        """Say whether trades may be missing in the books: shown late, or of an order of unknown fate."""
        return any(
            watched.fate_is_unknown or (watched.reported > watched.filled and not watched.asked_a_person)
            for watched in self._watched.values()
            if watched.market.symbol == symbol
        )

    @property
    def holds_back(self) -> bool:
        """Whether trades wait for the exchange to show their order as it is now."""
        return any(watched.held_back_since is not None for watched in self._watched.values())

    # --- what the stream tells ---------------------------------------------------------------------------

    def is_watched(self, watched: Watched) -> bool:
        """Say whether it is the present watch over the order."""
        return self._watched.get(watched.order.client_order_id) is watched

    def take_fill(self, watched: Watched, execution: Execution) -> None:
        """Tell a fill that follows on those told before, and be done with an order that it makes whole."""
        self._tell_fills(watched, (execution.trade,), streamed=True)
        self.trades.streamed.told(watched, execution.trade)
        if execution.ended and watched.final_report is None:
            watched.final_report = watched.ended_with(execution)
        self._forget_if_complete(watched)

    async def cancel(self, watched: Watched) -> CancelAnswer:
        """Ask for the cancel; how the order ended is told later, and it is asked again if it has not."""
        watched.cancel_asked_at = self._deps.clock.monotonic()
        answer = await self._deps.gateway.cancel(watched.identity, watched.market)
        watched.cancel_is_unclear = answer is CancelAnswer.UNCLEAR
        return answer

    async def cancel_unanswered(self) -> None:
        """Ask again for cancels that got no answer: whatever else an account asks may fail, or wait for long.

        One that gets none again is enough: there is no way for the others either.
        """
        for watched in list(self._watched.values()):
            is_open = watched.final_report is None and not watched.fate_is_unknown
            if not (is_open and watched.cancel_is_unclear and self._is_due_again(watched)):
                continue
            if await self.cancel(watched) is CancelAnswer.UNCLEAR:
                return

    async def ask(self, watched: Watched) -> None:
        """Ask about that order alone, and tell what is new. Raises TryLater, UnknownTicker."""
        await self._check(watched, None)

    # --- one order of unknown fate -----------------------------------------------------------------------

    async def find(self, bot_id: BotId, order: Order, market: Market) -> FindAnswer:
        watched = self.watch(bot_id, order, market)
        try:
            fate = await self.lookup.fate_of(watched)
            if isinstance(fate, OrderReport):
                return await self._present(watched, fate)
        except TryLater as e:
            return CannotTell(reason=e.reason)
        except UnknownTicker as e:
            self._lost_sight(watched, e)
            return CannotTell(reason=e.reason)
        if isinstance(fate, Absent | Ambiguous) and watched.told:
            return TOO_EARLY  # it has traded: the stream has said so meanwhile
        if isinstance(fate, Absent | Ambiguous):
            del self._watched[order.client_order_id]  # there is no more to ask: a person does, if anybody
        if isinstance(fate, Absent):
            self._orphans.given_up(order.client_order_id, bot_id)
        return fate

    async def _present(self, watched: Watched, report: OrderReport) -> Present:
        watched.venue_order_id = report.venue_order_id
        trades = self._believable(watched, report, await self._trades_of(watched, report))
        for trade in watched.news(trades):
            self._deps.net_finds.found(trade.executed_at)
        watched.figures, watched.figures_are_sure = figures_of(report, watched), True
        # All: those that a pass has told wait behind this answer, and fills are booked in their order.
        fills = tuple(trade.as_fill(watched.order.client_order_id) for trade in trades)
        if report.ended is not None:
            watched.final_report = report
            self._forget_if_complete(watched)
        return Present(
            venue_order_id=report.venue_order_id,
            fills=fills,
            ended=report.ended,
            reason=report.reason,
            cumulative=report.filled,
            figures=watched.figures,
        )

    # --- a pass ------------------------------------------------------------------------------------------

    async def compare(self, markets: Mapping[str, Market], not_traded: Collection[str] = ()) -> Sequence[str]:
        """Compare what we believe with what the exchange says, and tell the bots the difference.

        `markets`: the symbols that bots follow; `not_traded`: those that are halted or gone. Returns the
        symbols that are known through and through now. Raises TryLater when the exchange does not
        answer; then it is done again. No answer about a symbol that is not traded, or that the exchange
        does not know any more, is no trouble of the others; nor is one that cannot be read (`unreadable`).
        """
        watched_at = {watched.market.symbol: watched.market for watched in self._watched.values()}
        everywhere = dict(markets) | watched_at
        self.unreadable = None
        if not everywhere:
            return ()
        isolation = SymbolErrorIsolation(self._deps.account_id, {*not_traded, *self._silent})
        listed = await isolation.open_orders(self._deps.gateway, everywhere)
        ours = {watched.number for watched in self._watched.values()}
        self.foreign_orders = sum(
            (report.symbol, report.venue_order_id) not in ours
            and not self._deps.is_ours(report.client_order_id or "")
            for report in listed
        )
        for watched in list(self._watched.values()):
            shown = next((report for report in listed if watched.is_it(report)), None)
            with isolation.answer_about(watched.market.symbol):
                try:
                    await self._check(watched, shown)
                except UnknownTicker as e:
                    self._lost_sight(watched, e)
                    raise
        await self._orphans.mind(everywhere, listed)
        for symbol, market in everywhere.items():
            with isolation.answer_about(symbol):
                await self.trades.read(symbol, market)
        self._silent = isolation.silent
        self.unreadable = next(iter(isolation.unreadable.values()), None)
        unknown = isolation.silent | isolation.unreadable.keys()
        return tuple(symbol for symbol in everywhere if symbol not in unknown)

    async def _check(self, watched: Watched, listed: OrderReport | None) -> None:
        listed = listed or await self._not_listed(watched)
        if listed is None:
            return
        trades, unreadable = await self._new_trades_of(watched, listed)
        if listed.ended is None and trades and watched.would_be_whole(listed, trades):
            again = await self._deps.gateway.fetch_order(watched.identity, watched.market)
            listed = again if isinstance(again, OrderReport) else listed
        if not self.is_watched(watched):
            return  # its bot has begun anew meanwhile: told now, it would not be asked about again
        if watched.venue_order_id is None:
            watched.venue_order_id = listed.venue_order_id
            name, now = watched.order.client_order_id, self._deps.clock.now()
            accepted = OrderAccepted(at=now, client_order_id=name, venue_order_id=listed.venue_order_id)
            self._deps.tell(watched.bot_id, accepted)
        watched.reported = listed.filled
        self._tell_figures(watched, listed)
        self._tell_fills(watched, self._believable(watched, listed, trades))
        if listed.ended is not None:
            self._tell_end(watched, listed)
        else:
            watched.short_since = None  # what could not be seen was only late
            await self._cancel_again(watched)
        if unreadable is not None:
            raise unreadable

    async def _not_listed(self, watched: Watched) -> OrderReport | None:
        """Return how an order stands that no list of open ones shows; None where nobody can say."""
        if watched.fate_is_unknown:
            return None  # the bot itself asks, with the patience of the fence
        gateway = self._deps.gateway
        try:
            found = watched.final_report or await gateway.fetch_order(watched.identity, watched.market)
        except VenueUnavailable as e:
            if e.has_answered:  # it may be open, whatever it is
                await self._cancel_again(watched)
            raise
        if isinstance(found, OrderReport):
            return found
        if self.is_watched(watched):
            self._ask_about(watched, OrderCause.UNKNOWN_THERE, lost=True)
        return None

    async def _new_trades_of(
        self, watched: Watched, listed: OrderReport
    ) -> tuple[Sequence[TradeReport], VenueUnavailable | None]:
        """Return its trades where some are new, or why they cannot be read.

        As long as they cannot they are missing, and neither its end nor a cancel waits for them.
        """
        if listed.filled <= watched.filled and watched.held_back_since is None:
            return (), None
        try:
            return await self._trades_of(watched, listed), None
        except VenueUnavailable as e:
            if not e.has_answered:
                raise
            return (), e

    async def _cancel_again(self, watched: Watched) -> None:
        """Ask once more for a cancel that was asked for a while ago, and has not come about."""
        if self._is_due_again(watched):
            await self.cancel(watched)

    def _is_due_again(self, watched: Watched) -> bool:
        asked, pause = watched.cancel_asked_at, self._deps.timings.cancel_again_after
        return asked is not None and self._deps.clock.monotonic() - asked >= pause

    async def _trades_of(self, watched: Watched, report: OrderReport) -> Sequence[TradeReport]:
        if not report.filled and watched.held_back_since is None:
            return ()
        return await self._deps.gateway.trades_of(watched.market, watched.order, report.venue_order_id)

    def _believable(
        self, watched: Watched, report: OrderReport, trades: Sequence[TradeReport]
    ) -> Sequence[TradeReport]:
        """Return the trades but for those that the exchange's own figures of the order deny, for a while.

        Told, they would end the order's work while it is open: two would be out for one leg.
        """
        now, since = self._deps.clock.monotonic(), watched.held_back_since
        believed = watched.up_to_whole(report, trades)
        is_denied = len(believed) < len(trades)
        if is_denied and (since is None or now - since < self._deps.timings.ask_a_person_after):
            watched.held_back_since = now if since is None else since
            return believed
        if trades or report.ended is not None:
            watched.held_back_since = None
        return trades

    def _tell_figures(self, watched: Watched, report: OrderReport) -> None:
        """Tell with which figures the exchange shows the order, where they are new."""
        figures = figures_of(report, watched)
        if report.ended is None and watched.filled and watched.filled >= figures[1]:
            return  # as it was before it was made larger: one that is whole is not open
        if not watched.shows(report):
            watched.figures, watched.figures_are_sure = figures, True
            price, quantity = figures
            name, now = watched.order.client_order_id, self._deps.clock.now()
            changed = OrderAmended(at=now, client_order_id=name, price=price, quantity=quantity)
            self._deps.tell(watched.bot_id, changed)

    def _tell_fills(self, watched: Watched, trades: Iterable[TradeReport], *, streamed: bool = False) -> None:
        for trade in watched.news(trades):
            if not streamed:
                self._deps.net_finds.found(trade.executed_at)
            tell_fill(self._deps, watched.bot_id, watched.order.client_order_id, trade)

    def _tell_end(self, watched: Watched, report: OrderReport) -> None:
        """Tell how it ended, once; then wait until all its fills have been told."""
        if watched.final_report is None:
            watched.final_report = report
            self._tell_ended(watched, report, report.ended)
        if not self._forget_if_complete(watched):
            self._ask_about(watched, OrderCause.FILLS_MISSING)

    def _tell_ended(self, watched: Watched, report: OrderReport, ended: OrderEnd | None) -> None:
        name, now = watched.order.client_order_id, self._deps.clock.now()
        for event in end_event(name, ended, now, filled=report.filled, reason=report.reason):
            self._deps.tell(watched.bot_id, event)

    def _forget_if_complete(self, watched: Watched) -> bool:
        if watched.complete:
            self._watched.pop(watched.order.client_order_id, None)
            self._orphans.ended(watched.number)
            self.ended.add(watched)
        return watched.complete

    def _lost_sight(self, watched: Watched, why: UnknownTicker) -> None:
        name = watched.order.client_order_id
        out = OrderOutOfSight(client_order_id=name, exchange=why.exchange, symbol=watched.market.symbol)
        self._ask_about(watched, out, lost=True)

    def _ask_about(self, watched: Watched, what: OrderCause | OrderOutOfSight, *, lost: bool = False) -> None:
        """After a while of a contradiction, have the bot pause and ask. Fills are never invented.

        `lost`: nobody can say how the order ends, so that the bot must not wait for it.
        """
        now = self._deps.clock.monotonic()
        if watched.short_since is None or watched.doubt != what:
            watched.short_since, watched.doubt = now, what
        if not watched.asked_a_person and now - watched.short_since >= self._deps.timings.ask_a_person_after:
            watched.asked_a_person = True
            if watched.final_report is not None and watched.final_report.ended is OrderFact.FILLED:
                self._tell_ended(watched, watched.final_report, OrderFact.CANCELED)
            name = watched.order.client_order_id
            reason = AboutOrder(code=what, client_order_id=name) if isinstance(what, OrderCause) else what
            at = self._deps.clock.now()
            self._deps.tell(watched.bot_id, Pause(at=at, reason=reason, lost=name if lost else None))

    # --- trades ----------------------------------------------------------------------------------------

    async def _take(self, watched: Watched, trade: TradeReport) -> None:
        """Tell a trade of that order. Before one that makes it whole it is looked at: it may be larger."""
        if watched.final_report is None and watched.would_be_whole(None, (trade,)):
            found = await self._deps.gateway.fetch_order(watched.identity, watched.market)
            if not self.is_watched(watched) or self.trades.are_wanted(trade.symbol):
                return  # its bot has begun anew meanwhile, or is about to: another reading tells it all
            if isinstance(found, OrderReport):
                self._tell_figures(watched, found)
                if not self._believable(watched, found, (trade,)):
                    return  # the next pass reads it again, with the order
        self._tell_fills(watched, (trade,))
        self._forget_if_complete(watched)
