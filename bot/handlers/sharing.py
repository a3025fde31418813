"""Which viewers may read a bot: its owner says so on its card."""

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import OnCard, ShareWith
from bot.keyboards.users import share_keyboard
from bot.views.users import share_text
from engine.core.types import BotId


async def ask(_: CallbackQuery, callback_data: OnCard, ctx: ChatContext) -> None:
    await _show(ctx, callback_data.bot)


async def share(_: CallbackQuery, callback_data: ShareWith, ctx: ChatContext) -> None:
    """Let a viewer read the bot, or read it no more."""
    bot_id, shared = callback_data.bot, callback_data.shared
    await ctx.service.people.share(ctx.actor, bot_id, callback_data.user, shared=shared)
    await _show(ctx, bot_id)


async def _show(ctx: ChatContext, bot_id: BotId) -> None:
    viewers = await ctx.service.people.readers(ctx.actor, bot_id)
    card = await ctx.service.card(ctx.actor, bot_id)
    await ctx.answer.show(share_text(ctx.words, card, viewers), share_keyboard(ctx.words, bot_id, viewers))
