"""Arithmetic of its own, in fractions: nothing is rounded but where a market's step asks for it."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from engine.core.types import Side
from tests.sim.reference.records import Plan, Rules, Traded

NOTHING = Fraction(0)
SMALLEST = Fraction(1, 10**18)
"""What the books round to; the sums of a run may be apart by a few of these."""
NEAR = 1000 * SMALLEST
FINE = Decimal("0.000001")


def down(amount: Fraction | Decimal, step: Decimal) -> Fraction:
    """Return the largest multiple of the step that is not above."""
    return floor(Fraction(amount) / Fraction(step)) * Fraction(step)


def up(amount: Fraction | Decimal, step: Decimal) -> Fraction:
    """Return the smallest multiple of the step that is not below."""
    return ceil(Fraction(amount) / Fraction(step)) * Fraction(step)


def quote_apart(tick: Decimal) -> Decimal:
    """Return how far bid and ask are from the last price; of a coin that is worth a few ticks, one."""
    return min(Decimal("0.01"), tick if tick < FINE else Decimal(1))


def shown(amount: Fraction) -> str:
    """Return it as a complaint shows it."""
    return f"{float(amount):.10g}"


def same(one: Fraction | Decimal, other: Fraction | Decimal) -> bool:
    """Say whether two sums are the same, but for what storage rounds."""
    return abs(Fraction(one) - Fraction(other)) <= NEAR


def price_of(plan: Plan, side: Side) -> Fraction:
    """Return the price of the leg on that side."""
    return Fraction(plan.buy_price if side is Side.BUY else plan.sell_price)


def too_little(rules: Rules, quantity: Fraction, price: Fraction, *, leaves: bool) -> bool:
    """Say whether the exchange takes no order of that size. `leaves`: it trades back what is held."""
    if quantity < max(Fraction(rules.min_quantity), Fraction(rules.step)):
        return True
    is_about_value = not (rules.derivative and leaves)
    return is_about_value and quantity * price < Fraction(rules.min_notional)


def to_bring_home(held: Fraction, rules: Rules) -> Fraction:
    """Return how much is to be traded so that nothing is held: sold down, bought back with its fee on top."""
    if held >= 0:
        return down(held, rules.step)
    kept = 1 - (NOTHING if rules.derivative else Fraction(rules.dearest_fee))
    return up(-held / kept, rules.step)


@dataclass(slots=True)
class Pool:
    """What one cycle of a bot has bought and sold, and what it began with."""

    began_with: Fraction = NOTHING
    began_at_cost: Fraction = NOTHING
    came: Fraction = NOTHING
    """Base bought that was really received."""
    cost: Fraction = NOTHING
    went: Fraction = NOTHING
    """Base sold, with what was taken in base for it."""
    gain: Fraction = NOTHING
    fees: Fraction = NOTHING
    """In quote, of all coins."""
    funding: Fraction = NOTHING
    """In quote: positive was received."""
    fees_beside: Fraction = NOTHING
    """The same without those taken in base: they are in what was received."""
    trades: list[Traded] = field(default_factory=list)

    @property
    def held(self) -> Fraction:
        """Base that is left: bought, less sold, less what was taken in base."""
        return self.began_with + self.came - self.went

    def add(self, trade: Traded, base: str) -> None:
        """Add one execution."""
        quantity, value = Fraction(trade.quantity), Fraction(trade.quantity) * Fraction(trade.price)
        taken = Fraction(trade.fee) if trade.fee_coin == base else NOTHING
        if trade.side is Side.BUY:
            self.came += quantity - taken
            self.cost += value
        else:
            self.went += quantity + taken
            self.gain += value
        self.fees += Fraction(trade.fee_value)
        if trade.fee_coin != base:
            self.fees_beside += Fraction(trade.fee_value)
        self.trades.append(trade)

    def worth_of_held(self) -> Fraction:
        """Return what that cost on average; for base that is owed, what it was sold for, below zero."""
        held = self.held
        if not held:
            return NOTHING
        if held > 0:
            base = max(self.began_with, NOTHING) + self.came
            paid = max(self.began_at_cost, NOTHING) + self.cost
        else:
            base = max(-self.began_with, NOTHING) + self.went
            paid = max(-self.began_at_cost, NOTHING) + self.gain
        return held * paid / base

    def result(self) -> Fraction:
        """Return what the cycle has earned: what came in less what went out, but for what is still there."""
        return (
            self.gain
            - self.cost
            - self.fees_beside
            + self.funding
            + self.worth_of_held()
            - self.began_at_cost
        )

    def next(self) -> "Pool":
        """Return the pool of the cycle that follows."""
        return Pool(began_with=self.held, began_at_cost=self.worth_of_held())
