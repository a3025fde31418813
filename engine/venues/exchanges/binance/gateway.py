"""Binance, spot and USDT-margined futures: which calls it takes, and how its answers are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.types import Market, VenueOrderId
from engine.errors import NotPossible, VenueUnavailable
from engine.venues.exchanges.answers import ExchangeRefusal, Json, integer, listing, mapping, number
from engine.venues.exchanges.binance import values
from engine.venues.exchanges.binance.limits import weigh
from engine.venues.exchanges.candles import Candle, candles, windows
from engine.venues.exchanges.ccxt_gateway import CcxtGateway
from engine.venues.exchanges.limiter import Endpoint, Lane, Route
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.spec import Environment, Fees, RawNews
from engine.venues.exchanges.values import oldest_first
from engine.venues.live.gateway import (
    Execution,
    ForcedTrade,
    FundingReport,
    KeyRights,
    MarginSettings,
    NotFound,
    OrderReport,
    Position,
    Print,
    TradeReport,
)

NO_SUCH_ORDER = "-2013"
ARCHIVED = "-2026"
"""Spot shows no more of an order that was cancelled, or has expired, without a trade ninety days ago."""
PAGE = 1000
PUBLIC_PAGE = 100
MEMORY = timedelta(days=89)
"""So far back futures tell of trades and income: three months, less what clocks and months differ by."""
INTERVALS = {60: "1m", 900: "15m", 14_400: "4h", 86_400: "1d"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BinanceCalls:
    """The calls of one of Binance's two markets."""

    time: Endpoint
    markets: Endpoint
    create: Endpoint
    cancel: Endpoint
    order: Endpoint
    open_of_symbol: Endpoint
    open_of_all: Endpoint
    trades: Endpoint
    trades_of_order: Endpoint
    trade_window: timedelta
    """The longest stretch of trades that may be asked for."""
    trade_memory: timedelta | None = None
    """So far back trades are shown; None: all of them."""
    wallet: Endpoint
    fees: Endpoint
    price: Endpoint
    best: Endpoint
    candles: Endpoint
    public_trades: Endpoint


SPOT = BinanceCalls(
    time=weigh("public_get_time", Lane.QUERY, 1, Route("GET", "public", "/time", signed=False)),
    markets=weigh("load_markets", Lane.DATA, 20),
    create=weigh("private_post_order", Lane.CREATE, 1, Route("POST", "private", "/order"), ten_s=1),
    cancel=weigh("private_delete_order", Lane.CANCEL, 1, Route("DELETE", "private", "/order")),
    order=weigh("private_get_order", Lane.QUERY, 4),
    open_of_symbol=weigh("private_get_openorders", Lane.PASS, 6),
    open_of_all=weigh("private_get_openorders", Lane.PASS, 80),
    trades=weigh("private_get_mytrades", Lane.PASS, 20),
    trades_of_order=weigh("private_get_mytrades", Lane.QUERY, 5),
    trade_window=timedelta(hours=24),
    wallet=weigh("private_get_account", Lane.PASS, 20),
    fees=weigh("private_get_account_commission", Lane.DATA, 20),
    price=weigh("public_get_ticker_price", Lane.QUERY, 2),
    best=weigh("public_get_ticker_bookticker", Lane.QUERY, 2),
    candles=weigh("public_get_klines", Lane.DATA, 2),
    public_trades=weigh("public_get_aggtrades", Lane.DATA, 4),
)
FUTURES = BinanceCalls(
    time=weigh("fapipublic_get_time", Lane.QUERY, 1, Route("GET", "fapiPublic", "/time", signed=False)),
    markets=weigh("load_markets", Lane.DATA, 1),
    create=weigh(
        "fapiprivate_post_order", Lane.CREATE, 1, Route("POST", "fapiPrivate", "/order"), ten_s=1, minute=1
    ),
    cancel=weigh("fapiprivate_delete_order", Lane.CANCEL, 1, Route("DELETE", "fapiPrivate", "/order")),
    order=weigh("fapiprivate_get_order", Lane.QUERY, 1),
    open_of_symbol=weigh("fapiprivate_get_openorders", Lane.PASS, 1),
    open_of_all=weigh("fapiprivate_get_openorders", Lane.PASS, 40),
    trades=weigh("fapiprivate_get_usertrades", Lane.PASS, 5),
    trades_of_order=weigh("fapiprivate_get_usertrades", Lane.QUERY, 5),
    trade_window=timedelta(days=7),
    trade_memory=MEMORY,
    wallet=weigh("fapiprivatev3_get_balance", Lane.PASS, 5),
    fees=weigh("fapiprivate_get_commissionrate", Lane.DATA, 20),
    price=weigh("fapipublicv2_get_ticker_price", Lane.QUERY, 1),
    best=weigh("fapipublic_get_ticker_bookticker", Lane.QUERY, 2),
    candles=weigh("fapipublic_get_klines", Lane.DATA, 10),
    public_trades=weigh("fapipublic_get_trades", Lane.DATA, 5),
)
ALL_ORDERS = weigh("private_get_allorders", Lane.QUERY, 20)
DATED_BEFORE, DATED_AFTER = timedelta(seconds=5), timedelta(seconds=10)
"""An order bears a date so long before it was sent, or after it was due, at most: what clocks differ by, and
what an exchange takes."""
RIGHTS = weigh("sapi_get_account_apirestrictions", Lane.PASS, 1)


class OrderArchived(VenueUnavailable):
    """The order has ended long ago, and has traded nothing."""


class BinanceGateway(CcxtGateway):
    """One account at Binance spot."""

    calls = SPOT
    market_load = SPOT.markets
    time_errors = frozenset({"-1021", "-5028"})
    gone_codes = frozenset({"-2011", NO_SUCH_ORDER, ARCHIVED})
    unchanged_codes = frozenset({"-4046", "-4059"})
    accepted_id = staticmethod(values.accepted_id)
    name_field = "origClientOrderId"

    # --- orders ------------------------------------------------------------------------------------

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        try:
            return await super().fetch_order(identity, market)
        except OrderArchived:
            shape = identity.shape
            if shape is None:
                raise
            return OrderReport(
                # What it was called there is not told any more, and nothing bears that name.
                venue_order_id=identity.venue_order_id or VenueOrderId(identity.client_order_id),
                client_order_id=identity.client_order_id,
                symbol=market.symbol,
                side=shape.side,
                price=shape.price,
                quantity=shape.quantity,
                filled=Decimal(0),
                ended=OrderFact.CANCELED,
                created_at=shape.created_at,
            )

    async def _one(
        self, market: Market, by: Mapping[str, str], since: datetime | None
    ) -> OrderReport | NotFound:
        del since  # an order is found whenever it was placed
        params = {"symbol": await self._past_id(market.symbol), **by}
        try:
            payload = await self._ask_plainly(self.calls.order, params)
        except ExchangeRefusal as e:
            if e.code == NO_SUCH_ORDER:
                return NotFound()
            if e.code == ARCHIVED:
                raise OrderArchived(self.exchange, e.reason) from None
            raise self._no_answer(e, params) from None
        with self._reading():
            return values.order_report(payload, market.symbol)

    async def renamed(self, order: Order, market: Market) -> Sequence[OrderReport]:
        """Return those that were made smaller: spot gives such an order another name, at random mostly.

        By the name before it is not found any more. It keeps its number, its price and its date.
        """
        if self.derivative:
            return ()
        market_id, wanted = await self._past_id(market.symbol), order.sent_quantity or order.quantity
        first, last = order.created_at - DATED_BEFORE, order.deadline + DATED_AFTER
        span = {"startTime": to_ms(first), "endTime": to_ms(last)}
        rows = await self._get(listing, ALL_ORDERS, {"symbol": market_id, **span})
        reports = [one for row in rows for one in self._readable(values.order_report, row, market.symbol)]
        is_ours = self._deps.exchange.order_names.is_ours
        return [
            report
            for report in reports
            if (report.side, report.price) == (order.side, order.sent_price or order.price)
            and report.quantity < wanted
            and first <= report.created_at <= last
            and not is_ours(report.client_order_id or "")
        ]

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        ids = {await self._past_id(market.symbol): market.symbol for market in markets}
        each, all_at_once = self.calls.open_of_symbol, self.calls.open_of_all
        if sum(each.costs.values()) * len(ids) < sum(all_at_once.costs.values()):
            answers = [await self._ask(each, {"symbol": market_id}) for market_id in ids]
        else:
            answers = [await self._ask(all_at_once)]
        with self._reading():
            rows = [row for answer in answers for row in listing(answer)]
            wanted = [(row, ids.get(str(row.get("symbol")))) for row in rows]
        return [
            report
            for row, symbol in wanted
            if symbol is not None
            for report in self._readable(values.order_report, row, symbol)
        ]

    async def all_open_orders(self) -> Sequence[OrderReport]:
        await self._ready()
        rows, symbol_of = await self._get(listing, self.calls.open_of_all), self._deps.market_cache.symbol_of
        named = [(row, symbol_of(row.get("symbol"))) for row in rows]
        return [
            report
            for row, symbol in named
            if symbol is not None
            for report in self._readable(values.order_report, row, symbol)
        ]

    # --- trades ------------------------------------------------------------------------------------

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        market_id = await self._past_id(market.symbol)
        rows: list[Mapping[str, Json]] = []
        until = self._time.now() + timedelta(seconds=1)
        memory = self.calls.trade_memory
        first = since if memory is None else max(since, until - memory)
        if memory is None and until - since > self.calls.trade_window:
            return await self._trades(await self._rows_by_id(market_id, since), market)
        for begin, end in windows(first, until, self.calls.trade_window):
            if rows and self._whole(rows[-1], "time") >= to_ms(end):
                continue  # the pages by id have come further than this window
            span = {"startTime": to_ms(begin), "endTime": to_ms(end)}
            rows += await self._pages({"symbol": market_id, **span})
        return await self._trades(rows, market)

    async def _rows_by_id(self, market_id: str, since: datetime) -> list[Mapping[str, Json]]:
        """Return the trades since then, found by their ids: window by window a year is 365 questions.

        Most often all are among the newest. Else the first one is between the oldest and those: halved
        again and again, that is found with thirty questions at most.
        """
        symbol, since_ms = {"symbol": market_id}, to_ms(since)

        def of_now(rows: list[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
            return [row for row in rows if self._whole(row, "time") >= since_ms]

        newest = await self._page(self.calls.trades, symbol)
        if len(newest) < PAGE or len(of_now(newest)) < len(newest):
            return of_now(newest)
        low, high = 0, min(self._whole(row, "id") for row in newest)
        probe = low
        while low < high:
            page = await self._page(self.calls.trades, {**symbol, "fromId": probe})
            later = of_now(page)
            if not later:
                low = max((self._whole(row, "id") for row in page), default=probe) + 1
            elif len(later) < len(page) or probe == low:
                high = low = min(self._whole(row, "id") for row in later)
            else:
                high = probe
            probe = (low + high) // 2
        return await self._pages({**symbol, "fromId": high})

    async def _pages(self, first: Mapping[str, object]) -> list[Mapping[str, Json]]:
        """Return a page, and while they are full those after it by id."""
        rows = page = await self._page(self.calls.trades, first)
        while len(page) >= PAGE:
            after = max(self._whole(row, "id") for row in page) + 1
            page = await self._page(self.calls.trades, {"symbol": first["symbol"], "fromId": after})
            rows = rows + page
        return sorted(rows, key=lambda row: self._whole(row, "id"))

    async def _page(self, endpoint: Endpoint, params: Mapping[str, object]) -> list[Mapping[str, Json]]:
        return await self._get(listing, endpoint, {**params, "limit": PAGE})

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        params = {"symbol": await self._past_id(market.symbol), "orderId": venue_order_id}
        age = self._time.now() - order.created_at
        if not self.derivative or age < self.calls.trade_window:
            rows = await self._page(self.calls.trades_of_order, params)
            if len(rows) < PAGE:
                return await self._trades(rows, market)
        # Futures show an order's trades of the last week only, and either market at most a page.
        trades = await self.trades_since(market, order.created_at - timedelta(minutes=1))
        return [trade for trade in trades if trade.venue_order_id == venue_order_id]

    async def _may_be_ours(self, row: Mapping[str, Json], market: Market) -> bool:
        order_id = row.get("orderId")
        if isinstance(order_id, bool) or not isinstance(order_id, int | str):
            return True
        order = await self._one(market, {"orderId": str(order_id)}, None)
        if isinstance(order, NotFound):
            return True
        return self._deps.exchange.order_names.is_ours(order.client_order_id or "")

    async def _trades(self, rows: Sequence[Mapping[str, Json]], market: Market) -> list[TradeReport]:
        rows = await self._without_oddities(rows, market, values.trade_report)
        with self._reading():
            coins = {coin for row in rows if (coin := values.fee_coin(row)) is not None}
        prices = await self._coin_prices.of(coins, market)
        with self._reading():
            return oldest_first(values.trade_report(row, market, prices) for row in rows)

    def _told(self, news: RawNews, market: Market) -> Execution | OrderReport:
        report = values.order_report(news.order, market.symbol)
        if news.trade is None or not values.names_its_fee(news.trade):
            return report
        coin = values.fee_coin(news.trade)
        prices = self._coin_prices.at_hand(set() if coin is None else {coin}, market)
        trade = values.trade_report(news.trade, market, prices)
        return Execution(
            trade=replace(trade, client_order_id=report.client_order_id),
            quantity=report.quantity,
            filled=report.filled,
            ended=report.ended is not None,
        )

    # --- account ------------------------------------------------------------------------------------

    async def balances(self) -> Mapping[str, Decimal | None]:
        return await self._get(values.spot_balances, self.calls.wallet, {"omitZeroBalances": "true"})

    async def positions(self) -> Sequence[Position]:
        """Return nothing: spot has no positions."""
        return ()

    async def rights(self) -> KeyRights | None:
        """Return what the key may do; None on the test venues, which do not say."""
        if self._deps.environment not in {Environment.LIVE, Environment.SIMULATED}:
            return None
        raw = await self._get(mapping, RIGHTS)
        trade = raw.get("enableFutures" if self.derivative else "enableSpotAndMarginTrading")
        return KeyRights(trade=trade is True, withdraw=raw.get("enableWithdrawals") is not False)

    async def prepare(self, market: Market, leverage: int) -> None:
        """Do nothing: spot has no modes."""

    async def margin_settings(self, market: Market) -> MarginSettings:
        raise NotPossible(f"{self.exchange} has no positions on {market.symbol}")

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        """Return nothing: spot has no positions."""
        del since
        return ()

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        """Return nothing: spot has no positions."""
        del market, since
        return ()

    # --- for the life that all share --------------------------------------------------------------------

    def _create_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        return self.calls.create, values.create_params(order, market_id, derivative=self.derivative)

    def _cancel_call(self, identity: OrderIdentity, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        return self.calls.cancel, {"symbol": market_id, **self._named(identity)}

    async def _server_ms(self) -> int:
        return await self._get(lambda answer: integer(mapping(answer), "serverTime"), self.calls.time)

    async def _candles(self, market_id: str, seconds: int, begin_ms: int) -> list[Candle]:
        span = {"interval": INTERVALS[seconds], "startTime": begin_ms, "limit": PAGE}
        return await self._get(candles, self.calls.candles, {"symbol": market_id, **span})

    async def _public_trades(self, market_id: str) -> list[Print]:
        params = {"symbol": market_id, "limit": PUBLIC_PAGE}
        return await self._get(values.public_trades, self.calls.public_trades, params)

    async def _own_fees(self, market_id: str) -> Fees:
        raw = mapping(await self._ask_plainly(self.calls.fees, {"symbol": market_id}))
        maker = taker = Decimal(0)
        for kind in ("standardCommission", "specialCommission", "taxCommission"):
            part = mapping(raw.get(kind) or {"maker": "0", "taker": "0"})
            side = max(number(part, "buyer"), number(part, "seller")) if "buyer" in part else Decimal(0)
            maker += number(part, "maker") + side
            taker += number(part, "taker") + side
        return maker, taker

    async def _best(self, market_id: str) -> tuple[Decimal, Decimal]:
        answer = await self._ask(self.calls.best, {"symbol": market_id})
        with self._reading():
            return number(mapping(answer), "bidPrice"), number(mapping(answer), "askPrice")

    async def _last(self, market_id: str) -> Decimal:
        by_symbol = {"symbol": market_id}
        return await self._get(lambda answer: number(mapping(answer), "price"), self.calls.price, by_symbol)

    def _whole(self, row: Mapping[str, Json], name: str) -> int:
        with self._reading():
            return integer(row, name)
