"""Spot money: coins are locked by orders and exchanged by fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tests.twin.core.accounts import Accounts, FeeCoin, Wallet
from tests.twin.core.money import BnbPrice, Settled, charge, fees_of, take_tax
from tests.twin.core.store import OrderKey
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Order, Side


@dataclass(frozen=True, slots=True)
class _Reservation:
    coin: str
    per_unit: Decimal


class SpotMoney:
    """Meets `Money` over the wallets of one name."""

    def __init__(
        self, wallet: str, accounts: Accounts, symbols: Mapping[str, Symbol], bnb_price: BnbPrice
    ) -> None:
        self._wallet_name = wallet
        self._accounts = accounts
        self._symbols = symbols
        self._bnb_price = bnb_price
        self._reserved: dict[OrderKey, _Reservation] = {}

    def reserve(self, order: Order, price: Decimal) -> None:
        symbol = self._symbols[order.symbol]
        reservation = _Reservation(symbol.base, Decimal(1))
        if order.side is Side.BUY:
            fees = fees_of(self._accounts.named(order.account), perpetual=False)
            on_top = max(fees.maker, fees.taker, ZERO) if fees.coin is FeeCoin.QUOTE else ZERO
            reservation = _Reservation(symbol.quote, price * (1 + on_top))
        self._wallet(order).lock(reservation.coin, reservation.per_unit * order.quantity)
        self._reserved[order.key] = reservation

    def settle(
        self, order: Order, price: Decimal, quantity: Decimal, at: datetime, *, maker: bool
    ) -> Settled:
        symbol, wallet = self._symbols[order.symbol], self._wallet(order)
        reservation = self._reserved[order.key]
        wallet.unlock(reservation.coin, reservation.per_unit * quantity)
        wallet.add(symbol.base, order.side.sign * quantity)
        wallet.add(symbol.quote, -order.side.sign * price * quantity)
        fees = fees_of(self._accounts.named(order.account), perpetual=False)
        fee, coin = charge(
            wallet,
            fees,
            symbol,
            order.side,
            price,
            quantity,
            maker=maker,
            bnb_price=self._bnb_price,
        )
        return Settled(fee, coin, tax=take_tax(wallet, fees, fee, coin))

    def release(self, order: Order) -> None:
        reservation = self._reserved.pop(order.key)
        self._wallet(order).unlock(reservation.coin, reservation.per_unit * order.remaining)

    def most(self, order: Order) -> Decimal | None:
        return None

    def positions(self, symbol: str) -> tuple[str, ...]:
        return ()

    def _wallet(self, order: Order) -> Wallet:
        return self._accounts.named(order.account).wallet(self._wallet_name)
