"""What a deleted bot had at work is free again, and what it lost today still counts."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from db.bot_book import DatabaseBotBook
from engine.core.reasons.accounts import AboveLimit
from engine.core.reasons.causes import Limit
from engine.core.reasons.reason import Reason
from engine.core.types import BotId, Side, StopForm
from engine.errors import StorageUnavailable
from tests.real.conftest import ANNA, paused, plain_draft, program, resting, started, state_of, until
from tests.twin import Twin

SYMBOL = "BTCUSDT"
BUY, ONE_TICK_ABOVE = Decimal(94000), Decimal("94000.01")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: tests/db tries both."""
    return sqlite_url


async def delete(app_context: AppContext, bot_id: BotId) -> None:
    await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

    async def its_order_has_ended() -> bool:
        return not (await state_of(app_context, bot_id)).order_pending

    await until(its_order_has_ended)
    await app_context.service.delete(ANNA, bot_id, None, release=True)


def unanswered(work: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def done_and_not_told(*args: object, **named: object) -> None:
        await work(*args, **named)
        raise StorageUnavailable("no answer")

    return done_and_not_told


def limit_of(reason: Reason | None) -> Limit:
    assert isinstance(reason, AboveLimit)
    return reason.limit


@pytest.mark.parametrize("answered", [True, False])
async def test_what_a_deleted_bot_held_is_not_at_work_any_more(
    settings: Settings, twin: Twin, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    """`answered`: else the database is gone before it has said that the bot is deleted."""
    limited = settings.model_copy(update={"max_exposure": {"USDT": Decimal(1500)}})
    async with program(limited) as app_context:
        holder = await started(app_context, plain_draft(), key="one")
        await resting(app_context, holder)
        twin.world.venue("Binance").trade(SYMBOL, BUY - 1)
        await resting(app_context, holder, Side.SELL)  # it holds 940 USDT's worth now
        other = await started(app_context, plain_draft(), key="two")
        assert limit_of(await paused(app_context, other)) is Limit.EXPOSURE
        if answered:
            await delete(app_context, holder)
        else:
            monkeypatch.setattr(DatabaseBotBook, "delete", unanswered(DatabaseBotBook.delete))
            with pytest.raises(StorageUnavailable):
                await delete(app_context, holder)

            async def is_let_go() -> bool:
                return not app_context.nursery.runs(f"bot {holder}")

            await until(is_let_go)
        await app_context.service.start(ANNA, other, None)
        await resting(app_context, other)


async def test_what_a_deleted_bot_has_lost_today_counts_after_a_restart(
    settings: Settings, twin: Twin
) -> None:
    limited = settings.model_copy(update={"max_daily_loss": {"USDT": Decimal(1)}})
    venue = twin.world.venue("Binance")
    async with program(limited) as app_context:
        # A cycle earns less than its fees take.
        loser = await started(app_context, replace(plain_draft(), sell_price=ONE_TICK_ABOVE), key="one")
        await resting(app_context, loser)
        venue.trade(SYMBOL, BUY - 1)
        await resting(app_context, loser, Side.SELL)
        venue.trade(SYMBOL, BUY + 1)
        assert limit_of(await paused(app_context, loser)) is Limit.DAILY_LOSS
        await delete(app_context, loser)
    async with program(limited) as app_context:
        other = await started(app_context, plain_draft(), key="two")
        assert limit_of(await paused(app_context, other)) is Limit.DAILY_LOSS
