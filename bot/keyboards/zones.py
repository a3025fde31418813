"""The buttons by which a time zone is chosen."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import ChooseZone, ShowSettings
from bot.parsing.zones import COMMON
from bot.views.words import Words
from bot.views.zones import zone_label


def zones_keyboard(words: Words, chosen: str) -> InlineKeyboardMarkup:
    """Offer the common ones; every other is typed."""
    choices = [button(zone_label(name, chosen=name == chosen), ChooseZone(zone=name)) for name in COMMON]
    return markup([*in_pairs(choices), [button(words.plain("button-back"), ShowSettings())]])
