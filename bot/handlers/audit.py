"""Who did what, a filter of /logs: an owner reads all, a trader what is their own."""

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.audit import audit_keyboard
from bot.keyboards.callbacks import ShowAudit
from bot.views.audit import audit_text

AUDIT = "audit"
"""The word behind /logs."""


async def say_audit(ctx: ChatContext) -> None:
    """Show the newest."""
    page = await ctx.service.audit(ctx.actor)
    await ctx.answer.say(audit_text(ctx.words, page, ctx.clock.now()), audit_keyboard(ctx.words, page))


async def show(_: CallbackQuery, callback_data: ShowAudit, ctx: ChatContext) -> None:
    at = callback_data.at
    page = await ctx.service.audit(ctx.actor, before=at if at > 0 else None, after=-at if at < 0 else None)
    await ctx.answer.show(audit_text(ctx.words, page, ctx.clock.now()), audit_keyboard(ctx.words, page))
