"""What all keyboards are made of."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

Rows = list[list[InlineKeyboardButton]]


def button(label: str, payload: CallbackData) -> InlineKeyboardButton:
    """Return a button that carries the payload."""
    return InlineKeyboardButton(text=label, callback_data=payload.pack())


def markup(rows: Rows) -> InlineKeyboardMarkup:
    """Return the keyboard; rows without buttons are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
