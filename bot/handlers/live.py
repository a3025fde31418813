"""Starting a LIVE bot, after a question."""

from aiogram import Router

from bot.chat.context import ChatContext
from bot.chat.question_subjects import StartLiveTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import register_answers
from bot.handlers.bots import STARTED, runs
from bot.handlers.cards import card_outcome
from bot.views.live import NOT_STARTED
from engine.core.types import BotId


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="live")
    register_answers(made, StartLiveTarget, yes=_start, no=_leave)
    return made


async def _start(ctx: ChatContext, target: StartLiveTarget) -> Outcome:
    """Start the bot if it is still as it was when the question was put."""
    card = await ctx.service.start(ctx.actor, BotId(target.bot_id), target.revision, live_confirmed=True)
    return card_outcome(ctx, card, STARTED if runs(card.state) else None)


async def _leave(ctx: ChatContext, target: StartLiveTarget) -> Outcome:
    card = await ctx.service.card(ctx.actor, BotId(target.bot_id))
    return card_outcome(ctx, card, NOT_STARTED)
