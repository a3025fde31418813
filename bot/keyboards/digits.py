"""The button that shows amounts exactly, and the one that rounds them again."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import Rows, button, markup
from bot.keyboards.callbacks import InDigits, ShowNotices
from bot.views.digits import digits
from bot.views.words import Words


def in_either(
    words: Words,
    word: Callable[[], str],
    keyboard: InlineKeyboardMarkup | None,
    shows: CallbackData,
    *,
    exact: bool,
) -> tuple[str, InlineKeyboardMarkup]:
    """Put into words what a tap with that payload shows; where amounts are rounded, offer the other form."""
    with digits(exact=exact) as used:
        text = word()
    rows = keyboard.inline_keyboard if keyboard is not None else []
    return text, markup([*rows, [_other_form(words, shows, exact=exact)] if used.rounded else []])


def _other_form(words: Words, shows: CallbackData, *, exact: bool) -> InlineKeyboardButton:
    return button(
        words.plain("button-rounded" if exact else "button-exact"),
        InDigits(exact=not exact, shows=shows.pack()),
    )


def exact_notices(words: Words) -> Rows:
    """Offer the exact figures of the notices in a message."""
    return [[_other_form(words, ShowNotices(), exact=False)]]


def turned(words: Words, keyboard: InlineKeyboardMarkup | None, *, exact: bool) -> InlineKeyboardMarkup:
    """Return the keyboard of notices that are shown so now, its other buttons as they are."""
    mine = _other_form(words, ShowNotices(), exact=not exact).callback_data
    rows = keyboard.inline_keyboard if keyboard is not None else []
    return markup(
        [
            [
                _other_form(words, ShowNotices(), exact=exact) if one.callback_data == mine else one
                for one in row
            ]
            for row in rows
        ]
    )
