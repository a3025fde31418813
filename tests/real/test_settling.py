"""Orders that no pass settles: the exchange's trades are missing, or it has forgotten the order."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import OrderState
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, Plain
from engine.core.state import Phase, Refusal
from engine.core.types import BotId, Side, Status, StopForm
from engine.errors import CommandRejected, VenueUnavailable
from engine.timings import AccountTimings, EngineTimings
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, plain_draft, program, resting, started, state_of, until
from tests.twin import Fault, FaultKind, FrameFault, FrameFaultKind, Operation, Twin
from tests.twin.binance import answers
from tests.twin.core.faults import Answer

SYMBOL = "BTCUSDT"
SHORT_MINUTE = EngineTimings(
    account=AccountTimings(ask_a_person_after=timedelta(seconds=1), pass_every_s=1.0)
)
"""A person is asked after a second, and passes are made every second."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here."""
    return sqlite_url


async def out_of_reach(app_context: AppContext, bot_id: BotId) -> int:
    """Wait until a person has to look, and return the bot's revision."""

    async def so() -> bool:
        state = await state_of(app_context, bot_id)
        return state.phase is Phase.PAUSED and state.out_of_reach

    await until(so)
    return (await state_of(app_context, bot_id)).revision


async def test_trades_that_are_missing_are_taken_as_missing_and_booked_when_they_come(
    settings: Settings, twin: Twin, database_url: str
) -> None:
    venue = twin.world.venue("Binance")
    hidden = Fault(
        FaultKind.ANSWER, (Operation.TRADES,), venue="Binance", times=None, answer=Answer(body="[]")
    )
    async with program(settings, SHORT_MINUTE) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        number = twin.world.faults.add(hidden)
        twin.world.frames.add(FrameFault(FrameFaultKind.DROP, containing='"x":"TRADE"'))
        venue.trade(SYMBOL, Decimal(93999))
        revision = await out_of_reach(app_context, bot_id)
        found = await app_context.service.orders.inspect_order(ANNA, bot_id, revision)
        assert (found.figures.booked, found.figures.reported) == (Decimal(0), Decimal("0.01"))

        silent = Fault(
            FaultKind.ANSWER,
            (Operation.ORDER,),
            venue="Binance",
            times=1,
            answer=answers.error(-1000, "Service Unavailable.", status=503),
        )
        twin.world.faults.remove(number)
        twin.world.faults.add(silent)
        number = twin.world.faults.add(hidden)
        with pytest.raises(VenueUnavailable):
            await app_context.service.orders.accept_as_is(ANNA, bot_id, found.figures, revision)
        assert (await state_of(app_context, bot_id)).out_of_reach

        card = await app_context.service.orders.accept_as_is(ANNA, bot_id, found.figures, revision)
        assert (card.state.phase, card.state.order_pending) == (Phase.PAUSED, False)
        twin.world.faults.remove(number)

        async def late() -> bool:
            return (await state_of(app_context, bot_id)).trades == 1

        await until(late)
        await app_context.service.start(ANNA, bot_id, None)
        await resting(app_context, bot_id, Side.SELL)
    assert [side for side, *_ in await booked_fills(database_url)] == ["BUY"]


async def test_an_order_that_was_cancelled_and_forgotten_while_we_were_away(
    settings: Settings, twin: Twin
) -> None:
    venue = twin.world.venue("Binance F")
    async with program(settings, SHORT_MINUTE) as app_context:
        bot_id = await started(app_context, plain_draft(exchange="Binance F"))
        order = await resting(app_context, bot_id)
    venue.cancel("main", SYMBOL, order_id=order.venue_order_id)
    venue.rules.forget_unfilled_s = 0
    async with program(settings, SHORT_MINUTE) as app_context:
        revision = await out_of_reach(app_context, bot_id)
        state = await state_of(app_context, bot_id)
        unknown = AboutOrder(code=OrderCause.UNKNOWN_THERE, client_order_id=order.client_order_id)
        assert state.pause_reason == unknown
        found = await app_context.service.orders.inspect_order(ANNA, bot_id, revision)
        assert found.figures.reported is None
        await app_context.service.orders.accept_as_is(ANNA, bot_id, found.figures, revision)
        await app_context.service.start(ANNA, bot_id, None)
        again = await resting(app_context, bot_id)
        assert again.client_order_id != order.client_order_id


async def test_an_order_that_was_archived_while_we_were_away_was_cancelled(
    settings: Settings, twin: Twin
) -> None:
    """Binance spot shows no such order any more after ninety days, and says that it has traded nothing."""
    venue = twin.world.venue("Binance")
    text = "Order was canceled or expired with no executed qty over 90 days ago and has been archived."
    archived = Fault(
        FaultKind.ANSWER,
        (Operation.ORDER,),
        "Binance",
        times=None,
        answer=answers.error(-2026, text, status=400),
    )
    async with program(settings, SHORT_MINUTE) as app_context:
        bot_id = await started(app_context, plain_draft())
        order = await resting(app_context, bot_id)
    venue.cancel("main", SYMBOL, order_id=order.venue_order_id)
    twin.world.faults.add(archived)
    async with program(settings, SHORT_MINUTE) as app_context:

        async def stands() -> bool:
            return (await state_of(app_context, bot_id)).phase is Phase.PAUSED

        await until(stands)
        state = await state_of(app_context, bot_id)
        assert state.pause_reason == Plain(Cause.CANCELED_THERE)
        assert state.order is not None
        assert (state.order.state, state.order.reported) == (OrderState.CANCELED, Decimal(0))
        assert not state.out_of_reach
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id)).client_order_id != order.client_order_id


async def test_an_order_that_is_open_there_has_to_be_cancelled_first(settings: Settings, twin: Twin) -> None:
    """The exchange denied it for a while, and here it is again."""
    venue = twin.world.venue("Binance")
    unknown = answers.error(-2013, "Order does not exist.", status=400)
    async with program(settings, SHORT_MINUTE) as app_context:
        bot_id = await started(app_context, plain_draft())
        order = await resting(app_context, bot_id)
        denied = [
            twin.world.faults.add(Fault(FaultKind.ANSWER, (operation,), "Binance", times=None, answer=answer))
            for operation, answer in (
                (Operation.OPEN_ORDERS, Answer(body="[]")),
                (Operation.ORDER, unknown),
            )
        ]
        revision = await out_of_reach(app_context, bot_id)
        for number in denied:  # the list knows it first, then the order itself is told
            twin.world.faults.remove(number)
            with pytest.raises(CommandRejected, match=Refusal.ORDER_OPEN_THERE):
                await app_context.service.orders.inspect_order(ANNA, bot_id, revision)
        venue.cancel("main", SYMBOL, order_id=order.venue_order_id)
        found = await app_context.service.orders.inspect_order(ANNA, bot_id, revision)
        card = await app_context.service.orders.accept_as_is(ANNA, bot_id, found.figures, revision)
        assert card.state.order is not None
        assert card.state.order.state is OrderState.CANCELED
        report = await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        assert report.card.state.status is Status.STOPPED
        await app_context.service.delete(ANNA, bot_id, None, release=False)
