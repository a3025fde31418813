"""What a person keeps of their own for the form: shown, kept and removed."""

from dataclasses import replace

from aiogram.types import CallbackQuery

from bot.chat.context import ChatContext
from bot.keyboards.callbacks import KeepPreset, RemovePreset
from bot.keyboards.presets import presets_keyboard
from bot.views.presets import presets_text
from engine.outbox import ToPerson
from engine.presets import Preset, keeping, without


async def show(_: CallbackQuery, ctx: ChatContext) -> None:
    kept = (await ctx.notice_settings.of(ToPerson(ctx.person.user_id))).presets
    await ctx.answer.show(presets_text(ctx.words, kept), presets_keyboard(ctx.words, kept))


async def keep(_: CallbackQuery, callback_data: KeepPreset, ctx: ChatContext) -> None:
    """Keep it, and say so on the tap alone: the form stands above."""
    preset = Preset(kind=callback_data.kind, value=callback_data.value)
    chosen = await ctx.notice_settings.change(
        ToPerson(ctx.person.user_id), lambda before: replace(before, presets=keeping(before.presets, preset))
    )
    is_kept = preset in chosen.presets
    await ctx.answer.toast(ctx.words.plain("preset-kept" if is_kept else "preset-too-many"))


async def remove(_: CallbackQuery, callback_data: RemovePreset, ctx: ChatContext) -> None:
    preset = Preset(kind=callback_data.kind, value=callback_data.value)
    chosen = await ctx.notice_settings.change(
        ToPerson(ctx.person.user_id), lambda before: replace(before, presets=without(before.presets, preset))
    )
    left = chosen.presets
    await ctx.answer.show(presets_text(ctx.words, left), presets_keyboard(ctx.words, left))
