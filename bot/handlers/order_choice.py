"""Answers to the question which of several orders at the exchange is the bot's."""

from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import ChooseOrderTarget
from bot.chat.questions import Outcome
from bot.handlers.cards import Text, card_outcome
from bot.keyboards.callbacks import AnswerQuestion, ChooseOrder
from bot.keyboards.questions import choice_keyboard
from bot.views.accept_as_is import NOT_TAKEN
from bot.views.order_choice import CHOSEN, NONE_OF_THEM, candidate_labels, choice_question, none_note
from engine.confirmations import Ask
from engine.core.types import BotId
from engine.errors import CardOutdated
from engine.reads.views import StuckOrder


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="order choice")
    made.callback_query.register(choose, ChooseOrder.filter())
    made.callback_query.register(leave, AnswerQuestion.filter(F.ask == Ask.CHOOSE_ORDER))
    return made


async def ask_which(ctx: ChatContext, found: StuckOrder) -> Text:
    """Put the question, with a button for each candidate."""
    target = ChooseOrderTarget(
        bot_id=found.card.state.bot_id, revision=found.card.state.revision, figures=found.figures
    )
    question = await ctx.questions.put(target)
    return choice_question(found), choice_keyboard(question, candidate_labels(found), NONE_OF_THEM)


async def choose(_: CallbackQuery, callback_data: ChooseOrder, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    act = partial(_choose, ctx, callback_data.pick)
    await ctx.questions.answer(callback_data.question, ChooseOrderTarget, act)


async def _choose(ctx: ChatContext, pick: int | None, target: ChooseOrderTarget) -> Outcome:
    """Have it so if bot, order and exchange are still as they were when the question was put."""
    bot_id, figures = BotId(target.bot_id), target.figures
    if pick is None:
        card = await ctx.service.orders.accept_as_is(ctx.actor, bot_id, figures, target.revision)
        return card_outcome(ctx, card, none_note(card))
    if not 0 <= pick < len(figures.candidates):
        raise CardOutdated
    chosen = figures.candidates[pick]
    card = await ctx.service.orders.choose_order(ctx.actor, bot_id, figures, target.revision, chosen)
    return card_outcome(ctx, card, CHOSEN)


async def leave(_: CallbackQuery, callback_data: AnswerQuestion, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    await ctx.questions.answer(callback_data.question, ChooseOrderTarget, partial(_leave, ctx))


async def _leave(ctx: ChatContext, target: ChooseOrderTarget) -> Outcome:
    return card_outcome(ctx, await ctx.service.card(ctx.actor, BotId(target.bot_id)), NOT_TAKEN)
