"""What can be done with the log that is shown: take it as a file, follow it, clear it."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import ClearLogsTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.handlers.deletion import NOTHING_DELETED
from bot.handlers.log_file import LogFile
from bot.handlers.log_follow import Following, task_name
from bot.handlers.logs import label_of, page_of, query_of
from bot.keyboards.callbacks import LogAct, OnLogs
from bot.keyboards.logs import follow_keyboard
from bot.views.logs import (
    FOLLOWING,
    NO_LONGER_FOLLOWING,
    NOTHING_TO_CLEAR,
    clear_question,
    cleared,
    file_caption,
    logs_text,
)


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="log acts")
    taps = made.callback_query
    taps.register(file, OnLogs.filter(F.act == LogAct.FILE))
    taps.register(follow, OnLogs.filter(F.act == LogAct.FOLLOW))
    taps.register(unfollow, OnLogs.filter(F.act == LogAct.UNFOLLOW))
    taps.register(ask_clear, OnLogs.filter(F.act == LogAct.CLEAR))
    register_answers(made, ClearLogsTarget, yes=_clear, no=_keep)
    return made


async def file(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    query = query_of(ctx, callback_data.level, callback_data.bot)
    entries = LogFile(ctx.service.all_logs(ctx.actor, query), ctx.clock.now())
    await ctx.answer.send_file(entries, file_caption(query.level, await label_of(ctx, query)))


async def follow(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    query = query_of(ctx, callback_data.level, callback_data.bot)
    label = await label_of(ctx, query)
    page = await ctx.service.logs(ctx.actor, query)
    text = logs_text(page, ctx.clock.now(), level=query.level, bot_label=label, foot=FOLLOWING)
    message = await ctx.answer.show(text, follow_keyboard(query.level, query.bot_id))
    if message is not None and not ctx.nursery.runs(task_name(message)):
        following = Following(ctx=ctx, message=message, query=query, bot_label=label, page=page)
        ctx.nursery.start(task_name(message), following.run, restart=False)


async def unfollow(callback: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    if isinstance(callback.message, Message):
        await ctx.nursery.stop(task_name(callback.message))
    query = query_of(ctx, callback_data.level, callback_data.bot)
    await ctx.answer.show(*await page_of(ctx, query, NO_LONGER_FOLLOWING))


async def ask_clear(_: CallbackQuery, callback_data: OnLogs, ctx: ChatContext) -> None:
    query = query_of(ctx, callback_data.level, callback_data.bot)
    count = await ctx.service.clearable(ctx.actor, query)
    await ctx.answer.toast("" if count else NOTHING_TO_CLEAR)
    if count:
        text = clear_question(count, level=query.level, bot_label=await label_of(ctx, query))
        target = ClearLogsTarget(level=query.level, bot_id=query.bot_id)
        await ctx.answer.show(text, await ctx.questions.ask(target, "Delete them"))


async def _clear(ctx: ChatContext, target: ClearLogsTarget) -> Outcome:
    count = await ctx.service.clear_logs(ctx.actor, query_of(ctx, target.level, target.bot_id))
    return Outcome([cleared(count)])


async def _keep(_: ChatContext, _target: ClearLogsTarget) -> Outcome:
    return Outcome([NOTHING_DELETED])
