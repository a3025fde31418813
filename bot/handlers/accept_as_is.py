"""Taking a bot's order as it is, after a look at the exchange and a question."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import AcceptAsIsTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.handlers.cards import Text, card_message, card_outcome
from bot.handlers.order_choice import ask_which
from bot.keyboards.callbacks import Act, DecideOn, OnCard
from bot.views.accept_as_is import ACCEPT_IT, NOT_TAKEN, accept_as_is_question, taken_note
from bot.views.errors import sentence
from engine.core.types import BotId
from engine.errors import BadInput, NotPossible, TryLater


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="accept as is")
    made.callback_query.register(ask_on_card, OnCard.filter(F.act == Act.ACCEPT_AS_IS))
    made.callback_query.register(ask_on_notice, DecideOn.filter(F.act == Act.ACCEPT_AS_IS))
    register_answers(made, AcceptAsIsTarget, yes=_accept, no=_leave)
    return made


async def ask_on_card(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    await ctx.answer.show(*await _question(ctx, callback_data))


async def ask_on_notice(_: CallbackQuery, callback_data: DecideOn, ctx: ChatContext) -> None:
    """Ask below the notice, which stays as it is."""
    await ctx.answer.toast()
    await ctx.answer.say(*await _question(ctx, callback_data))


async def _question(ctx: ChatContext, tapped: OnCard | DecideOn) -> Text:
    """Return the question, or the bot's card with the reason why there is none."""
    bot_id, revision = BotId(tapped.bot), tapped.revision
    try:
        found = await ctx.service.orders.inspect_order(ctx.actor, bot_id, revision)
    except (BadInput, NotPossible, TryLater) as e:
        return card_message(ctx, await ctx.service.card(ctx.actor, bot_id), sentence(e))
    if found.candidates:
        return await ask_which(ctx, found)
    target = AcceptAsIsTarget(bot_id=bot_id, revision=found.card.state.revision, figures=found.figures)
    return accept_as_is_question(found), await ctx.questions.ask(target, ACCEPT_IT)


async def _accept(ctx: ChatContext, target: AcceptAsIsTarget) -> Outcome:
    """End the order if bot, order and exchange are still as they were when the question was put."""
    bot_id = BotId(target.bot_id)
    card = await ctx.service.orders.accept_as_is(ctx.actor, bot_id, target.figures, target.revision)
    return card_outcome(ctx, card, taken_note(card))


async def _leave(ctx: ChatContext, target: AcceptAsIsTarget) -> Outcome:
    return card_outcome(ctx, await ctx.service.card(ctx.actor, BotId(target.bot_id)), NOT_TAKEN)
