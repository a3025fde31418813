"""When a trailing leg may send its order, by the prices that really traded."""

from collections.abc import Sequence
from fractions import Fraction

from engine.core.types import Side
from tests.sim.reference.records import Priced


class Trail:
    """One watch of one leg."""

    def __init__(self, side: Side, leg_price: Fraction, percent: Fraction) -> None:
        self._buys = side is Side.BUY
        self._leg_price = leg_price
        self._share = percent / 100
        self._extreme: Fraction | None = None
        self.fired_at: float | None = None

    @property
    def armed(self) -> bool:
        """Whether the price has touched the leg's."""
        return self._extreme is not None

    def see(self, price: Priced) -> bool:
        """Follow one price; say whether the turn is complete with it."""
        now = Fraction(price.price)
        if self._extreme is None:
            if now <= self._leg_price if self._buys else now >= self._leg_price:
                self._extreme = now
            return False
        self._extreme = min(self._extreme, now) if self._buys else max(self._extreme, now)
        turn = self._extreme * self._share
        fires = now >= self._extreme + turn if self._buys else now <= self._extreme - turn
        if fires and self.fired_at is None:
            self.fired_at = price.at
        return fires

    def forget_some(self) -> None:
        """Let the extreme be worse by a quarter of the trail: so much a restart may have lost."""
        if self._extreme is not None:
            lost = self._extreme * self._share / 4
            self._extreme = self._extreme + lost if self._buys else self._extreme - lost


def may_fire(
    prices: Sequence[Priced], side: Side, leg_price: Fraction, percent: Fraction, since: float
) -> bool:
    """Say whether a price from `since` on completes a turn after an earlier touch."""
    trail = Trail(side, leg_price, percent)
    return any(trail.see(price) and price.at >= since for price in prices)
