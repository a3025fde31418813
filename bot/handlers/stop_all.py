"""/stop_all: one question, one tap, a report on each bot. `/stop_all now` asks nothing."""

from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import StopAllTarget
from bot.chat.questions import Outcome
from bot.keyboards.bots import list_keyboard
from bot.views.help import sent_ago
from bot.views.stops import about_all, nothing_runs, orphans_left, stop_all_question, stop_all_report


async def ask(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    written = (command.args or "").strip()
    if written.lower() == "now":
        await ctx.answer.show_lines(await _report(ctx), list_keyboard(ctx.words))
        return
    cards, now = await ctx.service.running(ctx.actor), ctx.clock.now()
    orphans = await ctx.service.orders.orphans(ctx.actor, anew=not cards)
    if not cards:
        await ctx.answer.show_lines(nothing_runs(ctx.words, orphans, now), list_keyboard(ctx.words))
        return
    first = [sent_ago(ctx.words, ctx.age_s)] if ctx.is_late else []
    if written:
        first.append(about_all(ctx.words, written))
    keyboard = await ctx.questions.ask(StopAllTarget(), ctx.words.plain("button-stop-all"))
    lines = [*first, *stop_all_question(ctx.words, cards), *orphans_left(ctx.words, orphans, now)]
    await ctx.answer.show_lines(lines, keyboard)


async def _report(ctx: ChatContext) -> list[str]:
    reports = await ctx.service.stop_all(ctx.actor)
    ctx.tells_of(reports)
    orphans = await ctx.service.orders.orphans(ctx.actor)
    return stop_all_report(ctx.words, reports, orphans, ctx.clock.now())


async def stop(ctx: ChatContext, _: StopAllTarget) -> Outcome:
    return Outcome(await _report(ctx))
