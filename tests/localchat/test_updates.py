"""The long poll: updates wait until they are confirmed, for one poller at a time."""

import asyncio
import time

from tests.localchat.controlled import ControlledChat
from tests.localchat.raw import RawBot, buttons
from tests.support.chat_control import ChatControl
from tests.support.person import Person

ME = 1000


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_a_higher_offset_confirms_them(raw: RawBot, person: Person) -> None:
    for text in ("one", "two", "three"):
        await person.send(text)
    first = await raw.updates()
    assert _texts(first) == ["one", "two", "three"]
    assert _texts(await raw.updates()) == ["one", "two", "three"]
    assert _texts(await raw.updates(first[1]["update_id"])) == ["two", "three"]
    assert _texts(await raw.updates()) == ["two", "three"]
    assert await raw.updates(first[2]["update_id"] + 1) == []
    assert await raw.updates() == []


async def test_a_negative_offset_keeps_only_the_newest(raw: RawBot, person: Person) -> None:
    for text in ("one", "two", "three"):
        await person.send(text)
    assert _texts(await raw.updates(-1)) == ["three"]
    assert _texts(await raw.updates()) == ["three"]


async def test_limit_and_drop(raw: RawBot, person: Person) -> None:
    for text in ("one", "two"):
        await person.send(text)
    assert _texts(await raw.do("getUpdates", limit=1)) == ["one"]
    assert (await raw.do("getWebhookInfo"))["pending_update_count"] == 2
    await raw.do("deleteWebhook", drop_pending_updates=True)
    assert await raw.updates() == []


async def test_a_poll_waits_and_wakes_at_once(raw: RawBot, person: Person, control: ChatControl) -> None:
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(raw.updates(wait_seconds=30))
        await control.bot_polls()
        started = time.monotonic()
        await person.send("wake up")
        assert _texts(await poll) == ["wake up"]
    assert time.monotonic() - started < 25, "it would have waited for 30"


async def test_the_older_poller_is_told_of_the_newer(
    raw: RawBot, person: Person, control: ChatControl
) -> None:
    async with asyncio.TaskGroup() as tasks:
        older = tasks.create_task(raw.ask("getUpdates", timeout=30))
        await control.bot_polls()
        newer = tasks.create_task(raw.ask("getUpdates", timeout=30))
        answer = await older
        assert answer["error_code"] == 409
        assert answer["description"] == (
            "Conflict: terminated by other getUpdates request;"
            " make sure that only one bot instance is running"
        )
        await person.send("for the newer")
        assert _texts((await newer)["result"]) == ["for the newer"]


async def test_no_polling_while_a_webhook_is_set(raw: RawBot) -> None:
    await raw.do("setWebhook", url="https://example.com/hook")
    assert (await raw.refused("getUpdates")).startswith(
        "409 Conflict: can't use getUpdates method while webhook"
    )
    await raw.do("deleteWebhook")
    assert await raw.updates() == []


async def test_only_wanted_kinds_are_queued(raw: RawBot, person: Person) -> None:
    await raw.do("getUpdates", allowed_updates=["callback_query"])
    await raw.say("card", reply_markup=buttons([("Go", "1")]))
    await person.send("not wanted")
    await person.tap("Go")
    (update,) = await raw.updates()
    assert update["callback_query"]["message"]["text"] == "card"


async def test_an_update_can_come_twice(raw: RawBot, person: Person, control: ChatControl) -> None:
    await person.send("again")
    (update,) = await raw.updates()
    assert await raw.updates(update["update_id"] + 1) == []
    assert await control.repeat_update() == update["update_id"]
    assert await raw.updates(update["update_id"] + 1) == [update]
    copy = await control.repeat_update(with_new_id=True)
    assert copy > update["update_id"]
    assert (await raw.updates(update["update_id"] + 1))[0]["message"] == update["message"]


async def test_stopping_does_not_wait_for_polls_and_streams() -> None:
    chat = ControlledChat()
    await chat.start()
    async with (
        RawBot(chat.url, chat.token) as raw,
        Person(chat.page_url),
        ChatControl(chat.page_url) as control,
    ):
        await control.fail("hang", "getMe")
        async with asyncio.TaskGroup() as tasks:
            poll = tasks.create_task(raw.updates(wait_seconds=30))
            hung = tasks.create_task(raw.ask("getMe"))
            await control.bot_polls()
            while not await control.calls("getMe"):  # noqa: ASYNC110 - a call on its way has no event here
                await asyncio.sleep(0)
            started = time.monotonic()
            await chat.stop()
            assert time.monotonic() - started < 25, "the poll would have waited for 30"
            assert await poll == []
            assert (await hung)["ok"]
