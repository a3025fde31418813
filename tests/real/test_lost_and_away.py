"""What the program has not heard of, at every venue: an answer that is lost, a fill while it is away."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from tests.acceptance import acceptance
from tests.kills.books import booked_fills
from tests.real.conftest import SHORT_FENCE, plain_draft, program, resting, started
from tests.real.test_a_cycle import SYMBOL, traded
from tests.twin import Fault, FaultKind, Operation, Twin


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@acceptance(25)
async def test_what_has_traded_while_the_program_was_away(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange, infinite_loop=False))
        await resting(app_context, bot_id, Side.BUY)
    venue.trade(SYMBOL, Decimal(93999))
    async with program(settings) as app_context:
        await resting(app_context, bot_id, Side.SELL)
        await traded(app_context, bot_id, twin, exchange, 1)
    filled = twin.world.journal.read("order_filled", account="main")
    assert len(filled) == len(await booked_fills(database_url)) == 2
    assert len(twin.world.journal.read("order_created", account="main")) == 2


@pytest.mark.parametrize(
    "kind", [FaultKind.LOSE_ANSWER, FaultKind.LOSE_REQUEST], ids=["it is there", "it is not"]
)
@acceptance(17)
async def test_an_answer_that_is_lost_is_made_up_for_without_a_second_order(
    settings: Settings, twin: Twin, exchange: str, kind: FaultKind
) -> None:
    twin.world.faults.add(Fault(kind, (Operation.CREATE,)))
    async with program(settings, SHORT_FENCE) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        order = await resting(app_context, bot_id)
    assert len(twin.world.journal.read("order_created", account="main")) == 1
    (there,) = twin.world.venue(exchange).store.open_orders(account="main")
    assert (order.price, order.quantity) == (there.price, there.quantity)
    assert order.venue_order_id == there.order_id
