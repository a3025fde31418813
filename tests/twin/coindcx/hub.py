"""Events on their way to the sockets. What they carry is JSON as a text within JSON."""

from dataclasses import dataclass, field

from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.market_routes import prices_view
from tests.twin.coindcx.text import Json, at, fraction_of_ms, identity, pair_of
from tests.twin.coindcx.views import order_view, position_view, wallet_view
from tests.twin.core.events import (
    AccountChanged,
    Event,
    Execution,
    LeverageChanged,
    OrderChanged,
    TradePrinted,
)
from tests.twin.core.outlet import Outlet
from tests.twin.core.values import PublicTrade, Side
from tests.twin.core.venue import Venue
from tests.twin.wire import compact

PRIVATE = "coindcx"
ALL_PRICES = "currentPrices@futures@rt"


@dataclass(eq=False, slots=True)
class Ear:
    """One connection. `account` is empty until it has joined the private channel."""

    outlet: Outlet
    channels: set[str] = field(default_factory=set)
    account: str = ""


class Hub:
    """Tells what happens in both books. Private events do not say whose they are."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self.ears: set[Ear] = set()
        for venue in house.venues:
            self._listen(venue)

    def _listen(self, venue: Venue) -> None:
        def hear(event: Event) -> None:
            match event:
                case OrderChanged(order=order, execution=execution):
                    if execution is Execution.NEW:
                        row = order_view(self._house, venue, order, status="initial")
                        self.tell_account(order.account, "df-order-update", [row | {"trades": []}])
                    row = order_view(self._house, venue, order)
                    self.tell_account(order.account, "df-order-update", [row | {"trades": []}])
                case AccountChanged(account=account, positions=positions):
                    self._tell_balance(venue, account)
                    for symbol in positions:
                        self._tell_position(venue, account, symbol)
                case LeverageChanged(account=account, symbol=symbol):
                    self._tell_position(venue, account, symbol)
                case TradePrinted(trade=trade) if venue is self._house.usdt:
                    self._tell_trade(trade)
                case _:
                    pass

        venue.bus.listen(hear)

    def tell_account(self, account: str, event: str, rows: list[Json]) -> None:
        """Send rows to the connections of an account."""
        for ear in list(self.ears):
            if ear.account == account:
                ear.outlet.event(frame(event, rows))

    def _tell_position(self, venue: Venue, account: str, symbol: str) -> None:
        row = position_view(self._house, venue, account, venue.symbols[symbol])
        self.tell_account(account, "df-position-update", [row])

    def _tell_balance(self, venue: Venue, account: str) -> None:
        row = wallet_view(self._house, venue, self._house.world.accounts.named(account))
        currency = str(row["currency_short_name"])
        shown = {name: row[name] for name in ("id", "balance", "locked_balance", "currency_short_name")}
        self.tell_account(account, "balance-update", [shown | {"currency_id": identity(currency)}])

    def _tell_trade(self, trade: PublicTrade) -> None:
        symbol = self._house.usdt.symbols[trade.symbol]
        pair, now = pair_of(symbol), self._house.world.clock.server_now()
        row: Json = {
            "T": at(trade.at),
            "RT": fraction_of_ms(now),
            "p": str(trade.price),
            "q": str(trade.quantity),
            "m": int(trade.taker is Side.SELL),
            "s": pair,
            "pr": "f",
        }
        self.tell(f"{pair}@trades-futures", "new-trade", row)
        self.tell(
            f"{pair}@prices-futures", "price-change", {"T": at(trade.at), "p": str(trade.price), "pr": "f"}
        )
        prices = {pair: prices_view(self._house.usdt, symbol, now)}
        self.tell(ALL_PRICES, "currentPrices@futures#update", {"ts": at(now), "vs": 1, "prices": prices})

    def tell(self, channel: str, event: str, row: Json) -> None:
        for ear in list(self.ears):
            if channel in ear.channels:
                ear.outlet.event(frame(event, row))


def frame(event: str, content: object) -> str:
    """Return a socket.io event whose data is a text."""
    return "42" + compact([event, {"event": event, "data": compact(content)}])
