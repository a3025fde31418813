"""Questions about single orders: what became of one whose fate is not known, and how one stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from engine.core.orders import Order, OrderIdentity
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import ClientOrderId, Market, OrderCandidate, VenueOrderId
from engine.errors import UnknownTicker, VenueUnavailable
from engine.venue_answers import Absent, Ambiguous, CannotTell, OrderStatus
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import Candidates, NotFound, OrderReport
from engine.venues.live.watched_order import OrderNumber, Watched

NOT_FOUNDS = 2
"""So often in a row it must be said, because reads may lag behind."""
TOO_EARLY = CannotTell(reason=Plain(Cause.TOO_EARLY))


class OrderLookup:
    """Asks the exchange, and gives no order to two bots.

    An exchange that knows no name of ours shows what has the shape of an order. What is another order of
    ours, watched or in the books, is left out. One that is left over is the order, once no order of equal
    shape may still be on its way, and if it fits none whose fate is not known; else a person is asked, and
    chooses where there are several. A hand may have changed the order before it was seen: whatever else came
    at its time, on its side, is asked about as well, for taken as absent it would be sent again, and one that
    has the shape may be another's.
    """

    def __init__(self, deps: AccountDeps) -> None:
        self._deps = deps
        self._asked: dict[ClientOrderId, Watched] = {}
        """Of which people were asked what is theirs, and have not said so yet."""
        self._shown: dict[OrderNumber, timedelta] = {}
        """Since when they have been candidates beside others: one that was not chosen may be a stranger's."""

    async def fate_of(self, watched: Watched) -> OrderReport | Absent | Ambiguous | CannotTell:
        """Ask what became of an order whose fate is not known. Raises TryLater, UnknownTicker.

        Only an order that the exchange knows by name is found before its fence (`AccountTimings.fence`).
        It is absent only after two explicit "no such order", a look through the trades for one that nobody
        claims, and one for an order whose name a hand may have changed.
        """
        found = await self._found(watched)
        if isinstance(found, OrderReport):
            return found
        if watched.may_be_on_its_way(self._deps.clock, self._deps.timings.fence):
            return TOO_EARLY  # a candidate may be another's, while the order itself is on its way
        free = await self._free(_alike(found), watched.identity)
        changed = await self._changed(found, watched)
        if len(free) == 1 and not changed:
            rivals = self._rivals(watched)
            if any(one.may_be_on_its_way(self._deps.clock, self._deps.timings.fence) for one in rivals):
                return TOO_EARLY
            if not self._was_shown(free[0]) and not await self._fits_any(free[0], rivals):
                return free[0]
        if changed and any(
            one.may_be_on_its_way(self._deps.clock, self._deps.timings.fence)
            for one in self._in_doubt_beside(watched)
        ):
            return TOO_EARLY  # it may be that one, of which more will be known then
        free = (*free, *changed)
        return self._ambiguous(watched, free) if free else await self._nowhere(watched)

    async def _found(self, watched: Watched) -> OrderReport | Candidates | NotFound:
        """Ask for it by its name, and where it is not found by the number that the stream has told."""
        found = await self._deps.gateway.fetch_order(watched.identity, watched.market)
        if not isinstance(found, NotFound) or watched.streamed_number is None:
            return found
        identity = replace(watched.identity, venue_order_id=watched.streamed_number)
        numbered = await self._deps.gateway.fetch_order(identity, watched.market)
        if isinstance(numbered, OrderReport) and await self._free((numbered,), identity):
            return numbered
        return found

    def _ambiguous(self, watched: Watched, free: Collection[OrderReport]) -> Ambiguous:
        now = self._deps.clock.monotonic()
        self._asked[watched.order.client_order_id] = watched
        if len(free) > 1:
            self._shown |= {(one.symbol, one.venue_order_id): now for one in free}
        return Ambiguous(candidates=tuple(_candidate(report) for report in free))

    def _was_shown(self, report: OrderReport) -> bool:
        """Say whether it has been a candidate beside others, one of which may be a stranger's."""
        old = self._deps.clock.monotonic() - self._deps.timings.orders_remembered
        self._shown = {number: at for number, at in self._shown.items() if at > old}
        return (report.symbol, report.venue_order_id) in self._shown

    async def _nowhere(self, watched: Watched) -> OrderReport | Absent | Ambiguous | CannotTell:
        """Say what it means that nothing could be it by its name, or by its shape where it has none."""
        watched.not_founds += 1
        if watched.not_founds < NOT_FOUNDS:
            return TOO_EARLY
        if (report := await self._unclaimed(watched)) is not None:
            return report
        renamed = await self._renamed(watched.order, watched.market)
        return self._ambiguous(watched, renamed) if renamed else Absent()

    async def _renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        """Return those that may be the order under another name, and are no other order of ours."""
        return await self._free(await self._deps.gateway.renamed(order, market), order.identity)

    async def _free(self, found: Iterable[OrderReport], identity: OrderIdentity) -> Sequence[OrderReport]:
        """Return those of the candidates that are no other order of ours."""
        name = identity.client_order_id
        others = {one.number for one in self._deps.watched.values() if one.order.client_order_id != name}
        free = []
        for report in found:
            if (report.symbol, report.venue_order_id) in others:
                continue
            owner = await self._deps.fill_history.owner_of(
                self._deps.account_id, report.symbol, None, report.venue_order_id
            )
            if owner is None or owner[1] == name:
                free.append(report)
        return free

    async def _changed(self, found: Candidates | NotFound, watched: Watched) -> Sequence[OrderReport]:
        """Return those with other figures that are no other order of ours, and do not look like one."""
        if not isinstance(found, Candidates):
            return ()
        shapes = {_figures(one.order) for one in self._in_doubt_beside(watched)}
        free = await self._free(found.changed, watched.identity)
        return [one for one in free if (one.side, one.price, one.quantity) not in shapes]

    def _rivals(self, watched: Watched) -> Sequence[Watched]:
        """Return the orders of equal shape of which it is not known either what became of them."""
        figures = _figures(watched.order)
        return [one for one in self._in_doubt_beside(watched) if _figures(one.order) == figures]

    def _in_doubt_beside(self, watched: Watched) -> Sequence[Watched]:
        """Return the other orders on its symbol and side of which it is not known what became of them."""
        old = self._deps.clock.monotonic() - self._deps.timings.orders_remembered
        self._asked = {name: one for name, one in self._asked.items() if one.watched_since > old}
        unknown = [one for one in self._deps.watched.values() if one.fate_is_unknown]
        return [
            one
            for one in (*unknown, *self._asked.values())
            if one.order.client_order_id != watched.order.client_order_id
            and one.market.symbol == watched.market.symbol
            and one.order.side is watched.order.side
        ]

    async def _fits_any(self, report: OrderReport, rivals: Sequence[Watched]) -> bool:
        """Say whether it may be one of these as well: whoever took it might leave a stranger's to that."""
        for rival in rivals:
            found = await self._deps.gateway.fetch_order(rival.identity, rival.market)
            if any(one.venue_order_id == report.venue_order_id for one in _alike(found)):
                return True
        return False

    def settled(self, name: ClientOrderId) -> None:
        """Note that it is known which order is that, or that none is."""
        self._asked.pop(name, None)

    async def _unclaimed(self, watched: Watched) -> OrderReport | None:
        """Look through the trades since the intent for one of this order that nobody has claimed."""
        order, market = watched.order, watched.market
        trades = await self._deps.gateway.trades_since(market, order.created_at - timedelta(minutes=1))
        asked: set[VenueOrderId] = set()
        for trade in trades:
            is_anothers = trade.client_order_id not in {None, order.client_order_id}
            if trade.side is not order.side or is_anothers or trade.venue_order_id in asked:
                continue
            asked.add(trade.venue_order_id)
            report = await self._deps.gateway.order_of(trade, market)
            if isinstance(report, NotFound):
                if trade.client_order_id == order.client_order_id:
                    raise VenueUnavailable(self._deps.account_id.venue, Plain(Cause.ORDER_HIDDEN))
            elif report.client_order_id == order.client_order_id:
                return report
        return None

    async def status(self, order: Order, market: Market) -> OrderStatus:
        """Say how the order stands, and change nothing. Raises TryLater.

        One that a list of open orders still shows is open. On a symbol that the exchange does not know any
        more nothing is open.
        """
        try:
            found = await self._deps.gateway.fetch_order(order.identity, market)
            if isinstance(found, OrderReport) and found.ended is not None:
                return OrderStatus(is_open=False, filled=found.filled, venue_order_id=found.venue_order_id)
            if isinstance(found, Candidates):
                free = await self._free((*found.orders, *found.changed), order.identity)
                candidates = tuple(_candidate(report) for report in free)
                return OrderStatus(is_open=False, filled=None, candidates=candidates)
            listed = await self._deps.gateway.open_orders([market])
            renamed = await self._renamed(order, market) if isinstance(found, NotFound) else ()
        except UnknownTicker:
            return OrderStatus(is_open=False, filled=None)
        shown = [one for one in (found, *listed) if isinstance(one, OrderReport)]
        named = [one.filled for one in shown if order.client_order_id == one.client_order_id]
        candidates = () if named else tuple(_candidate(report) for report in renamed)
        return OrderStatus(is_open=bool(named), filled=max(named, default=None), candidates=candidates)


def _alike(found: OrderReport | Candidates | NotFound) -> Sequence[OrderReport]:
    return found.orders if isinstance(found, Candidates) else ()


def _figures(order: Order) -> tuple[object, ...]:
    return order.side, order.price, order.quantity


def _candidate(report: OrderReport) -> OrderCandidate:
    return OrderCandidate(
        venue_order_id=report.venue_order_id,
        side=report.side,
        price=report.price,
        quantity=report.quantity,
        filled=report.filled,
        is_open=report.ended is None,
        created_at=report.created_at,
    )
