"""Deleting a bot, after a question."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import DeleteTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.handlers.cards import card_outcome
from bot.keyboards.callbacks import Act, OnCard
from bot.views.deletion import delete_label, delete_question, deleted
from engine.core.types import BotId

NOTHING_DELETED = "Nothing was deleted."


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="deletion")
    made.callback_query.register(ask, OnCard.filter(F.act == Act.DELETE))
    register_answers(made, DeleteTarget, yes=_delete, no=_keep)
    return made


async def ask(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
    state = card.state
    target = DeleteTarget(bot_id=state.bot_id, revision=state.revision, release=bool(state.held))
    await ctx.answer.show(delete_question(card), await ctx.questions.ask(target, delete_label(card)))


async def _delete(ctx: ChatContext, target: DeleteTarget) -> Outcome:
    bot_id = BotId(target.bot_id)
    card = await ctx.service.card(ctx.actor, bot_id)
    await ctx.service.delete(ctx.actor, bot_id, target.revision, release=target.release)
    return Outcome([deleted(card)])


async def _keep(ctx: ChatContext, target: DeleteTarget) -> Outcome:
    card = await ctx.service.card(ctx.actor, BotId(target.bot_id))
    return card_outcome(ctx, card, NOTHING_DELETED)
