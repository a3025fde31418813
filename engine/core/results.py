"""What a cycle earned.

    result = sell value - buy value of what was sold - fees, all in quote

which is the money the cycle moved, with what is left over (dust) carried at its cost into the next
cycle. A fee taken in the base coin lowers what was received; valued at the fill's price it is part
of the fees, and it is never counted a second time. The sum of all results is the change of the
wallet, less the cost of the dust still held.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from engine.core.money import ZERO, exact, quantize
from engine.core.types import Fill, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The fills of one cycle so far, added up."""

    carried: Decimal = ZERO
    """Base held when the cycle began, signed."""
    carried_cost: Decimal = ZERO
    """What that had cost, in quote, signed alike."""
    received: Decimal = ZERO
    """Base bought, less base fees."""
    paid: Decimal = ZERO
    """Value of the buys, in quote."""
    delivered: Decimal = ZERO
    """Base sold, with base fees on top."""
    earned: Decimal = ZERO
    """Value of the sells, in quote."""
    other_fees: Decimal = ZERO
    """Fees that were not taken in base, in quote."""
    fees: Decimal = ZERO
    """All fees, in quote."""

    @property
    def held(self) -> Decimal:
        """Base held now, signed: buys - sells - base fees, since the bot was made."""
        with exact():
            return self.carried + self.received - self.delivered

    @property
    def traded(self) -> bool:
        return bool(self.received or self.delivered or self.paid or self.earned)


EMPTY_TALLY = Tally()


def add(tally: Tally, fill: Fill, base: str) -> Tally:
    """Return the tally with the fill in it."""
    with exact():
        in_base = fill.fee.amount if fill.fee.coin == base else ZERO
        in_other = ZERO if fill.fee.coin == base else fill.fee.value
        tally = replace(tally, fees=tally.fees + fill.fee.value, other_fees=tally.other_fees + in_other)
        if fill.side is Side.BUY:
            return replace(
                tally, received=tally.received + fill.quantity - in_base, paid=tally.paid + fill.value
            )
        return replace(
            tally, delivered=tally.delivered + fill.quantity + in_base, earned=tally.earned + fill.value
        )


def cost_of_held(tally: Tally) -> Decimal:
    """Return what the base held now has cost on average, in quote: negative when base is owed."""
    held = tally.held
    with exact():
        if held > 0:
            pool = max(tally.carried, ZERO) + tally.received
            cost = max(tally.carried_cost, ZERO) + tally.paid
        elif held < 0:
            pool = max(-tally.carried, ZERO) + tally.delivered
            cost = max(-tally.carried_cost, ZERO) + tally.earned
        else:
            return ZERO
        return quantize(held * cost / pool)


def result(tally: Tally) -> Decimal:
    """Return the realised result of the cycle as it stands, in quote, after fees."""
    with exact():
        cash = tally.earned - tally.paid - tally.other_fees
        return quantize(cash + cost_of_held(tally) - tally.carried_cost)


def unrealised(tally: Tally, price: Decimal) -> Decimal:
    """Return what selling (or buying back) all that is held at `price` would add, in quote, before fees."""
    with exact():
        return quantize(tally.held * price - cost_of_held(tally))


def next_tally(tally: Tally) -> Tally:
    """Return the empty tally of the next cycle, with what is left carried at its cost."""
    return Tally(carried=tally.held, carried_cost=cost_of_held(tally))
