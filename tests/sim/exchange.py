"""The simulated exchange: its books, its journal, its own idea of the truth.

It copies the unpleasant truths of real ones: a client id is unique among open orders only, a
request that arrives after its deadline is refused, reads show how things stood a while ago.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from engine.core.money import floor_to
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.causes import Force
from engine.core.types import ClientOrderId, Leg, Market, Side, TradeId, VenueOrderId
from engine.venues.live.gateway import Execution, ForcedTrade, OrderReport, Position, TradeReport
from tests.sim.faults import Fault, Faults
from tests.sim.fees import Fees
from tests.sim.frames import Frames
from tests.sim.margins import Margins
from tests.sim.market import MARKET, market_of
from tests.sim.refusals import free_of, why_refused
from tests.sim.resting import Number, Resting, others_order
from tests.sim.virtual_time import VirtualClock

LONGEST_LAG = timedelta(seconds=5)
"""No read shows things as they were longer ago."""
MOST_LATE_S = 10.0
"""So long an order may wait inside the exchange before anybody sees it."""


class SimExchange:
    """One account, with the ways of Binance."""

    NAMES_TRADES = False
    """Whether a trade that is asked for tells the name that we gave its order."""

    def __init__(
        self,
        clock: VirtualClock,
        random: Random,
        faults: Faults,
        symbols: Mapping[Market, Decimal],
    ) -> None:
        """`symbols`: their rules, and the prices that they start with."""
        self._clock = clock
        self._random = random
        self._faults = faults
        self.chronicle = faults.chronicle
        markets = (market_of(rules, price) for rules, price in symbols.items())
        self.markets = {market.symbol: market for market in markets}
        self.margins = Margins(symbols)
        self.orders: dict[Number, Resting] = {}
        self._open: dict[Number, Resting] = {}
        self._ended: deque[Resting] = deque()
        """Those that a read that lags may still show as open."""
        self._named: dict[ClientOrderId, Resting] = {}
        """The newest order of each name."""
        self.trades: list[tuple[datetime, TradeReport]] = []
        self.wallet: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.wallets: list[tuple[datetime, dict[str, Decimal]]] = []
        """As it was from each of these moments on."""
        self.positions: list[tuple[datetime, list[Position]]] = []
        """Likewise."""
        self.creates_taken = 0
        self.down_until: datetime | None = None
        self.banned_until: datetime | None = None
        """Until then it takes nothing from us: we have asked too often."""
        self.mute_until: datetime | None = None
        """Until then its stream stays open and tells nothing."""
        self.hides: Callable[[], timedelta | None] = lambda: None
        """How long the trade that happens now is shown to nobody; None: it is shown at once."""
        self.may_amend: Callable[[ClientOrderId], bool] = lambda _: True
        """Whether a hand may give the order another shape."""
        self.shown_from: dict[tuple[str, TradeId, Side], datetime] = {}
        self.pace = 1.0
        """So many times as long as usual it is from one print to the next."""
        self.frozen = False
        """The price stands still, so that nothing new happens while the end is judged."""
        self.frames = Frames(faults, Random(random.random()), self._is_mute)
        self._numbers: Counter[str] = Counter()
        self._trade_numbers: Counter[str] = Counter()
        self._fees = Fees(faults, random, derivative=self.derivative)

    @property
    def derivative(self) -> bool:
        """Whether perpetuals are traded here."""
        return any(market.first_rules.derivative for market in self.markets.values())

    def price_of(self, coin: str) -> Decimal | None:
        """Return what one of a third coin is worth in quote; None while no market says."""
        return self._fees.price_of(coin)

    # --- the market ------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Let prices walk, and orders fill, for ever."""
        markets = tuple(self.markets.values())
        while True:
            await self._clock.sleep(self._random.uniform(0.3, 2.5) * self.pace / len(markets))
            if self.frozen:
                continue
            market = markets[0] if len(markets) == 1 else self._random.choice(markets)
            self.print(market.next_price(self._random), market.symbol)
            for resting in tuple(self._open.values()):
                if resting.report.symbol == market.symbol:
                    self._trade(resting)

    def print(self, price: Decimal, symbol: str = MARKET.symbol) -> None:
        """Let the market trade at that price, and say so."""
        self.chronicle.prints(symbol, price)
        self.markets[symbol].print(price, self._clock.true_now())

    def _trade(self, resting: Resting, *, taker: bool = False) -> None:
        order = resting.order
        market = self.markets[resting.report.symbol]
        price, buys = market.price, order.side is Side.BUY
        through = price <= order.price if buys else price >= order.price
        if not through:
            return
        left = order.quantity - resting.report.filled
        quantity = left
        if self._faults.happens(Fault.PARTIAL_FILL, self._faults.odds.partial):
            step = market.first_rules.step
            quantity = max(floor_to(left * Decimal(self._random.random()), step), step)
        if order.reduce_only:
            quantity = min(quantity, self.margins.reducible(market.symbol, order.side))
        self._fill(resting, quantity, price if taker else order.price, taker=taker)

    def _meet(self, coming: Resting) -> None:
        """Let an order that comes trade with those of ours in its way: two fills of one trade."""
        for resting in tuple(self._open.values()):
            buy, sell = (coming, resting) if coming.order.side is Side.BUY else (resting, coming)
            is_ours = not resting.foreign and resting.report.symbol == coming.report.symbol
            apart = buy.order.side is sell.order.side or buy.order.price < sell.order.price
            if coming.open and is_ours and not apart:
                quantity = min(coming.promised.quantity, resting.promised.quantity)
                number = self._trade_numbers[coming.report.symbol] + 1
                for one, taker in ((resting, False), (coming, True)):
                    trade_id = TradeId(str(number))
                    self._fill(one, quantity, resting.order.price, taker=taker, trade_id=trade_id)
                self._faults.strikes(Fault.SELF_TRADE)

    def _fill(
        self,
        resting: Resting,
        quantity: Decimal,
        price: Decimal,
        *,
        taker: bool,
        trade_id: TradeId | None = None,
    ) -> None:
        order, now = resting.order, self._clock.true_now()
        filled = resting.report.filled + quantity
        ended: OrderEnd | None = OrderFact.FILLED if filled >= order.quantity else None
        market = self.markets[resting.report.symbol].first_rules
        fee = self._fees.of(market, order.side, quantity, price)
        self._trade_numbers[market.symbol] += 1
        trade = TradeReport(
            trade_id=trade_id or TradeId(str(self._trade_numbers[market.symbol])),
            venue_order_id=resting.report.venue_order_id,
            client_order_id=resting.report.client_order_id if self.NAMES_TRADES else None,
            symbol=market.symbol,
            side=order.side,
            price=price,
            quantity=quantity,
            fee=fee,
            executed_at=now,
            taker=taker,
        )
        self.trades.append((now, trade))
        shown_from = max(resting.shown_from, now + (self.hides() or timedelta()))
        if shown_from > now:
            self.shown_from[trade.symbol, trade.trade_id, trade.side] = shown_from
        if resting.force is not None:
            self.margins.forced.append((now, ForcedTrade(force=resting.force, trade=trade)))
            self.chronicle.forces(trade, resting.force)
        elif not resting.foreign:
            self.chronicle.trades(trade, order.client_order_id, (shown_from - now).total_seconds())
        for coin, amount in (*self._moves(market, order.side, quantity, price), (fee.coin, -fee.amount)):
            self.wallet[coin] += amount
            if resting.foreign and not market.derivative:
                self.chronicle.deposited(coin, amount)
        if resting.foreign and market.derivative and resting.force is None:
            self.chronicle.trades_beside(trade)
            self.chronicle.deposited(fee.coin, -fee.amount)
        self.wallets.append((now, dict(self.wallet)))
        if market.derivative:
            self.positions.append((now, self.margins.all()))
        if ended is not None and not resting.foreign:
            self.chronicle.ends(resting.report, ended)
        self._now_is(resting, replace(resting.report, filled=filled, ended=ended), trade)
        if market.derivative:
            self._end_what_reduces_nothing(market.symbol)

    def _moves(
        self, market: Market, side: Side, quantity: Decimal, price: Decimal
    ) -> tuple[tuple[str, Decimal], ...]:
        """Return what a trade brings to the wallet and takes from it, its fee apart."""
        if market.derivative:
            return ((market.quote, self.margins.trade(market.symbol, side, quantity, price)),)
        return (market.base, side.sign * quantity), (market.quote, -side.sign * quantity * price)

    def _end_what_reduces_nothing(self, symbol: str) -> None:
        for resting in tuple(self._open.values()):
            reduces = resting.report.symbol == symbol and resting.order.reduce_only
            if reduces and not self.margins.reducible(symbol, resting.order.side):
                self._end(resting, OrderFact.EXPIRED, by_hand=True)

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

    def positions_at(self, moment: datetime) -> list[Position]:
        """Return the positions as they were then."""
        there = next((there for at, there in reversed(self.positions) if at <= moment), [])
        return [*self.margins.beside, *there]

    def refuses(self, order: Order, symbol: str) -> str | None:
        """Return by which rule of now the order is refused, or None."""
        return why_refused(self, order, symbol)

    def free(self, coin: str) -> Decimal:
        """Return how much of the coin is not locked by an open order."""
        return free_of(self, coin)

    @property
    def open_ones(self) -> Collection[Resting]:
        """The orders that are open."""
        return self._open.values()

    # --- orders ----------------------------------------------------------------------------------------

    def take_create(self, order: Order, symbol: str = MARKET.symbol) -> VenueOrderId | None:
        """Take a create that arrives now; None when it is refused."""
        now = self._clock.true_now()
        known = self._named.get(order.client_order_id)
        is_off = now > order.deadline or order.created_at > now + timedelta(seconds=1)
        if is_off or (known is not None and self.is_taken(known)) or self.is_down():
            return None
        if self.refuses(order, symbol) is not None:
            return self.turn_down(order, symbol)
        self.creates_taken += 1
        report = self._report_on(order, order.client_order_id, symbol)
        resting = Resting(order, report, now + self._shown_in(order.client_order_id))
        self._named[order.client_order_id] = resting
        self.chronicle.takes(report, order, self.markets[symbol].price, self.margins.settings[symbol])
        self._begin(resting)
        return report.venue_order_id

    def is_taken(self, known: Resting) -> bool:
        """Say whether no other order may bear the name of that one."""
        return known.open

    def answers_first(self, why_not: str) -> bool:
        """Say whether it takes the request, and refuses the order only then."""
        return False

    def turn_down(self, order: Order, symbol: str) -> VenueOrderId | None:
        """Refuse an order that is here. Return its number, where it has one all the same."""
        return None

    def take_foreign(self, order: Order, name: ClientOrderId | None, symbol: str) -> VenueOrderId:
        """Take an order of somebody else in this account, who may name it or not."""
        report = self._report_on(order, name, symbol)
        self._begin(Resting(order, report, foreign=True))
        return report.venue_order_id

    def trade_at_once(
        self, symbol: str, side: Side, quantity: Decimal, price: Decimal, force: Force | None = None
    ) -> None:
        """Let somebody else, or by `force` the exchange itself, trade a perpetual of this account."""
        order = others_order(side, quantity, price, self._clock.true_now())
        resting = Resting(order, self._report_on(order, None, symbol), foreign=True, force=force)
        self.orders[resting.number] = resting
        self._now_is(resting, resting.report)
        self._fill(resting, quantity, price, taker=True)

    def end_all(self, symbol: str) -> None:
        """End what bots have open on a symbol, as an exchange does before it liquidates."""
        for resting in tuple(self._open.values()):
            if resting.report.symbol == symbol and not resting.foreign:
                self._end(resting, OrderFact.EXPIRED, by_hand=True)

    def _begin(self, resting: Resting) -> None:
        self.orders[resting.number] = resting
        self._now_is(resting, resting.report)
        if not (resting.foreign or self.derivative):
            self._meet(resting)
        if resting.open:
            self._trade(resting, taker=True)
        if resting.order.immediate and resting.open:
            self._end(resting, OrderFact.EXPIRED)

    def _report_on(self, order: Order, name: ClientOrderId | None, symbol: str) -> OrderReport:
        self._numbers[symbol] += 1
        return OrderReport(
            venue_order_id=VenueOrderId(f"v{self._numbers[symbol]}"),
            client_order_id=name,
            symbol=symbol,
            side=order.side,
            price=order.price,
            quantity=order.quantity,
            filled=Decimal(0),
            ended=None,
            created_at=self._clock.true_now(),
        )

    def _shown_in(self, name: ClientOrderId) -> timedelta:
        """Draw how long an order is taken already and shown to nobody."""
        if self._faults.quiet or self._random.random() >= self._faults.odds.seen_late:
            return timedelta()
        seconds = self._random.uniform(0.5, MOST_LATE_S)
        self._faults.strikes(Fault.CREATE_SEEN_LATE, seconds, name)
        return timedelta(seconds=seconds)

    def take_cancel(self, client_order_id: ClientOrderId, *, by_hand: bool = False) -> bool:
        """Take a cancel that arrives now; False when no such order is open."""
        resting = self._named.get(client_order_id)
        if resting is None or not resting.open:
            return False
        if self._clock.true_now() < resting.shown_from and not by_hand:
            return False
        self._end(resting, OrderFact.CANCELED, by_hand=by_hand)
        return True

    def ask_cancel(self, client_order_id: ClientOrderId) -> bool:
        """Take the program's request for a cancel; False when no such order is open."""
        return self.take_cancel(client_order_id)

    def amend_one(self) -> bool:
        """Change some open order of ours, as a person at the exchange would."""
        candidates = [
            one
            for one in self._open.values()
            if not one.foreign and self.may_amend(one.order.client_order_id)
        ]
        if not candidates:
            return False
        resting = self._random.choice(candidates)
        report, rules = resting.report, self.markets[resting.report.symbol].first_rules
        most = 2 if resting.order.leg is Leg.ENTRY else 1  # an exit sells what is held, and no more
        quantity, price = report.quantity, report.price
        if self._random.random() < 0.5:
            drawn = floor_to(quantity * Decimal(self._random.uniform(0.4, most)), rules.step)
            quantity = max(drawn, report.filled + rules.step)
        else:
            price = floor_to(price * Decimal(self._random.uniform(0.999, 1.001)), rules.tick) or rules.tick
        # Who makes it larger, or dearer, has the money for it.
        more = max(quantity * price - report.quantity * report.price, Decimal(0))
        self.deposit(**{rules.quote: more * 2, rules.base: max(quantity - report.quantity, Decimal(0))})
        self.change(resting, quantity, price)
        self._trade(resting, taker=True)
        return True

    def change(self, resting: Resting, quantity: Decimal, price: Decimal) -> None:
        """Give an open order these figures, as a person at the exchange would."""
        resting.order = replace(resting.order, quantity=quantity, price=price)
        changed = replace(resting.report, quantity=quantity, price=price)
        self.chronicle.amends(changed)
        self._now_is(resting, changed)

    def end_foreign(self, number: VenueOrderId | None = None) -> None:
        """End what others have open, or that one of them."""
        for resting in tuple(self._open.values()):
            if resting.foreign and number in {None, resting.report.venue_order_id}:
                self._end(resting, OrderFact.CANCELED)

    def end_one(self, end: OrderEnd) -> bool:
        """End some open order of ours, as a person at the exchange or the exchange itself would."""
        candidates = [resting for resting in self._open.values() if not resting.foreign]
        if not candidates:
            return False
        self._end(self._random.choice(candidates), end, by_hand=True)
        return True

    def _end(self, resting: Resting, end: OrderEnd, *, by_hand: bool = False) -> None:
        if not resting.foreign:
            self.chronicle.ends(resting.report, end, by_hand=by_hand)
        self._now_is(resting, replace(resting.report, ended=end))

    def by_client_id(self, client_order_id: ClientOrderId) -> Resting | None:
        """Return the newest order of that name."""
        return self._named.get(client_order_id)

    def open_as_of(self, moment: datetime, symbols: Collection[str]) -> list[OrderReport]:
        """Return the orders on these symbols that were open then, at most `LONGEST_LAG` ago."""
        oldest = self._clock.true_now() - LONGEST_LAG
        while self._ended and self._ended[0].history[-1][0] < oldest:
            self._ended.popleft()
        there = (one for one in (*self._open.values(), *self._ended) if one.report.symbol in symbols)
        seen = (resting.as_of(moment) for resting in there)
        return [report for report in seen if report is not None and report.ended is None]

    def trades_as_of(self, moment: datetime, symbol: str) -> list[tuple[datetime, TradeReport]]:
        """Return the trades on the symbol that it shows then."""
        shown_from = self.shown_from
        return [
            (at, trade)
            for at, trade in self.trades
            if trade.symbol == symbol and shown_from.get((symbol, trade.trade_id, trade.side), at) <= moment
        ]

    def is_down(self) -> bool:
        """Say whether the exchange is in an outage."""
        return self.down_until is not None and self._clock.true_now() < self.down_until

    def ban_s(self) -> float:
        """Return how long it takes nothing more from us, in seconds."""
        until = self.banned_until
        return max((until - self._clock.true_now()).total_seconds(), 0.0) if until is not None else 0.0

    def _is_mute(self) -> bool:
        return self.mute_until is not None and self._clock.true_now() < self.mute_until

    def _now_is(self, resting: Resting, report: OrderReport, trade: TradeReport | None = None) -> None:
        resting.report = report
        resting.history.append((self._clock.true_now(), report))
        if resting.open:
            self._open[resting.number] = resting
        elif self._open.pop(resting.number, None) is not None:
            self._ended.append(resting)
        if trade is None:
            self.frames.send(report)
        else:
            self.frames.send(
                Execution(
                    trade=replace(trade, client_order_id=report.client_order_id),
                    quantity=report.quantity,
                    filled=report.filled,
                    ended=report.ended is not None,
                )
            )
