"""A tap's answer and what is done for it go side by side."""

import pytest

from tests.chat.rig import Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.chat_control import FOR_EVER, ChatControl
from tests.support.person import Person


@pytest.mark.parametrize("label", ["#1 BTC/USDT", "Active 0"])
async def test_what_was_asked_for_is_shown_while_the_answer_is_on_its_way(
    anna: Person, rig: Rig, control: ChatControl, label: str
) -> None:
    await has_bot(rig)
    await anna.send("/bots")
    page = await anna.reads("Your bots")
    await control.fail("hang", "answerCallbackQuery")
    await anna.tap(label)
    await anna.reads(lambda seen: seen.message_id == page.message_id and seen.edited)
    await control.release()
    await anna.reads_toast()


async def test_the_tap_is_answered_while_what_was_asked_for_is_on_its_way(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await rig.clock.advance(60)
    await control.fail("hang", "editMessageText")
    await anna.tap("Refresh")
    await anna.reads_toast()
    await control.release()
    await anna.reads("Updated at")


async def test_a_tap_whose_answer_is_lost_does_what_it_says(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await control.fail("lose_request", "answerCallbackQuery", times=FOR_EVER)
    await anna.tap("Start")
    await anna.reads("🟢 Active")
