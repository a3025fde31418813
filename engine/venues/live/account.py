"""One account at a real exchange: meets `engine.ports.Venue` over a gateway.

Nothing is sent on a symbol until a first pass of the reconciler over it is through: start is the
same code as every later pass.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from engine.clock import Clock
from engine.core.events import Event, OrderFilled, OrderRejected
from engine.core.orders import Order, OrderFact
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain, Reason
from engine.core.state import BotState
from engine.core.types import AccountId, BotId, ClientOrderId, Market
from engine.errors import MarginUnfit, TryLater, UnknownTicker, VenueUnavailable
from engine.ports import FillHistory, VenueListener
from engine.reads.health import AccountHealth, JobHealth, SymbolHealth
from engine.reads.history import PriceRange
from engine.reads.views import AccountStanding, AccountView
from engine.risk.funds import Wallet, WalletRefresh
from engine.tasks import Nursery
from engine.timings import EngineTimings
from engine.venue_answers import FindAnswer, NeverSent, OrderStatus, PlaceAnswer, Present, Rejected
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.account_state import (
    Breaker,
    ExchangeClock,
    PassState,
    SettlementLag,
    WalletReader,
    clock_problem,
    key_problem,
)
from engine.venues.live.fundings import Fundings
from engine.venues.live.gateway import CancelAnswer, Gateway, KeyRights
from engine.venues.live.market_watch import MarketWatch
from engine.venues.live.net_finds import NetFinds
from engine.venues.live.orphan_orders import OrphanOrders
from engine.venues.live.perpetuals import Perpetuals
from engine.venues.live.reconciler import Reconciler
from engine.venues.live.stream_facts import StreamFacts
from engine.venues.live.trade_stream import TradeStreams, check_quote
from engine.venues.live.unvalued_fees import UnvaluedFees

log = logging.getLogger(__name__)

MOST_AHEAD = timedelta(seconds=0.5)
"""An order that is dated further ahead of the exchange's time is not sent: it would be refused."""


class Account:
    """Implements `engine.ports.Venue` over a gateway.

    `deliver` brings news to a bot that has stopped. Without `withdrawals_allowed` no new order is sent
    while the key may withdraw.
    """

    def __init__(  # noqa: PLR0913 - wiring is by hand and by name
        self,
        *,
        account_id: AccountId,
        gateway: Gateway,
        fill_history: FillHistory,
        is_ours: Callable[[str], bool],
        deliver: Callable[[BotId, Event], None],
        clock: Clock,
        nursery: Nursery,
        withdrawals_allowed: bool = True,
        timings: EngineTimings = EngineTimings(),
    ) -> None:
        self.account_id = account_id
        self._timings = timings.account
        self._withdrawals_allowed = withdrawals_allowed
        self._rights_at: timedelta | None = None
        """When it was looked at what the key may do, by the clock that only goes forward."""
        self._gateway = gateway
        self._deliver = deliver
        self._clock = ExchangeClock(gateway, clock)
        self._nursery = nursery
        self._wake = asyncio.Event()
        deps = AccountDeps(
            account_id=account_id,
            gateway=gateway,
            fill_history=fill_history,
            is_ours=is_ours,
            tell=self._tell,
            clock=self._clock,
            timings=timings.account,
            market_data=timings.market_data,
            net_finds=NetFinds(self._clock),
        )
        self._listeners: dict[BotId, VenueListener] = {}
        self.orphans = OrphanOrders(deps, self._listeners, self._known_market)
        self._reconciler = Reconciler(deps, self.orphans)
        self._rules = MarketWatch(account_id, gateway, self._clock, timings.market_data)
        self._facts = StreamFacts(deps, self._reconciler, self._wake.set, self._rules.last_known)
        self._perpetuals = Perpetuals(deps)
        self._fundings = Fundings(deps)
        self._unvalued_fees = UnvaluedFees(deps)
        self._trade_streams = TradeStreams(deps, nursery)
        self._passes = PassState()
        self._wallet = WalletReader(gateway, self._clock)
        self._lag = SettlementLag(self._clock, self._wallet)
        self._rights: KeyRights | None = None
        self._breaker = Breaker(account_id, self._clock, timings.account)

    # --- time and market data ---------------------------------------------------------------------------

    def now(self) -> datetime | None:
        return self._gateway.now()

    async def market(self, symbol: str) -> Market:
        return await self._rules.market(symbol)

    async def _known_market(self, symbol: str) -> Market:
        """Return the rules of a symbol as they were last, for what is there already: bots remember them."""
        of_bots = (one.market for one in self._listeners.values() if one.market.symbol == symbol)
        return self._rules.last_known(symbol) or next(of_bots, None) or await self.market(symbol)

    async def last_price(self, symbol: str) -> Decimal:
        stream = self._trade_streams.of(symbol)
        if stream is not None and stream.is_fresh():
            return stream.price
        return await self._gateway.last_price(await self._known_market(symbol))

    async def quote(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask. Raises DoubtfulPrice when nobody should trade at them."""
        market = await self._known_market(symbol)
        bid, ask = await self._gateway.quote(market)
        check_quote(market, bid, ask, await self.last_price(symbol))
        return bid, ask

    async def prices_between(self, symbol: str, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        return await self._gateway.prices_between(await self._known_market(symbol), begins, ends)

    # --- listeners -----------------------------------------------------------------------------------------

    async def join(self, listener: VenueListener, open_order: Order | None) -> None:
        self._listeners[listener.bot_id] = listener
        self._clock.is_needed()
        self._reconciler.begin_anew(listener.bot_id, listener.market, open_order)
        self._fundings.begin_anew(listener)
        self._perpetuals.joined(listener)
        self._trade_streams.join(listener)
        self._begin()

    def follow_charges(self, state: BotState) -> None:
        if self._fundings.follow(state) or state.unvalued:
            self._unvalued_fees.follow(state.bot_id, state.market, [one.fee.coin for one in state.unvalued])
            self._clock.is_needed()
            self._begin()

    def _begin(self) -> None:
        """Have the account work from now on, if it does not yet."""
        if not self._nursery.runs(f"{self.account_id} account"):
            self._nursery.start(f"{self.account_id} account", self._run)
            self._nursery.start(f"{self.account_id} ticks", self._tick)
            self._facts.start(self._nursery)
        self._wake.set()

    def triggers_changed(self, bot_id: BotId) -> None:
        self._trade_streams.triggers_changed(bot_id)

    async def leave(self, bot_id: BotId) -> None:
        listener = self._listeners.pop(bot_id, None)
        if listener is not None:
            self._reconciler.left(bot_id, listener.market.symbol)
            self._fundings.note(listener)
            self._unvalued_fees.note(listener)
        emptied = await self._trade_streams.leave(bot_id)
        if emptied is not None and self._trade_streams.of(emptied) is None:
            self._perpetuals.forget(emptied)

    # --- orders ----------------------------------------------------------------------------------------

    @property
    def finds_by_name(self) -> bool:
        return self._gateway.knows_our_names

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        """Send the order once, after a first pass over its symbol and before its deadline."""
        market = self._listeners[bot_id].market
        if not await self._ready(market.symbol, order.deadline):
            return NeverSent(reason=self._passes.unheard(self._clock.now()))
        if order.created_at > self._clock.now() + MOST_AHEAD:  # by our clock: theirs was not known yet
            return NeverSent(reason=Plain(Cause.TIME_UNKNOWN))
        if in_the_way := self.orphans.in_the_way_of(bot_id):
            return NeverSent(reason=in_the_way)  # two effective orders for one leg: never
        if market.derivative and not order.reduce_only:
            if (why_not := await self._why_not_beside(market.symbol, order.deadline)) is not None:
                return NeverSent(reason=why_not)
            try:
                await self._perpetuals.make_ready(market, self._listeners[bot_id].leverage)
            except MarginUnfit as e:
                return Rejected(reason=e.reason)
            except (TryLater, UnknownTicker) as e:
                return NeverSent(reason=e.reason)
        watched = self._reconciler.watch(bot_id, order, market)
        answer = self._facts.believed(watched, await self._gateway.create(order, market))
        if isinstance(answer, Rejected):
            self._exit_refused(bot_id, order)
        answer = await self._lag.judged(bot_id, answer)
        self._breaker.note(order.client_order_id, answer)
        self._facts.expect(watched, its_end=order.immediate)
        return answer

    async def cancel(self, bot_id: BotId, order: Order) -> None:
        """Ask for the cancel; how the order ended is told later, and it is asked again if it has not."""
        watched = self._reconciler.watch(bot_id, order, self._listeners[bot_id].market)
        answer = await self._reconciler.cancel(watched)
        if answer is CancelAnswer.UNCLEAR:
            log.info("%s: the cancel of %s is unclear", self.account_id, order.client_order_id)
        self._facts.expect(watched, its_end=True)

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        found = await self._reconciler.find(bot_id, order, self._listeners[bot_id].market)
        if isinstance(found, Present) and found.ended is OrderFact.REJECTED:
            self._breaker.refused(order.client_order_id, found.reason)
            self._exit_refused(bot_id, order)
        for fill in found.fills if isinstance(found, Present) else ():
            self._perpetuals.filled(self._listeners.get(bot_id), fill)
        return found

    async def order_status(self, bot_id: BotId, market: Market, order: Order) -> OrderStatus:
        del bot_id  # the same for all
        return await self._reconciler.lookup.status(order, market)

    def accept_as_is(self, client_order_id: ClientOrderId) -> None:
        self._reconciler.accept_as_is(client_order_id)

    # --- what a person may ask ------------------------------------------------------------------------------

    @property
    def wallet(self) -> Wallet | None:
        """As it was seen last; None before the first look."""
        return self._wallet.latest

    async def look(self) -> AccountView:
        wallet = await self._wallet.read(timedelta(0))
        rights = self._rights = await self._gateway.rights()
        return AccountView(
            account_id=self.account_id,
            balances={coin: amount for coin, amount in wallet.coins.items() if amount},
            may_trade=rights.trade if rights else None,
            may_withdraw=rights.withdraw if rights else None,
            clock_drift_s=await self._gateway.clock_drift_s(),
            foreign_orders=self._reconciler.foreign_orders,
            blocked=self.blocked,
            trouble=self._passes.trouble,
            problems=self._perpetuals.problems(),
            stream_missed=self._facts.missed,
            stream_silent_since=self._facts.silent_since,
        )

    @property
    def is_at_work(self) -> bool:
        """Whether it has anything to look after, or had since the start."""
        return self._nursery.runs(f"{self.account_id} account")

    def health(self) -> AccountHealth:
        return AccountHealth(
            account_id=self.account_id,
            checked=self._passes.age(self._clock.now()),
            in_trouble=self._passes.trouble is not None,
            stream=self._facts.state,
            missed=self._facts.missed,
        )

    def rules_health(self) -> JobHealth | None:
        """Return how it is with looking at the rules of its bots' symbols; None without any."""
        return self._rules.health(self._listeners.values())

    def symbols_health(self) -> list[SymbolHealth]:
        return self._trade_streams.health()

    @property
    def blocked(self) -> Reason | None:
        """Why no new entry may be sent; None when one may."""
        return (
            key_problem(self.account_id, self._rights, may_withdraw=self._withdrawals_allowed)
            or clock_problem(self.account_id, self._clock.ahead, self._clock.error)
            or self._breaker.reason()
        )

    def blocked_on(self, symbol: str, leverage: int, *, holds: bool = True) -> Reason | None:
        """Return why a bot with that leverage may send no new entry on the symbol; None when it may.

        `holds`: whether the position there is its own.
        """
        return self.blocked or self._perpetuals.blocked_on(symbol, leverage, holds=holds)

    async def refresh_wallet(self, not_before: datetime | None = None) -> WalletRefresh:
        """Look at the wallet, and then at the orders, unless that was done just now.

        `not_before`: a look before that moment, by the exchange's clock, would not show all fills.
        Orders last: what the wallet shows as spent must not count as promised any more.
        """
        since = self._wallet.refreshed_at
        if since is not None and self._clock.monotonic() - since < self._timings.refresh_again_after:
            seen = self._wallet.latest
            if seen is not None and (not_before is None or seen.asked_at >= not_before):
                return WalletRefresh.AS_BEFORE
        try:
            async with asyncio.timeout(self._timings.refresh_within_s):
                await self._wallet.read_at(not_before)
                await self._two_passes()
        except (TryLater, TimeoutError) as e:
            log.info("%s: the wallet could not be looked at again: %s", self.account_id, e)
            return WalletRefresh.IN_VAIN
        self._wallet.refreshed_at = self._clock.monotonic()
        return WalletRefresh.NEWER

    async def _two_passes(self) -> None:
        """Return after the pass that is under way, if one is, and one that began later."""
        wanted = self._passes.count + 2
        while self._passes.count < wanted and self._nursery.runs(f"{self.account_id} account"):
            self._wake.set()
            await self._clock.sleep(self._timings.shortest_pause_s)

    def standing(self, symbol: str | None = None, leverage: int = 1) -> AccountStanding:
        stream = self._trade_streams.of(symbol) if symbol else None
        return AccountStanding(
            blocked=self.blocked_on(symbol, leverage) if symbol else self.blocked,
            trouble=self._passes.trouble or self._clock.trouble,
            trouble_since=self._passes.trouble_since,
            next_try_at=self._passes.next_try_at,
            clock_ahead=self._clock.ahead,
            foreign_orders=self._reconciler.foreign_orders,
            no_prices_since=stream.silent_since if stream else None,
            no_orders_since=self._facts.silent_since,
            seen_at=self._passes.seen_at,
            first_look=self._first_look(symbol),
        )

    def _first_look(self, symbol: str | None) -> tuple[int, int] | None:
        if symbol is None or symbol in self._passes.answered or not self._listeners:
            return None
        symbols = {listener.market.symbol for listener in self._listeners.values()}
        return sum(not self._reconciler.trades.are_wanted(one) for one in symbols), len(symbols)

    def has_caught_up(self, symbol: str) -> bool:
        """Say whether a first pass over the symbol is through, as far as the exchange knows the symbol."""
        return symbol in self._passes.answered

    def priced_at(self, symbol: str) -> datetime | None:
        stream = self._trade_streams.of(symbol)
        return stream.at if stream is not None else None

    async def close(self) -> None:
        await self._gateway.close()

    # --- the work in the background ------------------------------------------------------------------------

    async def _run(self) -> None:
        """Make passes for ever: when woken, and now and then."""
        pause = self._timings.shortest_pause_s
        while True:
            await self._wake.wait()
            self._wake.clear()
            begun_at = self._clock.now()
            trouble: TryLater | None
            try:
                await self._pass()
            except TryLater as e:
                self._rules.refresh_soon()
                trouble = e
            else:
                self._passes.went_through(begun_at)
                trouble = self._reconciler.unreadable or self._perpetuals.unreadable
            if trouble is not None:
                log.warning("%s: %s", self.account_id, trouble)
                asked = trouble.retry_after_s if isinstance(trouble, VenueUnavailable) else None
                wait_s = max(pause, asked or 0)
                now = self._clock.now()
                next_try_at = now + timedelta(seconds=wait_s)
                self._passes.failed(trouble.reason, now, next_try_at, rests=asked is not None)
                await self._clock.sleep(wait_s)
                pause = min(pause * 2, self._timings.longest_pause_s)
                self._wake.set()
            else:
                self._passes.recovered()
                pause = self._timings.shortest_pause_s
                await self._facts.reopen_if_silent(self._nursery)
                await self._clock.sleep(pause)
                if self._reconciler.holds_back:  # reads lag by a moment
                    await self._clock.sleep(pause * 4)
                    self._wake.set()

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(self._timings.pass_every_s)
            self._wake.set()

    async def _pass(self) -> None:
        await self._reconciler.cancel_unanswered()
        await self._learn_rights()
        await self._wallet.read(self._timings.wallet_fresh)
        await self._rules.mind(self._listeners.values())
        markets = {listener.market.symbol: listener.market for listener in self._listeners.values()}
        known = set(await self._reconciler.compare(markets, self._rules.not_traded))
        self._rules.refresh_soon(markets.keys() - known)
        await self._fundings.look(tuple(self._listeners.values()))
        await self._unvalued_fees.look(tuple(self._listeners.values()))
        self._passes.covered(markets, known)
        is_late, doubtful = self._reconciler.is_short_of_trades, self._rules.not_traded
        await self._perpetuals.look(tuple(self._listeners.values()), is_late, doubtful)

    async def _learn_rights(self) -> None:
        """Learn what the key may do, now and then. Raises TryLater only while that was never known."""
        now, known = self._clock.monotonic(), self._rights_at
        if known is not None and now - known < self._timings.rights_every:
            return
        try:
            self._rights = await self._gateway.rights()
        except TryLater as e:
            if known is None:
                raise
            log.info("%s: what the key may do stays as it was: %s", self.account_id, e)
        self._rights_at = now

    def _tell(self, bot_id: BotId, event: Event) -> None:
        """Tell the bot, wherever it is: one that has stopped is woken for it."""
        if isinstance(event, OrderRejected):  # Bybit takes an order first, and refuses it a moment later
            self._breaker.refused(event.client_order_id, event.reason)
            watched = self._reconciler.watched(event.client_order_id)
            if watched is not None:
                self._exit_refused(bot_id, watched.order)
        if isinstance(event, OrderFilled):
            self._fundings.traded()
            self._lag.filled(bot_id)
            self._perpetuals.filled(self._listeners.get(bot_id), event.fill)
        listener = self._listeners.get(bot_id)
        if listener is not None:
            listener.post(event)
        else:
            log.warning("%s: news for a bot that has stopped: %s", self.account_id, event)
            self._deliver(bot_id, event)

    def _exit_refused(self, bot_id: BotId, order: Order) -> None:
        listener = self._listeners.get(bot_id)
        if order.reduce_only and listener is not None:
            self._perpetuals.exit_refused(listener)
            self._wake.set()

    async def _ready(self, symbol: str, deadline: datetime) -> bool:
        """Return once a first pass over the symbol is through; False if that takes until the deadline."""
        return await self._comes_true(lambda: symbol in self._passes.caught_up, deadline)

    async def _why_not_beside(self, symbol: str, deadline: datetime) -> Reason | None:
        """Return why no entry may go beside the position there is, after a first look at that."""
        if not self._perpetuals.has_compared(symbol):
            self._wake.set()
            if not await self._comes_true(lambda: self._perpetuals.has_compared(symbol), deadline):
                return self._passes.unheard(self._clock.now())
        return self._perpetuals.stranger_on(symbol)

    async def _comes_true(self, holds: Callable[[], bool], deadline: datetime) -> bool:
        """Return once that holds; False if it does not until the deadline."""
        while not holds():
            if self._clock.now() >= deadline:
                return False
            await self._clock.sleep(self._timings.shortest_pause_s)
        return True
