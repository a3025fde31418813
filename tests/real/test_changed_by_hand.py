"""A hand changes our order at the exchange, or the exchange does: its figures are shown, told and taken."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import Order, OrderState
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, OrderEnded, Plain
from engine.core.state import Phase
from engine.core.types import BotId, Side, StopForm
from tests.acceptance import acceptance
from tests.real.conftest import (
    ANNA,
    EAGER,
    greet,
    passes,
    paused,
    plain_draft,
    printed,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.values import Order as TwinOrder
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide
from tests.twin.core.venue import Venue

SYMBOL = "BTCUSDT"
D = Decimal
ASKED_AGAIN = 10
ALL = pytest.mark.parametrize("exchange", ["Binance", "Binance F", "Bybit", "Bybit F"])
ONE_EACH = pytest.mark.parametrize("exchange", ["Binance", "Bybit F"])


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what the exchange shows."""
    return sqlite_url


def open_there(venue: Venue) -> TwinOrder:
    [order] = venue.store.open_orders(account="main")
    return order


async def shows(app_context: AppContext, bot_id: BotId, price: str, quantity: str) -> Order:
    """Wait until the bot's order is shown with these figures, and return it."""

    async def as_wanted() -> bool:
        order = (await state_of(app_context, bot_id)).order
        return order is not None and (order.price, order.quantity) == (D(price), D(quantity))

    await until(as_wanted)
    order = (await state_of(app_context, bot_id)).order
    assert order is not None
    return order


async def open_orders(owner: Person) -> str:
    """Ask for the list, and return it."""
    await owner.send("/orders")
    return (await owner.reads("Open orders · 1 order", within_seconds=60)).text


@acceptance(18)
async def test_another_price_is_shown_told_and_taken(
    settings: Settings, twin: Twin, owner: Person, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.amend("main", SYMBOL, open_there(venue).order_id, price=D(93500))
        await shows(app_context, bot_id, "93500", "0.01")
        told = await owner.reads("Its order was changed on the exchange", within_seconds=60)
        assert "BUY 0.01 BTC @ 94000 -> BUY 0.01 BTC @ 93500" in told.text
        listed = await open_orders(owner)
        assert "BUY 0.01 BTC @ 93500" in listed
        for _ in range(ASKED_AGAIN):  # on a slow machine the last price may not be of now any more
            if "as of " not in listed:
                printed(twin, exchange, SYMBOL, D(95000))
                listed = await open_orders(owner)
        assert "as of " in listed
        await owner.send("/bots")
        await owner.tap("#1 BTC/USDT")
        card = await owner.reads("Waiting for its order: BUY 0.01 BTC @ 93500", within_seconds=60)
        assert "94000" in card.text  # the plan is what it was
        venue.trade(SYMBOL, D(93499))
        exit_ = await resting(app_context, bot_id, Side.SELL)
        assert exit_.price == D(96000)
        state = await state_of(app_context, bot_id)
        assert (state.trades, state.tally.paid) == (1, D(935))


@ALL
async def test_a_larger_one_is_not_filled_while_the_exchange_calls_it_open(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.amend("main", SYMBOL, open_there(venue).order_id, quantity=D("0.025"))
        venue.trade(SYMBOL, D(94000), D("0.012"), TwinSide.SELL)

        async def has_traded() -> bool:
            order = (await state_of(app_context, bot_id)).order
            return order is not None and order.filled == D("0.012")

        await until(has_traded)
        await passes(twin, exchange)
        state = await state_of(app_context, bot_id)
        assert state.order is not None
        assert (state.order.state, state.order.quantity) == (OrderState.PARTIAL, D("0.025"))
        assert state.phase is Phase.WORKING
        venue.trade(SYMBOL, D(93999))
        exit_ = await resting(app_context, bot_id, Side.SELL)
        assert exit_.quantity in {D("0.025"), D("0.02497"), D("0.024975")}  # less a fee in base


@ALL
async def test_a_smaller_one_ends_with_a_question(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.amend("main", SYMBOL, open_there(venue).order_id, quantity=D("0.004"))
        await shows(app_context, bot_id, "94000", "0.004")
        venue.trade(SYMBOL, D(93999))
        assert await paused(app_context, bot_id) == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        state = await state_of(app_context, bot_id)
        assert state.order is not None
        assert state.order.final
        venue.trade(SYMBOL, D(95000))
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id, Side.BUY)).quantity == D("0.006")


@ALL
async def test_an_exit_made_smaller_closes_no_cycle(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.trade(SYMBOL, D(93999))
        await resting(app_context, bot_id, Side.SELL)
        venue.amend("main", SYMBOL, open_there(venue).order_id, quantity=D("0.004"), price=D(95500))
        await shows(app_context, bot_id, "95500", "0.004")
        venue.trade(SYMBOL, D(95501))
        assert await paused(app_context, bot_id) == OrderEnded(why=Plain(Cause.MADE_SMALLER))
        state = await state_of(app_context, bot_id)
        assert (state.cycles, state.held > D("0.0059")) == (0, True)


@ONE_EACH
async def test_one_that_fills_in_the_moment_it_is_made_larger(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    """The list was read before the hand, the trades after it."""
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        for _ in range(20):
            order = open_there(venue)
            venue.amend("main", SYMBOL, order.order_id, quantity=order.quantity + D("0.002"))
            venue.trade(SYMBOL, D(94000), D("0.002"), TwinSide.SELL)
            await passes_once(twin, exchange)
            state = await state_of(app_context, bot_id)
            assert state.order is not None
            assert state.order.side is Side.BUY
            assert state.order.state in {OrderState.OPEN, OrderState.PARTIAL}


async def passes_once(twin: Twin, exchange: str) -> None:
    from tests.real.conftest import asked  # noqa: PLC0415
    from tests.twin import Operation  # noqa: PLC0415

    await asked(twin, exchange, Operation.OPEN_ORDERS, 2)


@ONE_EACH
async def test_what_is_changed_while_the_program_is_away(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
    venue.amend("main", SYMBOL, open_there(venue).order_id, price=D(93000), quantity=D("0.02"))
    venue.trade(SYMBOL, D(93000), D("0.015"), TwinSide.SELL)
    async with program(settings, EAGER) as app_context:
        order = await shows(app_context, bot_id, "93000", "0.02")
        await passes(twin, exchange)
        order = await shows(app_context, bot_id, "93000", "0.02")
        assert (order.state, order.filled) == (OrderState.PARTIAL, D("0.015"))


async def test_one_that_lost_its_name_is_still_the_bots(settings: Settings, twin: Twin) -> None:
    """Binance spot gives an order that a hand has made smaller another name, and keeps its number."""
    venue = twin.world.venue("Binance")
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        order_id = open_there(venue).order_id
        venue.amend("main", SYMBOL, order_id, quantity=D("0.009"), client_order_id="web_0123")
        await shows(app_context, bot_id, "94000", "0.009")
        found = await app_context.service.orders.open_orders(ANNA)
        assert (len(found.orders), found.orphans, found.foreign) == (1, (), 0)
        report = await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

        async def is_cancelled() -> bool:
            return not venue.store.open_orders(account="main")

        await until(is_cancelled)
        assert report.refused is None

        async def is_final() -> bool:
            return not (await state_of(app_context, bot_id)).order_pending

        await until(is_final)
        await app_context.service.start(ANNA, bot_id, None)
        await resting(app_context, bot_id)
        order_id = open_there(venue).order_id
        venue.amend("main", SYMBOL, order_id, price=D(93900), client_order_id="web_0124")
        venue.trade(SYMBOL, D(93899))
        await resting(app_context, bot_id, Side.SELL)


def placed(venue: Venue, name: str, symbol: str = SYMBOL, price: str = "93800") -> TwinOrder:
    """Have somebody place an order under that name."""
    return venue.place(
        OrderRequest(
            account="main",
            symbol=symbol,
            side=TwinSide.BUY,
            order_type=OrderType.LIMIT,
            time_in_force=TimeInForce.GTC,
            client_order_id=name,
            quantity=D("0.02"),
            price=D(price),
        )
    ).order


@acceptance(19)
async def test_one_that_is_replaced_by_a_hands_own(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.cancel("main", SYMBOL, order_id=open_there(venue).order_id, cancel_client_id="web_1")
        placed(venue, "web_2")
        assert await paused(app_context, bot_id) == Plain(Cause.CANCELED_THERE)
        await passes(twin, exchange)
        found = await app_context.service.orders.open_orders(ANNA)
        assert (found.orders, found.orphans, found.foreign) == ((), (), 1)


@pytest.mark.parametrize("exchange", ["Binance", "Binance F"])
async def test_one_that_is_replaced_under_its_own_name(
    settings: Settings, twin: Twin, owner: Person, exchange: str
) -> None:
    """Binance takes a name again once its order has ended; Bybit never does."""
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        ours = await resting(app_context, bot_id)
        venue.cancel("main", SYMBOL, order_id=open_there(venue).order_id, cancel_client_id="web_1")
        placed(venue, ours.client_order_id)
        await paused(app_context, bot_id)
        await passes(twin, exchange)
        await app_context.service.start(ANNA, bot_id, None)

        async def is_told_why() -> bool:
            reason = (await state_of(app_context, bot_id)).pause_reason
            return reason == AboutOrder(code=OrderCause.REPLACED, client_order_id=ours.client_order_id)

        await until(is_told_why)
        assert open_there(venue).price == D(93800)
        await owner.send("/orders")
        listed = await owner.reads("with my tag that no bot owns", within_seconds=60)
        assert "BUY 0.02 BTC @ 93800" in listed.text
        await owner.send("/stop_all")
        asked = await owner.reads("Stop 1 bot?", within_seconds=60)
        assert "BUY 0.02 BTC @ 93800" in asked.text
        [orphan] = (await app_context.service.orders.open_orders(ANNA)).orphans
        await app_context.service.orders.cancel_orphan(
            ANNA, orphan.order.account_id, orphan.order.client_order_id
        )
        assert venue.store.open_orders(account="main") == []
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id)).price == D(94000)


@ALL
async def test_every_live_order_with_a_name_of_ours_is_known(
    settings: Settings, twin: Twin, owner: Person, exchange: str
) -> None:
    """Also where no bot trades any more: of a deleted bot, of a former epoch, of nobody."""
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft("ETH/USDT", exchange))
        await resting(app_context, bot_id)
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

        async def is_final() -> bool:
            return not (await state_of(app_context, bot_id)).order_pending

        await until(is_final)
        state = await state_of(app_context, bot_id)
        await app_context.service.delete(ANNA, bot_id, None, release=False)
        name = state.naming.name(cycle=1, leg=state.leg, attempt=9)
        placed(venue, name, "ETHUSDT", "3300")
        former = replace(state.naming, epoch=state.naming.epoch ^ 1)
        placed(venue, former.name(cycle=3, leg=state.leg, attempt=2))
        await owner.send("/stop_all")
        nothing = await owner.reads("Nothing is running", within_seconds=60)
        for text in ("BUY 0.02 ETH @ 3300", "BUY 0.02 BTC @ 93800"):
            assert text in nothing.text
        await owner.send("/orders")
        listed = await owner.reads("2 orders with my tag that no bot owns", within_seconds=60)
        assert "BUY 0.02 ETH @ 3300" in listed.text
        await owner.send("/stop_all now")
        report = await owner.reads("Nothing is running", within_seconds=60)
        assert "BUY 0.02 ETH @ 3300" in report.text


async def test_a_price_that_the_exchange_moves_is_read_back_and_told(
    settings: Settings, twin: Twin, owner: Person
) -> None:
    """Bybit's contracts take a price outside the band, and rest at its edge, in silence."""
    venue = twin.world.venue("Bybit F")
    venue.market(SYMBOL).mark = D(89000)
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft(exchange="Bybit F"))
        await shows(app_context, bot_id, "93450", "0.01")
        told = await owner.reads("changed on the exchange", within_seconds=60)
        assert "BUY 0.01 BTC @ 94000 -> BUY 0.01 BTC @ 93450" in told.text
        venue.trade(SYMBOL, D(93449))
        await resting(app_context, bot_id, Side.SELL)
