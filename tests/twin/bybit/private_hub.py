"""Private events of both venues, on their way to the accounts' connections."""

from collections.abc import Callable

from tests.twin.bybit.account_views import streamed_position, wallet_view
from tests.twin.bybit.ear import Ear
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.order_views import execution_view, order_view
from tests.twin.bybit.text import CATEGORIES, Json
from tests.twin.bybit.topics import heard_by
from tests.twin.core.clock import milliseconds
from tests.twin.core.events import AccountChanged, Event, FundingPaid, LeverageChanged, OrderChanged
from tests.twin.core.values import Fill, Kind, Order
from tests.twin.core.venue import Venue
from tests.twin.wire import compact


class PrivateHub:
    """One connection carries both venues, as an account is one for both."""

    def __init__(self, house: AppContext) -> None:
        self._house = house
        self.ears: set[Ear] = set()
        for venue in house.venues:
            venue.bus.listen(self._listener(venue))

    def _listener(self, venue: Venue) -> Callable[[Event], None]:
        def hear(event: Event) -> None:
            match event:
                case OrderChanged(order=order, fill=fill):
                    if fill is not None:
                        self._tell_execution(venue, fill)
                    self._tell_order(venue, order)
                case FundingPaid(payment=payment):
                    self._tell_execution(venue, payment)
                case AccountChanged(account=account, coins=coins, positions=positions):
                    self._tell_positions(account, positions)
                    self._tell_wallet(account, set(coins))
                case LeverageChanged(account=account, symbol=symbol):
                    self._tell_positions(account, (symbol,))
                case _:
                    pass

        return hear

    def _tell_order(self, venue: Venue, order: Order) -> None:
        category: Json = {"category": CATEGORIES[venue.kind]}
        view = category | order_view(self._house, venue, order) | {"feeCurrency": "", "closedPnl": "0"}
        self._tell(order.account, "order", venue.kind, view)

    def _tell_execution(self, venue: Venue, fill: Fill) -> None:
        self._tell(
            fill.account, "execution", venue.kind, execution_view(self._house, venue, fill, streamed=True)
        )

    def _tell_positions(self, account: str, symbols: tuple[str, ...]) -> None:
        for symbol in symbols:
            self._tell(account, "position", Kind.PERPETUAL, streamed_position(self._house, account, symbol))

    def _tell_wallet(self, name: str, coins: set[str]) -> None:
        if coins:
            account = self._house.world.accounts.named(name)
            self._tell(name, "wallet", Kind.SPOT, wallet_view(self._house, account, coins))

    def _tell(self, account: str, name: str, kind: Kind, view: Json) -> None:
        for ear in list(self.ears):
            if ear.account == account:
                for topic in heard_by(ear.topics, name, kind):
                    ear.outlet.event(compact(self._frame(topic, [view])))

    def tell(self, account: str, name: str, rows: list[Json]) -> None:
        """Send rows of an account, of whatever category, to those who want all of that kind."""
        for ear in list(self.ears):
            if ear.account == account and name in ear.topics:
                ear.outlet.event(compact(self._frame(name, rows)))

    def _frame(self, topic: str, rows: list[Json]) -> Json:
        now = milliseconds(self._house.world.clock.server_now())
        return {"topic": topic, "id": f"{self._house.number():024x}", "creationTime": now, "data": rows}
