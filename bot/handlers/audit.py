"""Who did what, a filter of /logs: an owner reads all, a trader what is their own."""

from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from bot.chat.context import ChatContext
from bot.keyboards.audit import audit_keyboard
from bot.keyboards.callbacks import ShowAudit
from bot.views.audit import audit_text
from engine.core.types import BotId
from engine.errors import BotNotFound
from engine.reads.logs import AuditPage

AUDIT = "audit"
"""The word behind /logs."""


Label = str | None


async def say_audit(ctx: ChatContext, bot_id: BotId | None, label: Label) -> None:
    """Show the newest, of all bots or of one, which is called so."""
    page = await ctx.service.audit(ctx.actor, bot_id=bot_id)
    await ctx.answer.say(*_page(ctx, page, bot_id, label))


async def show(_: CallbackQuery, callback_data: ShowAudit, ctx: ChatContext) -> None:
    at = callback_data.at
    page = await ctx.service.audit(
        ctx.actor,
        bot_id=callback_data.bot,
        before=at if at > 0 else None,
        after=-at if at < 0 else None,
    )
    label = await label_of(ctx, callback_data.bot)
    await ctx.answer.show(*_page(ctx, page, callback_data.bot, label))


def _page(
    ctx: ChatContext, page: AuditPage, bot_id: BotId | None, label: Label
) -> tuple[str, InlineKeyboardMarkup]:
    text = audit_text(ctx.words, page, ctx.clock.now(), label)
    return text, audit_keyboard(ctx.words, page, bot_id)


async def label_of(ctx: ChatContext, bot_id: BotId | None) -> Label:
    """Return the name of the bot that lines are about, or None when they are about all."""
    if bot_id is None:
        return None
    try:
        card = await ctx.service.card(ctx.actor, bot_id)
    except BotNotFound:
        return ctx.words.plain("logs-deleted-bot")
    return card.state.ref.label
