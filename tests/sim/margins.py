"""The perpetuals of the simulated exchange: positions, what they need of the wallet, how they are kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from engine.core.money import PLACES
from engine.core.types import Market, Side
from engine.venues.live.gateway import ForcedTrade, FundingReport, MarginSettings, Position

NOTHING = Decimal(0)
AS_NEW = MarginSettings(one_way=True, isolated=False, leverage=Decimal(20))
"""How an account keeps positions before anybody has said how."""


@dataclass(slots=True)
class SimPosition:
    """Of one symbol."""

    quantity: Decimal = NOTHING
    """In base, signed."""
    average: Fraction = Fraction(0)
    """The price that it was entered at."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What an open order would still trade."""

    symbol: str
    side: Side
    quantity: Decimal
    price: Decimal
    reduce_only: bool


class Margins:
    """Of one account. In one-way mode each symbol has one position."""

    def __init__(self, markets: Iterable[Market]) -> None:
        self.positions: defaultdict[str, SimPosition] = defaultdict(SimPosition)
        self.settings = {market.symbol: AS_NEW for market in markets}
        """Symbol -> how its position is kept."""
        self.forced: list[tuple[datetime, ForcedTrade]] = []
        """Those by which the exchange has closed positions itself, and when."""
        self.fundings: list[tuple[datetime, FundingReport]] = []
        """With the moments from which on they are shown."""
        self.beside: list[Position] = []
        """In instruments that no bot trades."""

    def trade(self, symbol: str, side: Side, quantity: Decimal, price: Decimal) -> Decimal:
        """Change the position by a trade, and return what that has realised, in quote."""
        position, signed = self.positions[symbol], side.sign * quantity
        before, after = position.quantity, position.quantity + signed
        if before * signed >= 0:
            worth = position.average * Fraction(before) + Fraction(price) * Fraction(signed)
            position.average = worth / Fraction(after)
            position.quantity = after
            return NOTHING
        closed = min(abs(signed), abs(before)) * (1 if before > 0 else -1)
        gained = Fraction(closed) * (Fraction(price) - position.average)
        position.quantity = after
        if before * after <= 0:
            position.average = Fraction(price) if after else Fraction(0)
        return in_money(gained)

    def all(self) -> list[Position]:
        """Return the positions there are."""
        return [
            Position(symbol=symbol, quantity=one.quantity)
            for symbol, one in self.positions.items()
            if one.quantity
        ]

    def reducible(self, symbol: str, side: Side) -> Decimal:
        """Return how much an order on that side can trade without opening anything."""
        held = self.positions[symbol].quantity
        return abs(held) if held * side.sign < 0 else NOTHING

    def needs(self, order: Promised) -> Fraction:
        """Return what the order takes of the wallet for as long as it is open."""
        opens = order.quantity - self.reducible(order.symbol, order.side)
        if order.reduce_only or opens <= 0:
            return Fraction(0)
        return Fraction(opens) * Fraction(order.price) / Fraction(self.settings[order.symbol].leverage)

    def used(self, promised: Iterable[Promised]) -> Fraction:
        """Return what positions and open orders take of the wallet together."""
        return sum(
            (
                abs(Fraction(position.quantity)) * position.average / Fraction(self.settings[symbol].leverage)
                for symbol, position in self.positions.items()
            ),
            Fraction(0),
        ) + sum(map(self.needs, promised), Fraction(0))

    def make(self, symbol: str, leverage: int) -> None:
        """Keep the position of a symbol as the program asks for."""
        self.settings[symbol] = MarginSettings(one_way=True, isolated=True, leverage=Decimal(leverage))

    def change(self, symbol: str, **fields: bool | Decimal) -> None:
        """Keep it otherwise."""
        self.settings[symbol] = replace(self.settings[symbol], **fields)  # type: ignore[arg-type]


def in_money(amount: Fraction) -> Decimal:
    """Return it as an exchange books it."""
    digits = 10**PLACES
    return Decimal(round(amount * digits)).scaleb(-PLACES)
