"""LIVE_TRADING off: bots stand with their orders open, and the chat says what can be done about it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.core.state import Phase
from engine.core.types import Side, Status, StopForm
from engine.errors import LiveSwitchedOff
from engine.risk.engine import IS_OFF, Rules
from tests.chat.hand_venue import HandVenue
from tests.chat.money import LIMITS, delivering, live_bot
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat
from tests.support.person import Person


async def switched(rig: Rig, *, on: bool) -> None:
    """Start the program again with the switch for money so."""
    rig.rules = Rules(limits=replace(LIMITS, live_trading=on))
    await rig.restart()


async def test_switched_off_a_live_bot_stands_and_its_order_can_be_cancelled(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await switched(rig, on=False)
    async with delivering(rig):
        notice = await anna.reads("#1 BTC/USDT paused (💵 LIVE, Binance)")
        assert "LIVE trading was switched off" in notice.text
        assert "Its order stays open: BUY 0.01 BTC @ 60000." in notice.text
        assert notice.labels == ["Cancel the order", "Open card"]
        assert bot_id in live.resting
        await anna.tap("Open card", on=notice)
        card = await anna.reads("Only closing orders are sent: LIVE trading is switched off")
        assert "Its order stays open: BUY 0.01 BTC @ 60000." in card.text
        assert card.labels[:2] == ["Stop", "Edit"]
        await anna.tap("Cancel the order", on=notice)
        await anna.reads("Stop: cancels the open order")
        await anna.tap("Stop")
        stopped = await anna.reads("Stopped.")
        assert "Cancelled: BUY 0.01 BTC @ 60000." in stopped.text
        assert "Start" not in stopped.labels
    assert live.resting == {}


async def test_switched_off_a_fill_is_told_and_what_is_held_is_sold_by_hand_only(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await switched(rig, on=False)
    async with delivering(rig):
        await anna.reads("Its order stays open")
        await live.move("BTC/USDT", "59990")
        notice = await anna.reads(lambda seen: "paused" in seen.text and "stays open" not in seen.text)
        assert "It sends nothing while LIVE trading is off." in notice.text
        assert "BUY 0.01 BTC @ 60000 · fee " in notice.text
        assert notice.labels == ["Stop", "Open card"]
        assert live.resting == {}
        await anna.tap("Open card", on=notice)
        await anna.reads("Held: 0.00999 BTC")
        await anna.tap("Stop")
        assert (await anna.reads("Close now: sells")).labels == ["Stop", "Close now", "Back"]
        await anna.tap("Close now")
        await anna.reads("Closed.")
    state = (await rig.now.service.card(ANNA, bot_id)).state
    assert (state.status, state.held, state.trades) == (Status.STOPPED, Decimal(0), 2)


async def test_switched_on_again_it_goes_on_with_the_order_that_is_there(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    made = await live_bot(rig, start=True)
    [order] = live.resting.values()
    await switched(rig, on=False)
    with pytest.raises(LiveSwitchedOff):
        await rig.now.service.start(ANNA, made.state.bot_id, None, live_confirmed=True)
    await switched(rig, on=True)
    card = await card_in_chat(anna)
    assert "until you tap Resume or Stop" in card.text
    await anna.tap("Resume")
    await anna.reads("Let #1 trade with real money?")
    await anna.tap("Trade with real money")
    await anna.reads("Started.")
    assert [one.client_order_id for one in live.resting.values()] == [order.client_order_id]
    await live.move("BTC/USDT", "59990")
    assert [one.side for one in live.resting.values()] == [Side.SELL]


async def test_a_button_from_before_the_switch_starts_nothing(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await live_bot(rig)
    card = await card_in_chat(anna)
    await switched(rig, on=False)
    await anna.tap("Start", on=card)
    await anna.reads("LIVE trading is switched off, so nothing was started.")
    assert live.resting == {}


async def test_switched_off_a_finish_goes_on_with_nothing(rig: Rig, live: HandVenue) -> None:
    """It is not offered; a card from before may have the button all the same."""
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await live.move("BTC/USDT", "59990")
    await switched(rig, on=False)
    await rig.now.service.stop(ANNA, bot_id, StopForm.FINISH, None)
    state = (await rig.now.service.card(ANNA, bot_id)).state
    assert (state.phase, state.pause_reason) == (Phase.PAUSED, IS_OFF)
    assert state.kept_order is not None
    assert [one.side for one in live.resting.values()] == [state.kept_order.side] == [Side.SELL]
