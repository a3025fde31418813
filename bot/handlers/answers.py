"""Answers to questions: the buttons below them, brought to what carries each answer out."""

from collections.abc import Awaitable, Callable
from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import T
from bot.chat.questions import Outcome
from bot.keyboards.callbacks import AnswerQuestion

Act = Callable[[ChatContext, T], Awaitable[Outcome]]


def register_answers(router: Router, kind: type[T], *, yes: Act[T], no: Act[T]) -> None:
    """Have the router take the answers to questions of that kind."""

    async def answered(_: CallbackQuery, callback_data: AnswerQuestion, ctx: ChatContext) -> None:
        await ctx.answer.toast()
        act = yes if callback_data.yes else no
        await ctx.questions.answer(callback_data.question, kind, partial(act, ctx))

    router.callback_query.register(answered, AnswerQuestion.filter(F.ask == kind.ask))
