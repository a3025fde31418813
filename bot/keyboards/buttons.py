"""What all keyboards are made of."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from engine.reads.views import BotPage

NEWER, OLDER = "« Newer", "Older »"
Rows = list[list[InlineKeyboardButton]]


def button(label: str, payload: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=payload.pack())


def pager(page: BotPage, payload_of: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    newer = [button(NEWER, payload_of(page.page - 1))] if page.page > 0 else []
    older = [button(OLDER, payload_of(page.page + 1))] if page.page + 1 < page.pages else []
    return [*newer, *older]


def in_pairs(buttons: list[InlineKeyboardButton]) -> Rows:
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def markup(rows: Rows) -> InlineKeyboardMarkup:
    """Return the keyboard; rows without buttons are left out."""
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])
