"""A bot may have a name: given in the chat, shown wherever the bot is, and found by."""

from decimal import Decimal

import pytest

from bot.views.bots import bots_fit
from engine.errors import NameTooLong
from tests.chat.keeping import becomes, keeping
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat, has_bot, told
from tests.support.person import Person
from tests.support.words import EN

MORNING = "#1 BTC/USDT “Morning <b>”"


async def test_a_name_is_shown_in_lists_cards_notices_and_the_log(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    async with keeping(rig, notices=True):
        card = await card_in_chat(anna)
        await anna.tap("Name")
        how = await anna.reads("at most 32 characters")
        assert "/name 1" in how.text
        await anna.send("/name 1  Morning <b>")
        named = await anna.reads("It has its new name.")
        assert named.text.splitlines()[2].startswith(MORNING)
        await becomes(anna, rig, card, lambda card: not card.labels)
        await rig.binance.move("BTC/USDT", "59990")
        await rig.binance.move("BTC/USDT", "60610")
        seen = await becomes(anna, rig, named, lambda card: "Cycles: 1" in card.text)
        assert MORNING in seen.text
        assert MORNING in (await told(anna, rig, "Cycle 1 of")).text
    await anna.send("/bots")
    listed = await anna.reads("Your bots")
    assert f"{MORNING} · Binance · PAPER" in listed.text
    assert f"🟢 {MORNING}" in listed.labels
    await anna.send("/logs")
    log = await anna.reads("Logs · all levels")
    assert "Name changed by its owner." in log.text
    assert MORNING in log.text


async def test_a_name_lasts_and_can_be_taken_away(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    await rig.now.service.rename(ANNA, made.state.bot_id, "Morning")
    await rig.restart()
    card = await rig.now.service.card(ANNA, made.state.bot_id)
    assert card.state.ref.label == "#1 BTC/USDT “Morning”"
    assert card.state.revision == made.state.revision
    await anna.send("/name #1 -")
    seen = await anna.reads("It has no name any more.")
    assert seen.text.splitlines()[2].startswith("#1 BTC/USDT · ")


async def test_what_trades_goes_on_under_a_new_name(rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await rig.now.service.rename(ANNA, made.state.bot_id, "Morning")
    await rig.binance.move("BTC/USDT", "59990")
    state = (await rig.now.service.card(ANNA, made.state.bot_id)).state
    assert (state.name, state.held) == ("Morning", Decimal("0.00999"))


async def test_bots_are_found_by_number_and_by_name(anna: Person, rig: Rig) -> None:
    for number, name in ((1, "Morning"), (2, "Evening"), (3, "evening, the second")):
        made = await has_bot(rig, key=str(number))
        await rig.now.service.rename(ANNA, made.state.bot_id, name)
    for written, wanted in (
        ("2", "“Evening”"),
        ("#3", "the second”"),
        ("morn", "“Morning”"),
        ("EVENING", "“Evening”"),
    ):
        await anna.send(f"/bots {written}")
        card = await anna.reads("Realised:")
        assert wanted in card.text.splitlines()[0]
    await anna.send("/bots ening")
    several = await anna.reads("Several bots fit “ening”")
    assert [label.split()[1] for label in several.labels] == ["#2", "#3"]
    await anna.tap(several.labels[1])
    await anna.reads("the second”")
    await anna.send("/bots night")
    await anna.reads("I know no list and no bot called “night”")


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("/name", "Send the bot’s number and its name"),
        ("/name 7 Morning", "You have no bot with the number “7”"),
        ("/name Morning", "You have no bot with the number “Morning”"),
        ("/name 1", "at most 32 characters"),
        (f"/name 1 {'x' * 33}", "A name has at most 32 characters."),
    ],
)
async def test_what_is_no_name_is_answered(anna: Person, rig: Rig, written: str, answer: str) -> None:
    made = await has_bot(rig)
    await anna.send(written)
    await anna.reads(answer)
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.name == ""


async def test_the_form_that_changes_a_bot_says_how_to_name_it(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Ticker: BTC/USDT")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Name")
    await anna.reads("/name 1")


async def test_a_name_is_one_line_of_what_can_be_seen(rig: Rig) -> None:
    made = await has_bot(rig)
    bot_id = made.state.bot_id
    card = await rig.now.service.rename(ANNA, bot_id, " a\n\tb\u202e\0 ")
    assert card.state.name == "a b"
    with pytest.raises(NameTooLong):
        await rig.now.service.rename(ANNA, bot_id, "x" * 33)


@pytest.mark.parametrize("form_is_open", [False, True])
async def test_the_name_may_be_written_as_an_answer_to_what_asks_for_it(
    anna: Person, rig: Rig, *, form_is_open: bool
) -> None:
    """Also while a form is open, which would take it for an answer of its own."""
    made = await has_bot(rig)
    await has_bot(rig, key="other")
    await card_in_chat(anna)
    await anna.tap("Name")
    asks = await anna.reads("Answer this message with the name")
    if form_is_open:
        await anna.send("/newbot")
        await anna.reads("Which trading pair?")
    await anna.send("Morning & <i>co</i>", reply_to=asks)
    named = await anna.reads("It has its new name.")
    assert "#1 BTC/USDT “Morning & <i>co</i>”" in named.text
    await anna.send("-", reply_to=asks)
    await anna.reads("It has no name any more.")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.name == ""


async def test_a_command_in_an_answer_to_what_asks_for_a_name_is_a_command(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await anna.tap("Name")
    asks = await anna.reads("Answer this message with the name")
    await anna.send("/bots", reply_to=asks)
    await anna.reads("Your bots")


@pytest.mark.parametrize("name", ["👨\u200d👩\u200d👧", "क्\u200dष"])
async def test_a_name_keeps_what_joins_its_letters(anna: Person, rig: Rig, name: str) -> None:
    made = await has_bot(rig)
    await anna.send(f"/name 1 {name}")
    assert f"#1 BTC/USDT “{name}”" in (await anna.reads("It has its new name.")).text
    assert (await rig.now.service.rename(ANNA, made.state.bot_id, "\u200d\u200c ")).state.name == ""


@pytest.mark.parametrize(("count", "said"), [(40, False), (41, True)])
def test_of_many_that_fit_it_is_said_that_not_all_are_shown(count: int, said: bool) -> None:
    assert ("first 40 of 41" in bots_fit(EN, "morning", count)) is said
