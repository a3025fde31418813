"""An order that does not settle by itself: the person looks at the exchange, and says how it goes on."""

from decimal import Decimal

from sqlalchemy import select

from db.models import ActivityLog
from engine.core.events import OrderAbsent
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, Phase
from engine.core.types import BotId, Status
from engine.venue_answers import OrderStatus
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.person import Person

LOOKED = "I have checked it"


async def short_bot(rig: Rig) -> tuple[BotId, Order]:
    """Its order has ended with 0.004 booked and 0.01 reported; it is paused."""
    bot_id = (await has_bot(rig, start=True)).state.bot_id
    await rig.binance.fill_part(bot_id, "0.004")
    order = (await state_of(rig, bot_id)).order
    assert order is not None
    await rig.binance.end_short(bot_id, "0.01")
    assert (await state_of(rig, bot_id)).phase is Phase.PAUSED
    return bot_id, order


async def state_of(rig: Rig, bot_id: BotId) -> BotState:
    return (await rig.now.service.card(ANNA, bot_id)).state


async def test_the_order_is_taken_as_it_is_and_the_bot_goes_on(anna: Person, rig: Rig) -> None:
    bot_id, order = await short_bot(rig)
    card = await card_in_chat(anna)
    assert "is not settled: 0.004 BTC booked, but the exchange reported 0.01." in card.text
    assert LOOKED in card.labels
    assert "Re-place" not in card.labels
    await anna.tap(LOOKED)
    question = await anna.reads("Accept this order as it is?")
    for said in (
        "#1 BTC/USDT · Binance · 🧪 PAPER",
        "BUY 0.01 BTC @ 60000, 0.004 of it filled",
        order.client_order_id,
        "Booked here: 0.004 BTC",
        "The exchange reports: 0.01 BTC",
        "Missing here: 0.006 BTC",
        "The bot stays paused and sends nothing.",
        "You have 60 s to answer.",
    ):
        assert said in question.text
    await anna.tap("Cancel")
    await anna.reads("Nothing was changed.")
    assert (await state_of(rig, bot_id)).order_pending

    await anna.tap(LOOKED)
    question = await anna.reads("Accept this order as it is?")
    data = question.button("Accept it as it is")["data"]
    await anna.tap_data(question, data)
    card = await anna.reads("Accepted as it is, with 0.004 BTC booked.")
    assert "was accepted as it is" in card.text
    assert card.labels[:2] == ["Re-place", "Stop"]
    async with rig.now.store.database.read() as session:
        lines = list(await session.scalars(select(ActivityLog.message).where(ActivityLog.audit)))
    assert lines[-1] == (
        f"Order {order.client_order_id} accepted as it is by its owner: 0.004 booked, 0.01 reported."
    )
    await anna.tap("Re-place")
    assert "BUY 0.006 BTC @ 60000" in (await anna.reads("Started.")).text


async def test_a_fill_that_comes_late_is_booked_all_the_same(anna: Person, rig: Rig) -> None:
    bot_id, order = await short_bot(rig)
    await card_in_chat(anna)
    await anna.tap(LOOKED)
    await anna.reads("Accept this order as it is?")
    await anna.tap("Accept it as it is")
    await anna.reads("Accepted as it is")
    await rig.binance.late_fill(bot_id, order, "0.006")
    state = await state_of(rig, bot_id)
    assert (state.trades, state.held) == (2, Decimal("0.00999"))


async def test_afterwards_it_can_be_deleted(anna: Person, rig: Rig) -> None:
    await short_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("Open order: BUY")
    await anna.tap("Stop")
    stopped = await anna.reads("Its order BUY 0.01 BTC @ 60000 is not settled")
    assert "Stopped. Not settled: BUY 0.01 BTC @ 60000, 0.004 of it filled." in stopped.text
    assert "Delete" not in stopped.labels
    await anna.tap(LOOKED)
    assert "The bot stays stopped" in (await anna.reads("Accept this order as it is?")).text
    await anna.tap("Accept it as it is")
    assert "Delete" in (await anna.reads("Accepted as it is")).labels


async def test_the_notice_of_the_pause_has_the_button_too(anna: Person, rig: Rig, notices: None) -> None:
    await short_bot(rig)
    await anna.reads("BUY 0.004 BTC")
    await rig.clock.advance(5)  # one message a second
    notice = await anna.reads("#1 BTC/USDT paused")
    assert "Check its order on the exchange's website." in notice.text
    assert notice.labels == [LOOKED, "Stop", "Open card"]
    await anna.tap(LOOKED, on=notice)
    await anna.reads("Accept this order as it is?")
    await anna.tap("Accept it as it is")
    await anna.reads("Accepted as it is, with 0.004 BTC booked.")
    await anna.tap(LOOKED, on=notice)
    await anna.reads("The bot has changed since you last looked.")
    assert anna.current(notice).text == notice.text


async def test_an_order_that_is_open_at_the_exchange_is_not_touched(anna: Person, rig: Rig) -> None:
    bot_id, _ = await short_bot(rig)
    rig.binance.seen = OrderStatus(is_open=True, filled=Decimal("0.004"))
    await card_in_chat(anna)
    await anna.tap(LOOKED)
    await anna.reads("still open. Cancel it there first, then tap again.")
    rig.binance.seen = OrderStatus(is_open=False, filled=Decimal("0.01"))
    await anna.tap(LOOKED)
    await anna.reads("Accept this order as it is?")
    rig.binance.seen = OrderStatus(is_open=True, filled=Decimal("0.004"))  # it is asked once more
    await anna.tap("Accept it as it is")
    await anna.reads("still open. Cancel it there first")
    assert (await state_of(rig, bot_id)).order_pending


async def test_an_exchange_that_is_silent_is_no_answer(anna: Person, rig: Rig) -> None:
    bot_id, _ = await short_bot(rig)
    await card_in_chat(anna)
    rig.binance.silent = True
    await anna.tap(LOOKED)
    await anna.reads("Binance is not responding.")
    assert (await state_of(rig, bot_id)).order_pending


async def test_figures_that_have_changed_are_asked_about_anew(anna: Person, rig: Rig) -> None:
    bot_id, order = await short_bot(rig)
    await card_in_chat(anna)
    await anna.tap(LOOKED)
    await anna.reads("Booked here: 0.004 BTC")
    await rig.binance.late_fill(bot_id, order, "0.001")
    await anna.tap("Accept it as it is")
    await anna.reads("The bot has changed since you last looked.")
    assert (await state_of(rig, bot_id)).order_pending


async def test_an_order_in_contradiction_is_taken_as_it_is(anna: Person, rig: Rig) -> None:
    """The exchange has forgotten it, as test venues do when they are reset."""
    bot_id = (await has_bot(rig, start=True)).state.bot_id
    order = rig.binance.resting.pop(bot_id)
    rig.binance.tell(bot_id, OrderAbsent(at=rig.clock.now(), client_order_id=order.client_order_id))
    rig.binance.seen = OrderStatus(is_open=False, filled=None)
    card = await card_in_chat(anna)
    assert "no longer knows order" in card.text
    await anna.tap(LOOKED)
    question = await anna.reads("Accept this order as it is?")
    assert "The exchange does not know this order now." in question.text
    assert "Booked here: 0 BTC" in question.text
    await anna.tap("Accept it as it is")
    await anna.reads("Accepted as it is, with 0 BTC booked.")
    state = await state_of(rig, bot_id)
    assert state.order is not None
    assert (state.order.state, state.status) == (OrderState.CANCELED, Status.ACTIVE)
    await anna.tap("Re-place")
    assert "BUY 0.01 BTC @ 60000" in (await anna.reads("Started.")).text
