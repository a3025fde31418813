"""A hand changes an order before its bot knows more of it than the name: no second one goes out for it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import Order
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import OrderEnded, Plain, candidates_in
from engine.core.types import BotId, Side
from tests.real.conftest import (
    ANNA,
    EAGER,
    created,
    paused,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.real.test_changed_by_hand import placed
from tests.twin import Fault, FaultKind, FrameFault, Operation, Stream, Twin
from tests.twin.core.events import Event, OrderChanged
from tests.twin.core.frames import FrameFaultKind
from tests.twin.core.values import Side as TwinSide
from tests.twin.core.venue import Venue

SYMBOL = "BTCUSDT"
D = Decimal
QUICK = replace(
    EAGER,
    driver=replace(EAGER.driver, send_window=timedelta(seconds=2)),
    account=replace(EAGER.account, fence=timedelta(seconds=1)),
)
ALL = pytest.mark.parametrize(
    ("exchange", "fate"),
    [
        ("Binance", "answer lost"),
        ("Binance F", "all lost"),
        ("Bybit", "answer late"),
        ("Bybit F", "answer lost"),
        ("OKX", "all lost"),
        ("OKX F", "answer late"),
    ],
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what the exchange shows."""
    return sqlite_url


def symbol_of(venue: Venue) -> str:
    return next(name for name in venue.symbols if name.startswith("BTC"))


def befalls(twin: Twin, fate: str) -> None:
    """Have the answer to the next create be lost or late; `all lost`: all that streams tell of it, too."""
    if fate == "answer late":
        twin.world.faults.add(Fault(FaultKind.DELAY, (Operation.CREATE,), after_s=1.5))
        return
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    if fate == "all lost":
        twin.world.frames.add(FrameFault(FrameFaultKind.DROP, (Stream.PRIVATE, Stream.API)))


def then_a_hand(venue: Venue, *, trades: Decimal | None = None, **figures: object) -> None:
    """Have a hand change the first order as soon as it is there; then the market trades that much of it."""
    symbol, seen = symbol_of(venue), list[str]()

    def change() -> None:
        order = venue.amend("main", symbol, seen[0], **figures)  # type: ignore[arg-type]  # by name
        if trades is not None:
            venue.trade(symbol, order.price, trades, TwinSide.SELL)

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged) and not seen:
            seen.append(event.order.order_id)
            asyncio.get_running_loop().call_soon(change)

    venue.bus.listen(hear)


async def shows(app_context: AppContext, bot_id: BotId, price: str, quantity: str) -> Order:
    async def as_wanted() -> bool:
        order = (await state_of(app_context, bot_id)).order
        return order is not None and (order.price, order.quantity) == (D(price), D(quantity))

    await until(as_wanted, 20)
    order = (await state_of(app_context, bot_id)).order
    assert order is not None
    return order


@ALL
async def test_another_price(settings: Settings, twin: Twin, exchange: str, fate: str) -> None:
    venue = twin.world.venue(exchange)
    befalls(twin, fate)
    then_a_hand(venue, price=D(93500))
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await shows(app_context, bot_id, "93500", "0.01")
        venue.trade(symbol_of(venue), D(93499))
        await resting(app_context, bot_id, Side.SELL)
        assert len(created(twin)) == 2


@ALL
async def test_a_larger_one(settings: Settings, twin: Twin, exchange: str, fate: str) -> None:
    venue = twin.world.venue(exchange)
    befalls(twin, fate)
    then_a_hand(venue, quantity=D("0.02"), trades=D("0.012"))
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))

        async def has_traded() -> bool:
            order = (await state_of(app_context, bot_id)).order
            return order is not None and order.filled == D("0.012")

        await until(has_traded, 20)
        assert (await shows(app_context, bot_id, "94000", "0.02")).live
        assert len(created(twin)) == 1
        venue.trade(symbol_of(venue), D(93999))
        exit_ = await resting(app_context, bot_id, Side.SELL)
        assert exit_.quantity > D("0.0199")
        assert len(created(twin)) == 2


@ALL
@pytest.mark.parametrize("trades", [None, D("0.004")], ids=["rests", "has filled"])
async def test_a_smaller_one(
    settings: Settings, twin: Twin, exchange: str, fate: str, trades: Decimal | None
) -> None:
    venue = twin.world.venue(exchange)
    befalls(twin, fate)
    then_a_hand(venue, quantity=D("0.004"), trades=trades)
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        if trades is None:
            await shows(app_context, bot_id, "94000", "0.004")
            venue.trade(symbol_of(venue), D(93999))
        assert await paused(app_context, bot_id) == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        assert (await state_of(app_context, bot_id)).trades == 1
        assert len(created(twin)) == 1


RENAMED = pytest.mark.parametrize(
    "trades", [None, D("0.002"), D("0.004")], ids=["rests", "trades", "has filled"]
)


@RENAMED
@pytest.mark.parametrize("fate", ["answer lost", "answer late"])
async def test_a_smaller_one_that_has_lost_its_name(
    settings: Settings, twin: Twin, fate: str, trades: Decimal | None
) -> None:
    """Binance spot names it anew, and finds it by the former name no more; by its number it does."""
    venue = twin.world.venue("Binance")
    befalls(twin, fate)
    then_a_hand(venue, quantity=D("0.004"), client_order_id="web_0123", trades=trades)
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft())
        if trades != D("0.004"):
            await shows(app_context, bot_id, "94000", "0.004")
            venue.trade(SYMBOL, D(93999))
        assert await paused(app_context, bot_id) == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        assert (await state_of(app_context, bot_id)).held > D("0.00399")
        assert len(created(twin)) == 1


@RENAMED
async def test_a_smaller_one_of_which_nothing_but_the_name_was_known_is_asked_about(
    settings: Settings, twin: Twin, trades: Decimal | None
) -> None:
    venue = twin.world.venue("Binance")
    befalls(twin, "all lost")
    then_a_hand(venue, quantity=D("0.004"), client_order_id="web_0123", trades=trades)
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft())
        [one] = candidates_in(await paused(app_context, bot_id))
        assert (one.price, one.quantity, one.filled) == (D(94000), D("0.004"), trades or 0)
        twin.world.frames.clear()
        orders, revision = app_context.service.orders, (await state_of(app_context, bot_id)).revision
        found = await orders.inspect_order(ANNA, bot_id, revision)
        [ours] = found.figures.candidates
        await orders.choose_order(ANNA, bot_id, found.figures, revision, ours)
        if trades != D("0.004"):
            await shows(app_context, bot_id, "94000", "0.004")
            venue.trade(SYMBOL, D(93999))
        assert await paused(app_context, bot_id) == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        assert (await state_of(app_context, bot_id)).held > D("0.00399")
        assert len(created(twin)) == 1


async def test_a_smaller_one_of_a_hands_own_is_none_of_ours(settings: Settings, twin: Twin) -> None:
    """It has another price, which being made smaller gives to none: what is absent is sent again."""
    venue = twin.world.venue("Binance")
    placed(venue, "web_0124", price="93900")
    twin.world.faults.add(Fault(FaultKind.LOSE_REQUEST, (Operation.CREATE,)))
    async with program(settings, QUICK) as app_context:
        bot_id = await started(app_context, plain_draft(quantity=D("0.05")))
        assert (await resting(app_context, bot_id)).attempt == 2
