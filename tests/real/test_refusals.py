"""A storm of refusals: the account that refuses gets no new entries, and everything else goes on."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.calls import ExchangeSaid
from engine.core.reasons.reason import TooManyRefusals
from engine.core.state import Phase
from engine.core.types import BotId, Side, Status
from engine.timings import AccountTimings, EngineTimings
from engine.venues.live.account_state import MOST_REFUSALS
from tests.real.conftest import ANNA, creates, plain_draft, program, resting, started, state_of, until
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.binance import answers

REFUSAL = answers.error(-2010, "Account has insufficient balance for requested action.")
STORM = MOST_REFUSALS


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def in_state(app_context: AppContext, bot_id: BotId, *, status: Status, phase: Phase) -> None:
    async def so() -> bool:
        state = await state_of(app_context, bot_id)
        return (state.status, state.phase) == (status, phase)

    await until(so)


@pytest.mark.slow
async def test_a_storm_of_refusals_ends_new_entries_at_that_account_alone(
    settings: Settings, twin: Twin
) -> None:
    venue = twin.world.venue("Binance")
    short_stop = AccountTimings(refusals_stop_for=timedelta(seconds=12))
    async with program(settings, EngineTimings(account=short_stop)) as app_context:
        holder = await started(app_context, plain_draft(), "has an order")
        await resting(app_context, holder)
        twin.world.faults.add(
            Fault(
                FaultKind.ANSWER,
                (Operation.CREATE,),
                answer=REFUSAL,
                takes=False,
                times=STORM,
                venue="Binance",
            )
        )
        for number in range(STORM):
            bot_id = await started(app_context, plain_draft("ETH/USDT"), f"refused {number}")
            await in_state(app_context, bot_id, status=Status.ERROR, phase=Phase.IDLE)
        sent = creates(twin).total()

        waits = await started(app_context, plain_draft("ETH/USDT"), "waits")
        await in_state(app_context, waits, status=Status.ACTIVE, phase=Phase.PAUSED)
        reason = (await state_of(app_context, waits)).pause_reason
        assert isinstance(reason, TooManyRefusals)
        assert (reason.count, reason.within_min) == (STORM, 10)
        assert isinstance(reason.why, ExchangeSaid)
        assert reason.why.number == "-2010"
        assert creates(twin).total() == sent
        card = await app_context.service.card(ANNA, holder)
        assert card.standing is not None
        assert card.standing.blocked == reason
        blocked = {
            view.account_id.venue: getattr(view, "blocked", "")
            for view in await app_context.service.accounts(ANNA)
        }
        assert blocked == {"Binance": reason, "Binance F": None, "Bybit": None, "Bybit F": None}

        await resting(app_context, await started(app_context, plain_draft(exchange="Bybit"), "other account"))
        venue.trade("BTCUSDT", Decimal(93999))
        await resting(app_context, holder, Side.SELL)  # an exit is always sent

        async def entries_may_go() -> bool:
            standing = (await app_context.service.card(ANNA, waits)).standing
            return standing is not None and standing.blocked is None

        await until(entries_may_go)
        await app_context.service.start(ANNA, waits, None)
        await resting(app_context, waits)


async def test_refusals_that_come_after_the_order_was_taken_are_a_storm_too(
    settings: Settings, twin: Twin
) -> None:
    twin.world.venue("Bybit").rejections.extend(["EC_ReachRiskPriceLimit"] * STORM)
    async with program(settings) as app_context:
        for number in range(STORM):
            if number == 0:  # found by its name then
                twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,), venue="Bybit"))
            bot_id = await started(app_context, plain_draft(exchange="Bybit"), f"refused {number}")
            await in_state(app_context, bot_id, status=Status.ERROR, phase=Phase.IDLE)
        waits = await started(app_context, plain_draft(exchange="Bybit"), "waits")
        await in_state(app_context, waits, status=Status.ACTIVE, phase=Phase.PAUSED)
        assert isinstance((await state_of(app_context, waits)).pause_reason, TooManyRefusals)
    assert creates(twin).total() == STORM
