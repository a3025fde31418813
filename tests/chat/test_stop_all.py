"""/stop_all, /stats, and what else concerns all bots."""

from engine.core.types import Status, StopForm
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_stops_are_answered, has_bot, holding_bot
from tests.support.person import Person
from tests.support.words import EN


async def test_nothing_runs(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    for text in ("/stop_all", "/stop_all now"):
        await anna.send(text)
        await anna.reads("Nothing is running")


async def test_one_question_one_tap_one_report(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await has_bot(rig, start=True, buy="59000", key="second")
    await anna.send("/stop_all")
    asked = await anna.reads("Stop 2 bots?")
    assert (
        "#1 BTC/USDT (PAPER, Binance): SELL 0.00999 BTC @ 60600, placed 0 s ago; holds 0.00999 BTC."
        in asked.text
    )
    assert asked.labels == ["Stop", "Finish cycle", "Close now", "Back"]
    data = asked.button("Stop")["data"]
    await anna.tap_data(asked, data)
    await anna.tap_data(asked, data)
    report = await anna.reads("Stop all: 2 bots")
    assert (
        "#1 BTC/USDT (PAPER, Binance): Stopped. Cancelled: SELL 0.00999 BTC @ 60600. Still held: 0.00999 BTC."
        in (report.text)
    )
    assert (
        "#2 BTC/USDT (PAPER, Binance): Stopped. Cancelled: BUY 0.01 BTC @ 59000. No BTC is held."
        in report.text
    )
    await all_stops_are_answered(anna)
    assert "Stop all: 2 bots" in anna.current(asked).text
    assert EN("question-under-way") not in [seen.text for seen in anna.messages]
    assert await rig.now.service.running(ANNA) == ()


async def test_now_asks_nothing(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.STOPPED


async def test_cancel_stops_nothing_and_stays_so(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    await anna.send("/stop_all")
    asked = await anna.reads("Stop 1 bot?")
    await anna.tap_data(asked, asked.button("Back")["data"])
    await anna.tap_data(asked, asked.button("Stop")["data"])
    await anna.reads("Nothing was stopped.")
    await all_stops_are_answered(anna)
    assert len(await rig.now.service.running(ANNA)) == 1


async def test_a_paused_bot_is_among_them_and_can_be_placed_again(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await rig.binance.cancel(made.state.bot_id, rig.binance.resting[made.state.bot_id])
    await rig.binance.move("BTC/USDT", "60500")
    await anna.send("/stop_all")
    asked = await anna.reads("Stop 1 bot?")
    assert "⏸ #1 BTC/USDT" in asked.text
    await anna.tap("Back")
    await anna.reads("Nothing was stopped.")
    await anna.send("/bots")
    await anna.reads("⏸ #1")
    await anna.tap("⏸ #1 BTC/USDT")
    card = await anna.reads("Paused")
    assert "Reason: the order was cancelled on the exchange." in card.text
    assert card.labels[:2] == ["Re-place", "Stop"]
    await anna.tap("Re-place")
    await anna.reads("Waiting for its order: BUY 0.01 BTC @ 60000.")


async def test_an_old_stop_all_says_that_it_is_old(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    await anna.send("/stop_all", seconds_ago=605)
    asked = await anna.reads("You sent this 10 min ago, while I was away, so I have not done it.")
    assert "Stop" in asked.labels
    await anna.send("/stop_all now", seconds_ago=605)
    await anna.reads("Stop all: 1 bot")


async def test_many_bots_are_stopped_in_as_many_messages_as_needed(anna: Person, rig: Rig) -> None:
    for number in range(12):
        await has_bot(rig, start=True, key=str(number))
    await anna.send("/stop_all now")
    report = await anna.reads("Stop all: 12 bots")
    assert len(report.text) <= 4096
    assert report.text.count("Cancelled:") == 12


async def test_stats_are_told_by_mode_and_coin(anna: Person, rig: Rig) -> None:
    await anna.send("/stats")
    await anna.reads("No trades yet.")
    await holding_bot(rig)
    await rig.binance.move("BTC/USDT", "60601")
    await anna.send("/stats")
    seen = await anna.reads("PAPER · USDT")
    assert "Bots: 1 · 🟢 active 1 · ⚪ stopped 0 · 🔴 error 0" in seen.text
    assert "Result today: +4.788606 USDT (1 cycle, 2 trades)" in seen.text
    assert "Total fees: 1.205394 USDT" in seen.text
    assert "eleted bots" not in seen.text


async def test_what_a_deleted_bot_has_earned_stays_in_the_stats(anna: Person, rig: Rig) -> None:
    bot_id = (await holding_bot(rig)).state.bot_id
    await rig.binance.move("BTC/USDT", "60601")
    await rig.now.service.stop(ANNA, bot_id, StopForm.STOP, None)
    await rig.now.service.delete(ANNA, bot_id, None, release=True)
    await anna.send("/stats")
    seen = await anna.reads("PAPER · USDT")
    assert "Bots: 0 ·" in seen.text
    assert "Result today: +4.788606 USDT (1 cycle, 2 trades)" in seen.text
    deleted = "Of this, deleted bots: +4.788606 USDT (1 cycle, 2 trades), fees 1.205394 USDT, "
    assert deleted + "today +4.788606 USDT" in seen.text
