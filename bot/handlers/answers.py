"""Answers to questions: the buttons below them, brought to what carries each answer out."""

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import BotTarget, T
from bot.chat.questions import Outcome
from bot.handlers.cards import card_outcome
from bot.keyboards.callbacks import AnswerQuestion

Act = Callable[[ChatContext, T], Awaitable[Outcome]]


def register_answers(router: Router, kind: type[T], yes: Act[T] | None, no: str) -> None:
    """Have the router take the answers to questions of that kind.

    `no` is the key of what is said where nothing is done; with `yes` None that is all there is to answer so.
    """

    async def answered(_: CallbackQuery, callback_data: AnswerQuestion, ctx: ChatContext) -> None:
        async def act(target: T) -> Outcome:
            if callback_data.yes and yes is not None:
                return await yes(ctx, target)
            said = ctx.words(no)
            if isinstance(target, BotTarget):
                return card_outcome(ctx, await ctx.service.card(ctx.actor, target.bot_id), said)
            return Outcome([said])

        await ctx.questions.answer(callback_data.question, kind, act)

    router.callback_query.register(answered, AnswerQuestion.filter(F.ask == kind.ask))
