"""A create is only acknowledged at Bybit: what became of the order shows later, and may be a refusal."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.orders import OrderState
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import OrderRefused
from engine.core.types import Side
from tests.kills.judge import Judge
from tests.real.conftest import (
    EAGER,
    all_told,
    created,
    creates,
    failed,
    greet,
    passes,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.twin import Fault, FaultKind, Operation, Twin


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def test_an_order_may_be_turned_down_after_it_was_taken(settings: Settings, twin: Twin) -> None:
    """With its acknowledgement, and without: then it is found by its name, and is as dead."""
    bots, exchanges = [], ("Bybit", "Bybit F")
    async with program(settings, EAGER) as app_context:
        for exchange in exchanges:
            twin.world.venue(exchange).rejections.extend(["EC_ReachRiskPriceLimit"] * 2)
            bots.append(
                await started(app_context, plain_draft("BTC/USDT", exchange), f"{exchange} acknowledged")
            )
            await failed(app_context, bots[-1])
            twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,), venue=exchange))
            bots.append(
                await started(app_context, plain_draft("ETH/USDT", exchange), f"{exchange} answer lost")
            )
        reasons = [await failed(app_context, bot_id) for bot_id in bots]
        for exchange in exchanges:
            draft = plain_draft("ETH/USDT", exchange)
            await resting(app_context, await started(app_context, draft, f"{exchange} taken"))
            await passes(twin, exchange)
        states = [await state_of(app_context, bot_id) for bot_id in bots]
    too_far = ExchangeCode(said="EC_ReachRiskPriceLimit", cause=Cause.PRICE_LIMIT)
    assert reasons == [OrderRefused(why=too_far)] * len(bots)
    assert [state.order and state.order.state for state in states] == [OrderState.REJECTED] * len(bots)
    assert creates(twin).total() == len(created(twin)) == len(bots) + len(exchanges)


async def test_reads_that_lag_behind_lose_and_double_nothing(
    settings: Settings, twin: Twin, database_url: str, owner: Person
) -> None:
    """Orders and trades can be read 0.7 s after they have happened; acknowledgements come at once."""
    venues = [twin.world.venue(name) for name in ("Bybit", "Bybit F")]
    for venue in venues:
        venue.lag.set(0.7)
    async with program(settings) as app_context:
        await greet(app_context, owner)
        bots = [await started(app_context, plain_draft(exchange=venue.name), venue.name) for venue in venues]
        for side, price in ((Side.BUY, Decimal(93999)), (Side.SELL, Decimal(96001))):
            for bot_id in bots:
                await resting(app_context, bot_id, side)
            for venue in venues:
                venue.trade("BTCUSDT", price)

        async def closed() -> bool:
            return [(await state_of(app_context, bot_id)).cycles for bot_id in bots] == [1, 1]

        await until(closed)
        await all_told(database_url)
        await owner.catch_up()
    assert await Judge(twin, database_url).complaints(owner.messages) == []
