"""One market type of an exchange, whole: place, cancel, read, and what the exchange does by itself."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import count

from tests.twin.core.accounts import Accounts
from tests.twin.core.clock import TwinClock
from tests.twin.core.contracts import Contracts
from tests.twin.core.errors import Refused, UnknownNameError, Why
from tests.twin.core.events import Bus, Execution, QuoteChanged
from tests.twin.core.journal import Journal
from tests.twin.core.market import Levels, Market
from tests.twin.core.matching import Matching
from tests.twin.core.money import Money
from tests.twin.core.perpetual import PerpetualMoney
from tests.twin.core.reads import Lag, Reads
from tests.twin.core.records import Records
from tests.twin.core.rules import Rules, UnfitOrder, Unique, check_filters, within_band
from tests.twin.core.spot import SpotMoney
from tests.twin.core.store import Store
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import (
    ZERO,
    Fill,
    Kind,
    Order,
    OrderRequest,
    OrderType,
    Placed,
    Side,
    TimeInForce,
    floor_to,
)

OrderIds = Callable[[str, int], str]
"""Makes the order id from the symbol and the order's number on that symbol."""


class Venue:
    """Everything of it is done at once and in one thread; only wires make it wait."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        symbols: Iterable[Symbol],
        *,
        wallet: str,
        clock: TwinClock,
        accounts: Accounts,
        journal: Journal,
        rules: Rules,
        order_ids: OrderIds = lambda _, number: str(number),
    ) -> None:
        self.name, self.kind, self.wallet = name, kind, wallet
        self.symbols = {symbol.name: symbol for symbol in symbols}
        self.markets = {name: Market(symbol) for name, symbol in self.symbols.items()}
        self.rules, self.lag, self.bus, self.store = rules, Lag(), Bus(), Store()
        self.garbles: dict[str, Callable[[dict[str, object]], object]] = {}
        """Symbol -> what its row in the list of symbols is made into."""
        self.rejections: deque[str] = deque()
        """Reasons for which the engine rejects the next orders after they have been accepted."""
        self.reads = Reads(self.store, rules, self.lag, clock)
        self._clock, self._accounts, self._order_ids = clock, accounts, order_ids
        self._numbers = {name: count(1_000 + 1) for name in self.symbols}
        self.records = Records(name, wallet, clock, accounts, self.store, journal, self.bus)
        margins = PerpetualMoney(wallet, accounts, self.symbols, self.bnb_price, self._open_orders)
        spot = SpotMoney(wallet, accounts, self.symbols, self.bnb_price)
        self._money: Money = spot if kind is Kind.SPOT else margins
        self._matching = Matching(
            clock, self.store, self.symbols, self.markets, self._money, self.records, self.bus, rules
        )
        self._contracts = Contracts(
            clock, self.markets, margins, self.store, self.records, self._matching, self.bus, self._make
        )

    @property
    def contracts(self) -> Contracts:
        """Return the positions and their settings. UnknownNameError on spot."""
        if self.kind is Kind.SPOT:
            raise UnknownNameError(f"{self.name} has no positions")
        return self._contracts

    def symbol(self, name: str) -> Symbol:
        found = self.symbols.get(name)
        if found is None or not found.listed:
            raise Refused(Why.UNKNOWN_SYMBOL, name)
        return found

    @property
    def listed(self) -> list[Symbol]:
        """The symbols that the exchange shows, halted ones included."""
        return [symbol for symbol in self.symbols.values() if symbol.listed]

    def row(self, symbol: Symbol, row: dict[str, object]) -> object:
        """Return the row of a symbol as the list of symbols shows it."""
        garble = self.garbles.get(symbol.name)
        return row if garble is None else garble(row)

    def market(self, symbol: str) -> Market:
        return self.markets[self.symbol(symbol).name]

    def bnb_price(self) -> Decimal:
        market = self.markets.get("BNBUSDT")
        return market.last if market else Decimal(650)

    # Asked for by accounts

    def place(self, request: OrderRequest) -> Placed:
        """Take an order, fill what it reaches and rest or end what remains. Refused changes nothing."""
        try:
            order = self._accept(request)
        except Refused as error:
            self.records.refused(request, error.why)
            raise
        if self.rejections:
            return Placed(self._end(order, Execution.REJECTED, self.rejections.popleft()))
        order, fills = self._matching.take(order) if self._may_take(order) else (order, [])
        if order.state.is_open and not self._may_rest(order):
            order = self._end(order, Execution.EXPIRED, str(order.time_in_force))
        self.bus.tell(QuoteChanged(order.symbol))
        return Placed(order, fills)

    def cancel(
        self,
        account: str,
        symbol: str,
        *,
        order_id: str | None = None,
        client_order_id: str | None = None,
        cancel_client_id: str = "",
    ) -> Order:
        """Cancel an open order. Refused when there is none: cancels do not lag."""
        for order in self.store.open_orders(account=account, symbol=self.symbol(symbol).name):
            named = order.order_id == order_id if order_id else order.client_order_id == client_order_id
            if named:
                canceled = self._end(order, Execution.CANCELED, "canceled", cancel_client_id)
                self.bus.tell(QuoteChanged(symbol))
                return canceled
        raise Refused(Why.UNKNOWN_ORDER)

    # Done by the exchange, its market, or a person at its website

    def trade(
        self, symbol: str, price: Decimal, quantity: Decimal | None = None, taker: Side | None = None
    ) -> None:
        """Print a public trade, filling resting orders at or beyond its price (see `Matching.move`)."""
        market = self.market(symbol)
        taker = taker or (Side.BUY if price > market.last else Side.SELL)
        self._matching.move(symbol, price, quantity, taker)

    def quote(self, symbol: str, bid: Decimal, ask: Decimal) -> None:
        """Set the best prices of the market without a trade."""
        self.market(symbol).set_quote(bid, ask)
        self.bus.tell(QuoteChanged(symbol))

    def expire(self, account: str, symbol: str, order_id: str, because: str = "by the exchange") -> Order:
        """Let the exchange end an open order. UnknownNameError when there is none."""
        order = self.store.get((symbol, order_id))
        if order is None or order.account != account or not order.state.is_open:
            raise UnknownNameError(f"{account} has no open order {order_id} on {symbol}")
        expired = self._end(order, Execution.EXPIRED, because)
        self.bus.tell(QuoteChanged(symbol))
        return expired

    def amend(
        self,
        account: str,
        symbol: str,
        order_id: str,
        *,
        price: Decimal | None = None,
        quantity: Decimal | None = None,
        client_order_id: str | None = None,
    ) -> Order:
        """Change an open order as a hand does; it keeps its id. What it reaches then it takes.

        Binance spot gives it another `client_order_id` unless the hand names the old one.
        UnknownNameError when there is none.
        """
        order = self.store.get((symbol, order_id))
        if order is None or order.account != account or not order.state.is_open:
            raise UnknownNameError(f"{account} has no open order {order_id} on {symbol}")
        self._money.release(order)
        changed = replace(
            order,
            price=price or order.price,
            quantity=quantity or order.quantity,
            client_order_id=client_order_id or order.client_order_id,
            updated_at=self._clock.server_now(),
        )
        self._money.reserve(replace(changed, quantity=changed.remaining), changed.price)
        if changed.client_order_id != order.client_order_id:
            self.store.forget_name(order)
        self.records.amended(changed)
        self._tell_locked(changed)
        changed, _ = self._matching.take(changed)
        self.bus.tell(QuoteChanged(symbol))
        return changed

    def change_symbol(self, name: str, **changes: object) -> Symbol:
        """Change filters or stop trading (`trading=False`) while orders rest."""
        changed = replace(self.symbols[name], **changes)  # type: ignore[arg-type]  # fields by name
        self.symbols[name] = changed
        self.markets[name].symbol = changed
        self.records.setting("", name, "symbol", changes)
        return changed

    def enlist(self, symbol: Symbol) -> None:
        """Trade one more symbol from now on."""
        self.symbols[symbol.name] = symbol
        self.markets[symbol.name] = Market(symbol)
        self._numbers[symbol.name] = count(1_000 + 1)

    def delist(self, name: str) -> None:
        """End what is open on a symbol, and know it no more."""
        for order in self.store.open_orders(symbol=name):
            self._end(order, Execution.CANCELED, "delisted")
        self.change_symbol(name, trading=False, listed=False)

    def deposit(self, account: str, coin: str, amount: Decimal) -> None:
        """Add coins to a wallet, or take them away (negative)."""
        self._accounts.named(account).wallet(self.wallet).add(coin, amount)
        self.records.deposited(account, coin, amount)

    def take_over(self, orders: Iterable[Order], fills: Iterable[Fill]) -> None:
        """Have orders and fills from before, as they stand: what is open takes its coins again.

        New orders are numbered behind them. Refused when the wallets have too little.
        """
        for order in orders:
            self.store.add(order, order.created_at)
            self.store.change(order, order.updated_at)
            self._numbers[order.symbol] = count(order.number + 1)
            if order.state.is_open:
                self._money.reserve(replace(order, quantity=order.remaining), order.price)
        for fill in fills:
            self.store.add_fill(fill, fill.at)

    def book(self, symbol: str, side: Side, count: int) -> Levels:
        """Return what is offered, best first: the market's own and the orders of accounts."""
        levels = dict(self.market(symbol).levels(side))
        for order in self.store.open_orders(symbol=symbol):
            if order.side is side:
                levels[order.price] = levels.get(order.price, ZERO) + order.remaining
        return sorted(levels.items(), reverse=side is Side.BUY)[:count]

    # The parts of placing

    def _accept(self, request: OrderRequest) -> Order:
        symbol, market = self.symbol(request.symbol), self.market(request.symbol)
        if self.rules.band_moves_price and request.price is not None:
            request = replace(request, price=within_band(request.price, request.side, symbol, market))
        if self._is_duplicate(request):
            raise Refused(Why.DUPLICATE_CLIENT_ID, request.client_order_id)
        offer = self._matching.best_offer(request.symbol, request.side)
        price = request.price or offer or market.last
        quantity = request.quantity
        if quantity is None:
            quantity = floor_to((request.quote_quantity or ZERO) / price, symbol.step)
        open_orders = self._open_orders(request.account, request.symbol)
        check_filters(request, symbol, market, quantity, len(open_orders), self.rules)
        order = self._make(request, quantity)
        self._check_fit(order)
        self._money.reserve(order, price)
        self.records.created(order)
        self._tell_locked(order)
        return order

    def _make(self, request: OrderRequest, quantity: Decimal) -> Order:
        number, now = next(self._numbers[request.symbol]), self._clock.server_now()
        return Order(
            order_id=self._order_ids(request.symbol, number),
            number=number,
            account=request.account,
            symbol=request.symbol,
            side=request.side,
            order_type=request.order_type,
            time_in_force=request.time_in_force,
            client_order_id=request.client_order_id,
            quantity=quantity,
            price=request.price or ZERO,
            quote_quantity=request.quote_quantity or ZERO,
            reduce_only=request.reduce_only,
            created_at=now,
            updated_at=now,
        )

    def _is_duplicate(self, request: OrderRequest) -> bool:
        if not request.client_order_id:
            return False
        if self.rules.client_ids is Unique.EVER:
            return self.store.is_used(request.account, request.client_order_id)
        same = self.store.with_client_id(request.account, request.symbol, request.client_order_id)
        return any(order is not None and order.state.is_open for order in map(self.store.get, same))

    def _check_fit(self, order: Order) -> None:
        if self.rules.post_only is UnfitOrder.REFUSED and self._would_take(order):
            raise Refused(Why.WOULD_TAKE)
        if self.rules.fill_or_kill is UnfitOrder.REFUSED and self._cannot_be_whole(order):
            raise Refused(Why.CANNOT_FILL_WHOLE)

    def _may_take(self, order: Order) -> bool:
        return not self._would_take(order) and not self._cannot_be_whole(order)

    def _may_rest(self, order: Order) -> bool:
        rests = order.time_in_force in {TimeInForce.GTC, TimeInForce.POST_ONLY}
        return rests and order.order_type is OrderType.LIMIT and not self._would_take(order)

    def _would_take(self, order: Order) -> bool:
        if order.time_in_force is not TimeInForce.POST_ONLY:
            return False
        offer = self._matching.best_offer(order.symbol, order.side)
        return offer is not None and (offer - order.price) * order.side.sign <= 0

    def _cannot_be_whole(self, order: Order) -> bool:
        if order.time_in_force is not TimeInForce.FOK:
            return False
        offered = self._matching.offered(order.symbol, order.side, order.price)
        return offered is not None and offered < order.quantity

    def _end(self, order: Order, execution: Execution, because: str, cancel_client_id: str = "") -> Order:
        order = self.records.ended(order, execution, because, cancel_client_id)
        self._money.release(order)
        self._tell_locked(order)
        return order

    def _tell_locked(self, order: Order) -> None:
        if self.kind is Kind.SPOT:
            symbol = self.symbols[order.symbol]
            self.records.account_changed(order.account, {symbol.base, symbol.quote})

    def _open_orders(self, account: str, symbol: str) -> list[Order]:
        return self.store.open_orders(account=account, symbol=symbol)
