"""Doing after all what was written while the program was away."""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.chat.late import again_question
from bot.chat.question_subjects import AgainTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import answer
from bot.keyboards.callbacks import AnswerQuestion
from bot.views.help import taken_up
from bot.views.html import Html


async def again(
    callback: CallbackQuery,
    callback_data: AnswerQuestion,
    ctx: ChatContext,
    dispatcher: Dispatcher,
    bot: Bot,
    **data: Any,  # noqa: ANN401 - as aiogram has it
) -> None:
    """Have the command handled as if it were written now, or let it be."""

    async def act(target: AgainTarget) -> Outcome:
        if not callback_data.yes:
            return Outcome([ctx.words("nothing-changed")])
        now = {**data, "bot": bot, "dispatcher": dispatcher, "age_s": 0.0}
        await dispatcher.propagate_event("message", _written(callback, target, ctx).as_(bot), **now)
        return Outcome([taken_up(ctx.words, target.line)])

    await answer(ctx, callback_data.question, AgainTarget, act, _anew)


async def _anew(ctx: ChatContext, target: AgainTarget, why: Html) -> Outcome:
    text, keyboard = await again_question(ctx, target)
    return Outcome([f"{why} {text}"], keyboard, why)


def _written(callback: CallbackQuery, target: AgainTarget, ctx: ChatContext) -> Message:
    if callback.message is None:
        raise TypeError("a question stands in a message")
    return Message(
        message_id=target.message_id,
        date=ctx.clock.now(),
        chat=callback.message.chat,
        from_user=callback.from_user,
        text=target.line,
    )
