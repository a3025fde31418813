"""The local chat, driven by aiogram over HTTP as the product does."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import Command
from aiogram.methods import GetUpdates, SendDice
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    Update,
)

from bot.localchat import LocalChat
from tests.localchat.pictures import png
from tests.support.chat_control import ChatControl
from tests.support.person import Person

ME = 1000


def _bot(url: str, token: str) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=5)
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator[Bot]:
    client = _bot(chat.url, chat.token)
    yield client
    await client.session.close()


def _keyboard() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text="More", callback_data="more", style="success")],
            [InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="id-1"))],
        ]
    )


async def _start(message: Message) -> None:
    await message.answer("<b>0</b> taps", reply_markup=_keyboard())


async def _more(query: CallbackQuery) -> None:
    await query.answer("Counted")
    assert isinstance(query.message, Message)
    assert query.message.reply_markup is not None
    assert query.message.reply_markup.model_dump() == _keyboard().model_dump()
    await query.message.edit_text("<b>1</b> tap")


async def test_a_whole_conversation(bot: Bot, person: Person) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(_start, Command("start"))
    dispatcher.callback_query.register(_more)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
        await person.send("/start")
        first = await person.reads("0 taps")
        assert first.buttons == [["More"], ["Copy"]]
        await person.tap("More")
        assert (await person.reads_toast()).text == "Counted"
        second = await person.reads("1 tap")
        assert (second.message_id, second.edited, second.html) == (first.message_id, True, "<b>1</b> tap")
        await dispatcher.stop_polling()


async def test_every_kind_of_message_is_understood(bot: Bot, person: Person) -> None:
    photo = await bot.send_photo(ME, BufferedInputFile(png(40, 20), "chart.png"), caption="<i>chart</i>")
    assert photo.photo is not None
    assert photo.photo[-1].width == 40
    document = await bot.send_document(
        ME, BufferedInputFile(b"a;b", "trades.csv"), reply_to_message_id=photo.message_id
    )
    assert document.document is not None
    assert document.reply_to_message is not None
    album = await bot.send_media_group(
        ME, [InputMediaPhoto(media=BufferedInputFile(png(9, 9, grey), f"{grey}.png")) for grey in (1, 2)]
    )
    assert len(album) == 2
    edited = await bot.edit_message_media(
        InputMediaPhoto(media=BufferedInputFile(png(50, 50), "b.png"), caption="new"),
        chat_id=ME,
        message_id=photo.message_id,
    )
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    assert await bot.delete_messages(ME, [message.message_id for message in album])
    assert await bot.send_chat_action(ME, "typing")
    assert (await bot.get_chat(ME)).type == "private"
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.set_my_commands(
        [BotCommand(command="a", description="A")], BotCommandScopeAllPrivateChats()
    )


async def test_updates_of_every_kind_are_understood(bot: Bot, person: Person, control: ChatControl) -> None:
    group = await control.group("Alerts", {ME: "creator"}, bot="administrator")
    channel = await control.channel("Feed", {ME: "creator"})
    mine = await person.send("hello <you> & 🙂 /go")
    await person.edit(mine, "edited")
    await person.send("in the group", chat=group, anonymous=True)
    await person.send("to the channel", chat=channel)
    await bot.send_message(ME, "tap", reply_markup=_keyboard())
    await person.tap("More")
    await control.bot_member(group, "kicked")
    updates = await bot.get_updates()
    assert [update.event_type for update in updates] == [
        "message",
        "edited_message",
        "message",
        "channel_post",
        "callback_query",
        "my_chat_member",
    ]
    anonymous, post = updates[2].message, updates[3].channel_post
    assert anonymous is not None
    assert anonymous.sender_chat is not None
    assert anonymous.sender_chat.id == group
    assert post is not None
    assert post.from_user is None
    assert isinstance(updates[5].event, ChatMemberUpdated)
    assert updates[5].event.new_chat_member.status == "kicked"


async def test_members_of_every_status_are_understood(bot: Bot, control: ChatControl) -> None:
    statuses = ("creator", "administrator", "member", "restricted", "left", "kicked")
    members = {await control.person(f"P{number}"): status for number, status in enumerate(statuses)}
    group = await control.group("All", members, bot="administrator")
    for person_id, status in members.items():
        assert (await bot.get_chat_member(group, person_id)).status == status
    assert len(await bot.get_chat_administrators(group)) == 3
    assert (await bot.get_chat_member(group, bot.id)).status == "administrator"
    assert (await bot.get_chat(group)).title == "All"


async def test_errors_come_as_its_own_classes(bot: Bot, person: Person, control: ChatControl) -> None:
    sent = await bot.send_message(ME, "same")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("same")
    await control.fail("too_many", "sendMessage", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as too_many:
        await bot.send_message(ME, "too fast")
    assert too_many.value.retry_after == 7
    await control.fail("server_error", "sendMessage")
    with pytest.raises(TelegramServerError):
        await bot.send_message(ME, "broken")
    await control.fail("lose_request", "sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ME, "lost")
    with pytest.raises(TelegramNotFound):
        await bot(SendDice(chat_id=ME))
    await control.block(ME)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(ME, "hello?")
    group = await control.basic_group("Desk", {ME: "creator"})
    new = (await control.wish("migrate", chat_id=group))["id"]
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await bot.send_message(group, "moved?")
    assert migrated.value.migrate_to_chat_id == new


async def test_a_wrong_token_is_refused(chat: LocalChat) -> None:
    stranger = _bot(chat.url, "1:wrong")
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()
    await stranger.session.close()


async def test_the_older_of_two_pollers_gets_a_conflict(bot: Bot, control: ChatControl) -> None:
    async with asyncio.TaskGroup() as tasks:
        older = tasks.create_task(_outcome(bot, GetUpdates(timeout=30)))
        await control.bot_polls()
        newer = tasks.create_task(_outcome(bot, GetUpdates(timeout=1)))
        assert isinstance(await older, TelegramConflictError)
        assert await newer == []


async def _outcome(bot: Bot, call: GetUpdates) -> list[Update] | TelegramConflictError:
    try:
        return await bot(call)
    except TelegramConflictError as error:
        return error
