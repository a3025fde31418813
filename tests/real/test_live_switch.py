"""LIVE at the twin, switched off and on again: the order rests on, and nothing is sent by itself."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import OrderState
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Side, Status, StopForm
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, EAGER, creates, passes, plain_draft, program, resting, state_of, until
from tests.support.person import Person
from tests.twin import Twin

SYMBOL = "BTCUSDT"
EXCHANGES = ["Binance", "Bybit F"]
PLENTY = {"USDT": Decimal(100_000)}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the machine and the ledger are tried on both."""
    return sqlite_url


@pytest.fixture
def live(settings: Settings) -> Settings:
    """Settings of an owner who trades with money, at the twin."""
    changes = {
        "binance_testnet": False,
        "bybit_testnet": False,
        "live_trading": True,
        "max_order_value": PLENTY,
        "max_exposure": PLENTY,
        "max_daily_loss": PLENTY,
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def off(live: Settings) -> Settings:
    return live.model_copy(update={"live_trading": False})


async def with_an_order(live: Settings, exchange: str) -> BotId:
    """Have a LIVE bot's entry rest at the exchange, and end the program."""
    async with program(live) as app_context:
        draft = plain_draft(exchange=exchange, mode=Mode.LIVE)
        made = await app_context.service.create(ANNA, draft, start=True, key="one", live_confirmed=True)
        await resting(app_context, made.state.bot_id)
    return made.state.bot_id


async def traded(app_context: AppContext, bot_id: BotId) -> None:
    async def booked() -> bool:
        return (await state_of(app_context, bot_id)).trades == 1

    await until(booked)


@pytest.mark.slow
@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_off_its_order_rests_fills_are_booked_and_no_exit_is_sent(
    live: Settings, off: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    bot_id = await with_an_order(live, exchange)
    async with program(off, EAGER) as app_context:
        state = await state_of(app_context, bot_id)
        assert (state.phase, state.kept_order) == (Phase.PAUSED, state.order)
        assert len(venue.store.open_orders(account="main", symbol=SYMBOL)) == 1
        venue.trade(SYMBOL, Decimal(93999))
        await traded(app_context, bot_id)
        await passes(twin, exchange)
        state = await state_of(app_context, bot_id)
        assert (state.phase, state.side, state.kept_order) == (Phase.PAUSED, Side.SELL, None)
        assert creates(twin).total() == 1
        await app_context.service.stop(ANNA, bot_id, StopForm.CLOSE, None)

        async def closed() -> bool:
            return (await state_of(app_context, bot_id)).status is Status.STOPPED

        await until(closed)
    assert creates(twin).total() == 2
    assert len(await booked_fills(database_url)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_on_again_the_bot_goes_on_with_the_order_that_is_there(
    live: Settings, off: Settings, twin: Twin, exchange: str
) -> None:
    bot_id = await with_an_order(live, exchange)
    async with program(off):
        pass
    async with program(live, EAGER) as app_context:
        kept = (await state_of(app_context, bot_id)).kept_order
        assert kept is not None
        await app_context.service.start(ANNA, bot_id, None, live_confirmed=True)
        state = await state_of(app_context, bot_id)
        assert (state.phase, state.order) == (Phase.WORKING, kept)
        await passes(twin, exchange)
        assert creates(twin).total() == 1
        twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
    assert creates(twin).total() == 2


@pytest.mark.slow
async def test_the_button_cancels_the_order(live: Settings, off: Settings, twin: Twin, owner: Person) -> None:
    venue = twin.world.venue("Binance")
    bot_id = await with_an_order(live, "Binance")
    async with program(off) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/help")  # whoever has never written cannot be written to
        notice = await owner.reads("#1 BTC/USDT paused (💵 LIVE, Binance)")
        assert "Its order stays open: BUY 0.01 BTC @ 94000." in notice.text
        assert notice.labels == ["Cancel the order", "Open card"]
        await owner.tap("Cancel the order", on=notice)
        menu = await owner.reads("Stop: cancels the open order")
        assert menu.labels == ["Stop", "Close now", "Back"]
        await owner.tap("Stop", on=menu)
        # In the answer where the exchange was quick enough, else in a notice.
        told = ("Stopped. Cancelled: BUY 0.01 BTC @ 94000.", "#1 BTC/USDT stopped (💵 LIVE, Binance)")
        await owner.reads(lambda seen: any(text in seen.text for text in told))
        assert list(venue.store.open_orders(account="main", symbol=SYMBOL)) == []
        order = (await state_of(app_context, bot_id)).order
        assert order is not None
        assert order.state is OrderState.CANCELED
    assert creates(twin).total() == 1
