"""The local chat, driven by a client that nobody here wrote."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.localchat import LocalChat
from tests.localchat.pictures import png
from tests.support.chat_control import ChatControl
from tests.support.person import Person

ME = 1000


@pytest.fixture
async def bot(chat: LocalChat, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with Bot(chat.token, base_url=f"{chat.url}/bot", base_file_url=f"{chat.url}/file/bot") as client:
        yield client


async def _start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    await update.message.reply_text("<b>0</b> taps", parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def _more(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Counted", show_alert=True)
    await query.edit_message_text("<b>1</b> tap", parse_mode=ParseMode.HTML)


async def test_a_whole_conversation(chat: LocalChat, person: Person) -> None:
    application = Application.builder().token(chat.token).base_url(f"{chat.url}/bot").build()
    application.add_handler(CommandHandler("start", _start))
    application.add_handler(CallbackQueryHandler(_more, pattern="^more$"))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        await person.send("/start")
        first = await person.reads("0 taps")
        assert (first.html, first.buttons) == ("<b>0</b> taps", [["More"]])
        await person.tap("More")
        assert (await person.reads_toast()).text == "Counted"
        second = await person.reads("1 tap")
        assert second.edited
        assert second.message_id == first.message_id
        assert second.buttons == []
        await application.updater.stop()
        await application.stop()


async def test_it_knows_the_bot_the_chat_and_its_member(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.is_bot
    assert (await bot.get_chat(ME)).first_name == "You"
    assert (await bot.get_chat_member(ME, ME)).status == "member"


async def test_files_go_both_ways(bot: Bot, person: Person) -> None:
    sent = await bot.send_photo(ME, png(40, 20), caption="A <i>chart</i>", parse_mode=ParseMode.HTML)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (40, 20)
    assert await person.download(await person.reads("A chart")) == png(40, 20)
    await bot.send_document(ME, b"a;b\n1;2\n", filename="trades.csv", caption="Trades")
    seen = await person.reads("Trades")
    assert seen.media is not None
    assert (seen.media["name"], await person.download(seen)) == ("trades.csv", b"a;b\n1;2\n")
    await person.upload("import.json", b"{}", text="mine")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"{}"


async def test_media_are_replaced_and_grouped(bot: Bot, person: Person) -> None:
    sent = await bot.send_photo(ME, png(10, 10), caption="old")
    await bot.edit_message_media(InputMediaPhoto(png(30, 30), caption="new"), ME, sent.message_id)
    assert (await person.reads("new")).media is not None
    await bot.edit_message_caption(ME, sent.message_id, caption="newer")
    await person.reads("newer")
    album = await bot.send_media_group(
        ME,
        [
            InputMediaDocument(b"1", filename="1.txt"),
            InputMediaDocument(b"2", filename="2.txt", caption="two"),
        ],
    )
    assert album[0].media_group_id == album[1].media_group_id is not None
    again = await bot.send_photo(ME, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id


async def test_the_menu_has_scopes(bot: Bot, person: Person) -> None:
    await bot.set_my_commands([BotCommand("help", "All of it")])
    await bot.set_my_commands([BotCommand("bots", "Your bots")], scope=BotCommandScopeChat(ME))
    assert await person.commands() == {"bots": "Your bots"}
    await bot.delete_my_commands(scope=BotCommandScopeChat(ME))
    assert await person.commands() == {"help": "All of it"}
    assert (await bot.get_my_commands())[0].command == "help"


async def test_errors_come_as_its_own_classes(bot: Bot, control: ChatControl) -> None:
    sent = await bot.send_message(ME, "same")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("same", ME, sent.message_id)
    await control.fail("too_many", "sendMessage", retry_after=7)
    with pytest.raises(RetryAfter, match="7"):
        await bot.send_message(ME, "too fast")
    await control.block(ME)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ME, "hello?")
    await control.fail("bad_gateway", "getMe")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.get_me()
    old = await control.basic_group("Desk", {ME: "creator"})
    new = (await control.wish("migrate", chat_id=old))["id"]
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(old, "moved?")
    assert migrated.value.new_chat_id == new


async def test_what_groups_say_of_themselves(bot: Bot, control: ChatControl) -> None:
    old = await control.basic_group("Desk", {ME: "creator"}, bot="left")
    await control.bot_member(old, "member", by=ME)
    new = await control.migrate(old)
    forum, topics = await control.forum("Forum", {ME: "creator"}, ["Alerts"], bot="member")
    alerts = topics["Alerts"]
    for state in ("closed", "open"):
        await control.topic(forum, alerts, state)
    added, moves, moved, closed, opened = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    assert added.my_chat_member is not None
    change = added.my_chat_member
    assert (change.chat.id, change.from_user.id) == (old, ME)
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert moves.message is not None
    assert (moves.message.chat.id, moves.message.migrate_to_chat_id) == (old, new)
    assert moved.message is not None
    assert (moved.message.chat.id, moved.message.migrate_from_chat_id) == (new, old)
    assert closed.message is not None
    assert closed.message.forum_topic_closed is not None
    assert opened.message is not None
    assert opened.message.forum_topic_reopened is not None
    assert (opened.message.message_thread_id, opened.message.is_topic_message) == (alerts, True)


async def test_a_topic_takes_what_it_may(bot: Bot, control: ChatControl) -> None:
    forum, topics = await control.forum("Forum", {ME: "creator"}, ["Alerts"], bot="member")
    alerts = topics["Alerts"]
    await control.topic(forum, alerts, "closed")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum, "closed?", message_thread_id=alerts)
    await control.bot_member(forum, "administrator")
    assert (await bot.send_message(forum, "mine", message_thread_id=alerts)).message_thread_id == alerts
    await control.topic(forum, alerts, "gone")
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "gone?", message_thread_id=alerts)


async def test_a_wrong_token_is_no_bot(chat: LocalChat) -> None:
    stranger = Bot("1:wrong", base_url=f"{chat.url}/bot")
    async with stranger.request:
        with pytest.raises(InvalidToken):
            await stranger.get_me()


async def test_the_older_of_two_pollers_gets_a_conflict(
    chat: LocalChat, bot: Bot, control: ChatControl
) -> None:
    async with Bot(chat.token, base_url=f"{chat.url}/bot") as rival, asyncio.TaskGroup() as tasks:
        older = tasks.create_task(_outcome(bot.get_updates(timeout=30)))
        await control.bot_polls()
        newer = tasks.create_task(_outcome(rival.get_updates(timeout=1)))
        assert isinstance(await older, Conflict)
        assert await newer == ()


async def _outcome(call: object) -> object:
    try:
        return await call  # type: ignore[misc] # the library's coroutine types are private
    except Conflict as error:
        return error


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot, control: ChatControl) -> None:
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(refusal_of_a_poll(bot))
        await control.bot_polls()
        assert await bot.set_webhook("https://example.com:8443/hook", allowed_updates=["message"])
        assert "terminated by setWebhook request" in await polling
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://example.com:8443/hook", ("message",))
    assert "can't use getUpdates method while webhook is active" in await refusal_of_a_poll(bot)
    for url, refused_for in (("http://example.com", "https url"), ("https://example.com:8000", "ports")):
        with pytest.raises(BadRequest, match=refused_for):
            await bot.set_webhook(url)
    assert await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.get_updates(timeout=0) == ()


async def refusal_of_a_poll(bot: Bot) -> str:
    with pytest.raises(Conflict) as refused:
        await bot.get_updates(timeout=30)
    return refused.value.message
