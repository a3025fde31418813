"""What the simulated exchange takes for a trade, and in which coin."""

from decimal import Decimal
from random import Random

from engine.core.money import quantize
from engine.core.types import Fee, Market, Side
from tests.sim.faults import Fault, Faults


class Fees:
    """Of one account: all its fees are of one kind, as on real accounts."""

    def __init__(self, faults: Faults, random: Random, *, derivative: bool) -> None:
        drawn = random.choice((Fault.FEE_IN_BASE, Fault.FEE_IN_QUOTE, Fault.FEE_IN_THIRD))
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
            return Fee(amount=quantize(value / 600), coin="BNB", value=value)
        if self._faults.happens(Fault.REBATE, 0.05):
            value = -value
        return Fee(amount=value, coin=market.quote, value=value)
