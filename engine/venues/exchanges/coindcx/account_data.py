"""What belongs to an account at CoinDCX besides orders: wallet, positions, their settings, the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from engine.core.money import plain
from engine.core.reasons.accounts import SettingNotMade
from engine.core.reasons.causes import MarginSetting
from engine.core.types import FundingId, Market
from engine.errors import MarginUnfit
from engine.venues.exchanges.answers import ExchangeRefusal, Json, Unreadable, integer, number, number_or_none
from engine.venues.exchanges.coindcx import values
from engine.venues.exchanges.coindcx.asking import Rows
from engine.venues.exchanges.coindcx.limits import signed
from engine.venues.exchanges.coindcx.public_data import PublicData
from engine.venues.exchanges.direct import DirectDeps
from engine.venues.exchanges.limiter import Endpoint, Lane
from engine.venues.exchanges.server_time import to_ms
from engine.venues.exchanges.values import FIRST_MS
from engine.venues.live.gateway import FundingReport, KeyRights, MarginSettings, Position

WALLETS = signed("wallets", Lane.PASS, method="GET")
POSITIONS = signed("positions", Lane.PASS)
POSITION = signed("positions", Lane.QUERY)
LEDGER = signed("positions/transactions", Lane.PASS)
SET_MARGIN_TYPE = signed("positions/margin_type", Lane.CREATE)
SET_LEVERAGE = signed("positions/update_leverage", Lane.CREATE)
FUNDING = "funding"
"""The stage of a payment in the ledger."""
NOT_FOUND = 404


class AccountData(PublicData):
    """One account with one margin."""

    def __init__(self, deps: DirectDeps) -> None:
        super().__init__(deps)
        self._leverages: dict[str, int] = {}
        """Of the positions, by symbol: an order has to be sent with it."""
        self._made_leverages: dict[str, int] = {}
        """As we have set them, by symbol: entries are sent with no other."""
        self._has_traded = False

    async def balances(self) -> Mapping[str, Decimal | None]:
        """Return the wallet of the margin in USDT, as CoinDCX converts it."""
        total = await self._get(partial(values.wallet_total, currency=self.margin), WALLETS)
        return {"USDT": None if total is None else plain(total / await self._in_usdt())}

    async def positions(self) -> Sequence[Position]:
        found = []
        for row in await self._position_rows(POSITIONS, {}):
            if not self._is_of_margin(row):
                continue
            symbol, held = self._symbol_of(row.get("pair")), _position(row)
            if row.get("pair") in {None, ""} and held != 0:
                raise self._unavailable(Unreadable("a position on no pair"))  # it may be a bot's
            if symbol is not None and held != 0:
                found.append(Position(symbol=symbol, quantity=None if held is None else plain(held)))
        return found

    async def margin_settings(self, market: Market) -> MarginSettings:
        row = await self._position_row(market)
        with self._reading():
            if row is None:
                raise Unreadable(f"no position on {market.symbol}")
            leverage = plain(number(row, "leverage"))
        self._leverages[market.symbol] = int(leverage)
        return MarginSettings(one_way=True, isolated=_is_isolated(row), leverage=leverage)

    async def prepare(self, market: Market, leverage: int) -> None:
        """Make isolated margin and the leverage so, or raise MarginUnfit with what differs."""
        row = await self._position_row(market)
        not_made = partial(SettingNotMade, exchange=self.exchange, symbol=market.symbol, leverage=leverage)
        of_pair = {"pair": self._pair_of(market.symbol)}
        if row is None or not _is_isolated(row):
            isolated = of_pair | {"margin_type": "isolated", "margin_currency_short_name": self.margin}
            await self._change(SET_MARGIN_TYPE, isolated, not_made(setting=MarginSetting.MARGIN_MODE))
        if row is None or number_or_none(row, "leverage") != leverage:
            wanted = of_pair | {"leverage": str(leverage), "margin_currency_short_name": self.margin}
            await self._change(SET_LEVERAGE, wanted, not_made(setting=MarginSetting.LEVERAGE))
        self._leverages[market.symbol] = self._made_leverages[market.symbol] = leverage

    async def _change(self, endpoint: Endpoint, params: Mapping[str, object], wrong: SettingNotMade) -> None:
        try:
            await self._ask_plainly(endpoint, params)
        except ExchangeRefusal as e:
            raise MarginUnfit(replace(wrong, why=e.reason)) from None

    async def fundings(self, since: datetime) -> Sequence[FundingReport]:
        params = {"stage": FUNDING, **self._of_margin}
        rows = await self._pages(LEDGER, params, lambda page: is_past(page, since))
        found: dict[FundingId, FundingReport] = {}
        with self._reading():
            for row in rows:
                if row.get("stage") not in {FUNDING, None, ""} or not self._is_of_margin(row):
                    continue  # it was not asked for
                symbol = self._symbol_of(row.get("pair"))
                if symbol is not None and integer(row, "created_at") >= to_ms(since):
                    paid = values.funding_report(row, symbol, self.margin)
                    same = found.get(paid.funding_id)  # one payment may be told in several rows
                    amount = paid.amount + (same.amount if same is not None else 0)
                    found[paid.funding_id] = replace(paid, amount=plain(amount))
        return list(found.values())

    async def rights(self) -> KeyRights | None:
        """Return None: keys have no rights of their own, and none can withdraw."""
        return None

    async def held(self, market: Market) -> Decimal:
        """Return the position on a pair, signed. Raises VenueUnavailable."""
        row = await self._position_row(market)
        with self._reading():
            return Decimal(0) if row is None else values.figure(row, "active_pos")

    async def _position_row(self, market: Market) -> Mapping[str, Json] | None:
        pair = self._pair_of(market.symbol)
        rows = await self._position_rows(POSITION, {"pairs": pair})
        return next((row for row in rows if row.get("pair") == pair and self._is_of_margin(row)), None)

    async def _position_rows(self, endpoint: Endpoint, wanted: Mapping[str, object]) -> Rows:
        """Return the rows of positions.

        Who has never traded futures may be answered with 404, as is every wrong path: that is believed where
        the wallet can be read.
        """
        params = {**wanted, **self._of_margin}
        if not self._has_traded:
            try:
                await self._ask_plainly(endpoint, {**params, "page": "1", "size": "1"})
            except ExchangeRefusal as e:
                if e.status != NOT_FOUND:
                    raise self._unavailable(e) from None
                await self._ask(WALLETS)
                return []
            self._has_traded = True
        return await self._pages(endpoint, params)


def _position(row: Mapping[str, Json]) -> Decimal | None:
    try:
        return values.figure(row, "active_pos")
    except Unreadable:
        return None


def _is_isolated(row: Mapping[str, Json]) -> bool:
    return row.get("margin_type") in {None, "isolated"}


def is_past(page: Rows, since: datetime, moment: str = "created_at") -> bool:
    """Say whether a page, of the newest first, reaches back beyond that moment."""
    moments = [number_or_none(row, moment) for row in page]
    known = [moment for moment in moments if moment is not None]
    return known == sorted(known, reverse=True) and bool(known) and FIRST_MS <= known[-1] < to_ms(since)
