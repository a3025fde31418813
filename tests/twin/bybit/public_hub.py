"""Public events of one venue, on their way to those who want them."""

from datetime import datetime

from tests.twin.bybit.candles import after, begin_of, candles
from tests.twin.bybit.ear import Ear
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.market_views import Rows, book_rows, streamed_ticker, streamed_trade
from tests.twin.bybit.text import Json
from tests.twin.core.clock import milliseconds
from tests.twin.core.events import Event, QuoteChanged, TradePrinted
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.wire import compact

Book = dict[str, dict[str, str]]


class PublicHub:
    """A new listener gets a snapshot first; books and contracts' tickers then go on with differences."""

    def __init__(self, house: AppContext, venue: Venue) -> None:
        self._house = house
        self._venue = venue
        self._books: dict[str, Book] = {}
        self._tickers: dict[str, Json] = {}
        self.ears: set[Ear] = set()
        venue.bus.listen(self._hear)

    @property
    def venue(self) -> Venue:
        return self._venue

    def begin(self, ear: Ear, topic: str) -> None:
        """Send the snapshot with which a topic begins, if it has one."""
        name, symbol = topic.partition(".")[0], topic.rpartition(".")[2]
        if name == "orderbook":
            self._tell_book(topic, ear)  # what the others have must be as new before it is shared
        elif name == "tickers":
            self._tell_ticker(topic, ear)
        elif name == "kline":
            self._send(ear, topic, "snapshot", self._candle(topic, symbol))

    def _now(self) -> datetime:
        return self._house.world.clock.server_now()

    def _hear(self, event: Event) -> None:
        match event:
            case TradePrinted(trade=trade):
                view = [streamed_trade(self._venue, trade)]
                for topic in self._wanted(trade.symbol):
                    if topic.startswith("publicTrade."):
                        self._tell(topic, "snapshot", view)
                    elif topic.startswith("kline."):
                        self._tell(topic, "snapshot", self._candle(topic, trade.symbol))
            case QuoteChanged(symbol=symbol):
                for topic in self._wanted(symbol):
                    if topic.startswith("orderbook."):
                        self._tell_book(topic)
                    elif topic.startswith("tickers."):
                        self._tell_ticker(topic)
            case _:
                pass

    def _wanted(self, symbol: str) -> set[str]:
        ending = f".{symbol}"
        return {topic for ear in self.ears for topic in ear.topics if topic.endswith(ending)}

    def _tell_book(self, topic: str, newcomer: Ear | None = None) -> None:
        symbol, depth = topic.rpartition(".")[2], int(topic.split(".")[1])
        bids, asks = book_rows(self._venue, symbol, depth)
        before, book = self._books.get(topic), {"b": dict(bids), "a": dict(asks)}
        self._books[topic] = book
        updates = self._venue.markets[symbol].updates
        marks: Json = {"u": updates, "seq": updates}
        if before is not None:
            changes = {side: _changes(before[side], book[side]) for side in ("b", "a")}
            if any(changes.values()):
                self._tell(topic, "delta", {"s": symbol} | changes | marks, but=newcomer)
        if newcomer is not None:
            self._send(newcomer, topic, "snapshot", {"s": symbol, "b": bids, "a": asks} | marks)

    def _tell_ticker(self, topic: str, newcomer: Ear | None = None) -> None:
        symbol = topic.rpartition(".")[2]
        ticker = streamed_ticker(self._venue, symbol, self._now())
        before = self._tickers.get(topic, {})
        self._tickers[topic] = ticker
        if self._venue.kind is Kind.SPOT:
            self._tell(topic, "snapshot", ticker, but=newcomer)
        else:
            changed = {name: value for name, value in ticker.items() if before.get(name) != value}
            if changed and before:
                self._tell(topic, "delta", {"symbol": symbol} | changed, but=newcomer)
        if newcomer is not None:
            self._send(newcomer, topic, "snapshot", ticker)

    def _candle(self, topic: str, symbol: str) -> list[Json]:
        """Return the candle that is being made."""
        interval, now = topic.split(".")[1], self._now()
        row = candles(self._venue.markets[symbol], interval, now=now, start=None, end=None, limit=1)[0]
        begins = begin_of(now, interval)
        return [
            {
                "start": milliseconds(begins),
                "end": milliseconds(after(begins, interval)) - 1,
                "interval": interval,
                "open": row[1],
                "close": row[4],
                "high": row[2],
                "low": row[3],
                "volume": row[5],
                "turnover": row[6],
                "confirm": False,
                "timestamp": milliseconds(now),
            }
        ]

    def _tell(self, topic: str, kind: str, data: object, *, but: Ear | None = None) -> None:
        for ear in list(self.ears):
            if ear is not but and topic in ear.topics:
                self._send(ear, topic, kind, data)

    def _send(self, ear: Ear, topic: str, kind: str, data: object) -> None:
        now = milliseconds(self._now())
        ear.outlet.event(compact({"topic": topic, "type": kind, "ts": now, "data": data, "cts": now}))


def _changes(before: dict[str, str], book: dict[str, str]) -> Rows:
    """Return new and changed levels, and those that are gone with a size of zero."""
    gone = [[price, "0"] for price in before if price not in book]
    return gone + [[price, size] for price, size in book.items() if before.get(price) != size]
