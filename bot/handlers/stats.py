"""/stats."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.chat.context import ChatContext
from bot.views.stats import stats_text


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="stats")
    made.message.register(stats, Command("stats"))
    return made


async def stats(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(stats_text(await ctx.service.stats(ctx.actor)))
