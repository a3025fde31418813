"""One account at a real exchange: who is told what, and how we come to know.

Streams only wake us; asking is the truth. One pass asks for the open orders and, for each order of
ours that should be open and is not listed, for that order itself; now and then, and after every
reconnect, it also reads the account's trades since a little before the newest that is booked. The
same pass is the start of the program: nothing is sent on a symbol until a first one is through.

An order whose fate is unknown is never sent again. It is looked up by our own id; only after its
fence (`engine.exchange.watched`), after two explicit "no such order" and a look through the trades
for one that nobody claims, is it said to be absent.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from engine.clock import Clock
from engine.core.events import (
    Event,
    OrderAccepted,
    OrderCanceled,
    OrderEvent,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    Pause,
)
from engine.core.orders import Order
from engine.core.types import BotId, ClientOrderId, Market, TradeId, VenueOrderId
from engine.errors import TryLater, VenueUnavailable
from engine.exchange.gateway import (
    CancelAnswer,
    Gateway,
    NotFound,
    OrderReport,
    ReportState,
    TradeReport,
)
from engine.exchange.tape import Tape
from engine.exchange.watched import Watched
from engine.ports import (
    Absent,
    Accepted,
    CannotTell,
    FindAnswer,
    NeverSent,
    PlaceAnswer,
    Present,
    Seat,
    Unknown,
)
from engine.tasks import Nursery

log = logging.getLogger(__name__)

PASS_EVERY_S = 12.0
SHORTEST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0
TRADES_EVERY = timedelta(minutes=5)
OVERLAP = timedelta(minutes=10)
CANCEL_AGAIN_AFTER = timedelta(seconds=5)
ASK_A_PERSON_AFTER = timedelta(seconds=60)
MARKET_AGE = timedelta(minutes=30)


class Books(Protocol):
    """What the ledger knows of this account's past."""

    async def newest_fill_at(self, account: str, symbol: str) -> datetime | None:
        """Return when the newest booked fill was executed, or None."""
        ...

    async def is_booked(self, account: str, symbol: str, trade_id: TradeId) -> bool:
        """Say whether that fill is in the books."""
        ...

    async def owner_of(
        self, account: str, client_order_id: ClientOrderId | None, venue_order_id: VenueOrderId
    ) -> tuple[BotId, ClientOrderId] | None:
        """Return whose order that is, by either name, or None."""
        ...


class Account:
    """Implements `engine.ports.Venue` over a gateway."""

    def __init__(
        self,
        *,
        name: str,
        gateway: Gateway,
        books: Books,
        is_ours: Callable[[str], bool],
        deliver: Callable[[BotId, Event], None],
        clock: Clock,
        nursery: Nursery,
    ) -> None:
        self.name = name
        self._gateway = gateway
        self._books = books
        self._is_ours = is_ours
        self._deliver = deliver
        self._clock = clock
        self._nursery = nursery
        self._seats: dict[BotId, Seat] = {}
        self._watched: dict[ClientOrderId, Watched] = {}
        self._absent: dict[ClientOrderId, BotId] = {}
        self._told_elsewhere: set[tuple[str, str]] = set()
        self._strays: dict[VenueOrderId, OrderReport] = {}
        self._markets: dict[str, tuple[Market, datetime]] = {}
        self._tapes: dict[str, Tape] = {}
        self._caught_up: dict[str, asyncio.Event] = {}
        self._trades_read_at: dict[str, datetime] = {}
        self._wake = asyncio.Event()
        self.trouble: str | None = None
        """What the last pass failed with; None when it went through."""

    # --- market data -----------------------------------------------------------------------------------

    async def market(self, symbol: str) -> Market:
        """Return the present rules of a symbol, at most half an hour old."""
        known = self._markets.get(symbol)
        now = self._clock.now()
        if known is None or now - known[1] >= MARKET_AGE:
            known = self._markets[symbol] = (await self._gateway.market(symbol), now)
        return known[0]

    async def last_price(self, symbol: str, bot_id: BotId | None = None) -> Decimal:
        """Return the newest trade price, from the stream where one is running."""
        del bot_id  # the same for all
        tape = self._tapes.get(symbol)
        if tape is not None and tape.is_fresh():
            return tape.price
        return await self._gateway.last_price(await self.market(symbol))

    async def quote(self, symbol: str, bot_id: BotId | None = None) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask."""
        del bot_id  # the same for all
        return await self._gateway.quote(await self.market(symbol))

    def ended(self, bot_id: BotId) -> bool:
        """Say False: a real market goes on."""
        del bot_id
        return False

    # --- seats -----------------------------------------------------------------------------------------

    def begin_position(self, symbol: str, position: int | None) -> int | None:
        """Return the position as it is."""
        del symbol
        return position

    async def join(self, seat: Seat, open_order: Order | None) -> None:
        """Begin to tell the seat of trades and of its orders' fills."""
        symbol = seat.market.symbol
        self._seats[seat.bot_id] = seat
        self._begin_anew(seat.bot_id, symbol)
        if open_order is not None:
            self._watch(seat.bot_id, open_order, seat.market)
        self._caught_up.setdefault(symbol, asyncio.Event())
        if symbol not in self._tapes:
            tape = self._tapes[symbol] = Tape(seat.market, self._gateway, self._clock)
            self._nursery.start(f"{self.name} prices of {symbol}", tape.run)
        self._tapes[symbol].join(seat)
        for task, job in (("account", self._run), ("events", self._listen), ("ticks", self._tick)):
            if not self._nursery.runs(f"{self.name} {task}"):
                self._nursery.start(f"{self.name} {task}", job)
        self._wake.set()

    def interest_changed(self, bot_id: BotId) -> None:
        """Do nothing: every print asks each seat for its interest."""

    def _begin_anew(self, bot_id: BotId, symbol: str) -> None:
        """Forget what the bot has been told: one that sits down knows what is stored, and no more."""
        for name, watched in list(self._watched.items()):
            if watched.bot_id == bot_id:
                del self._watched[name]
        self._told_elsewhere.clear()
        self._trades_read_at.pop(symbol, None)

    async def leave(self, bot_id: BotId) -> None:
        """Tell that bot no more. Its orders stay as they are."""
        seat = self._seats.pop(bot_id, None)
        if seat is None:
            return
        symbol = seat.market.symbol
        self._tapes[symbol].leave(bot_id)
        if self._tapes[symbol].is_empty:
            del self._tapes[symbol]
            await self._nursery.stop(f"{self.name} prices of {symbol}")

    # --- orders ----------------------------------------------------------------------------------------

    async def place(self, bot_id: BotId, order: Order) -> PlaceAnswer:
        """Send the order once, after a first pass over its symbol and before its deadline."""
        market = self._seats[bot_id].market
        if not await self._ready(market.symbol, order.deadline):
            return NeverSent(reason=self.trouble or "the exchange has not been heard yet")
        watched = self._watch(bot_id, order, market)
        answer = await self._gateway.create(order, market)
        match answer:
            case Accepted():
                watched.venue_order_id = answer.venue_order_id
            case Unknown():
                pass
            case _:
                del self._watched[order.client_order_id]
        self._wake.set()
        return answer

    async def cancel(self, bot_id: BotId, order: Order) -> None:
        """Ask for the cancel; the next pass tells how the order ended, and asks again if it has not."""
        watched = self._watch(bot_id, order, self._seats[bot_id].market)
        watched.cancel_asked_at = self._clock.now()
        answer = await self._gateway.cancel(order, watched.market)
        if answer is CancelAnswer.UNCLEAR:
            log.info("%s: the cancel of %s is unclear", self.name, order.client_order_id)
        self._wake.set()

    async def find(self, bot_id: BotId, order: Order) -> FindAnswer:
        """Say what became of an order whose fate is not known."""
        watched = self._watch(bot_id, order, self._seats[bot_id].market)
        try:
            found: OrderReport | NotFound | None = await self._gateway.look_up(order, watched.market)
            if isinstance(found, NotFound):
                found = await self._not_found(watched)
            if isinstance(found, OrderReport):
                return await self._present(watched, found)
        except TryLater as e:
            return CannotTell(reason=str(e))
        if found is None:
            return CannotTell(reason="it is too early to say")
        del self._watched[order.client_order_id]
        self._absent[order.client_order_id] = bot_id
        return Absent()

    async def _not_found(self, watched: Watched) -> OrderReport | NotFound | None:
        """Return NotFound when it can be believed, the order if a trade gives it away, else None."""
        if self._clock.now() < watched.fence_until:
            return None
        watched.not_founds += 1
        if watched.not_founds < 2:  # noqa: PLR2004 - twice, because reads may lag behind
            return None
        return await self._unclaimed(watched) or NotFound()

    async def _unclaimed(self, watched: Watched) -> OrderReport | None:
        """Look through the trades since the intent for one of this order that nobody has claimed."""
        order, market = watched.order, watched.market
        trades = await self._gateway.trades_since(market, order.created_at - timedelta(minutes=1))
        asked: set[VenueOrderId] = set()
        for trade in trades:
            if trade.side is not order.side or trade.venue_order_id in asked:
                continue
            asked.add(trade.venue_order_id)
            report = await self._gateway.look_up_by_venue_id(market, trade.venue_order_id)
            if not isinstance(report, NotFound) and report.client_order_id == order.client_order_id:
                return report
        return None

    async def _present(self, watched: Watched, report: OrderReport) -> Present:
        watched.venue_order_id = report.venue_order_id
        trades = await self._trades_of(watched, report)
        fills = tuple(trade.as_fill(watched.order.client_order_id) for trade in watched.news(trades))
        ended = None if report.state is ReportState.OPEN else report.state.value
        if ended is not None:
            watched.ended = report
            self._forget_if_complete(watched)
        return Present(
            venue_order_id=report.venue_order_id, fills=fills, ended=ended, cumulative=report.filled
        )

    # --- coming to know --------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Make passes for ever: when woken, and every 12 s."""
        pause = SHORTEST_PAUSE_S
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._pass()
            except TryLater as e:
                self.trouble = str(e)
                log.warning("%s: %s", self.name, e)
                asked = e.retry_after_s if isinstance(e, VenueUnavailable) else None
                await self._clock.sleep(max(pause, asked or 0))
                pause = min(pause * 2, LONGEST_PAUSE_S)
                self._wake.set()
            else:
                self.trouble = None
                pause = SHORTEST_PAUSE_S
                await self._clock.sleep(SHORTEST_PAUSE_S)

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(PASS_EVERY_S)
            self._wake.set()

    async def _listen(self) -> None:
        """Wake on every event of the private stream; after a break, read the trades again."""
        try:
            async for _ in self._gateway.account_events():
                self._wake.set()
        finally:
            self._trades_read_at.clear()
            self._wake.set()

    async def _pass(self) -> None:
        """Compare what we believe with what the exchange says, and tell the bots the difference."""
        markets = {seat.market.symbol: seat.market for seat in self._seats.values()}
        markets |= {watched.market.symbol: watched.market for watched in self._watched.values()}
        if not markets:
            return
        listed = await self._gateway.open_orders(list(markets.values()))
        by_name = {report.client_order_id: report for report in listed if report.client_order_id}
        for watched in list(self._watched.values()):
            await self._check(watched, by_name.get(watched.order.client_order_id))
        await self._mind_strays(by_name.values())
        for symbol, market in markets.items():
            await self._read_trades(symbol, market)
            if symbol in self._caught_up:
                self._caught_up[symbol].set()

    async def _check(self, watched: Watched, listed: OrderReport | None) -> None:
        if listed is None:
            if watched.venue_order_id is None:
                return  # its fate is unknown: the bot itself asks, with the patience of the fence
            found = watched.ended or await self._gateway.look_up(watched.order, watched.market)
            if isinstance(found, NotFound):
                self._ask_about(watched, "the exchange does not know the order any more")
                return
            listed = found
        if watched.venue_order_id is None:
            self._accepted(watched, listed)
        if listed.filled > watched.filled:
            self._tell_fills(watched, await self._trades_of(watched, listed))
        if listed.state is not ReportState.OPEN:
            self._tell_end(watched, listed)
        elif self._is_due_again(watched):
            await self.cancel(watched.bot_id, watched.order)

    def _is_due_again(self, watched: Watched) -> bool:
        asked = watched.cancel_asked_at
        return asked is not None and self._clock.now() - asked >= CANCEL_AGAIN_AFTER

    async def _trades_of(self, watched: Watched, report: OrderReport) -> tuple[TradeReport, ...]:
        if not report.filled:
            return ()
        return tuple(await self._gateway.trades_of(watched.market, watched.order, report.venue_order_id))

    def _accepted(self, watched: Watched, report: OrderReport) -> None:
        watched.venue_order_id = report.venue_order_id
        self._post(
            watched.bot_id,
            OrderAccepted(
                at=self._clock.now(),
                client_order_id=watched.order.client_order_id,
                venue_order_id=report.venue_order_id,
            ),
        )

    def _tell_fills(self, watched: Watched, trades: Iterable[TradeReport]) -> None:
        name = watched.order.client_order_id
        for trade in watched.news(tuple(trades)):
            fill = trade.as_fill(name)
            self._post(watched.bot_id, OrderFilled(at=trade.executed_at, client_order_id=name, fill=fill))

    def _tell_end(self, watched: Watched, report: OrderReport) -> None:
        """Tell how it ended, once; then wait until all its fills have been told."""
        if watched.ended is None:
            watched.ended = report
            name, now = watched.order.client_order_id, self._clock.now()
            match report.state:
                case ReportState.CANCELED:
                    self._post(
                        watched.bot_id,
                        OrderCanceled(at=now, client_order_id=name, reported=report.filled),
                    )
                case ReportState.EXPIRED:
                    self._post(
                        watched.bot_id,
                        OrderExpired(at=now, client_order_id=name, reported=report.filled),
                    )
                case ReportState.REJECTED:
                    reason = report.reason or "no reason given"
                    self._post(watched.bot_id, OrderRejected(at=now, client_order_id=name, reason=reason))
                case _:
                    pass  # filled: its fills say so
        if not self._forget_if_complete(watched):
            self._ask_about(watched, "the exchange reports more filled than its trades show")

    def _forget_if_complete(self, watched: Watched) -> bool:
        if watched.complete:
            self._watched.pop(watched.order.client_order_id, None)
        return watched.complete

    def _ask_about(self, watched: Watched, what: str) -> None:
        """After a minute of a contradiction, have the bot pause and ask. Fills are never invented."""
        now = self._clock.now()
        watched.short_since = watched.short_since or now
        if not watched.asked_a_person and now - watched.short_since >= ASK_A_PERSON_AFTER:
            watched.asked_a_person = True
            self._post(watched.bot_id, Pause(at=now, reason=f"{what} ({watched.order.client_order_id})"))

    # --- trades ----------------------------------------------------------------------------------------

    async def _read_trades(self, symbol: str, market: Market) -> None:
        """Read the account's trades on a symbol since a little before the newest that is booked."""
        now = self._clock.now()
        read_at = self._trades_read_at.get(symbol)
        if read_at is not None and now - read_at < TRADES_EVERY:
            return
        newest = await self._books.newest_fill_at(self.name, symbol)
        oldest_order = min(
            (w.order.created_at for w in self._watched.values() if w.market.symbol == symbol),
            default=now,
        )
        since = min(newest or now, oldest_order) - OVERLAP
        for trade in await self._gateway.trades_since(market, since):
            await self._claim(trade)
        self._trades_read_at[symbol] = now

    async def _claim(self, trade: TradeReport) -> None:
        """Tell the trade to the bot whose order it was, if it was ours and has not been told."""
        for watched in list(self._watched.values()):
            if trade.venue_order_id == watched.venue_order_id:
                self._tell_fills(watched, (trade,))
                self._forget_if_complete(watched)
                return
        key = (trade.symbol, trade.trade_id)
        if key in self._told_elsewhere:
            return
        if not await self._books.is_booked(self.name, trade.symbol, trade.trade_id):
            owner = await self._books.owner_of(self.name, trade.client_order_id, trade.venue_order_id)
            if owner is not None:
                bot_id, name = owner
                fill = trade.as_fill(name)
                self._post(bot_id, OrderFilled(at=trade.executed_at, client_order_id=name, fill=fill))
        self._told_elsewhere.add(key)

    # --- orders that should not be there -------------------------------------------------------------------

    def strays(self) -> Sequence[OrderReport]:
        """Return open orders that bear our tag and belong to no bot, as of the last pass."""
        return tuple(self._strays.values())

    async def _mind_strays(self, listed: Iterable[OrderReport]) -> None:
        self._strays.clear()
        for report in listed:
            name = report.client_order_id
            if name is None or name in self._watched or not self._is_ours(name):
                continue
            bot_id = self._absent.get(name)
            if bot_id is not None:
                self._post(
                    bot_id,
                    Pause(
                        at=self._clock.now(),
                        reason=f"order {name}, proven absent, has appeared at the exchange",
                    ),
                )
            self._strays[report.venue_order_id] = report

    # --- helpers -------------------------------------------------------------------------------------------

    def _watch(self, bot_id: BotId, order: Order, market: Market) -> Watched:
        known = self._watched.get(order.client_order_id)
        if known is None:
            known = Watched(
                bot_id=bot_id,
                order=order,
                market=market,
                venue_order_id=order.venue_order_id,
                told=set(order.trade_ids),
                filled=order.filled,
            )
            self._watched[order.client_order_id] = known
        return known

    def _post(self, bot_id: BotId, event: OrderEvent | Pause) -> None:
        """Tell the bot, wherever it is: one that has stopped is woken for it."""
        seat = self._seats.get(bot_id)
        if seat is not None:
            seat.post(event)
        else:
            log.warning("%s: news for a bot that has stopped: %s", self.name, event)
            self._deliver(bot_id, event)

    async def _ready(self, symbol: str, deadline: datetime) -> bool:
        """Return once a first pass over the symbol is through; False if that takes until the deadline."""
        caught_up = self._caught_up[symbol]
        while not caught_up.is_set():
            if self._clock.now() >= deadline:
                return False
            await self._clock.sleep(SHORTEST_PAUSE_S)
        return True
