"""Who trades with whom, at which price and how much."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tests.twin.core.clock import TwinClock
from tests.twin.core.events import Bus, Execution, QuoteChanged, TradePrinted
from tests.twin.core.market import Market
from tests.twin.core.money import Money
from tests.twin.core.records import Records
from tests.twin.core.rules import Rules, SelfTrade
from tests.twin.core.store import Store
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Order, OrderType, PublicTrade, Side

SELF_TRADE = "self-trade"
"""Why an order has ended that would have traded with another of its account."""
SMALL_TRADE_STEPS = 1_000
"""Size, in steps, of a trade that is printed only to move the price."""


class Matching:
    """Fills incoming orders against resting ones and the market, and resting ones when the market moves."""

    def __init__(
        self,
        clock: TwinClock,
        store: Store,
        symbols: Mapping[str, Symbol],
        markets: Mapping[str, Market],
        money: Money,
        records: Records,
        bus: Bus,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._store = store
        self._symbols = symbols
        self._markets = markets
        self._money = money
        self._records = records
        self._bus = bus
        self._rules = rules

    def best_offer(self, symbol: str, taker: Side) -> Decimal | None:
        """Return the best price that a taker finds now; None when nothing is offered."""
        market = self._markets[symbol]
        prices = [order.price for order in self._resting(symbol, taker.opposite)[:1]]
        if market.available(taker) != ZERO:
            prices.append(market.best(taker))
        if not prices:
            return None
        return min(prices) if taker is Side.BUY else max(prices)

    def offered(self, symbol: str, taker: Side, limit: Decimal | None) -> Decimal | None:
        """Return how much a taker finds up to its limit; None is as much as wanted."""
        market = self._markets[symbol]
        if market.available(taker) is None and _reaches(taker, limit, market.best(taker)):
            return None
        resting = self._resting(symbol, taker.opposite)
        amounts = [order.remaining for order in resting if _reaches(taker, limit, order.price)]
        if _reaches(taker, limit, market.best(taker)):
            amounts.append(market.available(taker) or ZERO)
        return sum(amounts, ZERO)

    def take(self, order: Order) -> tuple[Order, list[Fill]]:
        """Let a new order take what it can reach; return it and its fills."""
        market, fills = self._markets[order.symbol], list[Fill]()
        limit = None if order.order_type is OrderType.MARKET else order.price
        while order.state.is_open:
            resting = self._resting(order.symbol, order.side.opposite)
            counter = resting[0] if resting and self._is_first(resting[0], market, order.side) else None
            price = counter.price if counter else market.best(order.side)
            available = counter.remaining if counter else market.available(order.side)
            if not _reaches(order.side, limit, price):
                break
            if counter is not None and self._is_prevented(order, counter):
                order = self._prevent(order, counter)
                continue
            quantity = self._affordable(order, available)
            if counter is not None and quantity is not None:
                quantity = self._affordable(counter, quantity)
            if not quantity:
                break
            print_ = self._print(market, price, quantity, order.side)
            order, fill = self._fill(order, print_, price, quantity, maker=False)
            fills.append(fill)
            if counter is None:
                market.take(order.side, quantity)
            else:
                self._fill(counter, print_, price, quantity, maker=True)
                self._expire_idle_reducers(counter, order)
            self._expire_idle_reducers(order, order)
        return order, fills

    def move(self, symbol: str, price: Decimal, quantity: Decimal | None, taker: Side) -> None:
        """Print a trade: resting orders at or beyond its price fill first, best price and oldest first.

        Without a quantity they all fill whole; with one they share it, and only the rest is printed at
        the price itself.
        """
        market, left = self._markets[symbol], quantity
        for touched in self._touched(symbol, price):
            resting = self._store.get(touched.key) or touched
            if not resting.state.is_open:
                continue  # the fill before it left it nothing to reduce
            wanted = resting.remaining if left is None else min(left, resting.remaining)
            amount = self._affordable(resting, wanted)
            if not amount:
                continue
            print_ = self._print(market, resting.price, amount, resting.side.opposite)
            self._fill(resting, print_, resting.price, amount, maker=True)
            self._expire_idle_reducers(resting, resting)
            left = None if left is None else left - amount
        rest = self._symbols[symbol].step * SMALL_TRADE_STEPS if left is None else left
        if rest:
            self._print(market, price, rest, taker)
        self._requote(symbol, taker)

    def force(self, order: Order, price: Decimal) -> tuple[Order, Fill]:
        """Fill an order of the exchange's own, whole, at a price."""
        market = self._markets[order.symbol]
        print_ = self._print(market, price, order.remaining, order.side)
        filled = self._fill(order, print_, price, order.remaining, maker=False)
        self._expire_idle_reducers(filled[0], filled[0])
        return filled

    def _fill(
        self, order: Order, print_: PublicTrade, price: Decimal, quantity: Decimal, *, maker: bool
    ) -> tuple[Order, Fill]:
        settled = self._money.settle(order, price, quantity, print_.at, maker=maker)
        fill = Fill(
            trade_id=print_.trade_id,
            order_id=order.order_id,
            client_order_id=order.client_order_id,
            account=order.account,
            symbol=order.symbol,
            side=order.side,
            price=price,
            quantity=quantity,
            fee=settled.fee,
            fee_coin=settled.fee_coin,
            maker=maker,
            realized=settled.realized,
            tax=settled.tax,
            at=print_.at,
        )
        order = self._records.filled(order, fill)
        if not order.state.is_open:
            self._money.release(order)
        symbol = self._symbols[order.symbol]
        coins = (
            {symbol.quote, settled.fee_coin}
            if self._money.positions(order.symbol)
            else {symbol.base, symbol.quote, settled.fee_coin}
        )
        self._records.account_changed(order.account, coins, self._money.positions(order.symbol))
        return order, fill

    def _is_prevented(self, order: Order, counter: Order) -> bool:
        return order.account == counter.account and self._rules.self_trade is not SelfTrade.HAPPENS

    def _prevent(self, order: Order, counter: Order) -> Order:
        """End one of two orders of an account in place of a trade between them; return the incoming one."""
        if self._rules.self_trade is SelfTrade.TAKES_FROM_BOTH:
            quantity = min(order.remaining, counter.remaining)
            self._take_from(counter, quantity)
            return self._take_from(order, quantity)
        is_taker = self._rules.self_trade is SelfTrade.ENDS_TAKER
        ended = self._records.ended(order if is_taker else counter, Execution.EXPIRED, SELF_TRADE)
        self._money.release(ended)
        if not self._money.positions(ended.symbol):
            symbol = self._symbols[ended.symbol]
            self._records.account_changed(ended.account, {symbol.base, symbol.quote})
        return ended if is_taker else order

    def _take_from(self, order: Order, quantity: Decimal) -> Order:
        """Take so much from an order; return it, ended where nothing is left."""
        self._money.release(order)
        left = replace(order, quantity=order.remaining - quantity, filled=ZERO, prevented=ZERO)
        if left.quantity:
            self._money.reserve(left, order.price)
            return self._records.prevented(order, quantity)
        whole = replace(order, prevented=order.prevented + quantity)
        return self._records.ended(whole, Execution.EXPIRED, SELF_TRADE)

    def _expire_idle_reducers(self, filled: Order, taking: Order) -> None:
        """Take reduce-only orders with nothing left to reduce from the book, but not one still taking."""
        for order in self._store.open_orders(account=filled.account, symbol=filled.symbol):
            if order.key != taking.key and order.reduce_only and self._money.most(order) == ZERO:
                self._money.release(self._records.ended(order, Execution.EXPIRED, "nothing left to reduce"))

    def _print(self, market: Market, price: Decimal, quantity: Decimal, taker: Side) -> PublicTrade:
        trade = market.print(price, quantity, taker, self._clock.server_now())
        self._bus.tell(TradePrinted(trade))
        return trade

    def _affordable(self, order: Order, available: Decimal | None) -> Decimal | None:
        caps = [cap for cap in (available, self._money.most(order)) if cap is not None]
        return min([order.remaining, *caps])

    def _resting(self, symbol: str, side: Side) -> list[Order]:
        """Return the open orders of one side, those first that must be served first."""
        orders = [order for order in self._store.open_orders(symbol=symbol) if order.side is side]
        return sorted(orders, key=lambda order: (-side.sign * order.price, order.number))

    def _is_first(self, resting: Order, market: Market, taker: Side) -> bool:
        if market.available(taker) == ZERO:
            return True
        return _reaches(taker, market.best(taker), resting.price)

    def _touched(self, symbol: str, price: Decimal) -> list[Order]:
        buys = [order for order in self._resting(symbol, Side.BUY) if order.price >= price]
        return buys + [order for order in self._resting(symbol, Side.SELL) if order.price <= price]

    def _requote(self, symbol: str, taker: Side) -> None:
        """Put the best prices around the last trade, without crossing what still rests."""
        market, tick = self._markets[symbol], self._symbols[symbol].tick
        bid, ask = (
            (market.last, market.last + tick) if taker is Side.SELL else (market.last - tick, market.last)
        )
        for order in self._resting(symbol, Side.BUY)[:1]:
            ask = max(ask, order.price + tick)
        for order in self._resting(symbol, Side.SELL)[:1]:
            bid = min(bid, order.price - tick)
        market.set_quote(bid, ask)
        self._bus.tell(QuoteChanged(symbol))


def _reaches(taker: Side, limit: Decimal | None, price: Decimal) -> bool:
    return limit is None or (price <= limit if taker is Side.BUY else price >= limit)
