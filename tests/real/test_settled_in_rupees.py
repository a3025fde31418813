"""Results at a margin of INR are shown in USDT and INR, with CoinDCX's rate, on PAPER and with money."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.types import BotId, Mode
from tests.real.conftest import (
    HALF_AN_HOUR_IS_A_SECOND,
    greet,
    plain_draft,
    program,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.support.person_sees import Seen
from tests.twin import Twin

SYMBOL = "BTCUSDT"
D = Decimal


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough where only what is shown is another."""
    return sqlite_url


@pytest.fixture
def keys(twin: Twin, keys: dict[str, object]) -> dict[str, object]:
    return {**keys, "market_data": "live"}


async def cycle_closed(app_context: AppContext, twin: Twin, bot_id: BotId) -> Decimal:
    """Let the market trade below the bot's price and above it until a cycle is closed; return its result."""
    before = await state_of(app_context, bot_id)

    async def closed() -> bool:
        state = await state_of(app_context, bot_id)
        if state.order is not None and state.order.venue_order_id:
            twin.coindcx.trade(SYMBOL, D(93999) if state.order.side == "BUY" else D(96001))
        return state.cycles > before.cycles

    await until(closed)
    return (await state_of(app_context, bot_id)).pnl - before.pnl


async def rate_is_known(app_context: AppContext, twin: Twin, bot_id: BotId, rate: Decimal) -> None:
    async def known() -> bool:
        twin.coindcx.trade(SYMBOL, D(95000))
        margin = (await state_of(app_context, bot_id)).market.margin
        return margin is not None and margin.rate == rate

    await until(known)


def holds(*parts: str) -> Callable[[Seen], bool]:
    return lambda seen: all(part in seen.text for part in parts)


def rupees(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else ''}{amount.quantize(D('0.01'))} INR"


@pytest.mark.parametrize("exchange", ["CoinDCX F INR"])
@pytest.mark.parametrize("mode", [Mode.PAPER, Mode.LIVE])
async def test_the_rate_is_that_of_the_moment(
    settings: Settings, twin: Twin, owner: Person, exchange: str, mode: Mode
) -> None:
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft(exchange=exchange, mode=mode))
        first = await cycle_closed(app_context, twin, bot_id)
        notice = await owner.reads("Cycle 1 of #1 BTC/USDT", within_seconds=60)
        told = f"In INR: {rupees(first * 102)}, all cycles {rupees(first * 102)}"
        assert f"{told}, at the exchange’s 102 INR for 1 USDT." in notice.text
        assert mode.value in notice.text

        twin.coindcx.house.conversion = D("84.5")
        await rate_is_known(app_context, twin, bot_id, D("84.5"))
        second = await cycle_closed(app_context, twin, bot_id)
        told = f"In INR: {rupees(second * D('84.5'))}, all cycles {rupees((first + second) * D('84.5'))}"
        notice = await owner.reads("Cycle 2 of #1 BTC/USDT", within_seconds=60)
        assert f"{told}, at the exchange’s 84.5 INR for 1 USDT." in notice.text

        await owner.send("/bots")
        listed = await owner.reads("Your bots", within_seconds=60)
        await owner.tap(next(label for label in listed.labels if "#1 BTC/USDT" in label), on=listed)
        realised = f"In INR: realised {rupees((first + second) * D('84.5'))}"
        await owner.reads(holds(realised, "CoinDCX F INR’s 84.5 INR for 1 USDT"), within_seconds=60)
