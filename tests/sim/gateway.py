"""The simulated wire: meets `engine.venues.live.gateway.Gateway`, and goes wrong as told."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.orders import Order, OrderIdentity
from engine.core.reasons.calls import CallFailed, RateLimited
from engine.core.reasons.markets import UnreadableRules
from engine.core.types import Market, VenueOrderId
from engine.errors import NotPossible, NotTraded, RulesUnreadable, VenueUnavailable
from engine.reads.history import PriceRange
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.level_index import Band, no_band
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Candidates,
    Execution,
    ForcedTrade,
    FundingReport,
    KeyRights,
    MarginSettings,
    MarketOf,
    NotFound,
    OrderReport,
    Position,
    Print,
    TradeReport,
)
from tests.sim.dead import Fell
from tests.sim.exchange import SimExchange
from tests.sim.faults import Fault, Faults
from tests.sim.frames import BREAK, StreamLine
from tests.sim.reference.figures import quote_apart
from tests.sim.virtual_time import VirtualClock
from tests.support.reasons import said

TIMEOUT_S = 10.0


class SimGateway:
    """One incarnation's line to the exchange. When that incarnation is dead, nothing passes any more."""

    knows_our_names = True

    def __init__(
        self,
        exchange: SimExchange,
        clock: VirtualClock,
        faults: Faults,
        still_alive: Callable[[], None],
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._faults = faults
        self._still_alive = still_alive
        self._chronicle = exchange.chronicle
        self._run = self._chronicle.runs[-1].number
        self._measured = False
        exchange.frames.begins_anew()

    # --- writing ---------------------------------------------------------------------------------------

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        self._still_alive()
        self._measured = True
        if self._clock.true_now() > order.deadline:
            return NeverSent(reason=said("too late"))
        if ban_s := self._exchange.ban_s():
            self._chronicle.keeps_here(order.client_order_id)
            return NeverSent(reason=RateLimited(wait_s=ban_s))
        self._chronicle.sends(self._run, order, market.symbol)
        match self._faults.one_of(self._faults.odds.create, order.client_order_id):
            case Fault.CREATE_NEVER_SENT:
                self._chronicle.keeps_here(order.client_order_id)
                return NeverSent(reason=CallFailed(error="NetworkError", cause="ClientConnectorError"))
            case Fault.CREATE_REFUSED:
                return await self._refuse(order, market, "insufficient balance")
            case Fault.CREATE_LOST:
                await self._clock.sleep(TIMEOUT_S)
                return Unknown(reason=said("timeout"))
            case Fault.CREATE_LATE_IN_TIME:
                self._arrives_in(self._faults.random.uniform(0.5, 4.5), order, market)
                await self._travel()
                return Unknown(reason=said("connection reset"))
            case Fault.CREATE_TOO_LATE:
                self._arrives_in(self._faults.random.uniform(6.5, 15), order, market)
                await self._travel()
                return Unknown(reason=said("connection reset"))
            case fault:
                why_not = self._exchange.refuses(order, market.symbol)
                if why_not is not None and not self._exchange.answers_first(why_not):
                    return await self._refuse(order, market, why_not)
                return await self._create(order, market, fault)

    async def _refuse(self, order: Order, market: Market, why: str) -> Rejected:
        self._chronicle.refuses(self._run, order.client_order_id, market.symbol)
        await self._travel()
        return Rejected(reason=said(why))

    async def _create(self, order: Order, market: Market, fault: Fault | None) -> PlaceAnswer:
        # What has left arrives, whatever becomes of the sender meanwhile.
        arrived: asyncio.Future[VenueOrderId | None] = asyncio.get_running_loop().create_future()
        self._arrives_in(self._faults.random.uniform(0.01, 0.2), order, market, arrived)
        venue_order_id = await asyncio.shield(arrived)
        await self._travel()
        if fault is Fault.CREATE_REPLY_LOST:
            await self._clock.sleep(TIMEOUT_S)
            return Unknown(reason=said("timeout"))
        if fault is Fault.CREATE_JUNK or venue_order_id is None:
            return Unknown(reason=said("an answer that says nothing"))
        self._exchange.frames.answered(order.client_order_id)
        return Accepted(venue_order_id=venue_order_id)

    def _arrives_in(
        self,
        seconds: float,
        order: Order,
        market: Market,
        arrived: "asyncio.Future[VenueOrderId | None] | None" = None,
    ) -> None:
        def arrive() -> None:
            venue_order_id = self._exchange.take_create(order, market.symbol)
            if arrived is not None and not arrived.done():
                arrived.set_result(venue_order_id)

        asyncio.get_running_loop().call_later(seconds, arrive)

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        self._still_alive()
        if self._exchange.ban_s():
            return CancelAnswer.UNCLEAR
        self._chronicle.cancels_out(self._run, identity.client_order_id, market.symbol)
        fault = self._faults.one_of(self._faults.odds.cancel, identity.client_order_id)
        if fault is Fault.CANCEL_LOST or self._exchange.is_down():
            await self._clock.sleep(TIMEOUT_S)
            return CancelAnswer.UNCLEAR
        if fault is Fault.CANCEL_SLOW:
            seconds = self._faults.random.uniform(0.5, 8)
            asyncio.get_running_loop().call_later(
                seconds, self._exchange.take_cancel, identity.client_order_id
            )
            await self._travel()
            return CancelAnswer.UNCLEAR
        await self._travel()
        taken = self._exchange.ask_cancel(identity.client_order_id)
        if fault is Fault.CANCEL_REPLY_LOST:
            await self._clock.sleep(TIMEOUT_S)
            return CancelAnswer.UNCLEAR
        await self._travel()
        return CancelAnswer.TAKEN if taken else CancelAnswer.NO_SUCH_ORDER

    # --- reading ---------------------------------------------------------------------------------------

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        moment = await self._reads()
        resting = self._exchange.by_client_id(identity.client_order_id)
        report = resting.as_of(moment) if resting else None
        if report is None:
            self._chronicle.denied(self._run, identity.client_order_id, market.symbol)
            return NotFound()
        self._exchange.frames.answered(report.client_order_id)
        return report

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        del order, market  # hands leave the names
        return ()

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        moment = await self._reads()
        resting = self._exchange.orders.get((trade.symbol, trade.venue_order_id))
        return (resting.as_of(moment) if resting else None) or NotFound()

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        moment = await self._reads()
        for market in markets:
            self._chronicle.answered(self._run, "open orders", market.symbol)
        listed = self._exchange.open_as_of(moment, {market.symbol for market in markets})
        self._exchange.frames.answered(*(report.client_order_id for report in listed))
        return listed

    async def all_open_orders(self) -> Sequence[OrderReport]:
        moment = await self._reads()
        return self._exchange.open_as_of(moment, self._exchange.markets.keys())

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        moment = await self._reads()
        self._chronicle.answered(self._run, "trades", market.symbol, since)
        return [trade for at, trade in self._exchange.trades_as_of(moment, market.symbol) if since <= at]

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        moment = await self._reads()
        shown = self._exchange.trades_as_of(moment, market.symbol)
        return [trade for _, trade in shown if trade.venue_order_id == venue_order_id]

    async def market(self, symbol: str) -> Market:
        market = self._exchange.markets[symbol]
        if market.halted:
            raise NotTraded(symbol, market.rules.venue)
        if market.unreadable:
            said_so = UnreadableRules(exchange=market.rules.venue, symbol=symbol, field="tickSize", said="")
            raise RulesUnreadable(said_so)
        return market.rules

    async def quote(self, market: Market) -> tuple[Decimal, Decimal]:
        await self._reads()
        price = self._exchange.markets[market.symbol].price
        apart = quote_apart(market.tick)
        return price - apart, price + apart

    async def last_price(self, market: Market) -> Decimal:
        await self._reads()
        return self._exchange.markets[market.symbol].price

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> list[PriceRange]:
        raise NotImplementedError

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal] | None:
        return None

    async def balances(self) -> Mapping[str, Decimal]:
        moment = await self._reads()
        self._chronicle.answered(self._run, "wallet", "")
        return self._exchange.wallet_at(moment)

    async def positions(self) -> Sequence[Position]:
        if not self._exchange.derivative:
            return ()
        moment = await self._reads()
        self._chronicle.answered(self._run, "positions", "")
        return self._exchange.positions_at(moment)

    async def rights(self) -> KeyRights | None:
        return KeyRights(trade=True, withdraw=False)

    async def prepare(self, market: Market, leverage: int) -> None:
        await self._reads()
        self._exchange.margins.make(market.symbol, leverage)

    async def margin_settings(self, market: Market) -> MarginSettings:
        if not self._exchange.derivative:
            raise NotPossible("spot")
        await self._reads()
        return self._exchange.margins.settings[market.symbol]

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        moment = await self._reads()
        listed = [one for at, one in self._exchange.margins.forced if since <= at <= moment]
        return [one for one in listed if one.trade.symbol == market.symbol]

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        moment = await self._reads()
        shown = [one for at, one in self._exchange.margins.fundings if at <= moment]
        return [one for one in shown if one.charged_at >= since]

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        return self._exchange.price_of(coin)

    def now(self) -> datetime | None:
        return self._clock.true_now() if self._measured else None

    @property
    def time_error(self) -> timedelta:
        return timedelta(0)

    async def clock_drift_s(self) -> float:
        return self._clock.skew.total_seconds()

    async def close(self) -> None:
        return

    # --- streams ---------------------------------------------------------------------------------------

    async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        frames = self._exchange.frames
        line = StreamLine() if self._faults.odds.stream_silent else frames.open()
        loop = asyncio.get_running_loop()
        breaks_at = loop.time() + self._faults.random.expovariate(1 / self._faults.odds.stream_breaks_every_s)
        alarm = loop.call_at(breaks_at, line.arrived.put_nowait, BREAK)
        try:
            yield None
            while True:
                event = await line.arrived.get()
                self._still_alive()
                if event is not BREAK:
                    if self._concerns(event, market_of):
                        yield event
                elif not self._faults.quiet:
                    if self._run == self._chronicle.runs[-1].number:  # not one that is only believed dead
                        self._faults.strikes(Fault.STREAM_BROKEN)
                    raise VenueUnavailable("sim", said("the stream broke"))
        finally:
            alarm.cancel()
            frames.close(line)

    def _concerns(self, event: AccountEvent, market_of: MarketOf) -> bool:
        if event is None:
            return True
        of = event.trade if isinstance(event, Execution) else event
        return market_of(of.symbol) is not None

    async def prints(
        self, market: Market, band: Callable[[], Band] = no_band
    ) -> AsyncGenerator[Print | None]:
        del band  # nothing comes too fast here
        if not self._measured:
            await self._reads()
        with self._exchange.markets[market.symbol].follow() as line:
            while True:
                printed = await line.get(within_s=1.0)
                self._still_alive()
                yield printed
                if printed is None:
                    continue
                if self._faults.happens(Fault.ODD_PRINT, self._faults.odds.odd_prints):
                    odd = self._faults.random.choice((Decimal(0), Decimal("0.5"), Decimal(1), Decimal("1.5")))
                    yield self._exchange.markets[market.symbol].odd_print(printed, odd)

    async def drop_prints(self, market: Market) -> None:
        self._still_alive()

    async def last_prints(self, market: Market) -> Sequence[Print]:
        at = await self._reads()
        return [one for one in self._exchange.markets[market.symbol].recent if one.at <= at]

    # --- the line ----------------------------------------------------------------------------------------

    async def _travel(self) -> None:
        await self._clock.sleep(self._faults.random.uniform(0.005, 0.1))
        self._still_alive()

    async def _reads(self) -> datetime:
        """Travel there and back; return the moment whose state is read."""
        self._still_alive()
        await self._travel()
        if self._faults.happens(Fault.TASK_FELL, self._faults.odds.falls):
            raise Fell
        if ban_s := self._exchange.ban_s():
            raise VenueUnavailable("sim", said("too many requests"), ban_s)
        now = self._clock.true_now()
        if self._exchange.is_down() or self._faults.happens(Fault.READ_FAILED, self._faults.odds.read_failed):
            raise VenueUnavailable("sim", CallFailed(error="RequestTimeout"))
        self._measured = True
        lag = 0.0
        if self._faults.happens(Fault.READ_LAGS, self._faults.odds.lag):
            lag = self._faults.random.uniform(0, self._faults.odds.longest_lag_s)
        return now - timedelta(seconds=lag)
