"""OKX v5, spot and linear swaps. Swaps are counted in contracts there, and in coins everywhere here."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from engine.core.money import plain
from engine.core.orders import Order, OrderIdentity
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.causes import MarginSetting
from engine.core.types import Market, VenueOrderId
from engine.errors import NotPossible
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
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
from engine.venues.exchanges.candles import PAGE, Candle, candles
from engine.venues.exchanges.ccxt_gateway import CcxtGateway
from engine.venues.exchanges.gateway_base import GatewayDeps
from engine.venues.exchanges.limiter import Endpoint, Lane, Route
from engine.venues.exchanges.okx import signing, values
from engine.venues.exchanges.okx.answers import contract_size
from engine.venues.exchanges.okx.limits import request
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.spec import Fees, RawNews
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
    "public_get_public_time", Lane.QUERY, "time", Route("GET", "rest", "/api/v5/public/time", signed=False)
)
MARKETS = request("load_markets", Lane.DATA, "instruments")
CREATE = request("private_post_trade_order", Lane.CREATE, "create", signing.CREATE)
CANCEL = request("private_post_trade_cancel_order", Lane.CANCEL, "cancel", signing.CANCEL)
ORDER = request("private_get_trade_order", Lane.QUERY, "order")
OPEN = request("private_get_trade_orders_pending", Lane.PASS, "pending")
FILLS = request("private_get_trade_fills", Lane.PASS, "fills")
FILLS_OF_ORDER = request("private_get_trade_fills", Lane.QUERY, "fills")
OLD_FILLS = request("private_get_trade_fills_history", Lane.PASS, "old fills")
OLD_FILLS_OF_ORDER = request("private_get_trade_fills_history", Lane.QUERY, "old fills")
BILLS = request("private_get_account_bills", Lane.PASS, "bills")
OLD_BILLS = request("private_get_account_bills_archive", Lane.PASS, "old bills")
WALLET = request("private_get_account_balance", Lane.PASS, "balance")
POSITIONS = request("private_get_account_positions", Lane.PASS, "positions")
CONFIG = request("private_get_account_config", Lane.PASS, "config")
LEVERAGE = request("private_get_account_leverage_info", Lane.PASS, "leverage")
FEES = request("private_get_account_trade_fee", Lane.DATA, "fees")
SET_POSITION_MODE = request("private_post_account_set_position_mode", Lane.CREATE, "position mode")
SET_LEVERAGE = request("private_post_account_set_leverage", Lane.CREATE, "set leverage")
TICKER = request("public_get_market_ticker", Lane.QUERY, "ticker")
CANDLES = request("public_get_market_candles", Lane.DATA, "candles")
OLD_CANDLES = request("public_get_market_history_candles", Lane.DATA, "old candles")
PUBLIC_TRADES = request("public_get_market_trades", Lane.DATA, "trades")

NO_SUCH_ORDER = "51603"
ONE_WAY, ISOLATED = "net_mode", "isolated"
FUNDING_FEE = "8"
ROWS = 100
"""The longest page of orders, fills and bills."""
RECENT_FILLS, RECENT_BILLS = timedelta(days=3), timedelta(days=7)
MEMORY = timedelta(days=89)
"""So far back fills and bills are shown: three months, less what clocks and months differ by."""
ROUNDING = timedelta(minutes=1)
INTERVALS = {60: "1m", 900: "15m", 14_400: "4H", 86_400: "1Dutc"}
MOST_CANDLES, MOST_OLD_CANDLES, YOUNG_CANDLES = 300, 100, 1400
"""Of one question, of one for older ones, and how many of the youngest the first is answered for."""
PUBLIC_PAGE = 100
SHARED_FOR = timedelta(seconds=5)


class OkxGateway(CcxtGateway):
    """One account at OKX, spot or swaps by its name."""

    market_load = MARKETS
    time_errors = frozenset({"50102", "50036", "50037"})
    gone_codes = frozenset({"51400", "51401", "51402", "51603"})
    unchanged_codes = frozenset[str]()
    accepted_id = staticmethod(values.accepted_id)
    name_field = "clOrdId"
    number_field = "ordId"

    def __init__(self, deps: GatewayDeps) -> None:
        super().__init__(deps)
        self._kind = "SWAP" if self.derivative else "SPOT"
        self._sizes: dict[str, Decimal] = {}
        self._config: tuple[timedelta, Mapping[str, Json]] | None = None

    # --- orders ------------------------------------------------------------------------------------

    async def _one(
        self, market: Market, by: Mapping[str, str], since: datetime | None
    ) -> OrderReport | NotFound:
        """Return the order of that name: of several, one after the other, the youngest."""
        del since  # one question is enough, however old it is
        market_id = await self._past_id(market.symbol)
        params = {"instId": market_id, **by}
        try:
            answer = await self._ask_plainly(ORDER, params)
        except ExchangeRefusal as e:
            if e.code == NO_SUCH_ORDER:
                return NotFound()
            raise self._no_answer(e, params) from None
        with self._reading():
            rows = listing(answer)
            if len(rows) != 1:
                raise Unreadable(f"{len(rows)} orders in place of one")
            return values.order_report(rows[0], market.symbol, self._size(market_id))

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        ids = {await self._past_id(market.symbol): market.symbol for market in markets}
        if len(ids) == 1:
            return await self._open({"instId": next(iter(ids))}, ids.get)
        return await self._open({}, ids.get) if ids else ()

    async def all_open_orders(self) -> Sequence[OrderReport]:
        await self._ready()
        return await self._open({}, self._deps.market_cache.symbol_of)

    async def _open(
        self, scope: Mapping[str, str], symbol_of: Callable[[Any], str | None]
    ) -> Sequence[OrderReport]:
        """Return what is open there on the symbols that are known, page by page."""
        reports: list[OrderReport] = []
        async for row in self._rows(OPEN, {"instType": self._kind, **scope}, "ordId"):
            symbol = symbol_of(row.get("instId"))
            if symbol is not None:
                reports += self._readable(self._order_report, row, symbol)
        return reports

    def _order_report(self, row: Mapping[str, Json], symbol: str) -> OrderReport:
        return values.order_report(row, symbol, self._size(text(row, "instId")))

    # --- trades ------------------------------------------------------------------------------------

    async def trades_since(self, market: Market, since: datetime) -> Sequence[TradeReport]:
        rows = await self._fills(market, since, {})
        return await self._trades(market, [row for row in rows if values.force_of(row) is None])

    async def trades_of(
        self, market: Market, order: Order, venue_order_id: VenueOrderId
    ) -> Sequence[TradeReport]:
        return await self._trades(
            market, await self._fills(market, order.created_at - ROUNDING, {"ordId": venue_order_id})
        )

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        if not self.derivative:
            return ()
        rows = [row for row in await self._fills(market, since, {}) if values.force_of(row) is not None]
        forces = {str(row.get("ordId")): values.force_of(row) for row in rows}
        read = partial(self._forced, market)
        rows = [row for row in rows for _ in self._readable(read, row, market.symbol)]
        return [
            ForcedTrade(force=force, trade=trade)
            for trade in await self._trades(market, rows)
            if (force := forces[trade.venue_order_id]) is not None
        ]

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        if not self.derivative:
            return ()
        await self._ready()
        begin = max(since, self._time.now() - MEMORY)
        asked = BILLS if self._time.now() - begin < RECENT_BILLS - ROUNDING else OLD_BILLS
        params = {"instType": self._kind, "type": FUNDING_FEE, "begin": to_ms(begin)}
        found: list[FundingReport] = []
        async for row in self._rows(asked, params, "billId"):
            symbol = self._deps.market_cache.symbol_of(row.get("instId"))
            if symbol is not None:
                found += self._readable(self._funding_report, row, symbol)
        return [report for report in found if report.charged_at >= begin]

    def _funding_report(self, row: Mapping[str, Json], symbol: str) -> FundingReport:
        return values.funding_report(row, symbol, self._size(text(row, "instId")))

    async def _fills(
        self, market: Market, since: datetime, wanted: Mapping[str, str]
    ) -> list[Mapping[str, Json]]:
        """Return the fills on a symbol since then, those by force as well."""
        market_id, now = await self._past_id(market.symbol), self._time.now()
        begin, of_order = max(since, now - MEMORY), "ordId" in wanted
        if now - begin < RECENT_FILLS - ROUNDING:
            asked = FILLS_OF_ORDER if of_order else FILLS
        else:
            asked = OLD_FILLS_OF_ORDER if of_order else OLD_FILLS
        params = {"instType": self._kind, "instId": market_id, "begin": to_ms(begin), **wanted}
        return [row async for row in self._rows(asked, params, "billId")]

    async def _trades(self, market: Market, rows: list[Mapping[str, Json]]) -> list[TradeReport]:
        size = self._size_of(await self._past_id(market.symbol))
        read = partial(values.trade_report, size=size)
        rows = await self._without_oddities(rows, market, read)
        with self._reading():
            # A bill's number grows with time, also within a moment.
            rows.sort(key=lambda row: (integer(row, "ts"), number_or_zero(row, "billId")))
            coins = {coin for coin, amount in (values.fee_part(row, market) for row in rows) if amount}
        prices = await self._coin_prices.of(coins, market)
        with self._reading():
            return oldest_first(read(row, market, prices) for row in rows)

    def _forced(self, market: Market, row: Mapping[str, Json], _: str) -> TradeReport:
        return values.trade_report(row, market, {}, self._size(text(row, "instId")))

    def _told(self, news: RawNews, market: Market) -> Execution | OrderReport:
        order, size = mapping(news.order), self._size(news.market_id)
        if news.trade is None:
            return values.order_report(order, market.symbol, size)
        prices = self._coin_prices.at_hand({values.fee_part(news.trade, market)[0]}, market)
        return values.execution(order, news.trade, market, prices, size)

    async def _may_be_ours(self, row: Mapping[str, Json], market: Market) -> bool:
        del market  # every order of ours bears a name
        return self._deps.exchange.order_names.is_ours(str(row.get("clOrdId") or ""))

    # --- account ------------------------------------------------------------------------------------

    async def balances(self) -> Mapping[str, Decimal | None]:
        return await self._get(values.balances, WALLET)

    async def positions(self) -> Sequence[Position]:
        """Return the positions; one in isolated and one in cross margin on a contract count together."""
        if not self.derivative:
            return ()
        await self._ready()
        found: dict[str, Position] = {}
        for row in await self._get(listing, POSITIONS, {"instType": self._kind}):
            symbol, held = self._deps.market_cache.symbol_of(row.get("instId")), number_or_none(row, "pos")
            if symbol is None or held == 0:
                continue
            if held is not None:
                with self._reading():
                    sign = -1 if row.get("posSide") == "short" else 1
                    held = plain(sign * held * self._size(text(row, "instId")))
            other = found.get(symbol)
            if other is not None:
                held = None if held is None or other.quantity is None else plain(held + other.quantity)
            found[symbol] = Position(symbol=symbol, quantity=held)
        return [position for position in found.values() if position.quantity != 0]

    async def margin_settings(self, market: Market) -> MarginSettings:
        """Return how positions are kept. That in isolated margin, each order says for itself."""
        if not self.derivative:
            raise NotPossible(f"{self.exchange} has no positions on {market.symbol}")
        config = await self._account_config()
        of = {"instId": await self._past_id(market.symbol), "mgnMode": ISOLATED}
        rows = await self._get(listing, LEVERAGE, of)
        with self._reading():
            if not rows:
                raise Unreadable(f"no settings of {market.symbol}")
            return MarginSettings(
                one_way=text(config, "posMode") == ONE_WAY,
                isolated=True,
                leverage=plain(number(rows[0], "lever")),
            )

    async def rights(self) -> KeyRights | None:
        config = await self._account_config()
        with self._reading():
            granted = text(config, "perm").split(",")
        return KeyRights(trade="trade" in granted, withdraw="withdraw" in granted)

    async def prepare(self, market: Market, leverage: int) -> None:
        """Make one-way mode and the leverage so, or raise MarginUnfit with what differs."""
        if not self.derivative:
            return
        market_id, settings = await self._market_id(market.symbol), await self.margin_settings(market)
        not_made = partial(SettingNotMade, exchange=self.exchange, symbol=market.symbol, leverage=leverage)
        if not settings.one_way:
            self._config = None
            one_way = not_made(setting=MarginSetting.POSITION_MODE)
            await self._change(SET_POSITION_MODE, {"posMode": ONE_WAY}, one_way)
        if replace(settings, one_way=True) != MarginSettings(
            one_way=True, isolated=True, leverage=Decimal(leverage)
        ):
            wanted = {"instId": market_id, "lever": str(leverage), "mgnMode": ISOLATED}
            await self._change(SET_LEVERAGE, wanted, not_made(setting=MarginSetting.LEVERAGE))

    async def _account_config(self) -> Mapping[str, Json]:
        """Return how the account is set up: one look serves for 5 s, for it may be had five times in two."""
        now = self._clock.monotonic()
        if self._config is None or now - self._config[0] > SHARED_FOR:
            rows = await self._get(listing, CONFIG)
            with self._reading():
                if len(rows) != 1:
                    raise Unreadable("no account")
            self._config = now, rows[0]
        return self._config[1]

    # --- for the life that all share --------------------------------------------------------------------

    def _create_call(self, order: Order, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        size = self._size(market_id)
        return CREATE, values.create_params(order, market_id, size, derivative=self.derivative)

    def _cancel_call(self, identity: OrderIdentity, market_id: str) -> tuple[Endpoint, Mapping[str, object]]:
        return CANCEL, {"instId": market_id, **self._named(identity)}

    async def _server_ms(self) -> int:
        return await self._get(lambda answer: integer(_only(listing(answer)), "ts"), TIME)

    async def _candles(self, market_id: str, seconds: int, begin_ms: int) -> list[Candle]:
        """Return a page, put together of the few candles that one question is answered with."""
        step_ms, now_ms = seconds * 1000, self._time.now_ms()
        end_ms = min(begin_ms + PAGE * step_ms, now_ms + 1)
        found: list[Candle] = []
        while begin_ms < end_ms:
            is_young = now_ms - begin_ms < YOUNG_CANDLES * step_ms
            most = MOST_CANDLES if is_young else MOST_OLD_CANDLES
            until_ms = min(begin_ms + most * step_ms, end_ms)
            # Both bounds are themselves left out.
            span = {"before": begin_ms - 1, "after": until_ms, "limit": most}
            params = {"instId": market_id, "bar": INTERVALS[seconds], **span}
            found += await self._get(candles, CANDLES if is_young else OLD_CANDLES, params)
            begin_ms = until_ms
        return found

    async def _public_trades(self, market_id: str) -> list[Print]:
        rows = await self._get(listing, PUBLIC_TRADES, {"instId": market_id, "limit": PUBLIC_PAGE})
        with self._reading():
            return [Print(price=plain(number(row, "px")), at=moment(row, "ts")) for row in rows]

    async def _own_fees(self, market_id: str) -> Fees:
        """Return the account's fees; what is paid is below zero there.

        Those of the instrument's group, where groups are told: without them there is one number for most.
        """
        of = {"instFamily": market_id.removesuffix("-SWAP")} if self.derivative else {"instId": market_id}
        rows = listing(await self._ask_plainly(FEES, {"instType": self._kind, **of}))
        by_coin = ("USDC" if "-USDC-" in market_id else "U") if self.derivative else ""
        if len(rows) != 1:
            raise Unreadable("no fees")
        own = values.fees_of_group(rows[0], self._fee_group(market_id))
        if own is not None:
            return own
        return -number(rows[0], f"maker{by_coin}"), -number(rows[0], f"taker{by_coin}")

    def _fee_group(self, market_id: str) -> object:
        entries = (self._client.markets_by_id or {}).get(market_id, ())
        return next((mapping(entry.get("info")).get("groupId") for entry in entries), None)

    async def _best(self, market_id: str) -> tuple[Decimal, Decimal]:
        raw = await self._ticker(market_id)
        with self._reading():
            return number_or_zero(raw, "bidPx"), number_or_zero(raw, "askPx")

    async def _last(self, market_id: str) -> Decimal:
        raw = await self._ticker(market_id)
        with self._reading():
            return number_or_zero(raw, "last")

    async def _ticker(self, market_id: str) -> Mapping[str, Json]:
        return next(iter(await self._get(listing, TICKER, {"instId": market_id})), {})

    def _size_of(self, market_id: str) -> Decimal:
        """Return how many coins a contract stands for. Raises VenueUnavailable where that is not known."""
        with self._reading():
            return self._size(market_id)

    def _size(self, market_id: str) -> Decimal:
        """Return the same; 1 on spot. Raises Unreadable.

        It stands in the list of instruments alone. Of one that is not there any more it is remembered.
        """
        if not self.derivative:
            return Decimal(1)
        for entry in (self._client.markets_by_id or {}).get(market_id, ()):
            self._sizes[market_id] = contract_size(mapping(entry.get("info")))
        if market_id not in self._sizes:
            raise Unreadable(f"the size of {market_id} is not known")
        return self._sizes[market_id]

    async def _rows(
        self, endpoint: Endpoint, params: Mapping[str, object], key: str
    ) -> AsyncIterator[Mapping[str, Json]]:
        """Yield the rows of all pages, the newest first. `key`: the field that a page goes on behind."""
        behind, seen = "", set[str]()
        while True:
            page = {**params, "limit": ROWS} | ({"after": behind} if behind else {})
            rows = await self._get(listing, endpoint, page)
            for row in rows:
                yield row
            if len(rows) < ROWS:
                return
            with self._reading():
                behind = text(rows[-1], key)
                if behind in seen:
                    raise Unreadable("the pages go in a circle")
            seen.add(behind)


def _only(rows: list[Mapping[str, Json]]) -> Mapping[str, Json]:
    return rows[0] if rows else {}
