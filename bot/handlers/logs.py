"""/logs: pages and filters, and notes of one's own."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import PickLogBot, ShowLogs
from bot.keyboards.logs import log_bots_keyboard, logs_keyboard
from bot.keyboards.questions import again_keyboard
from bot.views.help import OLD_AFTER_S, sent_ago
from bot.views.logs import (
    MOST_NOTE,
    NO_NOTE,
    NOTED,
    WHOSE,
    logs_text,
    no_such_bot,
    not_a_filter,
    note_too_long,
)
from engine.core.types import BotId
from engine.errors import BotNotFound
from engine.reads.views import BotFilter, LogLevel, LogQuery

ADD = "add"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="logs")
    made.message.register(logs, Command("logs"))
    made.callback_query.register(show, ShowLogs.filter())
    made.callback_query.register(pick_bot, PickLogBot.filter())
    return made


async def logs(message: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the log, or that of one level or bot, or write a note."""
    word, _, rest = (command.args or "").strip().partition(" ")
    if word.lower() != ADD:
        asked = await _asked(ctx, (command.args or "").split())
        if isinstance(asked, str):
            await ctx.answer.say(asked)
        else:
            await ctx.answer.say(*await page_of(ctx, asked))
    elif ctx.age_s > OLD_AFTER_S and ctx.answer.private:
        ago = sent_ago(timedelta(seconds=ctx.age_s))
        await ctx.answer.say(f"{ago} Still write the note?", again_keyboard(), reply_to=message.message_id)
    else:
        await add_note(ctx, rest.strip())


async def _asked(ctx: ChatContext, words: list[str]) -> LogQuery | str:
    """Return what the words ask for, or a sentence on the word that cannot be understood."""
    asked = query_of(ctx, None, None)
    for word in words:
        number = word.removeprefix("#")
        if level := LogLevel.__members__.get(word.upper()):
            asked = replace(asked, level=level)
        elif not number.isascii() or not number.isdecimal():
            return not_a_filter(word)
        elif bot := await _bot_of_number(ctx, number):
            asked = replace(asked, bot_id=bot)
        else:
            return no_such_bot(number)
    return asked


async def _bot_of_number(ctx: ChatContext, number: str) -> BotId | None:
    at, pages = 0, 1
    while at < pages:
        page = await ctx.service.bots(ctx.actor, BotFilter.ALL, at)
        for row in page.rows:
            if str(row.number) == number:
                return row.bot_id
        at, pages = at + 1, page.pages
    return None


async def add_note(ctx: ChatContext, text: str) -> None:
    """Write a note into the log, if it is one."""
    if not text:
        await ctx.answer.say(NO_NOTE)
    elif len(text) > MOST_NOTE:
        await ctx.answer.say(note_too_long(len(text)))
    else:
        await ctx.service.note(ctx.actor, text)
        await ctx.answer.say(NOTED)


async def show(_: CallbackQuery, callback_data: ShowLogs, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    query = query_of(ctx, callback_data.level, callback_data.bot, callback_data.page)
    await ctx.answer.show(*await page_of(ctx, query))


async def pick_bot(_: CallbackQuery, callback_data: PickLogBot, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    page = await ctx.service.bots(ctx.actor, BotFilter.ALL, callback_data.page)
    await ctx.answer.show(WHOSE, log_bots_keyboard(page, callback_data.level))


def query_of(ctx: ChatContext, level: LogLevel | None, bot: UUID | None, page: int = 0) -> LogQuery:
    """Return the query that a button stands for."""
    return LogQuery(
        owner_id=ctx.person.user_id, level=level, bot_id=None if bot is None else BotId(bot), page=page
    )


async def page_of(
    ctx: ChatContext, query: LogQuery, foot: str | None = None
) -> tuple[str, InlineKeyboardMarkup]:
    """Return text and buttons of one page."""
    page = await ctx.service.logs(ctx.actor, query)
    label = await label_of(ctx, query)
    text = logs_text(page, ctx.clock.now(), level=query.level, bot_label=label, foot=foot)
    return text, logs_keyboard(page, query, label)


async def label_of(ctx: ChatContext, query: LogQuery) -> str | None:
    """Return the name of the bot that the query is about, or None when it is about all."""
    if query.bot_id is None:
        return None
    try:
        card = await ctx.service.card(ctx.actor, query.bot_id)
    except BotNotFound:
        return "a deleted bot"
    return f"#{card.number} {card.state.config.ticker}"
