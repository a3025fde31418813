"""What happens at both venues, on its way to the connections that want to hear it."""

from collections.abc import Callable

from tests.twin.core.clock import milliseconds
from tests.twin.core.events import (
    AccountChanged,
    Event,
    LeverageChanged,
    OrderChanged,
    QuoteChanged,
    TradePrinted,
)
from tests.twin.core.values import Order, PublicTrade
from tests.twin.core.venue import Venue
from tests.twin.okx.account_views import balance_view, open_positions, position_view
from tests.twin.okx.ear import Ear, Topic
from tests.twin.okx.house import AppContext
from tests.twin.okx.market_views import book_view, ticker_view, trade_view
from tests.twin.okx.order_views import streamed_order
from tests.twin.okx.symbols import instrument_id, instrument_type
from tests.twin.okx.text import Json

DEPTHS = {"bbo-tbt": 1, "books5": 5}
PRIVATE = {"orders", "account", "positions"}


class PublicHub:
    """One connection may carry instruments of both venues."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self.ears: set[Ear] = set()
        for venue in house.venues:
            venue.bus.listen(self._listener(venue))

    def has(self, topic: Topic) -> bool:
        """Tell whether there is such a channel of such an instrument."""
        known = topic.channel in {"trades", "tickers", *DEPTHS}
        return known and self._house.find(topic.instrument) is not None

    def begin(self, ear: Ear, topic: Topic) -> None:
        """Send that with which a channel begins."""
        found = self._house.find(topic.instrument)
        if found is not None and topic.channel != "trades":
            ear.tell(topic, {}, [self._state(topic, found[0], found[1].name)])

    def _listener(self, venue: Venue) -> Callable[[Event], None]:
        def hear(event: Event) -> None:
            match event:
                case TradePrinted(trade=trade):
                    self._tell_trade(venue, trade)
                case QuoteChanged(symbol=symbol):
                    self._tell_state(venue, symbol)
                case _:
                    pass

        return hear

    def _tell_trade(self, venue: Venue, trade: PublicTrade) -> None:
        topic = Topic("trades", instrument=instrument_id(venue.symbols[trade.symbol]))
        row = trade_view(self._house, venue, trade) | {"count": "1"}
        for ear in list(self.ears):
            if topic in ear.topics:
                ear.tell(topic, {}, [row])

    def _tell_state(self, venue: Venue, symbol: str) -> None:
        instrument = instrument_id(venue.symbols[symbol])
        for ear in list(self.ears):
            for topic in [one for one in ear.topics if one.instrument == instrument]:
                if topic.channel != "trades":
                    ear.tell(topic, {}, [self._state(topic, venue, symbol)])

    def _state(self, topic: Topic, venue: Venue, symbol: str) -> Json:
        now = self._house.world.clock.server_now()
        if topic.channel == "tickers":
            return ticker_view(self._house, venue, symbol, now)
        return book_view(self._house, venue, symbol, DEPTHS[topic.channel], now)


class PrivateHub:
    """One connection carries both venues, as an account is one for both."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self.ears: set[Ear] = set()
        for venue in house.venues:
            venue.bus.listen(self._listener(venue))

    def begin(self, ear: Ear, topic: Topic) -> None:
        """Send that with which a channel begins: wallet and positions as they are; of orders nothing."""
        if topic.channel == "account":
            self._tell_wallet(ear.account, None, only=ear)
        elif topic.channel == "positions":
            self._tell_positions(ear.account, open_positions(self._house, ear.account), only=ear)

    def tell(self, account: str, kind: str, rows: list[Json]) -> None:
        """Send rows of orders of an account, of whatever instType."""
        self._send(account, "orders", kind, "", rows)

    def _listener(self, venue: Venue) -> Callable[[Event], None]:
        def hear(event: Event) -> None:
            match event:
                case OrderChanged(order=order):
                    self._tell_order(venue, order)
                case AccountChanged(account=account, coins=coins, positions=positions):
                    if positions:
                        self._tell_positions(account, list(positions))
                    self._tell_wallet(account, set(coins))
                case LeverageChanged(account=account, symbol=symbol):
                    self._tell_positions(account, [symbol])
                case _:
                    pass

        return hear

    def _tell_order(self, venue: Venue, order: Order) -> None:
        rule = venue.symbols[order.symbol]
        row = streamed_order(self._house, venue, order)
        self._send(order.account, "orders", instrument_type(rule), instrument_id(rule), [row])

    def _tell_positions(self, account: str, symbols: list[str], *, only: Ear | None = None) -> None:
        rows = [position_view(self._house, account, symbol) for symbol in symbols]
        self._send(account, "positions", "SWAP", "", rows, only=only)

    def _tell_wallet(self, name: str, coins: set[str] | None, *, only: Ear | None = None) -> None:
        account = self._house.world.accounts.named(name)
        moment = str(milliseconds(self._house.world.clock.server_now()))
        view = balance_view(self._house, account, moment, coins)
        self._send(name, "account", "", "", [view], only=only)

    def _send(  # all that says who is to hear it
        self,
        account: str,
        channel: str,
        kind: str,
        instrument: str,
        rows: list[Json],
        *,
        only: Ear | None = None,
    ) -> None:
        uid: Json = {"uid": str(self._house.world.accounts.named(account).number)}
        for ear in [only] if only is not None else list(self.ears):
            if ear.account != account:
                continue
            for topic in sorted(ear.topics, key=str):
                wanted = topic.channel == channel and topic.kind in {"", "ANY", kind}
                if wanted and (not topic.instrument or topic.instrument in {"", instrument}):
                    ear.tell(topic, uid, rows)
