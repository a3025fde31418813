"""Answers to questions: the buttons below them, brought to what carries each answer out."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import BotTarget, T
from bot.chat.questions import Conclusion, Outcome
from bot.handlers.cards import card_outcome
from bot.keyboards.bots import list_keyboard
from bot.keyboards.callbacks import AnswerQuestion
from bot.keyboards.logs import all_logs_keyboard
from bot.views.errors import sentence
from bot.views.html import Html
from engine.confirmations import Ask
from engine.errors import BotNotFound, CardOutdated

Act = Callable[[ChatContext, T], Awaitable[Outcome]]
Anew = Callable[[ChatContext, T, Html], Awaitable[Outcome]]
"""Shows how things stand now, below a sentence on why nothing was done."""


async def answer(
    ctx: ChatContext,
    question: str,
    kind: type[T],
    act: Callable[[T], Awaitable[Outcome]],
    anew: Anew[T] | None = None,
) -> None:
    """Carry out the first answer to a question, and show what came of it in the question's place.

    What is not any more as it was shown, or is answered too late, is shown `anew`; by itself, as a bot's
    card where it is about one. A later answer gets what came of the first.
    """

    async def unless_outdated(target: T) -> Outcome:
        try:
            return await act(target)
        except CardOutdated as e:
            shown = await (anew or _as_of_now)(ctx, target, sentence(ctx.words, e))
            return replace(shown, anew=True)

    concluded = await ctx.questions.conclude(question, kind, unless_outdated)
    if concluded is None:
        await ctx.answer.say(ctx.words("question-under-way"))
        return
    outcome = await _shown(ctx, concluded, anew)
    back = all_logs_keyboard(ctx.words) if kind.ask is Ask.CLEAR_LOGS else list_keyboard(ctx.words)
    await ctx.answer.show_lines(outcome.lines, outcome.markup or back)


async def _shown(ctx: ChatContext, concluded: Conclusion[T], anew: Anew[T] | None) -> Outcome:
    outcome, target = concluded.outcome, concluded.target
    if concluded.first or target is None or outcome.note is None:
        return outcome
    if (concluded.expired or outcome.anew) and anew is not None:
        return await anew(ctx, target, outcome.note)
    return await _as_of_now(ctx, target, outcome.note)


async def _as_of_now(ctx: ChatContext, target: T, note: Html) -> Outcome:
    """Return the card of the bot that it is about, as it is now; the note alone where it is about none."""
    if isinstance(target, BotTarget):
        try:
            return card_outcome(ctx, await ctx.service.card(ctx.actor, target.bot_id), note)
        except BotNotFound:
            pass
    return Outcome([note], note=note)


def register_answers(
    router: Router, kind: type[T], yes: Act[T] | None, no: str, anew: Anew[T] | None = None
) -> None:
    """Have the router take the answers to questions of that kind.

    `no` is the key of what is said where nothing is done; with `yes` None that is all there is to answer so.
    """

    async def answered(_: CallbackQuery, callback_data: AnswerQuestion, ctx: ChatContext) -> None:
        async def act(target: T) -> Outcome:
            if callback_data.yes and yes is not None:
                return await yes(ctx, target)
            return await _as_of_now(ctx, target, ctx.words(no))

        await answer(ctx, callback_data.question, kind, act, anew)

    router.callback_query.register(answered, AnswerQuestion.filter(F.ask == kind.ask))
