"""The simulated exchange: its books, its journal, its own idea of the truth.

It copies the unpleasant truths of real ones: a client id is unique among open orders only, a
request that arrives after its deadline is refused, reads show how things stood a while ago.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from engine.core.ids import LENGTH
from engine.core.money import floor_to, quantize
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.types import ClientOrderId, Fee, Market, Side, TradeId, VenueOrderId
from engine.venues.live.gateway import OrderReport, Print, TradeReport
from tests.sim.faults import Fault, Faults
from tests.sim.virtual_time import VirtualClock

MARKET = Market(
    venue="Binance",
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.0001"),
    min_quantity=Decimal("0.0001"),
    min_notional=Decimal(5),
    maker_fee=Decimal("0.001"),
    taker_fee=Decimal("0.001"),
)
START_PRICE = Decimal(60000)
COARSEST_STEP = Decimal("0.02")
"""The largest that the rules may change to."""
LONGEST_LAG = timedelta(seconds=5)
"""No read shows things as they were longer ago."""
_START_TICKS = int(START_PRICE / MARKET.tick)
_STEP = 6000 / (1 / 3) ** 0.5
"""Of the price in ticks: four draws of 0 to 1 have a deviation of the square root of 1/3."""
_LOWEST_TICKS = _START_TICKS // 60


@dataclass(slots=True)
class Resting:
    """An order in the exchange's own books."""

    order: Order
    report: OrderReport
    history: list[tuple[datetime, OrderReport]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.report.ended is None

    def as_of(self, moment: datetime) -> OrderReport | None:
        """Return how it stood then; None before it was there."""
        return next((report for at, report in reversed(self.history) if at <= moment), None)


class SimExchange:
    """One symbol, one account."""

    def __init__(self, clock: VirtualClock, random: Random, faults: Faults) -> None:
        self._clock = clock
        self._random = random
        self._faults = faults
        self.chronicle = faults.chronicle
        self.price = START_PRICE
        self._ticks = _START_TICKS
        self.market = MARKET
        """The rules of now."""
        self.halted = False
        self.orders: dict[VenueOrderId, Resting] = {}
        self._open: dict[VenueOrderId, Resting] = {}
        self._ended: deque[Resting] = deque()
        """Those that a read that lags may still show as open."""
        self._named: dict[ClientOrderId, Resting] = {}
        """The newest order of each name."""
        self.trades: list[tuple[datetime, TradeReport]] = []
        self.wallet: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.wallets: list[tuple[datetime, dict[str, Decimal]]] = []
        """As it was from each of these moments on."""
        self.most_open_per_bot: defaultdict[str, int] = defaultdict(int)
        self.creates_taken = 0
        self.down_until: datetime | None = None
        self.hides: Callable[[], timedelta | None] = lambda: None
        """How long the trade that happens now is shown to nobody; None: it is shown at once."""
        self.shown_from: dict[TradeId, datetime] = {}
        self.frozen = False
        """The price stands still, so that nothing new happens while the end is judged."""
        self.listeners: list[asyncio.Event] = []
        self._awaiting_print: list[asyncio.Future[Print]] = []
        self._next_id = 1
        self._fee_coin = random.choice((Fault.FEE_IN_BASE, Fault.FEE_IN_QUOTE, Fault.FEE_IN_THIRD))

    # --- the market ------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Let the price walk, and orders fill, for ever."""
        while True:
            await self._clock.sleep(self._random.uniform(0.3, 2.5))
            if self.frozen:
                continue
            pull = (_START_TICKS - self._ticks) * 0.03
            draw = self._random.random
            step = (draw() + draw() + draw() + draw() - 2) * _STEP + pull  # as good as a normal one
            self._ticks = max(self._ticks + round(step), _LOWEST_TICKS)
            self.print(MARKET.tick * self._ticks)
            for resting in tuple(self._open.values()):
                self._trade(resting)

    def print(self, price: Decimal) -> None:
        """Let the market trade at that price, and say so."""
        self.price = price
        self.chronicle.prints(MARKET.symbol, price)
        now = self._clock.true_now()
        printed = Print(price=self.price, at=now)
        waiting, self._awaiting_print = self._awaiting_print, []
        for waiter in waiting:
            if not waiter.done():
                waiter.set_result(printed)

    async def next_print(self) -> Print:
        """Return the next one, as soon as it is made."""
        waiter: asyncio.Future[Print] = asyncio.get_running_loop().create_future()
        self._awaiting_print.append(waiter)
        return await waiter

    def _trade(self, resting: Resting, *, taker: bool = False) -> None:
        order = resting.order
        buys = order.side is Side.BUY
        through = self.price <= order.price if buys else self.price >= order.price
        if not through:
            return
        left = order.quantity - resting.report.filled
        quantity = left
        if self._faults.happens(Fault.PARTIAL_FILL, self._faults.odds.partial):
            quantity = max(floor_to(left * Decimal(self._random.random()), MARKET.step), MARKET.step)
        self._fill(resting, quantity, self.price if taker else order.price, taker=taker)

    def _fill(self, resting: Resting, quantity: Decimal, price: Decimal, *, taker: bool) -> None:
        order, now = resting.order, self._clock.true_now()
        filled = resting.report.filled + quantity
        ended: OrderEnd | None = OrderFact.FILLED if filled >= order.quantity else None
        fee = self._fee(order.side, quantity, price)
        trade = TradeReport(
            trade_id=TradeId(str(len(self.trades) + 1)),
            venue_order_id=resting.report.venue_order_id,
            client_order_id=None,
            symbol=MARKET.symbol,
            side=order.side,
            price=price,
            quantity=quantity,
            fee=fee,
            executed_at=now,
            taker=taker,
        )
        self.trades.append((now, trade))
        if (hidden_for := self.hides()) is not None:
            self.shown_from[trade.trade_id] = now + hidden_for
        self.chronicle.trades(trade, order.client_order_id, hidden_for.total_seconds() if hidden_for else 0.0)
        sign = 1 if order.side is Side.BUY else -1
        self.wallet[MARKET.base] += sign * quantity
        self.wallet[MARKET.quote] -= sign * quantity * price
        self.wallet[fee.coin] -= fee.amount
        self.wallets.append((now, dict(self.wallet)))
        if ended is not None:
            self.chronicle.ends(trade.venue_order_id, ended)
        self._now_is(resting, replace(resting.report, filled=filled, ended=ended))

    def _fee(self, side: Side, quantity: Decimal, price: Decimal) -> Fee:
        self._faults.counts[self._fee_coin] += 1
        rate = MARKET.maker_fee
        value = quantize(quantity * price * rate)
        if self._fee_coin is Fault.FEE_IN_BASE and side is Side.BUY:
            amount = quantize(quantity * rate)
            return Fee(amount=amount, coin=MARKET.base, value=quantize(amount * price))
        if self._fee_coin is Fault.FEE_IN_THIRD:
            return Fee(amount=quantize(value / 600), coin="BNB", value=value)
        if self._faults.happens(Fault.REBATE, 0.05):
            value = -value
        return Fee(amount=value, coin=MARKET.quote, value=value)

    def deposit(self, **coins: Decimal) -> None:
        """Put coins into the wallet."""
        for coin, amount in coins.items():
            self.wallet[coin] += amount
            self.chronicle.deposited(coin, amount)
        self.wallets.append((self._clock.true_now(), dict(self.wallet)))

    def wallet_at(self, moment: datetime) -> dict[str, Decimal]:
        """Return the wallet as it was then."""
        for at, wallet in reversed(self.wallets):
            if at <= moment:
                return wallet
        return {}

    def refuses(self, order: Order) -> str | None:
        """Return by which rule of now the order is refused, or None."""
        market = self.market
        if self.halted:
            return "market is closed"
        if order.price % market.tick or order.quantity % market.step:
            return "filter failure: tick or step"
        if order.quantity * order.price < market.min_notional:
            return "filter failure: notional"
        return None

    # --- orders ----------------------------------------------------------------------------------------

    def take_create(self, order: Order) -> VenueOrderId | None:
        """Take a create that arrives now; None when it is refused."""
        now = self._clock.true_now()
        known = self._named.get(order.client_order_id)
        duplicate = known is not None and known.open
        late = now > order.deadline - self._clock.skew
        if late or duplicate or self.is_down() or self.refuses(order) is not None:
            return None
        venue_order_id = VenueOrderId(f"v{self._next_id}")
        self._next_id += 1
        self.creates_taken += 1
        report = OrderReport(
            venue_order_id=venue_order_id,
            client_order_id=order.client_order_id,
            symbol=MARKET.symbol,
            side=order.side,
            price=order.price,
            quantity=order.quantity,
            filled=Decimal(0),
            ended=None,
            created_at=now,
        )
        resting = Resting(order, report)
        self.orders[venue_order_id] = self._named[order.client_order_id] = resting
        self.chronicle.takes(report, order.client_order_id, self.price)
        self._now_is(resting, report)
        self._count_open(order.client_order_id)
        self._trade(resting, taker=True)
        if order.immediate and resting.open:
            self._end(resting, OrderFact.EXPIRED)
        return venue_order_id

    def take_cancel(self, client_order_id: ClientOrderId, *, by_hand: bool = False) -> bool:
        """Take a cancel that arrives now; False when no such order is open."""
        resting = self._named.get(client_order_id)
        if resting is None or not resting.open:
            return False
        self._end(resting, OrderFact.CANCELED, by_hand=by_hand)
        return True

    def end_one(self, end: OrderEnd) -> bool:
        """End some open order, as a person at the exchange or the exchange itself would."""
        candidates = list(self._open.values())
        if not candidates:
            return False
        self._end(self._random.choice(candidates), end, by_hand=True)
        return True

    def _end(self, resting: Resting, end: OrderEnd, *, by_hand: bool = False) -> None:
        self.chronicle.ends(resting.report.venue_order_id, end, by_hand=by_hand)
        self._now_is(resting, replace(resting.report, ended=end))

    def by_client_id(self, client_order_id: ClientOrderId) -> Resting | None:
        """Return the newest order of that name."""
        return self._named.get(client_order_id)

    def open_as_of(self, moment: datetime) -> list[OrderReport]:
        """Return the orders that were open then, at most `LONGEST_LAG` ago."""
        oldest = self._clock.true_now() - LONGEST_LAG
        while self._ended and self._ended[0].history[-1][0] < oldest:
            self._ended.popleft()
        seen = (resting.as_of(moment) for resting in (*self._open.values(), *self._ended))
        return [report for report in seen if report is not None and report.ended is None]

    def trades_as_of(self, moment: datetime) -> list[tuple[datetime, TradeReport]]:
        """Return the trades that it shows then."""
        return [(at, t) for at, t in self.trades if self.shown_from.get(t.trade_id, at) <= moment]

    def is_down(self) -> bool:
        """Say whether the exchange is in an outage."""
        return self.down_until is not None and self._clock.true_now() < self.down_until

    def _now_is(self, resting: Resting, report: OrderReport) -> None:
        resting.report = report
        resting.history.append((self._clock.true_now(), report))
        if resting.open:
            self._open[report.venue_order_id] = resting
        elif self._open.pop(report.venue_order_id, None) is not None:
            self._ended.append(resting)
        for listener in self.listeners:
            if not self._faults.happens(Fault.FRAME_LOST, self._faults.odds.frame_lost):
                self._faults.happens(Fault.FRAME_DOUBLED, self._faults.odds.frame_doubled)
                listener.set()

    def _count_open(self, client_order_id: ClientOrderId) -> None:
        bot = bot_part(client_order_id)
        open_now = sum(bot_part(resting.order.client_order_id) == bot for resting in self._open.values())
        self.most_open_per_bot[bot] = max(self.most_open_per_bot[bot], open_now)


def bot_part(client_order_id: str) -> str:
    """Return the part of a client order id that names the bot."""
    assert len(client_order_id) == LENGTH
    return client_order_id[4:8]


def leg_part(client_order_id: str) -> str:
    """Return the part that names bot, cycle and leg."""
    return client_order_id[4:14]
