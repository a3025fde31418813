"""The hour of the daily summary."""

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import ChooseSummary
from bot.keyboards.summary import summary_keyboard
from bot.views.settings import summary_settings_text
from engine.notice_settings import NoticeSettings
from engine.outbox import ToPerson
from engine.policy import check_trader


async def show(_: CallbackQuery, ctx: ChatContext) -> None:
    check_trader(ctx.actor)
    await _show(ctx, await ctx.notice_settings.of(ToPerson(ctx.person.user_id)))


async def choose(_: CallbackQuery, callback_data: ChooseSummary, ctx: ChatContext) -> None:
    """Get it at that hour from now on."""
    check_trader(ctx.actor)
    hour, now = callback_data.hour, ctx.clock.now()
    chosen = await ctx.notice_settings.change(
        ToPerson(ctx.person.user_id), lambda before: before.choosing_summary(hour, now)
    )
    await _show(ctx, chosen)


async def _show(ctx: ChatContext, settings: NoticeSettings) -> None:
    text = summary_settings_text(ctx.words, settings)
    await ctx.answer.show(text, summary_keyboard(ctx.words, settings.summary_hour))
