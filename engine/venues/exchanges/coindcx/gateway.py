"""CoinDCX Futures: one account with one margin. Orders are known by number, or looked for by their shape."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.reasons.accounts import OtherLeverage
from engine.core.reasons.calls import CallFailed
from engine.core.reasons.causes import Cause, Force
from engine.core.reasons.reason import Plain
from engine.core.types import Market, Side, VenueOrderId
from engine.errors import TryLater, VenueUnavailable
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.exchanges.answers import ExchangeRefusal, Json, NoReply, Reply, Unreadable
from engine.venues.exchanges.coindcx import values
from engine.venues.exchanges.coindcx.account_data import AccountData, is_past
from engine.venues.exchanges.coindcx.asking import Enough, Rows, nothing_is_enough
from engine.venues.exchanges.coindcx.limits import signed
from engine.venues.exchanges.coindcx.rejections import GONE, OTHER_LEVERAGE
from engine.venues.exchanges.coindcx.signing import joining
from engine.venues.exchanges.coindcx.sockets import Line
from engine.venues.exchanges.limiter import Endpoint, Lane, TurnMissed
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.stream_listener import StreamListener
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Candidates,
    ForcedTrade,
    MarketOf,
    NotFound,
    OrderReport,
    TradeReport,
)

log = logging.getLogger(__name__)

CREATE = signed("orders/create", Lane.CREATE)
CANCEL = signed("orders/cancel", Lane.CANCEL)
OPEN = signed("orders", Lane.PASS)
ORDERS = signed("orders", Lane.QUERY)
TRADES = signed("trades", Lane.PASS)
TRADES_OF_ORDER = signed("trades", Lane.QUERY)

BEFORE, AFTER = timedelta(seconds=5), timedelta(seconds=15)
"""An order that was sent at a moment is dated there so long before it, or after: what clocks differ by, and
the ten seconds in which a create is taken."""
OTHER_TYPES = frozenset(
    {"market_order", "stop_limit", "stop_market", "take_profit_limit", "take_profit_market"}
)
"""None of them is an order of ours."""
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
JOINED_AFTER_S = 1.0
"""Who may not join is cut off at once, and who may is told nothing: so long it takes to know."""
SIGN_OF_LIFE_S = 25.0


class CoinDCXGateway(AccountData):
    """Implements `engine.venues.live.gateway.Gateway`."""

    knows_our_names = False

    # --- orders ------------------------------------------------------------------------------------

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        try:
            await self._know_the_time(max_age=None)
            leverage = await self._leverage_for(order, market)
            if isinstance(leverage, OtherLeverage):
                return NeverSent(reason=leverage)
            if order.reduce_only and not await self._reduces(order, market):
                return NeverSent(reason=Plain(Cause.NOTHING_TO_REDUCE))
        except TryLater as e:
            return NeverSent(reason=e.reason)
        pair = self._pair_of(market.symbol)
        try:
            reply = await self._deps.rest.call(
                CREATE,
                values.create_params(order, pair, self.margin, leverage),
                signed_at_ms=to_ms(order.created_at),
                within=order.deadline - self._time.now(),
            )
        except TurnMissed as e:
            return NeverSent(reason=e.reason)
        except NoReply as e:
            return Unknown(reason=e.reason) if e.sent else NeverSent(reason=e.reason)
        return self._placed(reply, order, market)

    async def _leverage_for(self, order: Order, market: Market) -> int | OtherLeverage:
        """Return the leverage that the order has to be sent with: the position's. Raises VenueUnavailable.

        No entry is sent with another one than was set for it: a hand has changed that.
        """
        made = self._made_leverages.get(market.symbol)
        there = self._leverages.get(market.symbol)
        if there is None or (there != made and not order.reduce_only):
            there = int((await self.margin_settings(market)).leverage)
        if made is not None and there != made and not order.reduce_only:
            return OtherLeverage(
                exchange=self.exchange, symbol=market.symbol, there=Decimal(there), here=made
            )
        return there

    async def _reduces(self, order: Order, market: Market) -> bool:
        """Say whether an order can do no more than reduce the position: nothing there keeps it from more."""
        held = await self.held(market)
        against = held if order.side is Side.SELL else -held
        return order.quantity <= against

    def _placed(self, reply: Reply, order: Order, market: Market) -> PlaceAnswer:
        try:
            answer = self._understood(reply)
            number = values.accepted_id(answer, order, self._pair_of(market.symbol))
        except Unreadable as e:
            return Unknown(reason=e.reason)
        except ExchangeRefusal as e:
            if OTHER_LEVERAGE.fullmatch(e.text):
                self._leverages.pop(market.symbol, None)
                return NeverSent(reason=e.reason)
            if self._deps.venue.rejections.proves(e):
                return Rejected(reason=e.reason, for_want=self._deps.venue.rejections.is_for_want(e))
            return Unknown(reason=e.reason)
        return Accepted(venue_order_id=number)

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        """Ask for the cancel of an order, by its number; without one there is nothing to ask by."""
        del market  # a number is one order's
        if identity.venue_order_id is None:
            return CancelAnswer.UNCLEAR
        try:
            await self._ask_plainly(CANCEL, {"id": identity.venue_order_id})
        except ExchangeRefusal as e:
            return CancelAnswer.NO_SUCH_ORDER if GONE.fullmatch(e.text) else CancelAnswer.UNCLEAR
        except TryLater as e:
            log.info("%s: the cancel of %s: %s", self.exchange, identity.client_order_id, e)
            return CancelAnswer.UNCLEAR
        return CancelAnswer.TAKEN

    async def fetch_order(
        self, identity: OrderIdentity, market: Market
    ) -> OrderReport | Candidates | NotFound:
        shape, number = identity.shape, identity.venue_order_id
        if number is not None:
            sides = (shape.side,) if shape is not None else tuple(Side)
            since = None if shape is None else shape.created_at - A_MINUTE
            found = await self._numbered(number, market, sides, since)
            return found if isinstance(found, NotFound) else _as_ended(found, identity)
        if shape is None:
            return NotFound()
        of_its_time: dict[VenueOrderId, OrderReport] = {}
        for statuses in (values.OPEN, values.ENDED):
            rows = await self._listed_orders(ORDERS, shape.side, statuses, shape.created_at - A_MINUTE)
            with self._reading():
                for row in rows:
                    if not self._is_elsewhere(row, market) and row.get("order_type") not in OTHER_TYPES:
                        report = values.order_report(row, market.symbol)
                        if _is_of_its_time(report, shape):
                            of_its_time[report.venue_order_id] = report  # the later reading is the newer one
        return _candidates(of_its_time.values(), shape)

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        """Return nothing: an order has no name that it could lose."""
        del order, market
        return ()

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        since = trade.executed_at - A_DAY
        return await self._numbered(trade.venue_order_id, market, (trade.side,), since)

    async def _numbered(
        self, number: VenueOrderId, market: Market, sides: Iterable[Side], since: datetime | None
    ) -> OrderReport | NotFound:
        """Return the order of that number; of those that have ended, as far back as `since`."""

        def find(rows: Rows) -> Mapping[str, Json] | None:
            return next((row for row in rows if str(row.get("id")) == number), None)

        for statuses in (values.OPEN, values.ENDED):
            for side in sides:
                row = find(
                    await self._listed_orders(ORDERS, side, statuses, since, lambda page: bool(find(page)))
                )
                if row is not None:
                    with self._reading():
                        return values.order_report(row, market.symbol)
        return NotFound()

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        symbols = {market.symbol for market in markets}
        return [report for report in await self.all_open_orders() if report.symbol in symbols]

    async def all_open_orders(self) -> Sequence[OrderReport]:
        found = []
        for side in Side:
            rows = await self._listed_orders(OPEN, side, values.OPEN)
            found += [report for row in rows for report in self._readable(row)]
        return found

    def _is_elsewhere(self, row: Mapping[str, Json], market: Market) -> bool:
        """Say whether a row says that it is about another pair."""
        return row.get("pair") not in {None, "", self._pair_of(market.symbol)}

    async def _listed_orders(
        self,
        endpoint: Endpoint,
        side: Side,
        statuses: Collection[str],
        since: datetime | None = None,
        enough: Enough = nothing_is_enough,
    ) -> Rows:
        """Return the rows of one side until there is `enough`, the other margin's never among them.

        Of orders that have ended, as far back as `since`: their list loses none.
        """
        params = {"status": ",".join(statuses), "side": side.value.lower(), **self._of_margin}
        if statuses is values.ENDED:
            rows = await self._past(
                endpoint,
                params,
                lambda page: enough(page) or (since is not None and is_past(page, since)),
            )
        else:
            rows = await self._pages(endpoint, params, enough)
        return [row for row in rows if self._is_of_margin(row)]

    def _readable(self, row: Mapping[str, Json]) -> Iterable[OrderReport]:
        """Yield an order of a list, or nothing: one that cannot be read must not hide the others."""
        symbol = self._symbol_of(row.get("pair"))
        try:
            if symbol is not None:
                yield values.order_report(row, symbol)
        except Unreadable:
            log.info("%s lists an order on %s that cannot be read", self.exchange, symbol)

    # --- trades ------------------------------------------------------------------------------------

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        trades = await self._trades(market, since, TRADES, {})
        return [trade for trade in trades if trade.executed_at >= since]

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        wanted = {"order_id": venue_order_id}
        trades = await self._trades(market, order.created_at, TRADES_OF_ORDER, wanted)
        return [trade for trade in trades if trade.venue_order_id == venue_order_id]

    async def _trades(
        self, market: Market, since: datetime, endpoint: Endpoint, wanted: Mapping[str, object]
    ) -> list[TradeReport]:
        """Return all trades since then, and some from before.

        They are asked for by days, of which nobody says where they begin: a day more is asked for at either
        end, and read as far back as a minute before. All of one moment are in one reading, so that equal ones
        are told apart by their count.
        """
        days = {
            "from_date": f"{since - A_DAY:%Y-%m-%d}",
            "to_date": f"{self._time.now() + 2 * A_DAY:%Y-%m-%d}",
        }
        params = {"pair": self._pair_of(market.symbol), **days, **wanted, **self._of_margin}
        back_to = since - A_MINUTE
        rows = await self._past_once(
            endpoint, params, lambda page: is_past(page, back_to, "timestamp"), "timestamp"
        )
        number = wanted.get("order_id")
        own = [
            row
            for row in rows
            if self._is_of_margin(row)
            and not self._is_elsewhere(row, market)
            and (number is None or str(row.get("order_id")) == number)
        ]
        with self._reading():
            return values.trade_reports(own, market)

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        pair, found = self._pair_of(market.symbol), list[ForcedTrade]()
        for side in Side:
            rows = await self._listed_orders(ORDERS, side, values.ENDED, since)
            forced = {
                str(row.get("id"))
                for row in rows
                if row.get("pair") == pair and row.get("stage") == values.LIQUIDATED
            }
            if forced:
                trades = await self.trades_since(market, since)
                found += [
                    ForcedTrade(force=Force.LIQUIDATION, trade=trade)
                    for trade in trades
                    if trade.venue_order_id in forced
                ]
        return sorted(found, key=lambda one: one.trade.executed_at)

    # --- the account's own events ----------------------------------------------------------------------

    async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        """Yield how orders stand, as the account's channel tells; it tells of fills only by that.

        Nobody says that it is joined, and who may not join is cut off without a word.
        """
        credentials = self._deps.credentials
        if credentials is None:
            raise VenueUnavailable(self.exchange, Plain(Cause.STREAM_ENDED))
        await self._know_the_time(max_age=None)
        listener = StreamListener[Mapping[str, Json]]()
        line = Line(
            self._address,
            lambda event, carried: _hand_on(listener, event, carried),
            lambda: listener.end(Plain(Cause.STREAM_BROKE)),
        )
        async with AsyncExitStack() as stack:
            stack.push_async_callback(line.close)
            await self._open(line)
            await line.say("join", joining(credentials))
            await asyncio.sleep(JOINED_AFTER_S)
            if not line.is_open:
                raise VenueUnavailable(self.exchange, Plain(Cause.STREAM_KEY_LOST))
            yield None
            while True:
                item = await listener.next(SIGN_OF_LIFE_S)
                if isinstance(item, CallFailed | Plain):
                    raise VenueUnavailable(self.exchange, item)
                if item is None:
                    await line.say("ping", {"data": "Ping message"})
                elif self._is_of_margin(item):
                    symbol = self._symbol_of(item.get("pair"))
                    market = None if symbol is None else market_of(symbol)
                    if market is not None:
                        yield _told(item, market)


def _hand_on(listener: StreamListener[Mapping[str, Json]], event: str, carried: object) -> None:
    """Hand on the orders of an event: a list of them, or one alone."""
    if event == "df-order-update":
        for row in carried if isinstance(carried, list) else [carried]:
            if isinstance(row, Mapping):
                listener.queue.put_nowait(row)


def _told(row: Mapping[str, Json], market: Market) -> AccountEvent:
    """Return what the stream tells of an order; None where that cannot be read: then it is asked."""
    try:
        return values.order_report(row, market.symbol)
    except Unreadable:
        return None


def _is_of_its_time(report: OrderReport, shape: Order) -> bool:
    """Say whether an order can be the one that was sent, whatever a hand has made of its figures since."""
    dated = shape.created_at - BEFORE <= report.created_at <= shape.created_at + AFTER
    return dated and report.side is shape.side


def _candidates(reports: Iterable[OrderReport], shape: Order) -> Candidates | NotFound:
    """Return those that can be the one that was sent, by all that is known of it.

    One with other figures is one that a hand has changed: it was taken, so it was not refused.
    """
    sent = (shape.sent_price or shape.price, shape.sent_quantity or shape.quantity)
    alike, changed = list[OrderReport](), list[OrderReport]()
    for report in reports:
        if (report.price, report.quantity) == sent:
            alike.append(report)
        elif report.ended is not OrderFact.REJECTED:
            changed.append(report)
    return Candidates(orders=tuple(alike), changed=tuple(changed)) if alike or changed else NotFound()


def _as_ended(report: OrderReport, identity: OrderIdentity) -> OrderReport:
    """Return a report of ours with our name; an order that must not rest and did has expired."""
    shape = identity.shape
    if report.ended is OrderFact.CANCELED and shape is not None and shape.immediate:
        report = replace(report, ended=OrderFact.EXPIRED, reason=Plain(Cause.NOTHING_OFFERED))
    return replace(report, client_order_id=identity.client_order_id)
