"""The wire of an exchange that knows no name of ours: an order is found by its number there, or its shape."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

from engine.core.orders import OrderIdentity
from engine.core.types import Market
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Candidates,
    Execution,
    MarketOf,
    NotFound,
    OrderReport,
    TradeReport,
)
from tests.sim.gateway import SimGateway

CLOCKS = timedelta(seconds=1)
"""So far its clock and ours may be apart."""


class NamelessGateway(SimGateway):
    """Shows no order by a name of ours."""

    knows_our_names = False

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        if identity.venue_order_id is None:
            return CancelAnswer.UNCLEAR
        name = self._exchange.orders[market.symbol, identity.venue_order_id].order.client_order_id
        return await super().cancel(replace(identity, client_order_id=name), market)

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        moment, number, shape = await self._reads(), identity.venue_order_id, identity.shape
        if number is not None:
            resting = self._exchange.orders.get((market.symbol, number))
            report = resting.as_of(moment) if resting else None
            return _nameless(report) if report else self._none(identity, market)
        if shape is None:
            return self._none(identity, market)
        seen = [report for one in self._exchange.orders.values() if (report := one.as_of(moment))]
        alike = [
            _nameless(report)
            for report in seen
            if (report.side, report.price, report.quantity) == (shape.side, shape.price, shape.quantity)
            and shape.created_at - CLOCKS <= report.created_at <= shape.deadline + CLOCKS
        ]
        if alike and not self._is_among(identity, alike, market):
            self._chronicle.denied(self._run, identity.client_order_id, market.symbol)
        return Candidates(orders=tuple(alike)) if alike else self._none(identity, market)

    def _is_among(self, identity: OrderIdentity, alike: Sequence[OrderReport], market: Market) -> bool:
        """Say whether one of these really is the order: they may all be known as others of ours."""
        numbers = ((market.symbol, report.venue_order_id) for report in alike)
        return any(
            self._exchange.orders[number].order.client_order_id == identity.client_order_id
            for number in numbers
        )

    def _none(self, identity: OrderIdentity, market: Market) -> NotFound:
        self._chronicle.denied(self._run, identity.client_order_id, market.symbol)
        return NotFound()

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        found = await super().order_of(trade, market)
        return found if isinstance(found, NotFound) else _nameless(found)

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        return [_nameless(report) for report in await super().open_orders(markets)]

    async def all_open_orders(self) -> Sequence[OrderReport]:
        return [_nameless(report) for report in await super().all_open_orders()]

    async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        """Tell how orders stand, and no fills: those are read."""
        async with aclosing(super().account_events(market_of)) as events:
            async for event in events:
                if isinstance(event, Execution):
                    trade = event.trade
                    number = (trade.symbol, trade.venue_order_id)
                    if number in self._exchange.orders:
                        yield _nameless(self._exchange.orders[number].report)
                else:
                    yield _nameless(event) if event is not None else None


def _nameless(report: OrderReport) -> OrderReport:
    return replace(report, client_order_id=None)
