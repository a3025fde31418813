"""Several orders on the exchange could be the bot's: it pauses, shows them, and a tap says which it is."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.models import ActivityLog
from engine.core.orders import Order, OrderState
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain, SeveralOrdersMatch
from engine.core.state import BotState, Phase
from engine.core.types import AccountId, BotId, Mode, Side
from engine.risk.engine import Rules
from tests.chat.money import LIMITS, live_bot
from tests.chat.nameless_venue import NamelessVenue
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person, Seen
from tests.support.words import I_HAVE_CHECKED, WHICH_ORDER


@pytest.fixture
def venue(rig: Rig) -> NamelessVenue:
    made = rig.venues.known["Binance"] = NamelessVenue("Binance", rig.clock)
    return made


async def state_of(rig: Rig, bot_id: BotId) -> BotState:
    return (await rig.now.service.card(ANNA, bot_id)).state


async def order_of(rig: Rig, bot_id: BotId) -> Order:
    order = (await state_of(rig, bot_id)).order
    assert order is not None
    return order


async def unsure_bot(rig: Rig, venue: NamelessVenue, *numbers: str, key: str = "story") -> BotId:
    """Start a bot whose create gets no answer, while orders of that shape are at the exchange."""
    bot_id = (await has_bot(rig, start=True, key=key)).state.bot_id
    await make_unsure(rig, venue, bot_id, *numbers)
    return bot_id


async def make_unsure(rig: Rig, venue: NamelessVenue, bot_id: BotId, *numbers: str) -> None:
    order = await order_of(rig, bot_id)
    assert order.state is OrderState.UNKNOWN
    for number in numbers:
        venue.put(number, order)
    await rig.clock.advance(3)
    await venue.until_asked(bot_id)


async def question(anna: Person) -> Seen:
    await card_in_chat(anna)
    await anna.tap(WHICH_ORDER)
    return await anna.reads("It could be one of these orders:")


async def test_the_card_says_why_and_shows_them_and_a_tap_settles_it(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    card = await card_in_chat(anna)
    assert "Paused" in card.text
    for number in ("77", "78"):
        assert f"{number}: BUY 0.01 BTC @ 60000, open, placed at" in card.text
    assert "Re-place" not in card.labels
    await anna.tap(WHICH_ORDER)
    asked = await anna.reads("It could be one of these orders:")
    assert asked.labels == ["1: 77", "2: 78", "None of them", "Cancel"]
    await anna.tap("2: 78")
    shown = await anna.reads("Chosen.")
    assert "Waiting for its order: BUY 0.01 BTC @ 60000" in shown.text
    assert (await order_of(rig, bot_id)).venue_order_id == "78"
    await venue.move("BTC/USDT", "59990")
    state = await state_of(rig, bot_id)
    assert (state.trades, state.side) == (1, Side.SELL)
    async with rig.now.store.database.read() as session:
        lines = list(await session.scalars(select(ActivityLog.message).where(ActivityLog.audit)))
    assert lines[-1].endswith("is 78 on the exchange, according to its owner.")


async def test_a_second_tap_changes_nothing_and_shows_the_same(
    anna: Person, control: ChatControl, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await question(anna)
    await anna.tap("1: 77")
    shown = await anna.reads("Chosen.")
    before = await state_of(rig, bot_id)
    await control.repeat_update(with_new_id=True)
    await all_is_answered(anna)
    assert "Chosen." in anna.current(shown).text
    assert await state_of(rig, bot_id) == before
    assert before.order is not None
    assert before.order.venue_order_id == "77"


async def test_none_of_them_ends_the_order_and_the_bot_can_place_again(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await question(anna)
    await anna.tap("None of them")
    card = await anna.reads("None of them. The order ends with 0 BTC booked.")
    assert "Re-place" in card.labels
    state = await state_of(rig, bot_id)
    assert state.order is not None
    assert (state.phase, state.order.state, state.trades) == (Phase.PAUSED, OrderState.CANCELED, 0)


async def test_to_leave_it_open_changes_nothing(anna: Person, rig: Rig, venue: NamelessVenue) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    before = await state_of(rig, bot_id)
    await question(anna)
    await anna.tap("Cancel")
    await anna.reads("Nothing was changed.")
    assert await state_of(rig, bot_id) == before


async def test_after_a_restart_it_is_asked_again_and_not_guessed(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    before = await question(anna)
    await rig.restart()
    await rig.clock.advance(60)
    assert (await state_of(rig, bot_id)).phase is Phase.PAUSED
    assert (await question(anna)).labels == before.labels
    await anna.tap("1: 77")
    await anna.reads("Chosen.")
    assert (await order_of(rig, bot_id)).venue_order_id == "77"


async def test_a_question_from_before_a_restart_is_still_answered(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await question(anna)
    await rig.restart()
    await anna.tap("2: 78")
    await anna.reads("Chosen.")
    assert (await order_of(rig, bot_id)).venue_order_id == "78"


async def test_an_order_that_has_appeared_meanwhile_is_asked_about_anew(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await question(anna)
    venue.put("79", await order_of(rig, bot_id))
    await anna.tap("None of them")
    await anna.reads("The bot has changed since you last looked.")
    assert (await state_of(rig, bot_id)).order_pending
    assert (await question(anna)).labels[:3] == ["1: 77", "2: 78", "3: 79"]


async def test_two_bots_with_equal_orders_do_not_get_the_same_one(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    first = await unsure_bot(rig, venue, "77", "78", key="1")
    second = await unsure_bot(rig, venue, key="2")
    await card_in_chat(anna, "#2 BTC/USDT")
    await anna.tap(WHICH_ORDER)
    asked_two = await anna.reads("It could be one of these orders:")
    await card_in_chat(anna, "#1 BTC/USDT")
    await anna.tap(WHICH_ORDER)
    await anna.reads("It could be one of these orders:")
    await anna.tap("1: 77")
    await anna.reads("Chosen.")
    await anna.tap_data(asked_two, asked_two.button("1: 77")["data"])
    await anna.reads("The bot has changed since you last looked.")
    await card_in_chat(anna, "#2 BTC/USDT")
    await anna.tap(WHICH_ORDER)
    asked_two = await anna.reads("It could be one of these orders:")
    assert asked_two.labels == ["1: 78", "None of them", "Cancel"]
    await anna.tap("1: 78")
    await anna.reads("Chosen.")
    assert [(await order_of(rig, bot_id)).venue_order_id for bot_id in (first, second)] == ["77", "78"]


async def test_a_bot_that_was_stopped_meanwhile_is_asked_about_too(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("Open order: BUY")
    await anna.tap("Stop")
    await anna.reads("is not settled")
    await anna.tap(I_HAVE_CHECKED)
    asked = await anna.reads("It could be one of these orders:")
    assert "the bot stays stopped" in asked.text
    await anna.tap("None of them")
    await anna.reads("None of them.")
    assert not (await state_of(rig, bot_id)).order_pending


async def test_one_that_ended_without_a_trade_only_ends_the_order(
    anna: Person, rig: Rig, venue: NamelessVenue
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    venue.put("78", await order_of(rig, bot_id), is_open=False)
    await question(anna)
    await anna.tap("2: 78")
    await anna.reads("Chosen.")
    state = await state_of(rig, bot_id)
    assert state.order is not None
    assert (state.phase, state.order.state) == (Phase.PAUSED, OrderState.CANCELED)
    assert state.order.venue_order_id == "78"


async def test_the_notice_of_the_pause_asks_too(
    anna: Person, rig: Rig, venue: NamelessVenue, notices: None
) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    await rig.clock.advance(5)  # one message a second
    notice = await anna.reads("#1 BTC/USDT paused")
    assert "several orders on the exchange could be" in notice.text
    assert "tap “Which order is it?” or Stop" in notice.text
    assert notice.labels == [WHICH_ORDER, "Stop", "Open card"]
    await anna.tap(WHICH_ORDER, on=notice)
    await anna.reads("It could be one of these orders:")
    await anna.tap("2: 78")
    await anna.reads("Chosen.")
    assert (await order_of(rig, bot_id)).venue_order_id == "78"
    await anna.tap(WHICH_ORDER, on=notice)
    await anna.reads("The bot has changed since you last looked.")


async def test_the_reason_is_stored_with_the_candidates(anna: Person, rig: Rig, venue: NamelessVenue) -> None:
    bot_id = await unsure_bot(rig, venue, "77", "78")
    before = (await state_of(rig, bot_id)).pause_reason
    assert isinstance(before, SeveralOrdersMatch)
    assert [one.venue_order_id for one in before.candidates] == ["77", "78"]
    await rig.restart()
    assert (await state_of(rig, bot_id)).pause_reason == before


async def unsure_and_off(rig: Rig) -> tuple[BotId, NamelessVenue]:
    """Return a LIVE bot whose order could be either of two, after a start with LIVE switched off."""
    rig.venues.open_account("Binance", Mode.LIVE)
    venue = rig.venues.real[AccountId("Binance", Mode.LIVE)] = NamelessVenue("Binance", rig.clock)
    rig.rules = Rules(limits=LIMITS)
    await rig.restart()
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await make_unsure(rig, venue, bot_id, "77", "78")
    rig.rules = Rules(limits=replace(LIMITS, live_trading=False))
    await rig.restart()
    return bot_id, venue


async def test_with_live_trading_off_a_chosen_order_rests_is_booked_and_nothing_follows(
    anna: Person, rig: Rig
) -> None:
    bot_id, venue = await unsure_and_off(rig)
    await question(anna)
    await anna.tap("1: 77")
    shown = await anna.reads("Chosen.")
    assert "LIVE trading is switched off" in shown.text
    state = await state_of(rig, bot_id)
    assert (state.phase, state.kept_order) == (Phase.PAUSED, state.order)
    assert (await order_of(rig, bot_id)).venue_order_id == "77"
    sent = venue.creates
    await venue.move("BTC/USDT", "59990")
    state = await state_of(rig, bot_id)
    assert (state.phase, state.trades, state.side) == (Phase.PAUSED, 1, Side.SELL)
    assert not state.order_pending
    assert venue.creates == sent
    assert state.pause_reason == Plain(Cause.LIVE_IS_OFF)


async def test_with_live_trading_off_none_of_them_is_an_answer_and_the_bot_goes_on_when_it_is_on(
    anna: Person, rig: Rig
) -> None:
    bot_id, _ = await unsure_and_off(rig)
    await question(anna)
    await anna.tap("None of them")
    await anna.reads("None of them.")
    assert not (await state_of(rig, bot_id)).order_pending


async def test_a_chosen_order_is_worked_again_when_live_trading_is_on(anna: Person, rig: Rig) -> None:
    bot_id, venue = await unsure_and_off(rig)
    await question(anna)
    await anna.tap("2: 78")
    await anna.reads("Chosen.")
    rig.rules = Rules(limits=LIMITS)
    await rig.restart()
    card = await rig.now.service.start(ANNA, bot_id, None, live_confirmed=True)
    assert (card.state.phase, card.state.order) == (Phase.WORKING, await order_of(rig, bot_id))
    await venue.move("BTC/USDT", "59990")
    state = await state_of(rig, bot_id)
    assert (state.trades, state.side) == (1, Side.SELL)
