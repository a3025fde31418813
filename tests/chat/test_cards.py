"""The list, the cards, and what their buttons do."""

import asyncio
from decimal import Decimal

import pytest

from bot.config.values import ChatPlace
from engine.core.copies import changed
from engine.core.orders import ForeseenOrder
from engine.core.state import Outcome
from engine.core.types import Leg, Side, Status, StopForm
from engine.errors import BotNotFound
from engine.people import Actor
from engine.reads.views import BotFilter, BotPage
from engine.service import Service
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, card_in_chat, count_bots, has_bot, holding_bot
from tests.support.person import Person


async def test_an_empty_list_offers_the_form(anna: Person) -> None:
    await anna.send("/bots")
    seen = await anna.reads("You have no bots yet")
    assert seen.labels == ["New bot"]


async def test_the_list_has_pages_and_filters(anna: Person, rig: Rig) -> None:
    for number in range(8):
        await has_bot(rig, start=number == 0, key=str(number))
    await anna.send("/bots")
    page = await anna.reads("all: 8 bots · page 1 of 2")
    assert count_bots(page.text) == 6
    assert page.labels[:4] == ["• All 8", "Active 1", "Stopped 7", "Error 0"]
    await anna.tap("Older »")
    assert count_bots((await anna.reads("page 2 of 2")).text) == 2
    await anna.tap("Active 1")
    active = await anna.reads("active: 1 bot")
    assert "🟢 #1 BTC/USDT · Binance · PAPER · 0 USDT · 0 trades" in active.text
    await anna.tap("Error 0")
    await anna.reads("None here.")


async def test_a_card_shows_where_the_bot_stands(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await rig.binance.move("BTC/USDT", "60300")
    await rig.clock.advance(180)
    card = await card_in_chat(anna)
    for said in (
        "#1 BTC/USDT · Binance · 🧪 PAPER",
        "🟢 Active",
        "Waiting for its order: SELL 0.00999 BTC @ 60600.",
        "Price 60300 USDT (Binance): 300 USDT (0.5%) below it.",
        "Held: 0.00999 BTC",
        "Realised: 0 USDT, after fees",
        "Unrealised: +2.997 USDT, before fees",
        "Fees: 0.6 USDT",
        "Cycles: 0 · trades: 1",
        "Last fill: BUY 0.01 BTC @ 60000, 3 min ago",
        "Updated at ",
    ):
        assert said in card.text
    assert card.labels == [
        "Stop",
        "Edit",
        "Code",
        "Clone",
        "Name",
        "Logs",
        "◀",
        "Move down",
        "▶",
        "Refresh",
        "Picture",
        "Back to list",
    ]


async def test_a_closed_cycle_is_realised(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await rig.binance.move("BTC/USDT", "60601")
    card = await card_in_chat(anna)
    assert "Realised: +4.788606 USDT, after fees" in card.text
    assert "Cycles: 1 · trades: 2" in card.text


async def test_start_and_the_three_ways_to_stop(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("Started.")
    await anna.tap("Stop")
    menu = await anna.reads("cancels the open order and keeps what is held")
    assert menu.labels == ["Stop", "Finish cycle", "Close now", "Back"]
    assert "Open order: BUY 0.01 BTC @ 60000" in menu.text
    assert "PAPER" in menu.text
    await anna.tap("Back")
    await anna.reads("Realised:")
    await anna.tap("Stop")
    await anna.reads("Finish cycle:")
    await anna.tap("Stop", on=anna.last)
    stopped = await anna.reads("Stopped.")
    assert "Cancelled: BUY 0.01 BTC @ 60000." in stopped.text
    assert "No BTC is held." in stopped.text
    assert stopped.labels[:3] == ["Start", "Edit", "Delete"]


async def test_finish_goes_on_to_the_end_of_the_cycle(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("completes this cycle, then stops")
    await anna.tap("Finish cycle")
    seen = await anna.reads("It completes this cycle, then stops.")
    assert "stops after this cycle" in seen.text
    assert "Keep looping" in seen.labels
    await rig.binance.move("BTC/USDT", "60601")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.STOPPED


async def test_close_sells_what_is_held(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("sells what is held at once")
    await anna.tap("Close now")
    closed = await anna.reads("Closed.")
    assert "Filled meanwhile" not in closed.text
    assert "Held: 0 BTC" in closed.text


async def test_a_stopped_bot_that_holds_can_be_closed(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    card = await card_in_chat(anna)
    assert "Start continues with the SELL @ 60600." in card.text
    await anna.tap("Close now")
    menu = await anna.reads("Close now:")
    assert menu.labels == ["Close now", "Back"]


async def test_an_order_that_cannot_be_cancelled_yet_is_shown(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    rig.binance.keeps_orders_on_cancel = True
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("Finish cycle:")
    await rig.binance.fill_part(made.state.bot_id, "0.004")
    await anna.tap("Stop", on=anna.last)
    seen = await anna.reads("It is stopping.", within_seconds=60)
    assert "Still open: BUY 0.01 BTC @ 60000, 0.004 of it filled." in seen.text
    assert "Still held: 0.003996 BTC." in seen.text


async def test_a_button_of_an_old_card_does_nothing_but_show_the_new(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    old = await card_in_chat(anna)
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    await anna.tap("Start", on=old)
    seen = await anna.reads("The bot has changed since you last looked.")
    assert "⚪ Stopped" in seen.text
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.STOPPED


async def test_two_taps_on_start_give_the_same(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    data = card.button("Start")["data"]
    await anna.tap_data(card, data)
    await anna.tap_data(card, data)
    await anna.reads("Started.")
    await all_is_answered(anna)
    assert "Started." in anna.current(card).text
    state = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert (state.revision, state.attempt) == (1, 1)


async def test_a_button_from_before_a_restart_still_works(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await rig.restart()
    await anna.tap("Start")
    await anna.reads("Started.")


async def test_refresh_tells_when_nothing_is_new(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    await anna.tap("Refresh")
    await anna.reads_toast("Up to date")
    await rig.clock.advance(5)
    await anna.tap("Refresh")
    await anna.reads_toast("Up to date")
    again = await anna.reads("Updated at")
    assert again.message_id == card.message_id
    assert again.text != card.text
    await rig.binance.move("BTC/USDT", "60400")
    await rig.now.service.start(
        ANNA, (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows[0].bot_id, None
    )
    await anna.tap("Refresh")
    await anna.reads("🟢 Active")
    assert anna.toasts[-1].text == ""


async def test_a_tap_is_answered_before_anything_slow_is_done(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots, may_go_on = Service.bots, asyncio.Event()

    async def slow(service: Service, actor: Actor, which: BotFilter, page: int) -> BotPage:
        await may_go_on.wait()
        return await bots(service, actor, which, page)

    await has_bot(rig)
    await anna.send("/bots")
    await anna.reads("Your bots")
    monkeypatch.setattr(Service, "bots", slow)
    await anna.tap("Stopped 1")
    await anna.reads_toast("")
    may_go_on.set()
    await anna.reads("stopped: 1 bot")


async def test_alerts_are_switched_on_the_card(anna: Person, rig: Rig) -> None:
    rig.alert_place = ChatPlace(-1)
    await rig.restart()
    await has_bot(rig)
    card = await card_in_chat(anna)
    assert "Alerts to the alert chat: on" in card.text
    await anna.tap("Turn alerts off")
    await anna.reads_toast("Alerts are off")
    assert "Turn alerts on" in (await anna.reads("Alerts to the alert chat: off")).labels


async def test_the_card_shows_what_the_group_is_shown_and_offers_the_other(anna: Person, rig: Rig) -> None:
    rig.alert_place = ChatPlace(-1)
    await rig.restart()
    await has_bot(rig)
    card = await card_in_chat(anna)
    assert "Alerts to the alert chat: on, in full" in card.text
    assert "Group: in full" not in card.labels
    await anna.tap("Group: percent only")
    await anna.reads_toast("The alert chat sees percent only")
    masked = await anna.reads("Alerts to the alert chat: on, in percent only")
    assert "Group: percent only" not in masked.labels
    await rig.restart()
    await anna.tap("Group: in full", on=masked)
    await anna.reads("Alerts to the alert chat: on, in full")


async def test_delete_asks_first_and_says_what_goes(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    await card_in_chat(anna)
    await anna.tap("Delete")
    asked = await anna.reads("Delete this bot?")
    assert "Also deleted: 1 trade. Its result of 0 USDT stays in /stats" in asked.text
    assert "It holds 0.00999 BTC. Deleting the bot does not close that" in asked.text
    assert asked.labels == ["Delete and keep 0.00999 BTC", "Cancel"]
    await anna.tap("Cancel")
    await anna.reads("Nothing was deleted.")
    await anna.tap("Delete")
    question = await anna.reads("Delete this bot?")
    await anna.tap_data(question, question.button("Delete and keep")["data"])
    await anna.tap_data(question, question.button("Delete and keep")["data"])
    await anna.reads("Deleted: #1 BTC/USDT (PAPER, Binance).")
    await all_is_answered(anna)
    assert "Deleted: #1" in anna.current(question).text
    try:
        await rig.now.service.card(ANNA, made.state.bot_id)
    except BotNotFound:
        return
    raise AssertionError("the bot is still there")


async def test_a_question_lapses_after_a_minute(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await rig.clock.advance(61)
    await anna.tap("Delete", on=anna.last)
    await anna.reads("This question has expired")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).number == 1


async def test_a_bot_that_has_started_meanwhile_is_not_deleted(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await anna.tap("Delete", on=anna.last)
    await anna.reads("The bot has changed since you last looked.")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.ACTIVE


async def test_nobody_is_asked_about_deleting_a_bot_that_works(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    old = await card_in_chat(anna)
    await anna.turn_the_page()
    delete = old.button("Delete")["data"]
    start = old.button("Start")["data"]
    await asyncio.gather(anna.tap_data(old, start), anna.tap_data(old, delete))
    card = await anna.reads("The bot has changed since you last looked.")
    assert "Delete" not in card.labels
    assert "🟢 Active" in card.text
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.ACTIVE


async def test_a_bot_whose_order_may_be_out_since_before_a_crash_is_not_deleted(
    anna: Person, rig: Rig
) -> None:
    """Nobody would ask for it any more. A moment later it is known what became of it."""
    made, now = await has_bot(rig), rig.clock.now()
    entry = made.state.naming.name(cycle=1, leg=Leg.ENTRY, attempt=1)
    out = ForeseenOrder(
        client_order_id=entry, side=Side.BUY, price=Decimal(60_000), quantity=Decimal("0.01"), since=now
    )
    in_doubt = changed(made.state, foreseen=out)
    await rig.now.store.ledger.commit(Outcome(state=in_doubt), None, now)
    await card_in_chat(anna)
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await anna.tap("Delete", on=anna.last)
    await anna.reads("an order is not settled yet")
    await rig.now.store.ledger.commit(Outcome(state=made.state), None, now)
    await rig.now.service.delete(ANNA, made.state.bot_id, None, release=False)


async def test_a_card_of_a_deleted_bot_says_so(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    await card_in_chat(anna)
    await rig.now.service.delete(ANNA, made.state.bot_id, None, release=False)
    await anna.tap("Start")
    await anna.reads("This bot no longer exists.")


async def test_edit_shows_before_and_after_and_saves(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    card = await card_in_chat(anna)
    await anna.tap("Edit")
    review = await anna.reads("Nothing has changed yet.")
    assert "Edit #1 · 🧪 PAPER" in review.text
    assert review.message_id == card.message_id
    assert "Save" not in review.labels
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.reads("Sell at which price")
    await anna.send("60700")
    await anna.reads("Sell price: 60600 → 60700")
    await anna.tap("Save")
    saved = await anna.reads("Changes saved.")
    assert "BUY @ 60000 · SELL @ 60700" in saved.text
    assert "🟢 Active" in saved.text
    assert saved.message_id == card.message_id


async def test_an_edit_of_a_bot_that_has_changed_is_shown_again(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Loop")
    await anna.reads("Start again")
    await anna.tap("no")
    await anna.reads("Loop: yes → no")
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    await anna.tap("Save")
    await anna.reads("nothing was saved")
    await anna.tap("Save")
    await anna.reads("Changes saved.")


async def test_cancel_of_an_edit_shows_the_card(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.tap("Cancel")
    seen = await anna.reads("Nothing was changed.")
    assert "Start" in seen.labels
