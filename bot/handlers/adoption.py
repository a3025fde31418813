"""Giving an order that no bot owns to a bot, after a question."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.chat.question_subjects import AdoptOrphanTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.handlers.cards import card_message, card_outcome
from bot.handlers.orders import orphan_named
from bot.keyboards.bots import list_keyboard
from bot.keyboards.callbacks import AdoptOrphan
from bot.keyboards.questions import LET_IT_BE
from bot.views.adoption import ADOPTED, NOT_ADOPTED, adopt_question, yes_label
from bot.views.errors import OUTDATED
from bot.views.orders import NO_SUCH_ORPHAN
from engine.core.types import BotId
from engine.reads.views import OrphanName, OrphanOrder


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="adoption")
    made.callback_query.register(ask, AdoptOrphan.filter())
    register_answers(made, AdoptOrphanTarget, yes=_adopt, no=_let_be)
    return made


async def ask(_: CallbackQuery, callback_data: AdoptOrphan, ctx: ChatContext) -> None:
    await ctx.answer.toast()
    orphan = await orphan_named(ctx, callback_data.order)
    if orphan is None:
        await ctx.answer.show(NO_SUCH_ORPHAN, list_keyboard())
        return
    card = next((one for one in orphan.fit if one.state.bot_id == callback_data.bot), None)
    if card is None:
        card = await ctx.service.card(ctx.actor, BotId(callback_data.bot))
        await ctx.answer.show(*card_message(ctx, card, OUTDATED))
        return
    target = AdoptOrphanTarget(
        order=_name(orphan.order), bot_id=card.state.bot_id, revision=card.state.revision
    )
    keyboard = await ctx.questions.ask(target, yes_label(card), LET_IT_BE)
    text = adopt_question(orphan.order, card, ctx.service.limits(ctx.actor), ctx.clock.now())
    await ctx.answer.show(text, keyboard)


def _name(orphan: OrphanOrder) -> OrphanName:
    return OrphanName(
        account_id=orphan.account_id,
        symbol=orphan.symbol,
        side=orphan.side,
        client_order_id=orphan.client_order_id,
    )


async def _adopt(ctx: ChatContext, target: AdoptOrphanTarget) -> Outcome:
    """Give it to the bot if both are still as they were when the question was put."""
    card = await ctx.service.orders.adopt(
        ctx.actor, BotId(target.bot_id), target.order, target.revision, live_confirmed=True
    )
    return card_outcome(ctx, card, ADOPTED)


async def _let_be(_: ChatContext, _target: AdoptOrphanTarget) -> Outcome:
    return Outcome([NOT_ADOPTED])
