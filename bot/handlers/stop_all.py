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
    words = (command.args or "").strip()
    if words.lower() == "now":
        await ctx.answer.show_lines(await _report(ctx), list_keyboard())
        return
    cards, now = await ctx.service.running(ctx.actor), ctx.clock.now()
    orphans = await ctx.service.orders.orphans(ctx.actor, anew=not cards)
    if not cards:
        await ctx.answer.show_lines(nothing_runs(orphans, now), list_keyboard())
        return
    first = [sent_ago(ctx.age_s)] if ctx.is_late else []
    if words:
        first.append(about_all(words))
    keyboard = await ctx.questions.ask(StopAllTarget(), "Stop all")
    lines = [*first, *stop_all_question(cards), *orphans_left(orphans, now)]
    await ctx.answer.show_lines(lines, keyboard)


async def _report(ctx: ChatContext) -> list[str]:
    reports = await ctx.service.stop_all(ctx.actor)
    ctx.tells_of(reports)
    orphans = await ctx.service.orders.orphans(ctx.actor)
    return stop_all_report(reports, orphans, ctx.clock.now())


async def stop(ctx: ChatContext, _: StopAllTarget) -> Outcome:
    return Outcome(await _report(ctx))
