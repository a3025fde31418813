"""The buttons by which the hour of the daily summary is chosen."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, markup
from bot.keyboards.callbacks import ChooseSummary, ShowSettings
from bot.views.summary import hour_label
from bot.views.words import Words

IN_A_ROW = 6


def summary_keyboard(words: Words, chosen: int | None) -> InlineKeyboardMarkup:
    """Offer each full hour, and none."""

    def marked(label: str, hour: int | None) -> str:
        return f"• {label}" if hour == chosen else label

    hours = [button(marked(hour_label(hour), hour), ChooseSummary(hour=hour)) for hour in range(24)]
    rows = [hours[at : at + IN_A_ROW] for at in range(0, len(hours), IN_A_ROW)]
    off = button(marked(words.plain("value-off"), None), ChooseSummary(hour=None))
    return markup([*rows, [off], [button(words.plain("button-back"), ShowSettings())]])
