"""The notifier's Telegram and the interactive bot's middleware, over HTTP against the local chat."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot.chat.pacing_middleware import PacingMiddleware
from bot.localchat import LocalChat
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.chat_pace import ChatPace
from bot.notifier.errors import Throttled, Unanswered, Uneditable, Unreachable, Unsendable
from bot.views.html import split
from tests.support.chat_control import FOR_EVER, ChatControl
from tests.support.clock import ManualClock
from tests.support.local_chat_fixtures import ANN, bot_of
from tests.support.person import Person


@pytest.fixture
def telegram(bot: Bot) -> AiogramTelegram:
    return AiogramTelegram(bot, answer_within_s=5)


async def test_a_message_arrives_formatted_and_as_loud_as_wished(
    telegram: AiogramTelegram, ann: Person
) -> None:
    sent = await telegram.send(ANN, None, "<b>BUY</b> 0.01 &lt;BTC&gt;", silent=True)
    seen = await ann.reads("BUY 0.01 <BTC>")
    assert (sent.chat_id, sent.message_id) == (ANN, seen.message_id)
    assert seen.silent
    await telegram.send(ANN, None, "loud", silent=False)
    assert not (await ann.reads("loud")).silent


async def test_bad_formatting_costs_the_formatting_not_the_message(
    telegram: AiogramTelegram, ann: Person
) -> None:
    await telegram.send(ANN, None, "<b>BUY 0.01 &amp; a < b", silent=False)
    assert (await ann.reads("BUY 0.01")).text == "BUY 0.01 & a < b"


async def test_a_closed_topic_costs_the_topic_not_the_message(
    telegram: AiogramTelegram, ann: Person, control: ChatControl
) -> None:
    forum, topics = await control.forum("Desk", {ANN: "member"}, ["Fills"])
    await telegram.send(forum, topics["Fills"], "in the topic", silent=False)
    assert (await ann.reads("in the topic", chat=forum)).thread_id == topics["Fills"]
    await telegram.send(forum, 424242, "<i>without</i> & the topic", silent=False)
    assert (await ann.reads("without & the topic", chat=forum)).thread_id is None


class ClosedForum(AiohttpSession):
    """Refuses every message as a forum does whose general topic is closed, too."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        raise TelegramBadRequest(method, "Bad Request: TOPIC_CLOSED")


async def test_a_chat_of_which_all_is_closed_is_tried_later_and_nothing_is_given_up(chat: LocalChat) -> None:
    closed = Bot(chat.token, ClosedForum())
    with pytest.raises(Unreachable, match="TOPIC_CLOSED"):
        await AiogramTelegram(closed).send(-1001, 7, "<b>x</b>", silent=False)


async def test_a_group_that_moved_is_followed(bot: Bot, ann: Person, control: ChatControl) -> None:
    noted = list[tuple[int | str, int]]()

    async def moved(chat_id: int | str, to: int) -> None:
        noted.append((chat_id, to))

    telegram = AiogramTelegram(bot, moved)
    old = await control.basic_group("Desk", {ANN: "member"})
    stood = await telegram.send(old, None, "before", silent=False)
    new = await control.migrate(old)
    assert (await telegram.send(old, None, "one", silent=False)).chat_id == new
    with pytest.raises(Uneditable):
        await telegram.edit(old, stood.message_id, "more")
    assert noted == [(old, new), (old, new)]
    assert [call["code"] for call in await control.calls("sendMessage")] == [200, 400, 200]


async def test_nobody_there(telegram: AiogramTelegram, control: ChatControl) -> None:
    with pytest.raises(Unreachable, match="chat not found"):
        await telegram.send(424242, None, "x", silent=False)
    await control.block(ANN)
    with pytest.raises(Unreachable, match="blocked by the user"):
        await telegram.send(ANN, None, "x", silent=False)
    ben = await control.person("Ben")
    with pytest.raises(Unreachable, match="initiate"):
        await telegram.send(ben, None, "x", silent=False)
    group = await control.group("Desk", {ANN: "member"}, bot="kicked")
    with pytest.raises(Unreachable, match="kicked"):
        await telegram.send(group, None, "x", silent=False)
    channel = await control.channel("News", {ANN: "member"}, bot="member")
    with pytest.raises(Unreachable, match="administrator"):
        await telegram.send(channel, None, "x", silent=False)


async def test_what_is_never_taken(telegram: AiogramTelegram) -> None:
    with pytest.raises(Unsendable, match="too long"):
        await telegram.send(ANN, None, "x" * 5000, silent=False)


async def test_telegram_says_wait(telegram: AiogramTelegram, control: ChatControl) -> None:
    await control.fail("too_many", "sendMessage", retry_after=37)
    with pytest.raises(Throttled) as error:
        await telegram.send(ANN, None, "x", silent=False)
    assert error.value.retry_after_s == 37


@pytest.mark.parametrize("kind", ["bad_gateway", "server_error", "lose_request", "lose_answer"])
async def test_no_clear_answer_means_it_may_have_arrived(
    kind: str, telegram: AiogramTelegram, control: ChatControl
) -> None:
    await control.fail(kind, "sendMessage")
    with pytest.raises(Unanswered) as error:
        await telegram.send(ANN, None, "x", silent=False)
    assert error.value.may_have_arrived


async def test_silence_is_no_answer(bot: Bot, control: ChatControl) -> None:
    await control.fail("hang", "sendMessage", times=FOR_EVER)
    with pytest.raises(Unanswered) as error:
        await AiogramTelegram(bot, answer_within_s=1).send(ANN, None, "x", silent=False)
    assert error.value.may_have_arrived


async def test_a_closed_door_means_it_did_not_arrive(telegram: AiogramTelegram, chat: LocalChat) -> None:
    await chat.stop()
    with pytest.raises(Unanswered) as error:
        await telegram.send(ANN, None, "x", silent=False)
    assert not error.value.may_have_arrived


async def test_a_withdrawn_token_is_waited_out(chat: LocalChat) -> None:
    bot = Bot("1:" + "x" * 35, bot_of(chat).session)
    with pytest.raises(Unanswered) as error:
        await AiogramTelegram(bot).send(ANN, None, "x", silent=False)
    assert not error.value.may_have_arrived
    await bot.session.close()


async def test_a_yes_in_unknown_words_is_a_yes(
    telegram: AiogramTelegram, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def renamed(text: str) -> object:
        return {"ok": True, "result": {"message_id": 5, "chat": {"id": ANN, "type": 12}, "date": "when?"}}

    monkeypatch.setattr(bot.session, "json_loads", renamed)
    assert (await telegram.send(ANN, None, "x", silent=False)).message_id == 5


async def test_all_parts_of_a_split_text_are_taken(telegram: AiogramTelegram, ann: Person) -> None:
    long = (
        "<b>Title</b>\n<pre>" + "".join(f"line {number} &lt;ok&gt; 🟢\n" for number in range(700)) + "</pre>"
    )
    for part in split(long, 3896):
        await asyncio.wait_for(telegram.send(ANN, None, part, silent=True), 5)
    await ann.catch_up()
    texts = [message.text for message in ann.messages]
    assert "\n".join(texts).splitlines() == ["Title", *(f"line {number} <ok> 🟢" for number in range(700))]
    assert all("<pre>" in message.html for message in ann.messages)


async def test_an_answer_to_a_person_waits_as_told_and_is_counted(
    bot: Bot, ann: Person, control: ChatControl
) -> None:
    pace, clock = ChatPace(), ManualClock()
    bot.session.middleware(PacingMiddleware(pace, clock))
    await control.fail("too_many", "sendMessage", retry_after=7)
    async with asyncio.TaskGroup() as group:
        group.create_task(bot.send_message(ANN, "hello"))
        await clock.sleepers()
        assert pace.wait_s(ANN, clock.monotonic()) == 7
        await clock.advance(7)
    await ann.reads("hello")
    assert pace.wait_s(ANN, clock.monotonic()) == 1
    await bot.send_chat_action(ANN, "typing")
    await clock.advance(1)
    assert pace.wait_s(ANN, clock.monotonic()) == 0


async def test_a_person_does_not_wait_longer_than_half_a_minute(bot: Bot, control: ChatControl) -> None:
    pace, clock = ChatPace(), ManualClock()
    bot.session.middleware(PacingMiddleware(pace, clock))
    await control.fail("too_many", "sendMessage", retry_after=31)
    with pytest.raises(TelegramRetryAfter):
        await bot.send_message(ANN, "hello")
    assert pace.wait_s(ANN, clock.monotonic()) == 31
