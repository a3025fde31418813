"""What comes late, because nobody listened for a time, is offered again where it would change something."""

from bot.chat.late import LOOKS, command_changes
from engine.core.types import Status
from engine.reads.logs import LogQuery
from engine.reads.views import BotFilter
from tests.chat.money import delivering
from tests.chat.recorder import Recorder
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.routes_of import commands_of
from tests.chat.stories import LINE, all_is_answered, card_in_chat, has_bot, told
from tests.support.chat_control import ChatControl
from tests.support.person import Person

WORDS_BEHIND = {
    "newbot": LINE.removeprefix("/newbot "),
    "name": "1 Morning",
    "logs": "add mine",
    "settings": "quiet 22:30-07:00",
}
"""With which those that change something only so change something."""
OFFER = "while I was away, so I have not done it"
HOUR = 3600


async def notes(rig: Rig) -> list[str]:
    return [entry.message for entry in (await rig.now.store.journal.logs(LogQuery(owner_id=OWNER))).entries]


async def test_every_command_that_is_late_looks_or_is_offered_again(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    found = commands_of(rig.now.dispatcher)
    assert len(found) > 10
    assert found >= LOOKS.keys()
    changing = {name for name in found if command_changes(name, WORDS_BEHIND.get(name, ""))}
    assert changing == {"cancel", *WORDS_BEHIND}, "a command of which nobody has said whether it looks"
    for name in sorted(changing):
        await anna.send(f"/{name} {WORDS_BEHIND.get(name, '')}", seconds_ago=545)
        assert f"/{name}" in (await anna.reads(OFFER)).text
    (row,) = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    assert (row.name, row.status) == ("", Status.ACTIVE)
    assert "mine" not in await notes(rig)


async def test_what_only_looks_answers_at_once_however_late(anna: Person) -> None:
    for text, shown in (("/help", "What I can do"), ("/logs", "Logs"), ("/settings", "Language")):
        await anna.send(text, seconds_ago=545)
        assert OFFER not in (await anna.reads(shown)).text


async def test_it_is_done_once_when_it_is_wanted_after_all(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add remember", seconds_ago=545)
    offer = await anna.reads("You sent this 9 min ago")
    assert "/logs add remember" in offer.text
    recorder = Recorder(rig)
    await anna.tap("Do it now", on=offer)
    await anna.reads("Noted.")
    await anna.reads("I have taken this up again: /logs add remember.")
    (tap,) = recorder.end()
    recorder.tap_twice(tap, 1)
    await all_is_answered(anna)
    assert await notes(rig) == ["remember"]


async def test_it_is_left_where_it_is_not_wanted(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add remember", seconds_ago=545)
    offer = await anna.reads(OFFER)
    recorder = Recorder(rig)
    await anna.tap("Cancel", on=offer)
    await anna.reads("Nothing was changed.")
    (tap,) = recorder.end()
    tap["callback_query"]["data"] = offer.button("Do it now")["data"]
    recorder.tap_twice(tap, 1)
    await all_is_answered(anna)
    assert await notes(rig) == []


async def test_an_offer_that_was_left_lying_is_made_anew(anna: Person, rig: Rig) -> None:
    await anna.send("/logs add remember", seconds_ago=545)
    offer = await anna.reads(OFFER)
    await rig.clock.advance(HOUR)
    await anna.tap("Do it now", on=offer)
    await anna.reads("Shall I do it now?")
    assert await notes(rig) == []
    await anna.tap("Do it now")
    await anna.reads("Noted.")
    assert await notes(rig) == ["remember"]


async def test_what_was_asked_in_a_group_is_offered_privately(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    await anna.send("/help")
    await anna.reads("What I can do")
    await anna.send("/logs add remember", chat=group, seconds_ago=545)
    await anna.reads(lambda seen: seen.by_bot, chat=group)
    assert "/logs add remember" in (await anna.reads(OFFER)).text
    await anna.tap("Do it now")
    await anna.reads("Noted.")
    assert await notes(rig) == ["remember"]


async def test_a_tap_from_while_nobody_listened_is_offered_again(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    await rig.stop()
    await anna.tap("Start", on=card)
    await rig.start()
    offer = await anna.reads("You tapped this while I was away")
    assert offer.labels == ["Start"]
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state == made.state
    await anna.tap("Start", on=offer)
    await anna.reads("Started.")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.ACTIVE


async def test_a_language_that_was_tapped_while_nobody_listened_is_offered_again(
    anna: Person, rig: Rig
) -> None:
    await anna.send("/settings")
    shown = await anna.reads(lambda seen: "Русский" in seen.labels)
    await rig.stop()
    await anna.tap("Русский", on=shown)
    await rig.start()
    assert (await anna.reads("You tapped this while I was away")).labels == ["Русский"]
    await anna.send("/help")
    await anna.reads("What I can do")


async def test_a_tap_on_a_form_from_while_nobody_listened_makes_nothing(anna: Person, rig: Rig) -> None:
    await anna.send(LINE)
    form = await anna.reads("Each cycle brings")
    await rig.stop()
    await anna.tap("Create and start", on=form)
    await rig.start()
    assert (await anna.reads("You tapped this while I was away")).labels == []
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows == ()
    await anna.tap("Create and start", on=form)
    await anna.reads("Created and started.")


async def test_the_name_of_a_forms_button_that_was_written_long_ago_makes_nothing(
    anna: Person, rig: Rig
) -> None:
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    await anna.send("Create and start", seconds_ago=600)
    await anna.reads("Tap a button below")
    assert (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows == ()
    await anna.send("create and start")
    await anna.reads("Created and started.")


async def test_a_groups_button_is_offered_again_where_it_stands(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    """It speaks of "here", and in the group's language."""
    group = await control.group("Desk", {OWNER: "creator"})
    await anna.send("/alerts", chat=group)
    there = await anna.reads("Shall I send alerts here?", chat=group)
    await rig.stop()
    await anna.tap("Send alerts here", on=there)
    await rig.start()
    assert (await anna.reads("You tapped this while I was away")).labels == []
    assert rig.now.alert_chat.linked is None
    await anna.tap("Send alerts here", on=there)
    await anna.reads_toast("Alerts come here from now on")


async def test_what_is_muted_by_a_message_is_offered_again_below_that_message(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    async with delivering(rig):
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        cycle = await told(anna, rig, "Cycle 1 of #1")
        await anna.tap("Mute…", on=cycle)
        offered = await anna.reads(lambda seen: seen.has_button("Back"))
    await rig.stop()
    await anna.tap("🔕 Cycles: 1 h", on=offered)
    await rig.start()
    assert (await anna.reads("You tapped this while I was away")).labels == []
    await anna.tap("🔕 Cycles: 1 h", on=offered)
    await anna.reads_toast("Cycles: muted until")


async def test_a_tap_that_only_looks_is_answered_though_nobody_listened(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    await rig.stop()
    await anna.tap("Back to list", on=card)
    await rig.start()
    assert (await anna.reads("Your bots")).message_id == card.message_id


async def test_the_first_tap_after_a_start_is_no_late_one(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    await rig.restart()
    await all_is_answered(anna)
    await rig.clock.advance(HOUR)
    await anna.tap("Start", on=card)
    await anna.reads("Started.")
