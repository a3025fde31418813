"""What the simulated exchange takes for a trade, and in which coin."""

from decimal import Decimal
from random import Random

from engine.core.money import quantize
from engine.core.types import CoinAmount, Fee, Market, Side
from tests.sim.faults import Fault, Faults
from tests.sim.reference.records import ITS_PRICE, THIRD_COIN

HAS_NO_PRICE = 0.4
"""So often the third coin has no price in quote at first."""


class Fees:
    """Of one account: all its fees are of one kind, as on real accounts."""

    def __init__(self, faults: Faults, random: Random, *, derivative: bool) -> None:
        drawn = random.choice((Fault.FEE_IN_BASE, Fault.FEE_IN_QUOTE, Fault.FEE_IN_THIRD))
        own = Random(f"price of a third coin {random.getstate()[1][0]}")
        self._unpriced = (
            own.randint(1, 6) if drawn is Fault.FEE_IN_THIRD and own.random() < HAS_NO_PRICE else 0
        )
        """So many more fees are taken until the third coin has a price."""
        self._faults = faults
        self._kind = Fault.FEE_IN_QUOTE if derivative else drawn

    def of(self, market: Market, side: Side, quantity: Decimal, price: Decimal) -> Fee:
        """Return the fee of a trade; a negative one is a rebate."""
        self._faults.counts[self._kind] += 1
        rate = market.maker_fee
        value = quantize(quantity * price * rate)
        if self._kind is Fault.FEE_IN_BASE and side is Side.BUY:
            amount = quantize(quantity * rate)
            return Fee(amount=amount, coin=market.base, value=quantize(amount * price))
        if self._kind is Fault.FEE_IN_THIRD:
            return self._in_third_coin(value)
        if self._faults.happens(Fault.REBATE, 0.05):
            value = -value
        return Fee(amount=value, coin=market.quote, value=value)

    def price_of(self, coin: str) -> Decimal | None:
        """Return what one of a coin is worth in quote; None while no market says."""
        return ITS_PRICE if coin == THIRD_COIN and not self._unpriced else None

    def _in_third_coin(self, value: Decimal) -> Fee:
        amount = quantize(value / ITS_PRICE)
        if not self._unpriced:
            return Fee(amount=amount, coin=THIRD_COIN, value=value)
        self._unpriced -= 1
        self._faults.counts[Fault.FEE_WITHOUT_PRICE] += 1
        unvalued = (CoinAmount(amount=amount, coin=THIRD_COIN),)
        return Fee(amount=amount, coin=THIRD_COIN, value=Decimal(0), unvalued=unvalued)
