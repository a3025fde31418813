"""Open orders that bear our tag and that no bot works: which there are, and what a person does about them."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from engine.core.events import Pause
from engine.core.orders import Order, OrderIdentity, OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.types import BotId, ClientOrderId, Leg, Market, Side, VenueOrderId
from engine.ports import VenueListener
from engine.reads.open_orders import OrphanOrder
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import CancelAnswer, OrderReport
from engine.venues.live.watched_order import OrderNumber


class OrphanOrders:
    """Notes them at every look, and asks the person whose order it was when one had been proven absent."""

    def __init__(
        self,
        deps: AccountDeps,
        listeners: Mapping[BotId, VenueListener],
        market_of: Callable[[str], Awaitable[Market]],
    ) -> None:
        """Take `listeners` as the bots at work: passes look at their symbols."""
        self._deps = deps
        self._listeners = listeners
        self._market_of = market_of
        self._absent: dict[ClientOrderId, BotId] = {}
        self._seen: dict[tuple[str, VenueOrderId], OrderReport] = {}
        self._replaced: dict[tuple[str, VenueOrderId], BotId] = {}
        """Orders that bear the name of another one, and whose that was."""
        self._ended: dict[OrderNumber, timedelta] = {}
        """When orders of bots have ended, as far as that is not long ago."""
        self._spoken_for: dict[ClientOrderId, timedelta] = {}

    # --- what passes see ---------------------------------------------------------------------------------

    def given_up(self, name: ClientOrderId, bot_id: BotId) -> None:
        """Note an order as proven absent: should it appear all the same, its bot pauses."""
        self._absent[name] = bot_id

    def taken_up(self, name: ClientOrderId) -> None:
        self._absent.pop(name, None)

    def ended(self, number: OrderNumber) -> None:
        """Note that this order has ended: a list that shows it as open just after is one of before."""
        self._ended[number] = self._deps.clock.monotonic()

    async def mind(self, symbols: Collection[str], listed: Iterable[OrderReport]) -> None:
        """Take note of those among the open orders of these symbols. A bot at work pauses for its own."""
        before, lag = self._seen, self._deps.timings.ask_a_person_after
        now = self._deps.clock.monotonic()
        self._ended = {number: at for number, at in self._ended.items() if now - at < lag}
        self._seen = {key: one for key, one in self._seen.items() if key[0] not in symbols}
        for report in listed:
            name = report.client_order_id
            if name is None or self._is_watched(report) or not self._deps.is_ours(name):
                continue
            key = report.symbol, report.venue_order_id
            if key in self._ended:
                continue
            if key not in before:
                await self._recall(report, name)
            self._seen[key] = report
        for bot_id, listener in self._listeners.items():
            reason = self.in_the_way_of(bot_id)
            if reason is not None and not self._is_being_adopted(reason.client_order_id):
                listener.post(Pause(at=self._deps.clock.now(), reason=reason))

    def _is_watched(self, report: OrderReport) -> bool:
        return any(watched.is_it(report) for watched in self._deps.watched.values())

    async def _recall(self, report: OrderReport, name: ClientOrderId) -> None:
        """Learn whether a bot has given it up, maybe before this start, or had another of that name."""
        history, account_id, symbol = self._deps.fill_history, self._deps.account_id, report.symbol
        bot_id = await history.given_up_by(account_id, symbol, name)
        if bot_id is not None:
            self.given_up(name, bot_id)
            return
        number = report.venue_order_id
        bot_id = await history.replaced_by(account_id, symbol, name, number)
        if bot_id is not None:
            self._replaced[symbol, number] = bot_id

    def _is_being_adopted(self, name: ClientOrderId) -> bool:
        """Say whether a person may be giving it to a bot just now. That can still be refused."""
        now = self._deps.clock.monotonic()
        return now < self._spoken_for.get(name, now)

    def in_the_way_of(self, bot_id: BotId) -> AboutOrder | None:
        """Return why the bot must send no order: one of its own that it does not work is open."""
        listener = self._listeners[bot_id]
        for report in self._unowned():
            name = report.client_order_id
            if name is None:
                continue
            if self._replaced.get((report.symbol, report.venue_order_id)) == bot_id:
                return AboutOrder(code=OrderCause.REPLACED, client_order_id=name)
            if self._absent.get(name) == bot_id:
                return AboutOrder(code=OrderCause.REAPPEARED, client_order_id=name)
            if listener.gave_before(name):
                return AboutOrder(code=OrderCause.FROM_BEFORE_RESTORE, client_order_id=name)
        return None

    # --- what a person asks --------------------------------------------------------------------------------

    def listed(self) -> Sequence[OrphanOrder]:
        now = self._deps.clock.now()
        return tuple(
            OrphanOrder(
                account_id=self._deps.account_id,
                client_order_id=str(report.client_order_id),
                symbol=report.symbol,
                side=report.side,
                price=report.price,
                quantity=report.quantity,
                filled=report.filled,
                created_at=report.created_at,
                as_of=now,
            )
            for report in self._unowned()
        )

    def _unowned(self) -> list[OrderReport]:
        return [one for one in self._seen.values() if not self._is_watched(one)]

    async def refresh(self) -> None:
        """Look for them on all symbols: passes see only where bots trade. Raises TryLater."""
        listed = await self._deps.gateway.all_open_orders()
        symbols = {report.symbol for report in (*listed, *self._seen.values())}
        await self.mind(symbols, listed)

    async def find(self, symbol: str, side: Side, client_order_id: str) -> Order | None:
        market, name = await self._market_of(symbol), ClientOrderId(client_order_id)
        found = await self._deps.gateway.fetch_order(OrderIdentity(client_order_id=name), market)
        if not isinstance(found, OrderReport) or found.side is not side:
            return None
        if found.ended is not None and not found.filled:
            return None
        self._spoken_for[name] = self._deps.clock.monotonic() + self._deps.timings.adopted_within
        return replace(as_order(found), reported=None if found.ended is None else found.filled)

    async def cancel(self, client_order_id: str) -> bool:
        for report in self._unowned():
            if report.client_order_id == client_order_id:
                market = await self._market_of(report.symbol)
                answer = await self._deps.gateway.cancel(as_order(report).identity, market)
                if answer is not CancelAnswer.UNCLEAR:
                    self._seen.pop((report.symbol, report.venue_order_id), None)
                return answer is CancelAnswer.TAKEN
        return False


def as_order(report: OrderReport) -> Order:
    """Return a reported order as one of ours that has no place in any cycle, and none in our books."""
    return Order(
        client_order_id=report.client_order_id or ClientOrderId(""),
        side=report.side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=report.price,
        quantity=report.quantity,
        created_at=report.created_at,
        deadline=report.created_at,
        state=OrderState.ABSENT,
        venue_order_id=report.venue_order_id,
    )
