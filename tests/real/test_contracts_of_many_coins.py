"""Contracts that are not one coin: what is typed, sent, booked and earned is exact, and counted as shown."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import BotId, Side
from engine.reads.views import BotFilter
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, greet, program, resting, state_of, until
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.symbols import perpetual
from tests.twin.core.venue import Venue

D = Decimal


@dataclass(frozen=True)
class Contract:
    """A perpetual as an exchange has it. Amounts are in what it calls the coin, `size` of it a contract."""

    exchange: str
    base: str
    first: str
    tick: str
    step: str
    size: str
    buy: str
    sell: str
    quantity: str
    typed: str
    """What a person calls it."""

    def __str__(self) -> str:
        """Return what the fixtures take keys by."""
        return f"{self.exchange} {self.base}"

    @property
    def name(self) -> str:
        return f"{self.base}USDT"

    def listed(self, twin: Twin) -> Venue:
        """Have the twin trade it."""
        venue = twin.world.venue(self.exchange)
        symbol = perpetual(
            self.base, self.first, tick=self.tick, step=self.step, max_quantity="90000000000", notional="5"
        )
        least = D(0) if self.exchange == "OKX F" else symbol.min_notional
        venue.enlist(replace(symbol, max_leverage=100, max_open_orders=500, min_notional=least))
        if self.exchange == "OKX F":
            twin.okx.house.contracts[self.name] = D(self.size)
        venue.trade(self.name, D(self.first))
        return venue


CONTRACTS = [
    Contract(*one.split())
    for one in (
        "Binance_F 1000PEPE 0.0123450 0.0000001 1 1 0.0121234 0.0125678 98765 1000pepe/usdt",
        "Binance_F 1000SHIB 0.012345 0.000001 1 1 0.012123 0.012567 98765 1000SHIBUSDT",
        "Bybit_F 1000PEPE 0.0123450 0.0000001 100 1 0.0121234 0.0125678 98700 1000PEPE-USDT",
        "Bybit_F SHIB1000 0.012345 0.000001 10 1 0.012123 0.012567 98760 shib1000/usdt",
        "OKX_F BTC 95000.0 0.1 0.0001 0.01 94000.3 96000.7 0.0123 BTC/USDT",
        "OKX_F ARB 0.40000 0.00001 1 10 0.39123 0.40987 1237 arb/usdt",
        "OKX_F DOGE 0.40000 0.00001 10 1000 0.39123 0.40987 12370 DOGE-USDT",
        "OKX_F PEPE 0.000012345 0.000000001 1000000 10000000 0.000012123 0.000012567 123000000 PEPE/USDT",
    )
]
CONTRACTS = [replace(one, exchange=one.exchange.replace("_", " ")) for one in CONTRACTS]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough where only the exchange is another."""
    return sqlite_url


@pytest.mark.parametrize("contract", CONTRACTS, ids=str)
async def test_what_is_typed_is_what_is_traded_and_earned(
    settings: Settings, twin: Twin, owner: Person, database_url: str, contract: Contract
) -> None:
    venue, base, exchange = contract.listed(twin), contract.base, contract.exchange
    quantity, buy, sell = (D(one) for one in (contract.quantity, contract.buy, contract.sell))
    any_quantity = settings.model_copy(update={"min_trade_amount": D(0), "max_trade_amount": D(10) ** 10})
    async with program(any_quantity) as app_context:
        await greet(app_context, owner)
        few = f"/newbot {contract.typed} {exchange} testnet BUY {D(contract.step) / 10:f} {buy} {sell}"
        await owner.send(few)
        refused = await owner.reads("Please fix", within_seconds=60)
        assert f"{D(contract.step):f} {base}" in refused.text

        await owner.send(f"/newbot {contract.typed} {exchange} testnet BUY {quantity} {buy} {sell}")
        review = await owner.reads(f"{quantity} {base}", within_seconds=60)
        by_the_thousand = "1000" in base
        assert (f"1 {base} is 1000 {base.replace('1000', '')}" in review.text) is by_the_thousand
        await owner.tap("Create and start")
        await owner.reads("Created and started.", within_seconds=60)
        [row] = (await app_context.service.bots(ANNA, BotFilter.ALL, 0)).rows
        bot_id: BotId = row.bot_id

        await resting(app_context, bot_id, Side.BUY)
        [order] = venue.store.open_orders(account="main", symbol=contract.name)
        assert (order.quantity, order.price) == (quantity, buy)
        venue.trade(contract.name, buy - D(contract.tick))
        sale = await resting(app_context, bot_id, Side.SELL)
        assert (sale.quantity, sale.price) == (quantity, sell)
        assert venue.contracts.position("main", contract.name).amount == quantity
        await owner.send("/orders")
        await owner.reads(f"SELL {quantity} {base} @ {sell}", within_seconds=60)
        venue.trade(contract.name, sell + D(contract.tick))

        async def closed() -> bool:
            return (await state_of(app_context, bot_id)).cycles == 1

        await until(closed)
        state = await state_of(app_context, bot_id)
        notice = await owner.reads("Cycle 1 of #1", within_seconds=60)
    fees = sum(fill.fee for _, fill in venue.store.fills)
    assert state.pnl == quantity * (sell - buy) - fees
    assert f"BUY {quantity} {base} @ {buy}" in notice.text
    assert [(side, amount) for side, amount, *_ in await booked_fills(database_url)] == [
        (Side.BUY, quantity),
        (Side.SELL, quantity),
    ]
