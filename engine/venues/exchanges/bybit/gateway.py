"""Bybit v5, spot and linear perpetuals of a unified account."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from engine.core.money import plain
from engine.core.orders import Order, OrderIdentity
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.causes import Cause, Force, MarginSetting
from engine.core.reasons.reason import Plain
from engine.core.types import Market, VenueOrderId
from engine.errors import NotPossible, VenueUnavailable
from engine.venues.exchanges.answers import (
    Json,
    Unreadable,
    integer,
    listing,
    mapping,
    number,
    number_or_none,
    number_or_zero,
    text,
)
from engine.venues.exchanges.bybit import values
from engine.venues.exchanges.bybit.limits import request
from engine.venues.exchanges.candles import PAGE, Candle, candles, windows
from engine.venues.exchanges.ccxt_gateway import CcxtGateway
from engine.venues.exchanges.gateway_base import GatewayDeps
from engine.venues.exchanges.limiter import Endpoint, Lane, Route
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.spec import Environment, Fees, RawNews
from engine.venues.exchanges.values import moment, oldest_first
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

TIME = request(
    "public_get_v5_market_time", Lane.QUERY, route=Route("GET", "public", "/v5/market/time", signed=False)
)
MARKETS = request("load_markets", Lane.DATA)
CREATE = request(
    "private_post_v5_order_create", Lane.CREATE, "create", Route("POST", "private", "/v5/order/create")
)
CANCEL = request(
    "private_post_v5_order_cancel", Lane.CANCEL, "cancel", Route("POST", "private", "/v5/order/cancel")
)
REALTIME = request("private_get_v5_order_realtime", Lane.QUERY, "orders")
OPEN = request("private_get_v5_order_realtime", Lane.PASS, "orders")
HISTORY = request("private_get_v5_order_history", Lane.QUERY, "orders")
EXECUTIONS = request("private_get_v5_execution_list", Lane.PASS, "trades")
EXECUTIONS_OF_ORDER = request("private_get_v5_execution_list", Lane.QUERY, "trades")
WALLET = request("private_get_v5_account_wallet_balance", Lane.PASS, "account")
POSITIONS = request("private_get_v5_position_list", Lane.PASS, "account")
ACCOUNT = request("private_get_v5_account_info", Lane.PASS, "account")
KEY = request("private_get_v5_user_query_api", Lane.PASS, "settings")
FEES = request("private_get_v5_account_fee_rate", Lane.DATA, "fees")
SET_MARGIN_MODE = request("private_post_v5_account_set_margin_mode", Lane.CREATE, "margin mode")
SET_POSITION_MODE = request("private_post_v5_position_switch_mode", Lane.CREATE, "settings")
SET_LEVERAGE = request("private_post_v5_position_set_leverage", Lane.CREATE, "settings")
TICKERS = request("public_get_v5_market_tickers", Lane.QUERY)
CANDLES = request("public_get_v5_market_kline", Lane.DATA)
PUBLIC_TRADES = request("public_get_v5_market_recent_trade", Lane.DATA)

ISOLATED = "ISOLATED_MARGIN"
ORDER_PAGE, TRADE_PAGE, POSITION_PAGE, PUBLIC_PAGE = 50, 100, 200, 60
INTERVALS = {60: "1", 900: "15", 14_400: "240", 86_400: "D"}
LONGEST_WINDOW = timedelta(days=7)
MEMORY = timedelta(days=729)
"""So far back orders and executions are shown: two years, less what clocks differ by."""
ROUNDING = timedelta(minutes=1)
"""By which they and we may differ in the age of an order."""
SETTLE_COINS = ("USDT", "USDC")


class BybitGateway(CcxtGateway):
    """One account at Bybit, spot or linear perpetuals by its name."""

    market_load = MARKETS
    time_errors = frozenset({"10002"})
    gone_codes = frozenset({"110001", "110008", "110010", "170213", "170139", "170142", "170143", "170190"})
    unchanged_codes = frozenset({"110025", "110026", "110027", "110043"})
    accepted_id = staticmethod(values.accepted_id)
    name_field = "orderLinkId"

    def __init__(self, deps: GatewayDeps) -> None:
        super().__init__(deps)
        self._category = "linear" if self.derivative else "spot"

    # --- orders ------------------------------------------------------------------------------------

    async def _one(
        self, market: Market, by: Mapping[str, str], since: datetime | None
    ) -> OrderReport | NotFound:
        """Return the order of that name, placed at `since`; what has ended is listed in the history alone."""
        market_id = await self._past_id(market.symbol)
        has_namesake = False
        for endpoint, span in self._places(since):
            rows = await self._get(_listed, endpoint, {**self._of(market_id), **by, **span})
            with self._reading():
                originals = [row for row in rows if not values.is_refused_copy(row)]
                has_namesake |= len(originals) < len(rows)
                if len(originals) > 1:
                    raise Unreadable(f"{len(originals)} orders of one name")
                if originals:
                    return values.order_report(originals[0], market.symbol)
        if has_namesake:
            raise VenueUnavailable(self.exchange, Plain(Cause.NAMESAKE_HIDDEN))
        return NotFound()

    def _places(self, since: datetime | None) -> Iterator[tuple[Endpoint, Mapping[str, object]]]:
        """Yield where an order may be listed. Asked without times, the history shows the last week alone."""
        yield REALTIME, {}
        yield HISTORY, {}
        now = self._time.now()
        if since is None or now - since < LONGEST_WINDOW - ROUNDING:
            return
        for begin, end in windows(max(since - ROUNDING, now - MEMORY), now, LONGEST_WINDOW):
            yield HISTORY, {"startTime": to_ms(begin), "endTime": to_ms(end)}

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        ids = {await self._past_id(market.symbol): market.symbol for market in markets}
        one_by_one = [{"symbol": market_id} for market_id in ids]
        return await self._open(min(one_by_one, self._whole, key=len), ids.get)

    async def all_open_orders(self) -> Sequence[OrderReport]:
        await self._ready()
        return await self._open(self._whole, self._deps.market_cache.symbol_of)

    @property
    def _whole(self) -> list[dict[str, str]]:
        """What to ask for to be told of the whole category: of perpetuals it is told by coin alone."""
        return [{"settleCoin": coin} for coin in SETTLE_COINS] if self.derivative else [{}]

    async def _open(
        self, scopes: Sequence[Mapping[str, str]], symbol_of: Callable[[Any], str | None]
    ) -> Sequence[OrderReport]:
        """Return what is open there on the symbols that are known, page by page."""
        reports: list[OrderReport] = []
        for scope in scopes:
            params = {"category": self._category, "openOnly": 0, "limit": ORDER_PAGE, **scope}
            async for row in self._rows(OPEN, params):
                symbol = symbol_of(row.get("symbol"))
                if symbol is not None:
                    reports += self._readable(values.order_report, row, symbol)
        return reports

    # --- trades ------------------------------------------------------------------------------------

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        return await self._trades(market, await self._executions(market, since, {}))

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        since = order.created_at - timedelta(minutes=1)
        return await self._trades(market, await self._executions(market, since, {"orderId": venue_order_id}))

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        if not self.derivative:
            return ()
        found: list[ForcedTrade] = []
        for kind, force in values.FORCES.items():
            rows = await self._executions(market, since, {"execType": kind}, kind)
            found += await self._forced_by(market, rows, kind, force)
        fills = await self._executions(market, since, {"execType": values.A_FILL})
        for kind, force in values.FORCED_ORDERS.items():
            rows = [row for row in fills if row.get("createType") == kind]
            found += await self._forced_by(market, rows, kind, force)
        return sorted(found, key=lambda forced: forced.trade.executed_at)

    async def _forced_by(
        self, market: Market, rows: list[Mapping[str, Json]], kind: str, force: Force
    ) -> list[ForcedTrade]:
        return [ForcedTrade(force=force, trade=trade) for trade in await self._trades(market, rows, kind)]

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        if not self.derivative:
            return ()
        await self._ready()
        rows = await self._executions(None, since, {"execType": values.FUNDING}, values.FUNDING)
        symbols = ((row, self._deps.market_cache.symbol_of(row.get("symbol"))) for row in rows)
        return [
            report
            for row, symbol in symbols
            if symbol is not None
            for report in self._readable(values.funding_report, row, symbol)
        ]

    async def _executions(
        self, market: Market | None, since: datetime, wanted: Mapping[str, str], kind: str = values.A_FILL
    ) -> list[Mapping[str, Json]]:
        """Return the executions of one `execType` since then, on the market's symbol or on all."""
        of = {"category": self._category} if market is None else self._of(await self._past_id(market.symbol))
        params = {**of, "limit": TRADE_PAGE, **wanted}
        asked = EXECUTIONS_OF_ORDER if "orderId" in wanted else EXECUTIONS
        rows: list[Mapping[str, Json]] = []
        until = self._time.now() + timedelta(seconds=1)
        for begin, end in windows(max(since, until - MEMORY), until, LONGEST_WINDOW):
            span = {"startTime": to_ms(begin), "endTime": to_ms(end)}
            rows += [row async for row in self._rows(asked, params | span) if row.get("execType") == kind]
        return rows

    async def _trades(
        self, market: Market, rows: list[Mapping[str, Json]], kind: str = values.A_FILL
    ) -> list[TradeReport]:
        if kind == values.A_FILL:
            rows = await self._without_oddities(rows, market, values.trade_report)
        else:
            rows = [row for row in rows for _ in self._readable(partial(_forced, market), row, market.symbol)]
        with self._reading():
            # seq is Bybit's own order of executions within a moment, where it gives one.
            rows.sort(key=lambda row: (integer(row, "execTime"), number_or_zero(row, "seq")))
            coins = {coin for row in rows for coin, amount in values.fee_parts(row, market) if amount}
        prices = await self._coin_prices.of(coins, market)
        with self._reading():
            return oldest_first(values.trade_report(row, market, prices) for row in rows)

    def _told(self, news: RawNews, market: Market) -> Execution | OrderReport:
        if news.trade is None:
            return values.order_report(mapping(news.order), market.symbol)
        coins = {coin for coin, amount in values.fee_parts(news.trade, market) if amount}
        return values.execution(news.trade, market, self._coin_prices.at_hand(coins, market))

    async def _may_be_ours(self, row: Mapping[str, Json], market: Market) -> bool:
        del market  # every order of ours bears a name
        return self._deps.exchange.order_names.is_ours(str(row.get("orderLinkId") or ""))

    # --- account ------------------------------------------------------------------------------------

    async def balances(self) -> Mapping[str, Decimal | None]:
        return await self._get(values.balances, WALLET, {"accountType": "UNIFIED"})

    async def positions(self) -> Sequence[Position]:
        if not self.derivative:
            return ()
        await self._ready()
        found: list[Position] = []
        for coin in SETTLE_COINS:
            params = {"category": "linear", "settleCoin": coin, "limit": POSITION_PAGE}
            async for row in self._rows(POSITIONS, params):
                symbol, size = (
                    self._deps.market_cache.symbol_of(row.get("symbol")),
                    number_or_none(row, "size"),
                )
                if symbol is not None and size != 0:
                    held = -size if size is not None and row.get("side") == "Sell" else size
                    found.append(Position(symbol=symbol, quantity=None if held is None else plain(held)))
        return found

    async def margin_settings(self, market: Market) -> MarginSettings:
        if not self.derivative:
            raise NotPossible(f"{self.exchange} has no positions on {market.symbol}")
        rows = await self._get(_listed, POSITIONS, self._of(await self._past_id(market.symbol)))
        isolated = await self._is_isolated()
        with self._reading():
            if not rows:
                raise Unreadable(f"no settings of {market.symbol}")
            return MarginSettings(
                one_way=all(integer(row, "positionIdx") == 0 for row in rows),
                isolated=isolated,
                leverage=plain(number_or_zero(rows[0], "leverage")),  # none with portfolio margin
            )

    async def rights(self) -> KeyRights | None:
        """Return what the key may do; None in demo trading, which does not say."""
        if self._deps.environment is Environment.DEMO:
            return None
        raw = await self._get(mapping, KEY)
        with self._reading():
            granted = mapping(raw.get("permissions"))
            areas = ("ContractTrade", "Derivatives") if self.derivative else ("Spot",)
            may_trade = any(granted.get(area) for area in areas) and integer(raw, "readOnly") == 0
            return KeyRights(trade=may_trade, withdraw="Withdraw" in (granted.get("Wallet") or ()))

    async def prepare(self, market: Market, leverage: int) -> None:
        """Make one-way mode, isolated margin and the leverage so, or raise MarginUnfit with what differs.

        Isolated margin is a setting of the whole unified account there. What is right is left alone: a
        setting that stands can be refused as well, while there are positions and orders.
        """
        if not self.derivative:
            return
        market_id, margin_settings = await self._market_id(market.symbol), await self.margin_settings(market)
        not_made = partial(SettingNotMade, exchange=self.exchange, symbol=market.symbol, leverage=leverage)
        if not margin_settings.isolated:
            await self._change(
                SET_MARGIN_MODE, {"setMarginMode": ISOLATED}, not_made(setting=MarginSetting.MARGIN_MODE)
            )
        if not margin_settings.one_way:
            one_way = self._of(market_id) | {"mode": 0}
            await self._change(SET_POSITION_MODE, one_way, not_made(setting=MarginSetting.POSITION_MODE))
        if margin_settings != MarginSettings(one_way=True, isolated=True, leverage=Decimal(leverage)):
            both = {"buyLeverage": str(leverage), "sellLeverage": str(leverage)}
            await self._change(
                SET_LEVERAGE, self._of(market_id) | both, not_made(setting=MarginSetting.LEVERAGE)
            )

    async def _is_isolated(self) -> bool:
        return await self._get(lambda answer: text(mapping(answer), "marginMode"), ACCOUNT) == ISOLATED

    # --- for the life that all share --------------------------------------------------------------------

    def _create_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        return CREATE, values.create_params(order, market_id, derivative=self.derivative)

    def _cancel_call(self, identity: OrderIdentity, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        return CANCEL, self._of(market_id) | self._named(identity)

    async def _server_ms(self) -> int:
        return await self._get(lambda answer: integer(mapping(answer), "timeNano"), TIME) // 1_000_000

    async def _candles(self, market_id: str, seconds: int, begin_ms: int) -> list[Candle]:
        # The newest candles of a stretch come first, so the stretch is as long as a page.
        span = {"start": begin_ms, "end": begin_ms + (PAGE - 1) * seconds * 1000, "limit": PAGE}
        params = self._of(market_id) | {"interval": INTERVALS[seconds], **span}
        return await self._get(lambda answer: candles(mapping(answer).get("list") or ()), CANDLES, params)

    async def _public_trades(self, market_id: str) -> list[Print]:
        rows = await self._get(_listed, PUBLIC_TRADES, self._of(market_id) | {"limit": PUBLIC_PAGE})
        with self._reading():
            return [
                Print(price=plain(number(row, "price")), at=moment(row, "time"))
                for row in rows
                if not row.get("isBlockTrade")
            ]

    async def _own_fees(self, market_id: str) -> Fees:
        rows = _listed(await self._ask_plainly(FEES, self._of(market_id)))
        if len(rows) != 1:
            raise Unreadable("no fees of the symbol")
        return number(rows[0], "makerFeeRate"), number(rows[0], "takerFeeRate")

    async def _best(self, market_id: str) -> tuple[Decimal, Decimal]:
        raw = await self._ticker(market_id)
        with self._reading():
            return number_or_zero(raw, "bid1Price"), number_or_zero(raw, "ask1Price")

    async def _last(self, market_id: str) -> Decimal:
        raw = await self._ticker(market_id)
        with self._reading():
            return number_or_zero(raw, "lastPrice")

    async def _ticker(self, market_id: str) -> Mapping[str, Json]:
        return next(iter(await self._get(_listed, TICKERS, self._of(market_id))), {})

    async def _rows(
        self, endpoint: Endpoint, params: Mapping[str, object]
    ) -> AsyncIterator[Mapping[str, Json]]:
        cursor, seen = "", set[str]()
        while True:
            raw = await self._get(mapping, endpoint, {**params, "cursor": cursor} if cursor else params)
            with self._reading():
                rows = listing(raw.get("list"))
                cursor = str(raw.get("nextPageCursor") or "")
                if cursor in seen:
                    raise Unreadable("the pages go in a circle")
            for row in rows:
                yield row
            if not cursor or not rows:
                return
            seen.add(cursor)

    def _of(self, market_id: str) -> dict[str, object]:
        return {"category": self._category, "symbol": market_id}


def _listed(payload: Json) -> list[Mapping[str, Json]]:
    return listing(mapping(payload).get("list"))


def _forced(market: Market, row: Mapping[str, Json], _: str) -> TradeReport:
    return values.trade_report(row, market, {})
