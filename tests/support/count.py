"""An independent count: what a bot must have done on a file of trades, by arithmetic of its own.

Nothing of the program is used here. A plain leg rests a limit order at its price, judged against the
price just seen when it is placed; a trailing leg waits for its price, follows the extreme, and places
that order when the price turns back. A resting order fills when a trade prints strictly through it, a
crossing one at the last price. Fees are 0.1 % of the coin received.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal, localcontext
from pathlib import Path

FEE = Decimal("0.001")


@dataclass(frozen=True)
class CountedFill:
    """One fill as it should stand in the books."""

    side: str
    quantity: Decimal
    price: Decimal
    timestamp_ms: int

    @property
    def line(self) -> str:
        """The way it begins in a chat."""
        return f"{self.side} {_plain(self.quantity)} XRP @ {_plain(self.price)}"


@dataclass(frozen=True)
class Counted:
    """All fills, and what the closed cycles earned, in quote."""

    fills: list[CountedFill]
    cycles: int
    result: Decimal
    moved: "Moved"


@dataclass(frozen=True)
class Moved:
    """What all fills have brought to a wallet, or taken from it."""

    base: Decimal = Decimal(0)
    quote: Decimal = Decimal(0)


def count_trades(
    path: Path, *, quantity: Decimal, buy: Decimal, sell: Decimal, trailing: Decimal | None = None
) -> Counted:
    """Walk the file once with one bot that buys first and loops for ever."""
    walker = _Walker(quantity, buy, sell, trailing)
    with path.open(newline="") as file, localcontext(prec=80):
        for row in csv.DictReader(file):
            walker.see(Decimal(row["price"]), int(row["timestamp"]))
    return Counted(walker.fills, len(walker.fills) // 2, walker.result, walker.moved)


class _Walker:
    def __init__(self, quantity: Decimal, buy: Decimal, sell: Decimal, trailing: Decimal | None) -> None:
        self.quantity, self.buy, self.sell, self.trailing = quantity, buy, sell, trailing
        self.fills: list[CountedFill] = []
        self.result = Decimal(0)
        self.moved = Moved()
        self.buying = True
        self.resting = False
        self.extreme: Decimal | None = None

    @property
    def limit(self) -> Decimal:
        return self.buy if self.buying else self.sell

    def see(self, price: Decimal, timestamp_ms: int) -> None:
        while self._act(price, timestamp_ms):
            pass

    def _act(self, price: Decimal, timestamp_ms: int) -> bool:
        """Do what this price makes due; return whether something filled, so that it is looked at again."""
        if self.resting:
            through = price < self.limit if self.buying else price > self.limit
            if through:
                self._fill(self.limit, timestamp_ms)
            return through
        if not self._due(price):
            return False
        crosses = price <= self.limit if self.buying else price >= self.limit
        if crosses:
            self._fill(price, timestamp_ms)
        else:
            self.resting = True
        return crosses

    def _due(self, price: Decimal) -> bool:
        if self.trailing is None:
            return True
        if self.extreme is None:
            if price <= self.limit if self.buying else price >= self.limit:
                self.extreme = price
            return False
        self.extreme = min(self.extreme, price) if self.buying else max(self.extreme, price)
        turn = self.extreme * self.trailing / 100
        return price >= self.extreme + turn if self.buying else price <= self.extreme - turn

    def _fill(self, price: Decimal, timestamp_ms: int) -> None:
        kept = self.quantity * (1 - FEE)
        amount = self.quantity if self.buying else kept
        side = "BUY" if self.buying else "SELL"
        self.fills.append(CountedFill(side, amount, price, timestamp_ms))
        if not self.buying:
            paid = self.fills[-2].quantity * self.fills[-2].price
            self.result += kept * price * (1 - FEE) - paid
            self._move(-kept, kept * price * (1 - FEE))
        else:
            self._move(kept, -amount * price)
        self.buying = not self.buying
        self.resting, self.extreme = False, None

    def _move(self, base: Decimal, quote: Decimal) -> None:
        self.moved = Moved(self.moved.base + base, self.moved.quote + quote)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
