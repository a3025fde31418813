"""What a venue asks of the money behind it; spot and perpetual differ in it and in little else."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from tests.twin.core.accounts import Account, FeeCoin, Fees, Wallet
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Order, Side, to_coin

BNB = "BNB"
BNB_SHARE = Decimal("0.75")


@dataclass(frozen=True, slots=True)
class Settled:
    """What an execution cost and brought beside the coins exchanged."""

    fee: Decimal
    fee_coin: str
    realized: Decimal = ZERO
    tax: Decimal = ZERO


class Money(Protocol):
    """Reserves for orders and settles their executions."""

    def reserve(self, order: Order, price: Decimal) -> None:
        """Set aside what the order needs at that price. Raises Refused when there is too little."""
        ...

    def settle(
        self, order: Order, price: Decimal, quantity: Decimal, at: datetime, *, maker: bool
    ) -> Settled:
        """Exchange the coins of one execution and take the fee."""
        ...

    def release(self, order: Order) -> None:
        """Free what an ended order still has set aside."""
        ...

    def most(self, order: Order) -> Decimal | None:
        """Return how much of a reduce-only order may be filled at most; None is all of it."""
        ...

    def positions(self, symbol: str) -> tuple[str, ...]:
        """Return the positions that an execution on the symbol changes."""
        ...


class BnbPrice(Protocol):
    """Tells what one BNB costs in the quote coin."""

    def __call__(self) -> Decimal:
        """Return the price."""
        ...


def charge(  # all that decides a fee
    wallet: Wallet,
    fees: Fees,
    symbol: Symbol,
    side: Side,
    price: Decimal,
    quantity: Decimal,
    *,
    maker: bool,
    bnb_price: BnbPrice,
) -> tuple[Decimal, str]:
    """Take the fee of one execution from the wallet; return it and its coin."""
    value = price * quantity * fees.rate(maker=maker)
    fee, coin = to_coin(value, fees.step), symbol.quote
    if fees.coin is FeeCoin.BNB:
        in_bnb = to_coin(value * BNB_SHARE / bnb_price())
        if wallet.of(BNB).free >= in_bnb:
            fee, coin = in_bnb, BNB
    rebate_given = fees.coin is FeeCoin.REBATE_GIVEN and fees.rate(maker=maker) < 0
    in_base = (side is Side.BUY) is not rebate_given
    if coin != BNB and fees.coin is not FeeCoin.QUOTE and in_base:
        fee, coin = to_coin(quantity * fees.rate(maker=maker), fees.step), symbol.base
    wallet.add(coin, -fee)
    return fee, coin


def take_tax(wallet: Wallet, fees: Fees, fee: Decimal, coin: str) -> Decimal:
    """Take the tax on a fee from the wallet and return it; a rebate is not taxed."""
    tax = to_coin(max(ZERO, fee) * fees.tax, fees.step)
    wallet.add(coin, -tax)
    return tax


def fees_of(account: Account, *, perpetual: bool) -> Fees:
    return account.perpetual_fees if perpetual else account.fees
