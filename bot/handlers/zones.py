"""The time zone of a person: their days begin there, and their quiet hours go by its clock."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import ChooseZone
from bot.keyboards.zones import zones_keyboard
from bot.parsing.zones import known_zone
from bot.views.text import zone_name
from bot.views.zones import zones_text
from engine.notice_settings import NoticeSettings
from engine.outbox import ToPerson


async def show(_: CallbackQuery, ctx: ChatContext) -> None:
    settings = await ctx.notice_settings.of(ToPerson(ctx.person.user_id))
    await _show(ctx, settings)


async def choose(_: CallbackQuery, callback_data: ChooseZone, ctx: ChatContext) -> None:
    """Live there from now on. A name that is none changes nothing."""
    name, me = callback_data.zone, ToPerson(ctx.person.user_id)
    if not known_zone(name):
        await _show(ctx, await ctx.notice_settings.of(me))
        return
    chosen = await ctx.notice_settings.change(me, lambda before: replace(before, time_zone=name))
    await _show(ctx, chosen, changed=True)


async def _show(ctx: ChatContext, settings: NoticeSettings, *, changed: bool = False) -> None:
    zone = settings.zone
    text = zones_text(ctx.words, zone, ctx.clock.now(), changed=changed)
    await ctx.answer.show(text, zones_keyboard(ctx.words, zone_name(zone)))
