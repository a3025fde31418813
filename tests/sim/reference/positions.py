"""What trades make of the position of a perpetual, and of the wallet, by arithmetic of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from engine.core.types import ClientOrderId, Side, TradeId
from tests.sim.reference.figures import NOTHING
from tests.sim.reference.records import Booked, Traded


@dataclass(frozen=True, slots=True)
class Change:
    """One trade on the symbol, whoever made it."""

    trade_id: TradeId
    name: ClientOrderId
    side: Side
    price: Decimal
    quantity: Decimal
    before: Fraction = NOTHING
    """The position, in base, signed."""
    after: Fraction = NOTHING
    gained: Fraction = NOTHING
    """In quote, without fees."""

    @classmethod
    def by(cls, trade: Traded | Booked) -> "Change":
        """Return what the trade does to a position that is not known yet."""
        return cls(trade.trade_id, trade.name, trade.side, trade.price, trade.quantity)


def followed(changes: Iterable[Change]) -> Iterator[Change]:
    """Follow the trades of a symbol in their order: the exchange numbers them as they happen."""
    held = worth = NOTHING
    for one in sorted(changes, key=lambda change: int(change.trade_id)):
        signed = Fraction(one.quantity) * (1 if one.side is Side.BUY else -1)
        price, before, gained = Fraction(one.price), held, NOTHING
        closing = signed if held * signed < 0 else NOTHING
        if abs(closing) > abs(held):
            closing = -held
        if closing:
            share = -closing / held
            gained = -closing * price - worth * share
            worth -= worth * share
        worth += (signed - closing) * price
        held += signed
        yield Change(one.trade_id, one.name, one.side, one.price, one.quantity, before, held, gained)
