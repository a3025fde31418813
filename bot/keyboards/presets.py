"""The buttons about what a person keeps of their own for the form."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import KeepPreset, RemovePreset, ShowPresets, ShowSettings
from bot.views.presets import preset_label
from bot.views.words import Words
from engine.presets import Preset


def keep_keyboard(words: Words, offered: Sequence[Preset]) -> InlineKeyboardMarkup:
    """Offer to keep each of these, and to look at those that are kept."""
    each = [button(preset_label(words, one), KeepPreset(kind=one.kind, value=one.value)) for one in offered]
    return markup([*in_pairs(each), [button(words.plain("button-presets"), ShowPresets())]])


def presets_keyboard(words: Words, kept: Sequence[Preset]) -> InlineKeyboardMarkup:
    """Offer to remove each of them."""
    each = [
        button(f"✕ {preset_label(words, one)}", RemovePreset(kind=one.kind, value=one.value)) for one in kept
    ]
    return markup([*in_pairs(each), [button(words.plain("button-back"), ShowSettings())]])
