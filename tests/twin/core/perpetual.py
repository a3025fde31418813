"""Perpetual money: one net position per symbol, margined and settled in one coin, mostly the quote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tests.twin.core.accounts import Accounts, Wallet
from tests.twin.core.errors import Refused, Why
from tests.twin.core.money import BnbPrice, Settled, charge, fees_of, take_tax
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Order, Side, to_coin

MAINTENANCE = Decimal("0.004")
"""Share of a position's value that must remain as margin."""


@dataclass(slots=True)
class Position:
    """`amount` is negative for a short. `realized` sums the profits before fees."""

    amount: Decimal = ZERO
    entry_price: Decimal = ZERO
    leverage: int = 20
    isolated: bool = False
    realized: Decimal = ZERO
    updated_at: datetime | None = None

    def unrealized(self, mark: Decimal) -> Decimal:
        return self.amount * (mark - self.entry_price)

    @property
    def initial_margin(self) -> Decimal:
        return to_coin(abs(self.amount) * self.entry_price / self.leverage)

    @property
    def liquidation_price(self) -> Decimal:
        """Return where an isolated position would be closed; zero without a position."""
        if not self.amount:
            return ZERO
        room = 1 / Decimal(self.leverage) - MAINTENANCE
        return max(ZERO, self.entry_price * (1 - room if self.amount > 0 else 1 + room))

    def apply(self, side: Side, price: Decimal, quantity: Decimal) -> Decimal:
        """Add one execution and return the profit it realizes, before fees."""
        change = side.sign * quantity
        closing = min(quantity, abs(self.amount)) if self.amount * change < 0 else ZERO
        realized = closing * (price - self.entry_price) * (1 if self.amount > 0 else -1)
        after = self.amount + change
        if closing < quantity:
            opened, kept = quantity - closing, abs(self.amount) - closing
            self.entry_price = (kept * self.entry_price + opened * price) / (kept + opened)
        elif not after:
            self.entry_price = ZERO
        self.amount = after
        self.realized += realized
        return realized


@dataclass(slots=True)
class Settings:
    """What an account has chosen for all symbols. `hedge` is kept only so that it can be in the way."""

    hedge: bool = False
    multi_assets: bool = False


OpenOrders = Callable[[str, str], list[Order]]
"""Account and symbol to what is open there."""


class PerpetualMoney:
    """Meets `Money` with positions over the wallets of one name."""

    def __init__(
        self,
        wallet: str,
        accounts: Accounts,
        symbols: Mapping[str, Symbol],
        bnb_price: BnbPrice,
        open_orders: OpenOrders,
    ) -> None:
        self._wallet_name = wallet
        self._accounts = accounts
        self._symbols = symbols
        self._bnb_price = bnb_price
        self._open_orders = open_orders
        self._positions: dict[tuple[str, str], Position] = {}
        self._settings: dict[str, Settings] = {}

    def position(self, account: str, symbol: str) -> Position:
        return self._positions.setdefault((account, symbol), Position())

    def amounts(self) -> dict[str, dict[str, str]]:
        """Return every open position by account and symbol, as exact texts."""
        found: dict[str, dict[str, str]] = {}
        for (account, symbol), position in self._positions.items():
            if position.amount:
                found.setdefault(account, {})[symbol] = f"{position.amount:f}"
        return found

    def settings(self, account: str) -> Settings:
        return self._settings.setdefault(account, Settings())

    def margin(
        self, account: str, symbol: str, *, more: Order | None = None, price: Decimal = ZERO
    ) -> Decimal:
        """Return what the position and the open orders bind, together with one more order if given."""
        position = self.position(account, symbol)
        value = position.amount * position.entry_price
        buys = sells = ZERO
        for order in self._open_orders(account, symbol):
            if not order.reduce_only and (more is None or order.key != more.key):
                waiting = order.remaining * order.price
                buys, sells = (buys + waiting, sells) if order.side is Side.BUY else (buys, sells + waiting)
        if more is not None:
            added = more.quantity * price
            buys, sells = (buys + added, sells) if more.side is Side.BUY else (buys, sells + added)
        return to_coin(max(abs(value), abs(value + buys), abs(value - sells)) / position.leverage)

    def available(self, account: str, coin: str) -> Decimal:
        """Return what is left of the wallet for new orders."""
        bound = sum(
            (
                self.margin(account, name)
                for name, symbol in self._symbols.items()
                if symbol.margin_coin == coin
            ),
            ZERO,
        )
        return self._accounts.named(account).wallet(self._wallet_name).of(coin).free - bound

    def reserve(self, order: Order, price: Decimal) -> None:
        """Check the margin, or that there is something to reduce; nothing is locked."""
        if order.reduce_only:
            if self.most(order) == ZERO:
                raise Refused(Why.REDUCE_ONLY)
            return
        coin = self._symbols[order.symbol].margin_coin
        bound_now = self.margin(order.account, order.symbol)
        bound_then = self.margin(order.account, order.symbol, more=order, price=price)
        if bound_then > bound_now and bound_then - bound_now > self.available(order.account, coin):
            raise Refused(Why.INSUFFICIENT_FUNDS, coin)

    def settle(
        self, order: Order, price: Decimal, quantity: Decimal, at: datetime, *, maker: bool
    ) -> Settled:
        symbol, wallet = self._symbols[order.symbol], self._wallet(order.account)
        position = self.position(order.account, order.symbol)
        realized = to_coin(position.apply(order.side, price, quantity))
        position.updated_at = at
        wallet.add(symbol.margin_coin, realized)
        fees = fees_of(self._accounts.named(order.account), perpetual=True)
        fee, coin = charge(
            wallet,
            fees,
            replace(symbol, quote=symbol.margin_coin),
            Side.SELL,  # the fee of a contract is never in the base coin
            price,
            quantity,
            maker=maker,
            bnb_price=self._bnb_price,
        )
        return Settled(fee, coin, realized, take_tax(wallet, fees, fee, coin))

    def release(self, order: Order) -> None:
        """Do nothing: the margin of open orders is computed from what is open."""

    def most(self, order: Order) -> Decimal | None:
        if not order.reduce_only:
            return None
        amount = self.position(order.account, order.symbol).amount
        return abs(amount) if amount * order.side.sign < 0 else ZERO

    def pay_funding(self, account: str, symbol: str, amount: Decimal) -> None:
        """Take funding from the wallet; a negative amount is received."""
        self._wallet(account).add(self._symbols[symbol].margin_coin, -amount)

    def positions(self, symbol: str) -> tuple[str, ...]:
        return (symbol,)

    def _wallet(self, account: str) -> Wallet:
        return self._accounts.named(account).wallet(self._wallet_name)
