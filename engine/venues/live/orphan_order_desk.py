"""What people ask about an account's orders that bear our tag and that no bot works."""

from collections.abc import Awaitable, Callable, Sequence

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import AccountId, ClientOrderId, Market, Side
from engine.reads.views import OrphanOrder
from engine.venues.live.gateway import CancelAnswer, Gateway, OrderReport
from engine.venues.live.order_lookup import as_order, find_to_adopt
from engine.venues.live.orphan_orders import OrphanOrders
from engine.venues.live.symbol_errors import SymbolErrorIsolation


class OrphanOrderDesk:
    """Shows them, finds one for a bot that is to go on with it, cancels one."""

    def __init__(
        self,
        account_id: AccountId,
        gateway: Gateway,
        orphans: OrphanOrders,
        market_of: Callable[[str], Awaitable[Market]],
        look_now: Callable[[], None],
        clock: Clock,
    ) -> None:
        """`look_now` asks for the next pass."""
        self._account_id = account_id
        self._gateway = gateway
        self._orphans = orphans
        self._market_of = market_of
        self._look_now = look_now
        self._clock = clock

    def listed(self) -> Sequence[OrphanOrder]:
        """Return them as of the last look."""
        return tuple(self._shown(report) for report in self._orphans.listed())

    def _shown(self, report: OrderReport) -> OrphanOrder:
        return OrphanOrder(
            account_id=self._account_id,
            client_order_id=str(report.client_order_id),
            symbol=report.symbol,
            side=report.side,
            price=report.price,
            quantity=report.quantity,
            filled=report.filled,
            created_at=report.created_at,
        )

    async def look_for(self, symbols: set[str], followed: set[str]) -> None:
        """Look at the symbols where no bot sits, and where one was seen: no pass looks there."""
        wanted = (symbols | {orphan.symbol for orphan in self._orphans.listed()}) - followed
        # One that is halted or gone must not hide the others.
        isolation = SymbolErrorIsolation(self._account_id, ())
        markets: dict[str, Market] = {}
        for symbol in sorted(wanted):
            with isolation.trouble_of(symbol):
                markets[symbol] = await self._market_of(symbol)
        listed = await isolation.open_orders(self._gateway, markets)
        self._orphans.mind(markets.keys() - isolation.silent, listed)

    async def find(self, symbol: str, side: Side, name: ClientOrderId) -> Order | None:
        """Ask for an order, to give it to a bot; None when it has ended and traded nothing."""
        market = await self._market_of(symbol)
        found = await find_to_adopt(self._gateway, market, side, name, self._clock.now())
        if found is not None:
            self._orphans.speak_for(name)
        return found

    async def cancel(self, client_order_id: str) -> bool:
        """Cancel one of those that are listed. Return False when there is none of that name (any more)."""
        for report in self._orphans.listed():
            if report.client_order_id == client_order_id:
                market = await self._market_of(report.symbol)
                answer = await self._gateway.cancel(as_order(report), market)
                self._look_now()
                return answer is CancelAnswer.TAKEN
        return False
