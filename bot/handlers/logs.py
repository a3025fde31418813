"""/logs: pages and filters, notes of one's own, and what can be done with the log that is shown."""

from dataclasses import replace

from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import ClearLogsTarget
from bot.chat.questions import Outcome
from bot.handlers.audit import AUDIT, label_of, say_audit
from bot.handlers.log_file import LogFile
from bot.handlers.log_follow import Following, task_name
from bot.keyboards.callbacks import OnLogs, PickLogBot, ShowLogs
from bot.keyboards.logs import follow_keyboard, log_bots_keyboard, logs_keyboard
from bot.parsing.log_levels import ALL, read_level
from bot.parsing.values import read_bot_number
from bot.views.logs import (
    MOST_NOTE,
    clear_question,
    cleared,
    file_caption,
    logs_text,
    no_such_bot,
    not_a_filter,
    note_too_long,
)
from engine.core.types import BotId
from engine.reads.logs import LogLevel, LogQuery
from engine.reads.views import BotFilter

ADD = "add"


async def logs(_message: Message, command: CommandObject, ctx: ChatContext) -> None:
    """Show the log, or that of one level or bot, or write a note."""
    word, _, rest = (command.args or "").strip().partition(" ")
    if word.lower() == ADD:
        await add_note(ctx, rest.strip())
        return
    written = (command.args or "").split()
    of_audit = [word for word in written if word.lower() != AUDIT]
    is_audit = len(of_audit) < len(written)
    asked = await _asked(ctx, of_audit, is_audit=is_audit)
    if isinstance(asked, str):
        await ctx.answer.say(asked)
    elif is_audit:
        await say_audit(ctx, asked.bot_id, await label_of(ctx, asked.bot_id))
    else:
        await ctx.answer.say(*await _page_of(ctx, asked))


async def _asked(ctx: ChatContext, written: list[str], *, is_audit: bool) -> LogQuery | str:
    """Return what was asked for, or a sentence on the word that cannot be understood."""
    asked = _query_of(ctx, None, None)
    for word in written:
        number = read_bot_number(word)
        if not is_audit and word.casefold() in ALL:
            asked = replace(asked, level=None)
        elif not is_audit and (level := read_level(word)):
            asked = replace(asked, level=level)
        elif not number:
            return not_a_filter(ctx.words, word, is_audit=is_audit)
        elif bot := await _bot_of_number(ctx, number):
            asked = replace(asked, bot_id=bot)
        else:
            return no_such_bot(ctx.words, number)
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
    if not text:
        await ctx.answer.say(ctx.words("note-empty"))
    elif len(text) > MOST_NOTE:
        await ctx.answer.say(note_too_long(ctx.words, len(text)))
    else:
        await ctx.service.note(ctx.actor, text)
        await ctx.answer.say(ctx.words("note-kept"))


async def show(_: CallbackQuery, callback_data: ShowLogs, ctx: ChatContext) -> None:
    at = callback_data.at
    query = _query_of(ctx, callback_data.level, callback_data.bot)
    query = replace(query, before=at if at > 0 else None, after=-at if at < 0 else None)
    await ctx.answer.show(*await _page_of(ctx, query))


async def pick_bot(_: CallbackQuery, callback_data: PickLogBot, ctx: ChatContext) -> None:
    page = await ctx.service.bots(ctx.actor, BotFilter.ALL, callback_data.page)
    await ctx.answer.show(ctx.words("logs-whose"), log_bots_keyboard(ctx.words, page, callback_data.level))


def _query_of(ctx: ChatContext, level: LogLevel | None, bot: BotId | None) -> LogQuery:
    return LogQuery(owner_id=ctx.person.user_id, level=level, bot_id=bot)


async def _page_of(
    ctx: ChatContext, query: LogQuery, foot: str | None = None
) -> tuple[str, InlineKeyboardMarkup]:
    page = await ctx.service.logs(ctx.actor, query)
    label = await label_of(ctx, query.bot_id)
    text = logs_text(ctx.words, page, ctx.clock.now(), level=query.level, bot_label=label, foot=foot)
    return text, logs_keyboard(ctx.words, page, query, label, ctx.person.role)


# --- what can be done with the log ------------------------------------------------------------------


async def file(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    query = _query_of(ctx, callback_data.level, callback_data.bot)
    entries = LogFile(ctx.words, ctx.service.all_logs(ctx.actor, query), ctx.clock.now())
    await ctx.answer.send_file(
        entries, file_caption(ctx.words, query.level, await label_of(ctx, query.bot_id))
    )


async def follow(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    query = _query_of(ctx, callback_data.level, callback_data.bot)
    label = await label_of(ctx, query.bot_id)
    page = await ctx.service.logs(ctx.actor, query)
    text = logs_text(
        ctx.words, page, ctx.clock.now(), level=query.level, bot_label=label, foot=ctx.words("logs-following")
    )
    message = await ctx.answer.show(text, follow_keyboard(ctx.words, query.level, query.bot_id))
    if message is not None and not ctx.nursery.runs(task_name(message)):
        following = Following(ctx=ctx, message=message, query=query, bot_label=label, page=page)
        ctx.nursery.start(task_name(message), following.run, restart=False)


async def unfollow(callback: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    if isinstance(callback.message, Message):
        await ctx.nursery.stop(task_name(callback.message))
    query = _query_of(ctx, callback_data.level, callback_data.bot)
    await ctx.answer.show(*await _page_of(ctx, query, ctx.words("logs-followed")))


async def ask_clear(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    query = _query_of(ctx, callback_data.level, callback_data.bot)
    count = await ctx.service.clearable(ctx.actor, query)
    await ctx.answer.toast("" if count else ctx.words.plain("logs-nothing-to-clear"))
    if count:
        text = clear_question(
            ctx.words, count, level=query.level, bot_label=await label_of(ctx, query.bot_id)
        )
        target = ClearLogsTarget(level=query.level, bot_id=query.bot_id)
        await ctx.answer.show(text, await ctx.questions.ask(target, ctx.words.plain("button-delete-them")))


async def clear(ctx: ChatContext, target: ClearLogsTarget) -> Outcome:
    count = await ctx.service.clear_logs(ctx.actor, _query_of(ctx, target.level, target.bot_id))
    return Outcome([cleared(ctx.words, count)])
