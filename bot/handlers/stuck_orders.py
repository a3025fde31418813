"""An order that a bot cannot settle by itself: after a look at the exchange a person says how it ends."""

from functools import partial

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import AcceptAsIsTarget, ChooseOrderTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import answer
from bot.handlers.cards import Text, card_now, card_outcome, put
from bot.keyboards.callbacks import ChooseOrder, OnCard
from bot.keyboards.questions import choice_keyboard
from bot.views.errors import sentence
from bot.views.stuck_orders import (
    accept_as_is_question,
    candidate_labels,
    choice_question,
    none_note,
    taken_note,
)
from engine.errors import BadInput, CardOutdated, NotPossible, TryLater


async def ask(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await put(ctx, callback_data, await _question(ctx, callback_data))


async def _question(ctx: ChatContext, tapped: OnCard) -> Text:
    """Return the question, or the bot's card with the reason why there is none."""
    try:
        found = await ctx.service.orders.inspect_order(ctx.actor, tapped.bot, tapped.revision)
    except (BadInput, NotPossible, TryLater) as e:
        return await card_now(ctx, tapped.bot, sentence(ctx.words, e))
    bot_id, revision = found.card.state.bot_id, found.card.state.revision
    if found.candidates:
        choice = ChooseOrderTarget(bot_id=bot_id, revision=revision, figures=found.figures)
        question = await ctx.questions.put(choice)
        return choice_question(ctx.words, found), choice_keyboard(
            ctx.words, question, candidate_labels(found), ctx.words.plain("button-none-of-them")
        )
    target = AcceptAsIsTarget(bot_id=bot_id, revision=revision, figures=found.figures)
    keyboard = await ctx.questions.ask(target, ctx.words.plain("button-accept-as-is"))
    return accept_as_is_question(ctx.words, found), keyboard


async def accept(ctx: ChatContext, target: AcceptAsIsTarget) -> Outcome:
    """End the order if bot, order and exchange are still as they were when the question was put."""
    card = await ctx.service.orders.accept_as_is(ctx.actor, target.bot_id, target.figures, target.revision)
    return card_outcome(ctx, card, taken_note(ctx.words, card))


async def choose(_: CallbackQuery, callback_data: ChooseOrder, ctx: ChatContext) -> None:
    act = partial(_choose, ctx, callback_data.pick)
    await answer(ctx, callback_data.question, ChooseOrderTarget, act)


async def _choose(ctx: ChatContext, pick: int | None, target: ChooseOrderTarget) -> Outcome:
    """Have it so if bot, order and exchange are still as they were when the question was put."""
    bot_id, figures = target.bot_id, target.figures
    if pick is None:
        card = await ctx.service.orders.accept_as_is(ctx.actor, bot_id, figures, target.revision)
        return card_outcome(ctx, card, none_note(ctx.words, card))
    if not 0 <= pick < len(figures.candidates):
        raise CardOutdated
    chosen = figures.candidates[pick]
    card = await ctx.service.orders.choose_order(ctx.actor, bot_id, figures, target.revision, chosen)
    return card_outcome(ctx, card, ctx.words("chosen"))
