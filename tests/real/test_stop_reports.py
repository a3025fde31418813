"""What a stop tells is what happened at the exchange, by the twin's own journal: of one bot, and of all."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.orders import Order
from tests.real.conftest import greet, plain_draft, program, resting, started, until
from tests.support.person import Person
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.core.values import Side

PATIENCE_S = 60
ASKED = (Operation.CANCEL, Operation.ORDER, Operation.OPEN_ORDERS)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough: what is told comes from the exchange."""
    return sqlite_url


def happened(twin: Twin, kind: str, order: Order) -> list[Mapping[str, str]]:
    """Return what the journal says of that kind about the order."""
    name = order.client_order_id
    found = [entry.facts for entry in twin.world.journal.read(f"order_{kind}")]
    return [facts for facts in found if facts["client_order_id"] == name]


def is_open(twin: Twin, venue: str, order: Order) -> bool:
    there = twin.world.venue(venue).store.open_orders(account="main")
    return order.client_order_id in [one.client_order_id for one in there]


async def trades_before_the_cancel(twin: Twin, venue: str, order: Order, quantity: Decimal) -> None:
    """Hold the next cancel up on its way, and have so much be traded at the price of the order meanwhile."""
    fault = Fault(FaultKind.DELAY, (Operation.CANCEL,), venue=venue, before_s=1.0)
    twin.world.faults.add(fault)

    async def is_on_its_way() -> bool:
        return fault.hits > 0

    await until(is_on_its_way)
    twin.world.venue(venue).trade("ETHUSDT", order.price, quantity, Side.SELL)


@pytest.mark.slow
@pytest.mark.parametrize("filled", [Decimal("0.04"), Decimal("0.1")])
async def test_of_one(settings: Settings, twin: Twin, owner: Person, filled: Decimal) -> None:
    """Its order fills while the cancel is on its way, in part or whole."""
    async with program(settings) as app_context:
        await greet(app_context, owner)
        order = await resting(app_context, await started(app_context, plain_draft("ETH/USDT")))
        await owner.send("/bot 1")
        await owner.reads("#1 ETH/USDT", within_seconds=PATIENCE_S)
        await owner.tap("Stop")
        await owner.reads("Stop: cancels the open order", within_seconds=PATIENCE_S)
        async with asyncio.TaskGroup() as meanwhile:
            meanwhile.create_task(trades_before_the_cancel(twin, "Binance", order, filled))
            await owner.tap("Stop")
            report = (await owner.reads("Stopped.", within_seconds=PATIENCE_S)).text
    assert [fill["quantity"] for fill in happened(twin, "filled", order)] == [str(filled)]
    assert f"Filled meanwhile: BUY {filled} ETH @ 3350." in report
    assert bool(happened(twin, "canceled", order)) is (filled < order.quantity)
    assert ("Cancelled: BUY 0.1 ETH @ 3350, 0.04 of it filled." in report) is (filled < order.quantity)
    assert "Still open" not in report
    assert not is_open(twin, "Binance", order)


@pytest.mark.slow
async def test_of_all_at_once(settings: Settings, twin: Twin, owner: Person) -> None:
    """One is cancelled, one fills in part meanwhile, and the exchange of a third says nothing any more."""
    async with program(settings) as app_context:
        await greet(app_context, owner)
        drafts = plain_draft(), plain_draft("ETH/USDT", "Bybit"), plain_draft(exchange="Binance F")
        ids = [await started(app_context, draft, f"{key}") for key, draft in enumerate(drafts)]
        plain, partly, silent = [await resting(app_context, bot_id) for bot_id in ids]
        await owner.send("/stop_all")
        await owner.reads("Stop 3 bots?", within_seconds=PATIENCE_S)
        twin.world.faults.add(Fault(FaultKind.LOSE_REQUEST, ASKED, venue="Binance F", times=None))
        async with asyncio.TaskGroup() as meanwhile:
            meanwhile.create_task(trades_before_the_cancel(twin, "Bybit", partly, Decimal("0.04")))
            await owner.tap("Stop")
            report = (await owner.reads("Stop all: 3 bots", within_seconds=PATIENCE_S)).text
        first, second, third = [line for line in report.splitlines() if "/USDT (" in line]

        assert "#1 " in first
        assert "Stopped. Cancelled: BUY 0.01 BTC @ 94000. No BTC is held." in first
        assert "confirmed at" in first
        assert happened(twin, "canceled", plain)
        assert not happened(twin, "filled", plain)

        assert "#2 " in second
        assert "Stopped. Cancelled: BUY 0.1 ETH @ 3350, 0.04 of it filled." in second
        assert "Filled meanwhile: BUY 0.04 ETH @ 3350." in second
        assert [fill["quantity"] for fill in happened(twin, "filled", partly)] == ["0.04"]
        assert happened(twin, "canceled", partly)

        assert "#3 " in third
        assert "Still open: BUY 0.01 BTC @ 94000." in third
        assert "did not answer" in third
        assert "Stopped" not in third
        assert is_open(twin, "Binance F", silent)
        assert "1 order is still open: I keep checking." in report

        twin.world.faults.clear()

        async def is_gone() -> bool:
            return not is_open(twin, "Binance F", silent)

        await until(is_gone)
        assert happened(twin, "canceled", silent)
