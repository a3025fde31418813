"""What Binance's USDT-margined futures have beyond spot: positions, modes, leverage."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from engine.core.money import plain
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.causes import Force, MarginSetting
from engine.core.types import Market
from engine.errors import MarginUnfit
from engine.venues.exchanges.answers import (
    ExchangeRefusal,
    Json,
    integer,
    listing,
    mapping,
    number,
    number_or_none,
    text,
)
from engine.venues.exchanges.binance import values
from engine.venues.exchanges.binance.gateway import FUTURES, MEMORY, BinanceGateway
from engine.venues.exchanges.binance.limits import weigh
from engine.venues.exchanges.gateway_base import GatewayDeps
from engine.venues.exchanges.limiter import Endpoint, Lane
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.spec import Fees
from engine.venues.live.gateway import ForcedTrade, FundingReport, MarginSettings, Position

log = logging.getLogger(__name__)

POSITIONS = weigh("fapiprivatev3_get_positionrisk", Lane.PASS, 5)
SYMBOL_SETTINGS = weigh("fapiprivate_get_symbolconfig", Lane.PASS, 5)
POSITION_MODE = weigh("fapiprivate_get_positionside_dual", Lane.PASS, 30)
SET_POSITION_MODE = weigh("fapiprivate_post_positionside_dual", Lane.CREATE, 1)
SET_MARGIN_TYPE = weigh("fapiprivate_post_margintype", Lane.CREATE, 1)
SET_LEVERAGE = weigh("fapiprivate_post_leverage", Lane.CREATE, 1)
INCOME = weigh("fapiprivate_get_income", Lane.PASS, 30)
INCOME_PAGE = 1000
FUNDING = "FUNDING_FEE"
FORCED_ORDERS = weigh("fapiprivate_get_forceorders", Lane.PASS, 20)
ALL_ORDERS = weigh("fapiprivate_get_allorders", Lane.PASS, 5)
FORCES = {
    "autoclose": Force.LIQUIDATION,
    "adl_autoclose": Force.DELEVERAGING,
    "settlement_autoclose": Force.SETTLEMENT,
}
"""How the names of such orders begin."""
LONGEST_MEMORY = timedelta(days=7)
MOST_FORCED = 100
SHARED_FOR = timedelta(seconds=5)
_Settings = Mapping[str, Mapping[str, Json]]
"""By the exchange's name of the symbol."""


class BinanceFuturesGateway(BinanceGateway):
    """One account at Binance USDT-margined futures."""

    calls = FUTURES
    market_load = FUTURES.markets

    def __init__(self, deps: GatewayDeps) -> None:
        super().__init__(deps)
        self._seen: tuple[timedelta, bool, _Settings] | None = None

    async def balances(self) -> Mapping[str, Decimal | None]:
        return await self._get(values.futures_balances, self.calls.wallet)

    async def positions(self) -> Sequence[Position]:
        await self._ready()
        rows, symbol_of = await self._get(listing, POSITIONS), self._deps.market_cache.symbol_of
        named = [(symbol_of(row.get("symbol")), number_or_none(row, "positionAmt")) for row in rows]
        return [
            Position(symbol=symbol, quantity=None if held is None else plain(held))
            for symbol, held in named
            if symbol is not None and held != 0
        ]

    async def prepare(self, market: Market, leverage: int) -> None:
        market_id = await self._market_id(market.symbol)
        not_made = partial(SettingNotMade, exchange=self.exchange, symbol=market.symbol, leverage=leverage)
        hedged, all_settings = await self._modes()
        if hedged:
            wrong = not_made(setting=MarginSetting.POSITION_MODE)
            await self._change(SET_POSITION_MODE, {"dualSidePosition": "false"}, wrong)
        settings = all_settings.get(market_id, {})
        if str(settings.get("marginType")).upper() != "ISOLATED":
            isolated = {"symbol": market_id, "marginType": "ISOLATED"}
            await self._change(SET_MARGIN_TYPE, isolated, not_made(setting=MarginSetting.MARGIN_MODE))
        if str(settings.get("leverage")) != str(leverage):
            wanted = {"symbol": market_id, "leverage": leverage}
            wrong = not_made(setting=MarginSetting.LEVERAGE)
            answer = await self._change(SET_LEVERAGE, wanted, wrong)
            with self._reading():
                set_to = integer(mapping(answer), "leverage") if answer is not None else leverage
            if set_to != leverage:
                raise MarginUnfit(wrong)

    async def margin_settings(self, market: Market) -> MarginSettings:
        market_id = await self._past_id(market.symbol)
        hedged, settings = await self._modes()
        with self._reading():
            own = mapping(settings.get(market_id))
            return MarginSettings(
                one_way=not hedged,
                isolated=text(own, "marginType").upper() == "ISOLATED",
                leverage=plain(number(own, "leverage")),
            )

    async def forced_trades(self, market: Market, since: datetime) -> Sequence[ForcedTrade]:
        market_id = await self._past_id(market.symbol)
        begin = max(since, self._time.now() - LONGEST_MEMORY)
        params = {"symbol": market_id, "startTime": to_ms(begin), "limit": MOST_FORCED}
        rows = await self._get(listing, FORCED_ORDERS, params)
        # A settlement is documented for neither list. It is the last order of a contract.
        rows += await self._page(ALL_ORDERS, {"symbol": market_id})
        named = [pair for row in rows for pair in self._readable(_force, row, market.symbol)]
        forces = {order_id: force for order_id, force in named if force is not None}
        if not forces:
            return ()
        return [
            ForcedTrade(force=forces[trade.venue_order_id], trade=trade)
            for trade in await self.trades_since(market, begin)
            if trade.venue_order_id in forces
        ]

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        await self._ready()
        begin_ms = to_ms(max(since, self._time.now() - MEMORY))
        found = await self._income(FUNDING, begin_ms)
        try:
            found |= await self._income(values.DIVIDEND, begin_ms)
        except ExchangeRefusal as e:  # not all its worlds have that kind
            log.info("%s tells no dividends: %s", self.exchange, e)
        return list(found.values())

    async def _income(self, kind: str, begin_ms: int) -> dict[str, FundingReport]:
        """Return the account's income of a kind, page by page. Raises ExchangeRefusal of dividends alone."""
        symbol_of = self._deps.market_cache.symbol_of
        ask = self._ask_plainly if kind == values.DIVIDEND else self._ask
        found = dict[str, FundingReport]()
        while True:
            answer = await ask(INCOME, {"incomeType": kind, "startTime": begin_ms, "limit": INCOME_PAGE})
            with self._reading():
                rows = listing(answer)
            for row in rows:
                if (symbol := symbol_of(row.get("symbol"))) is not None:
                    for report in self._readable(values.funding_report, row, symbol):
                        found[report.funding_id] = report
            if len(rows) < INCOME_PAGE:
                return found
            with self._reading():
                begin_ms = max(begin_ms + 1, *(integer(row, "time") for row in rows))

    async def _modes(self) -> tuple[bool, _Settings]:
        """Return whether hedge mode is on, and the settings of all symbols.

        Both are the account's: one look serves all its symbols for 5 s, for the mode alone weighs 30.
        """
        now = self._clock.monotonic()
        if self._seen is None or now - self._seen[0] > SHARED_FOR:
            mode = await self._get(mapping, POSITION_MODE)
            rows = await self._get(listing, SYMBOL_SETTINGS)
            with self._reading():
                settings = {str(row.get("symbol")): row for row in rows}
            self._seen = now, mode.get("dualSidePosition") is not False, settings
        return self._seen[1:]

    async def _change(
        self, endpoint: Endpoint, params: Mapping[str, object], wrong: SettingNotMade
    ) -> Json | None:
        self._seen = None
        return await super()._change(endpoint, params, wrong)

    async def _own_fees(self, market_id: str) -> Fees:
        raw = mapping(await self._ask_plainly(self.calls.fees, {"symbol": market_id}))
        return number(raw, "makerCommissionRate"), number(raw, "takerCommissionRate")


def _force(row: Mapping[str, Json], _: str) -> tuple[str, Force | None]:
    """Return the number of an order of that list, and why it was made. Raises Unreadable."""
    name = text(row, "clientOrderId")
    why = next((force for begin, force in FORCES.items() if name.startswith(begin)), None)
    return text(row, "orderId"), why
