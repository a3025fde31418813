"""What is said into a connection that is just being closed is said again."""

from tests.chat.rig import Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person


async def test_an_answer_that_did_not_arrive_is_sent_again(anna: Person, control: ChatControl) -> None:
    await control.fail("lose_request", "sendMessage")
    await anna.send("/help")
    await anna.reads("What I can do")


async def test_an_answer_that_may_have_arrived_rather_stands_twice(
    anna: Person, control: ChatControl
) -> None:
    await control.fail("lose_answer", "sendMessage")
    await anna.send("/help")
    await anna.send("/bots")
    await anna.reads("You have no bots yet")
    assert sum("What I can do" in one.text for one in anna.messages) == 2


async def test_a_message_is_changed_all_the_same(anna: Person, rig: Rig, control: ChatControl) -> None:
    await has_bot(rig)
    await card_in_chat(anna)
    await control.fail("lose_request", "editMessageText")
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")


async def test_it_is_said_again_once_and_not_for_ever(anna: Person, control: ChatControl) -> None:
    await control.fail("lose_request", "sendMessage", times=2)
    await anna.send("/help")
    await anna.send("/bots")
    await anna.reads("You have no bots yet")
    assert not any("What I can do" in one.text for one in anna.messages)
