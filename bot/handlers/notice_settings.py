"""How notices are told to a person, and in the alert chat."""

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import Place, SetNotices, ShowNoticeSettings, UnmuteThere
from bot.keyboards.notice_settings import notice_choice_keyboard, notice_settings_keyboard
from bot.views.notice_settings import notice_choice_text, notice_settings_text
from engine.notice_settings import NoticeSettings
from engine.outbox import Audience, ToAlerts, ToPerson


async def show(_: CallbackQuery, callback_data: ShowNoticeSettings, ctx: ChatContext) -> None:
    place, kind = callback_data.place, callback_data.kind
    settings = await ctx.notice_settings.of(await _audience(ctx, place))
    if kind is None:
        await _overview(ctx, place, settings)
    else:
        text = notice_choice_text(ctx.words, settings, kind)
        await ctx.answer.show(text, notice_choice_keyboard(ctx.words, place, kind, settings))


async def choose(_: CallbackQuery, callback_data: SetNotices, ctx: ChatContext) -> None:
    place, kind, delivery = callback_data.place, callback_data.kind, callback_data.delivery
    settings = await ctx.notice_settings.change(
        await _audience(ctx, place), lambda settings: settings.choosing(kind, delivery)
    )
    await _overview(ctx, place, settings)


async def unmute(_: CallbackQuery, callback_data: UnmuteThere, ctx: ChatContext) -> None:
    """End what is muted before its time, if it is muted as it is shown."""
    tapped = callback_data
    settings = await ctx.notice_settings.change(
        await _audience(ctx, tapped.place),
        lambda settings: settings.waking(tapped.kind, tapped.bot, tapped.until),
    )
    await _overview(ctx, tapped.place, settings)


async def _overview(ctx: ChatContext, place: Place, settings: NoticeSettings) -> None:
    now = ctx.clock.now()
    text = notice_settings_text(ctx.words, settings, now, group=place is Place.GROUP)
    keyboard = notice_settings_keyboard(ctx.words, place, ctx.person.role, settings.snoozed(now))
    await ctx.answer.show(text, keyboard)


async def _audience(ctx: ChatContext, place: Place) -> Audience:
    """Return whose settings they are. Raises NotAllowed: owners alone say what the alert chat is told."""
    if place is Place.ME:
        return ToPerson(ctx.person.user_id)
    await ctx.service.alerts.check(ctx.actor)
    return ToAlerts()
