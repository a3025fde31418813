"""What becomes of an open form when its reader has changed: their role, their language, what they type."""

from collections.abc import AsyncIterator

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.chat.hand_venue import HandVenue
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import LINE, all_is_answered, has_bot
from tests.chat.test_newbot import fill_in, forget_forms
from tests.chat.test_users import joins
from tests.support.chat_control import ChatControl
from tests.support.person import Person

DORA = 3000


@pytest.fixture
async def dora(rig: Rig, control: ChatControl) -> AsyncIterator[Person]:
    await control.person("Dora", person_id=DORA, started=True)
    async with Person(rig.chat.page_url, DORA) as person:
        yield person


async def only_reads(anna: Person) -> None:
    await anna.send("/users")
    await anna.reads("People")
    await anna.tap("Dora")
    await anna.reads("Telegram id:")
    await anna.tap("Make viewer")
    await anna.reads("Done.")


@pytest.mark.parametrize("by_tap", [True, False], ids=["tapped", "typed"])
async def test_who_only_reads_by_now_is_offered_no_new_bot(
    anna: Person, dora: Person, rig: Rig, by_tap: bool
) -> None:
    await joins(anna, dora, "trader")
    await dora.send("/newbot")
    form = await dora.reads("Which trading pair?")
    await forget_forms(rig, "aiogd:" if by_tap else "aiogd:context")
    await only_reads(anna)
    if by_tap:
        await dora.tap("BTC/USDT", on=form)
    else:
        await dora.send("BTC/USDT")
    closed = await dora.reads("This form is closed")
    assert closed.labels == ["Back to list"]
    assert "/newbot" not in closed.text


@pytest.mark.parametrize("by_tap", [True, False], ids=["tapped", "typed"])
async def test_the_open_form_of_who_only_reads_by_now_is_closed(
    anna: Person, dora: Person, caplog: pytest.LogCaptureFixture, by_tap: bool
) -> None:
    await joins(anna, dora, "trader")
    await dora.send("/newbot")
    form = await dora.reads("Which trading pair?")
    await only_reads(anna)
    if by_tap:
        await dora.tap("BTC/USDT", on=form)
    else:
        await dora.send("BTC/USDT")
    assert (await dora.reads("This form is closed")).labels == ["Back to list"]
    await dora.send("BTC/USDT")
    await dora.reads("No form is open")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_open_form_drops_a_complaint_in_the_language_of_then(anna: Person) -> None:
    await fill_in(anna, 4)
    form = anna.last
    await anna.send("a lot")
    await anna.reads("“a lot” is not a number")
    await anna.send("/settings")
    await anna.reads("Language")
    await anna.tap("Русский")
    await anna.reads("Язык: Русский")
    await anna.tap_data(anna.current(form), form.button("Refresh price")["data"])
    shown = await anna.reads("Новый бот")
    assert "is not a number" not in shown.text


async def test_what_is_typed_while_a_money_question_stands_is_answered(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await anna.send(f"{LINE} live")
    await anna.reads("LIVE")
    await anna.tap("Create and start")
    question = await anna.reads(lambda seen: "Trade with real money" in seen.labels)
    await anna.send("yes")
    told = await anna.reads("Only a tap answers this: Trade with real money or Back.")
    assert told.text.startswith(question.text)
    assert told.labels == question.labels
    assert live.resting == {}
    await anna.tap("Back", on=told)
    assert "Only a tap" not in (await anna.reads(lambda seen: "Create and start" in seen.labels)).text
    await all_is_answered(anna)


async def test_a_button_of_a_form_below_a_file_is_answered_below_it(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await has_bot(rig)
    await anna.send("/export")
    file = await anna.reads("as JSON")
    of_a_form = InlineKeyboardButton(text="SOL", callback_data="K0Zpta\x1dpick_ticker:SOL/USDT")
    markup = InlineKeyboardMarkup(inline_keyboard=[[of_a_form]])
    await rig.now.bot.edit_message_reply_markup(
        chat_id=OWNER, message_id=file.message_id, reply_markup=markup
    )
    await anna.tap("SOL")
    await anna.reads_toast("This form is closed")
    closed = await anna.reads("/newbot opens a new one")
    assert closed.text == "This form is closed; nothing was done. /newbot opens a new one."
    assert anna.current(file).text == file.text
    assert [call for call in await control.calls("editMessageText") if call["code"] != 200] == []
