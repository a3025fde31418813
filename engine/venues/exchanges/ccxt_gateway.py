"""What the gateways of all exchanges do alike: the life of a create, of a cancel, and of a price."""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeVar

from engine.core.money import plain
from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.calls import AnotherOrder, UnreadableAnswer
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import Market, VenueOrderId
from engine.errors import MarginUnfit, NoPrice, TryLater, UnknownTicker, VenueUnavailable
from engine.reads.history import PriceRange
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected, Unknown
from engine.venues.exchanges import markets
from engine.venues.exchanges.answers import ExchangeRefusal, Json, NoReply, Reply, Unreadable
from engine.venues.exchanges.candles import Candle, prices_of, range_of
from engine.venues.exchanges.coin_prices import CoinPrices
from engine.venues.exchanges.gateway_base import GatewayBase, GatewayDeps
from engine.venues.exchanges.limiter import Endpoint, TurnMissed
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.spec import Fees, RawNews
from engine.venues.level_index import Band, no_band
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Execution,
    MarketOf,
    NotFound,
    OrderReport,
    Print,
    TradeReport,
)

log = logging.getLogger(__name__)

MOST_FOR_A_PRICE_S = 1.0
"""So long a fill of the stream waits for the price of a coin that its fee was taken in, once in a while."""
What = TypeVar("What")


class CcxtGateway(GatewayBase):
    """Implements `engine.venues.live.gateway.Gateway`, but for what differs between the exchanges."""

    gone_codes: frozenset[str]
    """Codes by which a cancel says that there is no such open order."""
    unchanged_codes: frozenset[str]
    """Codes by which the change of a setting says that it is so already."""
    accepted_id: Callable[[Json, Order], VenueOrderId]
    """The answer to a create, and its order -> the exchange's id of the order. Raises Unreadable."""
    name_field: str
    """The field of our name of an order."""
    number_field = "orderId"
    """The field of the exchange's own number of an order."""

    def __init__(self, deps: GatewayDeps) -> None:
        super().__init__(deps)
        self._fees: dict[str, tuple[timedelta, Fees]] = {}
        self._coin_prices = CoinPrices(
            self._last_price_of,
            deps.market_cache.was_listed,
            deps.clock,
            deps.timings.market_data.coin_price_fresh,
        )

    # --- orders ------------------------------------------------------------------------------------

    async def create(self, order: Order, market: Market) -> PlaceAnswer:
        try:
            market_id = await self._market_id(market.symbol)
            await self._know_the_time(max_age=None)
            endpoint, params = self._create_call(order, market_id)
        except (TryLater, UnknownTicker, Unreadable) as e:
            return NeverSent(reason=e.reason)
        try:
            reply = await self._deps.rest.call(
                endpoint,
                params,
                signed_at_ms=to_ms(order.created_at),
                within=order.deadline - self._time.now(),
            )
        except TurnMissed as e:
            return NeverSent(reason=e.reason)
        except NoReply as e:
            return Unknown(reason=e.reason) if e.sent else NeverSent(reason=e.reason)
        return self._placed(reply, order)

    def _placed(self, reply: Reply, order: Order) -> PlaceAnswer:
        try:
            return Accepted(venue_order_id=self.accepted_id(self._understood(reply), order))
        except Unreadable as e:
            return Unknown(reason=e.reason)
        except ExchangeRefusal as e:
            self._note(e)
            if self._deps.venue.rejections.is_duplicate(e):
                return Unknown(reason=Plain(Cause.NAME_TAKEN))
            if self._deps.venue.rejections.proves(e):
                return Rejected(reason=e.reason, for_want=self._deps.venue.rejections.is_for_want(e))
            return Unknown(reason=e.reason)

    async def cancel(self, identity: OrderIdentity, market: Market) -> CancelAnswer:
        try:
            market_id = await self._past_id(market.symbol)
            await self._ask_plainly(*self._cancel_call(identity, market_id))
        except ExchangeRefusal as e:
            return CancelAnswer.NO_SUCH_ORDER if e.code in self.gone_codes else CancelAnswer.UNCLEAR
        except (TryLater, UnknownTicker) as e:
            log.info("%s: the cancel of %s: %s", self.exchange, identity.client_order_id, e)
            return CancelAnswer.UNCLEAR
        return CancelAnswer.TAKEN

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        since = identity.shape.created_at if identity.shape is not None else None
        found = await self._one(market, self._named(identity), since)
        return found if isinstance(found, NotFound) else self._is_of(found, identity)

    def _named(self, identity: OrderIdentity) -> dict[str, str]:
        """Return by what an order is asked for: its number, where it is known, else the name we gave it.

        A hand may take the name from it, or give it to another order once this one has ended.
        """
        if identity.venue_order_id is not None:
            return {self.number_field: identity.venue_order_id}
        return {self.name_field: identity.client_order_id}

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        """Return nothing: an order keeps its name."""
        del order, market
        return ()

    async def order_of(self, trade: TradeReport, market: Market) -> OrderReport | NotFound:
        return await self._one(market, {self.number_field: trade.venue_order_id}, None)

    def _is_of(self, report: OrderReport, asked: OrderIdentity) -> OrderReport:
        """Return the report of an order that was asked for by name. Raises VenueUnavailable for another's."""
        # A cancel has a name of its own, and it is not documented which of the two an order shows then.
        named = report.client_order_id == asked.client_order_id or report.ended is OrderFact.CANCELED
        if asked.venue_order_id is not None:
            named = report.venue_order_id == asked.venue_order_id
        shape = asked.shape
        if not named or (shape is not None and report.side is not shape.side):
            told = report.client_order_id
            raise VenueUnavailable(self.exchange, AnotherOrder(asked=asked.client_order_id, told=told))
        if report.ended is OrderFact.FILLED and not report.filled:  # what it has traded is shown later
            raise VenueUnavailable(self.exchange, UnreadableAnswer())
        wanted = (shape.sent_quantity or shape.quantity) if shape is not None else report.quantity
        if report.ended is OrderFact.FILLED and report.filled < max(report.quantity, wanted):
            # There is nothing more to wait for: what may only reduce a position can be trimmed, and a part be
            # taken away in place of a trade with the account's own order.
            report = replace(report, ended=OrderFact.EXPIRED, reason=Plain(Cause.MADE_SMALLER))
        return replace(report, client_order_id=asked.client_order_id)

    def _readable(
        self, read: Callable[[Mapping[str, Json], str], What], row: Mapping[str, Json], symbol: str
    ) -> Iterator[What]:
        """Yield what a row of a list says, or nothing where it cannot be read.

        It may be of a kind that only others have, and must not hide all that can be read. An order of ours
        that is missing in the list is asked for by name, and then is not known until it can be read.
        """
        try:
            yield read(row, symbol)
        except Unreadable as e:
            log.info("%s lists what cannot be read, on %s: %s", self.exchange, symbol, e)

    async def _without_oddities(
        self,
        rows: Sequence[Mapping[str, Json]],
        market: Market,
        read: Callable[[Mapping[str, Json], Market, Mapping[str, Decimal]], TradeReport],
    ) -> list[Mapping[str, Json]]:
        """Return the trades but for others' that cannot be read: they must not hide ours.

        Raises VenueUnavailable for one that may be ours.
        """
        sound = []
        for row in rows:
            try:
                read(row, market, {})
            except Unreadable as e:
                if await self._may_be_ours(row, market):
                    raise self._unavailable(e) from None
                log.info("%s lists a trade on %s that cannot be read: %s", self.exchange, market.symbol, e)
            else:
                sound.append(row)
        return sound

    # --- market data ---------------------------------------------------------------------------------

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        await self._ready(self._deps.timings.market_data.list_fresh)  # a market may be new
        return await self._coin_prices.price(coin, market.quote)

    async def market(self, symbol: str) -> Market:
        entry = await self._entry(symbol, max_age=self._deps.timings.market_data.list_fresh)
        symbol = str(entry["symbol"]).partition(":")[0]
        fees = await self._fees_of(symbol)
        return markets.rules(entry, self._deps.venue, symbol, self._deps.exchange.market_rules, fees)

    async def quote(self, market: Market) -> tuple[Decimal, Decimal]:
        bid, ask = await self._best(await self._market_id(market.symbol))
        if bid <= 0 or ask <= 0:
            raise NoPrice(market.symbol)
        return plain(bid), plain(ask)

    async def last_price(self, market: Market) -> Decimal:
        return await self._last_price_of(market.symbol)

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal] | None:
        page = partial(self._candles, await self._market_id(market.symbol))
        return await range_of(page, since, self._time.now())

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        page = partial(self._candles, await self._market_id(market.symbol))
        return await prices_of(page, begins, ends)

    async def prints(
        self, market: Market, band: Callable[[], Band] = no_band
    ) -> AsyncGenerator[Print | None]:
        await self._know_the_time(max_age=None)  # a print's age is told by it
        market_id = await self._market_id(market.symbol)
        name = markets.ccxt_symbol(market.symbol, derivative=self.derivative)
        async with aclosing(self._deps.streams.prints(name, market_id, band)) as stream:
            async for trade in stream:
                yield trade

    async def drop_prints(self, market: Market) -> None:
        await self._deps.streams.drop_prints(markets.ccxt_symbol(market.symbol, derivative=self.derivative))

    async def last_prints(self, market: Market) -> Sequence[Print]:
        prints = await self._public_trades(await self._market_id(market.symbol))
        return sorted((one for one in prints if one.price > 0), key=lambda one: one.at)

    async def account_events(self, market_of: MarketOf) -> AsyncGenerator[AccountEvent]:
        await self._ready()
        await self._know_the_time(max_age=None)
        async with aclosing(self._deps.streams.account_news()) as stream:
            async for news in stream:
                if news is None:
                    yield None
                    continue
                symbol = self._deps.market_cache.symbol_of(news.market_id)
                market = None if symbol is None else market_of(symbol)
                if market is not None:
                    yield await self._event(news, market)

    async def _event(self, news: RawNews, market: Market) -> AccountEvent:
        """Return what the stream tells of an order; None where that cannot be read: then it is asked."""
        try:
            told = self._told(news, market)
            if isinstance(told, Execution) and told.trade.fee.unvalued:
                coins = {one.coin for one in told.trade.fee.unvalued}
                with contextlib.suppress(TryLater, TimeoutError):
                    async with asyncio.timeout(MOST_FOR_A_PRICE_S):
                        await self._coin_prices.of(coins, market)
                told = self._told(news, market)
        except Unreadable as e:
            log.info("%s: a message on %s cannot be read: %s", self.exchange, market.symbol, e)
            return None
        return told

    async def close(self) -> None:
        async with AsyncExitStack() as stack:  # each is closed whatever becomes of the others; the last first
            stack.push_async_callback(self._deps.rest.close)
            stack.push_async_callback(self._deps.session.close)
            stack.push_async_callback(self._client.close)
            stack.push_async_callback(self._deps.streams.close)
            stack.push_async_callback(self._tasks.close)

    async def _last_price_of(self, symbol: str) -> Decimal:
        price = await self._last(await self._market_id(symbol))
        if price <= 0:
            raise NoPrice(symbol)
        return plain(price)

    async def _fees_of(self, symbol: str) -> Fees:
        """Return the account's own fees where its key may ask, else the exchange's usual ones.

        When the question is not answered they are what they were: a line that fails is no news.
        """
        if not self._deps.credentials:
            return self._deps.venue.default_fees
        known, now = self._fees.get(symbol), self._clock.monotonic()
        if known is not None and now - known[0] < self._deps.timings.market_data.fees_fresh:
            return known[1]
        try:
            maker, taker = await self._own_fees(await self._market_id(symbol))
        except (ExchangeRefusal, Unreadable, VenueUnavailable) as e:
            log.info("%s does not tell the fees of %s, using the last known: %s", self.exchange, symbol, e)
            return known[1] if known is not None else self._deps.venue.default_fees
        self._fees[symbol] = (now, (plain(maker), plain(taker)))
        return self._fees[symbol][1]

    async def _change(
        self, endpoint: Endpoint, params: Mapping[str, object], wrong: SettingNotMade
    ) -> Json | None:
        """Change a setting of the account; None where it was so already. Raises MarginUnfit."""
        try:
            return await self._ask_plainly(endpoint, params)
        except ExchangeRefusal as e:
            if e.code in self.unchanged_codes:
                return None
            raise MarginUnfit(replace(wrong, why=e.reason)) from None

    # --- what differs ----------------------------------------------------------------------------------

    @abstractmethod
    def _told(self, news: RawNews, market: Market) -> Execution | OrderReport:
        """Return what the account's stream tells of an order. Raises Unreadable."""

    @abstractmethod
    def _create_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        """Return the call that places the order. Raises Unreadable where the list of symbols is."""

    @abstractmethod
    def _cancel_call(self, identity: OrderIdentity, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        """Return the call that cancels the order."""

    @abstractmethod
    async def _one(
        self, market: Market, by: Mapping[str, str], since: datetime | None
    ) -> OrderReport | NotFound:
        """Return the order of that name, placed at `since` if that is known. Raises VenueUnavailable."""

    @abstractmethod
    async def _may_be_ours(self, row: Mapping[str, Json], market: Market) -> bool:
        """Say whether a trade that cannot be read may be of an order of ours. Raises VenueUnavailable."""

    @abstractmethod
    async def _candles(self, market_id: str, seconds: int, begin_ms: int) -> list[Candle]:
        """Return a page of candles of that length from then on. Raises VenueUnavailable."""

    @abstractmethod
    async def _public_trades(self, market_id: str) -> list[Print]:
        """Return the newest public trades, those that a stream tells. Raises VenueUnavailable."""

    @abstractmethod
    async def _own_fees(self, market_id: str) -> Fees:
        """Return the account's own fees. Raises ExchangeRefusal, Unreadable, VenueUnavailable."""

    @abstractmethod
    async def _best(self, market_id: str) -> tuple[Decimal, Decimal]:
        """Return the best bid and ask, 0 for an empty side. Raises VenueUnavailable."""

    @abstractmethod
    async def _last(self, market_id: str) -> Decimal:
        """Return the last price, 0 where there is none. Raises VenueUnavailable."""
