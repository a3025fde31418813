"""The ways to fail: each as Telegram or the network would show it, for as long as it was asked."""

import asyncio
import time

import aiohttp
import pytest

from bot.localchat import LocalChat
from tests.localchat.raw import RawBot
from tests.support.chat_control import ChatControl
from tests.support.person import Person, RefusedByChat

ME = 1000


@pytest.mark.parametrize(
    ("kind", "more", "answer"),
    [
        ("bad_gateway", {}, "502 <html>"),
        ("server_error", {}, "500 Internal Server Error"),
        ("too_many", {"retry_after": 9}, "429 Too Many Requests: retry after 9"),
    ],
)
async def test_refusing_faults_do_nothing_and_end(
    raw: RawBot, person: Person, control: ChatControl, kind: str, more: dict[str, int], answer: str
) -> None:
    await control.fail(kind, "sendMessage", times=2, **more)
    for _ in range(2):
        assert (await raw.refused("sendMessage", chat_id=ME, text="x")).startswith(answer)
        await raw.do("getMe")
    await raw.say("through")
    await person.reads("through")
    assert [message.text for message in person.messages] == ["through"]


async def test_a_lost_answer_was_sent_and_a_lost_request_was_not(
    raw: RawBot, person: Person, control: ChatControl
) -> None:
    await control.fail("lose_answer", "sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await raw.say("seen")
    await control.fail("lose_request", "sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await raw.say("unseen")
    await raw.say("last")
    await person.reads("last")
    assert [message.text for message in person.messages] == ["seen", "last"]


async def test_a_hanging_call_goes_on_when_released(
    raw: RawBot, person: Person, control: ChatControl
) -> None:
    await control.fail("hang", "sendMessage")
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(raw.say("late"))
        await raw.do("getMe")
        await person.catch_up()
        assert person.messages == []
        while not await control.calls("sendMessage"):  # noqa: ASYNC110 - a call on its way has no event here
            await asyncio.sleep(0)
        await control.release()
        assert (await sending)["text"] == "late"
    await person.reads("late")


async def test_a_delay_only_delays(raw: RawBot, control: ChatControl) -> None:
    await control.fail("delay", seconds=0.2)
    started = time.monotonic()
    await raw.say()
    assert time.monotonic() - started >= 0.2


async def test_a_fault_for_one_chat_lasts_until_reset(raw: RawBot, control: ChatControl) -> None:
    group = await control.group("Alerts", {ME: "creator"})
    await control.fail("server_error", times=None, chat_id=group)
    for _ in range(3):
        assert await raw.refused("sendMessage", chat_id=group, text="x") == "500 Internal Server Error"
        await raw.say()
    await control.reset()
    await raw.say(chat_id=group)


async def test_calls_are_on_record(raw: RawBot, control: ChatControl) -> None:
    await raw.say("one")
    await raw.refused("sendMessage", chat_id=ME, text="")
    calls = await control.calls("sendMessage")
    assert [(call["values"]["text"], call["code"]) for call in calls] == [("one", 200), ("", 400)]


async def test_blocking_is_told_to_the_bot_and_writing_unblocks(
    raw: RawBot, person: Person, control: ChatControl
) -> None:
    await control.block(ME)
    assert (
        await raw.refused("sendMessage", chat_id=ME, text="x") == "403 Forbidden: bot was blocked by the user"
    )
    await person.send("/start")
    await raw.say("welcome back")
    kinds = [next(name for name in update if name != "update_id") for update in await raw.updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


async def test_bots_hear_in_groups_what_is_meant_for_them(
    raw: RawBot, person: Person, control: ChatControl, chat: LocalChat
) -> None:
    eve = await control.person("Eve <b>_*&", last_name="O'Hara")
    group = await control.group("Desk", {ME: "creator", eve: "member"})
    name = (await raw.do("getMe"))["username"]
    asked = await raw.say("anybody?", group)
    async with Person(chat.page_url, eve) as her:
        seen = await her.reads("anybody?", chat=group)
        for text in ("small talk", "/stop", f"/stop@{name}", "/stop@other_bot", f"hey @{name}"):
            await her.send(text, chat=group)
        await her.send("yes", chat=group, reply_to=seen)
        with pytest.raises(RefusedByChat, match="administrators"):
            await her.send("/stop", chat=group, anonymous=True)
        await control.member(group, eve, "kicked")
        with pytest.raises(RefusedByChat, match="can't write"):
            await her.send("still here?", chat=group)
    heard = [update["message"] for update in await raw.updates()]
    assert [message["text"] for message in heard] == ["/stop", f"/stop@{name}", f"hey @{name}", "yes"]
    assert heard[0]["from"]["first_name"] == "Eve <b>_*&"
    assert heard[3]["reply_to_message"]["message_id"] == asked["message_id"]


async def test_an_anonymous_admin_has_no_name(raw: RawBot, person: Person, control: ChatControl) -> None:
    group = await control.group("Desk", {ME: "creator"})
    await person.send("/stop_all", chat=group, anonymous=True)
    (update,) = await raw.updates()
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group


async def test_strangers_see_nothing_of_other_chats(
    raw: RawBot, chat: LocalChat, control: ChatControl
) -> None:
    eve = await control.person("Eve", started=True)
    await raw.say("for me only")
    async with Person(chat.page_url, eve) as her:
        await raw.say("for me only, too")
        await raw.say("for Eve", eve)
        await her.reads("for Eve")
        assert [message.text for message in her.shown.values()] == ["for Eve"]
        with pytest.raises(RefusedByChat, match="no such chat"):
            await her.edit(1, "x", chat=ME)


async def test_a_button_that_is_gone_cannot_be_tapped(raw: RawBot, person: Person) -> None:
    from_then = await raw.say(
        "card", reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "1"}]]}
    )
    card = await person.reads("card")
    await raw.do("editMessageText", chat_id=ME, message_id=from_then["message_id"], text="done")
    with pytest.raises(RefusedByChat, match="no such button"):
        await person.tap("Go", on=card)
    with pytest.raises(AssertionError, match="No button 'Go'"):
        await person.tap("Go")


async def test_a_person_who_waits_in_vain_says_what_there_was(raw: RawBot, person: Person) -> None:
    await raw.say("something else")
    with pytest.raises(AssertionError, match="something else"):
        await person.reads("the right thing", within_seconds=0.1)
