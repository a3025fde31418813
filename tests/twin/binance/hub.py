"""Who listens to what, and the events of one venue on their way to them."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.twin.binance import futures_events, public_events, spot_events
from tests.twin.binance.desk import Desk
from tests.twin.binance.text import Json
from tests.twin.core.events import (
    AccountChanged,
    Event,
    LeverageChanged,
    OrderChanged,
    QuoteChanged,
    TradePrinted,
)
from tests.twin.core.outlet import Outlet
from tests.twin.core.values import Kind
from tests.twin.wire import compact

PARTIAL = {"depth5": 5, "depth10": 10, "depth20": 20}


@dataclass(eq=False, slots=True)
class Ear:
    """One connection: the public streams that it wants, and whose private events."""

    outlet: Outlet
    combined: bool = False
    streams: set[str] = field(default_factory=set)
    subscriptions: dict[int, str] = field(default_factory=dict)
    """Of the websocket API: number to account."""
    listen_key: str = ""
    events: frozenset[str] = frozenset()
    """Of the listen key's those that are told; none named: all."""

    def wants(self, event: object) -> bool:
        return not self.events or event in self.events


class Hub:
    """Turns what happens at a venue into frames, for those who want them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._venue = desk.venue
        self._books = public_events.Books(desk.venue)
        self._ears: set[Ear] = set()
        desk.venue.bus.listen(self._hear)

    def add(self, ear: Ear) -> None:
        self._ears.add(ear)
        self.follow(ear)

    def remove(self, ear: Ear) -> None:
        self._ears.discard(ear)

    def ears(self) -> list[Ear]:
        return list(self._ears)

    def follow(self, ear: Ear) -> None:
        """Begin the books of new depth streams as they stand."""
        for stream in ear.streams:
            symbol, _, name = stream.partition("@")
            if name.startswith("depth") and symbol.upper() in self._venue.symbols:
                self._books.follow(symbol.upper())

    def expire_listen_key(self, account: str) -> bool:
        """Let an account's key die and tell its connections; return whether there was one."""
        key = self._desk.listen_keys.expire(account)
        if key is not None:
            self._tell_expired(key)
        return key is not None

    def _tell_expired(self, key: str) -> None:
        view = futures_events.listen_key_expired(key, self._now())
        for ear in self.ears():
            if ear.listen_key == key and ear.wants(view["e"]):
                ear.outlet.event(compact(view))

    def _now(self) -> datetime:
        return self._desk.world.clock.server_now()

    def _hear(self, event: Event) -> None:
        for key in self._desk.listen_keys.sweep():
            self._tell_expired(key)
        match event:
            case OrderChanged():
                self._tell_order(event)
            case AccountChanged():
                self._tell_account(event)
            case LeverageChanged(account, symbol):
                leverage = self._venue.contracts.position(account, symbol).leverage
                self.tell(account, futures_events.leverage_update(symbol, leverage, self._now()))
            case TradePrinted():
                self._tell_trade(event)
            case QuoteChanged(symbol):
                self._tell_quote(symbol)

    def _tell_order(self, event: OrderChanged) -> None:
        order = event.order
        if self._venue.kind is Kind.SPOT:
            self.tell(order.account, spot_events.execution_report(event, self._now()))
            return
        symbol = self._venue.symbols[order.symbol]
        self.tell(order.account, futures_events.order_update(event, symbol, self._now()))
        if event.fill is not None:
            lite = futures_events.trade_lite(order, event.fill, symbol, self._now())
            self.tell(order.account, lite)

    def _tell_account(self, event: AccountChanged) -> None:
        wallet = self._desk.world.accounts.named(event.account).wallet(self._venue.wallet)
        if self._venue.kind is Kind.SPOT:
            view = spot_events.account_position(event, wallet, self._now())
        else:
            view = futures_events.account_update(event, self._venue, wallet, self._now())
        self.tell(event.account, view)

    def _tell_trade(self, event: TradePrinted) -> None:
        trade, now = event.trade, self._now()
        market, symbol = self._venue.markets[trade.symbol], trade.symbol
        for name in self._wanted(symbol):
            match name:
                case "trade":
                    self._public(symbol, name, public_events.trade(trade, market, now))
                case "aggTrade":
                    self._public(symbol, name, public_events.aggregate(trade, market, now))
                case _ if name.startswith("kline_"):
                    candle = public_events.candle(self._venue, symbol, name.removeprefix("kline_"), now)
                    self._public(symbol, name, candle)

    def _tell_quote(self, symbol: str) -> None:
        now, wanted = self._now(), self._wanted(symbol)
        difference = None
        if any(name.partition("@")[0] == "depth" for name in wanted):
            difference = self._books.difference(symbol, now)
        for name in wanted:
            kind = name.partition("@")[0]
            if kind == "bookTicker":
                self._public(symbol, name, public_events.best(self._venue, symbol, now))
            elif kind in {"ticker", "miniTicker"}:
                mini = kind == "miniTicker"
                self._public(symbol, name, public_events.ticker(self._venue, symbol, now, mini=mini))
            elif kind == "depth":
                self._public(symbol, name, difference)
            elif kind in PARTIAL:
                book = public_events.partial_book(self._venue, symbol, PARTIAL[kind], now)
                self._public(symbol, name, book)

    def _wanted(self, symbol: str) -> set[str]:
        """Return the streams of a symbol that somebody listens to, by what follows the first @."""
        prefix = f"{symbol.lower()}@"
        return {
            stream.removeprefix(prefix)
            for ear in self._ears
            for stream in ear.streams
            if stream.startswith(prefix)
        }

    def _public(self, symbol: str, name: str, view: Json | None) -> None:
        if view is None:
            return
        stream = f"{symbol.lower()}@{name}"
        alone, wrapped = compact(view), compact({"stream": stream, "data": view})
        for ear in self.ears():
            if stream in ear.streams:
                ear.outlet.event(wrapped if ear.combined else alone)

    def tell(self, account: str, view: Json) -> None:
        """Send an event of an account to its own streams."""
        for ear in self.ears():
            for number, owner in ear.subscriptions.items():
                if owner == account:
                    ear.outlet.event(compact({"subscriptionId": number, "event": view}))
            is_heard = ear.listen_key and self._desk.listen_keys.owner(ear.listen_key) == account
            if is_heard and ear.wants(view["e"]):
                ear.outlet.event(compact(view))
