"""A bot trades at the twin, and the twin's journal agrees with our books."""

from collections.abc import Mapping
from decimal import Decimal

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.types import BotId, Side
from tests.acceptance import acceptance
from tests.kills.books import booked_fills
from tests.real.conftest import plain_draft, program, resting, started, state_of, until, venue_of
from tests.twin import Twin

SYMBOL = "BTCUSDT"


async def traded(app_context: AppContext, bot_id: BotId, twin: Twin, exchange: str, cycles: int) -> None:
    """Let the market trade above the bot's price until it has closed so many cycles."""

    async def closed() -> bool:
        # A print now and then, as a real market has them: paper may hear the next one.
        venue_of(twin, exchange).trade(SYMBOL, Decimal(96001))
        return (await state_of(app_context, bot_id)).cycles == cycles

    await until(closed)


@acceptance(16)
async def test_a_cycle(settings: Settings, twin: Twin, database_url: str, exchange: str) -> None:
    venue = venue_of(twin, exchange)
    venue.trade(SYMBOL, Decimal(95000))
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id, Side.BUY)

        async def bought() -> bool:
            venue.trade(SYMBOL, Decimal(93999))
            return (await state_of(app_context, bot_id)).side is Side.SELL

        await until(bought)
        await resting(app_context, bot_id, Side.SELL)
        await traded(app_context, bot_id, twin, exchange, 1)
        state = await state_of(app_context, bot_id)
    booked = await booked_fills(database_url)
    assert [side for side, *_ in booked] == [Side.BUY, Side.SELL]
    if exchange != "PAPER":
        filled = [entry.facts for entry in twin.world.journal.read("order_filled", account="main")]
        amounts = [(Decimal(one["quantity"]), Decimal(one["price"])) for one in filled]
        assert [(side, *amount) for side, *amount, _ in booked] == [
            (one["side"], *amount) for one, amount in zip(filled, amounts, strict=True)
        ]
        fees = sum(map(fee_in_quote, filled))
        assert state.fees == fees
        # What a fee in base has taken from what can be sold is lost with the step that is left over.
        held = state.held * Decimal(94000)
        (_, bought_at), (sold, sold_at) = amounts
        assert abs(state.pnl - (sold * (sold_at - bought_at) - fees)) <= held
    assert state.pnl > 0


def fee_in_quote(filled: Mapping[str, str]) -> Decimal:
    """Return what the journal says that a fill has cost."""
    fee = Decimal(filled["fee"]) + Decimal(filled["tax"])
    return fee * Decimal(filled["price"]) if filled["fee_coin"] == "BTC" else fee
