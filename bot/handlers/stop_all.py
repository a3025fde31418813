"""/stop_all: one question, one tap, a report on each bot. `/stop_all now` asks nothing."""

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import StopAllTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.keyboards.bots import list_keyboard
from bot.views.help import OLD_AFTER_S, sent_ago
from bot.views.stops import NOTHING_RUNS, stop_all_question, stop_all_report

NOW = "now"


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="stop_all")
    made.message.register(stop_all, Command("stop_all"))
    register_answers(made, StopAllTarget, yes=_stop, no=_leave)
    return made


async def stop_all(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    if (command.args or "").strip().lower() == NOW:
        await ctx.answer.say_lines(await _report(ctx), list_keyboard())
        return
    cards = await ctx.service.running(ctx.actor)
    if not cards:
        await ctx.answer.say(NOTHING_RUNS, list_keyboard())
        return
    lines = stop_all_question(cards)
    if ctx.age_s > OLD_AFTER_S:
        lines = [sent_ago(timedelta(seconds=ctx.age_s)), *lines]
    await ctx.answer.say_lines(lines, await ctx.questions.ask(StopAllTarget(), "Stop all"))


async def _report(ctx: ChatContext) -> list[str]:
    return stop_all_report(await ctx.service.stop_all(ctx.actor))


async def _stop(ctx: ChatContext, _: StopAllTarget) -> Outcome:
    return Outcome(await _report(ctx))


async def _leave(_: ChatContext, _target: StopAllTarget) -> Outcome:
    return Outcome(["Nothing was stopped."])
