"""What Telegram delivers again changes nothing: the same updates, and second taps on the same messages."""

import random

from sqlalchemy import select

from db.base import Base
from tests.chat.recorder import Recorder
from tests.chat.rig import Rig
from tests.chat.stories import LINE, all_is_answered, card_in_chat
from tests.support.person import Person
from tests.support.words import EN

Rows = dict[str, set[str]]

SEEN_ALONE = {"handled_updates", "lease"}
"""That an update was taken, and that the program runs."""
ASKED_AND_SHOWN = {"confirmations", "dialogs", "card_messages"}
"""What a second tap may open or show: a question that nobody has answered, a form, a card."""


async def rows(rig: Rig, without: set[str]) -> Rows:
    found: Rows = {}
    async with rig.now.store.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in without:
                found[table.name] = {repr(row) for row in await session.execute(select(table))}
    return found


async def answers(rig: Rig) -> set[str]:
    table = Base.metadata.tables["confirmations"]
    async with rig.now.store.database.read() as session:
        asked = await session.execute(select(table).where(table.c.answer.is_not(None)))
        return {repr(row) for row in asked}


async def long_story(anna: Person, rig: Rig) -> None:
    """Do what can be done: make, look, stop in each way, start, note, delete."""
    for text, wanted in (("/start", "Hello"), (LINE, "Each cycle brings")):
        await anna.send(text)
        await anna.reads(wanted)
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    await card_in_chat(anna)
    await rig.clock.advance(1)
    for label, wanted in (
        ("Refresh", "Realised:"),
        ("Stop", "Finish cycle:"),
        ("Back", "Nothing was stopped."),
        ("Stop", "Finish cycle:"),
        ("Finish cycle", "Stopped."),
        ("Start", "Started."),
    ):
        await anna.tap(label)
        await anna.reads(wanted)
    await rig.binance.move("BTC/USDT", "59990")
    for text, wanted in (
        ("/orders", "Open orders"),
        ("/stats", "Statistics"),
        ("/logs", "Logs"),
        ("/logs add something of mine", EN("note-kept")),
        ("/stop_all", "Stop 1 bot?"),
    ):
        await anna.send(text)
        await anna.reads(wanted)
    await anna.tap("Close now")
    await anna.reads("Stop all: 1 bot")
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("Started.")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    await anna.tap("Create stopped")
    await anna.reads("Created")
    await card_in_chat(anna, "#2 BTC/USDT")
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await anna.tap("Delete")
    await anna.reads("Deleted:")
    await all_is_answered(anna)


async def test_what_is_delivered_again_changes_nothing(anna: Person, rig: Rig) -> None:
    recorder = Recorder(rig)
    await long_story(anna, rig)
    story = recorder.end()
    taps = [update for update in story if "callback_query" in update]
    assert len(story) > 25
    assert len(taps) > 12
    shuffled = random.Random(4)

    before = await rows(rig, SEEN_ALONE)
    for updates in (story, shuffled.sample(story, len(story))):
        for update in updates:
            recorder.deliver_again(update)
        await all_is_answered(anna)
        assert await rows(rig, SEEN_ALONE) == before

    kept, answered = await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN), await answers(rig)
    for again, updates in enumerate((taps, shuffled.sample(taps, len(taps)))):
        for number, update in enumerate(updates):
            recorder.tap_twice(update, 1000 * again + number)
        await all_is_answered(anna)
        assert await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN) == kept
        assert await answers(rig) == answered
