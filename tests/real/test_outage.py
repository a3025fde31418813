"""A line that is dead for longer than a few attempts take, through the whole program."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config.settings import Settings
from engine.core.reasons.reason import Reason
from engine.core.state import Phase
from engine.core.types import Status
from engine.timings import AccountTimings, AccountWatchTimings, DriverTimings, EngineTimings
from tests.kills.books import rows
from tests.real.conftest import ANNA, creates, plain_draft, program, resting, started, state_of, until
from tests.twin import Twin

HASTY = EngineTimings(
    driver=DriverTimings(send_window=timedelta(seconds=1), first_retry_s=0.1, longest_retry_s=0.1),
    account=AccountTimings(pass_every_s=0.1, shortest_pause_s=0.05, longest_pause_s=0.2),
)
TELLS_SOON = replace(
    HASTY, account_watch=AccountWatchTimings(looks_every_s=0.05, told_after=timedelta(seconds=0.5))
)
TOLD = "SELECT audience, payload FROM outbox WHERE kind = 'account away' ORDER BY id"
MORE_THAN_MAY_BE_REFUSED = 7


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is who goes on."""
    return sqlite_url


@pytest.mark.parametrize("exchange", ["Binance", "Bybit F", "OKX", "CoinDCX F"])
async def test_an_outage_is_sat_out_and_asks_nobody(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    kept = "SELECT reason FROM orders WHERE state = 'NEVER_SENT'"
    async with program(settings, HASTY) as app_context:
        await resting(app_context, await started(app_context, plain_draft(exchange=exchange), "first"))
        draft = plain_draft("ETH/USDT", exchange)
        card = await app_context.service.create(ANNA, draft, start=False, key="other", live_confirmed=True)
        bot_id = card.state.bot_id
        await twin.hang_up()
        await app_context.service.start(ANNA, bot_id, None, live_confirmed=True)

        async def was_kept_often() -> bool:
            return len(await rows(database_url, kept)) >= MORE_THAN_MAY_BE_REFUSED

        await until(was_kept_often, within_s=100)
        state = await state_of(app_context, bot_id)
        reason: Reason | None = state.pause_reason
        assert (state.status, state.phase, reason) == (Status.ACTIVE, Phase.WORKING, None)
        await twin.start()
        await resting(app_context, bot_id)
        assert not await rows(database_url, TOLD), "not before two minutes"
    assert sorted(creates(twin).values()) == [1, 1]


async def test_a_ban_is_sat_out_by_whoever_is_started_in_it(
    settings: Settings, twin: Twin, database_url: str
) -> None:
    """Its symbol was not heard before, and the first question about it is answered with the ban."""
    kept = "SELECT reason FROM orders WHERE state = 'NEVER_SENT'"
    async with program(settings, HASTY) as app_context:
        await resting(app_context, await started(app_context, plain_draft(exchange="Binance"), "first"))
        draft = plain_draft("ETH/USDT", "Binance")
        card = await app_context.service.create(ANNA, draft, start=False, key="other", live_confirmed=True)
        bot_id = card.state.bot_id
        twin.binance.ban("Binance", 12)
        await app_context.service.start(ANNA, bot_id, None, live_confirmed=True)

        async def is_decided() -> bool:
            stands = (await state_of(app_context, bot_id)).phase is Phase.PAUSED
            return stands or len(await rows(database_url, kept)) >= MORE_THAN_MAY_BE_REFUSED

        await until(is_decided, within_s=30)
        state = await state_of(app_context, bot_id)
        reason: Reason | None = state.pause_reason
        assert (state.status, state.phase, reason) == (Status.ACTIVE, Phase.WORKING, None)
        await resting(app_context, bot_id)
    assert sorted(creates(twin).values()) == [1, 1]


@pytest.mark.parametrize("exchange", ["Binance F", "OKX", "CoinDCX F"])
async def test_whoever_has_bots_there_is_told_of_one_that_lasts_and_of_its_end(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    async with program(settings, TELLS_SOON) as app_context:
        await resting(app_context, await started(app_context, plain_draft(exchange=exchange), "first"))
        await twin.hang_up()
        await until(lambda: _told(database_url, 1))
        await twin.start()
        await until(lambda: _told(database_url, 2))
    [away, back] = [
        (audience, json.loads(str(payload))) for audience, payload in await rows(database_url, TOLD)
    ]
    assert away[0] == back[0] == f"person:{ANNA.person_id}"
    assert (away[1]["account_id"], away[1]["bots"]) == (back[1]["account_id"], 1)
    assert away[1]["since"] == back[1]["since"]
    assert away[1]["reason"] is not None
    assert back[1]["reason"] is None


async def _told(database_url: str, times: int) -> bool:
    return len(await rows(database_url, TOLD)) >= times
