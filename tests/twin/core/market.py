"""The rest of the world on one symbol: last trades, the best prices and how much stands there."""

from collections import deque
from datetime import datetime, timedelta
from decimal import Decimal

from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, PublicTrade, Side

KEPT_TRADES = 5_000
SHOWN_QUANTITY = Decimal(10)
"""Stands at a price where no limit is set; the market behind it is without end."""

SHOWN_LEVELS = 20

Levels = list[tuple[Decimal, Decimal]]


class Market:
    """Moved by hand, trade by trade. `depth` limits what takers find at the best price; None is no limit."""

    def __init__(self, symbol: Symbol) -> None:
        self.symbol = symbol
        self.last = symbol.first_price
        self.bid = symbol.first_price - symbol.tick
        self.ask = symbol.first_price + symbol.tick
        self.mark: Decimal | None = None
        self.depth: dict[Side, Decimal | None] = {Side.BUY: None, Side.SELL: None}
        self.trades: deque[PublicTrade] = deque(maxlen=KEPT_TRADES)
        self.updates = 1_000
        self._next_trade_id = 1

    @property
    def mark_price(self) -> Decimal:
        return self.last if self.mark is None else self.mark

    def best(self, taker: Side) -> Decimal:
        """Return the price at which the market serves a taker."""
        return self.ask if taker is Side.BUY else self.bid

    def available(self, taker: Side) -> Decimal | None:
        """Return how much a taker finds; None is as much as wanted."""
        return self.depth[taker.opposite]

    def take(self, taker: Side, quantity: Decimal) -> None:
        left = self.depth[taker.opposite]
        if left is not None:
            self.depth[taker.opposite] = max(ZERO, left - quantity)

    def set_quote(self, bid: Decimal, ask: Decimal) -> None:
        """Set the best prices. ValueError when they cross."""
        if bid >= ask:
            raise ValueError("the best bid must be below the best ask")
        self.bid, self.ask = bid, ask
        self.updates += 1

    def next_trade_id(self) -> int:
        number = self._next_trade_id
        self._next_trade_id += 1
        return number

    def print(self, price: Decimal, quantity: Decimal, taker: Side, at: datetime) -> PublicTrade:
        """Publish a trade as the last one."""
        trade = PublicTrade(
            trade_id=self.next_trade_id(),
            symbol=self.symbol.name,
            price=price,
            quantity=quantity,
            taker=taker,
            at=at,
        )
        self.last = price
        self.trades.append(trade)
        self.updates += 1
        return trade

    def levels(self, side: Side) -> Levels:
        """Return the market's own offers, best first."""
        best, away = (self.bid, -self.symbol.tick) if side is Side.BUY else (self.ask, self.symbol.tick)
        prices = [best + away * place for place in range(SHOWN_LEVELS)]
        limited = self.depth[side]
        first = SHOWN_QUANTITY if limited is None else limited
        shown = [first, *([SHOWN_QUANTITY] * (SHOWN_LEVELS - 1 if limited is None else 0))]
        return [(price, amount) for price, amount in zip(prices, shown, strict=False) if amount and price > 0]

    def since(self, moment: datetime) -> list[PublicTrade]:
        return [trade for trade in self.trades if trade.at >= moment]

    def candles(self, length: timedelta, first: datetime) -> dict[datetime, list[PublicTrade]]:
        """Return the trades of each candle that has some, by its beginning, from `first` on."""
        found: dict[datetime, list[PublicTrade]] = {}
        for trade in self.since(first):
            seconds = int(trade.at.timestamp() // length.total_seconds() * length.total_seconds())
            begins = datetime.fromtimestamp(seconds, trade.at.tzinfo)
            found.setdefault(begins, []).append(trade)
        return found
